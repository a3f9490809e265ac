#ifndef RUNTIME_PALLETS_PARACHAIN_SYSTEM_GEN_H
#define RUNTIME_PALLETS_PARACHAIN_SYSTEM_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/parachain_system/pallet.toml; edit that. */
#include "primitives/gen/parachain_system_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_parachain_system;

enum err parachain_system_unincluded_segment_get(struct ctx *c, struct parachain_system_unincluded_segment *out) MUST_CHECK;
enum err parachain_system_unincluded_segment_put(struct ctx *c, const struct parachain_system_unincluded_segment *v) MUST_CHECK;
enum err parachain_system_unincluded_segment_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_aggregated_unincluded_segment_get(struct ctx *c, bool *found, struct segment_tracker *out) MUST_CHECK;
enum err parachain_system_aggregated_unincluded_segment_put(struct ctx *c, const struct segment_tracker *v) MUST_CHECK;
enum err parachain_system_aggregated_unincluded_segment_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_pending_validation_code_get(struct ctx *c, struct slice *out) MUST_CHECK;
enum err parachain_system_pending_validation_code_put(struct ctx *c, const struct slice *v) MUST_CHECK;
enum err parachain_system_pending_validation_code_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_new_validation_code_get(struct ctx *c, bool *found, struct slice *out) MUST_CHECK;
enum err parachain_system_new_validation_code_put(struct ctx *c, const struct slice *v) MUST_CHECK;
enum err parachain_system_new_validation_code_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_validation_data_get(struct ctx *c, bool *found, struct persisted_validation_data *out) MUST_CHECK;
enum err parachain_system_validation_data_put(struct ctx *c, const struct persisted_validation_data *v) MUST_CHECK;
enum err parachain_system_validation_data_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_did_set_validation_code_get(struct ctx *c, bool *out) MUST_CHECK;
enum err parachain_system_did_set_validation_code_put(struct ctx *c, bool v) MUST_CHECK;
enum err parachain_system_did_set_validation_code_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_last_relay_chain_block_number_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err parachain_system_last_relay_chain_block_number_put(struct ctx *c, u32 v) MUST_CHECK;
enum err parachain_system_last_relay_chain_block_number_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_upgrade_restriction_signal_get(struct ctx *c, struct parachain_system_upgrade_restriction_signal *out) MUST_CHECK;
enum err parachain_system_upgrade_restriction_signal_put(struct ctx *c, const struct parachain_system_upgrade_restriction_signal *v) MUST_CHECK;
enum err parachain_system_upgrade_restriction_signal_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_upgrade_go_ahead_get(struct ctx *c, struct parachain_system_upgrade_go_ahead *out) MUST_CHECK;
enum err parachain_system_upgrade_go_ahead_put(struct ctx *c, const struct parachain_system_upgrade_go_ahead *v) MUST_CHECK;
enum err parachain_system_upgrade_go_ahead_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_relay_state_proof_get(struct ctx *c, bool *found, struct storage_proof *out) MUST_CHECK;
enum err parachain_system_relay_state_proof_put(struct ctx *c, const struct storage_proof *v) MUST_CHECK;
enum err parachain_system_relay_state_proof_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_relevant_messaging_state_get(struct ctx *c, bool *found, struct messaging_state_snapshot *out) MUST_CHECK;
enum err parachain_system_relevant_messaging_state_put(struct ctx *c, const struct messaging_state_snapshot *v) MUST_CHECK;
enum err parachain_system_relevant_messaging_state_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_host_configuration_get(struct ctx *c, bool *found, struct abridged_host_configuration *out) MUST_CHECK;
enum err parachain_system_host_configuration_put(struct ctx *c, const struct abridged_host_configuration *v) MUST_CHECK;
enum err parachain_system_host_configuration_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_last_dmq_mqc_head_get(struct ctx *c, u8 out[32]) MUST_CHECK;
enum err parachain_system_last_dmq_mqc_head_put(struct ctx *c, const u8 v[32]) MUST_CHECK;
enum err parachain_system_last_dmq_mqc_head_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_last_hrmp_mqc_heads_get(struct ctx *c, struct parachain_system_last_hrmp_mqc_heads *out) MUST_CHECK;
enum err parachain_system_last_hrmp_mqc_heads_put(struct ctx *c, const struct parachain_system_last_hrmp_mqc_heads *v) MUST_CHECK;
enum err parachain_system_last_hrmp_mqc_heads_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_processed_downward_messages_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err parachain_system_processed_downward_messages_put(struct ctx *c, u32 v) MUST_CHECK;
enum err parachain_system_processed_downward_messages_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_hrmp_watermark_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err parachain_system_hrmp_watermark_put(struct ctx *c, u32 v) MUST_CHECK;
enum err parachain_system_hrmp_watermark_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_hrmp_outbound_messages_get(struct ctx *c, struct parachain_system_hrmp_outbound_messages *out) MUST_CHECK;
enum err parachain_system_hrmp_outbound_messages_put(struct ctx *c, const struct parachain_system_hrmp_outbound_messages *v) MUST_CHECK;
enum err parachain_system_hrmp_outbound_messages_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_upward_messages_get(struct ctx *c, struct parachain_system_upward_messages *out) MUST_CHECK;
enum err parachain_system_upward_messages_put(struct ctx *c, const struct parachain_system_upward_messages *v) MUST_CHECK;
enum err parachain_system_upward_messages_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_pending_upward_messages_get(struct ctx *c, struct parachain_system_pending_upward_messages *out) MUST_CHECK;
enum err parachain_system_pending_upward_messages_put(struct ctx *c, const struct parachain_system_pending_upward_messages *v) MUST_CHECK;
enum err parachain_system_pending_upward_messages_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_announced_hrmp_messages_per_candidate_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err parachain_system_announced_hrmp_messages_per_candidate_put(struct ctx *c, u32 v) MUST_CHECK;
enum err parachain_system_announced_hrmp_messages_per_candidate_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_authorized_upgrade_get(struct ctx *c, bool *found, struct code_upgrade_authorization *out) MUST_CHECK;
enum err parachain_system_authorized_upgrade_put(struct ctx *c, const struct code_upgrade_authorization *v) MUST_CHECK;
enum err parachain_system_authorized_upgrade_kill(struct ctx *c) MUST_CHECK;
enum err parachain_system_custom_validation_head_data_get(struct ctx *c, bool *found, struct slice *out) MUST_CHECK;
enum err parachain_system_custom_validation_head_data_put(struct ctx *c, const struct slice *v) MUST_CHECK;
enum err parachain_system_custom_validation_head_data_kill(struct ctx *c) MUST_CHECK;

enum err parachain_system_deposit_validation_function_stored(struct ctx *c, const struct event_parachain_system_validation_function_stored *e) MUST_CHECK;
enum err parachain_system_deposit_validation_function_applied(struct ctx *c, const struct event_parachain_system_validation_function_applied *e) MUST_CHECK;
enum err parachain_system_deposit_validation_function_discarded(struct ctx *c, const struct event_parachain_system_validation_function_discarded *e) MUST_CHECK;
enum err parachain_system_deposit_upgrade_authorized(struct ctx *c, const struct event_parachain_system_upgrade_authorized *e) MUST_CHECK;
enum err parachain_system_deposit_downward_messages_received(struct ctx *c, const struct event_parachain_system_downward_messages_received *e) MUST_CHECK;
enum err parachain_system_deposit_downward_messages_processed(struct ctx *c, const struct event_parachain_system_downward_messages_processed *e) MUST_CHECK;
enum err parachain_system_deposit_upward_message_sent(struct ctx *c, const struct event_parachain_system_upward_message_sent *e) MUST_CHECK;

/* parachain_system_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err parachain_system_fail(struct ctx *c, enum parachain_system_error error) MUST_CHECK;

/* Written by hand in parachain_system.c. */
enum err parachain_system_set_validation_data(struct ctx *c, const struct origin *o,
		const struct parachain_system_set_validation_data_args *a) MUST_CHECK;
enum err parachain_system_sudo_send_upward_message(struct ctx *c, const struct origin *o,
		const struct parachain_system_sudo_send_upward_message_args *a) MUST_CHECK;
enum err parachain_system_authorize_upgrade(struct ctx *c, const struct origin *o,
		const struct parachain_system_authorize_upgrade_args *a) MUST_CHECK;
enum err parachain_system_enact_authorized_upgrade(struct ctx *c, const struct origin *o,
		const struct parachain_system_enact_authorized_upgrade_args *a) MUST_CHECK;
enum err parachain_system_on_initialize(struct ctx *c) MUST_CHECK;
enum err parachain_system_on_finalize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_PARACHAIN_SYSTEM_GEN_H */
