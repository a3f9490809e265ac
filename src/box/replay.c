#include "box/replay.h"

#include <stdio.h>

#define RELAXED_MS 600000u
#define TIMEOUT_MS 660000

struct replay_state {
	struct box_client *c;
	const struct box_replay *r;
	struct box_replay_result *out;
	u32 num_calls; /* seen so far; ids count from 1 */
	bool ended;
};

static enum err diverged(struct replay_state *s, const char *what, u32 call_id)
{
	(void)snprintf(s->out->error, sizeof(s->out->error), "host call %u: %s",
	               (unsigned)call_id, what);
	return ERR_DIVERGED;
}

static const struct box_recorded *recorded(const struct box_replay *r, u32 call_id)
{
	for (size_t i = 0; i < r->num_events; i++)
		if (r->events[i].event.call_id == call_id)
			return &r->events[i];
	return NULL;
}

static enum err see_call(struct replay_state *s, struct slice body)
{
	const struct box_recorded *rec;
	struct box_call call;
	u8 hash[32];

	TRY(box_get_call(&call, body));
	s->num_calls = call.call_id;
	rec = recorded(s->r, call.call_id);
	if (rec == NULL)
		return ERR_OK; /* in flight when the run ended */
	box_request_hash(hash, call.kind, call.payload);
	if (rec->event.kind != call.kind)
		return diverged(s, "is of another kind than recorded", call.call_id);
	if (!mem_eq(hash, rec->request_hash, 32))
		return diverged(s, "asks for something else than recorded", call.call_id);
	return ERR_OK;
}

static enum err see_end(struct replay_state *s, struct slice body)
{
	struct box_end end;

	TRY(box_get_end(&end, body));
	s->ended = true;
	s->out->outcome = end.outcome;
	slice_copy(s->out->output, end.output);
	s->out->output_len = end.output.n;
	slice_copy(s->out->error, end.error);
	s->out->error[end.error.n] = 0;
	s->out->host_calls = end.host_calls;
	s->out->cpu_us = end.cpu_us;
	return ERR_OK;
}

static enum err see_frame(struct replay_state *s)
{
	struct box_frame f;

	TRY(box_client_next(s->c, TIMEOUT_MS, &f));
	if (f.id == BOX_CALL)
		return see_call(s, f.body);
	if (f.id == BOX_END)
		return see_end(s, f.body);
	return f.id == BOX_ABORT || f.id == BOX_LOG ? ERR_OK : ERR_FORMAT;
}

/* Gives the guest event i, once it has made the call that the event answers. */
static enum err feed(struct replay_state *s, const struct box_recorded *rec)
{
	struct wr w;

	while (!s->ended && s->num_calls < rec->event.call_id)
		TRY(see_frame(s));
	if (s->ended)
		return diverged(s, "was recorded, but the run ended before it", rec->event.call_id);
	w = box_client_frame(s->c);
	box_put_event(&w, &rec->event);
	return box_client_send(s->c, &w);
}

static enum err run_again(struct replay_state *s)
{
	struct box_start start = *s->r->start;
	struct wr w = box_client_frame(s->c);

	if (s->r->outcome != OUTCOME_CPU)
		start.limits.cpu_ms = RELAXED_MS;
	if (s->r->outcome != OUTCOME_WALL)
		start.limits.wall_ms = RELAXED_MS;
	box_put_start(&w, &start);
	TRY(box_client_send(s->c, &w));
	for (size_t i = 0; i < s->r->num_events; i++)
		TRY(feed(s, &s->r->events[i]));
	/* Read only when the guest has nothing left to do: a run that ends does so first. */
	w = box_client_frame(s->c);
	box_put_cancel(&w, s->r->outcome);
	TRY(box_client_send(s->c, &w));
	while (!s->ended)
		TRY(see_frame(s));
	return ERR_OK;
}

/* Leaves the process idle after a replay that stopped half way. */
static void abandon(struct replay_state *s)
{
	struct wr w = box_client_frame(s->c);
	static struct box_replay_result kept;

	kept = *s->out;
	box_put_cancel(&w, OUTCOME_TRAP);
	if (box_client_send(s->c, &w) != ERR_OK)
		return;
	while (!s->ended) {
		enum err e = see_frame(s);

		if (e != ERR_OK && e != ERR_DIVERGED)
			break;
	}
	*s->out = kept;
}

enum err box_replay(struct box_client *c, const struct box_replay *r,
                    struct box_replay_result *out)
{
	struct replay_state s = {.c = c, .r = r, .out = out};
	enum err e;

	*out = (struct box_replay_result){.outcome = OUTCOME_TRAP};
	e = run_again(&s);
	if (e == ERR_DIVERGED && !s.ended)
		abandon(&s);
	if (e == ERR_OK && out->outcome != r->outcome) {
		(void)snprintf(out->error, sizeof(out->error),
		               "the run ends with outcome %u, recorded was %u",
		               (unsigned)out->outcome, (unsigned)r->outcome);
		return ERR_DIVERGED;
	}
	return e;
}
