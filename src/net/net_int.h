#ifndef NET_NET_INT_H
#define NET_NET_INT_H
/* net/net_int: what net.c (the listener) and conn.c (its connections) share. */
#include "net/net.h"
#include "net/peer.h"
#include "os/stream.h"

struct http1;
struct ws;

enum conn_mode { CONN_NEW, CONN_HTTP, CONN_WS, CONN_RAW };

struct conn {
	struct stream st; /* first: events cast it back */
	struct net *net;
	struct conn *prev, *next;
	enum conn_mode mode;
	struct net_addr from;
	struct peer peer;
	struct ws *ws;
	struct http1 *http; /* while the upgrade is read */
	struct arena http_mem;
	u64 born_ms, moved_ms; /* moved: when the peer last took something, or had nothing to */
	u64 queued, taken; /* bytes that ever had to wait; of these, what the socket took */
	bool held; /* nothing is read: it had us work too much, or waits for its turn */
};

struct net {
	uv_tcp_t listener;
	uv_loop_t *loop;
	struct peer_host host;
	struct identity id;
	struct arena arena;
	struct conn *conns;
	u32 num_conns;
	u32 refs; /* the listener and connections whose memory still lives */
	u16 port;
	bool closing;
	struct net_addr addrs[NET_ADDRS_MAX];
	size_t num_addrs;
	struct net_counters counters;
};

/* conn_start takes tcp in every case. */
void conn_start(struct net *net, uv_tcp_t *tcp, const struct net_addr *from);
void conn_stop(struct conn *c);
/* conn_notify sends one notification, or drops the peer that does not take them. */
void conn_notify(struct conn *c, enum serve_topic t, struct slice message);
void net_unref(struct net *net);

#endif /* NET_NET_INT_H */
