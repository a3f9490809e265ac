#include "evidence/cert.h"

#include "attest/pem.h"
#include "evidence/sig.h"

static const u8 oid_cn[] = {0x55, 0x04, 0x03};
static const u8 oid_constraints[] = {0x55, 0x1d, 0x13};
static const u8 oid_usage[] = {0x55, 0x1d, 0x0f};
static const u8 oid_ec[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
static const u8 oid_p384[] = {0x2b, 0x81, 0x04, 0x00, 0x22};
static const u8 oid_rsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};
static const u8 oid_ecdsa_sha384[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03};
static const u8 oid_pss[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a};
static const u8 oid_mgf1[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08};
static const u8 oid_sha384[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02};

static bool oid_is(struct der *d, const u8 *oid, size_t n)
{
	return slice_eq(der_take(d, DER_OID), slice_of(oid, n));
}

#define OID_IS(d, oid) oid_is((d), (oid), sizeof(oid))

/* --- Algorithms ------------------------------------------------------------------------------- */

/* AlgorithmIdentifier of SHA-384; the NULL may be left out (RFC 4055, 2.1). */
static bool is_sha384(struct der *d)
{
	struct der alg = der_enter(d, DER_SEQUENCE);

	if (!OID_IS(&alg, oid_sha384))
		return false;
	if (der_more(&alg) && der_take(&alg, 0x05).n != 0)
		return false;
	return der_end(&alg);
}

static bool is_pss_sha384(struct der *params)
{
	struct der hash = der_enter(params, DER_CONTEXT(0));
	struct der mgf = der_enter(params, DER_CONTEXT(1));
	struct der salt = der_enter(params, DER_CONTEXT(2));
	struct der alg = der_enter(&mgf, DER_SEQUENCE);

	if (!is_sha384(&hash) || !der_end(&hash))
		return false;
	if (!OID_IS(&alg, oid_mgf1) || !is_sha384(&alg) || !der_end(&alg) || !der_end(&mgf))
		return false;
	if (der_uint(&salt, 48) != 48 || !der_end(&salt))
		return false;
	if (der_more(params)) {
		struct der trailer = der_enter(params, DER_CONTEXT(3));

		if (der_uint(&trailer, 1) != 1 || !der_end(&trailer))
			return false;
	}
	return der_end(params);
}

/* The signature algorithm of a certificate or list; false when it is none of the two. */
static bool read_sig_alg(enum cert_alg *out, struct slice whole)
{
	struct der outer = der_of(whole), alg = der_enter(&outer, DER_SEQUENCE), params;
	struct slice oid = der_take(&alg, DER_OID);

	if (slice_eq(oid, SLICE_ARR(oid_ecdsa_sha384))) {
		*out = CERT_P384;
		return der_end(&alg);
	}
	if (!slice_eq(oid, SLICE_ARR(oid_pss)))
		return false;
	*out = CERT_RSA4096;
	params = der_enter(&alg, DER_SEQUENCE);
	return is_pss_sha384(&params) && der_end(&alg);
}

static bool read_ecdsa(u8 out[96], struct slice bits)
{
	struct der d = der_of(bits), s = der_enter(&d, DER_SEQUENCE);

	memset(out, 0, 96);
	for (size_t i = 0; i < 2; i++) {
		struct slice v = der_magnitude(&s);

		if (v.n > 48)
			return false;
		slice_copy(out + 48 * i + 48 - v.n, v);
	}
	return der_end(&s) && der_end(&d);
}

static bool read_rsa_key(struct slice bits)
{
	struct der d = der_of(bits), s = der_enter(&d, DER_SEQUENCE);
	struct slice n = der_magnitude(&s);

	return n.n == 512 && n.p[0] >= 0x80 && der_uint(&s, 65537) == 65537 && der_end(&s) &&
	       der_end(&d);
}

static enum evidence_check read_key(struct cert *c)
{
	struct der d = der_of(c->spki), s = der_enter(&d, DER_SEQUENCE);
	struct der alg = der_enter(&s, DER_SEQUENCE);
	struct slice oid = der_take(&alg, DER_OID), bits;
	u8 unused;

	bits = der_bits(&s, &unused);
	if (!der_end(&s) || !der_end(&d) || unused != 0)
		return EVIDENCE_CERT_FORMAT;
	if (slice_eq(oid, SLICE_ARR(oid_ec))) {
		c->key_alg = CERT_P384;
		if (!OID_IS(&alg, oid_p384) || !der_end(&alg) || bits.n != 97 || bits.p[0] != 4)
			return EVIDENCE_CERT_ALGORITHM;
		memcpy(c->point, bits.p + 1, 96);
		return EVIDENCE_OK;
	}
	c->key_alg = CERT_RSA4096;
	if (!slice_eq(oid, SLICE_ARR(oid_rsa)) || der_take(&alg, 0x05).n != 0 || !der_end(&alg))
		return EVIDENCE_CERT_ALGORITHM;
	return read_rsa_key(bits) ? EVIDENCE_OK : EVIDENCE_CERT_ALGORITHM;
}

/* SEQUENCE { signed part, algorithm, BIT STRING }, of certificates and lists. */
struct signed_der {
	struct slice tbs, alg, sig;
	enum cert_alg sig_alg;
};

static enum evidence_check read_signed(struct signed_der *out, struct slice der,
                                       enum evidence_check malformed)
{
	struct der d = der_of(der), s = der_enter(&d, DER_SEQUENCE);
	u8 unused;

	out->tbs = der_whole(&s, DER_SEQUENCE);
	out->alg = der_whole(&s, DER_SEQUENCE);
	out->sig = der_bits(&s, &unused);
	if (!der_end(&s) || !der_end(&d) || unused != 0)
		return malformed;
	if (!read_sig_alg(&out->sig_alg, out->alg))
		return EVIDENCE_CERT_ALGORITHM;
	return EVIDENCE_OK;
}

static bool signed_by(const struct signed_der *s, const struct cert *issuer)
{
	u8 hash[48], sig[96];

	if (s->sig_alg == CERT_RSA4096)
		return s->sig.n == 512 && pss_verify(issuer->spki, s->tbs, s->sig);
	if (!read_ecdsa(sig, s->sig))
		return false;
	sha2_384(hash, s->tbs);
	return p384_verify(issuer->point, hash, sig);
}

/* --- Parts of certificates -------------------------------------------------------------------- */

/* The one common name of a Name; false if there is none or more. */
static bool read_cn(struct slice name, struct slice *cn)
{
	struct der d = der_of(name), rdns = der_enter(&d, DER_SEQUENCE);
	u32 num = 0;

	while (der_more(&rdns)) {
		struct der set = der_enter(&rdns, DER_SET);

		while (der_more(&set)) {
			struct der atv = der_enter(&set, DER_SEQUENCE);
			struct slice oid = der_take(&atv, DER_OID), value;
			u8 tag;

			value = der_any(&atv, &tag);
			if (!der_end(&atv))
				return false;
			if (!slice_eq(oid, SLICE_ARR(oid_cn)))
				continue;
			*cn = value;
			num++;
		}
		if (!der_end(&set))
			return false;
	}
	return der_end(&rdns) && der_end(&d) && num == 1;
}

static bool read_constraints(struct cert *c, struct slice value)
{
	struct der d = der_of(value), s = der_enter(&d, DER_SEQUENCE);

	c->has_constraints = true;
	if (der_next_is(&s, DER_BOOLEAN)) {
		c->is_ca = der_bool(&s);
		if (!c->is_ca)
			return false; /* DER leaves the default out */
	}
	if (der_more(&s)) {
		c->has_path_len = true;
		c->path_len = (u32)der_uint(&s, 255);
	}
	return der_end(&s) && der_end(&d);
}

static bool read_usage(struct cert *c, struct slice value)
{
	struct der d = der_of(value);
	u8 unused;
	struct slice bits = der_bits(&d, &unused);

	c->has_usage = true;
	for (size_t i = 0; i < size_min(bits.n, 2) * 8; i++)
		if (bits.p[i / 8] & (0x80u >> (i % 8)))
			c->usage |= 1u << i;
	return der_end(&d) && bits.n >= 1 && bits.n <= 2;
}

struct ext {
	struct slice oid, value;
	bool critical;
};

static bool next_ext(struct der *list, struct ext *out)
{
	struct der e = der_enter(list, DER_SEQUENCE);

	out->oid = der_take(&e, DER_OID);
	out->critical = false;
	if (der_next_is(&e, DER_BOOLEAN)) {
		out->critical = der_bool(&e);
		if (!out->critical)
			return false;
	}
	out->value = der_take(&e, DER_OCTET_STRING);
	return der_end(&e);
}

static enum evidence_check read_exts(struct cert *c)
{
	struct slice seen[CERT_EXTS_MAX];
	struct der list = der_of(c->exts);
	struct ext e;
	u32 num = 0;

	while (der_more(&list)) {
		if (num == CERT_EXTS_MAX || !next_ext(&list, &e))
			return EVIDENCE_CERT_FORMAT;
		for (u32 i = 0; i < num; i++)
			if (slice_eq(seen[i], e.oid))
				return EVIDENCE_CERT_EXTENSION;
		seen[num++] = e.oid;
		if (slice_eq(e.oid, SLICE_ARR(oid_constraints))) {
			if (!read_constraints(c, e.value))
				return EVIDENCE_CERT_FORMAT;
		} else if (slice_eq(e.oid, SLICE_ARR(oid_usage))) {
			if (!read_usage(c, e.value))
				return EVIDENCE_CERT_FORMAT;
		} else if (e.critical) {
			return EVIDENCE_CERT_EXTENSION;
		}
	}
	return der_end(&list) ? EVIDENCE_OK : EVIDENCE_CERT_FORMAT;
}

static enum evidence_check read_tbs(struct cert *c, struct slice outer_alg)
{
	struct der d = der_of(c->tbs), t = der_enter(&d, DER_SEQUENCE);
	struct der version = der_enter(&t, DER_CONTEXT(0)), times, exts;
	struct slice alg;

	if (der_uint(&version, 2) != 2 || !der_end(&version))
		return EVIDENCE_CERT_FORMAT;
	c->serial = der_magnitude(&t);
	alg = der_whole(&t, DER_SEQUENCE);
	c->issuer = der_whole(&t, DER_SEQUENCE);
	times = der_enter(&t, DER_SEQUENCE);
	c->not_before = der_time(&times);
	c->not_after = der_time(&times);
	c->subject = der_whole(&t, DER_SEQUENCE);
	c->spki = der_whole(&t, DER_SEQUENCE);
	exts = der_enter(&t, DER_CONTEXT(3));
	c->exts = der_take(&exts, DER_SEQUENCE);
	if (!der_end(&times) || !der_end(&exts) || !der_end(&t) || !der_end(&d))
		return EVIDENCE_CERT_FORMAT;
	if (c->serial.n > 20 || !read_cn(c->subject, &c->cn))
		return EVIDENCE_CERT_FORMAT;
	if (!slice_eq(alg, outer_alg))
		return EVIDENCE_CERT_ALGORITHM;
	TRY_CHECK(read_key(c));
	return read_exts(c);
}

enum evidence_check cert_parse(struct cert *out, struct slice der)
{
	struct signed_der s;

	memset(out, 0, sizeof(*out));
	if (der.n > CERT_DER_MAX)
		return EVIDENCE_CERT_FORMAT;
	TRY_CHECK(read_signed(&s, der, EVIDENCE_CERT_FORMAT));
	out->der = der;
	out->tbs = s.tbs;
	out->sig_alg = s.sig_alg;
	out->pss = s.sig;
	if (s.sig_alg == CERT_P384 && !read_ecdsa(out->ecdsa, s.sig))
		return EVIDENCE_CERT_FORMAT;
	return read_tbs(out, s.alg);
}

bool cert_ext(const struct cert *c, struct slice oid, struct slice *value)
{
	struct der list = der_of(c->exts);
	struct ext e;

	while (der_more(&list) && next_ext(&list, &e)) {
		if (!slice_eq(e.oid, oid))
			continue;
		*value = e.value;
		return true;
	}
	return false;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static enum evidence_check read_pem_block(struct cert *out, struct slice pem, struct arena *a)
{
	struct pem_chain chain;
	enum attest_check c = pem_read(&chain, pem, false, a);

	if (c == ATTEST_MEMORY)
		return EVIDENCE_MEMORY;
	if (c == ATTEST_CHAIN_LENGTH || (c == ATTEST_OK && chain.num != 1))
		return EVIDENCE_CHAIN_LENGTH;
	return c == ATTEST_OK ? cert_parse(out, chain.der[0]) : EVIDENCE_PEM;
}

/* How long the text up to the second BEGIN is. */
static size_t first_block(struct slice pem)
{
	static const char begin[] = "-----BEGIN";
	u32 num = 0;

	for (size_t i = 0; i + sizeof(begin) - 1 <= pem.n; i++)
		if (memcmp(pem.p + i, begin, sizeof(begin) - 1) == 0 && num++ == 1)
			return i;
	return pem.n;
}

enum evidence_check cert_read(struct cert *out, struct slice text, struct arena *a)
{
	if (text.n != 0 && text.p[0] == DER_SEQUENCE)
		return cert_parse(out, text);
	return read_pem_block(out, text, a);
}

enum evidence_check cert_read_chain(struct cert *out, u32 num, struct slice pem, struct arena *a)
{
	if (pem.n > ATTEST_CHAIN_MAX)
		return EVIDENCE_PEM;
	for (u32 i = 0; i < num; i++) {
		size_t n = first_block(pem);

		TRY_CHECK(read_pem_block(&out[i], slice_of(pem.p, n), a));
		pem = slice_from(pem, n);
	}
	return pem.n == 0 ? EVIDENCE_OK : EVIDENCE_CHAIN_LENGTH;
}

/* --- Checks ----------------------------------------------------------------------------------- */

enum evidence_check cert_check_ca(const struct cert *c, u32 usage)
{
	bool ok = c->has_constraints && c->is_ca && c->has_usage && (c->usage & usage) == usage;

	return ok ? EVIDENCE_OK : EVIDENCE_CERT_CA;
}

enum evidence_check cert_check_leaf(const struct cert *c)
{
	if (c->is_ca || (c->has_usage && (c->usage & (CERT_CERT_SIGN | CERT_CRL_SIGN)) != 0))
		return EVIDENCE_CERT_CA;
	if (c->has_usage && (c->usage & CERT_DIGITAL_SIGNATURE) == 0)
		return EVIDENCE_CERT_CA;
	return EVIDENCE_OK;
}

enum evidence_check cert_check_time(const struct cert *c, u64 now)
{
	if (now < c->not_before)
		return EVIDENCE_CERT_NOT_YET;
	return now > c->not_after ? EVIDENCE_CERT_EXPIRED : EVIDENCE_OK;
}

enum evidence_check cert_check_signed(const struct cert *c, const struct cert *issuer)
{
	struct signed_der s = {.tbs = c->tbs, .sig = c->pss, .sig_alg = c->sig_alg};

	if (!slice_eq(c->issuer, issuer->subject))
		return EVIDENCE_CERT_ISSUER;
	if (c->sig_alg != issuer->key_alg)
		return EVIDENCE_CERT_ALGORITHM;
	return signed_by(&s, issuer) ? EVIDENCE_OK : EVIDENCE_CERT_SIGNATURE;
}

bool cert_cn_is(const struct cert *c, const char *a, const char *b)
{
	struct slice x = slice_str(a);

	return slice_starts(c->cn, x) && slice_eq(slice_from(c->cn, x.n), slice_str(b)) &&
	       c->cn.n == x.n + strlen(b);
}

/* --- Revocation lists ------------------------------------------------------------------------- */

struct crl {
	struct slice issuer, revoked, exts;
	u64 this_update, next_update;
};

static bool read_crl(struct crl *out, const struct signed_der *s)
{
	struct der d = der_of(s->tbs), t = der_enter(&d, DER_SEQUENCE), exts;

	memset(out, 0, sizeof(*out));
	if (der_uint(&t, 1) != 1 || !slice_eq(der_whole(&t, DER_SEQUENCE), s->alg))
		return false;
	out->issuer = der_whole(&t, DER_SEQUENCE);
	out->this_update = der_time(&t);
	out->next_update = der_time(&t);
	if (der_next_is(&t, DER_SEQUENCE))
		out->revoked = der_take(&t, DER_SEQUENCE);
	if (der_next_is(&t, DER_CONTEXT(0))) {
		exts = der_enter(&t, DER_CONTEXT(0));
		out->exts = der_take(&exts, DER_SEQUENCE);
		if (!der_end(&exts))
			return false;
	}
	return der_end(&t) && der_end(&d);
}

/* No extension of a list may be critical: one that is limits what the list is about. */
static bool plain_exts(struct slice exts)
{
	struct der list = der_of(exts);
	struct ext e;

	while (der_more(&list))
		if (!next_ext(&list, &e) || e.critical)
			return false;
	return der_end(&list);
}

static bool read_revoked(struct slice list, struct slice serial, bool *found)
{
	struct der d = der_of(list);

	*found = false;
	while (der_more(&d)) {
		struct der e = der_enter(&d, DER_SEQUENCE);
		struct slice s = der_magnitude(&e);

		(void)der_time(&e);
		if (der_more(&e) && !plain_exts(der_take(&e, DER_SEQUENCE)))
			return false;
		if (!der_end(&e))
			return false;
		if (slice_eq(s, serial))
			*found = true;
	}
	return der_end(&d);
}

enum evidence_check crl_check(struct slice der, const struct cert *issuer, struct slice serial,
                              u64 now)
{
	struct signed_der s;
	struct crl crl;
	bool found;

	if (der.n > CRL_DER_MAX)
		return EVIDENCE_CRL_FORMAT;
	TRY_CHECK(read_signed(&s, der, EVIDENCE_CRL_FORMAT));
	if (!read_crl(&crl, &s) || !plain_exts(crl.exts) ||
	    !read_revoked(crl.revoked, serial, &found))
		return EVIDENCE_CRL_FORMAT;
	if (!slice_eq(crl.issuer, issuer->subject))
		return EVIDENCE_CRL_ISSUER;
	if (s.sig_alg != issuer->key_alg || !signed_by(&s, issuer))
		return EVIDENCE_CRL_SIGNATURE;
	if (now < crl.this_update)
		return EVIDENCE_CRL_NOT_YET;
	if (now > crl.next_update)
		return EVIDENCE_CRL_EXPIRED;
	return found ? EVIDENCE_CERT_REVOKED : EVIDENCE_OK;
}
