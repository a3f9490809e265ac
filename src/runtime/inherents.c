#include "runtime/inherents.h"

#include "base/bytes.h"
#include "runtime/executive.h"
#include "runtime/pallets/timestamp/timestamp.h"
#include "runtime/profiles/profile.h"

static const u8 timestamp_id[8] = {'t', 'i', 'm', 's', 't', 'a', 'p', '0'};

/* rd_time finds the timestamp in InherentData; false without it. */
static bool rd_time(struct rd *in, u64 *ms)
{
	bool found = false;

	for (u32 n = rd_seq_len(in, 9); n > 0 && in->err == ERR_OK; n--) {
		struct slice id = rd_take(in, 8);
		struct slice data = rd_vec(in, UINT32_MAX);

		if (!slice_eq(id, SLICE_ARR(timestamp_id)) || data.n != 8)
			continue;
		*ms = load_le64(data.p);
		found = true;
	}
	return found;
}

/* What the profile makes of the data stands before the timestamp, as the pallets' order has it. */
static enum err profile_inherents(struct ctx *c, struct rd in, struct wr *out, u32 *num)
{
	for (u32 n = rd_seq_len(&in, 9); n > 0 && in.err == ERR_OK; n--) {
		struct slice id = rd_take(&in, 8);
		bool made = false;

		TRY(profile_inherent(c, id, rd_vec(&in, UINT32_MAX), out, &made));
		*num += made;
	}
	return ERR_OK;
}

static enum err timestamp_inherent(struct ctx *c, u64 now, struct wr *out)
{
	struct timestamp_set_args a = {.now = now};
	u8 call[16];
	struct wr w = wr_into(call, sizeof(call));
	u64 last, period;

	TRY(timestamp_now_get(c, &last));
	TRY(timestamp_minimum_period_get(c, &period));
	if (last != 0 && a.now < sat_add_u64(last, period))
		a.now = sat_add_u64(last, period);
	wr_call_timestamp_set(&w, &a);
	CHECK(w.err == ERR_OK);
	wr_extrinsic_bare(out, 4, slice_of(call, w.n));
	return ERR_OK;
}

enum err api_inherent_extrinsics(struct ctx *c, struct rd *in, struct wr *out)
{
	struct rd all = *in;
	struct wr count = wr_count();
	u32 num = 0, again = 0;
	u64 now = 0;
	bool found = rd_time(in, &now);

	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	TRY(profile_inherents(c, all, &count, &num));
	wr_compact(out, num + found);
	TRY(profile_inherents(c, all, out, &again));
	return found ? timestamp_inherent(c, now, out) : ERR_OK;
}

/* The time that a block claims; 0 if it has no such extrinsic. */
static u64 claimed_time(struct slice xt)
{
	struct timestamp_set_args a;
	struct extrinsic x;
	struct rd r;

	if (extrinsic_decode(&x, xt) != ERR_OK || x.is_signed)
		return 0;
	r = rd_from(x.call);
	if (rd_u8(&r) != TIMESTAMP_PALLET || rd_u8(&r) != TIMESTAMP_CALL_SET)
		return 0;
	rd_timestamp_set_args(&r, &a);
	return rd_end(&r) == ERR_OK ? a.now : 0;
}

/* sp_timestamp::InherentError. A block without a time claims 0, which is too early. */
static const u8 too_early = 0, too_far_in_future = 1;

enum err api_check_inherents(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 claimed = 0, now = 0, last, period;
	const u8 *error = NULL;
	struct header h;

	rd_header(in, &h);
	for (u32 n = rd_seq_len(in, 1); n > 0 && in->err == ERR_OK; n--) {
		u64 t = claimed_time(rd_xt(in));

		claimed = t != 0 ? t : claimed;
	}
	TRY(timestamp_now_get(c, &last));
	TRY(timestamp_minimum_period_get(c, &period));
	if (rd_time(in, &now) && claimed > sat_add_u64(now, TIMESTAMP_DRIFT_MS_MAX))
		error = &too_far_in_future;
	else if (claimed < sat_add_u64(last, period) && last != 0)
		error = &too_early;
	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	wr_bool(out, error == NULL);
	wr_bool(out, error != NULL); /* fatal */
	wr_compact(out, error == NULL ? 0 : 1);
	if (error != NULL) {
		wr_bytes(out, timestamp_id, 8);
		wr_vec(out, slice_of(error, 1));
	}
	return ERR_OK;
}
