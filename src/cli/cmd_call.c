/* phala call: ask an agent for a run. The body goes to the worker, its hash to the chain. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/remote.h"
#include "crypto/hash.h"
#include "os/clock.h"
#include "os/file.h"
#include "primitives/gen/agents_gen.h"
#include "receipt/receipt.h"
#include "text/json_wr.h"

#define BODY_MAX        65536u
#define TX_TIMEOUT_MS   60000u
#define WAIT_MAX_MS     900000u
#define POLL_MS         250u
#define REQUEST_EXTRA   256u
#define DEFAULT_PATIENT 5000u

struct args {
	const char *body;
	struct remote r;
	bool wait, json;
};

static enum err read_stdin(struct arena *a, struct slice *out)
{
	u8 *mem = (u8 *)arena_alloc(a, BODY_MAX);
	size_t n = 0;
	ssize_t got;

	if (mem == NULL)
		return ERR_NOMEM;
	while (n < BODY_MAX && (got = read(STDIN_FILENO, mem + n, BODY_MAX - n)) != 0) {
		if (got < 0 && errno != EINTR)
			return ERR_IO;
		n += got > 0 ? (size_t)got : 0;
	}
	*out = slice_of(mem, n);
	return n < BODY_MAX ? ERR_OK : ERR_LIMIT;
}

static enum err read_body(struct args *x, struct slice *out)
{
	*out = SLICE_EMPTY;
	if (x->body == NULL)
		return ERR_OK;
	if (strcmp(x->body, "-") == 0)
		return read_stdin(&x->r.a, out);
	return file_read(&x->r.a, x->body, BODY_MAX, out);
}

static enum err give_body(struct args *x, const u8 agent[32], struct slice body)
{
	struct json_wr w = json_wr_arena(&x->r.a);
	const struct json *answer;
	struct slice text;

	json_wr_obj(&w);
	json_wr_m_hex(&w, "agent", slice_of(agent, 32));
	json_wr_m_str(&w, "body", body);
	json_wr_obj_end(&w);
	TRY(json_wr_arena_done(&w, &x->r.a, &text));
	return client_json(&x->r.worker, "POST", "/call", text, &x->r.a, &answer);
}

/* The subject is the body's hash: asking the same again replaces the answer. */
static enum cli_exit request(struct args *x, const u8 agent[32], struct slice body, u8 trigger[32])
{
	struct agents_request_args q;
	struct event_agents_trigger_created created;
	struct client_tx_done done;
	struct sr25519_pair owner;
	struct client_tx tx;
	u8 call[REQUEST_EXTRA];
	struct wr w = wr_into(call, sizeof(call));
	enum cli_exit code = remote_owner(&x->r, &owner);
	struct slice bytes;
	struct rd r;
	enum err e;

	if (code != EXIT_DONE)
		return code;
	memcpy(q.agent, agent, 32);
	blake2_256(q.body_hash, body);
	memcpy(q.subject, q.body_hash, 32);
	wr_call_agents_request(&w, &q);
	e = wr_done(&w, &bytes);
	if (e == ERR_OK)
		e = client_sign(&x->r.node, &owner, bytes, &x->r.a, &tx);
	sr25519_release(&owner);
	if (e == ERR_OK)
		e = client_send(&x->r.node, &tx, &x->r.a);
	if (e == ERR_OK)
		e = client_wait(&x->r.node, &tx, TX_TIMEOUT_MS, &x->r.a, &done);
	if (e != ERR_OK)
		return remote_failed(&x->r, &x->r.node, e, "the request is not on the chain");
	if (!done.ok)
		return out_error(x->r.out, EXIT_USER, "the chain refused the request", done.error,
		                 "is AGENT right, and not paused?");
	if (!client_event(&done, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, &bytes))
		return out_error(x->r.out, EXIT_USER, "the agent was not triggered",
		                 "no event says so", "is it paused?");
	r = rd_from(bytes);
	rd_event_agents_trigger_created(&r, &created);
	memcpy(trigger, created.trigger, 32);
	return rd_end(&r) == ERR_OK ? EXIT_DONE : EXIT_USER;
}

static enum cli_exit verdict(const struct args *x, const struct json *run)
{
	const struct json *outcome = json_get(run, "outcome"), *step = json_get(run, "steps");
	struct slice word = SLICE_EMPTY, output = SLICE_EMPTY, trigger = SLICE_EMPTY;

	(void)json_str(json_get(run, "output"), &output);
	if (!x->json && output.n > 0) {
		out_text(stdout, output);
		(void)fputc('\n', stdout);
	}
	if (json_str_is(outcome, receipt_outcome_word(OUTCOME_OK)))
		return EXIT_DONE;
	(void)json_str(outcome, &word);
	(void)json_str(json_get(run, "trigger"), &trigger);
	/* The step says more than the word: what was thrown, and where. */
	for (step = json_is(step, JSON_ARRAY) ? step->first : NULL; step != NULL; step = step->next)
		if (json_str_is(json_get(step, "kind"), "finished"))
			(void)json_str(json_get(step, "text"), &word);
	(void)fprintf(stderr, "error: the run failed\n  why: ");
	out_text(stderr, word);
	(void)fprintf(stderr, "\n  fix: phala runs %.*s shows its steps\n", (int)trigger.n,
	              trigger.p);
	return json_str_is(outcome, receipt_outcome_word(OUTCOME_BUDGET)) ? EXIT_BUDGET
	                                                                  : EXIT_AGENT;
}

static enum cli_exit given_up(const struct args *x, const struct json *run, const char *trigger)
{
	struct slice text = SLICE_LIT("it does not say why");
	char why[256], fix[128];

	(void)json_str(json_get(run, "why"), &text);
	(void)snprintf(why, sizeof(why), "%.*s", (int)size_min(text.n, sizeof(why) - 1), text.p);
	(void)snprintf(fix, sizeof(fix), "phala runs %s shows its steps", trigger);
	return out_error(x->r.out, EXIT_AGENT, "the worker gave the run up", why, fix);
}

static enum cli_exit await(struct args *x, const char *trigger)
{
	u64 until = clock_mono_ms() + WAIT_MAX_MS;
	size_t mark = arena_mark(&x->r.a);
	const struct json *run;
	struct slice text;
	char target[96];
	enum err e;

	(void)snprintf(target, sizeof(target), "/runs/%s", trigger);
	while (clock_mono_ms() < until) {
		arena_rewind(&x->r.a, mark);
		e = client_http(&x->r.worker, "GET", target, SLICE_EMPTY, &x->r.a, &text);
		/* It hears of the trigger a moment after us. */
		if (e == ERR_OK)
			e = json_parse(&run, text, &x->r.a);
		else if (e == ERR_DENIED && x->r.worker.code == 404)
			run = NULL;
		else
			return remote_failed(&x->r, &x->r.worker, e, "the run cannot be followed");
		if (e == ERR_OK && json_str_is(json_get(run, "state"), "recorded")) {
			if (x->json)
				out_raw(text);
			return verdict(x, run);
		}
		if (e == ERR_OK && json_str_is(json_get(run, "state"), "dead"))
			return given_up(x, run, trigger);
		client_pause(&x->r.worker, POLL_MS);
	}
	return out_error(x->r.out, EXIT_NETWORK, "no result was recorded", "time is up",
	                 "phala runs shows where it stands");
}

static enum cli_exit work(struct args *x, const char *agent_text)
{
	char text[67] = "0x";
	u8 agent[32], trigger[32];
	struct slice body;
	enum cli_exit code = remote_id(&x->r, agent_text, "AGENT", agent);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	e = read_body(x, &body);
	if (e != ERR_OK)
		return out_error(x->r.out, EXIT_USER, "the body cannot be read", err_text(e),
		                 "--body FILE with at most 64 KiB of text, or - for stdin");
	e = give_body(x, agent, body);
	if (e != ERR_OK)
		return remote_failed(&x->r, &x->r.worker, e, "the worker does not take the body");
	code = request(x, agent, body, trigger);
	if (code != EXIT_DONE)
		return code;
	hex_encode(text + 2, SLICE_ARR(trigger));
	if (!x->wait || !x->json)
		out_step(x->r.out, "requested", "trigger %s", text);
	return x->wait ? await(x, text) : EXIT_DONE;
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {.r = REMOTE_DEFAULTS};
	const struct opt opts[] = {
	    OPT_STRING_ROW("body", "FILE", "what the agent gets, - for stdin (default: nothing)",
	                   &x.body),
	    OPT_FLAG_ROW("wait", "wait for the result and print it", &x.wait),
	    REMOTE_WORKER_ROW(&x.r),
	    REMOTE_NODE_ROW(&x.r),
	    OPT_STRING_ROW("from", "KEY", "who asks: //Name or @FILE (default //Alice)",
	                   &x.r.owner_name),
	    OPT_FLAG_ROW("json", "JSON on stdout", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_call, opts, 1, 1, &x.json};
	enum cli_exit code;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	code = remote_open(&x.r, &o);
	if (code != EXIT_DONE)
		return code;
	x.r.worker.patience_ms = x.r.node.patience_ms = DEFAULT_PATIENT;
	return work(&x, argv[0]);
}

const struct cmd cmd_call = {"call", "AGENT [--body FILE] [--wait]", "ask an agent for a run", run};
