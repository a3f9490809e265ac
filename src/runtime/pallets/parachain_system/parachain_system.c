#include "runtime/pallets/parachain_system/parachain_system.h"

#include "crypto/hash.h"
#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/xcmp_queue/xcmp_queue.h"

const u8 engine_relay_state[4] = {'R', 'P', 'S', 'R'};

/* Validators check the seal before they execute the block. The authorities must be in the proof,
 * so each block reads them. */
static enum err read_authorities(struct ctx *c)
{
	struct aura_authorities *list = arena_alloc(c->a, sizeof(*list));

	return list == NULL ? ERR_NOMEM : aura_authorities_get(c, list);
}

enum err parachain_system_on_initialize(struct ctx *c)
{
	struct abridged_host_configuration config;
	bool did, found;

	TRY(parachain_system_did_set_validation_code_get(c, &did));
	if (!did)
		TRY(parachain_system_new_validation_code_kill(c));
	TRY(read_authorities(c));
	TRY(segment_note_parent(c));
	TRY(parachain_system_validation_data_kill(c));
	TRY(parachain_system_processed_downward_messages_kill(c));
	TRY(parachain_system_hrmp_watermark_kill(c));
	TRY(parachain_system_upward_messages_kill(c));
	TRY(parachain_system_hrmp_outbound_messages_kill(c));
	TRY(parachain_system_custom_validation_head_data_kill(c));
	TRY(parachain_system_host_configuration_get(c, &found, &config));
	return parachain_system_announced_hrmp_messages_per_candidate_put(
		c, found ? config.hrmp_max_message_num_per_candidate : 0);
}

/* The relay chain's clock bounds ours. A block without a slot is what manual seal makes: its
 * relay chain is a mock, and no validator accepts it (validate_block wants a seal). */
static enum err check_slot(struct ctx *c, const struct relay_state *s)
{
	u64 slot, relay_slot, slot_ms, ahead_ms;
	struct header h;
	enum err e;

	TRY(system_digest(c, &h));
	e = header_aura_slot(&h, &slot);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	TRY(relay_state_slot(c, s, &relay_slot));
	TRY(aura_slot_duration_get(c, &slot_ms));
	if (slot_ms == 0 || relay_slot > UINT64_MAX / RELAY_SLOT_MS)
		return frame_refuse(c, "the relay chain's slot makes no sense");
	ahead_ms = PARA_VELOCITY * (slot_ms > RELAY_SLOT_MS ? slot_ms : RELAY_SLOT_MS);
	if (slot > sat_add_u64(relay_slot * RELAY_SLOT_MS, ahead_ms) / slot_ms)
		return frame_refuse(c, "the slot lies ahead of the relay chain's");
	return ERR_OK;
}

/* The log that lets light clients and collators connect this block to the relay chain. */
static enum err deposit_relay_state(struct ctx *c, const struct persisted_validation_data *vfp)
{
	u8 buf[32 + 5];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_bytes(&w, vfp->relay_parent_storage_root, 32);
	wr_compact(&w, vfp->relay_parent_number);
	return system_deposit_log(c, DIGEST_CONSENSUS, engine_relay_state, slice_of(buf, w.n));
}

static enum err apply_code(struct ctx *c, u32 relay_parent_number)
{
	struct event_parachain_system_validation_function_applied e = {relay_parent_number};
	struct slice code;

	TRY(parachain_system_pending_validation_code_get(c, &code));
	if (code.n == 0)
		return frame_refuse(c, "the relay chain approves an upgrade that is not pending");
	TRY(parachain_system_pending_validation_code_kill(c));
	TRY(system_put_code(c, code));
	return parachain_system_deposit_validation_function_applied(c, &e);
}

static enum err discard_code(struct ctx *c)
{
	struct event_parachain_system_validation_function_discarded e = {0};

	TRY(parachain_system_pending_validation_code_kill(c));
	return parachain_system_deposit_validation_function_discarded(c, &e);
}

/* The same signal stays on the relay chain until a block that heeded it is included. */
static enum err heed_signal(struct ctx *c, const struct parachain_system_upgrade_go_ahead *signal,
			    u32 relay_parent_number)
{
	struct segment_tracker *total = arena_alloc(c->a, sizeof(*total));
	bool found;

	if (total == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_aggregated_unincluded_segment_get(c, &found, total));
	if (found && total->has_consumed_go_ahead_signal) {
		if (!signal->has_list || signal->list.tag != total->consumed_go_ahead_signal.tag)
			return frame_refuse(c, "the relay chain's word on the upgrade changed");
		return ERR_OK;
	}
	if (!signal->has_list)
		return ERR_OK;
	if (signal->list.tag == UPGRADE_GO_AHEAD_GO_AHEAD)
		return apply_code(c, relay_parent_number);
	return discard_code(c);
}

static enum err take_upgrade(struct ctx *c, const struct relay_state *s, u32 relay_parent_number)
{
	struct parachain_system_upgrade_restriction_signal restriction;
	struct parachain_system_upgrade_go_ahead signal;

	TRY(relay_state_go_ahead(c, s, &signal));
	TRY(heed_signal(c, &signal, relay_parent_number));
	TRY(relay_state_restriction(c, s, &restriction));
	TRY(parachain_system_upgrade_restriction_signal_put(c, &restriction));
	return parachain_system_upgrade_go_ahead_put(c, &signal);
}

static enum err take_messages(struct ctx *c, const struct parachain_inherent_data *d,
			      const struct relay_state *s, u32 relay_parent_number)
{
	struct messaging_state_snapshot *state = arena_alloc(c->a, sizeof(*state));
	struct abridged_host_configuration config;

	if (state == NULL)
		return ERR_NOMEM;
	TRY(relay_state_config(c, s, &config));
	TRY(relay_state_messaging(c, s, &config, state));
	TRY(parachain_system_relay_state_proof_put(c, &d->relay_chain_state));
	TRY(parachain_system_relevant_messaging_state_put(c, state));
	TRY(parachain_system_host_configuration_put(c, &config));
	TRY(inbound_downward(c, d, state->dmq_mqc_head));
	TRY(inbound_horizontal(c, d, state, relay_parent_number));
	return xcmp_queue_service(c);
}

enum err parachain_system_set_validation_data(
	struct ctx *c, const struct origin *o,
	const struct parachain_system_set_validation_data_args *a)
{
	struct persisted_validation_data vfp;
	struct rd r = rd_from(a->data.validation_data);
	struct relay_state s;
	u8 included[32];
	u32 last;
	bool found;

	(void)o;
	TRY(parachain_system_validation_data_get(c, &found, &vfp));
	if (found)
		return frame_refuse(c, "the validation data is set twice");
	rd_persisted_validation_data(&r, &vfp);
	if (rd_end(&r) != ERR_OK)
		return frame_refuse(c, "the validation data does not decode");
	TRY(parachain_system_last_relay_chain_block_number_get(c, &last));
	if (vfp.relay_parent_number < last)
		return frame_refuse(c, "the relay parent is older than that of the block before");
	TRY(relay_state_open(c, &s, vfp.relay_parent_storage_root,
			     a->data.relay_chain_state.encoded));
	TRY(check_slot(c, &s));
	TRY(relay_state_included_head(c, &s, included));
	TRY(segment_drop_included(c, included));
	TRY(deposit_relay_state(c, &vfp));
	TRY(take_upgrade(c, &s, vfp.relay_parent_number));
	TRY(parachain_system_validation_data_put(c, &vfp));
	return take_messages(c, &a->data, &s, vfp.relay_parent_number);
}

/* As many pending messages as the relay chain has room for become this block's. */
static enum err send_pending(struct ctx *c, const struct messaging_state_snapshot *state,
			     const struct abridged_host_configuration *config,
			     struct used_bandwidth *used)
{
	const struct relay_dispatch_queue_remaining_capacity *room =
		&state->relay_dispatch_queue_remaining_capacity;
	struct parachain_system_pending_upward_messages *up = arena_alloc(c->a, sizeof(*up));
	struct parachain_system_upward_messages *out = arena_zalloc(c->a, 1, sizeof(*out));
	u64 max = room->remaining_count, bytes = 0;
	u32 n = 0;

	if (up == NULL || out == NULL)
		return ERR_NOMEM;
	if (max > config->max_upward_message_num_per_candidate)
		max = config->max_upward_message_num_per_candidate;
	TRY(parachain_system_pending_upward_messages_get(c, up));
	for (; n < up->list.num && n < max; n++) {
		if (bytes + up->list.items[n].n > room->remaining_size)
			break;
		bytes += up->list.items[n].n;
		out->list.items[n] = up->list.items[n];
	}
	out->list.num = n;
	up->list.num -= n;
	memmove(up->list.items, up->list.items + n, up->list.num * sizeof(up->list.items[0]));
	used->ump_msg_count = n;
	used->ump_total_bytes = (u32)bytes;
	TRY(parachain_system_upward_messages_put(c, out));
	return parachain_system_pending_upward_messages_put(c, up);
}

static enum err send_pages(struct ctx *c, const struct abridged_host_configuration *config,
			   struct used_bandwidth *used)
{
	struct parachain_system_hrmp_outbound_messages *out =
		arena_zalloc(c->a, 1, sizeof(*out));
	u32 max;

	if (out == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_announced_hrmp_messages_per_candidate_get(c, &max));
	TRY(parachain_system_announced_hrmp_messages_per_candidate_kill(c));
	if (max > config->hrmp_max_message_num_per_candidate)
		max = config->hrmp_max_message_num_per_candidate;
	TRY(xcmp_queue_take_outbound(c, max, out));
	used->hrmp_outgoing.num = out->list.num;
	for (u32 i = 0; i < out->list.num; i++)
		used->hrmp_outgoing.items[i] = (struct hrmp_channel_update_of){
			.recipient = out->list.items[i].recipient,
			.update = {1, (u32)out->list.items[i].data.n},
		};
	return parachain_system_hrmp_outbound_messages_put(c, out);
}

static enum err finish(struct ctx *c, const struct parachain_system_upgrade_go_ahead *signal)
{
	struct messaging_state_snapshot *limits = arena_alloc(c->a, sizeof(*limits));
	struct messaging_state_snapshot *state = arena_alloc(c->a, sizeof(*state));
	struct used_bandwidth *used = arena_zalloc(c->a, 1, sizeof(*used));
	struct abridged_host_configuration config;
	bool has_config, has_state;
	u32 watermark;

	if (limits == NULL || state == NULL || used == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_host_configuration_get(c, &has_config, &config));
	TRY(parachain_system_relevant_messaging_state_get(c, &has_state, limits));
	CHECK(has_config && has_state); /* set_validation_data put them */
	*state = *limits;
	TRY(segment_limit(c, state));
	TRY(parachain_system_relevant_messaging_state_put(c, state));
	TRY(send_pending(c, state, &config, used));
	TRY(send_pages(c, &config, used));
	TRY(parachain_system_hrmp_watermark_get(c, &watermark));
	return segment_add(c, limits, used, watermark, signal);
}

enum err parachain_system_on_finalize(struct ctx *c)
{
	struct parachain_system_upgrade_go_ahead signal;
	struct persisted_validation_data vfp;
	bool found;

	TRY(parachain_system_did_set_validation_code_kill(c));
	TRY(parachain_system_upgrade_restriction_signal_kill(c));
	TRY(parachain_system_upgrade_go_ahead_get(c, &signal));
	TRY(parachain_system_upgrade_go_ahead_kill(c));
	TRY(parachain_system_validation_data_get(c, &found, &vfp));
	if (!found)
		return frame_refuse(c, "the block sets no validation data");
	TRY(parachain_system_last_relay_chain_block_number_put(c, vfp.relay_parent_number));
	return finish(c, &signal);
}

enum err parachain_system_channel(struct ctx *c, u32 recipient, struct channel_status *out)
{
	struct messaging_state_snapshot *state = arena_alloc(c->a, sizeof(*state));
	bool found;

	*out = (struct channel_status){.kind = CHANNEL_CLOSED};
	if (state == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_relevant_messaging_state_get(c, &found, state));
	for (u32 i = 0; found && i < state->egress_channels.num; i++) {
		const struct abridged_hrmp_channel *ch = &state->egress_channels.items[i].channel;

		if (state->egress_channels.items[i].id != recipient)
			continue;
		out->kind = ch->msg_count < ch->max_capacity ? CHANNEL_READY : CHANNEL_FULL;
		out->size_now_max = (u32)sat_sub_u64(ch->max_total_size, ch->total_size);
		out->size_ever_max = ch->max_message_size;
	}
	return ERR_OK;
}

enum err parachain_system_send_upward(struct ctx *c, struct slice message)
{
	struct parachain_system_pending_upward_messages *up = arena_alloc(c->a, sizeof(*up));
	struct event_parachain_system_upward_message_sent e = {.has_message_hash = true};
	struct abridged_host_configuration config;
	bool found;

	if (up == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_host_configuration_get(c, &found, &config));
	TRY(parachain_system_pending_upward_messages_get(c, up));
	if ((found && message.n > config.max_upward_message_size) ||
	    up->list.num == ARRAY_LEN(up->list.items))
		return parachain_system_fail(c, PARACHAIN_SYSTEM_ERROR_TOO_BIG);
	up->list.items[up->list.num++] = message;
	TRY(parachain_system_pending_upward_messages_put(c, up));
	blake2_256(e.message_hash, message);
	return parachain_system_deposit_upward_message_sent(c, &e);
}

/* Upstream drops the error of a message that does not fit; root better knows it. */
enum err parachain_system_sudo_send_upward_message(
	struct ctx *c, const struct origin *o,
	const struct parachain_system_sudo_send_upward_message_args *a)
{
	(void)o;
	return parachain_system_send_upward(c, a->message);
}

enum err parachain_system_schedule_upgrade(struct ctx *c, struct slice code)
{
	struct event_parachain_system_validation_function_stored e = {0};
	struct parachain_system_upgrade_restriction_signal restriction;
	struct abridged_host_configuration config;
	struct persisted_validation_data vfp;
	struct slice pending;
	bool found;

	TRY(parachain_system_validation_data_get(c, &found, &vfp));
	if (!found)
		return parachain_system_fail(c,
					     PARACHAIN_SYSTEM_ERROR_VALIDATION_DATA_NOT_AVAILABLE);
	TRY(parachain_system_upgrade_restriction_signal_get(c, &restriction));
	if (restriction.has_list)
		return parachain_system_fail(c, PARACHAIN_SYSTEM_ERROR_PROHIBITED_BY_POLKADOT);
	TRY(parachain_system_pending_validation_code_get(c, &pending));
	if (pending.n != 0)
		return parachain_system_fail(c, PARACHAIN_SYSTEM_ERROR_OVERLAPPING_UPGRADES);
	TRY(parachain_system_host_configuration_get(c, &found, &config));
	if (!found)
		return parachain_system_fail(
			c, PARACHAIN_SYSTEM_ERROR_HOST_CONFIGURATION_NOT_AVAILABLE);
	if (code.n > config.max_code_size)
		return parachain_system_fail(c, PARACHAIN_SYSTEM_ERROR_TOO_BIG);
	TRY(parachain_system_new_validation_code_put(c, &code));
	TRY(parachain_system_did_set_validation_code_put(c, true));
	TRY(parachain_system_pending_validation_code_put(c, &code));
	return parachain_system_deposit_validation_function_stored(c, &e);
}

enum err parachain_system_authorize_upgrade(struct ctx *c, const struct origin *o,
					    const struct parachain_system_authorize_upgrade_args *a)
{
	struct code_upgrade_authorization auth = {.check_version = a->check_version};
	struct event_parachain_system_upgrade_authorized e;

	(void)o;
	memcpy(auth.code_hash, a->code_hash, 32);
	memcpy(e.code_hash, a->code_hash, 32);
	TRY(parachain_system_authorized_upgrade_put(c, &auth));
	return parachain_system_deposit_upgrade_authorized(c, &e);
}

/* Anybody may bring the code: its hash was authorised. The fee comes back if it is the one. */
enum err parachain_system_enact_authorized_upgrade(
	struct ctx *c, const struct origin *o,
	const struct parachain_system_enact_authorized_upgrade_args *a)
{
	struct code_upgrade_authorization auth;
	bool found;
	u8 hash[32];

	(void)o;
	TRY(parachain_system_authorized_upgrade_get(c, &found, &auth));
	if (!found)
		return parachain_system_fail(c, PARACHAIN_SYSTEM_ERROR_NOTHING_AUTHORIZED);
	blake2_256(hash, a->code);
	if (!mem_eq(hash, auth.code_hash, 32))
		return parachain_system_fail(c, PARACHAIN_SYSTEM_ERROR_UNAUTHORIZED);
	TRY(system_check_code(c, a->code));
	TRY(parachain_system_schedule_upgrade(c, a->code));
	TRY(parachain_system_authorized_upgrade_kill(c));
	dispatch_pays_no(c);
	return ERR_OK;
}
