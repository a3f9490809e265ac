/* phala runs: what a worker ran, newest knowledge first-hand from its API. */
#include <stdio.h>

#include "cli/remote.h"

#define HEX_SHOWN 12 /* characters of an id that a table shows */

static struct slice text_of(const struct json *j, const char *key, const char *otherwise)
{
	struct slice s;

	return json_str(json_get(j, key), &s) ? s : slice_str(otherwise);
}

static void row(const struct json *j)
{
	struct slice trigger = text_of(j, "trigger", "?"), state = text_of(j, "state", "?");
	struct slice outcome = text_of(j, "outcome", "-"), receipt = text_of(j, "receipt", "-");
	struct slice why = text_of(j, "why", "");
	u32 block = 0;

	(void)json_u32(json_get(j, "block"), &block);
	(void)printf("%-66.*s  %-10.*s  %-14.*s  %6u  %.*s  %.*s\n", (int)trigger.n, trigger.p,
	             (int)state.n, state.p, (int)outcome.n, outcome.p, block,
	             (int)size_min(receipt.n, HEX_SHOWN), receipt.p, (int)why.n, why.p);
}

static enum cli_exit run(int argc, char **argv)
{
	struct remote r = REMOTE_DEFAULTS;
	bool json = false;
	const struct opt opts[] = {
	    REMOTE_WORKER_ROW(&r),
	    OPT_FLAG_ROW("json", "the worker's list as it is", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_runs, opts, 0, 0, &json};
	const struct json *j = NULL;
	enum cli_exit code;
	struct slice all;
	struct out o;
	enum err e;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	code = remote_open(&r, &o);
	if (code != EXIT_DONE)
		return code;
	e = client_http(&r.worker, "GET", "/runs", SLICE_EMPTY, &r.a, &all);
	if (e == ERR_OK)
		e = json_parse(&j, all, &r.a);
	if (e != ERR_OK)
		return remote_failed(&r, &r.worker, e, "the runs cannot be listed");
	if (json) {
		out_raw(all);
		return EXIT_DONE;
	}
	(void)printf("%-66s  %-10s  %-14s  %6s  %s\n", "trigger", "state", "outcome", "block",
	             "receipt");
	for (j = json_is(j, JSON_ARRAY) ? j->first : NULL; j != NULL; j = j->next)
		row(j);
	return EXIT_DONE;
}

const struct cmd cmd_runs = {"runs", "[--json]", "what a worker ran", run};
