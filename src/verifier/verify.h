#ifndef VERIFIER_VERIFY_H
#define VERIFIER_VERIFY_H
/* verifier/verify: is this receipt what the chain named by my spec recorded?
 *
 * For strangers: CLI, node and browser run the same object. Offline and freestanding:
 * bytes in, a report out; the caller reads the files. The only anchor is the chain
 * spec; the bundle proves everything else from it. The report borrows from the arena.
 * Checks run in the order below. A check whose ground has failed is skipped, never
 * passed. Needs about VERIFY_ARENA bytes more than the two inputs. */
#include "attest/attest.h"
#include "base/arena.h"
#include "primitives/gen/registry_gen.h"
#include "receipt/bundle.h"
#include "receipt/receipt.h"

#define VERIFY_ARENA (24u << 20)

enum verify_check_id {
	VERIFY_BUNDLE_FORMAT,     /* the file and the receipt decode */
	VERIFY_CHAIN_SPEC,        /* the spec decodes and its state is a chain's */
	VERIFY_GENESIS,           /* receipt and bundle are for the spec's chain */
	VERIFY_FINALITY,          /* the spec's authorities finalised the header */
	VERIFY_STATE_PROOF,       /* the chain's state names this receipt */
	VERIFY_WORKER,            /* the chain knows the worker that signed */
	VERIFY_ATTESTATION,       /* a quote under a root of the spec vouches for that worker */
	VERIFY_RECEIPT_SIGNATURE, /* it signed these bytes */
	VERIFY_OUTPUT_HASH,       /* the output is the receipt's */
	VERIFY_STRENGTH,          /* the spec accepts evidence of this strength */
	NUM_VERIFY_CHECKS
};

enum verify_status { VERIFY_SKIPPED, VERIFY_OK, VERIFY_FAILED };

struct verify_check {
	enum verify_status status;
	enum err err;         /* cause of a failure */
	struct slice text;    /* one sentence for people */
};

/* What the quote says once it was verified: the end of the walk from receipt to root. */
struct verify_attestation {
	enum attest_check check; /* which one failed, when a quote was judged */
	bool is_renewal;
	u64 at; /* Unix seconds: the proven time of the bundle's block, at which it was judged */
	const struct attest_result *result; /* NULL: nothing is known of it */
};

struct verify_report {
	bool ok; /* all checks are VERIFY_OK */
	struct verify_check checks[NUM_VERIFY_CHECKS];
	bool has_receipt; /* receipt, id and bundle are filled in */
	struct receipt receipt;
	struct bundle bundle;
	u8 id[32];
	bool has_recorded; /* block in which the chain recorded it, as proven */
	u32 recorded;
	struct worker_info_v3 worker; /* its row, if has_worker */
	bool has_worker;
	struct verify_attestation attestation;
	enum receipt_strength strength; /* meaningful only if ok */
};

/* verify_bundle fills the report and returns report->ok. */
bool verify_bundle(struct slice bundle_json, struct slice spec_json, struct arena *a,
		   struct verify_report *out);

/* verify_check_name is the stable name, such as "state-proof". */
const char *verify_check_name(enum verify_check_id id);
/* verify_first_failed returns the first failed check, or NUM_VERIFY_CHECKS. */
enum verify_check_id verify_first_failed(const struct verify_report *r);

/* verify_report_text: lines for a terminal. verify_report_json: one object
 * {ok, failed, strength, receipt, recorded, checks: [{name, status, text}], attestation, view};
 * attestation is null without a quote, {check} when it was refused, or {check, tee, status,
 * advisories, measurement, trustDomain, production, fmspc, platformId, renewal, at,
 * validUntil}. */
enum err verify_report_text(const struct verify_report *r, struct arena *a,
			    struct slice *out) MUST_CHECK;
enum err verify_report_json(const struct verify_report *r, struct arena *a,
			    struct slice *out) MUST_CHECK;

#endif /* VERIFIER_VERIFY_H */
