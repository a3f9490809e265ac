#include "runtime/pallets/utility/utility_gen.h"

/* The calls were inspected with the extrinsic, so they decode. */
/* NOLINTNEXTLINE(misc-no-recursion): bounded by DISPATCH_DEPTH_MAX */
enum err utility_batch(struct ctx *c, const struct origin *o, const struct utility_batch_args *a)
{
	struct event_utility_batch_completed done = {0};
	struct event_utility_item_completed item = {0};
	struct rd r = rd_from(a->calls);

	for (u32 i = 0; i < a->num_calls; i++) {
		enum err e = dispatch(c, o, &r);

		if (e == ERR_DISPATCH) {
			struct event_utility_batch_interrupted stop = {i, c->error};

			return utility_deposit_batch_interrupted(c, &stop);
		}
		TRY(e);
		TRY(utility_deposit_item_completed(c, &item));
	}
	return utility_deposit_batch_completed(c, &done);
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DISPATCH_DEPTH_MAX */
enum err utility_batch_all(struct ctx *c, const struct origin *o,
			   const struct utility_batch_all_args *a)
{
	struct event_utility_batch_completed done = {0};
	struct event_utility_item_completed item = {0};
	struct rd r = rd_from(a->calls);

	for (u32 i = 0; i < a->num_calls; i++) {
		TRY(dispatch(c, o, &r));
		TRY(utility_deposit_item_completed(c, &item));
	}
	return utility_deposit_batch_completed(c, &done);
}
