#include "runtime/pallets/timestamp/timestamp.h"

#include "runtime/pallets/aura/aura.h"

u64 timestamp_minimum_period(struct ctx *c)
{
	u64 ms;

	return timestamp_minimum_period_get(c, &ms) == ERR_OK ? ms : 0;
}

enum err timestamp_set(struct ctx *c, const struct origin *o, const struct timestamp_set_args *a)
{
	bool done;
	u64 last, period;

	(void)o;
	TRY(timestamp_did_update_get(c, &done));
	TRY(timestamp_now_get(c, &last));
	TRY(timestamp_minimum_period_get(c, &period));
	if (done || (last != 0 && a->now < sat_add_u64(last, period)))
		return dispatch_fail(c, DISPATCH_ERROR_OTHER);
	TRY(aura_on_timestamp(c, a->now));
	TRY(timestamp_now_put(c, a->now));
	return timestamp_did_update_put(c, true);
}

enum err timestamp_on_finalize(struct ctx *c)
{
	bool done;

	TRY(timestamp_did_update_get(c, &done));
	if (!done)
		return frame_refuse(c, "the block sets no timestamp");
	return timestamp_did_update_kill(c);
}
