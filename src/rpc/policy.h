#ifndef RPC_POLICY_H
#define RPC_POLICY_H
/* rpc/policy: which pages and which names may reach the server.
 *
 * A browser sends what any page asks it to, so a request that names its page (Origin) is
 * refused unless the page is listed. A page can also have its own name resolve to this
 * machine (DNS rebinding); then Origin looks right but Host is that name, so only names that
 * nobody else controls are taken: localhost, addresses, and the hosts of listed pages.
 * Facts: the Fetch standard (CORS); polkadot-sdk substrate/client/rpc-servers (`--rpc-cors`). */
#include "base/slice.h"

#define RPC_ORIGINS_MAX      16u
#define RPC_ORIGINS_TEXT_MAX 1024u
/* What Substrate allows by default. ":*" is any port. */
#define RPC_ORIGINS_DEFAULT                                                                        \
	"http://localhost:*,http://127.0.0.1:*,https://localhost:*,https://127.0.0.1:*,"           \
	"https://polkadot.js.org"

struct rpc_policy {
	bool any; /* every page and every name */
	u32 num;
	struct slice origins[RPC_ORIGINS_MAX];
	char text[RPC_ORIGINS_TEXT_MAX];
};

/* rpc_policy_parse reads a list with commas between; "all" is every page; NULL the default.
 * ERR_LIMIT; ERR_FORMAT: an entry is no scheme://host. */
enum err rpc_policy_parse(struct rpc_policy *p, const char *list) MUST_CHECK;
bool rpc_policy_origin(const struct rpc_policy *p, struct slice origin);
bool rpc_policy_host(const struct rpc_policy *p, struct slice host);

#endif /* RPC_POLICY_H */
