/* phala verify quote: is this SGX or TDX quote what a genuine platform said? Offline. */
#include <stdio.h>
#include <string.h>

#include "attest/date.h"
#include "attest/report.h"
#include "base/hex.h"
#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/evidence_out.h"
#include "os/arena_map.h"
#include "os/file.h"

#define POLICY_MAX 65536u
#define ARENA      (ATTEST_REPORT_ARENA + 4u * ATTEST_COLLATERAL_MAX)

struct args {
	const char *quote, *collateral, *root, *at, *policy, *report_data;
	bool allow_dev_root, json;
};

/* Without collateral nothing can be judged; the quote itself says which is needed. */
static bool tell_needs(struct evidence_job *j, struct slice quote)
{
	struct attest_needs n;
	enum attest_check c = attest_quote_needs(&n, quote, j->a);
	char fix[512], fmspc[13] = "";

	if (c != ATTEST_OK) {
		j->failed =
		    out_error(j->o, EXIT_USER, "cannot tell which collateral it needs",
		              attest_check_text(c), "give the quote as raw bytes or hex, whole");
		return false;
	}
	hex_encode(fmspc, SLICE_ARR(n.fmspc));
	(void)snprintf(fix, sizeof(fix),
	               "add --collateral FILE.json: TCB info (%s) and QE identity, PCK CRL of the "
	               "%s CA and root CRL, for FMSPC %s (phala attest fetch-collateral "
	               "https://api.trustedservices.intel.com --quote FILE)",
	               n.tee == ATTEST_SGX ? "SGX" : "TDX",
	               n.ca_is_platform ? "platform" : "processor", fmspc);
	j->failed = out_error(j->o, EXIT_USER, "cannot judge the quote without collateral",
	                      "revocation and TCB levels are not in the quote", fix);
	return false;
}

static bool read_policy(struct evidence_job *j, const struct args *a, struct attest_policy *out)
{
	struct slice text;
	const char *why = "";

	attest_policy_default(out);
	if (a->policy != NULL) {
		if (!evidence_file(j, a->policy, POLICY_MAX, &text))
			return false;
		if (attest_policy_read(out, text, j->a, &why) != ERR_OK) {
			j->failed = out_errorf(j->o, EXIT_USER, why,
			                       "docs/protocol/attestation.md lists its members",
			                       "cannot read the policy %s", a->policy);
			return false;
		}
	}
	out->allow_dev_root |= a->allow_dev_root;
	return true;
}

static bool read_inquiry(struct evidence_job *j, const struct args *a, struct attest_inquiry *q)
{
	if (a->quote == NULL) {
		j->failed = out_error(j->o, EXIT_USER, "cannot run phala verify quote",
		                      "there is no quote to judge", "add --quote FILE, raw or hex");
		return false;
	}
	if (!evidence_file_hex(j, a->quote, ATTEST_QUOTE_MAX, &q->quote))
		return false;
	if (a->collateral == NULL)
		return tell_needs(j, q->quote);
	if (!evidence_file(j, a->collateral, ATTEST_COLLATERAL_MAX, &q->collateral))
		return false;
	if (a->root != NULL && !evidence_file(j, a->root, ATTEST_ROOT_MAX, &q->root))
		return false;
	if (a->root != NULL && q->root.n == 0) { /* empty would mean Intel's */
		j->failed =
		    out_errorf(j->o, EXIT_USER, "the file is empty",
		               "give the root certificate in DER", "cannot use %s", a->root);
		return false;
	}
	if (a->report_data != NULL &&
	    !evidence_hex(j, "expect-report-data", a->report_data,
	                  strlen(a->report_data) <= 66 ? 32 : 64, &q->report_data))
		return false;
	if (a->at != NULL && !evidence_u64(a->at, strlen(a->at), &q->time.now)) {
		j->failed = out_error(j->o, EXIT_USER, "cannot read --at", "it is no whole number",
		                      "give Unix seconds: date +%s");
		return false;
	}
	return a->at != NULL || evidence_time(j, NULL, &q->time.now);
}

static const char *fix_of(const struct attest_report *r)
{
	switch (attest_check_class(r->check)) {
	case ATTEST_CLASS_NONE:
		return "";
	case ATTEST_CLASS_FORMAT:
		return "get quote and collateral again, whole, from where they were made";
	case ATTEST_CLASS_CRYPTO:
		return "do not trust it; if a date is meant, fetch current collateral or give --at";
	case ATTEST_CLASS_TCB:
		return "the platform's owner has to update its firmware and quote again";
	case ATTEST_CLASS_POLICY:
		break;
	}
	return r->check == ATTEST_POLICY_ROOT
	           ? "for development, trust it with --root FILE.der --allow-dev-root"
	           : "trust it only if you mean to: --policy FILE.json says what to accept";
}

static void print_facts(const struct attest_report *r)
{
	char hex[65] = "", until[DATE_ISO_LEN + 1] = "";

	if (!r->known)
		return;
	hex_encode(hex, SLICE_ARR(r->result.measurement));
	date_iso_write(until, r->result.valid_until);
	(void)printf(
	    "  tee          %s\n  status       %s\n  measurement  0x%s\n",
	    r->result.quote.tee == ATTEST_SGX ? "SGX" : "TDX",
	    r->check == ATTEST_TCB_LEVEL ? "none fits" : attest_status_name(r->result.status), hex);
	for (u32 i = 0; r->check != ATTEST_TCB_LEVEL && i < r->result.advisories.num; i++)
		(void)printf("  advisory     %s\n", r->result.advisories.names[i]);
	(void)printf("  root         %s\n  valid until  %s\n",
	             r->result.production ? "Intel SGX Root CA" : "a development root", until);
}

static enum cli_exit answer(const struct out *o, const struct attest_report *r, struct arena *a)
{
	struct json_wr w = json_wr_arena(a);
	struct slice text;

	if (o->json) {
		attest_report_write(&w, r);
		if (json_wr_arena_done(&w, a, &text) != ERR_OK)
			return out_error(o, EXIT_USER, "the answer cannot be made",
			                 "there is not enough memory", NULL);
		out_raw(text);
		return r->check == ATTEST_OK ? EXIT_DONE : EXIT_REFUSED;
	}
	(void)printf("%s\n", r->check == ATTEST_OK ? "accepted" : "refused");
	print_facts(r);
	if (r->check == ATTEST_OK)
		return EXIT_DONE;
	return out_errorf(o, EXIT_REFUSED, attest_check_text(r->check), fix_of(r),
	                  "the quote is refused: %s (%s)", attest_check_id(r->check),
	                  attest_report_class(r));
}

static enum cli_exit run(int argc, char **argv)
{
	static struct attest_report report;
	struct args a = {0};
	const struct opt opts[] = {
	    OPT_STRING_ROW("quote", "FILE", "the quote, raw or hex (required)", &a.quote),
	    OPT_STRING_ROW("collateral", "FILE", "JSON that it is judged with", &a.collateral),
	    OPT_STRING_ROW("root", "FILE", "trusted root in DER (Intel SGX Root CA)", &a.root),
	    OPT_STRING_ROW("at", "UNIX", "when it is judged, in seconds (now)", &a.at),
	    OPT_STRING_ROW("policy", "FILE", "JSON: what to accept", &a.policy),
	    OPT_STRING_ROW("expect-report-data", "HEX", "32 or 64 bytes", &a.report_data),
	    OPT_FLAG_ROW("allow-dev-root", "accept a root that is not Intel's", &a.allow_dev_root),
	    OPT_FLAG_ROW("json", "the answer as one JSON object", &a.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_verify_quote, opts, 0, 0, &a.json};
	struct attest_policy policy;
	struct attest_inquiry q = {.policy = &policy};
	enum cli_exit code;
	struct arena mem;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);
	struct evidence_job j = {.o = &o, .a = &mem, .failed = EXIT_USER};

	if (done >= 0)
		return (enum cli_exit)done;
	if (arena_map(&mem, ARENA) != ERR_OK)
		return out_error(&o, EXIT_USER, "cannot run phala verify quote", "no address space",
		                 "ulimit -v unlimited");
	if (read_inquiry(&j, &a, &q) && read_policy(&j, &a, &policy)) {
		attest_report_make(&report, &q, &mem);
		code = answer(&o, &report, &mem);
	} else
		code = j.failed;
	arena_unmap(&mem);
	return code;
}

const struct cmd cmd_verify_quote = {
    "verify quote",
    "--quote FILE --collateral FILE [--root FILE] [--at UNIX] [--policy FILE] [--json]",
    "check an SGX or TDX quote offline", run};
