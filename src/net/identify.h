#ifndef NET_IDENTIFY_H
#define NET_IDENTIFY_H
/* net/identify: what /ipfs/id/1.0.0 tells a peer about us.
 *
 * Source: github.com/libp2p/specs identify. */
#include "net/identity.h"

#define IDENTIFY_MAX 4096u

struct identify {
	const u8 *pub; /* 32 bytes */
	const char *agent;
	const char *const *protocols;
	size_t num_protocols;
	const struct net_addr *listen; /* each speaks TCP and WebSocket */
	size_t num_listen;
	const struct net_addr *observed; /* where the peer seems to be; ws: by WebSocket */
	bool ws;
};

void wr_identify(struct wr *w, const struct identify *id);

#endif /* NET_IDENTIFY_H */
