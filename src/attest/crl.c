#include "attest/der.h"
#include "attest/x509.h"
#include "crypto/hash.h"
#include "crypto/p256.h"

#define ENTRY_LEN (1u + ATTEST_SERIAL_MAX)

static const u8 oid_number[] = {0x55, 0x1d, 0x14};
static const u8 oid_authority_key[] = {0x55, 0x1d, 0x23};

/* A list taken apart; nothing of it is verified. */
struct parsed {
	struct slice tbs, issuer;
	struct slice entries; /* content of the SEQUENCE, empty if there is none */
	struct slice number;
	u64 this_update, next_update;
	u8 sig[64];
};

/* --- Entries: revoked serials ----------------------------------------------------------------- */

/* Whatever an extension of an entry says, the certificate is revoked; a critical one may say
 * whose certificate it is, and is not understood. */
static bool entry_extensions_ok(struct der *e)
{
	struct x509_extension list[X509_EXTENSIONS_MAX];
	bool twice, ok = true;
	u32 num = x509_extensions(e, list, &twice);

	for (u32 i = 0; der_ok(e) && i < num; i++)
		ok = ok && !list[i].critical;
	return ok && !twice;
}

static enum attest_check read_entry(struct der *list, struct slice *serial)
{
	struct der e = der_enter(list, DER_SEQUENCE);
	bool ok = true;

	*serial = der_magnitude(&e);
	(void)der_time(&e); /* revoked is revoked */
	if (der_more(&e))
		ok = entry_extensions_ok(&e);
	if (!der_end(&e) || serial->n > ATTEST_SERIAL_MAX)
		return ATTEST_CRL_FORMAT;
	return ok ? ATTEST_OK : ATTEST_CRL_EXTENSION;
}

static enum attest_check count_entries(struct slice entries, u32 *num)
{
	struct der list = der_of(entries);
	enum attest_check c = ATTEST_OK;
	struct slice serial;

	for (*num = 0; der_more(&list) && c == ATTEST_OK; (*num)++) {
		if (*num == ATTEST_REVOKED_MAX)
			return ATTEST_MEMORY;
		c = read_entry(&list, &serial);
	}
	return c == ATTEST_OK && !der_end(&list) ? ATTEST_CRL_FORMAT : c;
}

static void swap_entries(u8 *a, u8 *b)
{
	u8 t[ENTRY_LEN];

	memcpy(t, a, ENTRY_LEN);
	memcpy(a, b, ENTRY_LEN);
	memcpy(b, t, ENTRY_LEN);
}

/* Restores the heap below `at`: a parent is not less than its children. */
static void sift_down(u8 (*v)[ENTRY_LEN], u32 at, u32 num)
{
	for (u32 child = 2 * at + 1; child < num; child = 2 * at + 1) {
		if (child + 1 < num && memcmp(v[child], v[child + 1], ENTRY_LEN) < 0)
			child++;
		if (memcmp(v[at], v[child], ENTRY_LEN) >= 0)
			return;
		swap_entries(v[at], v[child]);
		at = child;
	}
}

static void sort_entries(u8 (*v)[ENTRY_LEN], u32 num)
{
	for (u32 i = num / 2; i-- > 0;)
		sift_down(v, i, num);
	for (u32 n = num; n-- > 1;) {
		swap_entries(v[0], v[n]);
		sift_down(v, 0, n);
	}
}

static u32 drop_equal(u8 (*v)[ENTRY_LEN], u32 num)
{
	u32 kept = 0;

	for (u32 i = 0; i < num; i++)
		if (kept == 0 || !mem_eq(v[kept - 1], v[i], ENTRY_LEN))
			memmove(v[kept++], v[i], ENTRY_LEN);
	return kept;
}

static enum attest_check collect(struct attest_crl *out, struct slice entries, struct arena *a)
{
	struct der list = der_of(entries);
	u8(*v)[ENTRY_LEN];
	u32 num;
	enum attest_check c = count_entries(entries, &num);

	if (c != ATTEST_OK || num == 0)
		return c;
	v = arena_zalloc(a, num, ENTRY_LEN);
	if (v == NULL)
		return ATTEST_MEMORY;
	for (u32 i = 0; i < num && c == ATTEST_OK; i++) {
		struct slice serial;

		c = read_entry(&list, &serial);
		v[i][0] = (u8)serial.n;
		slice_copy(v[i] + 1, serial);
	}
	sort_entries(v, num);
	out->num = drop_equal(v, num);
	out->revoked = (const u8(*)[ENTRY_LEN])v;
	return c;
}

bool crl_revokes(const struct attest_crl *crl, struct slice serial)
{
	u8 want[ENTRY_LEN] = {0};
	u32 low = 0, high = crl->num;

	if (serial.n > ATTEST_SERIAL_MAX)
		return true; /* no certificate has it */
	want[0] = (u8)serial.n;
	slice_copy(want + 1, serial);
	while (low < high) {
		u32 mid = low + (high - low) / 2;
		int c = memcmp(want, crl->revoked[mid], ENTRY_LEN);

		if (c == 0)
			return true;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

/* --- The list --------------------------------------------------------------------------------- */

static bool read_number(struct parsed *out, struct slice value)
{
	struct der d = der_of(value);

	out->number = der_magnitude(&d);
	return der_end(&d) && out->number.n <= ATTEST_SERIAL_MAX;
}

static bool is_sequence(struct slice value)
{
	struct der d = der_of(value);

	return der_take(&d, DER_SEQUENCE).n != 0 && der_end(&d);
}

static enum attest_check read_extensions(struct parsed *out, struct der *d)
{
	struct x509_extension list[X509_EXTENSIONS_MAX];
	bool twice, number = false, authority_key = false, ok = true;
	u32 num = x509_extensions(d, list, &twice);

	if (!der_ok(d))
		return ATTEST_CRL_FORMAT;
	for (u32 i = 0; i < num; i++) {
		if (list[i].critical)
			return ATTEST_CRL_EXTENSION;
		if (slice_eq(list[i].oid, SLICE_ARR(oid_number))) {
			number = true;
			ok = ok && read_number(out, list[i].value);
		} else if (slice_eq(list[i].oid, SLICE_ARR(oid_authority_key))) {
			authority_key = true;
			ok = ok && is_sequence(list[i].value);
		}
	}
	if (!ok)
		return ATTEST_CRL_FORMAT;
	return twice || !number || !authority_key ? ATTEST_CRL_EXTENSION : ATTEST_OK;
}

static enum attest_check read_tbs(struct parsed *out)
{
	struct der d = der_of(out->tbs), tbs = der_enter(&d, DER_SEQUENCE), exts;
	struct slice algorithm;
	enum attest_check c;

	if (der_uint(&tbs, 1) != 1) /* version 2 */
		return ATTEST_CRL_FORMAT;
	algorithm = der_take(&tbs, DER_SEQUENCE);
	out->issuer = der_whole(&tbs, DER_SEQUENCE);
	out->this_update = der_time(&tbs);
	out->next_update = der_time(&tbs);
	if (der_next_is(&tbs, DER_SEQUENCE)) {
		out->entries = der_take(&tbs, DER_SEQUENCE);
		if (out->entries.n == 0) /* then it is left out */
			return ATTEST_CRL_FORMAT;
	}
	if (!der_ok(&tbs))
		return ATTEST_CRL_FORMAT;
	if (!x509_is_ecdsa(algorithm))
		return ATTEST_CRL_ALGORITHM;
	if (der_end(&tbs))
		return ATTEST_CRL_EXTENSION; /* none at all */
	exts = der_enter(&tbs, DER_CONTEXT(0));
	if (!der_end(&tbs))
		return ATTEST_CRL_FORMAT;
	c = read_extensions(out, &exts);
	return c == ATTEST_OK && !der_end(&exts) ? ATTEST_CRL_FORMAT : c;
}

static enum attest_check parse(struct parsed *out, struct slice der)
{
	struct der d = der_of(der), crl = der_enter(&d, DER_SEQUENCE);
	struct slice algorithm;

	memset(out, 0, sizeof(*out));
	if (der.n > ATTEST_CRL_MAX)
		return ATTEST_MEMORY;
	out->tbs = der_whole(&crl, DER_SEQUENCE);
	algorithm = der_take(&crl, DER_SEQUENCE);
	if (!der_end(&d) || !der_next_is(&crl, DER_BIT_STRING))
		return ATTEST_CRL_FORMAT;
	if (!x509_is_ecdsa(algorithm))
		return ATTEST_CRL_ALGORITHM;
	x509_signature(&crl, out->sig);
	return der_end(&crl) ? read_tbs(out) : ATTEST_CRL_FORMAT;
}

enum attest_check crl_check_time(const struct attest_crl *crl, struct attest_time t)
{
	if (t.now < crl->this_update)
		return ATTEST_CRL_NOT_YET;
	/* Times of certificates end in the year 9999, so nothing wraps. */
	return t.now > crl->next_update + t.grace ? ATTEST_CRL_EXPIRED : ATTEST_OK;
}

struct crl_issuer {
	struct slice subject;
	const u8 *key;
};

/* The signature comes before the entries are looked at. */
static enum attest_check verify(struct attest_crl *out, struct slice der,
                                const struct crl_issuer *by, struct attest_time t, struct arena *a)
{
	struct parsed p;
	u8 hash[32];
	enum attest_check c = parse(&p, der);

	if (c != ATTEST_OK)
		return c;
	if (!slice_eq(p.issuer, by->subject))
		return ATTEST_CRL_ISSUER;
	sha2_256(hash, p.tbs);
	if (!p256_verify(by->key, hash, p.sig))
		return ATTEST_CRL_SIGNATURE;
	sha2_256(out->content, der);
	slice_copy(out->number, p.number);
	out->number_len = (u8)p.number.n;
	out->this_update = p.this_update;
	out->next_update = p.next_update;
	c = crl_check_time(out, t);
	return c == ATTEST_OK ? collect(out, p.entries, a) : c;
}

enum attest_check attest_root_crl_verify(struct attest_crl *out, struct slice der,
                                         const struct attest_root *root, struct attest_time t,
                                         struct arena *a)
{
	const struct crl_issuer by = {root->subject, root->key};
	enum attest_check c = x509_check_time(root->not_before, root->not_after, t.now);

	memset(out, 0, sizeof(*out));
	return c == ATTEST_OK ? verify(out, der, &by, t, a) : c;
}

enum attest_check attest_pck_crl_verify(struct attest_crl *out, struct slice der,
                                        struct slice chain, const struct attest_root *root,
                                        const struct attest_crl *root_crl, struct attest_time t,
                                        struct arena *a)
{
	struct x509_chain x;
	const struct x509 *ca = &x.cert[0];
	enum attest_check c = crl_check_time(root_crl, t);

	memset(out, 0, sizeof(*out));
	if (c == ATTEST_OK)
		c = x509_chain_read(&x, chain, X509_CHAIN_CA, a);
	if (c == ATTEST_OK)
		c = x509_chain_verify(&x, root, root_crl, NULL, t.now);
	if (c == ATTEST_OK)
		c = verify(out, der, &(struct crl_issuer){ca->subject, ca->key}, t, a);
	if (c != ATTEST_OK)
		return c;
	sha2_256(out->ca_content, ca->der);
	memcpy(out->ca_key, ca->key, sizeof(out->ca_key));
	out->ca = x509_signer_of(ca);
	out->ca_is_platform = x509_is_platform(ca);
	return ATTEST_OK;
}
