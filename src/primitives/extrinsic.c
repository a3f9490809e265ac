#include "primitives/extrinsic.h"

#include "crypto/hash.h"
#include "crypto/sr25519.h"

#define BIT_SIGNED     0x80u
#define ERA_PERIOD_MIN 4u
#define ERA_PERIOD_MAX 65536u
#define EXTRA_LEN_MAX  25u  /* era 2, nonce 5, tip 17, mode 1 */
#define ADD_LEN_MAX    105u /* two versions, two hashes, Option<hash> */

/* An era's 12 bits of phase count in steps of this many blocks. */
static u32 era_step(u32 period)
{
	return period >> 12 > 1 ? period >> 12 : 1;
}

/* era_log2 returns log2 of a valid period. */
static u32 era_log2(u32 period)
{
	u32 n = 0;

	while (period >> n > 1)
		n++;
	return n;
}

struct era era_mortal(u32 period, u32 current)
{
	u32 p = ERA_PERIOD_MIN;

	while (p < period && p < ERA_PERIOD_MAX)
		p *= 2;
	return (struct era){.period = p, .phase = current % p / era_step(p) * era_step(p)};
}

u32 era_birth(struct era e, u32 current)
{
	if (e.period == 0)
		return 0;
	return current < e.phase ? e.phase : current - (current - e.phase) % e.period;
}

u64 era_death(struct era e, u32 current)
{
	return e.period == 0 ? UINT64_MAX : (u64)era_birth(e, current) + e.period;
}

void rd_era(struct rd *r, struct era *out)
{
	u32 bits = rd_u8(r);

	*out = ERA_IMMORTAL;
	if (bits == 0)
		return;
	bits |= (u32)rd_u8(r) << 8;
	out->period = 2u << (bits & 15);
	out->phase = (bits >> 4) * era_step(out->period);
	if (out->period < ERA_PERIOD_MIN || out->phase >= out->period)
		rd_fail(r, ERR_INVALID);
	if (r->err != ERR_OK)
		*out = ERA_IMMORTAL;
}

void wr_era(struct wr *w, struct era e)
{
	if (e.period == 0)
		wr_u8(w, 0);
	else
		wr_u16(w, (u16)((era_log2(e.period) - 1) | (e.phase / era_step(e.period)) << 4));
}

void rd_extrinsic_extra(struct rd *r, struct extrinsic_extra *out)
{
	rd_era(r, &out->era);
	out->nonce = rd_compact32(r);
	out->tip = rd_compact128(r);
	out->metadata_mode = rd_tag(r, 2);
}

void wr_extrinsic_extra(struct wr *w, const struct extrinsic_extra *x)
{
	wr_era(w, x->era);
	wr_compact(w, x->nonce);
	wr_compact128(w, x->tip);
	wr_u8(w, x->metadata_mode);
}

/* rd_body reads what follows the length; the rest of the input is the call. */
static void rd_body(struct rd *r, struct extrinsic *out)
{
	u8 version = rd_u8(r);

	out->is_signed = (version & BIT_SIGNED) != 0;
	out->version = (u8)(version & ~BIT_SIGNED & 0xff);
	/* Version 5 has no signed form, its general form (0x45) is not offered. */
	if (out->version != 4 && (out->version != 5 || out->is_signed))
		rd_fail(r, ERR_VERSION);
	if (out->is_signed) {
		rd_multi_address(r, &out->address);
		rd_multi_signature(r, &out->signature);
		rd_extrinsic_extra(r, &out->extra);
	}
	out->call = rd_take(r, rd_left(r));
}

enum err extrinsic_decode(struct extrinsic *out, struct slice in)
{
	struct rd r = rd_from(in);
	struct extrinsic x;
	u32 len;

	memset(&x, 0, sizeof(x));
	if (in.n > EXTRINSIC_MAX)
		return ERR_LIMIT;
	len = rd_compact32(&r);
	if (r.err != ERR_OK)
		return r.err;
	if (len != rd_left(&r))
		return len > rd_left(&r) ? ERR_SHORT : ERR_TRAILING;
	rd_body(&r, &x);
	TRY(rd_end(&r));
	*out = x;
	return ERR_OK;
}

void extrinsic_hash(struct slice encoded, u8 hash[32])
{
	blake2_256(hash, encoded);
}

static void wr_additional(struct wr *w, const struct extrinsic_additional *add)
{
	wr_u32(w, add->spec_version);
	wr_u32(w, add->tx_version);
	wr_bytes(w, add->genesis, sizeof(add->genesis));
	wr_bytes(w, add->birth_hash, sizeof(add->birth_hash));
	wr_bool(w, add->has_metadata_hash);
	if (add->has_metadata_hash)
		wr_bytes(w, add->metadata_hash, sizeof(add->metadata_hash));
}

void extrinsic_payload(struct slice call, const struct extrinsic_extra *extra,
                       const struct extrinsic_additional *add, u8 buf[EXTRINSIC_PAYLOAD_MAX],
                       struct slice *out)
{
	u8 tail[EXTRA_LEN_MAX + ADD_LEN_MAX];
	struct wr w = wr_into(tail, sizeof(tail));

	wr_extrinsic_extra(&w, extra);
	wr_additional(&w, add);
	CHECK(w.err == ERR_OK);
	if (call.n > EXTRINSIC_PAYLOAD_MAX - w.n) {
		struct slice parts[2] = {call, slice_of(tail, w.n)};

		blake2_256_parts(buf, parts, ARRAY_LEN(parts));
		*out = slice_of(buf, 32);
		return;
	}
	slice_copy(buf, call);
	memcpy(buf + call.n, tail, w.n);
	*out = slice_of(buf, call.n + w.n);
}

static void wr_signed_body(struct wr *w, const struct extrinsic *x)
{
	wr_u8(w, (u8)(x->version | BIT_SIGNED));
	wr_multi_address(w, &x->address);
	wr_multi_signature(w, &x->signature);
	wr_extrinsic_extra(w, &x->extra);
	wr_slice(w, x->call);
}

enum err extrinsic_sign(struct wr *w, const struct extrinsic_ctx *ctx,
                        const struct sr25519_pair *pair, struct slice call)
{
	struct extrinsic x = {.version = 4, .is_signed = true, .call = call};
	struct extrinsic_additional add = {.spec_version = ctx->spec_version,
	                                   .tx_version = ctx->tx_version};
	u8 buf[EXTRINSIC_PAYLOAD_MAX];
	struct slice payload;
	struct wr count = wr_count();

	x.extra = (struct extrinsic_extra){.era = ctx->era, .nonce = ctx->nonce, .tip = ctx->tip};
	memcpy(add.genesis, ctx->genesis, sizeof(add.genesis));
	memcpy(add.birth_hash, ctx->era.period == 0 ? ctx->genesis : ctx->birth_hash,
	       sizeof(add.birth_hash));
	extrinsic_payload(call, &x.extra, &add, buf, &payload);
	x.address = multi_address_id(pair->pub);
	x.signature.kind = MULTI_SIG_SR25519;
	wr_signed_body(&count, &x);
	if (count.n > EXTRINSIC_MAX - compact_len(EXTRINSIC_MAX))
		return ERR_LIMIT;
	sr25519_sign(x.signature.b, pair, payload, NULL);
	wr_compact(w, count.n);
	wr_signed_body(w, &x);
	return w->err;
}

void wr_extrinsic_bare(struct wr *w, u8 version, struct slice call)
{
	wr_compact(w, call.n + 1);
	wr_u8(w, version);
	wr_slice(w, call);
}
