/* Blocks that were built but are not included by the relay chain yet, and what they will use up
 * there. Source: polkadot-sdk cumulus/pallets/parachain-system/src/unincluded_segment.rs. */
#include "runtime/pallets/parachain_system/parachain_system.h"
#include "runtime/pallets/system/system.h"

#define SEGMENT struct parachain_system_unincluded_segment

static enum err load(struct ctx *c, SEGMENT **out)
{
	*out = arena_alloc(c->a, sizeof(**out));
	return *out == NULL ? ERR_NOMEM : parachain_system_unincluded_segment_get(c, *out);
}

static enum err load_total(struct ctx *c, struct segment_tracker **out)
{
	bool found;

	*out = arena_zalloc(c->a, 1, sizeof(**out));
	if (*out == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_aggregated_unincluded_segment_get(c, &found, *out));
	if (!found)
		memset(*out, 0, sizeof(**out));
	return ERR_OK;
}

enum err segment_note_parent(struct ctx *c)
{
	SEGMENT *s;
	struct ancestor *last;

	TRY(load(c, &s));
	if (s->list.num == 0)
		return ERR_OK;
	last = &s->list.items[s->list.num - 1];
	last->has_para_head_hash = true;
	TRY(system_parent_hash_get(c, last->para_head_hash));
	return parachain_system_unincluded_segment_put(c, s);
}

/* How many of the segment are included: up to and with the block of that hash. */
static u32 included_of(const SEGMENT *s, const u8 included[32])
{
	for (u32 i = 0; i < s->list.num; i++)
		if (s->list.items[i].has_para_head_hash &&
		    mem_eq(s->list.items[i].para_head_hash, included, 32))
			return i + 1;
	return 0;
}

static void subtract_channel(struct used_bandwidth *total, const struct hrmp_channel_update_of *u)
{
	for (u32 i = 0; i < total->hrmp_outgoing.num; i++) {
		struct hrmp_channel_update_of *t = &total->hrmp_outgoing.items[i];

		if (t->recipient != u->recipient)
			continue;
		t->update.msg_count -= u->update.msg_count;
		t->update.total_bytes -= u->update.total_bytes;
		if (t->update.msg_count != 0 || t->update.total_bytes != 0)
			return;
		total->hrmp_outgoing.num--;
		memmove(t, t + 1, (total->hrmp_outgoing.num - i) * sizeof(*t));
		return;
	}
}

static void subtract(struct segment_tracker *total, const struct ancestor *a)
{
	total->used_bandwidth.ump_msg_count -= a->used_bandwidth.ump_msg_count;
	total->used_bandwidth.ump_total_bytes -= a->used_bandwidth.ump_total_bytes;
	for (u32 i = 0; i < a->used_bandwidth.hrmp_outgoing.num; i++)
		subtract_channel(&total->used_bandwidth, &a->used_bandwidth.hrmp_outgoing.items[i]);
	if (a->has_consumed_go_ahead_signal)
		total->has_consumed_go_ahead_signal = false;
}

enum err segment_drop_included(struct ctx *c, const u8 included[32])
{
	struct segment_tracker *total;
	SEGMENT *s;
	u32 drop;

	TRY(load(c, &s));
	drop = included_of(s, included);
	if (drop > 0) {
		TRY(load_total(c, &total));
		for (u32 i = 0; i < drop; i++)
			subtract(total, &s->list.items[i]);
		s->list.num -= drop;
		memmove(s->list.items, s->list.items + drop,
			s->list.num * sizeof(s->list.items[0]));
		TRY(parachain_system_aggregated_unincluded_segment_put(c, total));
		TRY(parachain_system_unincluded_segment_put(c, s));
	}
	if (s->list.num >= PARA_UNINCLUDED_CAPACITY)
		return frame_refuse(c, "too many blocks wait for the relay chain");
	return ERR_OK;
}

static struct abridged_hrmp_channel *egress(struct messaging_state_snapshot *state, u32 id)
{
	for (u32 i = 0; i < state->egress_channels.num; i++)
		if (state->egress_channels.items[i].id == id)
			return &state->egress_channels.items[i].channel;
	return NULL; /* closed since */
}

static u32 add_up_to(u32 a, u32 b, u32 max)
{
	u64 sum = (u64)a + b;

	return sum > max ? max : (u32)sum;
}

enum err segment_limit(struct ctx *c, struct messaging_state_snapshot *state)
{
	struct relay_dispatch_queue_remaining_capacity *room =
		&state->relay_dispatch_queue_remaining_capacity;
	struct segment_tracker *total;

	TRY(load_total(c, &total));
	for (u32 i = 0; i < total->used_bandwidth.hrmp_outgoing.num; i++) {
		const struct hrmp_channel_update_of *u =
			&total->used_bandwidth.hrmp_outgoing.items[i];
		struct abridged_hrmp_channel *ch = egress(state, u->recipient);

		if (ch == NULL)
			continue;
		ch->total_size = add_up_to(ch->total_size, u->update.total_bytes,
					   ch->max_total_size);
		ch->msg_count = add_up_to(ch->msg_count, u->update.msg_count, ch->max_capacity);
	}
	room->remaining_count = (u32)sat_sub_u64(room->remaining_count,
						 total->used_bandwidth.ump_msg_count);
	room->remaining_size = (u32)sat_sub_u64(room->remaining_size,
						total->used_bandwidth.ump_total_bytes);
	return ERR_OK;
}

/* The list of recipients stays sorted. */
static enum err add_channel(struct ctx *c, struct used_bandwidth *total,
			    const struct hrmp_channel_update_of *u,
			    const struct abridged_hrmp_channel *limit)
{
	struct hrmp_channel_update_of *t = total->hrmp_outgoing.items;
	u32 i = 0, num = total->hrmp_outgoing.num;

	while (i < num && t[i].recipient < u->recipient)
		i++;
	if (i == num || t[i].recipient != u->recipient) {
		if (num == PARA_CHANNELS_MAX)
			return frame_refuse(c, "the segment uses too many channels");
		memmove(t + i + 1, t + i, (num - i) * sizeof(*t));
		t[i] = (struct hrmp_channel_update_of){.recipient = u->recipient};
		total->hrmp_outgoing.num++;
	}
	t[i].update.msg_count += u->update.msg_count;
	t[i].update.total_bytes += u->update.total_bytes;
	if (limit == NULL ||
	    t[i].update.msg_count > sat_sub_u64(limit->max_capacity, limit->msg_count) ||
	    t[i].update.total_bytes > sat_sub_u64(limit->max_total_size, limit->total_size))
		return frame_refuse(c, "the segment sends more than a channel takes");
	return ERR_OK;
}

static enum err add(struct ctx *c, struct segment_tracker *total, const struct ancestor *a,
		    const struct messaging_state_snapshot *limits)
{
	const struct relay_dispatch_queue_remaining_capacity *room =
		&limits->relay_dispatch_queue_remaining_capacity;
	struct used_bandwidth *t = &total->used_bandwidth;

	t->ump_msg_count += a->used_bandwidth.ump_msg_count;
	t->ump_total_bytes += a->used_bandwidth.ump_total_bytes;
	if (t->ump_msg_count > room->remaining_count || t->ump_total_bytes > room->remaining_size)
		return frame_refuse(c, "the segment sends up more than the relay chain takes");
	for (u32 i = 0; i < a->used_bandwidth.hrmp_outgoing.num; i++) {
		const struct hrmp_channel_update_of *u = &a->used_bandwidth.hrmp_outgoing.items[i];
		const struct abridged_hrmp_channel *ch = NULL;

		for (u32 j = 0; j < limits->egress_channels.num; j++)
			if (limits->egress_channels.items[j].id == u->recipient)
				ch = &limits->egress_channels.items[j].channel;
		TRY(add_channel(c, t, u, ch));
	}
	return ERR_OK;
}

/* A watermark below the relay parent may not go back; the relay parent itself always may be it. */
static enum err move_watermark(struct ctx *c, struct segment_tracker *total, u32 watermark)
{
	struct persisted_validation_data vfp;
	bool found;

	TRY(parachain_system_validation_data_get(c, &found, &vfp));
	if (found && watermark >= vfp.relay_parent_number)
		watermark = vfp.relay_parent_number;
	else if (total->has_hrmp_watermark && watermark < total->hrmp_watermark)
		return frame_refuse(c, "the HRMP watermark goes back");
	total->has_hrmp_watermark = true;
	total->hrmp_watermark = watermark;
	return ERR_OK;
}

enum err segment_add(struct ctx *c, const struct messaging_state_snapshot *limits,
		     const struct used_bandwidth *used, u32 watermark,
		     const struct parachain_system_upgrade_go_ahead *signal)
{
	struct segment_tracker *total;
	struct ancestor *a;
	SEGMENT *s;

	TRY(load_total(c, &total));
	TRY(load(c, &s));
	if (s->list.num == ARRAY_LEN(s->list.items))
		return frame_refuse(c, "too many blocks wait for the relay chain");
	a = &s->list.items[s->list.num++];
	memset(a, 0, sizeof(*a));
	a->used_bandwidth = *used;
	if (signal->has_list && !total->has_consumed_go_ahead_signal) {
		a->has_consumed_go_ahead_signal = total->has_consumed_go_ahead_signal = true;
		a->consumed_go_ahead_signal = total->consumed_go_ahead_signal = signal->list;
	}
	TRY(move_watermark(c, total, watermark));
	TRY(add(c, total, a, limits));
	TRY(parachain_system_aggregated_unincluded_segment_put(c, total));
	return parachain_system_unincluded_segment_put(c, s);
}

enum err segment_size_after(struct ctx *c, const u8 included[32], u32 *num)
{
	SEGMENT *s;

	TRY(load(c, &s));
	*num = s->list.num - included_of(s, included);
	return ERR_OK;
}
