/* From a request to a guest at work: what is proven, what is hashed, what is opened. */
#include "base/fault.h"
#include "primitives/gen/registry_gen.h"
#include "text/json_wr.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

#define CODE_VERSION 1u

static const char journal_context[] = "phala/journal/v1";
static const char owner_key_context[] = "phala/owner-key/v1";

/* --- what the chain says ------------------------------------------------------------------ */

static enum err read_row(struct worker *w, const struct trie_proof *p, struct storage_key k,
                         struct slice *value)
{
	bool found;

	TRY(chain_read(w, p, &k, &found, value));
	return found ? ERR_OK : ERR_NOT_FOUND;
}

static enum err read_trigger(struct worker *w, struct lane *l, const struct trie_proof *p)
{
	struct slice value;

	TRY(read_row(w, p, agents_triggers_key(l->trigger_id), &value));
	TRY(agents_triggers_decode(&l->trigger, value));
	return arena_dup(&l->a, l->trigger.input, &l->trigger.input);
}

static enum err read_lease(struct worker *w, struct lane *l, const struct trie_proof *p)
{
	struct slice value;

	TRY(read_row(w, p, agents_leases_key(l->trigger.agent), &value));
	TRY(agents_leases_decode(&l->lease, value));
	if (!mem_eq(l->lease.worker, w->key.pub, 32))
		return ERR_DENIED;
	return l->lease.expires > w->light.number ? ERR_OK : ERR_STALE;
}

static enum err read_self(struct worker *w, const struct trie_proof *p)
{
	struct worker_info_v3 info;
	struct slice value;

	TRY(read_row(w, p, registry_workers_v3_key(w->key.pub), &value));
	TRY(registry_workers_v3_decode(&info, value));
	return info.incarnation == w->incarnation ? ERR_OK : ERR_CONFLICT;
}

/* Every row under the verified head, in the order in which a person would ask. */
static enum err read_chain(struct worker *w, struct lane *l, struct slice proof, const char **why)
{
	struct trie_proof p;
	struct slice value;

	*why = "the proof does not open";
	TRY(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, &w->scratch));
	*why = "the verified head has no such trigger: it is recorded already, or never was";
	TRY(read_trigger(w, l, &p));
	*why = "the agent's row does not hold";
	TRY(read_row(w, &p, agents_agents_key(l->trigger.agent), &value));
	TRY(agents_agents_decode(&l->agent, value));
	*why = "the agent is paused";
	if (l->agent.paused)
		return ERR_STATE;
	*why = "this worker does not hold the agent's lease";
	TRY(read_lease(w, l, &p));
	*why = "the chain does not know this boot of the worker (its incarnation)";
	return read_self(w, &p);
}

/* --- code ------------------------------------------------------------------------------------ */

static enum err check_code(struct lane *l, const struct msg_run *m)
{
	u8 head[4 + 5], mid[5], hash[32];
	struct wr a = wr_into(head, sizeof(head)), b = wr_into(mid, sizeof(mid));
	struct slice sa, sb;

	wr_u32(&a, CODE_VERSION);
	wr_compact(&a, m->manifest.n);
	wr_compact(&b, m->bundle.n);
	TRY(wr_done(&a, &sa));
	TRY(wr_done(&b, &sb));
	blake2_256_parts(hash, (const struct slice[]){sa, m->manifest, sb, m->bundle}, 4);
	if (!mem_eq(hash, l->agent.code_id, 32))
		return ERR_CHECKSUM;
	blake2_256(hash, m->manifest);
	return mem_eq(hash, l->agent.manifest_hash, 32) ? ERR_OK : ERR_CHECKSUM;
}

static enum err check_body(const struct lane *l, const struct msg_run *m)
{
	u8 hash[32];

	if (l->trigger.source.tag != TRIGGER_SOURCE_REQUEST)
		return m->body.n == 0 ? ERR_OK : ERR_INVALID;
	blake2_256(hash, m->body);
	return slice_eq(l->trigger.input, SLICE_ARR(hash)) ? ERR_OK : ERR_CHECKSUM;
}

static enum err check_given(struct worker *w, struct lane *l, const struct msg_run *m,
                            const char **why)
{
	struct slice manifest;

	*why = "manifest and bundle are not the code that the chain names";
	TRY(check_code(l, m));
	*why = "the bundle is too large";
	if (m->bundle.n > BOX_BUNDLE_MAX)
		return ERR_LIMIT;
	*why = "the body is not the one that was asked for on chain";
	TRY(check_body(l, m));
	*why = "out of memory";
	TRY(arena_dup(&l->a, m->manifest, &manifest));
	TRY(manifest_parse(&l->manifest, manifest, &l->a, why));
	return secrets_open(w, l, m, why);
}

/* --- the guest's event ------------------------------------------------------------------------ */

static void put_source(struct json_wr *j, const struct lane *l, struct slice body)
{
	const struct trigger *t = &l->trigger;

	if (t->source.tag == TRIGGER_SOURCE_EVENT) {
		json_wr_m_cstr(j, "source", "event");
		json_wr_m_u64(j, "pallet", t->source.u.event.pallet);
		json_wr_m_u64(j, "event", t->source.u.event.event);
		return;
	}
	json_wr_m_cstr(j, "source", "request");
	json_wr_m_hex(j, "who", SLICE_ARR(t->source.u.request));
	if (utf8_ok(body))
		json_wr_m_str(j, "body", body);
	else
		json_wr_m_hex(j, "body", body);
}

/* The event as the guest sees it; docs/protocol/agents.md. */
static enum err make_input(struct lane *l, struct slice body, struct slice *out)
{
	struct json_wr j = json_wr_arena(&l->a);

	json_wr_obj(&j);
	json_wr_m_hex(&j, "id", SLICE_ARR(l->trigger_id));
	json_wr_m_hex(&j, "agent", SLICE_ARR(l->trigger.agent));
	put_source(&j, l, body);
	json_wr_m_u64(&j, "block", l->trigger.block);
	json_wr_m_hex(&j, "subject", SLICE_ARR(l->trigger.subject));
	json_wr_m_hex(&j, "input", l->trigger.input);
	json_wr_obj_end(&j);
	TRY(json_wr_arena_done(&j, &l->a, out));
	return out->n <= BOX_INPUT_MAX ? ERR_OK : ERR_LIMIT;
}

/* --- the journal --------------------------------------------------------------------------------
 */

/* Where the owner wants to be able to read journals, if they said so. */
static enum err owner_key(const struct lane *l, const struct msg_run *m, const u8 **key)
{
	u8 hash[32];

	*key = NULL;
	if (!m->has_owner_key)
		return ERR_OK;
	blake2_256_parts(hash,
	                 (const struct slice[]){SLICE_LIT(owner_key_context),
	                                        SLICE_ARR(l->trigger.agent),
	                                        SLICE_ARR(m->owner_key.x25519)},
	                 3);
	TRY(sr25519_verify(m->owner_key.signature, SLICE_ARR(hash), l->agent.owner));
	*key = m->owner_key.x25519;
	return ERR_OK;
}

static void fill_run(const struct worker *w, struct lane *l, struct slice input)
{
	struct journal_run *r = &l->run;

	memset(r, 0, sizeof(*r));
	memcpy(r->genesis, w->light.genesis, 32);
	memcpy(r->agent, l->trigger.agent, 32);
	memcpy(r->code_id, l->agent.code_id, 32);
	memcpy(r->manifest_hash, l->agent.manifest_hash, 32);
	memcpy(r->engine_hash, w->engine_hash, 32);
	memcpy(r->trigger, l->trigger_id, 32);
	pal_random(r->run_id, 32);
	pal_random(r->seed, 32);
	r->attempt = 1;
	r->limits = l->manifest.limits;
	r->now_ms = w->clock_ms;
	r->input = input;
}

static enum err begin(struct worker *w, struct lane *l, const struct msg_run *m, struct slice input)
{
	struct journal_random rnd;
	struct secret32 seal;
	struct journal_keys keys = {.seal = &seal};
	struct wr frame;
	enum err e;

	fill_run(w, l, input);
	TRY(owner_key(l, m, &keys.owner_x25519));
	pal_random(&rnd, sizeof(rnd));
	pal_seal_key(&seal, SLICE_LIT(journal_context));
	frame = wr_arena(&w->scratch);
	e = journal_begin(&l->writer, &keys, &rnd, &l->run, &frame);
	secret32_release(&seal);
	mem_wipe(&rnd, sizeof(rnd));
	TRY(e);
	l->has_writer = true;
	l->state = LANE_LIVE;
	return lane_store_begin(w, l, &frame);
}

/* The records must be of this very run: same chain, agent, code, engine, trigger, input. */
static bool same_run(const struct worker *w, const struct lane *l, const struct journal_run *r,
                     struct slice input)
{
	return mem_eq(r->genesis, w->light.genesis, 32) && mem_eq(r->agent, l->trigger.agent, 32) &&
	       mem_eq(r->code_id, l->agent.code_id, 32) &&
	       mem_eq(r->engine_hash, w->engine_hash, 32) &&
	       mem_eq(r->trigger, l->trigger_id, 32) && slice_eq(r->input, input);
}

static enum err resume(struct worker *w, struct lane *l, struct slice journal, struct slice input)
{
	u8 *scratch = w->journal_scratch + (size_t)l->idx * JOURNAL_SCRATCH;
	struct journal_record rec;
	struct secret32 seal;
	struct slice copy;
	enum err e;

	TRY(arena_dup(&l->a, journal, &copy));
	pal_seal_key(&seal, SLICE_LIT(journal_context));
	e = journal_open(&l->reader, copy, &seal, scratch, &rec);
	secret32_release(&seal);
	TRY(e);
	l->has_reader = true;
	if (rec.tag != JOURNAL_RUN || !same_run(w, l, &rec.u.run, input))
		return ERR_CONFLICT;
	l->run = rec.u.run;
	l->run.input = input;
	l->state = LANE_REPLAY;
	return ERR_OK;
}

static enum err open_journal(struct worker *w, struct lane *l, const struct msg_run *m,
                             const char **why)
{
	struct slice input;
	enum err e;

	*why = "the trigger is too large for the guest";
	TRY(make_input(l, m->body, &input));
	l->deadline_mono_ns =
	    pal_clock_mono_ns() + ((u64)l->manifest.limits.wall_ms + BOX_GRACE_MS) * 1000000u;
	*why = "the journal is damaged, of another run, or of older code: delete it to run afresh";
	if (m->journal.n == 0)
		return begin(w, l, m, input);
	e = resume(w, l, m->journal, input);
	/* Cut before its first record was whole: nothing has begun. */
	return e == ERR_SHORT ? begin(w, l, m, input) : e;
}

/* --- off it goes
 * ---------------------------------------------------------------------------------- */

static void start_box(struct worker *w, struct lane *l, struct slice bundle)
{
	struct wr frame = wr_into(w->box_out, BOX_FRAME_MAX + 16);
	struct box_start s = {.now_ms = l->run.now_ms};
	struct slice bytes;

	memcpy(s.run_id, l->run.run_id, 32);
	memcpy(s.seed, l->run.seed, 32);
	s.limits = l->run.limits;
	s.bundle = bundle;
	s.config = l->manifest.config;
	s.input = l->run.input;
	s.num_secrets = l->manifest.num_secrets;
	for (u32 i = 0; i < l->manifest.num_secrets; i++) {
		s.secrets[i].name = l->manifest.secrets[i].name;
		s.secrets[i].reveal = l->manifest.secrets[i].reveal;
	}
	box_put_start(&frame, &s);
	/* All parts were checked against the wire's limits before. */
	CHECK(wr_done(&frame, &bytes) == ERR_OK);
	w->io.to_box(w->io.ctx, l->idx, bytes);
}

static struct lane *free_lane_of(struct worker *w)
{
	for (u32 i = 0; i < w->num_lanes; i++)
		if (w->lanes[i].state == LANE_FREE)
			return &w->lanes[i];
	return NULL;
}

/* One trigger never runs twice at a time. */
static bool is_running(const struct worker *w, const u8 trigger[32])
{
	for (u32 i = 0; i < w->num_lanes; i++)
		if (w->lanes[i].state != LANE_FREE && w->lanes[i].state != LANE_LOST &&
		    mem_eq(w->lanes[i].trigger_id, trigger, 32))
			return true;
	return false;
}

static void reset_lane(struct worker *w, struct lane *l, const u8 trigger[32])
{
	arena_reset(&l->a);
	memcpy(l->trigger_id, trigger, 32);
	l->salt = w->next_salt++;
	l->num_secrets = l->num_calls = l->num_events = l->num_delivered = 0;
	l->num_asleep = l->num_waiting = l->num_logs = l->num_fetches = l->num_model_calls = 0;
	l->payloads_len = 0;
	l->has_pending = l->was_ended = l->ended = l->cancelled = false;
}

static enum err prepare(struct worker *w, struct lane *l, const struct msg_run *m, const char **why)
{
	reset_lane(w, l, m->trigger);
	TRY(read_chain(w, l, m->proof, why));
	TRY(check_given(w, l, m, why));
	TRY(open_journal(w, l, m, why));
	l->now_ms = l->run.now_ms;
	return ERR_OK;
}

void lane_start(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct lane *l = free_lane_of(w);
	const char *why = "the request does not decode";
	struct msg_run m;
	enum err e;

	rd_msg_run(&r, &m);
	e = rd_end(&r);
	if (e == ERR_OK && is_running(w, m.trigger)) {
		say_refused(w, m.seq, ERR_EXISTS, "that trigger is being run");
		return;
	}
	if (e == ERR_OK && l == NULL) {
		say_refused(w, m.seq, ERR_AGAIN, "all boxes are busy");
		return;
	}
	if (e == ERR_OK)
		e = prepare(w, l, &m, &why);
	if (e != ERR_OK) {
		say_refused(w, m.seq, e, why);
		if (l != NULL)
			lane_free(l);
		return;
	}
	say_ok(w, m.seq, SLICE_EMPTY);
	say_step(w, l, "started", l->state == LANE_LIVE ? "a new run" : "from its journal");
	start_box(w, l, m.bundle);
	FAULT_POINT("enclave.run_started");
	lane_replay(w, l);
}
