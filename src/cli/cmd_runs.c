/* phala runs: what a worker ran, first-hand from its API; or one run, with its steps. */
#include <stdio.h>

#include "base/hex.h"
#include "cli/remote.h"
#include "os/file.h"

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
	(void)printf("%-66.*s  %-10.*s  %-14.*s  %6u  %.*s  ", (int)trigger.n, trigger.p,
	             (int)state.n, state.p, (int)outcome.n, outcome.p, block,
	             (int)size_min(receipt.n, HEX_SHOWN), receipt.p);
	out_text(stdout, why);
	(void)fputc('\n', stdout);
}

static enum err get(struct remote *r, const char *target, struct slice *text, const struct json **j)
{
	TRY(client_http(&r->worker, "GET", target, SLICE_EMPTY, &r->a, text));
	return json_parse(j, *text, &r->a);
}

static enum cli_exit show_all(struct remote *r)
{
	const struct json *j = NULL;
	struct slice all;
	enum err e = get(r, "/runs", &all, &j);

	if (e != ERR_OK)
		return remote_failed(r, &r->worker, e, "the runs cannot be listed");
	if (r->out->json) {
		out_raw(all);
		return EXIT_DONE;
	}
	(void)printf("%-66s  %-10s  %-14s  %6s  %s\n", "trigger", "state", "outcome", "block",
	             "receipt");
	for (j = json_is(j, JSON_ARRAY) ? j->first : NULL; j != NULL; j = j->next)
		row(j);
	return EXIT_DONE;
}

static void print_run(const struct json *run)
{
	static const char *const names[] = {"trigger", "agent",   "state", "why",
	                                    "outcome", "receipt", "output"};
	const struct json *step = json_get(run, "steps");

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct slice s = text_of(run, names[i], "");

		if (s.n == 0)
			continue;
		(void)printf("%-11s  ", names[i]);
		out_text(stdout, s);
		(void)fputc('\n', stdout);
	}
	for (step = json_is(step, JSON_ARRAY) ? step->first : NULL; step != NULL;
	     step = step->next) {
		struct slice kind = text_of(step, "kind", "?"), text = text_of(step, "text", "");

		(void)printf("  %-9.*s  ", (int)kind.n, kind.p);
		out_text(stdout, text);
		(void)fputc('\n', stdout);
	}
}

static enum cli_exit show_one(struct remote *r, const char *run, const char *bundle)
{
	char target[128], hex[65] = {0};
	const struct json *j = NULL;
	struct slice text;
	u8 id[32];
	enum cli_exit code = remote_id(r, run, "RUN", id);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	hex_encode(hex, SLICE_ARR(id));
	(void)snprintf(target, sizeof(target), "/runs/0x%s%s", hex,
	               bundle != NULL ? "/bundle" : "");
	e = get(r, target, &text, &j);
	if (e != ERR_OK)
		return remote_failed(r, &r->worker, e, "the worker does not show the run");
	if (bundle != NULL) {
		e = file_write_atomic(bundle, text, 0644);
		if (e != ERR_OK)
			return out_errorf(r->out, EXIT_USER, err_text(e),
			                  "--bundle FILE in a folder that you may write",
			                  "cannot write %s", bundle);
		out_step(r->out, "bundle", "%s; phala verify checks it", bundle);
		return EXIT_DONE;
	}
	if (r->out->json)
		out_raw(text);
	else
		print_run(j);
	return EXIT_DONE;
}

static enum cli_exit run(int argc, char **argv)
{
	struct remote r = REMOTE_DEFAULTS;
	const char *bundle = NULL;
	bool json = false;
	const struct opt opts[] = {
	    OPT_STRING_ROW("bundle", "FILE", "save the run's receipt bundle here", &bundle),
	    REMOTE_WORKER_ROW(&r),
	    OPT_FLAG_ROW("json", "the worker's answer as it is", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_runs, opts, 0, 1, &json};
	enum cli_exit code;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	if (argc == 0 && bundle != NULL)
		return out_error(&o, EXIT_USER, "cannot run phala runs", "--bundle needs a RUN",
		                 "phala runs lists them");
	code = remote_open(&r, &o);
	if (code != EXIT_DONE)
		return code;
	return argc > 0 ? show_one(&r, argv[0], bundle) : show_all(&r);
}

const struct cmd cmd_runs = {"runs", "[RUN [--bundle FILE]]", "what a worker ran; one run's steps",
                             run};
