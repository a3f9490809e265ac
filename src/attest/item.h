#ifndef ATTEST_ITEM_H
#define ATTEST_ITEM_H
/* attest/item: what TCB info and QE identity have in common: JSON objects signed by a "TCB
 * Signing" certificate, with TCB levels and advisories.
 *
 * Internal to src/attest; freestanding, total. Unknown members are ignored, because Intel adds
 * some (the category of a component); known ones must be there, once, and in range. Source:
 * Intel "PCS API" version 4, TCB info V3 and enclave identity V2. */
#include "attest/x509.h"
#include "text/json.h"

/* CHECK_OK(x) returns the failed check upward. */
#define CHECK_OK(x)                                                                                \
	do {                                                                                       \
		enum attest_check check_ok_ = (x);                                                 \
		if (check_ok_ != ATTEST_OK)                                                        \
			return check_ok_;                                                          \
	} while (0)

/* Who signs: verified, in time and not revoked. */
struct item_signer {
	u8 key[64];
	struct attest_signer signer;
};

/* item_signer_open verifies the chain of an item, and that the root CRL is in time. */
enum attest_check item_signer_open(struct item_signer *out, struct slice chain,
				   const struct attest_root *root,
				   const struct attest_crl *root_crl, struct attest_time t,
				   struct arena *a) MUST_CHECK;
/* item_signed: these bytes, by this signer; *content gets their SHA-256. */
bool item_signed(u8 content[32], struct slice json, struct slice sig,
		 const struct item_signer *by) MUST_CHECK;

/* attest_tcb_verify and attest_qe_verify after the chain; the arena is as before afterwards. */
enum attest_check tcb_verify_by(struct attest_tcb *out, struct slice json, struct slice sig,
				const struct item_signer *by, struct attest_time t,
				struct arena *a) MUST_CHECK;
enum attest_check qe_verify_by(struct attest_qe *out, struct slice json, struct slice sig,
			       const struct item_signer *by, struct attest_time t,
			       struct arena *a) MUST_CHECK;
/* tcb_parse and qe_parse read the JSON alone: content, signer stay zero. For bytes whose
 * signature was verified, and for fuzzers. */
enum attest_check tcb_parse(struct attest_tcb *out, struct slice json, struct arena *a) MUST_CHECK;
enum attest_check qe_parse(struct attest_qe *out, struct slice json, struct arena *a) MUST_CHECK;
/* Their times: *_NOT_YET, *_EXPIRED (grace is added to nextUpdate). */
enum attest_check tcb_check_time(const struct attest_tcb *tcb, struct attest_time t) MUST_CHECK;
enum attest_check qe_check_time(const struct attest_qe *qe, struct attest_time t) MUST_CHECK;

/* --- Parts of JSON ---------------------------------------------------------------------------- */

/* item_json parses an object; the error is `malformed` or ATTEST_MEMORY. */
enum attest_check item_json(const struct json **out, struct slice text,
			    enum attest_check malformed, struct arena *a) MUST_CHECK;
/* Members: false when missing or malformed. Hexadecimal has no "0x". */
bool item_hex(const struct json *obj, const char *key, u8 *out, size_t n) MUST_CHECK;
bool item_hex_le64(const struct json *obj, const char *key, u64 *out) MUST_CHECK;
bool item_hex_le32(const struct json *obj, const char *key, u32 *out) MUST_CHECK;
bool item_u16(const struct json *obj, const char *key, u16 *out) MUST_CHECK;
bool item_date(const struct json *obj, const char *key, u64 *out) MUST_CHECK;

/* item_advisories adds the names of "advisoryIDs" of each level of an array, keeping the
 * table ascending. item_advisory_bits finds those of one level in the finished table. */
bool item_advisories(struct attest_advisories *table, const struct json *levels) MUST_CHECK;
bool item_advisory_bits(const struct attest_advisories *table, const struct json *level,
			u64 *bits) MUST_CHECK;
/* advisories_add keeps the table ascending, each name once; false when it is full. The name
 * is NUL-padded. */
bool advisories_add(struct attest_advisories *table,
		    const char name[ATTEST_ADVISORY_LEN]) MUST_CHECK;

/* item_status reads "tcbStatus": one of the seven of a platform's level, or one of the three
 * of a module's or quoting enclave's. */
enum attest_check item_status(const struct json *level, bool platform, u8 *out) MUST_CHECK;
/* item_svn_levels reads "tcbLevels" with "isvsvn", 1..ATTEST_SVN_LEVELS_MAX, into descending
 * order, none twice. The error is `malformed` or ATTEST_TCB_STATUS_UNKNOWN. */
enum attest_check item_svn_levels(struct attest_svn_level *out, u32 *num,
				  const struct json *levels,
				  const struct attest_advisories *table,
				  enum attest_check malformed) MUST_CHECK;

/* level_cmp orders as Intel's library does: SGX components, PCESVN, TDX components; the
 * greater is the better. */
int level_cmp(const struct attest_level *x, const struct attest_level *y);
/* sgx_report_read takes the 384 bytes of a report apart (quote.c). */
void sgx_report_read(struct attest_sgx_report *out, const u8 report[384]);

#endif /* ATTEST_ITEM_H */
