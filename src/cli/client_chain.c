/* The half of cli/client that knows what the methods mean. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/client.h"
#include "crypto/ss58.h"
#include "os/clock.h"
#include "primitives/extrinsic.h"
#include "primitives/gen/pallets_gen.h"
#include "text/json_wr.h"

#define PARAMS_ROOM 256u
#define POLL_MS     60u
#define RESEND_MS   2500u

/* Codes of author_submitExtrinsic. */
#define RPC_TX_INVALID  1010
#define RPC_TX_BANNED   1012
#define RPC_TX_IMPORTED 1013

static const struct slice no_params = {(const u8 *)"[]", 2};

/* ["0x…"] or ["0x…","0x…"]. */
static enum err hex_params(struct arena *a, struct slice first, const u8 *second, struct slice *out)
{
	size_t cap = 2 * first.n + PARAMS_ROOM;
	u8 *mem = (u8 *)arena_alloc(a, cap);
	struct json_wr w;

	if (mem == NULL)
		return ERR_NOMEM;
	w = json_wr_into(mem, cap);
	json_wr_arr(&w);
	json_wr_hex(&w, first);
	if (second != NULL)
		json_wr_hex(&w, slice_of(second, 32));
	json_wr_arr_end(&w);
	return json_wr_done(&w, out);
}

static enum err bad(struct client *c, const char *method)
{
	(void)snprintf(c->why, sizeof(c->why), "the answer of %s has an unexpected form", method);
	return ERR_FORMAT;
}

enum err client_block_hash(struct client *c, u32 number, struct arena *a, u8 hash[32])
{
	const struct json *j;
	char params[16];

	(void)snprintf(params, sizeof(params), "[%u]", number);
	TRY(client_rpc(c, "chain_getBlockHash", slice_str(params), a, &j));
	if (json_is(j, JSON_NULL))
		return ERR_NOT_FOUND;
	return json_hex_exact(j, hash, 32) == ERR_OK ? ERR_OK : bad(c, "chain_getBlockHash");
}

enum err client_facts(struct client *c, struct arena *a)
{
	const struct json *j;

	if (c->has_facts)
		return ERR_OK;
	TRY(client_block_hash(c, 0, a, c->genesis));
	TRY(client_rpc(c, "state_getRuntimeVersion", no_params, a, &j));
	if (!json_u32(json_get(j, "specVersion"), &c->spec_version) ||
	    !json_u32(json_get(j, "transactionVersion"), &c->tx_version))
		return bad(c, "state_getRuntimeVersion");
	c->has_facts = true;
	return ERR_OK;
}

enum err client_nonce(struct client *c, const u8 account[32], struct arena *a, u32 *nonce)
{
	char address[SS58_TEXT_MAX + 1], params[SS58_TEXT_MAX + 8];
	const struct json *j;

	(void)ss58_encode(address, SS58_PREFIX_PHALA, account);
	(void)snprintf(params, sizeof(params), "[\"%s\"]", address);
	TRY(client_rpc(c, "system_accountNextIndex", slice_str(params), a, &j));
	return json_u32(j, nonce) ? ERR_OK : bad(c, "system_accountNextIndex");
}

/* Numbers in headers are "0x…" without leading zeroes. */
static bool hex_number(const struct json *j, u32 *out)
{
	struct slice s;
	u64 v = 0;

	if (!json_str(j, &s) || s.n < 3 || s.n > 10 || !slice_starts(s, SLICE_LIT("0x")))
		return false;
	for (size_t i = 2; i < s.n; i++) {
		u8 ch = s.p[i];

		if (!((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f')))
			return false;
		v = v << 4 | (u64)(ch <= '9' ? ch - '0' : ch - 'a' + 10);
	}
	*out = (u32)v;
	return true;
}

enum err client_finalized(struct client *c, struct arena *a, u32 *number, u8 hash[32])
{
	const struct json *j;
	struct slice params;

	TRY(client_rpc(c, "chain_getFinalizedHead", no_params, a, &j));
	if (json_hex_exact(j, hash, 32) != ERR_OK)
		return bad(c, "chain_getFinalizedHead");
	TRY(hex_params(a, slice_of(hash, 32), NULL, &params));
	TRY(client_rpc(c, "chain_getHeader", params, a, &j));
	return hex_number(json_get(j, "number"), number) ? ERR_OK : bad(c, "chain_getHeader");
}

enum err client_storage(struct client *c, struct slice key, const u8 *at, struct arena *a,
                        bool *found, struct slice *value)
{
	const struct json *j;
	struct slice params;

	TRY(hex_params(a, key, at, &params));
	TRY(client_rpc(c, "state_getStorage", params, a, &j));
	*found = !json_is(j, JSON_NULL);
	*value = SLICE_EMPTY;
	if (!*found)
		return ERR_OK;
	return json_hex(j, SIZE_MAX, a, value) == ERR_OK ? ERR_OK : bad(c, "state_getStorage");
}

/* --- extrinsics --------------------------------------------------------------------- */

enum err client_sign(struct client *c, const struct sr25519_pair *pair, struct slice call,
                     struct arena *a, struct client_tx *out)
{
	struct extrinsic_ctx x = {.era = ERA_IMMORTAL};
	u8 hash[32];
	struct wr w;

	TRY(client_facts(c, a));
	TRY(client_nonce(c, pair->pub, a, &x.nonce));
	TRY(client_finalized(c, a, &out->from, hash));
	out->from++;
	memcpy(x.genesis, c->genesis, sizeof(x.genesis));
	x.spec_version = c->spec_version;
	x.tx_version = c->tx_version;
	w = wr_arena(a);
	TRY(extrinsic_sign(&w, &x, pair, call));
	return wr_arena_done(&w, a, &out->bytes);
}

enum err client_send(struct client *c, const struct client_tx *tx, struct arena *a)
{
	const struct json *j;
	struct slice params;
	enum err e;

	TRY(hex_params(a, tx->bytes, NULL, &params));
	e = client_rpc(c, "author_submitExtrinsic", params, a, &j);
	if (e != ERR_DENIED)
		return e;
	if (c->code == RPC_TX_IMPORTED)
		return ERR_OK;
	/* The first attempt may have arrived although its answer did not. */
	if (c->attempts > 1 && (c->code == RPC_TX_INVALID || c->code == RPC_TX_BANNED))
		return ERR_OK;
	return e;
}

static const char *dispatch_word(u8 tag)
{
	static const char *const words[] = {
	    [DISPATCH_ERROR_OTHER] = "Other",
	    [DISPATCH_ERROR_CANNOT_LOOKUP] = "CannotLookup",
	    [DISPATCH_ERROR_BAD_ORIGIN] = "BadOrigin",
	    [DISPATCH_ERROR_MODULE] = "Module",
	    [DISPATCH_ERROR_CONSUMER_REMAINING] = "ConsumerRemaining",
	    [DISPATCH_ERROR_NO_PROVIDERS] = "NoProviders",
	    [DISPATCH_ERROR_TOO_MANY_CONSUMERS] = "TooManyConsumers",
	    [DISPATCH_ERROR_TOKEN] = "Token",
	    [DISPATCH_ERROR_ARITHMETIC] = "Arithmetic",
	    [DISPATCH_ERROR_TRANSACTIONAL] = "Transactional",
	    [DISPATCH_ERROR_EXHAUSTED] = "Exhausted",
	    [DISPATCH_ERROR_CORRUPTION] = "Corruption",
	    [DISPATCH_ERROR_UNAVAILABLE] = "Unavailable",
	    [DISPATCH_ERROR_ROOT_NOT_ALLOWED] = "RootNotAllowed",
	    [DISPATCH_ERROR_TRIE] = "Trie",
	};

	return tag < ARRAY_LEN(words) ? words[tag] : "unknown error";
}

static void dispatch_text(char *out, size_t cap, const struct dispatch_error *e)
{
	const char *pallet, *name;

	if (e->tag != DISPATCH_ERROR_MODULE) {
		(void)snprintf(out, cap, "%s", dispatch_word(e->tag));
		return;
	}
	pallet = pallet_name(e->u.module.index);
	name = pallet_error_name(e->u.module.index, e->u.module.error[0]);
	(void)snprintf(out, cap, "%s.%s", pallet != NULL ? pallet : "?", name != NULL ? name : "?");
}

bool client_event(const struct client_tx_done *done, u8 pallet, u8 event, struct slice *fields)
{
	struct rd r = rd_from(done->events);
	u32 num = rd_seq_len(&r, 4);

	for (u32 i = 0; i < num && r.err == ERR_OK; i++) {
		struct event_record rec;

		rd_event_record(&r, &rec);
		if (r.err == ERR_OK && rec.phase.tag == PHASE_APPLY_EXTRINSIC &&
		    rec.phase.u.apply_extrinsic == done->index && rec.pallet == pallet &&
		    rec.event == event) {
			*fields = rec.fields;
			return true;
		}
	}
	return false;
}

static enum err read_outcome(struct client *c, struct arena *a, struct client_tx_done *out)
{
	struct storage_key k = system_events_key();
	struct event_system_extrinsic_failed failed;
	struct slice fields;
	struct rd r;
	bool found;

	TRY(client_storage(c, storage_key_slice(&k), out->block_hash, a, &found, &out->events));
	out->ok = client_event(out, SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_SUCCESS, &fields);
	if (out->ok)
		return ERR_OK;
	if (!client_event(out, SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_FAILED, &fields))
		return bad(c, "System.Events");
	r = rd_from(fields);
	rd_event_system_extrinsic_failed(&r, &failed);
	TRY(rd_end(&r));
	dispatch_text(out->error, sizeof(out->error), &failed.dispatch_error);
	return ERR_OK;
}

/* Looks for the extrinsic (as "0x…" text) in one finalized block. */
static enum err find_in(struct client *c, struct slice hex, u32 number, struct arena *a,
                        struct client_tx_done *out, bool *found)
{
	const struct json *j;
	struct slice params;

	*found = false;
	TRY(client_block_hash(c, number, a, out->block_hash));
	TRY(hex_params(a, slice_of(out->block_hash, 32), NULL, &params));
	TRY(client_rpc(c, "chain_getBlock", params, a, &j));
	j = json_path(j, "block.extrinsics");
	if (!json_is(j, JSON_ARRAY))
		return bad(c, "chain_getBlock");
	out->block = number;
	out->index = 0;
	for (j = j->first; j != NULL; j = j->next, out->index++) {
		struct slice s;

		*found = json_str(j, &s) && slice_eq(s, hex);
		if (*found)
			return read_outcome(c, a, out);
	}
	return ERR_OK;
}

/* Looks through what was finalized since; *next moves on. */
static enum err find_new(struct client *c, struct slice hex, u32 *next, struct arena *a,
                         struct client_tx_done *out, bool *found)
{
	size_t mark = arena_mark(a);
	u8 hash[32];
	u32 head;

	*found = false;
	TRY(client_finalized(c, a, &head, hash));
	for (; *next <= head; ++*next) {
		arena_rewind(a, mark);
		TRY(find_in(c, hex, *next, a, out, found));
		if (*found)
			return ERR_OK;
	}
	arena_rewind(a, mark);
	return ERR_OK;
}

static enum err tx_text(const struct client_tx *tx, struct arena *a, struct slice *out)
{
	char *text = (char *)arena_alloc(a, 2 * tx->bytes.n + 2);

	if (text == NULL)
		return ERR_NOMEM;
	memcpy(text, "0x", 2);
	hex_encode(text + 2, tx->bytes);
	*out = slice_of(text, 2 * tx->bytes.n + 2);
	return ERR_OK;
}

/* It may wait in the pool or lie in a block already: a refusal does not matter. */
static void send_again(struct client *c, const struct client_tx *tx, struct arena *a)
{
	size_t mark = arena_mark(a);
	enum err e = client_send(c, tx, a);

	(void)e;
	arena_rewind(a, mark);
}

enum err client_wait(struct client *c, const struct client_tx *tx, u32 timeout_ms, struct arena *a,
                     struct client_tx_done *out)
{
	u64 now = clock_mono_ms(), until = now + timeout_ms, resend = now + RESEND_MS;
	u32 next = tx->from;
	struct slice hex;
	bool found;

	TRY(tx_text(tx, a, &hex));
	for (;;) {
		TRY(find_new(c, hex, &next, a, out, &found));
		if (found)
			return ERR_OK;
		now = clock_mono_ms();
		if (now >= until)
			break;
		if (now >= resend) {
			send_again(c, tx, a);
			resend = clock_mono_ms() + RESEND_MS;
		}
		client_pause(c, POLL_MS);
	}
	(void)snprintf(c->why, sizeof(c->why), "no finalized block held the extrinsic in %u s",
	               timeout_ms / 1000);
	return ERR_TIMEOUT;
}
