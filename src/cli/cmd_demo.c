/* phala demo: the whole line in one process tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/demo.h"
#include "cli/standin_model.h"
#include "receipt/receipt.h"
#include "text/json_wr.h"

#define DONE_MAX      65536u
#define BLOCK_TIME_MS 1000u
#define REST_MS       200u

static void put_verify(struct json_wr *w, const struct demo *d)
{
	json_wr_key(w, "verify");
	json_wr_arr(w);
	json_wr_cstr(w, d->program);
	json_wr_cstr(w, "verify");
	json_wr_cstr(w, d->bundle_path);
	json_wr_cstr(w, "--chain");
	json_wr_cstr(w, d->spec_path);
	json_wr_arr_end(w);
}

static void put_pids(struct json_wr *w, const struct demo *d)
{
	int boxes[NET_BOXES_MAX];
	size_t num = net_boxes(&d->net, boxes);

	json_wr_key(w, "pids");
	json_wr_obj(w);
	json_wr_key(w, "demo");
	json_wr_i64(w, getpid());
	json_wr_key(w, "standin");
	json_wr_i64(w, net_pid(&d->net, NET_STANDIN));
	json_wr_key(w, "node");
	json_wr_i64(w, net_pid(&d->net, NET_NODE));
	json_wr_key(w, "worker");
	json_wr_i64(w, net_pid(&d->net, NET_WORKER));
	json_wr_key(w, "enclave");
	json_wr_i64(w, d->net.enclave);
	json_wr_key(w, "boxes");
	json_wr_arr(w);
	for (size_t i = 0; i < num; i++)
		json_wr_i64(w, boxes[i]);
	json_wr_arr_end(w);
	json_wr_obj_end(w);
}

static const char *outcome_of(const struct demo *d)
{
	return receipt_outcome_word((enum receipt_outcome)d->record.outcome);
}

static const char *strength_of(const struct demo *d)
{
	return receipt_strength_word((enum receipt_strength)d->record.strength);
}

static void put_assessment(struct json_wr *w, const struct demo *d)
{
	json_wr_m_u64(w, "score", d->assessment.score);
	json_wr_key(w, "risks");
	json_wr_arr(w);
	for (u32 i = 0; i < d->assessment.risks.num; i++)
		json_wr_str(w, d->assessment.risks.items[i]);
	json_wr_arr_end(w);
	json_wr_m_str(w, "reason", d->assessment.reason);
}

static void done_json(const struct demo *d)
{
	static u8 buf[DONE_MAX];
	struct json_wr w = json_wr_into(buf, sizeof(buf));
	struct slice s;

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "step", "done");
	json_wr_m_u64(&w, "referendum", d->referendum);
	json_wr_m_cstr(&w, "outcome", outcome_of(d));
	if (d->has_assessment)
		put_assessment(&w, d);
	json_wr_m_u64(&w, "block", d->record.block);
	json_wr_m_hex(&w, "receipt", SLICE_ARR(d->receipt));
	json_wr_m_cstr(&w, "strength", strength_of(d));
	json_wr_m_hex(&w, "agent", SLICE_ARR(d->agent));
	json_wr_m_hex(&w, "trigger", SLICE_ARR(d->trigger));
	json_wr_m_cstr(&w, "bundle", d->bundle_path);
	json_wr_m_cstr(&w, "chain", d->spec_path);
	put_verify(&w, d);
	json_wr_m_u64(&w, "records", d->records);
	json_wr_m_u64(&w, "modelRequests", d->model_requests);
	json_wr_m_bool(&w, "modelSawKey", d->model_saw_key);
	json_wr_m_u64(&w, "restarts", d->net.restarts);
	json_wr_m_u64(&w, "nodePort", d->net.node_port);
	json_wr_m_u64(&w, "apiPort", d->net.api_port);
	put_pids(&w, d);
	json_wr_obj_end(&w);
	CHECK(json_wr_done(&w, &s) == ERR_OK);
	out_raw(s);
	(void)fflush(stdout);
}

/* So that the line can be pasted: in quotes if it has what a shell would read. */
static void put_shell_word(const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	                            "/._-+,:@";
	bool quote = s[strspn(s, plain)] != '\0';

	if (quote)
		(void)fputc('\'', stdout);
	for (; *s != '\0'; s++)
		(void)fputs(*s == '\'' ? "'\\''" : (const char[]){*s, '\0'}, stdout);
	if (quote)
		(void)fputc('\'', stdout);
}

static void row(const char *name, const char *text, size_t n)
{
	(void)printf("  %-11s ", name);
	out_text(stdout, slice_of(text, n));
	(void)fputc('\n', stdout);
}

static void row_slice(const char *name, struct slice s)
{
	(void)printf("  %-11s %.*s\n", name, (int)s.n, s.p);
}

static void done_table(const struct demo *d)
{
	char hex[67] = "0x", num[32];

	(void)printf("\n");
	(void)snprintf(num, sizeof(num), "%u", d->referendum);
	row("referendum", num, strlen(num));
	row("outcome", outcome_of(d), strlen(outcome_of(d)));
	if (d->has_assessment) {
		(void)snprintf(num, sizeof(num), "%u", (unsigned int)d->assessment.score);
		row("score", num, strlen(num));
		for (u32 i = 0; i < d->assessment.risks.num; i++)
			row_slice(i == 0 ? "risks" : "", d->assessment.risks.items[i]);
		if (d->assessment.risks.num == 0)
			row("risks", "none named", 10);
		row_slice("reason", d->assessment.reason);
	}
	(void)snprintf(num, sizeof(num), "%u", d->record.block);
	row("block", num, strlen(num));
	hex_encode(hex + 2, SLICE_ARR(d->receipt));
	row("receipt", hex, 66);
	row("strength", strength_of(d), strlen(strength_of(d)));
	(void)printf("\nCheck it yourself, with nothing running (both files stay):\n  ");
	put_shell_word(d->program);
	(void)printf(" verify ");
	put_shell_word(d->bundle_path);
	(void)printf(" --chain ");
	put_shell_word(d->spec_path);
	(void)fputc('\n', stdout);
}

/* A folder of ours goes, but for the two files that a stranger needs. */
static void tidy(const struct demo *d)
{
	static const char *const names[] = {"node", "worker", "logs", "agent", "dev-ca.pem",
	                                    "sim-pki"};
	char path[OS_PATH_MAX];

	if (!d->is_temporary)
		return;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (path_join(path, sizeof(path), d->dir, names[i]) == ERR_OK &&
		    file_remove_tree(path) != ERR_OK)
			(void)fprintf(stderr, "could not remove %s\n", path);
}

static enum cli_exit verdict(const struct demo *d)
{
	if (d->record.outcome == OUTCOME_OK)
		return EXIT_DONE;
	(void)fprintf(stderr, "error: the agent's run failed\n  why: ");
	out_text(stderr, slice_str(d->finished[0] != '\0' ? d->finished : outcome_of(d)));
	(void)fprintf(stderr,
	              "\n  fix: see the steps above and %s/logs; the failure is recorded with a "
	              "receipt all the same\n",
	              d->dir);
	return d->record.outcome == OUTCOME_BUDGET ? EXIT_BUDGET : EXIT_AGENT;
}

/* Until Ctrl-C; the network goes on working. */
static void stay(struct demo *d)
{
	out_line(&d->out,
	         "\nThe network stays up: node http://127.0.0.1:%u, worker "
	         "http://127.0.0.1:%u. Ctrl-C ends it.",
	         (unsigned int)d->net.node_port, (unsigned int)d->net.api_port);
	while (!d->net.stopping)
		if (net_pump(&d->net, REST_MS) != ERR_OK) {
			(void)fprintf(stderr, "error: %s\n", d->net.why);
			return;
		}
}

static enum cli_exit work(struct demo *d, const struct demo_opts *o)
{
	enum cli_exit code = demo_prepare(d, o);

	if (code == EXIT_DONE)
		code = demo_start(d);
	if (code == EXIT_DONE)
		code = demo_deploy(d);
	if (code == EXIT_DONE)
		code = demo_run(d);
	if (code == EXIT_DONE)
		code = demo_fetch(d);
	return code;
}

static enum cli_exit run(int argc, char **argv)
{
	struct demo_opts x = {.block_time_ms = BLOCK_TIME_MS, .model_script = "ok"};
	enum standin_script script;
	bool once = false, json = false;
	const struct opt opts[] = {
	    OPT_FLAG_ROW("once", "end after the run instead of staying up", &once),
	    OPT_STRING_ROW("dir", "DIR", "keep everything here (default: a temporary folder)",
	                   &x.dir),
	    OPT_U32_ROW("block-time", "MS", "time between blocks (default 1000, at least 50)",
	                &x.block_time_ms),
	    OPT_STRING_ROW("model-script", "NAME", "what the stand-in model does (default ok)",
	                   &x.model_script),
	    OPT_U32_ROW("wall-ms", "MS", "the agent's time limit instead of its manifest's",
	                &x.wall_ms),
	    OPT_STRING_ROW("crash-at", "P:NAME:N", "kill node, worker or enclave there (tests)",
	                   &x.crash_at),
	    OPT_FLAG_ROW("json", "steps as JSON lines", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_demo, opts, 0, 0, &json};
	struct demo *d = &demo;
	enum cli_exit code;
	int done = cmd_parse(&spec, &argc, argv, &d->out);

	if (done >= 0)
		return (enum cli_exit)done;
	if (standin_script_of(slice_str(x.model_script), &script) != ERR_OK)
		return out_error(&d->out, EXIT_USER, "cannot run phala demo",
		                 "--model-script names no script",
		                 "ok, busy-then-ok, schema-then-ok, empty, prose, bad-json, "
		                 "wrong-schema, busy, hang or twice");
	code = work(d, &x);
	if (code == EXIT_DONE) {
		if (d->out.json)
			done_json(d);
		else
			done_table(d);
		code = verdict(d);
		if (!once)
			stay(d);
		demo_stop(d);
		if (code == EXIT_DONE)
			tidy(d);
		return code;
	}
	demo_stop(d);
	return code;
}

const struct cmd cmd_demo = {"demo", "[--once] [--json]",
                             "the Governance Analyst on a local network, once, for real", run};
