#include "net/net.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "net/net_int.h"
#include "node/node.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"
#include "primitives/chain_spec.h"

#define BACKLOG   128
#define ARENA_MAX ((size_t)256 << 20)

static enum err random_bytes(u8 out[32])
{
	return getrandom(out, 32, 0) == 32 ? ERR_OK : ERR_IO;
}

/* --- what the node does, told to the peers ------------------------------------------ */

/* One message to all who listen to its topic. */
static void tell_all(struct net *net, enum serve_topic t, struct slice message)
{
	for (struct conn *c = net->conns; c != NULL; c = c->next)
		conn_notify(c, t, message);
}

static void on_block(void *ctx, const struct chain_block *b)
{
	struct net *net = (struct net *)ctx;
	struct slice msg;

	if (net->conns == NULL)
		return;
	if (serve_announce(net->host.node, b->ref.number, &net->arena, &msg) == ERR_OK)
		tell_all(net, SERVE_ANNOUNCES, msg);
	arena_map_reset(&net->arena, 0);
}

static void on_finalized(void *ctx, const struct db_ref *ref)
{
	struct net *net = (struct net *)ctx;
	struct slice msg;

	if (net->conns == NULL)
		return;
	if (serve_commit(net->host.node, ref->number, &net->arena, &msg) == ERR_OK)
		tell_all(net, SERVE_GRANDPA, msg);
	if (serve_neighbor(net->host.node, &net->arena, &msg) == ERR_OK)
		tell_all(net, SERVE_GRANDPA, msg);
	arena_map_reset(&net->arena, 0);
}

/* A peer that has just opened a topic hears where the chain stands. */
static void on_live(void *ctx, struct peer *p, enum serve_topic t)
{
	struct conn *c = (struct conn *)ctx;
	struct node *n = c->net->host.node;
	const struct chain *chain = node_chain(n);
	struct arena *a = &c->net->arena;
	struct slice msg;

	(void)p;
	if (t == SERVE_ANNOUNCES && serve_announce(n, chain->best.number, a, &msg) == ERR_OK)
		conn_notify(c, t, msg);
	if (t == SERVE_GRANDPA && serve_neighbor(n, a, &msg) == ERR_OK)
		conn_notify(c, t, msg);
	if (t == SERVE_GRANDPA && chain->finalized.number != 0 &&
	    serve_commit(n, chain->finalized.number, a, &msg) == ERR_OK)
		conn_notify(c, t, msg);
	arena_map_reset(a, 0);
}

/* --- listening ---------------------------------------------------------------------- */

static void addr_of(struct net_addr *out, const struct sockaddr_storage *from)
{
	union {
		const struct sockaddr_storage *all;
		const struct sockaddr_in *v4;
		const struct sockaddr_in6 *v6;
	} u = {from};

	memset(out, 0, sizeof(*out));
	if (from->ss_family == AF_INET) {
		memcpy(out->ip, &u.v4->sin_addr, 4);
		out->port = ntohs(u.v4->sin_port);
		return;
	}
	/* On a socket for both, IPv4 hosts are ::ffff:a.b.c.d, which must not count as one /64. */
	out->v6 = !IN6_IS_ADDR_V4MAPPED(&u.v6->sin6_addr);
	if (out->v6)
		memcpy(out->ip, &u.v6->sin6_addr, 16);
	else
		memcpy(out->ip, (const u8 *)&u.v6->sin6_addr + 12, 4);
	out->port = ntohs(u.v6->sin6_port);
}

/* Who has a /64 has all of its addresses. */
static bool same_host(const struct net_addr *a, const struct net_addr *b)
{
	return a->v6 == b->v6 && mem_eq(a->ip, b->ip, a->v6 ? 8 : 4);
}

static bool has_room(const struct net *net, const struct net_addr *from)
{
	u32 same = 0;

	for (const struct conn *c = net->conns; c != NULL; c = c->next)
		if (same_host(&c->from, from))
			same++;
	return net->num_conns < NET_CONNS_MAX && same < NET_CONNS_PER_IP;
}

static void on_connection(uv_stream_t *h, int status)
{
	struct net *net = (struct net *)h->data;
	union {
		uv_tcp_t *tcp;
		uv_stream_t *stream;
	} u = {status == 0 ? stream_tcp(net->loop) : NULL};
	union {
		struct sockaddr_storage all;
		struct sockaddr any;
	} from;
	struct net_addr addr;
	int len = (int)sizeof(from);

	if (u.tcp == NULL)
		return;
	if (uv_accept(h, u.stream) != 0 || uv_tcp_getpeername(u.tcp, &from.any, &len) != 0) {
		stream_tcp_drop(u.tcp);
		return;
	}
	addr_of(&addr, &from.all);
	if (!has_room(net, &addr)) {
		net->counters.num_refused++;
		stream_tcp_drop(u.tcp);
		return;
	}
	net->counters.num_accepted++;
	conn_start(net, u.tcp, &addr);
}

static bool is_any(const struct net_addr *a)
{
	static const u8 none[16];

	return mem_eq(a->ip, none, a->v6 ? 16 : 4);
}

/* Peers are told addresses that they can dial: for "any" those of the interfaces. */
static void find_addrs(struct net *net, const struct net_addr *bound)
{
	uv_interface_address_t *list = NULL;
	union {
		const struct sockaddr_in *v4;
		const struct sockaddr_in6 *v6;
	} u;
	int num = 0;

	net->addrs[0] = *bound;
	net->num_addrs = 1;
	if (!is_any(bound) || uv_interface_addresses(&list, &num) != 0)
		return;
	net->num_addrs = 0;
	for (int i = 0; i < num && net->num_addrs < NET_ADDRS_MAX; i++) {
		struct net_addr *a = &net->addrs[net->num_addrs];

		u.v4 = &list[i].address.address4;
		memset(a, 0, sizeof(*a));
		a->v6 = u.v4->sin_family == AF_INET6;
		a->port = bound->port;
		if (a->v6 != bound->v6)
			continue;
		if (a->v6)
			memcpy(a->ip, &u.v6->sin6_addr, 16);
		else
			memcpy(a->ip, &u.v4->sin_addr, 4);
		net->num_addrs++;
	}
	uv_free_interface_addresses(list, num);
}

static void listener_freed(uv_handle_t *h)
{
	net_unref((struct net *)h->data);
}

static void listener_close(struct net *net)
{
	union {
		uv_tcp_t *tcp;
		uv_handle_t *handle;
	} u = {&net->listener};

	uv_close(u.handle, listener_freed);
}

static enum err bind_to(struct net *net, const struct net_opts *o)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_storage all;
	} at;
	union {
		uv_tcp_t *tcp;
		uv_stream_t *stream;
	} u = {&net->listener};
	struct net_addr bound;
	int len = (int)sizeof(at), r;

	if (uv_ip4_addr(o->host, o->port, &at.v4) != 0 &&
	    uv_ip6_addr(o->host, o->port, &at.v6) != 0)
		return ERR_INVALID;
	r = uv_tcp_bind(u.tcp, &at.any, 0);
	if (r == 0)
		r = uv_listen(u.stream, BACKLOG, on_connection);
	if (r == 0)
		r = uv_tcp_getsockname(u.tcp, &at.any, &len);
	if (r != 0)
		return err_of_uv(r);
	addr_of(&bound, &at.all);
	net->port = bound.port;
	find_addrs(net, &bound);
	return ERR_OK;
}

/* For whoever writes a chain spec later: `phala chain-spec`. */
static enum err store_addrs(const struct net *net, const char *dir)
{
	char path[OS_PATH_MAX], text[2 * NET_ADDRS_MAX * MULTIADDR_TEXT_MAX];
	size_t n = 0;

	TRY(path_join(path, sizeof(path), dir, NET_ADDRS_FILE));
	for (size_t i = 0; i < 2u * net->num_addrs; i++) {
		char one[MULTIADDR_TEXT_MAX];

		if (net_address(net, i, one))
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s\n", one);
	}
	return file_write_atomic(path, slice_of(text, n), 0644);
}

static void host_init(struct net *net, struct node *n, const struct net_opts *o)
{
	net->host = (struct peer_host){.node = n,
				       .id = &net->id,
				       .agent = o->agent,
				       .genesis = node_spec(n)->genesis_hash,
				       .protocols = serve_protocols,
				       .num_protocols = serve_num_protocols,
				       .topics = serve_notifications,
				       .listen = net->addrs,
				       .arena = &net->arena,
				       .held_max = NET_HELD_MAX,
				       .now_ms = clock_mono_ms,
				       .random = random_bytes,
				       .live = on_live};
	peer_host_init(&net->host);
}

static enum err start(struct net *net, struct node *n, const struct net_opts *o)
{
	const struct node_observer see = {
	    .ctx = net, .block = on_block, .finalized = on_finalized};

	TRY(identity_load(&net->id, o->dir, true));
	TRY(arena_map(&net->arena, ARENA_MAX));
	host_init(net, n, o);
	TRY(bind_to(net, o));
	net->host.num_listen = net->num_addrs;
	TRY(store_addrs(net, o->dir));
	return node_observe(n, &see);
}

enum err net_listen(struct net **out, struct node *n, struct uv_loop_s *loop,
		    const struct net_opts *o)
{
	struct net *net = (struct net *)calloc(1, sizeof(*net));
	enum err e;

	if (net == NULL)
		return ERR_NOMEM;
	net->loop = loop;
	net->refs = 1;
	if (uv_tcp_init(loop, &net->listener) != 0) {
		free(net);
		return ERR_NOMEM;
	}
	net->listener.data = net;
	e = start(net, n, o);
	if (e != ERR_OK) {
		listener_close(net);
		return e;
	}
	*out = net;
	return ERR_OK;
}

void net_unref(struct net *net)
{
	if (--net->refs != 0)
		return;
	if (net->arena.mem != NULL)
		arena_unmap(&net->arena);
	identity_release(&net->id);
	free(net);
}

void net_close(struct net *net)
{
	if (net == NULL || net->closing)
		return;
	net->closing = true;
	listener_close(net);
	while (net->conns != NULL)
		conn_stop(net->conns);
}

/* --- what others may ask ------------------------------------------------------------- */

u16 net_port(const struct net *net)
{
	return net->port;
}

const char *net_peer_id(const struct net *net)
{
	return net->id.peer_id;
}

bool net_address(const struct net *net, size_t i, char out[MULTIADDR_TEXT_MAX])
{
	if (i >= 2u * net->num_addrs)
		return false;
	multiaddr_text(out, &net->addrs[i % net->num_addrs], i < net->num_addrs, net->id.peer_id);
	return true;
}

size_t net_peers(const struct net *net, struct net_peer *out, size_t max)
{
	size_t n = 0;

	for (const struct conn *c = net->conns; c != NULL && n < max; c = c->next) {
		const struct peer *p = &c->peer;

		if (p->phase != PEER_OPEN)
			continue;
		memcpy(out[n].id, p->id, sizeof(out[n].id));
		memcpy(out[n].best_hash, p->best_hash, HASH_LEN);
		out[n].role = p->role;
		out[n].best_number = p->best_number;
		n++;
	}
	return n;
}

void net_count(const struct net *net, struct net_counters *out)
{
	*out = net->counters;
	out->num_conns = net->num_conns;
	out->num_peers = 0;
	for (const struct conn *c = net->conns; c != NULL; c = c->next)
		out->num_peers += c->peer.phase == PEER_OPEN;
	out->num_requests = net->host.num_requests;
	out->num_requests_refused = net->host.num_refused;
	out->held = net->host.held;
}
