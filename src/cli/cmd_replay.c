/* phala replay: do a recorded run again on this machine, bit for bit.
 *
 * The owner's key opens the journal; nothing leaves the machine. What must agree: every host
 * call, the outcome, the output's hash, and the journal's root with the signed receipt. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "box/replay.h"
#include "cli/code_dir.h"
#include "cli/keys.h"
#include "cli/remote.h"
#include "crypto/hash.h"
#include "journal/journal.h"
#include "os/file.h"
#include "text/json_wr.h"

#define EVENTS_MAX 4096u

struct args {
	const char *run, *journal, *code;
	struct remote r;
	bool json;
};

struct work {
	struct args *x;
	struct arena *a;
	struct slice file;
	struct journal_run run;
	struct journal_end end;
	bool has_end, has_receipt;
	u8 root[32];
	struct receipt receipt;
	struct agent_code code;
	struct box_recorded *events;
	size_t num_events;
	struct box_start start;
	struct box_replay_result result;
};

static struct work work;

static enum cli_exit fail(const struct work *w, enum cli_exit code, const char *what, enum err e,
                          const char *fix)
{
	return out_error(w->x->r.out, code, what, err_text(e), fix);
}

/* --- inputs ------------------------------------------------------------------------------ */

static enum cli_exit load_journal(struct work *w)
{
	struct args *x = w->x;
	char target[128];
	u8 id[32];
	enum cli_exit code;
	enum err e;

	if (x->journal != NULL) {
		e = file_read(w->a, x->journal, JOURNAL_MAX, &w->file);
		return e == ERR_OK ? EXIT_DONE
		                   : fail(w, EXIT_USER, "the journal cannot be read", e,
		                          "--journal STATE/journal/TRIGGER.journal");
	}
	code = remote_id(&x->r, x->run, "RUN", id);
	if (code != EXIT_DONE)
		return code;
	(void)snprintf(target, sizeof(target), "/runs/%.70s/journal", x->run);
	e = client_http(&x->r.worker, "GET", target, SLICE_EMPTY, w->a, &w->file);
	return e == ERR_OK ? EXIT_DONE
	                   : remote_failed(&x->r, &x->r.worker, e, "the worker gives no journal");
}

/* The receipt of the run, if the worker can be asked. */
static enum cli_exit load_receipt(struct work *w)
{
	struct args *x = w->x;
	const struct json *j;
	struct slice scale;
	char target[128];
	enum err e;

	if (x->run == NULL)
		return EXIT_DONE;
	(void)snprintf(target, sizeof(target), "/runs/%.70s", x->run);
	e = client_json(&x->r.worker, "GET", target, SLICE_EMPTY, w->a, &j);
	if (e != ERR_OK)
		return remote_failed(&x->r, &x->r.worker, e, "the worker does not know the run");
	if (json_get(j, "scale") == NULL)
		return EXIT_DONE;
	e = json_hex(json_get(j, "scale"), RECEIPT_MAX, w->a, &scale);
	if (e == ERR_OK)
		e = receipt_decode(&w->receipt, scale, w->a);
	w->has_receipt = e == ERR_OK;
	return e == ERR_OK ? EXIT_DONE
	                   : fail(w, EXIT_REFUSED, "the receipt does not decode", e,
	                          "ask another worker, or give --journal alone");
}

static enum cli_exit load_code(struct work *w)
{
	char why[CODE_DIR_WHY_MAX];
	enum err e = code_dir_read(w->x->code, w->a, &w->code, why);

	return e == ERR_OK ? EXIT_DONE
	                   : out_error(w->x->r.out, EXIT_USER, "the agent's code cannot be read",
	                               why, "--code DIR with phala.json and the entry file");
}

/* --- the journal ---------------------------------------------------------------------------- */

static enum err take_event(struct work *w, const struct journal_event *e)
{
	struct box_recorded *to = &w->events[w->num_events];

	if (w->num_events == EVENTS_MAX)
		return ERR_LIMIT;
	to->event = (struct box_event){
	    .call_id = e->call_id, .kind = e->kind, .status = e->status, .now_ms = e->now_ms};
	memcpy(to->request_hash, e->request_hash, 32);
	w->num_events++;
	return arena_dup(w->a, e->payload, &to->event.payload);
}

static enum err read_records(struct work *w, struct journal_reader *r)
{
	struct journal_record rec;
	enum err e;

	while ((e = journal_next(r, &rec)) == ERR_OK) {
		if (rec.tag == JOURNAL_EVENT)
			TRY(take_event(w, &rec.u.event));
		if (rec.tag == JOURNAL_END) {
			w->end = rec.u.end;
			w->has_end = true;
		}
	}
	journal_reader_root(r, w->root);
	return e == ERR_EOF ? ERR_OK : e;
}

static enum err open_journal(struct work *w, const struct sr25519_pair *owner)
{
	u8 *scratch = (u8 *)arena_alloc(w->a, JOURNAL_SCRATCH);
	struct journal_reader *r = (struct journal_reader *)arena_zalloc(w->a, 1, sizeof(*r));
	struct journal_record rec;
	struct secret32 key;
	struct slice input;
	enum err e;

	w->events = (struct box_recorded *)arena_zalloc(w->a, EVENTS_MAX, sizeof(*w->events));
	if (scratch == NULL || r == NULL || w->events == NULL)
		return ERR_NOMEM;
	keys_journal(&key, owner);
	e = journal_open_as_owner(r, w->file, &key, scratch, &rec);
	secret32_release(&key);
	TRY(e);
	w->run = rec.u.run;
	e = arena_dup(w->a, rec.u.run.input, &input);
	w->run.input = input;
	if (e == ERR_OK)
		e = read_records(w, r);
	journal_reader_release(r);
	return e;
}

static enum cli_exit decrypt(struct work *w)
{
	struct sr25519_pair owner;
	enum cli_exit code = remote_owner(&w->x->r, &owner);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	e = open_journal(w, &owner);
	sr25519_release(&owner);
	if (e != ERR_OK)
		return fail(w, e == ERR_CORRUPT ? EXIT_REFUSED : EXIT_USER,
		            "the journal does not open", e,
		            e == ERR_CORRUPT ? "it is damaged or no journal at all; fetch it again"
		            : e == ERR_NOT_FOUND
		                ? "it was written for the enclave alone; give the worker an owner "
		                  "key before the next run"
		                : "--owner must be the agent's owner when the run began");
	if (!w->has_end)
		return fail(w, EXIT_USER, "the run has not ended yet", ERR_AGAIN,
		            "wait until phala runs shows it as recorded");
	return EXIT_DONE;
}

/* --- the box -------------------------------------------------------------------------------- */

static enum err fill_start(struct work *w)
{
	struct box_start *s = &w->start;
	const struct json *j, *secret;

	memcpy(s->run_id, w->run.run_id, 32);
	memcpy(s->seed, w->run.seed, 32);
	s->now_ms = w->run.now_ms;
	s->limits = w->run.limits;
	s->bundle = w->code.bundle;
	s->input = w->run.input;
	s->config = SLICE_LIT("{}");
	TRY(json_parse(&j, w->code.manifest, w->a));
	if (json_get(j, "config") != NULL)
		TRY(json_canonical(json_get(j, "config"), w->a, &s->config));
	secret = json_get(j, "secrets");
	for (secret = json_is(secret, JSON_OBJECT) ? secret->first : NULL; secret != NULL;
	     secret = secret->next) {
		struct box_secret *to = &s->secrets[s->num_secrets];

		if (s->num_secrets++ == BOX_SECRETS_MAX)
			return ERR_LIMIT;
		to->name = secret->key;
		(void)json_bool(json_get(secret, "reveal"), &to->reveal);
	}
	return ERR_OK;
}

static enum err replay(struct work *w)
{
	struct box_replay r = {.start = &w->start,
	                       .events = w->events,
	                       .num_events = w->num_events,
	                       .outcome = (enum receipt_outcome)w->end.status};
	struct box_client c;
	enum err e;

	TRY(fill_start(w));
	TRY(box_client_start(&c));
	e = box_replay(&c, &r, &w->result);
	box_client_stop(&c);
	return e;
}

/* --- the verdict ----------------------------------------------------------------------------- */

static enum cli_exit differs(const struct work *w, const char *what, const char *why)
{
	return out_error(w->x->r.out, EXIT_REFUSED, what, why,
	                 "do not trust this run; keep journal and receipt as evidence");
}

static enum cli_exit compare(const struct work *w)
{
	u8 hash[32];

	blake2_256(hash, slice_of(w->result.output, w->result.output_len));
	if (!mem_eq(hash, w->end.output_hash, 32))
		return differs(w, "the replay gives another output", "the hashes differ");
	if (!w->has_receipt)
		return EXIT_DONE;
	if (!mem_eq(hash, w->receipt.output_hash, 32))
		return differs(w, "the receipt is for another output", "the hashes differ");
	if (!mem_eq(w->root, w->receipt.journal_root, 32))
		return differs(w, "the receipt is for another journal", "the roots differ");
	if (w->receipt.outcome != w->result.outcome)
		return differs(w, "the receipt says another outcome",
		               receipt_outcome_word(w->receipt.outcome));
	return EXIT_DONE;
}

static void say(const struct work *w)
{
	static u8 buf[4 * BOX_OUTPUT_MAX];
	struct json_wr j = json_wr_into(buf, sizeof(buf));
	struct slice output = slice_of(w->result.output, w->result.output_len), text;
	char root[65] = {0};

	hex_encode(root, SLICE_ARR(w->root));
	if (!w->x->json) {
		(void)printf("replayed: outcome %s, %u host calls, the same output%s\n"
		             "journal root 0x%s\n%.*s\n",
		             receipt_outcome_word(w->result.outcome), w->result.host_calls,
		             w->has_receipt ? " and journal as in the receipt" : "", root,
		             (int)output.n, output.p);
		return;
	}
	json_wr_obj(&j);
	json_wr_m_cstr(&j, "outcome", receipt_outcome_word(w->result.outcome));
	json_wr_m_u64(&j, "hostCalls", w->result.host_calls);
	json_wr_m_u64(&j, "events", w->num_events);
	json_wr_m_hex(&j, "journalRoot", SLICE_ARR(w->root));
	json_wr_m_bool(&j, "receipt", w->has_receipt);
	json_wr_m_str(&j, "output", output);
	json_wr_obj_end(&j);
	if (json_wr_done(&j, &text) == ERR_OK)
		out_raw(text);
}

/* A run in another access mode of the same engine goes the same way; another engine may not. */
static bool engine_known(const u8 hash[32])
{
	u8 gs[32], bounds[32];

	box_engine_hash_of(BOX_MODE_GS, gs);
	box_engine_hash_of(BOX_MODE_BOUNDS, bounds);
	return mem_eq(hash, gs, 32) || mem_eq(hash, bounds, 32);
}

static enum cli_exit do_again(struct work *w)
{
	enum cli_exit code;
	enum err e;

	if (!mem_eq(w->code.code_id, w->run.code_id, 32))
		return fail(w, EXIT_USER, "this is not the code that ran", ERR_CONFLICT,
		            "--code DIR with phala.json and entry file of that version");
	if (!engine_known(w->run.engine_hash))
		return fail(w, EXIT_USER, "the run was made by another engine", ERR_VERSION,
		            "use the phala of the version that ran it");
	e = replay(w);
	if (e == ERR_DIVERGED)
		return differs(w, "the replay goes another way", w->result.error);
	if (e != ERR_OK)
		return fail(w, EXIT_USER, "the box fails", e, "phala doctor checks this machine");
	code = compare(w);
	if (code == EXIT_DONE)
		say(w);
	return code;
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {.r = REMOTE_DEFAULTS};
	const struct opt opts[] = {
	    OPT_STRING_ROW("journal", "FILE", "a journal instead of the worker's", &x.journal),
	    OPT_STRING_ROW("code", "DIR", "the agent's folder (default: the built-in example)",
	                   &x.code),
	    REMOTE_WORKER_ROW(&x.r),
	    REMOTE_OWNER_ROW(&x.r),
	    OPT_FLAG_ROW("json", "the result as one JSON object", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_replay, opts, 0, 1, &x.json};
	struct work *w = &work;
	enum cli_exit code;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	x.run = argc > 0 ? argv[0] : NULL;
	if (x.run == NULL && x.journal == NULL)
		return out_error(&o, EXIT_USER, "cannot run phala replay", "no run is named",
		                 "phala replay TRIGGER, or --journal FILE; phala runs lists them");
	w->x = &x;
	code = remote_open(&x.r, &o);
	if (code != EXIT_DONE)
		return code;
	w->a = &x.r.a;
	code = load_journal(w);
	if (code == EXIT_DONE)
		code = load_receipt(w);
	if (code == EXIT_DONE)
		code = load_code(w);
	if (code == EXIT_DONE)
		code = decrypt(w);
	return code == EXIT_DONE ? do_again(w) : code;
}

const struct cmd cmd_replay = {"replay", "RUN | --journal FILE",
                               "run it again from its journal, bit for bit", run};
