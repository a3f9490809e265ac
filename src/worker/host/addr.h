#ifndef WORKER_HOST_ADDR_H
#define WORKER_HOST_ADDR_H
/* worker/host/addr: which addresses guests may reach. Protects the operator's network: what a
 * guest may talk to at all is the enclave's business. Pure. */
#include <sys/socket.h>

#include "base/err.h"

/* addr_is_public refuses loopback, private, link-local, shared (CGNAT), multicast, reserved and
 * unspecified ranges of IPv4 and IPv6, also IPv4 inside IPv6 (RFC 6890 registries). */
bool addr_is_public(const struct sockaddr *a);
/* addr_is_local_name: "localhost" or a name below it (RFC 6761 6.3). */
bool addr_is_local_name(const char *host);

#endif /* WORKER_HOST_ADDR_H */
