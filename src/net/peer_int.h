#ifndef NET_PEER_INT_H
#define NET_PEER_INT_H
/* net/peer_int: what peer.c (the connection) and channel.c (its streams) share. */
#include "net/peer.h"

extern const struct yamux_events peer_mux_events;

/* peer_send_plain seals one message and sends it. */
void peer_send_plain(struct peer *p, struct slice head, struct slice body);
/* peer_spend takes units of work off the peer's account. */
void peer_spend(struct peer *p, u64 units);
/* peer_may_work tells whether there is time for a request now. */
bool peer_may_work(struct peer *p);
/* peer_count brings host->held up to date. */
void peer_count(struct peer *p);
/* channel_resume takes up what was postponed, as far as there is time. */
enum err channel_resume(struct peer *p) MUST_CHECK;
/* channel_tick ends streams that took too long. */
enum err channel_tick(struct peer *p, u64 now) MUST_CHECK;
/* peer_is_malformed: errors of bytes that are no message at all. */
bool peer_is_malformed(enum err e);

#endif /* NET_PEER_INT_H */
