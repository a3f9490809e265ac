#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H
/* cli/client: talk to a node's JSON-RPC and to a worker's API, one call at a time.
 *
 * For commands: every call blocks. A call that cannot reach its peer is tried again until
 * `patience_ms` is over, because node and worker may be restarted at any moment; between
 * attempts `idle` runs, so that `phala demo` can look after its children. Answers lie in the
 * caller's arena. On failure `why` holds one sentence. What a node says is believed here;
 * cli/proven.h is for what must not be.
 * Errors: those of os/http_client.h; ERR_DENIED: the peer answered and refused; ERR_FORMAT. */
#include "base/arena.h"
#include "crypto/sr25519.h"
#include "text/json.h"

#define CLIENT_HOST_MAX 255u
#define CLIENT_WHY_MAX  512u

struct client {
	char host[CLIENT_HOST_MAX + 1];
	u16 port;
	u32 patience_ms; /* 0: one attempt */
	void (*idle)(void *ctx, u32 ms);
	void *idle_ctx;

	/* Of the last call. */
	char why[CLIENT_WHY_MAX];
	int64_t code; /* of a JSON-RPC error; HTTP status of a worker's refusal */
	u32 attempts;

	/* Filled by client_facts. */
	bool has_facts;
	u8 genesis[32];
	u32 spec_version, tx_version;
};

/* client_open reads "http://host:port", "ws://host:port" or "host:port". */
enum err client_open(struct client *c, const char *url) MUST_CHECK;
void client_at(struct client *c, const char *host, u16 port);
void client_pause(struct client *c, u32 ms);

/* client_rpc calls a method; params is a JSON array. */
enum err client_rpc(struct client *c, const char *method, struct slice params, struct arena *a,
                    const struct json **result) MUST_CHECK;
/* client_http does one exchange with a worker's API; answers other than 200 are ERR_DENIED
 * with the worker's cause and fix in `why`. client_json parses the answer too. */
enum err client_http(struct client *c, const char *method, const char *target, struct slice body,
                     struct arena *a, struct slice *answer) MUST_CHECK;
enum err client_json(struct client *c, const char *method, const char *target, struct slice body,
                     struct arena *a, const struct json **answer) MUST_CHECK;

/* Reading the chain. at: a block hash, or NULL for the best block. */
enum err client_facts(struct client *c, struct arena *a) MUST_CHECK;
enum err client_nonce(struct client *c, const u8 account[32], struct arena *a,
                      u32 *nonce) MUST_CHECK;
enum err client_finalized(struct client *c, struct arena *a, u32 *number, u8 hash[32]) MUST_CHECK;
enum err client_block_hash(struct client *c, u32 number, struct arena *a, u8 hash[32]) MUST_CHECK;
enum err client_storage(struct client *c, struct slice key, const u8 *at, struct arena *a,
                        bool *found, struct slice *value) MUST_CHECK;

/* A signed extrinsic on its way. It is immortal and its nonce is fixed, so that sending it
 * again can never do a thing twice. */
struct client_tx {
	struct slice bytes;
	u32 from; /* the first block that can hold it */
};

struct client_tx_done {
	u32 block, index;
	u8 block_hash[32];
	bool ok;
	char error[96];      /* "Pallet.Error" if not ok */
	struct slice events; /* SCALE System.Events of that block */
};

/* client_sign signs a call with the account's next nonce. client_send hands it to the pool.
 * client_wait waits until a finalized block holds it, and sends it again if the node seems
 * to have lost it. */
enum err client_sign(struct client *c, const struct sr25519_pair *pair, struct slice call,
                     struct arena *a, struct client_tx *out) MUST_CHECK;
enum err client_send(struct client *c, const struct client_tx *tx, struct arena *a) MUST_CHECK;
enum err client_wait(struct client *c, const struct client_tx *tx, u32 timeout_ms, struct arena *a,
                     struct client_tx_done *out) MUST_CHECK;

/* client_event finds the first event of an extrinsic by its numbers. */
bool client_event(const struct client_tx_done *done, u8 pallet, u8 event, struct slice *fields);

#endif /* CLI_CLIENT_H */
