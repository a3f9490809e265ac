#include "primitives/multi.h"

/* Bytes of each fixed-size address form; RAW has a length of its own. */
static const u8 address_len[NUM_MULTI_ADDRESS_KINDS] = {
    [MULTI_ADDRESS_ID] = 32,
    [MULTI_ADDRESS_INDEX] = 0,
    [MULTI_ADDRESS_32] = 32,
    [MULTI_ADDRESS_20] = 20,
};

static const u8 sig_len[NUM_MULTI_SIG_KINDS] = {64, 64, 65};

void rd_multi_address(struct rd *r, struct multi_address *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = (enum multi_address_kind)rd_tag(r, NUM_MULTI_ADDRESS_KINDS);
	if (out->kind == MULTI_ADDRESS_RAW)
		out->raw = rd_vec(r, MULTI_RAW_MAX);
	else
		rd_bytes(r, out->id, address_len[out->kind]);
}

void wr_multi_address(struct wr *w, const struct multi_address *a)
{
	wr_u8(w, (u8)a->kind);
	if (a->kind == MULTI_ADDRESS_RAW)
		wr_vec(w, a->raw);
	else
		wr_bytes(w, a->id, address_len[a->kind]);
}

struct multi_address multi_address_id(const u8 account[32])
{
	struct multi_address a = {.kind = MULTI_ADDRESS_ID};

	memcpy(a.id, account, sizeof(a.id));
	return a;
}

void rd_multi_signature(struct rd *r, struct multi_signature *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = (enum multi_sig_kind)rd_tag(r, NUM_MULTI_SIG_KINDS);
	rd_bytes(r, out->b, sig_len[out->kind]);
}

void wr_multi_signature(struct wr *w, const struct multi_signature *s)
{
	wr_u8(w, (u8)s->kind);
	wr_bytes(w, s->b, sig_len[s->kind]);
}

size_t multi_sig_len(enum multi_sig_kind kind)
{
	return sig_len[kind];
}
