/* Certificates and revocation lists in Intel's shape, under other names. */
#include "attest/der.h"
#include "attest/pem.h"
#include "attest/sim/der_wr.h"
#include "attest/sim/sim_kit.h"
#include "crypto/hash.h"
#include "crypto/p256_sign.h"

#define ORGANISATION "DEV ONLY - not Intel"
#define KEY_ID_LEN   20u

/* OIDs, without tag and length. */
static const u8 oid_ecdsa_sha256[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
static const u8 oid_ecdsa_sha384[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03};
static const u8 oid_ec_key[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
static const u8 oid_p256[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
static const u8 oid_p384[] = {0x2b, 0x81, 0x04, 0x00, 0x22};
static const u8 oid_sgx[] = {0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01};
/* 2.5.29.x */
#define EXT_KEY_ID        0x0e
#define EXT_USAGE         0x0f
#define EXT_CONSTRAINTS   0x13
#define EXT_CRL_NUMBER    0x14
#define EXT_AUTHORITY_KEY 0x23
#define EXT_POLICY        0x24 /* policyConstraints: known to nobody here */

static const struct {
	u8 oid_end, tag;
	const char *value;
} name_rest[] = {
    {0x0a, DER_UTF8_STRING, ORGANISATION},
    {0x07, DER_UTF8_STRING, "Simulation"},
    {0x08, DER_UTF8_STRING, "None"},
    {0x06, DER_PRINTABLE_STRING, "XX"},
};

static void put_attribute(struct der_wr *w, u8 oid_end, u8 tag, struct slice value)
{
	const u8 oid[] = {0x55, 0x04, oid_end};
	size_t set = der_wr_open(w, DER_SET), seq = der_wr_open(w, DER_SEQUENCE);

	der_wr_put(w, DER_OID, SLICE_ARR(oid));
	der_wr_put(w, tag, value);
	der_wr_close(w, seq);
	der_wr_close(w, set);
}

static void put_name(struct der_wr *w, const char *cn)
{
	size_t name = der_wr_open(w, DER_SEQUENCE);

	put_attribute(w, 0x03, DER_UTF8_STRING, slice_str(cn));
	for (size_t i = 0; i < ARRAY_LEN(name_rest); i++)
		put_attribute(w, name_rest[i].oid_end, name_rest[i].tag,
		              slice_str(name_rest[i].value));
	der_wr_close(w, name);
}

static void put_algorithm(struct der_wr *w, bool is_odd)
{
	size_t seq = der_wr_open(w, DER_SEQUENCE);

	der_wr_put(w, DER_OID, is_odd ? SLICE_ARR(oid_ecdsa_sha384) : SLICE_ARR(oid_ecdsa_sha256));
	der_wr_close(w, seq);
}

static void put_key(struct der_wr *w, const u8 key[P256_PUB_LEN], bool is_odd)
{
	size_t spki = der_wr_open(w, DER_SEQUENCE), alg = der_wr_open(w, DER_SEQUENCE), bits;

	der_wr_put(w, DER_OID, SLICE_ARR(oid_ec_key));
	der_wr_put(w, DER_OID, is_odd ? SLICE_ARR(oid_p384) : SLICE_ARR(oid_p256));
	der_wr_close(w, alg);
	bits = der_wr_open(w, DER_BIT_STRING);
	der_wr_byte(w, 0); /* no unused bits */
	der_wr_byte(w, 4); /* uncompressed */
	der_wr_raw(w, slice_of(key, P256_PUB_LEN));
	der_wr_close(w, bits);
	der_wr_close(w, spki);
}

/* --- Extensions ------------------------------------------------------------------------------- */

struct ext {
	size_t seq, value;
};

static struct ext open_ext(struct der_wr *w, struct slice oid, bool is_critical)
{
	struct ext e = {.seq = der_wr_open(w, DER_SEQUENCE)};

	der_wr_put(w, DER_OID, oid);
	if (is_critical)
		der_wr_bool(w, true);
	e.value = der_wr_open(w, DER_OCTET_STRING);
	return e;
}

static struct ext open_ce(struct der_wr *w, u8 oid_end, bool is_critical)
{
	const u8 oid[] = {0x55, 0x1d, oid_end};

	return open_ext(w, SLICE_ARR(oid), is_critical);
}

static void close_ext(struct der_wr *w, struct ext e)
{
	der_wr_close(w, e.value);
	der_wr_close(w, e.seq);
}

/* Any 20 bytes that follow from the key will do (RFC 7093). */
static void key_id(u8 out[KEY_ID_LEN], const u8 key[P256_PUB_LEN])
{
	u8 hash[32];

	sha2_256(hash, slice_of(key, P256_PUB_LEN));
	memcpy(out, hash, KEY_ID_LEN);
}

static void put_authority_key(struct der_wr *w, const u8 issuer[P256_PUB_LEN])
{
	struct ext e = open_ce(w, EXT_AUTHORITY_KEY, false);
	size_t seq = der_wr_open(w, DER_SEQUENCE);
	u8 id[KEY_ID_LEN];

	key_id(id, issuer);
	der_wr_put(w, 0x80, SLICE_ARR(id));
	der_wr_close(w, seq);
	close_ext(w, e);
}

static void put_key_id(struct der_wr *w, const u8 key[P256_PUB_LEN])
{
	struct ext e = open_ce(w, EXT_KEY_ID, false);
	u8 id[KEY_ID_LEN];

	key_id(id, key);
	der_wr_put(w, DER_OCTET_STRING, SLICE_ARR(id));
	close_ext(w, e);
}

static void put_usage(struct der_wr *w, u8 usage)
{
	struct ext e = open_ce(w, EXT_USAGE, true);
	u8 bits[2] = {0, usage};

	while (usage != 0 && (usage >> bits[0] & 1) == 0)
		bits[0]++;
	der_wr_put(w, DER_BIT_STRING, SLICE_ARR(bits));
	close_ext(w, e);
}

static void put_constraints(struct der_wr *w, const struct sim_cert_spec *s)
{
	struct ext e = open_ce(w, EXT_CONSTRAINTS, true);
	size_t seq = der_wr_open(w, DER_SEQUENCE);

	if (s->is_ca)
		der_wr_bool(w, true);
	if (s->has_path_len)
		der_wr_uint(w, s->path_len);
	der_wr_close(w, seq);
	close_ext(w, e);
}

static void put_sgx(struct der_wr *w, struct slice sgx)
{
	struct ext e = open_ext(w, SLICE_ARR(oid_sgx), false);

	der_wr_raw(w, sgx);
	close_ext(w, e);
}

static void put_unknown(struct der_wr *w)
{
	struct ext e = open_ce(w, EXT_POLICY, true);

	der_wr_put(w, DER_SEQUENCE, SLICE_EMPTY);
	close_ext(w, e);
}

struct keys {
	u8 subject[P256_PUB_LEN], issuer[P256_PUB_LEN];
};

static void put_extensions(struct der_wr *w, const struct sim_cert_spec *s, const struct keys *k)
{
	size_t context = der_wr_open(w, DER_CONTEXT(3)), list = der_wr_open(w, DER_SEQUENCE);

	if ((s->odd & SIM_NO_AUTHORITY_KEY) == 0)
		put_authority_key(w, k->issuer);
	put_key_id(w, k->subject);
	if ((s->odd & SIM_NO_USAGE) == 0)
		put_usage(w, s->usage);
	if ((s->odd & SIM_NO_CONSTRAINTS) == 0)
		put_constraints(w, s);
	if (s->sgx.n != 0)
		put_sgx(w, s->sgx);
	if ((s->odd & SIM_EXTENSION_TWICE) != 0) {
		if (s->sgx.n != 0)
			put_sgx(w, s->sgx);
		else
			put_usage(w, s->usage);
	}
	if ((s->odd & SIM_CRITICAL_UNKNOWN) != 0)
		put_unknown(w);
	der_wr_close(w, list);
	der_wr_close(w, context);
}

/* --- Signed things ---------------------------------------------------------------------------- */

enum err sim_sign(u8 sig[64], const struct secret32 *key, struct slice bytes)
{
	u8 hash[32];

	sha2_256(hash, bytes);
	return p256_sign(sig, key, hash);
}

/* Puts algorithm and signature after the signed part, which began at tbs. */
static enum err put_signature(struct der_wr *w, size_t tbs, const struct secret32 *key, u32 odd)
{
	size_t bits, seq;
	u8 sig[64];

	if (w->full)
		return ERR_LIMIT;
	TRY(sim_sign(sig, key, slice_of(w->p + tbs, w->n - tbs)));
	if ((odd & SIM_BAD_SIGNATURE) != 0)
		sig[63] ^= 1;
	put_algorithm(w, (odd & SIM_OUTER_ALGORITHM) != 0);
	bits = der_wr_open(w, DER_BIT_STRING);
	der_wr_byte(w, 0);
	seq = der_wr_open(w, DER_SEQUENCE);
	der_wr_magnitude(w, slice_of(sig, 32));
	der_wr_magnitude(w, slice_of(sig + 32, 32));
	der_wr_close(w, seq);
	der_wr_close(w, bits);
	if ((odd & SIM_TRAILING) != 0)
		der_wr_put(w, 0x05, SLICE_EMPTY);
	return ERR_OK;
}

static void put_tbs_cert(struct der_wr *w, const struct sim_cert_spec *s, const struct keys *k)
{
	size_t tbs = der_wr_open(w, DER_SEQUENCE), part;

	if ((s->odd & SIM_VERSION_1) == 0) {
		part = der_wr_open(w, DER_CONTEXT(0));
		der_wr_uint(w, 2); /* version 3 */
		der_wr_close(w, part);
	}
	der_wr_magnitude(w, SLICE_ARR(s->serial));
	put_algorithm(w, (s->odd & SIM_INNER_ALGORITHM) != 0);
	put_name(w, s->issuer_cn);
	part = der_wr_open(w, DER_SEQUENCE);
	der_wr_time(w, s->not_before);
	der_wr_time(w, s->not_after);
	der_wr_close(w, part);
	put_name(w, s->cn);
	put_key(w, k->subject, (s->odd & SIM_OTHER_CURVE) != 0);
	put_extensions(w, s, k);
	der_wr_close(w, tbs);
}

enum err sim_cert(const struct sim_cert_spec *s, u8 *out, size_t cap, size_t *n)
{
	struct der_wr w = der_wr_into(out, cap);
	size_t cert = der_wr_open(&w, DER_SEQUENCE), tbs = w.n;
	struct slice der;
	struct keys k;

	TRY(p256_public(k.subject, s->key));
	TRY(p256_public(k.issuer, s->issuer_key));
	put_tbs_cert(&w, s, &k);
	TRY(put_signature(&w, tbs, s->issuer_key, s->odd));
	der_wr_close(&w, cert);
	TRY(der_wr_done(&w, &der));
	*n = der.n;
	return ERR_OK;
}

static void put_revoked(struct der_wr *w, const struct sim_crl_spec *s)
{
	size_t list = der_wr_open(w, DER_SEQUENCE);

	for (u32 i = 0; i < s->num_revoked; i++) {
		size_t entry = der_wr_open(w, DER_SEQUENCE);

		der_wr_magnitude(w, SLICE_ARR(s->revoked[i]));
		der_wr_time(w, s->this_update);
		der_wr_close(w, entry);
	}
	der_wr_close(w, list);
}

static void put_crl_extensions(struct der_wr *w, const struct sim_crl_spec *s,
                               const u8 issuer[P256_PUB_LEN])
{
	size_t context = der_wr_open(w, DER_CONTEXT(0)), list = der_wr_open(w, DER_SEQUENCE);

	for (int i = 0; (s->odd & SIM_NO_NUMBER) == 0 && i < 2; i++) {
		struct ext e = open_ce(w, EXT_CRL_NUMBER, false);

		der_wr_uint(w, s->number);
		close_ext(w, e);
		if ((s->odd & SIM_EXTENSION_TWICE) == 0)
			break;
	}
	if ((s->odd & SIM_NO_AUTHORITY_KEY) == 0)
		put_authority_key(w, issuer);
	if ((s->odd & SIM_CRITICAL_UNKNOWN) != 0)
		put_unknown(w);
	der_wr_close(w, list);
	der_wr_close(w, context);
}

static void put_tbs_crl(struct der_wr *w, const struct sim_crl_spec *s,
                        const u8 issuer[P256_PUB_LEN])
{
	size_t tbs = der_wr_open(w, DER_SEQUENCE);

	if ((s->odd & SIM_VERSION_1) == 0)
		der_wr_uint(w, 1); /* version 2 */
	put_algorithm(w, (s->odd & SIM_INNER_ALGORITHM) != 0);
	put_name(w, s->issuer_cn);
	der_wr_time(w, s->this_update);
	der_wr_time(w, s->next_update);
	if (s->num_revoked != 0 || (s->odd & SIM_EMPTY_LIST) != 0)
		put_revoked(w, s);
	put_crl_extensions(w, s, issuer);
	der_wr_close(w, tbs);
}

enum err sim_crl(const struct sim_crl_spec *s, u8 *out, size_t cap, size_t *n)
{
	struct der_wr w = der_wr_into(out, cap);
	size_t crl = der_wr_open(&w, DER_SEQUENCE), tbs = w.n;
	u8 issuer[P256_PUB_LEN];
	struct slice der;

	if (s->num_revoked > SIM_REVOKED_MAX)
		return ERR_LIMIT;
	TRY(p256_public(issuer, s->key));
	put_tbs_crl(&w, s, issuer);
	TRY(put_signature(&w, tbs, s->key, s->odd));
	der_wr_close(&w, crl);
	TRY(der_wr_done(&w, &der));
	*n = der.n;
	return ERR_OK;
}

/* --- PEM -------------------------------------------------------------------------------------- */

#define PEM_BEGIN      "-----BEGIN CERTIFICATE-----\n"
#define PEM_END        "-----END CERTIFICATE-----\n"
#define PEM_LINE_BYTES 48u /* 64 characters */

enum err sim_pem(u8 *out, size_t cap, size_t *n, const struct slice *der, size_t num)
{
	struct der_wr w = der_wr_into(out, cap); /* as a bounded writer of bytes */
	struct slice text;

	for (size_t i = 0; i < num; i++) {
		der_wr_raw(&w, SLICE_LIT(PEM_BEGIN));
		for (struct slice s = der[i]; s.n != 0; s = slice_from(s, PEM_LINE_BYTES)) {
			struct slice line = slice_of(s.p, size_min(s.n, PEM_LINE_BYTES));
			char b64[64];

			base64_encode(b64, line);
			der_wr_raw(&w, slice_of(b64, base64_len(line.n)));
			der_wr_byte(&w, '\n');
		}
		der_wr_raw(&w, SLICE_LIT(PEM_END));
	}
	TRY(der_wr_done(&w, &text));
	*n = text.n;
	return ERR_OK;
}
