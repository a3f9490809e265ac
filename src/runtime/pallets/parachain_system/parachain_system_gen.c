/* Made by tools/gen_pallets.py from runtime/pallets/parachain_system/pallet.toml; edit that. */
#include "runtime/pallets/parachain_system/parachain_system_gen.h"

#include "runtime/frame/storage.h"

enum err parachain_system_unincluded_segment_get(struct ctx *c, struct parachain_system_unincluded_segment *out)
{
	struct storage_key k = parachain_system_unincluded_segment_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_unincluded_segment_decode(out, raw));
}

enum err parachain_system_unincluded_segment_put(struct ctx *c, const struct parachain_system_unincluded_segment *v)
{
	struct storage_key k = parachain_system_unincluded_segment_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_unincluded_segment(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_unincluded_segment_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_unincluded_segment_key();

	return state_kill(c, &k);
}

enum err parachain_system_aggregated_unincluded_segment_get(struct ctx *c, bool *found, struct segment_tracker *out)
{
	struct storage_key k = parachain_system_aggregated_unincluded_segment_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_aggregated_unincluded_segment_decode(out, raw));
}

enum err parachain_system_aggregated_unincluded_segment_put(struct ctx *c, const struct segment_tracker *v)
{
	struct storage_key k = parachain_system_aggregated_unincluded_segment_key();
	struct wr w = wr_arena(c->a);

	wr_segment_tracker(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_aggregated_unincluded_segment_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_aggregated_unincluded_segment_key();

	return state_kill(c, &k);
}

enum err parachain_system_pending_validation_code_get(struct ctx *c, struct slice *out)
{
	struct storage_key k = parachain_system_pending_validation_code_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_pending_validation_code_decode(out, raw));
}

enum err parachain_system_pending_validation_code_put(struct ctx *c, const struct slice *v)
{
	struct storage_key k = parachain_system_pending_validation_code_key();
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err parachain_system_pending_validation_code_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_pending_validation_code_key();

	return state_kill(c, &k);
}

enum err parachain_system_new_validation_code_get(struct ctx *c, bool *found, struct slice *out)
{
	struct storage_key k = parachain_system_new_validation_code_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_new_validation_code_decode(out, raw));
}

enum err parachain_system_new_validation_code_put(struct ctx *c, const struct slice *v)
{
	struct storage_key k = parachain_system_new_validation_code_key();
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err parachain_system_new_validation_code_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_new_validation_code_key();

	return state_kill(c, &k);
}

enum err parachain_system_validation_data_get(struct ctx *c, bool *found, struct persisted_validation_data *out)
{
	struct storage_key k = parachain_system_validation_data_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_validation_data_decode(out, raw));
}

enum err parachain_system_validation_data_put(struct ctx *c, const struct persisted_validation_data *v)
{
	struct storage_key k = parachain_system_validation_data_key();
	struct wr w = wr_arena(c->a);

	wr_persisted_validation_data(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_validation_data_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_validation_data_key();

	return state_kill(c, &k);
}

enum err parachain_system_did_set_validation_code_get(struct ctx *c, bool *out)
{
	struct storage_key k = parachain_system_did_set_validation_code_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_did_set_validation_code_decode(out, raw));
}

enum err parachain_system_did_set_validation_code_put(struct ctx *c, bool v)
{
	struct storage_key k = parachain_system_did_set_validation_code_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_did_set_validation_code_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_did_set_validation_code_key();

	return state_kill(c, &k);
}

enum err parachain_system_last_relay_chain_block_number_get(struct ctx *c, u32 *out)
{
	struct storage_key k = parachain_system_last_relay_chain_block_number_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_last_relay_chain_block_number_decode(out, raw));
}

enum err parachain_system_last_relay_chain_block_number_put(struct ctx *c, u32 v)
{
	struct storage_key k = parachain_system_last_relay_chain_block_number_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_last_relay_chain_block_number_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_last_relay_chain_block_number_key();

	return state_kill(c, &k);
}

enum err parachain_system_upgrade_restriction_signal_get(struct ctx *c, struct parachain_system_upgrade_restriction_signal *out)
{
	struct storage_key k = parachain_system_upgrade_restriction_signal_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_upgrade_restriction_signal_decode(out, raw));
}

enum err parachain_system_upgrade_restriction_signal_put(struct ctx *c, const struct parachain_system_upgrade_restriction_signal *v)
{
	struct storage_key k = parachain_system_upgrade_restriction_signal_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_upgrade_restriction_signal(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_upgrade_restriction_signal_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_upgrade_restriction_signal_key();

	return state_kill(c, &k);
}

enum err parachain_system_upgrade_go_ahead_get(struct ctx *c, struct parachain_system_upgrade_go_ahead *out)
{
	struct storage_key k = parachain_system_upgrade_go_ahead_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_upgrade_go_ahead_decode(out, raw));
}

enum err parachain_system_upgrade_go_ahead_put(struct ctx *c, const struct parachain_system_upgrade_go_ahead *v)
{
	struct storage_key k = parachain_system_upgrade_go_ahead_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_upgrade_go_ahead(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_upgrade_go_ahead_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_upgrade_go_ahead_key();

	return state_kill(c, &k);
}

enum err parachain_system_relay_state_proof_get(struct ctx *c, bool *found, struct storage_proof *out)
{
	struct storage_key k = parachain_system_relay_state_proof_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_relay_state_proof_decode(out, raw));
}

enum err parachain_system_relay_state_proof_put(struct ctx *c, const struct storage_proof *v)
{
	struct storage_key k = parachain_system_relay_state_proof_key();
	struct wr w = wr_arena(c->a);

	wr_storage_proof(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_relay_state_proof_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_relay_state_proof_key();

	return state_kill(c, &k);
}

enum err parachain_system_relevant_messaging_state_get(struct ctx *c, bool *found, struct messaging_state_snapshot *out)
{
	struct storage_key k = parachain_system_relevant_messaging_state_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_relevant_messaging_state_decode(out, raw));
}

enum err parachain_system_relevant_messaging_state_put(struct ctx *c, const struct messaging_state_snapshot *v)
{
	struct storage_key k = parachain_system_relevant_messaging_state_key();
	struct wr w = wr_arena(c->a);

	wr_messaging_state_snapshot(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_relevant_messaging_state_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_relevant_messaging_state_key();

	return state_kill(c, &k);
}

enum err parachain_system_host_configuration_get(struct ctx *c, bool *found, struct abridged_host_configuration *out)
{
	struct storage_key k = parachain_system_host_configuration_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_host_configuration_decode(out, raw));
}

enum err parachain_system_host_configuration_put(struct ctx *c, const struct abridged_host_configuration *v)
{
	struct storage_key k = parachain_system_host_configuration_key();
	struct wr w = wr_arena(c->a);

	wr_abridged_host_configuration(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_host_configuration_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_host_configuration_key();

	return state_kill(c, &k);
}

enum err parachain_system_last_dmq_mqc_head_get(struct ctx *c, u8 out[32])
{
	struct storage_key k = parachain_system_last_dmq_mqc_head_key();
	struct slice raw;
	bool found;

	memset(out, 0, 32);
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_last_dmq_mqc_head_decode(out, raw));
}

enum err parachain_system_last_dmq_mqc_head_put(struct ctx *c, const u8 v[32])
{
	struct storage_key k = parachain_system_last_dmq_mqc_head_key();
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err parachain_system_last_dmq_mqc_head_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_last_dmq_mqc_head_key();

	return state_kill(c, &k);
}

enum err parachain_system_last_hrmp_mqc_heads_get(struct ctx *c, struct parachain_system_last_hrmp_mqc_heads *out)
{
	struct storage_key k = parachain_system_last_hrmp_mqc_heads_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_last_hrmp_mqc_heads_decode(out, raw));
}

enum err parachain_system_last_hrmp_mqc_heads_put(struct ctx *c, const struct parachain_system_last_hrmp_mqc_heads *v)
{
	struct storage_key k = parachain_system_last_hrmp_mqc_heads_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_last_hrmp_mqc_heads(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_last_hrmp_mqc_heads_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_last_hrmp_mqc_heads_key();

	return state_kill(c, &k);
}

enum err parachain_system_processed_downward_messages_get(struct ctx *c, u32 *out)
{
	struct storage_key k = parachain_system_processed_downward_messages_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_processed_downward_messages_decode(out, raw));
}

enum err parachain_system_processed_downward_messages_put(struct ctx *c, u32 v)
{
	struct storage_key k = parachain_system_processed_downward_messages_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_processed_downward_messages_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_processed_downward_messages_key();

	return state_kill(c, &k);
}

enum err parachain_system_hrmp_watermark_get(struct ctx *c, u32 *out)
{
	struct storage_key k = parachain_system_hrmp_watermark_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_hrmp_watermark_decode(out, raw));
}

enum err parachain_system_hrmp_watermark_put(struct ctx *c, u32 v)
{
	struct storage_key k = parachain_system_hrmp_watermark_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_hrmp_watermark_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_hrmp_watermark_key();

	return state_kill(c, &k);
}

enum err parachain_system_hrmp_outbound_messages_get(struct ctx *c, struct parachain_system_hrmp_outbound_messages *out)
{
	struct storage_key k = parachain_system_hrmp_outbound_messages_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_hrmp_outbound_messages_decode(out, raw));
}

enum err parachain_system_hrmp_outbound_messages_put(struct ctx *c, const struct parachain_system_hrmp_outbound_messages *v)
{
	struct storage_key k = parachain_system_hrmp_outbound_messages_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_hrmp_outbound_messages(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_hrmp_outbound_messages_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_hrmp_outbound_messages_key();

	return state_kill(c, &k);
}

enum err parachain_system_upward_messages_get(struct ctx *c, struct parachain_system_upward_messages *out)
{
	struct storage_key k = parachain_system_upward_messages_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_upward_messages_decode(out, raw));
}

enum err parachain_system_upward_messages_put(struct ctx *c, const struct parachain_system_upward_messages *v)
{
	struct storage_key k = parachain_system_upward_messages_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_upward_messages(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_upward_messages_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_upward_messages_key();

	return state_kill(c, &k);
}

enum err parachain_system_pending_upward_messages_get(struct ctx *c, struct parachain_system_pending_upward_messages *out)
{
	struct storage_key k = parachain_system_pending_upward_messages_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_pending_upward_messages_decode(out, raw));
}

enum err parachain_system_pending_upward_messages_put(struct ctx *c, const struct parachain_system_pending_upward_messages *v)
{
	struct storage_key k = parachain_system_pending_upward_messages_key();
	struct wr w = wr_arena(c->a);

	wr_parachain_system_pending_upward_messages(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_pending_upward_messages_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_pending_upward_messages_key();

	return state_kill(c, &k);
}

enum err parachain_system_announced_hrmp_messages_per_candidate_get(struct ctx *c, u32 *out)
{
	struct storage_key k = parachain_system_announced_hrmp_messages_per_candidate_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_system_announced_hrmp_messages_per_candidate_decode(out, raw));
}

enum err parachain_system_announced_hrmp_messages_per_candidate_put(struct ctx *c, u32 v)
{
	struct storage_key k = parachain_system_announced_hrmp_messages_per_candidate_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_announced_hrmp_messages_per_candidate_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_announced_hrmp_messages_per_candidate_key();

	return state_kill(c, &k);
}

enum err parachain_system_authorized_upgrade_get(struct ctx *c, bool *found, struct code_upgrade_authorization *out)
{
	struct storage_key k = parachain_system_authorized_upgrade_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_authorized_upgrade_decode(out, raw));
}

enum err parachain_system_authorized_upgrade_put(struct ctx *c, const struct code_upgrade_authorization *v)
{
	struct storage_key k = parachain_system_authorized_upgrade_key();
	struct wr w = wr_arena(c->a);

	wr_code_upgrade_authorization(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_system_authorized_upgrade_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_authorized_upgrade_key();

	return state_kill(c, &k);
}

enum err parachain_system_custom_validation_head_data_get(struct ctx *c, bool *found, struct slice *out)
{
	struct storage_key k = parachain_system_custom_validation_head_data_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(parachain_system_custom_validation_head_data_decode(out, raw));
}

enum err parachain_system_custom_validation_head_data_put(struct ctx *c, const struct slice *v)
{
	struct storage_key k = parachain_system_custom_validation_head_data_key();
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err parachain_system_custom_validation_head_data_kill(struct ctx *c)
{
	struct storage_key k = parachain_system_custom_validation_head_data_key();

	return state_kill(c, &k);
}

enum err parachain_system_deposit_validation_function_stored(struct ctx *c, const struct event_parachain_system_validation_function_stored *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_validation_function_stored(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_STORED, &w);
}

enum err parachain_system_deposit_validation_function_applied(struct ctx *c, const struct event_parachain_system_validation_function_applied *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_validation_function_applied(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_APPLIED, &w);
}

enum err parachain_system_deposit_validation_function_discarded(struct ctx *c, const struct event_parachain_system_validation_function_discarded *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_validation_function_discarded(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_DISCARDED, &w);
}

enum err parachain_system_deposit_upgrade_authorized(struct ctx *c, const struct event_parachain_system_upgrade_authorized *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_upgrade_authorized(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_UPGRADE_AUTHORIZED, &w);
}

enum err parachain_system_deposit_downward_messages_received(struct ctx *c, const struct event_parachain_system_downward_messages_received *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_downward_messages_received(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_DOWNWARD_MESSAGES_RECEIVED, &w);
}

enum err parachain_system_deposit_downward_messages_processed(struct ctx *c, const struct event_parachain_system_downward_messages_processed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_downward_messages_processed(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_DOWNWARD_MESSAGES_PROCESSED, &w);
}

enum err parachain_system_deposit_upward_message_sent(struct ctx *c, const struct event_parachain_system_upward_message_sent *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_parachain_system_upward_message_sent(&w, e);
	return event_deposit(c, PARACHAIN_SYSTEM_PALLET, PARACHAIN_SYSTEM_EVENT_UPWARD_MESSAGE_SENT, &w);
}

enum err parachain_system_fail(struct ctx *c, enum parachain_system_error error)
{
	return dispatch_fail_module(c, PARACHAIN_SYSTEM_PALLET, (u8)error);
}

static void skip_parachain_system_set_validation_data(struct rd *r)
{
	struct parachain_system_set_validation_data_args a;

	rd_parachain_system_set_validation_data_args(r, &a);
}

static enum err run_parachain_system_set_validation_data(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct parachain_system_set_validation_data_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_parachain_system_set_validation_data_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_none(c, o));
	return parachain_system_set_validation_data(c, o, a);
}

static void skip_parachain_system_sudo_send_upward_message(struct rd *r)
{
	struct parachain_system_sudo_send_upward_message_args a;

	rd_parachain_system_sudo_send_upward_message_args(r, &a);
}

static enum err run_parachain_system_sudo_send_upward_message(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct parachain_system_sudo_send_upward_message_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_parachain_system_sudo_send_upward_message_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return parachain_system_sudo_send_upward_message(c, o, a);
}

static void skip_parachain_system_authorize_upgrade(struct rd *r)
{
	struct parachain_system_authorize_upgrade_args a;

	rd_parachain_system_authorize_upgrade_args(r, &a);
}

static enum err run_parachain_system_authorize_upgrade(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct parachain_system_authorize_upgrade_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_parachain_system_authorize_upgrade_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return parachain_system_authorize_upgrade(c, o, a);
}

static void skip_parachain_system_enact_authorized_upgrade(struct rd *r)
{
	struct parachain_system_enact_authorized_upgrade_args a;

	rd_parachain_system_enact_authorized_upgrade_args(r, &a);
}

static enum err run_parachain_system_enact_authorized_upgrade(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct parachain_system_enact_authorized_upgrade_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_parachain_system_enact_authorized_upgrade_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	return parachain_system_enact_authorized_upgrade(c, o, a);
}

static const struct call_row parachain_system_calls[] = {
	{
		.index = 0,
		.name = "set_validation_data",
		.class = DISPATCH_CLASS_MANDATORY,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_parachain_system_set_validation_data,
		.run = run_parachain_system_set_validation_data,
	},
	{
		.index = 1,
		.name = "sudo_send_upward_message",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_parachain_system_sudo_send_upward_message,
		.run = run_parachain_system_sudo_send_upward_message,
	},
	{
		.index = 2,
		.name = "authorize_upgrade",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_parachain_system_authorize_upgrade,
		.run = run_parachain_system_authorize_upgrade,
	},
	{
		.index = 3,
		.name = "enact_authorized_upgrade",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_parachain_system_enact_authorized_upgrade,
		.run = run_parachain_system_enact_authorized_upgrade,
	},
};

const struct pallet pallet_parachain_system = {
	.index = PARACHAIN_SYSTEM_PALLET,
	.name = "ParachainSystem",
	.calls = parachain_system_calls,
	.num_calls = ARRAY_LEN(parachain_system_calls),
	.on_initialize = parachain_system_on_initialize,
	.on_finalize = parachain_system_on_finalize,
};
