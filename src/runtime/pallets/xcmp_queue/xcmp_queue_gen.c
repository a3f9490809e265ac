/* Made by tools/gen_pallets.py from runtime/pallets/xcmp_queue/pallet.toml; edit that. */
#include "runtime/pallets/xcmp_queue/xcmp_queue_gen.h"

#include "runtime/frame/storage.h"

enum err xcmp_queue_inbound_xcmp_suspended_get(struct ctx *c, struct xcmp_queue_inbound_xcmp_suspended *out)
{
	struct storage_key k = xcmp_queue_inbound_xcmp_suspended_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_inbound_xcmp_suspended_decode(out, raw));
}

enum err xcmp_queue_inbound_xcmp_suspended_put(struct ctx *c, const struct xcmp_queue_inbound_xcmp_suspended *v)
{
	struct storage_key k = xcmp_queue_inbound_xcmp_suspended_key();
	struct wr w = wr_arena(c->a);

	wr_xcmp_queue_inbound_xcmp_suspended(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_inbound_xcmp_suspended_kill(struct ctx *c)
{
	struct storage_key k = xcmp_queue_inbound_xcmp_suspended_key();

	return state_kill(c, &k);
}

enum err xcmp_queue_outbound_xcmp_status_get(struct ctx *c, struct xcmp_queue_outbound_xcmp_status *out)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_status_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_outbound_xcmp_status_decode(out, raw));
}

enum err xcmp_queue_outbound_xcmp_status_put(struct ctx *c, const struct xcmp_queue_outbound_xcmp_status *v)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_status_key();
	struct wr w = wr_arena(c->a);

	wr_xcmp_queue_outbound_xcmp_status(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_outbound_xcmp_status_kill(struct ctx *c)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_status_key();

	return state_kill(c, &k);
}

enum err xcmp_queue_outbound_xcmp_messages_get(struct ctx *c, u32 key, u16 key2, struct slice *out)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_messages_key(key, key2);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_outbound_xcmp_messages_decode(out, raw));
}

enum err xcmp_queue_outbound_xcmp_messages_put(struct ctx *c, u32 key, u16 key2, const struct slice *v)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_messages_key(key, key2);
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_outbound_xcmp_messages_kill(struct ctx *c, u32 key, u16 key2)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_messages_key(key, key2);

	return state_kill(c, &k);
}

enum err xcmp_queue_outbound_xcmp_messages_has(struct ctx *c, u32 key, u16 key2, bool *found)
{
	struct storage_key k = xcmp_queue_outbound_xcmp_messages_key(key, key2);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err xcmp_queue_signal_messages_get(struct ctx *c, u32 key, struct slice *out)
{
	struct storage_key k = xcmp_queue_signal_messages_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_signal_messages_decode(out, raw));
}

enum err xcmp_queue_signal_messages_put(struct ctx *c, u32 key, const struct slice *v)
{
	struct storage_key k = xcmp_queue_signal_messages_key(key);
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_signal_messages_kill(struct ctx *c, u32 key)
{
	struct storage_key k = xcmp_queue_signal_messages_key(key);

	return state_kill(c, &k);
}

enum err xcmp_queue_signal_messages_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = xcmp_queue_signal_messages_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err xcmp_queue_queue_config_get(struct ctx *c, bool *found, struct queue_config_data *out)
{
	struct storage_key k = xcmp_queue_queue_config_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(xcmp_queue_queue_config_decode(out, raw));
}

enum err xcmp_queue_queue_config_put(struct ctx *c, const struct queue_config_data *v)
{
	struct storage_key k = xcmp_queue_queue_config_key();
	struct wr w = wr_arena(c->a);

	wr_queue_config_data(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_queue_config_kill(struct ctx *c)
{
	struct storage_key k = xcmp_queue_queue_config_key();

	return state_kill(c, &k);
}

enum err xcmp_queue_queue_suspended_get(struct ctx *c, bool *out)
{
	struct storage_key k = xcmp_queue_queue_suspended_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_queue_suspended_decode(out, raw));
}

enum err xcmp_queue_queue_suspended_put(struct ctx *c, bool v)
{
	struct storage_key k = xcmp_queue_queue_suspended_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_queue_suspended_kill(struct ctx *c)
{
	struct storage_key k = xcmp_queue_queue_suspended_key();

	return state_kill(c, &k);
}

enum err xcmp_queue_inbound_get(struct ctx *c, u64 key, bool *found, struct inbound_page *out)
{
	struct storage_key k = xcmp_queue_inbound_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(xcmp_queue_inbound_decode(out, raw));
}

enum err xcmp_queue_inbound_put(struct ctx *c, u64 key, const struct inbound_page *v)
{
	struct storage_key k = xcmp_queue_inbound_key(key);
	struct wr w = wr_arena(c->a);

	wr_inbound_page(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_inbound_kill(struct ctx *c, u64 key)
{
	struct storage_key k = xcmp_queue_inbound_key(key);

	return state_kill(c, &k);
}

enum err xcmp_queue_inbound_has(struct ctx *c, u64 key, bool *found)
{
	struct storage_key k = xcmp_queue_inbound_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err xcmp_queue_inbound_first_get(struct ctx *c, u64 *out)
{
	struct storage_key k = xcmp_queue_inbound_first_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_inbound_first_decode(out, raw));
}

enum err xcmp_queue_inbound_first_put(struct ctx *c, u64 v)
{
	struct storage_key k = xcmp_queue_inbound_first_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_inbound_first_kill(struct ctx *c)
{
	struct storage_key k = xcmp_queue_inbound_first_key();

	return state_kill(c, &k);
}

enum err xcmp_queue_inbound_end_get(struct ctx *c, u64 *out)
{
	struct storage_key k = xcmp_queue_inbound_end_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_inbound_end_decode(out, raw));
}

enum err xcmp_queue_inbound_end_put(struct ctx *c, u64 v)
{
	struct storage_key k = xcmp_queue_inbound_end_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_inbound_end_kill(struct ctx *c)
{
	struct storage_key k = xcmp_queue_inbound_end_key();

	return state_kill(c, &k);
}

enum err xcmp_queue_inbound_count_get(struct ctx *c, u32 key, u32 *out)
{
	struct storage_key k = xcmp_queue_inbound_count_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(xcmp_queue_inbound_count_decode(out, raw));
}

enum err xcmp_queue_inbound_count_put(struct ctx *c, u32 key, u32 v)
{
	struct storage_key k = xcmp_queue_inbound_count_key(key);
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_inbound_count_kill(struct ctx *c, u32 key)
{
	struct storage_key k = xcmp_queue_inbound_count_key(key);

	return state_kill(c, &k);
}

enum err xcmp_queue_inbound_count_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = xcmp_queue_inbound_count_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err xcmp_queue_last_received_get(struct ctx *c, u32 key, bool *found, struct slice *out)
{
	struct storage_key k = xcmp_queue_last_received_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(xcmp_queue_last_received_decode(out, raw));
}

enum err xcmp_queue_last_received_put(struct ctx *c, u32 key, const struct slice *v)
{
	struct storage_key k = xcmp_queue_last_received_key(key);
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err xcmp_queue_last_received_kill(struct ctx *c, u32 key)
{
	struct storage_key k = xcmp_queue_last_received_key(key);

	return state_kill(c, &k);
}

enum err xcmp_queue_last_received_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = xcmp_queue_last_received_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err xcmp_queue_deposit_xcmp_message_sent(struct ctx *c, const struct event_xcmp_queue_xcmp_message_sent *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_xcmp_queue_xcmp_message_sent(&w, e);
	return event_deposit(c, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_XCMP_MESSAGE_SENT, &w);
}

enum err xcmp_queue_deposit_message_received(struct ctx *c, const struct event_xcmp_queue_message_received *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_xcmp_queue_message_received(&w, e);
	return event_deposit(c, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_MESSAGE_RECEIVED, &w);
}

enum err xcmp_queue_deposit_page_dropped(struct ctx *c, const struct event_xcmp_queue_page_dropped *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_xcmp_queue_page_dropped(&w, e);
	return event_deposit(c, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_PAGE_DROPPED, &w);
}

enum err xcmp_queue_deposit_channel_state_changed(struct ctx *c, const struct event_xcmp_queue_channel_state_changed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_xcmp_queue_channel_state_changed(&w, e);
	return event_deposit(c, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_CHANNEL_STATE_CHANGED, &w);
}

enum err xcmp_queue_fail(struct ctx *c, enum xcmp_queue_error error)
{
	return dispatch_fail_module(c, XCMP_QUEUE_PALLET, (u8)error);
}

static void skip_xcmp_queue_suspend_xcm_execution(struct rd *r)
{
	(void)r;
}

static enum err run_xcmp_queue_suspend_xcm_execution(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct xcmp_queue_suspend_xcm_execution_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_xcmp_queue_suspend_xcm_execution_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return xcmp_queue_suspend_xcm_execution(c, o, a);
}

static void skip_xcmp_queue_resume_xcm_execution(struct rd *r)
{
	(void)r;
}

static enum err run_xcmp_queue_resume_xcm_execution(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct xcmp_queue_resume_xcm_execution_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_xcmp_queue_resume_xcm_execution_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return xcmp_queue_resume_xcm_execution(c, o, a);
}

static void skip_xcmp_queue_update_suspend_threshold(struct rd *r)
{
	struct xcmp_queue_update_suspend_threshold_args a;

	rd_xcmp_queue_update_suspend_threshold_args(r, &a);
}

static enum err run_xcmp_queue_update_suspend_threshold(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct xcmp_queue_update_suspend_threshold_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_xcmp_queue_update_suspend_threshold_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return xcmp_queue_update_suspend_threshold(c, o, a);
}

static void skip_xcmp_queue_update_drop_threshold(struct rd *r)
{
	struct xcmp_queue_update_drop_threshold_args a;

	rd_xcmp_queue_update_drop_threshold_args(r, &a);
}

static enum err run_xcmp_queue_update_drop_threshold(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct xcmp_queue_update_drop_threshold_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_xcmp_queue_update_drop_threshold_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return xcmp_queue_update_drop_threshold(c, o, a);
}

static void skip_xcmp_queue_update_resume_threshold(struct rd *r)
{
	struct xcmp_queue_update_resume_threshold_args a;

	rd_xcmp_queue_update_resume_threshold_args(r, &a);
}

static enum err run_xcmp_queue_update_resume_threshold(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct xcmp_queue_update_resume_threshold_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_xcmp_queue_update_resume_threshold_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return xcmp_queue_update_resume_threshold(c, o, a);
}

static void skip_xcmp_queue_send_raw(struct rd *r)
{
	struct xcmp_queue_send_raw_args a;

	rd_xcmp_queue_send_raw_args(r, &a);
}

static enum err run_xcmp_queue_send_raw(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct xcmp_queue_send_raw_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_xcmp_queue_send_raw_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return xcmp_queue_send_raw(c, o, a);
}

static const struct call_row xcmp_queue_calls[] = {
	{
		.index = 1,
		.name = "suspend_xcm_execution",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_xcmp_queue_suspend_xcm_execution,
		.run = run_xcmp_queue_suspend_xcm_execution,
	},
	{
		.index = 2,
		.name = "resume_xcm_execution",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_xcmp_queue_resume_xcm_execution,
		.run = run_xcmp_queue_resume_xcm_execution,
	},
	{
		.index = 3,
		.name = "update_suspend_threshold",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_xcmp_queue_update_suspend_threshold,
		.run = run_xcmp_queue_update_suspend_threshold,
	},
	{
		.index = 4,
		.name = "update_drop_threshold",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_xcmp_queue_update_drop_threshold,
		.run = run_xcmp_queue_update_drop_threshold,
	},
	{
		.index = 5,
		.name = "update_resume_threshold",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_xcmp_queue_update_resume_threshold,
		.run = run_xcmp_queue_update_resume_threshold,
	},
	{
		.index = 64,
		.name = "send_raw",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_xcmp_queue_send_raw,
		.run = run_xcmp_queue_send_raw,
	},
};

const struct pallet pallet_xcmp_queue = {
	.index = XCMP_QUEUE_PALLET,
	.name = "XcmpQueue",
	.calls = xcmp_queue_calls,
	.num_calls = ARRAY_LEN(xcmp_queue_calls),
};
