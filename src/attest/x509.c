#include "attest/x509.h"

#include "attest/pem.h"
#include "crypto/hash.h"
#include "crypto/p256.h"

#define KEY_BITS_LEN 65u /* 04, x, y */

/* Contents of OIDs and AlgorithmIdentifiers. */
static const u8 ecdsa_sha256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
static const u8 p256_key[] = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                              0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
static const u8 oid_cn[] = {0x55, 0x04, 0x03};
static const u8 oid_usage[] = {0x55, 0x1d, 0x0f};
static const u8 oid_constraints[] = {0x55, 0x1d, 0x13};
static const u8 oid_sgx[] = {0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01};

bool x509_is_ecdsa(struct slice algorithm)
{
	return slice_eq(algorithm, SLICE_ARR(ecdsa_sha256));
}

static void scalar(struct der *d, u8 out[32])
{
	struct slice m = der_magnitude(d);

	memset(out, 0, 32);
	if (m.n > 32)
		der_fail(d);
	else
		slice_copy(out + 32 - m.n, m);
}

void x509_signature(struct der *d, u8 sig[64])
{
	u8 unused;
	struct der bits = der_of(der_bits(d, &unused));
	struct der seq = der_enter(&bits, DER_SEQUENCE);

	scalar(&seq, sig);
	scalar(&seq, sig + 32);
	if (unused != 0 || !der_end(&seq) || !der_end(&bits))
		der_fail(d);
}

static bool known(const struct x509_extension *list, u32 num, struct slice oid)
{
	for (u32 i = 0; i < num; i++)
		if (slice_eq(list[i].oid, oid))
			return true;
	return false;
}

u32 x509_extensions(struct der *d, struct x509_extension out[X509_EXTENSIONS_MAX], bool *twice)
{
	struct der list = der_enter(d, DER_SEQUENCE);
	u32 num = 0;

	*twice = false;
	while (der_more(&list)) {
		struct der e = der_enter(&list, DER_SEQUENCE);
		struct x509_extension *x = &out[num];

		if (num == X509_EXTENSIONS_MAX) {
			der_fail(&list);
			break;
		}
		x->oid = der_take(&e, DER_OID);
		/* FALSE is the default, which DER leaves out. */
		x->critical = der_next_is(&e, DER_BOOLEAN);
		if (x->critical && !der_bool(&e))
			der_fail(&e);
		x->value = der_take(&e, DER_OCTET_STRING);
		if (!der_end(&e) || x->oid.n == 0)
			der_fail(&list);
		*twice |= known(out, num, x->oid);
		num++;
	}
	if (num == 0 || !der_end(&list))
		der_fail(d);
	return num;
}

/* --- Certificates -------------------------------------------------------------------------------
 */

/* The one common name of a Name. */
static struct slice common_name(struct slice name)
{
	struct der d = der_of(name), rdns = der_enter(&d, DER_SEQUENCE);
	struct slice cn = SLICE_EMPTY;
	u32 num = 0;

	while (der_more(&rdns)) {
		struct der set = der_enter(&rdns, DER_SET), attr = der_enter(&set, DER_SEQUENCE);
		struct slice oid = der_take(&attr, DER_OID), value;
		u8 tag;

		value = der_any(&attr, &tag);
		if (!der_end(&attr) || !der_end(&set)) /* one attribute each */
			return SLICE_EMPTY;
		if (!slice_eq(oid, SLICE_ARR(oid_cn)))
			continue;
		if (tag != DER_UTF8_STRING && tag != DER_PRINTABLE_STRING)
			return SLICE_EMPTY;
		cn = value;
		num++;
	}
	return der_end(&rdns) && num == 1 ? cn : SLICE_EMPTY;
}

static bool read_constraints(struct x509 *out, struct slice value)
{
	struct der d = der_of(value), seq = der_enter(&d, DER_SEQUENCE);

	out->has_constraints = true;
	out->is_ca = der_next_is(&seq, DER_BOOLEAN);
	if (out->is_ca && !der_bool(&seq))
		return false; /* the default, which DER leaves out */
	out->has_path_len = out->is_ca && der_more(&seq);
	if (out->has_path_len)
		out->path_len = (u32)der_uint(&seq, 255);
	return der_end(&seq) && der_end(&d);
}

static bool read_usage(struct x509 *out, struct slice value)
{
	struct der d = der_of(value);
	u8 unused;
	struct slice bits = der_bits(&d, &unused);

	/* A list of named bits ends with a one. */
	if (!der_end(&d) || bits.n == 0 || bits.n > 2 || (bits.p[bits.n - 1] >> unused & 1) == 0)
		return false;
	out->has_usage = true;
	for (u32 i = 0; i < 8 * bits.n; i++)
		if ((bits.p[i / 8] & (0x80u >> (i % 8))) != 0)
			out->usage |= 1u << i;
	return true;
}

static enum attest_check read_extensions(struct x509 *out, struct der *d)
{
	struct x509_extension list[X509_EXTENSIONS_MAX];
	bool twice, ok = true;
	u32 num = x509_extensions(d, list, &twice);

	if (!der_ok(d))
		return ATTEST_CERT_FORMAT;
	if (twice)
		return ATTEST_CERT_EXTENSION;
	for (u32 i = 0; i < num && ok; i++) {
		if (slice_eq(list[i].oid, SLICE_ARR(oid_constraints)))
			ok = read_constraints(out, list[i].value);
		else if (slice_eq(list[i].oid, SLICE_ARR(oid_usage)))
			ok = read_usage(out, list[i].value);
		else if (slice_eq(list[i].oid, SLICE_ARR(oid_sgx)))
			out->sgx = list[i].value;
		else if (list[i].critical)
			return ATTEST_CERT_EXTENSION;
	}
	return ok ? ATTEST_OK : ATTEST_CERT_FORMAT;
}

static enum attest_check read_key(struct x509 *out, struct der *tbs)
{
	struct der spki = der_enter(tbs, DER_SEQUENCE);
	struct slice algorithm = der_take(&spki, DER_SEQUENCE), bits;
	u8 unused;

	bits = der_bits(&spki, &unused);
	if (!der_end(&spki))
		return ATTEST_CERT_FORMAT;
	if (!slice_eq(algorithm, SLICE_ARR(p256_key)))
		return ATTEST_CERT_ALGORITHM;
	if (unused != 0 || bits.n != KEY_BITS_LEN || bits.p[0] != 4)
		return ATTEST_CERT_FORMAT;
	slice_copy(out->key, slice_from(bits, 1));
	return ATTEST_OK;
}

static bool read_version(struct der *tbs)
{
	struct der v = der_enter(tbs, DER_CONTEXT(0));

	return der_uint(&v, 2) == 2 && der_end(&v);
}

static bool read_validity(struct x509 *out, struct der *tbs)
{
	struct der v = der_enter(tbs, DER_SEQUENCE);

	out->not_before = der_time(&v);
	out->not_after = der_time(&v);
	return der_end(&v);
}

static enum attest_check read_tbs(struct x509 *out)
{
	struct der d = der_of(out->tbs), tbs = der_enter(&d, DER_SEQUENCE), exts;
	struct slice algorithm;
	enum attest_check c;

	if (!read_version(&tbs))
		return ATTEST_CERT_FORMAT;
	out->serial = der_magnitude(&tbs);
	algorithm = der_take(&tbs, DER_SEQUENCE);
	out->issuer = der_whole(&tbs, DER_SEQUENCE);
	if (!read_validity(out, &tbs))
		return ATTEST_CERT_FORMAT;
	out->subject = der_whole(&tbs, DER_SEQUENCE);
	out->cn = common_name(out->subject);
	if (!der_ok(&tbs) || out->serial.n == 0 || out->serial.n > ATTEST_SERIAL_MAX ||
	    out->cn.n == 0)
		return ATTEST_CERT_FORMAT;
	if (!x509_is_ecdsa(algorithm))
		return ATTEST_CERT_ALGORITHM;
	c = read_key(out, &tbs);
	if (c != ATTEST_OK)
		return c;
	exts = der_enter(&tbs, DER_CONTEXT(3));
	if (!der_end(&tbs))
		return ATTEST_CERT_FORMAT;
	c = read_extensions(out, &exts);
	return c == ATTEST_OK && !der_end(&exts) ? ATTEST_CERT_FORMAT : c;
}

enum attest_check x509_parse(struct x509 *out, struct slice der)
{
	struct der d = der_of(der), cert = der_enter(&d, DER_SEQUENCE);
	struct slice algorithm;

	memset(out, 0, sizeof(*out));
	out->der = der;
	out->tbs = der_whole(&cert, DER_SEQUENCE);
	algorithm = der_take(&cert, DER_SEQUENCE);
	if (!der_end(&d) || !der_next_is(&cert, DER_BIT_STRING))
		return ATTEST_CERT_FORMAT;
	if (!x509_is_ecdsa(algorithm))
		return ATTEST_CERT_ALGORITHM;
	x509_signature(&cert, out->sig);
	return der_end(&cert) ? read_tbs(out) : ATTEST_CERT_FORMAT;
}

/* --- Roles
 * ---------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum x509_role role;
} roles[] = {
    {"SGX Root CA", X509_ROOT},
    {"SGX PCK Platform CA", X509_PCK_CA},
    {"SGX PCK Processor CA", X509_PCK_CA},
    {"SGX PCK Certificate", X509_PCK},
    {"SGX TCB Signing", X509_SIGNER},
};

static bool contains(struct slice s, struct slice part)
{
	for (; s.n >= part.n; s = slice_from(s, 1))
		if (slice_starts(s, part))
			return true;
	return false;
}

/* A name with two roles has none. */
static bool has_role(struct slice cn, enum x509_role role)
{
	u32 num = 0;
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		if (!contains(cn, slice_str(roles[i].name)))
			continue;
		num++;
		found |= roles[i].role == role;
	}
	return found && num == 1;
}

enum attest_check x509_check_role(const struct x509 *c, enum x509_role role)
{
	u32 authority = X509_CERT_SIGN | X509_CRL_SIGN;
	bool ok;

	if (!has_role(c->cn, role))
		return ATTEST_CERT_ROLE;
	if (role == X509_ROOT || role == X509_PCK_CA)
		ok = c->is_ca && (c->usage & authority) == authority;
	else
		ok = !c->is_ca && (c->usage & X509_CERT_SIGN) == 0 &&
		     (c->usage & X509_DIGITAL_SIGNATURE) != 0;
	/* Below the root is an authority. */
	if (role == X509_ROOT && c->has_path_len && c->path_len == 0)
		ok = false;
	return ok ? ATTEST_OK : ATTEST_CERT_CA;
}

bool x509_is_platform(const struct x509 *ca)
{
	return contains(ca->cn, SLICE_LIT("SGX PCK Platform CA"));
}

enum attest_check x509_check_time(u64 not_before, u64 not_after, u64 now)
{
	if (now < not_before)
		return ATTEST_CERT_NOT_YET;
	return now > not_after ? ATTEST_CERT_EXPIRED : ATTEST_OK;
}

enum attest_check x509_check_signature(const struct x509 *c, const u8 key[64])
{
	u8 hash[32];

	sha2_256(hash, c->tbs);
	return p256_verify(key, hash, c->sig) ? ATTEST_OK : ATTEST_CERT_SIGNATURE;
}

struct attest_signer x509_signer_of(const struct x509 *c)
{
	struct attest_signer s = {
	    .serial_len = (u8)c->serial.n, .not_before = c->not_before, .not_after = c->not_after};

	slice_copy(s.serial, c->serial);
	return s;
}

enum attest_check x509_signer_check(const struct attest_signer *s,
                                    const struct attest_crl *root_crl, u64 now)
{
	enum attest_check c = x509_check_time(s->not_before, s->not_after, now);

	if (c == ATTEST_OK && crl_revokes(root_crl, slice_of(s->serial, s->serial_len)))
		c = ATTEST_CERT_REVOKED;
	return c;
}

/* --- Chains ----------------------------------------------------------------------------------- */

static const struct {
	u32 num;
	enum x509_role role[2]; /* of those below the root, leaf first */
} kinds[] = {
    [X509_CHAIN_PCK] = {3, {X509_PCK, X509_PCK_CA}},
    [X509_CHAIN_CA] = {2, {X509_PCK_CA}},
    [X509_CHAIN_SIGNER] = {2, {X509_SIGNER}},
};

enum attest_check x509_chain_read(struct x509_chain *out, struct slice pem, enum x509_kind kind,
                                  struct arena *a)
{
	struct pem_chain chain;
	enum attest_check c = pem_read(&chain, pem, kind == X509_CHAIN_PCK, a);

	if (c != ATTEST_OK)
		return c;
	if (chain.num != kinds[kind].num)
		return ATTEST_CHAIN_LENGTH;
	out->kind = kind;
	out->num = chain.num;
	for (u32 i = 0; i < chain.num && c == ATTEST_OK; i++)
		c = x509_parse(&out->cert[i], chain.der[i]);
	return c;
}

static bool is_known_ca(const struct x509 *c, const struct attest_crl *pck_crl)
{
	u8 hash[32];

	if (pck_crl == NULL)
		return false;
	sha2_256(hash, c->der);
	return mem_eq(hash, pck_crl->ca_content, sizeof(hash));
}

struct issuer {
	struct slice subject;
	const u8 *key;
};

static enum attest_check check_link(const struct x509 *c, enum x509_role role,
                                    const struct issuer *by, bool verified, u64 now)
{
	enum attest_check r = x509_check_role(c, role);

	if (r == ATTEST_OK && !slice_eq(c->issuer, by->subject))
		r = ATTEST_CERT_ISSUER;
	if (r == ATTEST_OK && !verified)
		r = x509_check_signature(c, by->key);
	if (r == ATTEST_OK)
		r = x509_check_time(c->not_before, c->not_after, now);
	return r;
}

enum attest_check x509_chain_verify(const struct x509_chain *c, const struct attest_root *root,
                                    const struct attest_crl *root_crl,
                                    const struct attest_crl *pck_crl, u64 now)
{
	struct issuer by = {root->subject, root->key};
	enum attest_check r;

	if (!slice_eq(c->cert[c->num - 1].der, root->der))
		return ATTEST_ROOT_MISMATCH;
	r = x509_check_time(root->not_before, root->not_after, now);
	for (u32 i = c->num - 1; i-- > 0 && r == ATTEST_OK;) {
		const struct x509 *x = &c->cert[i];
		enum x509_role role = kinds[c->kind].role[i];
		bool below_root = i == c->num - 2;
		bool verified = below_root && role == X509_PCK_CA && is_known_ca(x, pck_crl);

		r = check_link(x, role, &by, verified, now);
		if (r == ATTEST_OK && below_root && crl_revokes(root_crl, x->serial))
			r = ATTEST_CERT_REVOKED;
		by = (struct issuer){x->subject, x->key};
	}
	return r;
}
