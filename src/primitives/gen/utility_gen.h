#ifndef PRIMITIVES_GEN_UTILITY_GEN_H
#define PRIMITIVES_GEN_UTILITY_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/utility/pallet.toml; edit that. */
#include "primitives/gen/system_gen.h"
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define UTILITY_PALLET 5u

enum utility_call {
	UTILITY_CALL_BATCH = 0,
	UTILITY_CALL_BATCH_ALL = 2,
};

enum utility_event {
	UTILITY_EVENT_BATCH_INTERRUPTED = 0,
	UTILITY_EVENT_BATCH_COMPLETED = 1,
	UTILITY_EVENT_ITEM_COMPLETED = 3,
};

enum utility_error {
	UTILITY_ERROR_TOO_MANY_CALLS = 0,
};

/* utility_error_name returns the name in the descriptor, or NULL. */
const char *utility_error_name(u8 error);

/* call Utility.batch. Runs calls until one fails; what came before stays, and the extrinsic counts as a success. */
struct utility_batch_args {
	u32 num_calls; /* at most 1024 */
	struct slice calls; /* one after the other */
};
void rd_utility_batch_args(struct rd *r, struct utility_batch_args *out);
void wr_utility_batch_args(struct wr *w, const struct utility_batch_args *in);
void wr_call_utility_batch(struct wr *w, const struct utility_batch_args *in);

/* call Utility.batch_all. Runs all calls or none. */
struct utility_batch_all_args {
	u32 num_calls; /* at most 1024 */
	struct slice calls; /* one after the other */
};
void rd_utility_batch_all_args(struct rd *r, struct utility_batch_all_args *out);
void wr_utility_batch_all_args(struct wr *w, const struct utility_batch_all_args *in);
void wr_call_utility_batch_all(struct wr *w, const struct utility_batch_all_args *in);

/* event Utility.BatchInterrupted. */
struct event_utility_batch_interrupted {
	u32 index;
	struct dispatch_error error;
};
void rd_event_utility_batch_interrupted(struct rd *r, struct event_utility_batch_interrupted *out);
void wr_event_utility_batch_interrupted(struct wr *w, const struct event_utility_batch_interrupted *in);

/* event Utility.BatchCompleted. */
struct event_utility_batch_completed {
	u8 nothing; /* C wants a member */
};
void rd_event_utility_batch_completed(struct rd *r, struct event_utility_batch_completed *out);
void wr_event_utility_batch_completed(struct wr *w, const struct event_utility_batch_completed *in);

/* event Utility.ItemCompleted. */
struct event_utility_item_completed {
	u8 nothing; /* C wants a member */
};
void rd_event_utility_item_completed(struct rd *r, struct event_utility_item_completed *out);
void wr_event_utility_item_completed(struct wr *w, const struct event_utility_item_completed *in);

#endif /* PRIMITIVES_GEN_UTILITY_GEN_H */
