#ifndef NET_NET_H
#define NET_NET_H
/* net/net: serves light clients by libp2p, over TCP and WebSocket on one port.
 *
 * The public face for rpc and cli; runs on the node's loop and thread. What a connection
 * starts with tells which of the two it is. Everything that a peer sends is hostile until
 * proven otherwise: net/peer.h says what one peer may cost. Here count NET_CONNS_MAX
 * connections, NET_CONNS_PER_IP of one address (/64 for IPv6), NET_HELD_MAX bytes that all
 * peers together have waiting, NET_QUEUE_MAX bytes that the kernel has not taken of one, and
 * NET_STALL_MS without taking any. Who exceeds a limit is dropped and nobody else notices.
 *
 * Ownership: the node must outlive the net; observers of a node cannot be taken back, so
 * stop the node before net_close and never start it again.
 * Errors of net_listen: ERR_INVALID (no numeric address), ERR_CONFLICT (port is taken),
 * ERR_DENIED, ERR_CORRUPT (identity's key file), ERR_LIMIT (observers), ERR_IO, ERR_NOMEM.
 * Browsers on https pages want wss: a proxy that ends TLS and forwards here. */
#include "net/identity.h"
#include "primitives/header.h"

#define NET_PORT_DEFAULT 30333u
#define NET_CONNS_MAX    256u
#define NET_CONNS_PER_IP 64u
#define NET_HELD_MAX     ((size_t)256 << 20)
#define NET_QUEUE_MAX    ((size_t)4 << 20)
#define NET_STALL_MS     20000u
#define NET_ADDRS_MAX    8u
/* In the node's folder: the multiaddrs of the last start, one a line, WebSocket first. */
#define NET_ADDRS_FILE   "p2p.addresses"

struct uv_loop_s;
struct node;
struct net;

struct net_opts {
	const char *host; /* numeric address */
	u16 port;         /* 0: any free one */
	const char *dir;  /* the node's, for the key */
	const char *agent;
};

enum err net_listen(struct net **out, struct node *n, struct uv_loop_s *loop,
		    const struct net_opts *o) MUST_CHECK;
/* net_close says goodbye to all peers; the loop frees the memory soon after. NULL is fine. */
void net_close(struct net *net);

u16 net_port(const struct net *net);
/* net_peer_id: base58, lives as long as net. */
const char *net_peer_id(const struct net *net);
/* net_address writes multiaddr i with /p2p/…; false beyond the last. */
bool net_address(const struct net *net, size_t i, char out[MULTIADDR_TEXT_MAX]);

struct net_peer {
	char id[PEER_ID_TEXT_MAX];
	u8 role; /* 1 full, 2 light, 4 authority; 0: has not said yet */
	u32 best_number;
	u8 best_hash[HASH_LEN];
};

/* net_peers copies out at most max connected peers (authenticated ones) and returns how many. */
size_t net_peers(const struct net *net, struct net_peer *out, size_t max);

struct net_counters {
	u32 num_peers, num_conns;
	u64 num_accepted, num_refused; /* connections; refused ones were one too many */
	u64 num_dropped;               /* for breaking a rule or a limit */
	u64 bytes_in, bytes_out;
	u64 num_requests, num_requests_refused;
	u64 held; /* bytes that wait for peers or for the rest of a message */
};

void net_count(const struct net *net, struct net_counters *out);

#endif /* NET_NET_H */
