#include "base/hex.h"
#include "text/json_wr.h"
#include "verifier/verify.h"

static const char *const check_names[NUM_VERIFY_CHECKS] = {
    [VERIFY_BUNDLE_FORMAT] = "bundle-format",
    [VERIFY_CHAIN_SPEC] = "chain-spec",
    [VERIFY_GENESIS] = "genesis",
    [VERIFY_FINALITY] = "finality",
    [VERIFY_STATE_PROOF] = "state-proof",
    [VERIFY_WORKER] = "worker",
    [VERIFY_ATTESTATION] = "attestation",
    [VERIFY_RECEIPT_SIGNATURE] = "receipt-signature",
    [VERIFY_OUTPUT_HASH] = "output-hash",
    [VERIFY_STRENGTH] = "strength",
};

/* The first word of a line, padded to one width; and the word of the JSON. */
static const char *const marks[] = {
    [VERIFY_SKIPPED] = "skipped ",
    [VERIFY_OK] = "ok      ",
    [VERIFY_FAILED] = "FAILED  ",
};
static const char *const words[] = {
    [VERIFY_SKIPPED] = "skipped",
    [VERIFY_OK] = "ok",
    [VERIFY_FAILED] = "failed",
};

const char *verify_check_name(enum verify_check_id id)
{
	return check_names[id];
}

enum verify_check_id verify_first_failed(const struct verify_report *r)
{
	for (u32 i = 0; i < NUM_VERIFY_CHECKS; i++) {
		if (r->checks[i].status == VERIFY_FAILED)
			return (enum verify_check_id)i;
	}
	return NUM_VERIFY_CHECKS;
}

static void put(struct wr *w, const char *text)
{
	wr_slice(w, slice_str(text));
}

static void put_number(struct wr *w, u32 v)
{
	u8 digits[10];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (u8)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	wr_bytes(w, digits + at, sizeof(digits) - at);
}

static void put_hex(struct wr *w, const u8 *p, size_t n)
{
	char hex[2 * 32];

	hex_encode(hex, slice_of(p, n));
	put(w, "0x");
	wr_bytes(w, hex, 2 * n);
}

static void put_quote(struct wr *w, const struct attest_result *q)
{
	put(w, "  quote       ");
	put(w, q->quote.tee == ATTEST_SGX ? "SGX" : "TDX");
	put(w, ", TCB ");
	put(w, attest_status_name(q->status));
	put(w, ", of code ");
	put_hex(w, q->measurement, 32);
	for (u32 i = 0; i < q->advisories.num; i++) {
		put(w, i == 0 ? "\n              advisories " : " ");
		put(w, q->advisories.names[i]);
	}
	put(w, "\n  root        ");
	put(w, q->production ? "Intel SGX Root CA " : "development root, worth nothing: ");
	put_hex(w, q->trust_domain, 32);
	put(w, "\n");
}

/* From the receipt to the root, one line a step. */
static void put_walk(struct wr *w, const struct verify_report *r)
{
	if (!r->ok || r->attestation.result == NULL)
		return;
	put(w, "  receipt     ");
	put_hex(w, r->id, 32);
	put(w, "\n  worker key  ");
	put_hex(w, r->worker.pubkey, 32);
	put(w, r->attestation.is_renewal ? ", named by the renewal that the quote is for\n"
	                                 : ", named by the registration that the quote is for\n");
	put_quote(w, r->attestation.result);
}

static void put_summary(struct wr *w, const struct verify_report *r)
{
	enum verify_check_id failed = verify_first_failed(r);
	char hex[64];

	if (failed != NUM_VERIFY_CHECKS) {
		put(w, "refused: check \"");
		put(w, check_names[failed]);
		put(w, "\" failed: ");
		wr_slice(w, r->checks[failed].text);
		put(w, "\n");
		return;
	}
	hex_encode(hex, SLICE_ARR(r->id));
	put(w, "verified: receipt 0x");
	wr_bytes(w, hex, sizeof(hex));
	put(w, ", strength ");
	put(w, receipt_strength_word(r->strength));
	if (r->has_recorded) {
		put(w, ", recorded in block ");
		put_number(w, r->recorded);
	} else {
		put(w, ", recorded (a newer result hides in which block)");
	}
	put(w, "\n");
}

enum err verify_report_text(const struct verify_report *r, struct arena *a, struct slice *out)
{
	struct wr w = wr_arena(a);

	for (u32 i = 0; i < NUM_VERIFY_CHECKS; i++) {
		put(&w, marks[r->checks[i].status]);
		put(&w, check_names[i]);
		put(&w, ": ");
		wr_slice(&w, r->checks[i].text);
		put(&w, "\n");
	}
	put_walk(&w, r);
	put_summary(&w, r);
	return wr_arena_done(&w, a, out);
}

static void put_checks(struct json_wr *w, const struct verify_report *r)
{
	json_wr_key(w, "checks");
	json_wr_arr(w);
	for (u32 i = 0; i < NUM_VERIFY_CHECKS; i++) {
		json_wr_obj(w);
		json_wr_m_cstr(w, "name", check_names[i]);
		json_wr_m_cstr(w, "status", words[r->checks[i].status]);
		json_wr_m_str(w, "text", r->checks[i].text);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void put_null(struct json_wr *w, const char *key)
{
	json_wr_key(w, key);
	json_wr_null(w);
}

static void put_advisories(struct json_wr *w, const struct attest_advisories *a)
{
	json_wr_key(w, "advisories");
	json_wr_arr(w);
	for (u32 i = 0; i < a->num; i++)
		json_wr_cstr(w, a->names[i]);
	json_wr_arr_end(w);
}

/* What the quote says counts only if all of it holds. */
static void put_attestation(struct json_wr *w, const struct verify_report *r)
{
	const struct verify_attestation *x = &r->attestation;
	const struct attest_result *q = x->result;

	json_wr_key(w, "attestation");
	if (x->check == ATTEST_OK && q == NULL) {
		json_wr_null(w);
		return;
	}
	json_wr_obj(w);
	json_wr_m_cstr(w, "check", attest_check_id(x->check));
	if (x->check != ATTEST_OK) {
		json_wr_obj_end(w);
		return;
	}
	json_wr_m_cstr(w, "tee", receipt_tee_word((enum tee_kind)q->quote.tee));
	json_wr_m_cstr(w, "status", attest_status_name(q->status));
	put_advisories(w, &q->advisories);
	json_wr_m_hex(w, "measurement", SLICE_ARR(q->measurement));
	json_wr_m_hex(w, "trustDomain", SLICE_ARR(q->trust_domain));
	json_wr_m_bool(w, "production", q->production);
	json_wr_m_hex(w, "fmspc", SLICE_ARR(q->fmspc));
	json_wr_m_hex(w, "platformId", SLICE_ARR(q->platform_id));
	json_wr_m_bool(w, "renewal", x->is_renewal);
	json_wr_m_u64(w, "at", x->at);
	json_wr_m_u64(w, "validUntil", q->valid_until);
	json_wr_obj_end(w);
}

enum err verify_report_json(const struct verify_report *r, struct arena *a, struct slice *out)
{
	enum verify_check_id failed = verify_first_failed(r);
	struct json_wr w = json_wr_arena(a);

	json_wr_obj(&w);
	json_wr_m_bool(&w, "ok", r->ok);
	if (failed == NUM_VERIFY_CHECKS)
		put_null(&w, "failed");
	else
		json_wr_m_cstr(&w, "failed", check_names[failed]);
	if (r->ok)
		json_wr_m_cstr(&w, "strength", receipt_strength_word(r->strength));
	else
		put_null(&w, "strength");
	if (r->has_receipt)
		json_wr_m_hex(&w, "receipt", SLICE_ARR(r->id));
	else
		put_null(&w, "receipt");
	if (r->has_recorded)
		json_wr_m_u64(&w, "recorded", r->recorded);
	else
		put_null(&w, "recorded");
	put_checks(&w, r);
	put_attestation(&w, r);
	json_wr_key(&w, "view");
	if (r->has_receipt)
		receipt_to_json(&w, &r->receipt);
	else
		json_wr_null(&w);
	json_wr_obj_end(&w);
	return json_wr_arena_done(&w, a, out);
}
