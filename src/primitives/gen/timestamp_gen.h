#ifndef PRIMITIVES_GEN_TIMESTAMP_GEN_H
#define PRIMITIVES_GEN_TIMESTAMP_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/timestamp/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define TIMESTAMP_PALLET 2u

enum timestamp_call {
	TIMESTAMP_CALL_SET = 0,
};

/* storage Timestamp.Now: u64 */
struct storage_key timestamp_now_key(void);
enum err timestamp_now_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage Timestamp.DidUpdate: bool */
struct storage_key timestamp_did_update_key(void);
enum err timestamp_did_update_decode(bool *out, struct slice raw) MUST_CHECK;

/* storage Timestamp.MinimumPeriod: u64. Milliseconds between two blocks, at least; half the slot duration. Ours: upstream fixes it in code, here genesis does. */
struct storage_key timestamp_minimum_period_key(void);
enum err timestamp_minimum_period_decode(u64 *out, struct slice raw) MUST_CHECK;

/* call Timestamp.set. */
struct timestamp_set_args {
	u64 now;
};
void rd_timestamp_set_args(struct rd *r, struct timestamp_set_args *out);
void wr_timestamp_set_args(struct wr *w, const struct timestamp_set_args *in);
void wr_call_timestamp_set(struct wr *w, const struct timestamp_set_args *in);

#endif /* PRIMITIVES_GEN_TIMESTAMP_GEN_H */
