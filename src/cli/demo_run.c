/* What the owner does: register, seal the key, ask, and look at the result. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/demo.h"
#include "crypto/hash.h"
#include "os/clock.h"
#include "primitives/gen/pallets_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/utility_gen.h"
#include "receipt/bundle.h"
#include "verifier/verify.h"

#define CALL_MAX        4096u
#define TX_TIMEOUT_MS   60000u
#define WORKER_WAIT_MS  60000u
#define RUN_MARGIN_MS   90000u
#define WALL_DEFAULT_MS 120000u
#define LEASE_BLOCKS    100000u
#define POLL_MS         50u
#define CHAIN_POLL_MS   400u
#define STATS_MAX       4096u

static struct arena *fresh(struct demo *d)
{
	arena_reset(&d->scratch);
	return &d->scratch;
}

/* --- deploy ---------------------------------------------------------------------------------- */

/* One extrinsic: register, subscribe to Referenda.Submitted, become the analyst (root). */
static enum err setup_call(const struct demo *d, struct wr *w)
{
	u8 calls[CALL_MAX], inner[256];
	struct wr c = wr_into(calls, sizeof(calls)), s = wr_into(inner, sizeof(inner));
	struct agents_register_args reg = {0};
	struct agents_subscribe_args sub = {.kind = {REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED}};
	struct referenda_set_analyst_args analyst;
	struct sudo_sudo_args sudo;
	struct utility_batch_all_args batch = {.num_calls = 3};

	memcpy(reg.salt, d->salt, 32);
	memcpy(reg.code_id, d->code.code_id, 32);
	memcpy(reg.manifest_hash, d->code.manifest_hash, 32);
	wr_call_agents_register(&c, &reg);
	memcpy(sub.agent, d->agent, 32);
	wr_call_agents_subscribe(&c, &sub);
	memcpy(analyst.agent, d->agent, 32);
	wr_call_referenda_set_analyst(&s, &analyst);
	TRY(wr_done(&s, &sudo.call));
	wr_call_sudo_sudo(&c, &sudo);
	TRY(wr_done(&c, &batch.calls));
	wr_call_utility_batch_all(w, &batch);
	return w->err;
}

/* For an agent that an earlier start registered: the code may be another one now. */
static enum err update_call(const struct demo *d, struct wr *w)
{
	struct agents_set_code_args set = {0};

	memcpy(set.agent, d->agent, 32);
	memcpy(set.code_id, d->code.code_id, 32);
	memcpy(set.manifest_hash, d->code.manifest_hash, 32);
	wr_call_agents_set_code(w, &set);
	return w->err;
}

static void put_lease(const struct demo *d, struct wr *w)
{
	struct agents_assign_lease_args lease = {.blocks = LEASE_BLOCKS};

	memcpy(lease.agent, d->agent, 32);
	memcpy(lease.worker, d->pubkey, 32);
	wr_call_agents_assign_lease(w, &lease);
}

static enum err lease_call(const struct demo *d, struct wr *w)
{
	put_lease(d, w);
	return w->err;
}

/* The lease first, so that the referendum's trigger finds its worker. */
static enum err ask_call(const struct demo *d, struct wr *w)
{
	u8 calls[CALL_MAX], remark[128];
	struct wr c = wr_into(calls, sizeof(calls)), p = wr_into(remark, sizeof(remark));
	struct system_remark_args say = {.remark = SLICE_LIT("fund an independent audit")};
	struct referenda_submit_args ask = {
	    .proposal_origin = {.tag = PROPOSAL_ORIGIN_SYSTEM,
	                        .u.system = {.tag = RAW_ORIGIN_ROOT}},
	    .proposal = {.tag = BOUNDED_INLINE},
	    .enactment_moment = {.tag = DISPATCH_TIME_AFTER, .u.after = 100}};
	struct utility_batch_all_args batch = {.num_calls = 2};

	put_lease(d, &c);
	wr_call_system_remark(&p, &say);
	TRY(wr_done(&p, &ask.proposal.u.inline_));
	wr_call_referenda_submit(&c, &ask);
	TRY(wr_done(&c, &batch.calls));
	wr_call_utility_batch_all(w, &batch);
	return w->err;
}

static enum err send(struct demo *d, enum err (*make)(const struct demo *, struct wr *),
                     struct client_tx *tx)
{
	u8 call[CALL_MAX + 64];
	struct wr w = wr_into(call, sizeof(call));
	struct slice bytes;

	TRY(make(d, &w));
	TRY(wr_done(&w, &bytes));
	TRY(client_sign(&d->node, &d->owner, bytes, &d->a, tx));
	return client_send(&d->node, tx, fresh(d));
}

static enum cli_exit node_failed(struct demo *d, const char *what, enum err e)
{
	return demo_failed(d, e == ERR_TIMEOUT || e == ERR_IO ? EXIT_NETWORK : EXIT_USER, what,
	                   d->node.why[0] != '\0' ? d->node.why : err_text(e));
}

static enum cli_exit await(struct demo *d, const struct client_tx *tx, const char *what,
                           struct client_tx_done *done)
{
	enum err e = client_wait(&d->node, tx, TX_TIMEOUT_MS, fresh(d), done);

	if (e != ERR_OK)
		return node_failed(d, what, e);
	if (!done->ok)
		return demo_failed(d, EXIT_USER, what, done->error);
	return EXIT_DONE;
}

/* set_analyst runs inside Sudo, whose own result is in an event. */
static enum cli_exit check_sudo(struct demo *d, const struct client_tx_done *done)
{
	struct event_sudo_sudid sudid;
	struct slice fields;
	struct rd r;

	if (!client_event(done, SUDO_PALLET, SUDO_EVENT_SUDID, &fields))
		return demo_failed(d, EXIT_USER, "the analyst is not set", "Sudo said nothing");
	r = rd_from(fields);
	rd_event_sudo_sudid(&r, &sudid);
	if (rd_end(&r) != ERR_OK || sudid.sudo_result.tag != DISPATCH_RESULT_OK)
		return demo_failed(d, EXIT_USER, "the analyst is not set", "set_analyst failed");
	return EXIT_DONE;
}

static enum cli_exit await_worker(struct demo *d)
{
	u64 until = clock_mono_ms() + WORKER_WAIT_MS;

	while (!d->has_worker) {
		if (clock_mono_ms() > until)
			return demo_failed(d, EXIT_NETWORK, "the worker does not register",
			                   "no finalized block shows it");
		demo_wait(d, POLL_MS);
	}
	return EXIT_DONE;
}

/* Seals the key to the X25519 key that the chain proves, not to what the worker says. Versions
 * only go up, over restarts too: seconds of the clock do. */
static enum err seal_key(struct demo *d)
{
	struct worker_info_v3 info;
	struct agent_secret s = {.agent = d->agent,
	                         .worker_x25519 = info.x25519,
	                         .name = SLICE_LIT("OPENAI_API_KEY"),
	                         .version = (u32)(clock_unix_ms() / 1000)};
	enum err e = agent_worker_keys(&d->node, &d->spec, d->pubkey, fresh(d), &info);

	if (e == ERR_OK)
		e = agent_secret_set(&d->worker, &s, slice_str(d->key), &d->owner, fresh(d));
	mem_wipe(d->key, sizeof(d->key));
	return e;
}

static void say_agent(struct demo *d)
{
	char agent[65] = {0}, code[65] = {0};

	hex_encode(agent, SLICE_ARR(d->agent));
	hex_encode(code, SLICE_ARR(d->code.code_id));
	out_step(&d->out, "agent", "governance-analyst 0x%s", agent);
	out_step(&d->out, "code", "0x%s, model %s", code,
	         d->model_url != NULL ? d->model_url : "https://model.localhost (stand-in)");
}

static enum cli_exit hand_over(struct demo *d)
{
	enum err e = agent_upload(&d->worker, &d->code, fresh(d));

	if (e == ERR_OK)
		e = agent_owner_key(&d->worker, d->agent, &d->owner, fresh(d));
	if (e != ERR_OK)
		return demo_failed(d, EXIT_NETWORK, "the worker does not take the agent",
		                   d->worker.why[0] != '\0' ? d->worker.why : err_text(e));
	e = seal_key(d);
	if (e != ERR_OK)
		return demo_failed(d, EXIT_NETWORK, "the API key cannot be sealed",
		                   d->worker.why[0] != '\0' ? d->worker.why
		                   : d->node.why[0] != '\0' ? d->node.why
		                                            : err_text(e));
	out_step(&d->out, "secret", "OPENAI_API_KEY sealed to the key that the chain proves");
	return EXIT_DONE;
}

static enum err is_registered(struct demo *d, bool *found)
{
	struct storage_key k = agents_agents_key(d->agent);
	struct slice value;

	return client_storage(&d->node, storage_key_slice(&k), NULL, fresh(d), found, &value);
}

enum cli_exit demo_deploy(struct demo *d)
{
	struct client_tx_done done;
	bool again = false;
	enum cli_exit code;
	enum err e = is_registered(d, &again);

	if (e == ERR_OK)
		e = send(d, again ? update_call : setup_call, &d->setup);
	if (e != ERR_OK)
		return node_failed(d, "the agent cannot be registered", e);
	code = await_worker(d);
	if (code == EXIT_DONE)
		code = await(d, &d->setup, "the agent is not registered", &done);
	if (code == EXIT_DONE && !again)
		code = check_sudo(d, &done);
	if (code != EXIT_DONE)
		return code;
	say_agent(d);
	return hand_over(d);
}

/* --- ask ----------------------------------------------------------------------------------------
 */

/* The referendum's number, and the trigger that it gave our agent. */
static enum cli_exit read_events(struct demo *d, const struct client_tx_done *done)
{
	struct event_referenda_submitted submitted;
	struct event_agents_trigger_created created;
	struct slice fields;
	struct rd r;

	if (!client_event(done, REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED, &fields))
		return demo_failed(d, EXIT_USER, "the referendum is not there", "no event says so");
	r = rd_from(fields);
	rd_event_referenda_submitted(&r, &submitted);
	if (rd_end(&r) != ERR_OK ||
	    !client_event(done, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, &fields))
		return demo_failed(d, EXIT_USER, "the agent was not triggered",
		                   "no event says so; is another agent subscribed first?");
	r = rd_from(fields);
	rd_event_agents_trigger_created(&r, &created);
	d->referendum = submitted.index;
	memcpy(d->trigger, created.trigger, 32);
	d->has_trigger = rd_end(&r) == ERR_OK;
	return EXIT_DONE;
}

/* Has a finalized block recorded a result for the trigger? */
static enum err ask_chain(struct demo *d, bool *found)
{
	struct storage_key k = agents_consumed_key(d->trigger);
	struct arena *a = fresh(d);
	struct slice value;
	u8 hash[32];
	u32 number;

	TRY(client_finalized(&d->node, a, &number, hash));
	TRY(client_storage(&d->node, storage_key_slice(&k), hash, a, found, &value));
	return *found ? agents_consumed_decode(d->receipt, value) : ERR_OK;
}

static enum cli_exit await_record(struct demo *d)
{
	u64 now = clock_mono_ms(), next = now;
	u64 until = now + RUN_MARGIN_MS + (d->o.wall_ms != 0 ? d->o.wall_ms : WALL_DEFAULT_MS);
	bool found = false;
	enum err e;

	while (!found) {
		demo_wait(d, POLL_MS);
		if (d->dead[0] != '\0')
			return demo_failed(d, EXIT_AGENT, "the worker gave the run up", d->dead);
		now = clock_mono_ms();
		if (now > until)
			return demo_failed(d, EXIT_NETWORK, "no result was recorded", "time is up");
		if (!d->is_recorded && now < next)
			continue;
		e = ask_chain(d, &found);
		if (e != ERR_OK)
			return node_failed(d, "the result cannot be read", e);
		next = clock_mono_ms() + CHAIN_POLL_MS;
	}
	return EXIT_DONE;
}

enum cli_exit demo_lease(struct demo *d)
{
	struct client_tx_done done;
	struct client_tx tx;
	enum err e = send(d, lease_call, &tx);

	if (e != ERR_OK)
		return node_failed(d, "the worker cannot be given the agent", e);
	return await(d, &tx, "the worker is not given the agent", &done);
}

enum cli_exit demo_run(struct demo *d)
{
	struct client_tx_done done;
	struct client_tx tx;
	char trigger[65] = {0};
	enum cli_exit code;
	enum err e = send(d, ask_call, &tx);

	if (e != ERR_OK)
		return node_failed(d, "the referendum cannot be submitted", e);
	code = await(d, &tx, "the referendum is not submitted", &done);
	if (code == EXIT_DONE)
		code = read_events(d, &done);
	if (code != EXIT_DONE)
		return code;
	hex_encode(trigger, SLICE_ARR(d->trigger));
	out_step(&d->out, "referendum", "%u in block %u, trigger 0x%s", d->referendum, done.block,
	         trigger);
	return await_record(d);
}

/* --- look ----------------------------------------------------------------------------------------
 */

/* The record lies under the subject "referenda" ++ index. */
static enum err read_record(struct demo *d, const u8 at[32])
{
	u8 index[4] = {(u8)d->referendum, (u8)(d->referendum >> 8), (u8)(d->referendum >> 16),
	               (u8)(d->referendum >> 24)};
	struct storage_key k;
	struct slice value;
	u8 subject[32];
	bool found;

	blake2_256_parts(subject, (const struct slice[]){SLICE_LIT("referenda"), SLICE_ARR(index)},
	                 2);
	k = agents_results_key(d->agent, subject);
	TRY(client_storage(&d->node, storage_key_slice(&k), at, &d->a, &found, &value));
	if (!found)
		return ERR_NOT_FOUND;
	TRY(agents_results_decode(&d->record, value));
	k = referenda_assessments_key(d->referendum);
	TRY(client_storage(&d->node, storage_key_slice(&k), at, &d->a, &d->has_assessment, &value));
	return d->has_assessment ? referenda_assessments_decode(&d->assessment, value) : ERR_OK;
}

/* ResultRecorded events for our trigger in one block. */
static enum err count_in(struct demo *d, u32 number)
{
	struct storage_key k = system_events_key();
	struct arena *a = fresh(d);
	struct event_record rec;
	struct slice value;
	struct rd r, f;
	u8 hash[32];
	bool found;
	u32 num;

	TRY(client_block_hash(&d->node, number, a, hash));
	TRY(client_storage(&d->node, storage_key_slice(&k), hash, a, &found, &value));
	if (!found)
		return ERR_OK;
	r = rd_from(value);
	num = rd_seq_len(&r, 4);
	for (u32 i = 0; i < num && r.err == ERR_OK; i++) {
		struct event_agents_result_recorded e;

		rd_event_record(&r, &rec);
		if (r.err != ERR_OK || rec.pallet != AGENTS_PALLET ||
		    rec.event != AGENTS_EVENT_RESULT_RECORDED)
			continue;
		f = rd_from(rec.fields);
		rd_event_agents_result_recorded(&f, &e);
		if (rd_end(&f) == ERR_OK && mem_eq(e.trigger, d->trigger, 32))
			d->records++;
	}
	return r.err;
}

static enum err read_stats(struct demo *d)
{
	struct client c;
	const struct json *j;

	client_at(&c, "127.0.0.1", d->net.stats_port);
	TRY(client_json(&c, "GET", "/", SLICE_EMPTY, fresh(d), &j));
	(void)json_u32(json_get(j, "modelRequests"), &d->model_requests);
	(void)json_bool(json_get(j, "sawKey"), &d->model_saw_key);
	return ERR_OK;
}

static enum err read_chain(struct demo *d)
{
	u8 at[32];
	u32 head;

	TRY(client_finalized(&d->node, fresh(d), &head, at));
	TRY(read_record(d, at));
	for (u32 n = 1; n <= head; n++)
		TRY(count_in(d, n));
	return read_stats(d);
}

/* The worker writes the bundle a moment after the record. */
static enum err fetch_bundle(struct demo *d, struct slice *json)
{
	char target[128], hex[65] = {0};
	u64 until = clock_mono_ms() + TX_TIMEOUT_MS;
	enum err e;

	hex_encode(hex, SLICE_ARR(d->trigger));
	(void)snprintf(target, sizeof(target), "/runs/0x%s/bundle", hex);
	for (;;) {
		e = client_http(&d->worker, "GET", target, SLICE_EMPTY, fresh(d), json);
		if (e != ERR_DENIED || clock_mono_ms() > until)
			return e;
		demo_wait(d, POLL_MS);
	}
}

static enum cli_exit check_bundle(struct demo *d, struct slice json)
{
	static struct verify_report report;
	struct arena *a = &d->scratch; /* the bundle lies in it */
	struct slice spec;
	enum err e = file_read(a, d->spec_path, CHAIN_SPEC_MAX, &spec);

	if (e != ERR_OK)
		return demo_failed(d, EXIT_USER, "the chain spec is gone", err_text(e));
	if (!verify_bundle(json, spec, a, &report)) {
		const struct verify_check *c = &report.checks[verify_first_failed(&report)];
		char why[256];

		(void)snprintf(why, sizeof(why), "%s: %.*s",
		               verify_check_name(verify_first_failed(&report)),
		               (int)size_min(c->text.n, 200), c->text.p);
		return demo_failed(d, EXIT_REFUSED, "the worker's receipt does not verify", why);
	}
	out_step(&d->out, "verified", "all %d checks hold, strength %s", (int)NUM_VERIFY_CHECKS,
	         receipt_strength_word(report.strength));
	return EXIT_DONE;
}

enum cli_exit demo_fetch(struct demo *d)
{
	struct slice json;
	enum err e = read_chain(d);

	if (e != ERR_OK)
		return node_failed(d, "the result cannot be read", e);
	out_step(&d->out, "recorded", "in block %u, outcome %s", d->record.block,
	         receipt_outcome_word((enum receipt_outcome)d->record.outcome));
	e = fetch_bundle(d, &json);
	if (e == ERR_OK)
		e = file_write_atomic(d->bundle_path, json, 0644);
	if (e != ERR_OK)
		return demo_failed(d, EXIT_NETWORK, "the receipt bundle cannot be fetched",
		                   d->worker.why[0] != '\0' ? d->worker.why : err_text(e));
	return check_bundle(d, json);
}
