/* Sockets for the enclave. TLS runs inside, so only ciphertext passes here. Who sends faster than
 * the enclave reads is not read from. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/host/addr.h"
#include "worker/host/int.h"

#define CONNECT_MS   10000u
#define READ_MAX     65536u
#define LINK_HIGH    ((size_t)4 << 20) /* bytes that wait for the enclave: stop reading */
#define SOCKET_HIGH  ((size_t)8 << 20) /* bytes that a peer does not take: cut it off */
#define RESUME_MS    20u
#define ADDRS_MAX    8u

struct net_conn {
	struct net_conn *next;
	struct worker_host *h;
	u32 id, boot;
	char host[254];
	u16 port;
	bool ruled; /* address rules apply */
	uv_getaddrinfo_t dns;
	bool resolving, open, closing;
	struct sockaddr_storage addrs[ADDRS_MAX];
	u32 num_addrs, next_addr;
	uv_tcp_t *tcp;
	uv_timer_t timer;
	bool timer_closed;
	u8 buf[READ_MAX];
};

static void try_next(struct net_conn *c);

/* --- ends -------------------------------------------------------------------------------- */

static void free_if_done(struct net_conn *c)
{
	if (c->closing && c->timer_closed && !c->resolving)
		free(c);
}

static void on_timer_closed(uv_handle_t *t)
{
	struct net_conn *c = (struct net_conn *)t->data;

	c->timer_closed = true;
	free_if_done(c);
}

static void on_tcp_closed(uv_handle_t *t)
{
	free(t);
}

static void drop_tcp(struct net_conn *c)
{
	if (c->tcp == NULL)
		return;
	c->tcp->data = NULL;
	uv_close((uv_handle_t *)c->tcp, on_tcp_closed);
	c->tcp = NULL;
}

static void drop(struct net_conn *c)
{
	struct net_conn **at = &c->h->net.first;

	if (c->closing)
		return;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	c->h->net.num--;
	c->closing = true;
	drop_tcp(c);
	if (c->resolving)
		(void)uv_cancel((uv_req_t *)&c->dns);
	uv_close((uv_handle_t *)&c->timer, on_timer_closed);
}

static void say_closed(struct worker_host *h, u32 id, const char *reason)
{
	struct msg_net_closed m = {.conn = id, .reason = slice_str(reason)};
	struct wr w = link_begin(h, MSG_NET_CLOSED);

	wr_msg_net_closed(&w, &m);
	(void)!link_end(h, &w);
}

static void fail(struct net_conn *c, const char *reason)
{
	say_closed(c->h, c->id, reason);
	drop(c);
}

/* --- bytes ------------------------------------------------------------------------------- */

static void on_room(uv_handle_t *t, size_t want, uv_buf_t *b)
{
	struct net_conn *c = (struct net_conn *)t->data;

	(void)want;
	*b = uv_buf_init((char *)c->buf, sizeof(c->buf));
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *b);

static void on_resume(uv_timer_t *t)
{
	struct net_conn *c = (struct net_conn *)t->data;

	if (link_queued(c->h) >= LINK_HIGH || c->tcp == NULL)
		return;
	(void)uv_timer_stop(t);
	(void)uv_read_start((uv_stream_t *)c->tcp, on_room, on_read);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *b)
{
	struct net_conn *c = (struct net_conn *)s->data;
	struct msg_net_data m;
	struct wr w;

	if (c == NULL || n == 0)
		return;
	if (n < 0) {
		fail(c, n == UV_EOF ? "" : "the connection was reset");
		return;
	}
	m = (struct msg_net_data){.conn = c->id, .data = slice_of(b->base, (size_t)n)};
	w = link_begin(c->h, MSG_NET_DATA);
	wr_msg_net_data(&w, &m);
	(void)!link_end(c->h, &w);
	if (link_queued(c->h) >= LINK_HIGH) {
		(void)uv_read_stop(s);
		(void)uv_timer_start(&c->timer, on_resume, RESUME_MS, RESUME_MS);
	}
}

struct out {
	uv_write_t req;
	u8 bytes[];
};

static void on_written(uv_write_t *req, int status)
{
	(void)status;
	free(req->data);
}

static void send_bytes(struct net_conn *c, struct slice s)
{
	struct out *o = (struct out *)host_alloc(1, sizeof(*o) + s.n);
	uv_buf_t b = uv_buf_init((char *)o->bytes, (unsigned)s.n);

	slice_copy(o->bytes, s);
	o->req.data = o;
	if (uv_write(&o->req, (uv_stream_t *)c->tcp, &b, 1, on_written) != 0) {
		free(o);
		fail(c, "the connection was reset");
	} else if (uv_stream_get_write_queue_size((uv_stream_t *)c->tcp) > SOCKET_HIGH) {
		fail(c, "the peer does not read");
	}
}

/* --- connecting -------------------------------------------------------------------------- */

static void on_connect(uv_connect_t *q, int status)
{
	struct net_conn *c = (struct net_conn *)q->handle->data;
	struct msg_net_opened m;
	struct wr w;

	free(q);
	if (c == NULL || status == UV_ECANCELED)
		return;
	if (status != 0) {
		drop_tcp(c);
		try_next(c);
		return;
	}
	(void)uv_timer_stop(&c->timer);
	c->open = true;
	m.conn = c->id;
	w = link_begin(c->h, MSG_NET_OPENED);
	wr_msg_net_opened(&w, &m);
	(void)!link_end(c->h, &w);
	if (uv_read_start((uv_stream_t *)c->tcp, on_room, on_read) != 0)
		fail(c, "the connection was reset");
}

static void try_next(struct net_conn *c)
{
	const struct sockaddr_storage *a;
	uv_connect_t *q;

	if (c->next_addr == c->num_addrs) {
		fail(c, "the connection was refused");
		return;
	}
	a = &c->addrs[c->next_addr++];
	c->tcp = (uv_tcp_t *)host_alloc(1, sizeof(*c->tcp));
	CHECK(uv_tcp_init(c->h->loop, c->tcp) == 0);
	c->tcp->data = c;
	q = (uv_connect_t *)host_alloc(1, sizeof(*q));
	if (uv_tcp_connect(q, c->tcp, (const struct sockaddr *)a, on_connect) != 0) {
		free(q);
		fail(c, "the connection was refused");
	}
}

static void take_addrs(struct net_conn *c, const struct addrinfo *list)
{
	for (; list != NULL && c->num_addrs < ADDRS_MAX; list = list->ai_next) {
		if (c->ruled && !addr_is_public(list->ai_addr))
			continue;
		memcpy(&c->addrs[c->num_addrs], list->ai_addr, list->ai_addrlen);
		c->num_addrs++;
	}
}

static void on_resolved(uv_getaddrinfo_t *q, int status, struct addrinfo *list)
{
	struct net_conn *c = (struct net_conn *)q->data;

	c->resolving = false;
	if (c->closing) {
		uv_freeaddrinfo(list);
		free_if_done(c);
		return;
	}
	if (status == 0)
		take_addrs(c, list);
	uv_freeaddrinfo(list);
	if (status != 0)
		fail(c, "the name does not resolve");
	else if (c->num_addrs == 0)
		fail(c, "the operator allows public addresses only");
	else
		try_next(c);
}

static void on_late(uv_timer_t *t)
{
	fail((struct net_conn *)t->data, "the connection took longer than 10 seconds");
}

/* The operator's list, or the name itself. */
static const char *target(struct net_conn *c)
{
	const struct worker_host_opts *o = &c->h->o;

	c->ruled = !o->allow_private;
	for (size_t i = 0; i < o->num_resolve; i++) {
		const struct worker_resolve *r = &o->resolve[i];

		if (strcmp(r->host, c->host) != 0 || (r->port != 0 && r->port != c->port))
			continue;
		c->port = r->to_port;
		c->ruled = false;
		return addr_is_local_name(r->to_host) ? "127.0.0.1" : r->to_host;
	}
	return addr_is_local_name(c->host) ? "127.0.0.1" : c->host;
}

static void resolve(struct net_conn *c)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	const struct addrinfo numeric = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
	const char *name = target(c);
	char port[8];
	bool is_v4 = strspn(name, "0123456789.") == strlen(name);

	(void)snprintf(port, sizeof(port), "%u", c->port);
	c->dns.data = c;
	c->resolving = true;
	if (uv_getaddrinfo(c->h->loop, &c->dns, on_resolved, name, port,
			   is_v4 ? &numeric : &hints) != 0) {
		c->resolving = false;
		fail(c, "the name does not resolve");
	}
}

static void on_open(struct worker_host *h, const struct msg_net_open *m)
{
	struct net_conn *c;

	if (h->net.num == CONNS_MAX) {
		say_closed(h, m->conn, "too many connections");
		return;
	}
	c = (struct net_conn *)host_alloc(1, sizeof(*c));
	c->h = h;
	c->id = m->conn;
	c->port = m->port;
	slice_copy(c->host, m->host);
	c->next = h->net.first;
	h->net.first = c;
	h->net.num++;
	CHECK(uv_timer_init(h->loop, &c->timer) == 0);
	c->timer.data = c;
	(void)uv_timer_start(&c->timer, on_late, CONNECT_MS, 0);
	resolve(c);
}

static struct net_conn *find(struct worker_host *h, u32 id)
{
	struct net_conn *c = h->net.first;

	while (c != NULL && c->id != id)
		c = c->next;
	return c;
}

void net_on_message(struct worker_host *h, u8 id, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_net_open o;
	struct msg_net_send s;
	struct msg_net_close cl;
	struct net_conn *c;

	if (id == MSG_NET_OPEN) {
		rd_msg_net_open(&r, &o);
		if (rd_end(&r) == ERR_OK)
			on_open(h, &o);
	} else if (id == MSG_NET_SEND) {
		rd_msg_net_send(&r, &s);
		c = rd_end(&r) == ERR_OK ? find(h, s.conn) : NULL;
		if (c != NULL && c->open)
			send_bytes(c, s.data);
	} else {
		rd_msg_net_close(&r, &cl);
		c = rd_end(&r) == ERR_OK ? find(h, cl.conn) : NULL;
		if (c != NULL)
			drop(c);
	}
}

void net_close_all(struct worker_host *h)
{
	while (h->net.first != NULL)
		drop(h->net.first);
}
