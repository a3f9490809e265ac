#include "attest/item.h"

/* The form of each item is a table of nothing but its fields in order; the format is in
 * docs/protocol/attestation.md. Readers are as strict as if a stranger wrote it, so that a
 * damaged store is an error and not a verdict. */

#define SVN_LEVEL_LEN (2u + 1u + 8u + 8u)
#define LEVEL_LEN     (16u + 2u + 1u + 8u + 8u)

/* --- Parts ------------------------------------------------------------------------------------ */

static void wr_magnitude(struct wr *w, const u8 *p, u8 len)
{
	wr_vec(w, slice_of(p, len));
}

static u8 rd_magnitude(struct rd *r, u8 out[ATTEST_SERIAL_MAX])
{
	struct slice s = rd_vec(r, ATTEST_SERIAL_MAX);

	if (s.n > 0 && s.p[0] == 0)
		rd_fail(r, ERR_NONCANONICAL);
	slice_copy(out, s);
	return (u8)s.n;
}

static void wr_signer(struct wr *w, const struct attest_signer *s)
{
	wr_magnitude(w, s->serial, s->serial_len);
	wr_u64(w, s->not_before);
	wr_u64(w, s->not_after);
}

static void rd_signer(struct rd *r, struct attest_signer *s)
{
	s->serial_len = rd_magnitude(r, s->serial);
	s->not_before = rd_u64(r);
	s->not_after = rd_u64(r);
}

static void wr_advisories(struct wr *w, const struct attest_advisories *t)
{
	wr_compact(w, t->num);
	for (u32 i = 0; i < t->num; i++)
		wr_vec(w, slice_str(t->names[i]));
}

static void rd_advisories(struct rd *r, struct attest_advisories *t)
{
	u32 num = rd_seq_len(r, 1);

	if (num > ATTEST_ADVISORIES_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		struct slice name = rd_vec(r, ATTEST_ADVISORY_LEN - 1);

		slice_copy(t->names[i], name);
		if (name.n == 0 || strlen(t->names[i]) != name.n)
			rd_fail(r, ERR_NONCANONICAL);
		if (i > 0 && memcmp(t->names[i - 1], t->names[i], ATTEST_ADVISORY_LEN) >= 0)
			rd_fail(r, ERR_NONCANONICAL);
	}
	t->num = r->err == ERR_OK ? num : 0;
}

static u64 rd_bits(struct rd *r, const struct attest_advisories *t)
{
	u64 bits = rd_u64(r);

	if (t->num < 64 && bits >> t->num != 0)
		rd_fail(r, ERR_INVALID);
	return bits;
}

static u8 rd_status(struct rd *r)
{
	return rd_tag(r, ATTEST_REVOKED + 1);
}

static enum attest_tee rd_tee(struct rd *r)
{
	u8 tee = rd_u8(r);

	if (tee != ATTEST_SGX && tee != ATTEST_TDX)
		rd_fail(r, ERR_TAG);
	return tee == ATTEST_TDX ? ATTEST_TDX : ATTEST_SGX;
}

static void wr_svn_levels(struct wr *w, const struct attest_svn_level *l, u32 num)
{
	wr_compact(w, num);
	for (u32 i = 0; i < num; i++) {
		wr_u16(w, l[i].isvsvn);
		wr_u8(w, l[i].status);
		wr_u64(w, l[i].date);
		wr_u64(w, l[i].advisories);
	}
}

static u32 rd_svn_levels(struct rd *r, struct attest_svn_level *l,
                         const struct attest_advisories *t)
{
	u32 num = rd_seq_len(r, SVN_LEVEL_LEN);

	if (num > ATTEST_SVN_LEVELS_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		l[i].isvsvn = rd_u16(r);
		l[i].status = rd_status(r);
		l[i].date = rd_u64(r);
		l[i].advisories = rd_bits(r, t);
		if (i > 0 && l[i].isvsvn >= l[i - 1].isvsvn)
			rd_fail(r, ERR_NONCANONICAL);
	}
	return r->err == ERR_OK ? num : 0;
}

/* --- Revocation lists ------------------------------------------------------------------------- */

void attest_wr_crl(struct wr *w, const struct attest_crl *crl)
{
	wr_magnitude(w, crl->number, crl->number_len);
	wr_u64(w, crl->this_update);
	wr_u64(w, crl->next_update);
	wr_bytes(w, crl->content, sizeof(crl->content));
	wr_bytes(w, crl->ca_content, sizeof(crl->ca_content));
	wr_bytes(w, crl->ca_key, sizeof(crl->ca_key));
	wr_signer(w, &crl->ca);
	wr_bool(w, crl->ca_is_platform);
	wr_compact(w, crl->num);
	for (u32 i = 0; i < crl->num; i++)
		wr_magnitude(w, crl->revoked[i] + 1, crl->revoked[i][0]);
}

static void rd_revoked(struct rd *r, struct attest_crl *out, struct arena *a)
{
	u32 num = rd_seq_len(r, 1);
	u8(*list)[1 + ATTEST_SERIAL_MAX];

	if (num > ATTEST_REVOKED_MAX)
		rd_fail(r, ERR_LIMIT);
	if (r->err != ERR_OK || num == 0)
		return;
	list = arena_zalloc(a, num, sizeof(*list));
	if (list == NULL) {
		rd_fail(r, ERR_NOMEM);
		return;
	}
	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		list[i][0] = rd_magnitude(r, list[i] + 1);
		if (i > 0 && memcmp(list[i - 1], list[i], sizeof(*list)) >= 0)
			rd_fail(r, ERR_NONCANONICAL);
	}
	out->num = num;
	out->revoked = (const u8(*)[1 + ATTEST_SERIAL_MAX])list;
}

enum err attest_rd_crl(struct attest_crl *out, struct slice in, struct arena *a)
{
	struct rd r = rd_from(in);

	memset(out, 0, sizeof(*out));
	out->number_len = rd_magnitude(&r, out->number);
	out->this_update = rd_u64(&r);
	out->next_update = rd_u64(&r);
	rd_bytes(&r, out->content, sizeof(out->content));
	rd_bytes(&r, out->ca_content, sizeof(out->ca_content));
	rd_bytes(&r, out->ca_key, sizeof(out->ca_key));
	rd_signer(&r, &out->ca);
	out->ca_is_platform = rd_bool(&r);
	rd_revoked(&r, out, a);
	return rd_end(&r);
}

/* --- TCB info --------------------------------------------------------------------------------- */

static void wr_module(struct wr *w, const struct attest_module *m)
{
	wr_u8(w, m->version);
	wr_bytes(w, m->mrsigner, sizeof(m->mrsigner));
	wr_u64(w, m->attributes);
	wr_u64(w, m->mask);
	wr_svn_levels(w, m->levels, m->num_levels);
}

static void rd_modules(struct rd *r, struct attest_tcb *out)
{
	u32 num = rd_seq_len(r, 1u + 48u + 8u + 8u + 1u);

	if (num > ATTEST_MODULES_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		struct attest_module *m = &out->modules[i];

		m->version = rd_u8(r);
		rd_bytes(r, m->mrsigner, sizeof(m->mrsigner));
		m->attributes = rd_u64(r);
		m->mask = rd_u64(r);
		m->num_levels = rd_svn_levels(r, m->levels, &out->advisories);
		if (i > 0 && m->version <= m[-1].version)
			rd_fail(r, ERR_NONCANONICAL);
	}
	out->num_modules = r->err == ERR_OK ? num : 0;
}

static void wr_level(struct wr *w, const struct attest_level *l, enum attest_tee tee)
{
	wr_bytes(w, l->sgx, sizeof(l->sgx));
	wr_u16(w, l->pcesvn);
	if (tee == ATTEST_TDX)
		wr_bytes(w, l->tdx, sizeof(l->tdx));
	wr_u8(w, l->status);
	wr_u64(w, l->date);
	wr_u64(w, l->advisories);
}

static void rd_levels(struct rd *r, struct attest_tcb *out)
{
	u32 num = rd_seq_len(r, LEVEL_LEN);

	if (num > ATTEST_LEVELS_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		struct attest_level *l = &out->levels[i];

		rd_bytes(r, l->sgx, sizeof(l->sgx));
		l->pcesvn = rd_u16(r);
		if (out->tee == ATTEST_TDX)
			rd_bytes(r, l->tdx, sizeof(l->tdx));
		l->status = rd_status(r);
		l->date = rd_u64(r);
		l->advisories = rd_bits(r, &out->advisories);
		if (i > 0 && level_cmp(&l[-1], l) <= 0)
			rd_fail(r, ERR_NONCANONICAL);
	}
	out->num_levels = r->err == ERR_OK ? num : 0;
}

void attest_wr_tcb(struct wr *w, const struct attest_tcb *tcb)
{
	wr_u8(w, (u8)tcb->tee);
	wr_bytes(w, tcb->fmspc, sizeof(tcb->fmspc));
	wr_u16(w, tcb->pce_id);
	wr_u32(w, tcb->eval);
	wr_u64(w, tcb->issued);
	wr_u64(w, tcb->next_update);
	wr_bytes(w, tcb->content, sizeof(tcb->content));
	wr_signer(w, &tcb->signer);
	wr_advisories(w, &tcb->advisories);
	wr_compact(w, tcb->num_modules);
	for (u32 i = 0; i < tcb->num_modules; i++)
		wr_module(w, &tcb->modules[i]);
	wr_compact(w, tcb->num_levels);
	for (u32 i = 0; i < tcb->num_levels; i++)
		wr_level(w, &tcb->levels[i], tcb->tee);
}

enum err attest_rd_tcb(struct attest_tcb *out, struct slice in)
{
	struct rd r = rd_from(in);

	memset(out, 0, sizeof(*out));
	out->tee = rd_tee(&r);
	rd_bytes(&r, out->fmspc, sizeof(out->fmspc));
	out->pce_id = rd_u16(&r);
	out->eval = rd_u32(&r);
	out->issued = rd_u64(&r);
	out->next_update = rd_u64(&r);
	rd_bytes(&r, out->content, sizeof(out->content));
	rd_signer(&r, &out->signer);
	rd_advisories(&r, &out->advisories);
	rd_modules(&r, out);
	rd_levels(&r, out);
	return rd_end(&r);
}

/* --- QE identity ------------------------------------------------------------------------------ */

void attest_wr_qe(struct wr *w, const struct attest_qe *qe)
{
	wr_u8(w, (u8)qe->tee);
	wr_u32(w, qe->eval);
	wr_u64(w, qe->issued);
	wr_u64(w, qe->next_update);
	wr_bytes(w, qe->content, sizeof(qe->content));
	wr_signer(w, &qe->signer);
	wr_u32(w, qe->miscselect);
	wr_u32(w, qe->miscselect_mask);
	wr_bytes(w, qe->attributes, sizeof(qe->attributes));
	wr_bytes(w, qe->attributes_mask, sizeof(qe->attributes_mask));
	wr_bytes(w, qe->mrsigner, sizeof(qe->mrsigner));
	wr_u16(w, qe->isvprodid);
	wr_advisories(w, &qe->advisories);
	wr_svn_levels(w, qe->levels, qe->num_levels);
}

enum err attest_rd_qe(struct attest_qe *out, struct slice in)
{
	struct rd r = rd_from(in);

	memset(out, 0, sizeof(*out));
	out->tee = rd_tee(&r);
	out->eval = rd_u32(&r);
	out->issued = rd_u64(&r);
	out->next_update = rd_u64(&r);
	rd_bytes(&r, out->content, sizeof(out->content));
	rd_signer(&r, &out->signer);
	out->miscselect = rd_u32(&r);
	out->miscselect_mask = rd_u32(&r);
	rd_bytes(&r, out->attributes, sizeof(out->attributes));
	rd_bytes(&r, out->attributes_mask, sizeof(out->attributes_mask));
	rd_bytes(&r, out->mrsigner, sizeof(out->mrsigner));
	out->isvprodid = rd_u16(&r);
	rd_advisories(&r, &out->advisories);
	out->num_levels = rd_svn_levels(&r, out->levels, &out->advisories);
	return rd_end(&r);
}
