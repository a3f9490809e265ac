#ifndef RPC_RPC_KIT_H
#define RPC_RPC_KIT_H
/* rpc/rpc_kit: a node with its JSON-RPC interface and one client, without sockets.
 *
 * Header only, for this folder's tests. Blocks are made by kit_block, long work is done by
 * kit_work; what the client was sent is parsed with kit_event. */
#include <stdarg.h>

#include "base/hex.h"
#include "node/node_kit.h"
#include "os/clock.h"
#include "rpc/core.h"

#define KIT_SLOT_MS    50u
#define KIT_EVENTS_MAX 8192u

struct rpc_kit {
	struct node_kit node_kit;
	struct node *node;
	struct rpc *rpc;
	struct rpc_conn conn;
	size_t waiting; /* what the client has not read, as it says */
	struct arena sent; /* what it was sent, and its trees */
	const struct json *events[KIT_EVENTS_MAX];
	struct slice texts[KIT_EVENTS_MAX];
	u32 num;
};

static struct rpc_kit kit;

static inline enum err kit_send(void *ctx, struct slice text)
{
	struct rpc_kit *k = (struct rpc_kit *)ctx;
	struct slice copy;

	CHECK(k->num < KIT_EVENTS_MAX);
	NODE_KIT_MUST(arena_dup(&k->sent, text, &copy));
	NODE_KIT_MUST(json_parse(&k->events[k->num], copy, &k->sent));
	k->texts[k->num++] = copy;
	return ERR_OK;
}

static inline size_t kit_waiting(void *ctx)
{
	return ((const struct rpc_kit *)ctx)->waiting;
}

static inline void kit_forget(void)
{
	kit.num = 0;
	arena_reset(&kit.sent);
}

static inline void kit_open(bool archive)
{
	struct node_opts o = {.dir = kit.node_kit.dir,
			      .spec = &kit.node_kit.spec,
			      .archive = archive,
			      .aura = kit.node_kit.aura,
			      .grandpa = kit.node_kit.grandpa};

	NODE_KIT_MUST(node_open(&kit.node, &o));
	NODE_KIT_MUST(rpc_new(&kit.rpc, kit.node));
	NODE_KIT_MUST(rpc_observe(kit.rpc));
	kit.conn = (struct rpc_conn){.send = kit_send, .waiting = kit_waiting, .ctx = &kit};
	rpc_conn_add(kit.rpc, &kit.conn);
	kit.waiting = 0;
}

/* kit_spec makes the chain spec only, for a test that adds to it before kit_open. */
static inline void kit_spec(void)
{
	node_kit_init(&kit.node_kit, KIT_SLOT_MS);
	NODE_KIT_MUST(arena_map(&kit.sent, (size_t)1 << 30));
	kit.num = 0;
}

static inline void kit_init(bool archive)
{
	kit_spec();
	kit_open(archive);
}

static inline void kit_free(void)
{
	rpc_conn_remove(&kit.conn);
	CHECK(kit.rpc->held == 0 && kit.rpc->num_subs == 0);
	rpc_free(kit.rpc);
	node_close(kit.node);
	arena_unmap(&kit.sent);
	node_kit_free(&kit.node_kit);
}

/* kit_block makes the next block. */
static inline void kit_block(void)
{
	enum err e = node_seal(kit.node);

	while (e == ERR_AGAIN) {
		clock_sleep_ms(5);
		e = node_seal(kit.node);
	}
	NODE_KIT_MUST(e);
}

/* kit_work does all long work that can be done now; it gives the rounds it took. */
static inline u32 kit_work(void)
{
	u32 rounds = 1;

	while (rpc_run_later(kit.rpc))
		rounds++;
	return rounds;
}

/* kit_call calls a method over the WebSocket and gives the answer's text; the format makes
 * the parameters. New subscriptions speak only after kit_prime. */
static const char *kit_call(const char *method, const char *fmt, ...) PRINTF_LIKE(2, 3);

static const char *kit_call(const char *method, const char *fmt, ...)
{
	static char in[1 << 20], text[1 << 20];
	int n = snprintf(in, sizeof(in),
			 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":", method);
	struct slice out;
	va_list ap;

	va_start(ap, fmt);
	n += vsnprintf(in + n, sizeof(in) - (size_t)n, fmt, ap);
	va_end(ap);
	CHECK(n > 0 && (size_t)n + 2 < sizeof(in));
	in[n] = '}';
	rpc_handle(kit.rpc, &kit.conn, slice_of(in, (size_t)n + 1), &out);
	CHECK(out.n < sizeof(text));
	slice_copy(text, out);
	text[out.n] = '\0';
	return text;
}

static inline void kit_prime(void)
{
	rpc_prime(&kit.conn);
}

/* kit_result is the answer's result as a tree; NULL if it is an error. */
static inline const struct json *kit_result(const char *answer)
{
	const struct json *j = NULL;
	struct slice copy;

	NODE_KIT_MUST(arena_dup(&kit.sent, slice_str(answer), &copy));
	NODE_KIT_MUST(json_parse(&j, copy, &kit.sent));
	return json_get(j, "result");
}

static inline bool kit_is(const char *answer, const char *result)
{
	char want[512];
	bool same;

	(void)snprintf(want, sizeof(want), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}", result);
	same = strcmp(answer, want) == 0;
	if (!same)
		(void)fprintf(stderr, "got %s\n", answer);
	return same;
}

/* kit_fails tells whether the answer is an error with this code. */
static inline bool kit_fails(const char *answer, int code)
{
	char want[64];
	bool same;

	(void)snprintf(want, sizeof(want), "\"error\":{\"code\":%d,", code);
	same = strstr(answer, want) != NULL;
	if (!same)
		(void)fprintf(stderr, "got %s\n", answer);
	return same;
}

/* kit_id copies the string that an answer's result is, or its member. */
static inline const char *kit_id(const char *answer, const char *member, char out[RPC_ID_MAX])
{
	const struct json *j = kit_result(answer);
	struct slice s;

	j = member == NULL ? j : json_get(j, member);
	CHECK(json_str(j, &s) && s.n < RPC_ID_MAX);
	slice_copy(out, s);
	out[s.n] = '\0';
	return out;
}

/* kit_event is the result of the i-th thing sent, NULL behind the last. */
static inline const struct json *kit_event(u32 i)
{
	return i < kit.num ? json_path(kit.events[i], "params.result") : NULL;
}

static inline bool kit_event_is(u32 i, const char *name)
{
	bool same = json_str_is(json_get(kit_event(i), "event"), name);

	if (!same)
		(void)fprintf(stderr, "event %u is %.*s\n", i,
			      i < kit.num ? (int)kit.texts[i].n : 4,
			      i < kit.num ? (const char *)kit.texts[i].p : "none");
	return same;
}

static inline bool kit_text_is(u32 i, const char *text)
{
	bool same = i < kit.num && slice_eq(kit.texts[i], slice_str(text));

	if (!same && i < kit.num)
		(void)fprintf(stderr, "got  %.*s\nwant %s\n", (int)kit.texts[i].n, kit.texts[i].p,
			      text);
	return same;
}

static inline const char *kit_hex(struct slice s)
{
	static char text[8][20000];
	static u32 turn;
	char *t = text[turn++ % 8];

	CHECK(2 * s.n + 3 < sizeof(text[0]));
	t[0] = '0';
	t[1] = 'x';
	hex_encode(t + 2, s);
	t[2 * s.n + 2] = '\0';
	return t;
}

/* kit_hash is the hash of a block as hex. */
static inline const char *kit_hash(u32 number)
{
	u8 hash[HASH_LEN];

	NODE_KIT_MUST(node_hash(kit.node, number, hash));
	return kit_hex(SLICE_ARR(hash));
}

static inline struct slice kit_bytes(const struct json *j)
{
	struct slice out = SLICE_EMPTY;

	NODE_KIT_MUST(rpc_hex(j, (size_t)16 << 20, &kit.sent, &out));
	return out;
}

#endif /* RPC_RPC_KIT_H */
