/* Made by tools/gen_pallets.py from runtime/pallets/utility/pallet.toml; edit that. */
#include "primitives/gen/utility_gen.h"

void rd_utility_batch_args(struct rd *r, struct utility_batch_args *out)
{
	memset(out, 0, sizeof(*out));
	out->num_calls = rd_seq_len(r, 2);
	if (out->num_calls > 1024)
		rd_fail(r, ERR_LIMIT);
	out->calls = rd_take(r, rd_left(r));
}

void wr_utility_batch_args(struct wr *w, const struct utility_batch_args *in)
{
	wr_compact(w, in->num_calls);
	wr_slice(w, in->calls);
}

void wr_call_utility_batch(struct wr *w, const struct utility_batch_args *in)
{
	wr_u8(w, UTILITY_PALLET);
	wr_u8(w, UTILITY_CALL_BATCH);
	wr_utility_batch_args(w, in);
}

void rd_utility_batch_all_args(struct rd *r, struct utility_batch_all_args *out)
{
	memset(out, 0, sizeof(*out));
	out->num_calls = rd_seq_len(r, 2);
	if (out->num_calls > 1024)
		rd_fail(r, ERR_LIMIT);
	out->calls = rd_take(r, rd_left(r));
}

void wr_utility_batch_all_args(struct wr *w, const struct utility_batch_all_args *in)
{
	wr_compact(w, in->num_calls);
	wr_slice(w, in->calls);
}

void wr_call_utility_batch_all(struct wr *w, const struct utility_batch_all_args *in)
{
	wr_u8(w, UTILITY_PALLET);
	wr_u8(w, UTILITY_CALL_BATCH_ALL);
	wr_utility_batch_all_args(w, in);
}

void rd_event_utility_batch_interrupted(struct rd *r, struct event_utility_batch_interrupted *out)
{
	memset(out, 0, sizeof(*out));
	out->index = rd_u32(r);
	rd_dispatch_error(r, &out->error);
}

void wr_event_utility_batch_interrupted(struct wr *w, const struct event_utility_batch_interrupted *in)
{
	wr_u32(w, in->index);
	wr_dispatch_error(w, &in->error);
}

void rd_event_utility_batch_completed(struct rd *r, struct event_utility_batch_completed *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_event_utility_batch_completed(struct wr *w, const struct event_utility_batch_completed *in)
{
	(void)w;
	(void)in;
}

void rd_event_utility_item_completed(struct rd *r, struct event_utility_item_completed *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_event_utility_item_completed(struct wr *w, const struct event_utility_item_completed *in)
{
	(void)w;
	(void)in;
}

const char *utility_error_name(u8 error)
{
	static const char *const names[] = {
		"TooManyCalls",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
