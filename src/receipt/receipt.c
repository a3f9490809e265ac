#include "receipt/receipt.h"

#include "base/utf8.h"
#include "crypto/hash.h"
#include "crypto/sr25519.h"

#define SIGN_DOMAIN "phala/receipt/v1"

/* The worker's key stands behind the version and five hashes. */
#define WORKER_AT (1u + 5u * 32u)

/* Smallest encodings of one element: empty texts are one byte. */
#define MODEL_CALL_MIN 67u
#define EGRESS_MIN     68u
#define OUTBOX_MIN     41u
#define SECRET_MIN     5u

/* Fixed part, then every list full of its longest elements. A text of 64 bytes and more
 * has a two-byte length; the four list lengths need one byte, egress two. */
#define FIXED_LEN                                                                                  \
	(1u + 7u * 32u + 1u + 32u + 8u + 4u + 8u + 32u + 4u + 4u + 4u * 32u + 1u + 32u +           \
	 2u * 33u + 5u + 52u + 36u + 40u)
_Static_assert(FIXED_LEN + RECEIPT_MODEL_CALLS_MAX * (3u * (2u + RECEIPT_NAME_MAX) + 64u) +
                       RECEIPT_EGRESS_MAX *
                           (2u + RECEIPT_HOST_MAX + 1u + RECEIPT_METHOD_MAX + 2u + 64u) +
                       RECEIPT_OUTBOX_MAX * (1u + RECEIPT_CHAIN_MAX + 40u) +
                       RECEIPT_SECRETS_MAX * (2u + RECEIPT_NAME_MAX + 4u) <
                   RECEIPT_MAX,
               "the largest receipt fits");

static void rd_hash(struct rd *r, u8 out[32])
{
	rd_bytes(r, out, 32);
}

static void wr_hash(struct wr *w, const u8 in[32])
{
	wr_bytes(w, in, 32);
}

/* rd_list reads a length and makes room for as many zeroed elements; NULL for none. */
static void *rd_list(struct rd *r, u32 *num, u32 max, size_t elem_min, size_t size, struct arena *a)
{
	u32 n = rd_seq_len(r, elem_min);
	void *list;

	*num = 0;
	if (n > max)
		rd_fail(r, ERR_LIMIT);
	if (r->err != ERR_OK || n == 0)
		return NULL;
	list = arena_zalloc(a, n, size);
	if (list == NULL) {
		rd_fail(r, ERR_NOMEM);
		return NULL;
	}
	*num = n;
	return list;
}

static void rd_model_calls(struct rd *r, struct receipt *out, struct arena *a)
{
	struct receipt_model_call *list = rd_list(r, &out->num_model_calls, RECEIPT_MODEL_CALLS_MAX,
	                                          MODEL_CALL_MIN, sizeof(*list), a);

	for (u32 i = 0; i < out->num_model_calls; i++) {
		list[i].provider = rd_str(r, RECEIPT_NAME_MAX);
		list[i].model_asked = rd_str(r, RECEIPT_NAME_MAX);
		list[i].model_served = rd_str(r, RECEIPT_NAME_MAX);
		rd_hash(r, list[i].request_hash);
		rd_hash(r, list[i].response_hash);
	}
	out->model_calls = list;
}

static void rd_egress(struct rd *r, struct receipt *out, struct arena *a)
{
	struct receipt_egress *list =
	    rd_list(r, &out->num_egress, RECEIPT_EGRESS_MAX, EGRESS_MIN, sizeof(*list), a);

	for (u32 i = 0; i < out->num_egress; i++) {
		list[i].host = rd_str(r, RECEIPT_HOST_MAX);
		list[i].method = rd_str(r, RECEIPT_METHOD_MAX);
		list[i].status = rd_u16(r);
		rd_hash(r, list[i].request_hash);
		rd_hash(r, list[i].response_hash);
	}
	out->egress = list;
}

static bool rd_option_hash(struct rd *r, u8 out[32])
{
	bool has = rd_option(r);

	memset(out, 0, 32);
	if (has)
		rd_hash(r, out);
	return has;
}

static void rd_outbox(struct rd *r, struct receipt *out, struct arena *a)
{
	struct receipt_outbox *list =
	    rd_list(r, &out->num_outbox, RECEIPT_OUTBOX_MAX, OUTBOX_MIN, sizeof(*list), a);

	for (u32 i = 0; i < out->num_outbox; i++) {
		list[i].chain = rd_str(r, RECEIPT_CHAIN_MAX);
		list[i].n = rd_u64(r);
		rd_hash(r, list[i].hash);
	}
	out->outbox = list;
}

static void rd_secrets(struct rd *r, struct receipt *out, struct arena *a)
{
	struct receipt_secret *list =
	    rd_list(r, &out->num_secrets, RECEIPT_SECRETS_MAX, SECRET_MIN, sizeof(*list), a);

	for (u32 i = 0; i < out->num_secrets; i++) {
		list[i].name = rd_str(r, RECEIPT_NAME_MAX);
		list[i].version = rd_u32(r);
	}
	out->secrets = list;
}

static void rd_cost(struct rd *r, struct receipt_cost *out)
{
	out->cpu_us = rd_u64(r);
	out->wall_ms = rd_u64(r);
	out->host_calls = rd_u32(r);
	out->bytes_in = rd_u64(r);
	out->bytes_out = rd_u64(r);
	out->tokens_in = rd_u64(r);
	out->tokens_out = rd_u64(r);
}

static void rd_identity(struct rd *r, struct receipt *out)
{
	rd_hash(r, out->genesis);
	rd_hash(r, out->agent);
	rd_hash(r, out->code_id);
	rd_hash(r, out->manifest_hash);
	rd_hash(r, out->engine_hash);
	rd_hash(r, out->worker);
	rd_hash(r, out->measurement);
	out->tee = (enum tee_kind)rd_tag(r, NUM_TEES);
	rd_hash(r, out->trust_domain);
	out->incarnation = rd_u64(r);
	out->key_generation = rd_u32(r);
	out->lease_epoch = rd_u64(r);
}

void rd_receipt(struct rd *r, struct receipt *out, struct arena *a)
{
	memset(out, 0, sizeof(*out));
	if (rd_u8(r) != RECEIPT_VERSION)
		rd_fail(r, ERR_VERSION);
	rd_identity(r, out);
	rd_hash(r, out->run_id);
	out->attempt = rd_u32(r);
	out->lane = rd_u32(r);
	rd_hash(r, out->trigger);
	rd_hash(r, out->subject);
	rd_hash(r, out->input_hash);
	rd_hash(r, out->output_hash);
	out->outcome = (enum receipt_outcome)rd_tag(r, NUM_OUTCOMES);
	rd_hash(r, out->journal_root);
	rd_model_calls(r, out, a);
	rd_egress(r, out, a);
	out->has_state_before = rd_option_hash(r, out->state_before);
	out->has_state_after = rd_option_hash(r, out->state_after);
	rd_outbox(r, out, a);
	rd_secrets(r, out, a);
	rd_cost(r, &out->cost);
	out->head_number = rd_u32(r);
	rd_hash(r, out->head_hash);
	out->sequence = rd_u64(r);
	rd_hash(r, out->previous);
}

static void wr_refuse(struct wr *w, enum err e)
{
	if (w->err == ERR_OK)
		w->err = e;
}

static void wr_text(struct wr *w, struct slice s, size_t max)
{
	if (s.n > max)
		wr_refuse(w, ERR_LIMIT);
	else if (!utf8_ok(s))
		wr_refuse(w, ERR_UTF8);
	wr_vec(w, s);
}

/* wr_list writes a length and returns how many elements to write after it. */
static u32 wr_list(struct wr *w, u32 num, u32 max)
{
	if (num > max) {
		wr_refuse(w, ERR_LIMIT);
		return 0;
	}
	wr_compact(w, num);
	return num;
}

static void wr_tag(struct wr *w, unsigned tag, unsigned num)
{
	if (tag >= num)
		wr_refuse(w, ERR_LIMIT);
	wr_u8(w, (u8)tag);
}

static void wr_model_calls(struct wr *w, const struct receipt *x)
{
	u32 num = wr_list(w, x->num_model_calls, RECEIPT_MODEL_CALLS_MAX);

	for (u32 i = 0; i < num; i++) {
		wr_text(w, x->model_calls[i].provider, RECEIPT_NAME_MAX);
		wr_text(w, x->model_calls[i].model_asked, RECEIPT_NAME_MAX);
		wr_text(w, x->model_calls[i].model_served, RECEIPT_NAME_MAX);
		wr_hash(w, x->model_calls[i].request_hash);
		wr_hash(w, x->model_calls[i].response_hash);
	}
}

static void wr_egress(struct wr *w, const struct receipt *x)
{
	u32 num = wr_list(w, x->num_egress, RECEIPT_EGRESS_MAX);

	for (u32 i = 0; i < num; i++) {
		wr_text(w, x->egress[i].host, RECEIPT_HOST_MAX);
		wr_text(w, x->egress[i].method, RECEIPT_METHOD_MAX);
		wr_u16(w, x->egress[i].status);
		wr_hash(w, x->egress[i].request_hash);
		wr_hash(w, x->egress[i].response_hash);
	}
}

static void wr_option_hash(struct wr *w, bool has, const u8 hash[32])
{
	wr_bool(w, has);
	if (has)
		wr_hash(w, hash);
}

static void wr_outbox(struct wr *w, const struct receipt *x)
{
	u32 num = wr_list(w, x->num_outbox, RECEIPT_OUTBOX_MAX);

	for (u32 i = 0; i < num; i++) {
		wr_text(w, x->outbox[i].chain, RECEIPT_CHAIN_MAX);
		wr_u64(w, x->outbox[i].n);
		wr_hash(w, x->outbox[i].hash);
	}
}

static void wr_secrets(struct wr *w, const struct receipt *x)
{
	u32 num = wr_list(w, x->num_secrets, RECEIPT_SECRETS_MAX);

	for (u32 i = 0; i < num; i++) {
		wr_text(w, x->secrets[i].name, RECEIPT_NAME_MAX);
		wr_u32(w, x->secrets[i].version);
	}
}

static void wr_cost(struct wr *w, const struct receipt_cost *x)
{
	wr_u64(w, x->cpu_us);
	wr_u64(w, x->wall_ms);
	wr_u32(w, x->host_calls);
	wr_u64(w, x->bytes_in);
	wr_u64(w, x->bytes_out);
	wr_u64(w, x->tokens_in);
	wr_u64(w, x->tokens_out);
}

static void wr_identity(struct wr *w, const struct receipt *x)
{
	wr_hash(w, x->genesis);
	wr_hash(w, x->agent);
	wr_hash(w, x->code_id);
	wr_hash(w, x->manifest_hash);
	wr_hash(w, x->engine_hash);
	wr_hash(w, x->worker);
	wr_hash(w, x->measurement);
	wr_tag(w, x->tee, NUM_TEES);
	wr_hash(w, x->trust_domain);
	wr_u64(w, x->incarnation);
	wr_u32(w, x->key_generation);
	wr_u64(w, x->lease_epoch);
}

void wr_receipt(struct wr *w, const struct receipt *x)
{
	wr_u8(w, RECEIPT_VERSION);
	wr_identity(w, x);
	wr_hash(w, x->run_id);
	wr_u32(w, x->attempt);
	wr_u32(w, x->lane);
	wr_hash(w, x->trigger);
	wr_hash(w, x->subject);
	wr_hash(w, x->input_hash);
	wr_hash(w, x->output_hash);
	wr_tag(w, x->outcome, NUM_OUTCOMES);
	wr_hash(w, x->journal_root);
	wr_model_calls(w, x);
	wr_egress(w, x);
	wr_option_hash(w, x->has_state_before, x->state_before);
	wr_option_hash(w, x->has_state_after, x->state_after);
	wr_outbox(w, x);
	wr_secrets(w, x);
	wr_cost(w, &x->cost);
	wr_u32(w, x->head_number);
	wr_hash(w, x->head_hash);
	wr_u64(w, x->sequence);
	wr_hash(w, x->previous);
}

enum err receipt_decode(struct receipt *out, struct slice scale, struct arena *a)
{
	struct rd r = rd_from(scale);
	struct receipt x;

	if (scale.n > RECEIPT_MAX)
		return ERR_LIMIT;
	rd_receipt(&r, &x, a);
	TRY(rd_end(&r));
	*out = x;
	return ERR_OK;
}

enum err receipt_encode(const struct receipt *x, struct arena *a, struct slice *scale)
{
	struct wr w = wr_arena(a);

	wr_receipt(&w, x);
	return wr_arena_done(&w, a, scale);
}

void receipt_id(struct slice scale, u8 id[32])
{
	blake2_256(id, scale);
}

void receipt_digest(struct slice scale, u8 digest[32])
{
	const struct slice parts[] = {SLICE_LIT(SIGN_DOMAIN), scale};

	blake2_256_parts(digest, parts, ARRAY_LEN(parts));
}

/* is_by: only the worker that a receipt names may sign it. */
static enum err is_by(struct slice scale, const u8 worker[32])
{
	if (scale.n < WORKER_AT + 32)
		return ERR_SHORT;
	if (scale.p[0] != RECEIPT_VERSION)
		return ERR_VERSION;
	return mem_eq(scale.p + WORKER_AT, worker, 32) ? ERR_OK : ERR_KEY;
}

enum err receipt_sign(struct slice scale, const struct sr25519_pair *pair, u8 sig[64])
{
	u8 digest[32];

	TRY(is_by(scale, pair->pub));
	receipt_digest(scale, digest);
	sr25519_sign(sig, pair, SLICE_ARR(digest), NULL);
	return ERR_OK;
}

enum err receipt_verify(struct slice scale, const u8 worker[32], const u8 sig[64])
{
	u8 digest[32];

	TRY(is_by(scale, worker));
	receipt_digest(scale, digest);
	return sr25519_verify(sig, SLICE_ARR(digest), worker);
}
