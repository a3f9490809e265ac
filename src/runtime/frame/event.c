#include "primitives/gen/pallets_gen.h"
#include "runtime/frame/frame.h"
#include "runtime/frame/storage.h"
#include "runtime/host/host.h"

/* A hook that fails loses its own changes; the event stands and the block goes on. */
static enum err run_hook(struct ctx *c, const struct pallet *p, const struct frame_event *e)
{
	struct dispatch_error error = c->error;
	enum err err;

	TRY(host_transaction_start());
	err = p->on_event(c, e);
	if (err == ERR_OK)
		host_transaction_commit();
	else
		host_transaction_rollback();
	c->error = error;
	return err == ERR_DISPATCH ? ERR_OK : err;
}

static enum err run_hooks(struct ctx *c, const struct frame_event *e)
{
	enum err err = ERR_OK;

	if (c->in_event_hook)
		return ERR_OK;
	c->in_event_hook = true;
	for (size_t i = 0; i < runtime_num_pallets && err == ERR_OK; i++)
		if (runtime_pallets[i]->on_event != NULL)
			err = run_hook(c, runtime_pallets[i], e);
	c->in_event_hook = false;
	return err;
}

static enum err get_phase(struct ctx *c, struct phase *out)
{
	struct storage_key k = system_execution_phase_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	out->tag = PHASE_INITIALIZATION;
	TRY(state_get(c, &k, &found, &raw));
	return found ? state_decoded(system_execution_phase_decode(out, raw)) : ERR_OK;
}

static enum err next_index(struct ctx *c, u32 *index)
{
	struct storage_key k = system_event_count_key();
	struct slice raw;
	struct wr w;
	bool found;

	*index = 0;
	TRY(state_get(c, &k, &found, &raw));
	if (found)
		TRY(state_decoded(system_event_count_decode(index, raw)));
	w = wr_arena(c->a);
	wr_u32(&w, *index + 1);
	return state_put(c, &k, &w);
}

enum err frame_note_weight(struct ctx *c, struct weight extra)
{
	struct storage_key k = system_block_weight_key();
	struct consumed_weight used = {0};
	struct slice raw;
	struct wr w;
	bool found;

	TRY(state_get(c, &k, &found, &raw));
	if (found)
		TRY(state_decoded(system_block_weight_decode(&used, raw)));
	used.mandatory = weight_add(used.mandatory, extra);
	w = wr_arena(c->a);
	wr_consumed_weight(&w, &used);
	return state_put(c, &k, &w);
}

void frame_spare_weight(struct ctx *c, struct weight extra)
{
	c->spare = weight_add(c->spare, extra);
}

enum err event_deposit(struct ctx *c, u8 pallet, u8 event, struct wr *w)
{
	struct storage_key k = system_events_key();
	struct frame_event e = {.pallet = pallet, .event = event};
	struct phase phase;
	struct slice record;
	struct wr rec;

	TRY(wr_arena_done(w, c->a, &e.fields));
	TRY(get_phase(c, &phase));
	TRY(next_index(c, &e.index));
	rec = wr_arena(c->a);
	wr_event_head(&rec, &phase, pallet, event);
	wr_slice(&rec, e.fields);
	wr_event_tail(&rec);
	TRY(wr_arena_done(&rec, c->a, &record));
	TRY(host_storage_append(storage_key_slice(&k), record));
	return run_hooks(c, &e);
}
