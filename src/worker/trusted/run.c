/*~ The life of a run. A trigger is believed by its proof; the code by its hash on chain. From there
 * on one rule holds everything together: the guest sees an event only after the event's record is
 * on the disk. So a run can be cut anywhere and goes on from its journal: the box is started again,
 * asks the same questions, and is answered from the records until they end. */
#include "base/fault.h"
#include "text/json.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

/* --- storing --------------------------------------------------------------------------- */

enum phase { PHASE_BEGIN, PHASE_CALL, PHASE_EVENT, PHASE_END };

static u64 token_of(const struct lane *l, enum phase p, u32 idx)
{
	return (u64)l->idx << 56 | (u64)p << 48 | (u64)l->salt << 32 | idx;
}

/* Asks the host to append what was just written to the journal. */
static enum err store(struct worker *w, const struct lane *l, u64 token, u64 offset,
                      struct wr *frame)
{
	struct msg_store m = {.token = token, .offset = (u32)offset};
	struct wr out;

	TRY(wr_arena_done(frame, &w->scratch, &m.data));
	memcpy(m.trigger, l->trigger_id, 32);
	out = say_begin(w, MSG_STORE);
	wr_msg_store(&out, &m);
	say_end(w, &out);
	return ERR_OK;
}

enum err lane_store_begin(struct worker *w, const struct lane *l, struct wr *frame)
{
	return store(w, l, token_of(l, PHASE_BEGIN, 0), 0, frame);
}

static void to_box(struct worker *w, const struct lane *l, const struct wr *frame)
{
	struct slice bytes;

	CHECK(wr_done(frame, &bytes) == ERR_OK);
	w->io.to_box(w->io.ctx, l->idx, bytes);
}

/* --- ends ------------------------------------------------------------------------------- */

void lane_free(struct lane *l)
{
	if (l->has_reader)
		journal_reader_release(&l->reader);
	if (l->has_writer)
		journal_writer_release(&l->writer);
	l->has_reader = l->has_writer = false;
	/* Secrets and bodies lie in the arena. */
	mem_wipe(l->a.mem, l->a.used);
	arena_reset(&l->a);
	l->num_secrets = 0;
	l->state = l->lost ? LANE_LOST : LANE_FREE;
}

void lane_cancel(struct worker *w, struct lane *l, enum receipt_outcome why)
{
	struct wr frame = wr_into(w->box_out, BOX_FRAME_MAX + 16);

	if (l->cancelled || l->ended || l->lost)
		return;
	l->cancelled = true;
	l->cancel_why = why;
	fetch_end_all(w, l);
	box_put_cancel(&frame, why);
	to_box(w, l, &frame);
}

void lane_drop(struct worker *w, struct lane *l, enum err code, const char *detail)
{
	struct msg_run_dropped m = {0};
	struct wr out;

	if (l->state == LANE_DRAINING)
		return;
	memcpy(m.trigger, l->trigger_id, 32);
	m.why.code = slice_str(err_name(code));
	m.why.detail = slice_str(detail);
	out = say_begin(w, MSG_RUN_DROPPED);
	wr_msg_run_dropped(&out, &m);
	say_end(w, &out);
	fetch_end_all(w, l);
	lane_cancel(w, l, OUTCOME_TRAP);
	if (l->ended || l->lost)
		lane_free(l);
	else
		l->state = LANE_DRAINING;
}

/* Signs and hands out. The lane is free afterwards. */
static void finish(struct worker *w, struct lane *l)
{
	enum err e;

	FAULT_POINT("enclave.before_sign");
	e = settle_receipt(w, l);
	if (e != ERR_OK) {
		lane_drop(w, l, e, "the receipt does not fit");
		return;
	}
	FAULT_POINT("enclave.after_sign");
	lane_free(l);
}

/* --- answers ---------------------------------------------------------------------------- */

/* Hands stored events to the guest, in the order of the journal whatever order the host
 * answers in: a replay sees them in that order too. */
static void deliver(struct worker *w, struct lane *l)
{
	while (l->num_delivered < l->num_events && !l->ended) {
		u32 idx = l->order[l->num_delivered];
		struct call *c = &l->calls[idx];
		struct wr frame = wr_into(w->box_out, BOX_FRAME_MAX + 16);
		struct box_event ev = {.call_id = idx + 1,
		                       .kind = c->kind,
		                       .status = c->status,
		                       .now_ms = c->now_ms,
		                       .payload = c->answer};

		if (!c->stored)
			return;
		l->num_delivered++;
		box_put_event(&frame, &ev);
		to_box(w, l, &frame);
		if (c->kind == BOX_REVEAL)
			mem_wipe(frame.p, frame.n);
	}
}

void lane_answer(struct worker *w, struct lane *l, u32 call, u16 status, struct slice payload)
{
	struct call *c = &l->calls[call];
	struct wr frame = wr_arena(&w->scratch);
	struct journal_event ev = {.seq = l->num_events, .call_id = call + 1, .kind = c->kind};
	u64 at = l->writer.len;
	enum err e;

	if (l->state != LANE_LIVE || l->ended || l->cancelled)
		return;
	c->state = CALL_ANSWERED;
	c->status = status;
	l->now_ms = w->clock_ms > l->now_ms ? w->clock_ms : l->now_ms;
	c->now_ms = l->now_ms;
	memcpy(ev.request_hash, c->request_hash, 32);
	ev.status = status;
	ev.now_ms = c->now_ms;
	ev.payload = payload;
	/* The copy first: a record that was made must be stored, or the file has a hole. */
	e = arena_dup(&l->a, payload, &c->answer);
	if (e == ERR_OK)
		e = journal_put_event(&l->writer, &ev, &frame);
	if (e != ERR_OK) {
		lane_cancel(w, l, OUTCOME_HOST_CALLS);
		return;
	}
	c->has_event = true;
	l->order[l->num_events++] = call;
	if (store(w, l, token_of(l, PHASE_EVENT, call), at, &frame) != ERR_OK)
		lane_drop(w, l, ERR_NOMEM, "a journal record does not fit");
}

void lane_fail_call(struct worker *w, struct lane *l, u32 call, const char *code,
                    const char *message)
{
	u8 buf[BOX_CODE_MAX + BOX_ERROR_MAX + 16];
	struct wr out = wr_into(buf, sizeof(buf));
	struct box_failure f = {.code = slice_str(code), .message = slice_str(message)};
	struct slice bytes;

	f.message.n = size_min(f.message.n, BOX_ERROR_MAX);
	wr_box_failure(&out, &f);
	CHECK(wr_done(&out, &bytes) == ERR_OK);
	lane_answer(w, l, call, BOX_STATUS_FAILED, bytes);
}

/* --- calls ------------------------------------------------------------------------------- */

static void live_fetch(struct worker *w, struct lane *l, u32 idx)
{
	struct call *c = &l->calls[idx];
	struct journal_call rec = {.call_id = idx + 1, .kind = c->kind};
	struct wr frame = wr_arena(&w->scratch);
	u64 at = l->writer.len;
	const char *why = "";
	enum err e = fetch_admit(l, c, &why);

	if (e != ERR_OK) {
		lane_fail_call(w, l, idx, e == ERR_LIMIT ? "E_LIMIT" : "E_DENIED", why);
		return;
	}
	memcpy(rec.request_hash, c->request_hash, 32);
	if (journal_put_call(&l->writer, &rec, &frame) != ERR_OK) {
		lane_cancel(w, l, OUTCOME_HOST_CALLS);
		return;
	}
	c->state = CALL_NOTED;
	fetch_note(l, c);
	if (store(w, l, token_of(l, PHASE_CALL, idx), at, &frame) != ERR_OK)
		lane_drop(w, l, ERR_NOMEM, "a journal record does not fit");
}

static void live_sleep(struct worker *w, struct lane *l, u32 idx)
{
	struct call *c = &l->calls[idx];
	u32 ms;

	if (box_sleep_decode(&ms, c->payload) != ERR_OK) {
		lane_fail_call(w, l, idx, "E_LIMIT", "that is no time to sleep");
		return;
	}
	c->due_ns = pal_clock_mono_ns() + (u64)ms * 1000000u;
	c->state = CALL_LIVE;
	l->num_asleep++;
}

static void live_reveal(struct worker *w, struct lane *l, u32 idx)
{
	u8 *buf = (u8 *)arena_alloc(&w->scratch, SECRET_VALUE_MAX + 8);
	struct wr out = wr_into(buf, buf == NULL ? 0 : SECRET_VALUE_MAX + 8);
	const struct run_secret *s = NULL;
	struct slice name, bytes;

	w->scratch_is_plain = true;
	if (buf != NULL && box_reveal_decode(&name, l->calls[idx].payload) == ERR_OK)
		s = secrets_find(l, name);
	if (s == NULL || !s->decl->reveal) {
		lane_fail_call(w, l, idx, "E_DENIED", "the manifest does not reveal that secret");
		return;
	}
	wr_vec(&out, s->value);
	CHECK(wr_done(&out, &bytes) == ERR_OK);
	lane_answer(w, l, idx, BOX_STATUS_DONE, bytes);
}

static void go_live(struct worker *w, struct lane *l, u32 idx)
{
	switch (l->calls[idx].kind) {
	case BOX_FETCH:
		live_fetch(w, l, idx);
		break;
	case BOX_SLEEP:
		live_sleep(w, l, idx);
		break;
	case BOX_REVEAL:
		live_reveal(w, l, idx);
		break;
	default:
		lane_fail_call(w, l, idx, "E_DENIED", "there is no such call");
	}
}

/* --- replay ------------------------------------------------------------------------------- */

/* The records have ended and the run goes on from here. Calls without an answer are made
 * again: they are the ones that were in flight. */
static void become_live(struct worker *w, struct lane *l)
{
	u32 num = l->num_calls;
	u8 session[16];
	enum err e;

	pal_random(session, sizeof(session));
	e = journal_resume(&l->writer, &l->reader, session, l->run.limits.journal_bytes);
	if (e != ERR_OK) {
		lane_drop(w, l, e, "the journal cannot be continued");
		return;
	}
	l->has_writer = true;
	l->state = LANE_LIVE;
	/* The guest of a run that was stopped or has ended wants nothing any more. */
	for (u32 i = 0; i < num && l->state == LANE_LIVE && !l->ended && !l->cancelled; i++)
		if (l->calls[i].state == CALL_ISSUED && !l->calls[i].aborted)
			go_live(w, l, i);
}

/* Outcomes that clock, memory or we decided and not what the guest saw: a second time the
 * guest may come further, so the replay is stopped where the first run was. */
static bool was_a_limit(u8 status)
{
	return status == OUTCOME_CPU || status == OUTCOME_WALL || status == OUTCOME_MEMORY ||
	       status == OUTCOME_HOST_CALLS || status == OUTCOME_BUDGET || status == OUTCOME_TRAP;
}

/* Answers a call from its record. *wait: the guest has not made that call yet. */
static enum err replay_event(struct worker *w, struct lane *l, const struct journal_event *ev,
                             bool *wait)
{
	u32 idx = ev->call_id - 1;
	struct call *c;

	*wait = ev->call_id == 0 || idx >= l->num_calls;
	if (*wait)
		return ev->call_id == 0 || idx >= CALLS_MAX ? ERR_CORRUPT : ERR_OK;
	c = &l->calls[idx];
	if (c->state != CALL_ISSUED || ev->seq != l->num_events)
		return ERR_CORRUPT;
	if (c->kind != ev->kind || !mem_eq(c->request_hash, ev->request_hash, 32))
		return ERR_DIVERGED;
	TRY(arena_dup(&l->a, ev->payload, &c->answer));
	c->status = ev->status;
	c->now_ms = ev->now_ms;
	c->state = CALL_ANSWERED;
	c->stored = true;
	l->now_ms = ev->now_ms;
	c->has_event = true;
	l->order[l->num_events++] = idx;
	deliver(w, l);
	return ERR_OK;
}

/* A call that left, or was about to, in an earlier life. */
static enum err replay_call(struct lane *l, const struct journal_call *rec, bool *wait)
{
	u32 idx = rec->call_id - 1;
	struct call *c;

	*wait = rec->call_id == 0 || idx >= l->num_calls;
	if (*wait)
		return rec->call_id == 0 || idx >= CALLS_MAX ? ERR_CORRUPT : ERR_OK;
	c = &l->calls[idx];
	if (c->state != CALL_ISSUED)
		return ERR_CORRUPT;
	if (c->kind != rec->kind || !mem_eq(c->request_hash, rec->request_hash, 32))
		return ERR_DIVERGED;
	fetch_note(l, c);
	return ERR_OK;
}

static enum err replay_record(struct worker *w, struct lane *l, bool *wait)
{
	const struct journal_record *rec = &l->pending;

	*wait = false;
	switch (rec->tag) {
	case JOURNAL_EVENT:
		return replay_event(w, l, &rec->u.event, wait);
	case JOURNAL_CALL:
		return replay_call(l, &rec->u.call, wait);
	case JOURNAL_END:
		l->was_ended = true;
		l->old_end = rec->u.end;
		if (was_a_limit(l->old_end.status))
			lane_cancel(w, l, (enum receipt_outcome)l->old_end.status);
		return ERR_OK;
	case JOURNAL_RUN:
	case NUM_JOURNAL_TAGS:
		break;
	}
	return ERR_CORRUPT;
}

/* Takes records until one waits for the guest or there are no more. */
void lane_replay(struct worker *w, struct lane *l)
{
	bool wait = false;
	enum err e = ERR_OK;

	while (l->state == LANE_REPLAY && !wait && !l->was_ended) {
		if (!l->has_pending)
			e = journal_next(&l->reader, &l->pending);
		if (e == ERR_EOF) {
			become_live(w, l);
			return;
		}
		l->has_pending = true;
		if (e == ERR_OK)
			e = replay_record(w, l, &wait);
		if (e != ERR_OK) {
			lane_drop(w, l, e, "the journal does not fit this run");
			return;
		}
		l->has_pending = wait;
	}
}

/* --- what the box says --------------------------------------------------------------------- */

static void lose_box(struct worker *w, struct lane *l)
{
	l->lost = true;
	w->io.box_lost(w->io.ctx, l->idx);
}

static enum err on_call(struct worker *w, struct lane *l, struct slice body)
{
	struct box_call call;
	struct call *c;

	TRY(box_get_call(&call, body));
	if (call.call_id != l->num_calls + 1)
		return ERR_INVALID;
	/* Counted, not tried: a replay must come to the same answer. */
	if (l->num_calls >= l->run.limits.host_calls || l->num_calls == CALLS_MAX ||
	    call.payload.n > LANE_PAYLOADS - l->payloads_len) {
		lane_cancel(w, l, OUTCOME_HOST_CALLS);
		return ERR_OK;
	}
	l->payloads_len += call.payload.n;
	c = &l->calls[l->num_calls];
	memset(c, 0, sizeof(*c));
	c->kind = call.kind;
	box_request_hash(c->request_hash, call.kind, call.payload);
	if (arena_dup(&l->a, call.payload, &c->payload) != ERR_OK) {
		lane_cancel(w, l, OUTCOME_HOST_CALLS);
		return ERR_OK;
	}
	l->num_calls++;
	if (l->state == LANE_REPLAY)
		lane_replay(w, l);
	else if (l->state == LANE_LIVE)
		go_live(w, l, l->num_calls - 1);
	return ERR_OK;
}

static enum err on_abort(struct worker *w, struct lane *l, struct slice body)
{
	struct call *c;
	u32 id;

	TRY(box_get_abort(&id, body));
	if (id == 0 || id > l->num_calls || l->calls[id - 1].aborted)
		return ERR_INVALID;
	c = &l->calls[id - 1];
	c->aborted = true;
	if (c->kind == BOX_FETCH && (c->state == CALL_LIVE || c->state == CALL_WAITING)) {
		fetch_abort(w, l, id - 1);
	} else if (c->kind == BOX_SLEEP && c->state == CALL_LIVE) {
		c->state = CALL_ANSWERED;
		l->num_asleep--;
	}
	return ERR_OK;
}

static enum err on_log(struct worker *w, struct lane *l, struct slice body)
{
	char text[BOX_LOG_MAX + 1];
	struct box_log log;

	TRY(box_get_log(&log, body));
	if (++l->num_logs > LANE_LOGS_MAX)
		return ERR_LIMIT;
	slice_copy(text, log.text);
	text[log.text.n] = '\0';
	/* On replay the people have seen it before. */
	if (l->state == LANE_LIVE)
		say_step(w, l, "log", text);
	return ERR_OK;
}

/* An output is what the chain and the receipt's readers will parse: canonical JSON. */
static enum err check_output(struct worker *w, const struct lane *l, const struct box_end *end)
{
	const struct json *tree;
	struct slice again;

	if (end->outcome != OUTCOME_OK)
		return end->output.n == 0 ? ERR_OK : ERR_INVALID;
	if (end->output.n > l->run.limits.output_bytes)
		return ERR_LIMIT;
	TRY(json_parse(&tree, end->output, &w->scratch));
	TRY(json_canonical(tree, &w->scratch, &again));
	return slice_eq(again, end->output) ? ERR_OK : ERR_NONCANONICAL;
}

static void keep_end(struct lane *l, const struct box_end *end)
{
	l->end = *end;
	slice_copy(l->end_output, end->output);
	slice_copy(l->end_error, end->error);
	l->end.output.p = l->end_output;
	l->end.error.p = l->end_error;
	l->end.code = SLICE_EMPTY;
}

/* The box may have ended by itself before it read that it must stop; what we decided
 * counts, or a replay could come out differently. */
static void override_end(struct lane *l, enum receipt_outcome why)
{
	l->end.outcome = why;
	l->end.output.n = 0;
}

/* The guest is done: note it, then sign. */
static void put_end(struct worker *w, struct lane *l)
{
	struct wr frame = wr_arena(&w->scratch);
	struct journal_end rec = {.status = (u8)l->end.outcome};
	u64 at = l->writer.len;
	enum err e;

	blake2_256(rec.output_hash, l->end.output);
	e = journal_put_end(&l->writer, &rec, &frame);
	l->state = LANE_ENDING;
	l->deadline_mono_ns = pal_clock_mono_ns() + (u64)END_STORE_MS * 1000000u;
	if (e == ERR_OK)
		e = store(w, l, token_of(l, PHASE_END, 0), at, &frame);
	if (e != ERR_OK)
		lane_drop(w, l, e, "the end of the run cannot be noted");
}

/* A box that died says nothing about the guest: another one may do. */
static void drop_replay(struct worker *w, struct lane *l, const char *why)
{
	if (l->lost)
		lane_drop(w, l, ERR_TRAP, "the box was lost while it replayed");
	else
		lane_drop(w, l, ERR_DIVERGED, why);
}

/* A finished run that was run again for a fresh signature must have come out the same. */
static void check_old_end(struct worker *w, struct lane *l)
{
	u8 hash[32];

	if (was_a_limit(l->old_end.status))
		override_end(l, (enum receipt_outcome)l->old_end.status);
	blake2_256(hash, l->end.output);
	if (l->old_end.status != (u8)l->end.outcome || !mem_eq(hash, l->old_end.output_hash, 32))
		drop_replay(w, l, "the replayed run ended differently");
	else
		finish(w, l);
}

static void on_ended(struct worker *w, struct lane *l)
{
	fetch_end_all(w, l);
	if (l->state == LANE_DRAINING) {
		lane_free(l);
		return;
	}
	if (l->state == LANE_REPLAY)
		lane_replay(w, l);
	if (l->state == LANE_REPLAY && l->was_ended)
		check_old_end(w, l);
	else if (l->state == LANE_REPLAY)
		drop_replay(w, l, "the guest ended before its journal did");
	else if (l->state == LANE_LIVE)
		put_end(w, l);
}

static enum err on_end(struct worker *w, struct lane *l, struct slice body)
{
	struct box_end end;

	TRY(box_get_end(&end, body));
	TRY(check_output(w, l, &end));
	keep_end(l, &end);
	if (l->cancelled)
		override_end(l, l->cancel_why);
	l->ended = true;
	on_ended(w, l);
	return ERR_OK;
}

/* Ends the run for a box that cannot do it itself. */
static void end_for_box(struct worker *w, struct lane *l, enum receipt_outcome why)
{
	if (l->state == LANE_FREE || l->state == LANE_ENDING || l->ended) {
		if (l->state == LANE_FREE)
			l->state = LANE_LOST;
		return;
	}
	l->ended = true;
	l->end = (struct box_end){.outcome = l->cancelled ? l->cancel_why : why,
	                          .error = SLICE_LIT("the box was lost")};
	on_ended(w, l);
}

void lane_on_box(struct worker *w, struct lane *l, const struct box_frame *f)
{
	enum err e = ERR_TAG;

	if (l->state == LANE_FREE || l->state == LANE_ENDING || l->ended)
		return;
	/* Between our CANCEL and its END a box may go on for a while; nothing of it counts. */
	if ((l->cancelled || l->state == LANE_DRAINING) && f->id != BOX_END)
		return;
	if (f->id == BOX_CALL)
		e = on_call(w, l, f->body);
	else if (f->id == BOX_ABORT)
		e = on_abort(w, l, f->body);
	else if (f->id == BOX_LOG)
		e = on_log(w, l, f->body);
	else if (f->id == BOX_END)
		e = on_end(w, l, f->body);
	if (e == ERR_OK)
		return;
	/* A box that does not speak its own protocol belongs to its guest now. */
	say_log(w, LOG_UNUSUAL, "a box broke its protocol and was cut off");
	lose_box(w, l);
	end_for_box(w, l, OUTCOME_TRAP);
}

void lane_box_gone(struct worker *w, struct lane *l)
{
	say_log(w, LOG_UNUSUAL, "a box process is gone");
	l->lost = true;
	end_for_box(w, l, OUTCOME_TRAP);
}

/* --- time --------------------------------------------------------------------------------- */

/* The sleeping call that is due first, or CALLS_MAX. */
static u32 first_due(const struct lane *l, u64 now_ns)
{
	u32 best = CALLS_MAX;

	for (u32 i = 0; i < l->num_calls && l->num_asleep > 0; i++) {
		const struct call *c = &l->calls[i];

		if (c->kind != BOX_SLEEP || c->state != CALL_LIVE || c->due_ns > now_ns)
			continue;
		if (best == CALLS_MAX || c->due_ns < l->calls[best].due_ns)
			best = i;
	}
	return best;
}

void lane_tick(struct worker *w, struct lane *l)
{
	u64 now = pal_clock_mono_ns();
	u32 due;

	while (l->state == LANE_LIVE && !l->ended && !l->cancelled &&
	       (due = first_due(l, now)) != CALLS_MAX) {
		l->num_asleep--;
		lane_answer(w, l, due, BOX_STATUS_DONE, SLICE_EMPTY);
	}
	if (l->state == LANE_ENDING && now > l->deadline_mono_ns)
		lane_drop(w, l, ERR_TIMEOUT, "the host does not store the end of the run");
	if ((l->state == LANE_LIVE || l->state == LANE_REPLAY || l->state == LANE_DRAINING) &&
	    !l->ended && now > l->deadline_mono_ns) {
		say_log(w, LOG_UNUSUAL, "a box did not keep its wall limit and was cut off");
		lose_box(w, l);
		end_for_box(w, l, OUTCOME_WALL);
	}
}

/* --- stored --------------------------------------------------------------------------------- */

void lane_stored(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_stored m;
	struct lane *l;
	u32 idx, phase;

	rd_msg_stored(&r, &m);
	if (rd_end(&r) != ERR_OK || m.token >> 56 >= w->num_lanes)
		return;
	l = &w->lanes[m.token >> 56];
	phase = (u32)(m.token >> 48 & 0xff);
	idx = (u32)m.token;
	if ((u16)(m.token >> 32) != l->salt)
		return;
	if (phase == PHASE_END && l->state == LANE_ENDING)
		finish(w, l);
	if (l->state != LANE_LIVE || l->ended || l->cancelled || idx >= l->num_calls)
		return;
	if (phase == PHASE_CALL && l->calls[idx].state == CALL_NOTED) {
		FAULT_POINT("enclave.call_noted");
		if (l->calls[idx].aborted)
			l->calls[idx].state = CALL_ANSWERED;
		else
			fetch_start(w, l, idx);
	} else if (phase == PHASE_EVENT && l->calls[idx].state == CALL_ANSWERED) {
		l->calls[idx].stored = true;
		FAULT_POINT("enclave.event_stored");
		deliver(w, l);
	}
}
