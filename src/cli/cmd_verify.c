/* phala verify: is this receipt what the chain of my spec recorded? Offline. Its sub-commands judge
 * other evidence; a bundle with such a name is called as ./NAME. */
#include <stdio.h>

#include "cli/cmd.h"
#include "os/arena_map.h"
#include "os/file.h"
#include "primitives/chain_spec.h"
#include "verifier/verify.h"

#define VERIFY_CAP ((size_t)BUNDLE_MAX + 3u * (size_t)CHAIN_SPEC_MAX + VERIFY_ARENA)

static const struct cmd_sub subs[] = {
    {"quote", &cmd_verify_quote},
    {"snp", &cmd_verify_snp},
    {"gpu-evidence", &cmd_verify_gpu_evidence},
    {"gpu-jwt", &cmd_verify_gpu_jwt},
    {"eventlog", &cmd_verify_eventlog},
    {NULL, NULL},
};

static enum cli_exit unreadable(const struct out *o, const char *path, enum err e)
{
	return out_errorf(o, EXIT_USER, err_text(e),
	                  e == ERR_LIMIT     ? "is it the right file? it is too large to be one"
	                  : e == ERR_INVALID ? "it is no regular file; save it to one"
	                                     : "check the path and that you may read it",
	                  "cannot read %s", path);
}

static enum cli_exit refused(const struct out *o, const struct verify_report *r)
{
	enum verify_check_id id = verify_first_failed(r);
	const struct verify_check *c = &r->checks[id];

	(void)fprintf(stderr, "error: verification refused: %s\n", verify_check_name(id));
	(void)fprintf(stderr, "  why: %.*s\n", (int)c->text.n, c->text.p);
	(void)fprintf(
	    stderr, "  fix: %s\n",
	    id == VERIFY_BUNDLE_FORMAT
	        ? "fetch the bundle again from the worker that made it"
	        : "do not act on this result; ask for the chain spec of the chain that is "
	          "meant and the bundle as the worker wrote it");
	(void)o;
	return EXIT_REFUSED;
}

static enum cli_exit judge(const struct out *o, const char *bundle, const char *chain,
                           struct arena *a)
{
	static struct verify_report r;
	struct slice bundle_json, spec_json, text = SLICE_EMPTY;
	enum err e = file_read(a, bundle, BUNDLE_MAX, &bundle_json);
	bool ok;

	if (e != ERR_OK)
		return unreadable(o, bundle, e);
	e = file_read(a, chain, CHAIN_SPEC_MAX, &spec_json);
	if (e != ERR_OK)
		return unreadable(o, chain, e);
	ok = verify_bundle(bundle_json, spec_json, a, &r);
	e = o->json ? verify_report_json(&r, a, &text) : verify_report_text(&r, a, &text);
	if (e != ERR_OK)
		return out_error(o, EXIT_USER, "the report cannot be made", err_text(e), NULL);
	if (o->json)
		out_raw(text);
	else
		(void)fwrite(text.p, 1, text.n, stdout);
	return ok ? EXIT_DONE : refused(o, &r);
}

static enum cli_exit run(int argc, char **argv)
{
	const char *chain = NULL;
	bool json = false;
	const struct opt opts[] = {
	    OPT_STRING_ROW("chain", "FILE", "chain spec that you trust (required)", &chain),
	    OPT_FLAG_ROW("json", "the report as one JSON object", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_verify, opts, 1, 1, &json};
	enum cli_exit code;
	struct arena a;
	struct out o;
	int done = cmd_sub_run(subs, argc, argv);

	if (done >= 0)
		return (enum cli_exit)done;
	done = cmd_parse(&spec, &argc, argv, &o);
	if (done == EXIT_DONE) { /* --help */
		(void)printf("\nOther evidence:\n");
		cmd_sub_list(stdout, subs);
	}
	if (done >= 0)
		return (enum cli_exit)done;
	if (chain == NULL)
		return out_error(&o, EXIT_USER, "cannot run phala verify",
		                 "a receipt is worth what the chain is worth that recorded it",
		                 "add --chain FILE, the spec of the chain that you mean");
	if (arena_map(&a, VERIFY_CAP) != ERR_OK)
		return out_error(&o, EXIT_USER, "cannot run phala verify", "no address space",
		                 "ulimit -v unlimited");
	code = judge(&o, argv[0], chain, &a);
	arena_unmap(&a);
	return code;
}

const struct cmd cmd_verify = {"verify", "BUNDLE --chain SPEC [--json]", "check a receipt offline",
                               run};
