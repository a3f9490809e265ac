#include "primitives/authority.h"

const u8 key_type_aura[4] = {'a', 'u', 'r', 'a'};
const u8 key_type_grandpa[4] = {'g', 'r', 'a', 'n'};

#define AUTHORITY_LEN 40u /* id and weight */

/* total_weight fails on a zero weight or a sum beyond 64 bits. */
static bool total_weight(const struct authority_set *s, u64 *total)
{
	*total = 0;
	for (u32 i = 0; i < s->num; i++) {
		if (s->list[i].weight == 0 || !ADD_OK(*total, s->list[i].weight, total))
			return false;
	}
	return true;
}

static bool has_twins(const struct authority_set *s)
{
	for (u32 i = 0; i < s->num; i++) {
		if (authority_find(s, s->list[i].id) != i)
			return true;
	}
	return false;
}

void rd_authorities(struct rd *r, struct authority_set *out)
{
	u32 num = rd_seq_len(r, AUTHORITY_LEN);
	u64 total;

	out->num = 0;
	if (num > AUTHORITIES_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		rd_bytes(r, out->list[i].id, sizeof(out->list[i].id));
		out->list[i].weight = rd_u64(r);
	}
	if (r->err != ERR_OK)
		return;
	out->num = num;
	if (num == 0 || !total_weight(out, &total) || has_twins(out)) {
		rd_fail(r, ERR_INVALID);
		out->num = 0;
	}
}

void wr_authorities(struct wr *w, const struct authority_set *s)
{
	wr_compact(w, s->num);
	for (u32 i = 0; i < s->num; i++) {
		wr_bytes(w, s->list[i].id, sizeof(s->list[i].id));
		wr_u64(w, s->list[i].weight);
	}
}

void rd_authority_set(struct rd *r, struct authority_set *out)
{
	out->set_id = rd_u64(r);
	rd_authorities(r, out);
}

void wr_authority_set(struct wr *w, const struct authority_set *s)
{
	wr_u64(w, s->set_id);
	wr_authorities(w, s);
}

u32 authority_find(const struct authority_set *s, const u8 id[32])
{
	u32 i = 0;

	while (i < s->num && !mem_eq(s->list[i].id, id, sizeof(s->list[i].id)))
		i++;
	return i;
}

u64 authority_threshold(const struct authority_set *s)
{
	u64 total;

	CHECK(total_weight(s, &total) && total > 0);
	return total - (total - 1) / 3;
}
