/* Made by tools/gen_pallets.py from runtime/pallets; edit the descriptors. */
#include "primitives/gen/pallets_gen.h"

#include "primitives/gen/agents_gen.h"
#include "primitives/gen/aura_gen.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/grandpa_gen.h"
#include "primitives/gen/mq_gen.h"
#include "primitives/gen/parachain_info_gen.h"
#include "primitives/gen/parachain_system_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/session_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "primitives/gen/transaction_payment_gen.h"
#include "primitives/gen/utility_gen.h"
#include "primitives/gen/validator_manager_gen.h"
#include "primitives/gen/xcmp_queue_gen.h"

static void skip_event_system_extrinsic_success(struct rd *r)
{
	struct event_system_extrinsic_success e;

	rd_event_system_extrinsic_success(r, &e);
}

static void skip_event_system_extrinsic_failed(struct rd *r)
{
	struct event_system_extrinsic_failed e;

	rd_event_system_extrinsic_failed(r, &e);
}

static void skip_event_system_code_updated(struct rd *r)
{
	struct event_system_code_updated e;

	rd_event_system_code_updated(r, &e);
}

static void skip_event_system_new_account(struct rd *r)
{
	struct event_system_new_account e;

	rd_event_system_new_account(r, &e);
}

static void skip_event_system_killed_account(struct rd *r)
{
	struct event_system_killed_account e;

	rd_event_system_killed_account(r, &e);
}

static void skip_event_system_remarked(struct rd *r)
{
	struct event_system_remarked e;

	rd_event_system_remarked(r, &e);
}

static void skip_event_parachain_system_validation_function_stored(struct rd *r)
{
	struct event_parachain_system_validation_function_stored e;

	rd_event_parachain_system_validation_function_stored(r, &e);
}

static void skip_event_parachain_system_validation_function_applied(struct rd *r)
{
	struct event_parachain_system_validation_function_applied e;

	rd_event_parachain_system_validation_function_applied(r, &e);
}

static void skip_event_parachain_system_validation_function_discarded(struct rd *r)
{
	struct event_parachain_system_validation_function_discarded e;

	rd_event_parachain_system_validation_function_discarded(r, &e);
}

static void skip_event_parachain_system_upgrade_authorized(struct rd *r)
{
	struct event_parachain_system_upgrade_authorized e;

	rd_event_parachain_system_upgrade_authorized(r, &e);
}

static void skip_event_parachain_system_downward_messages_received(struct rd *r)
{
	struct event_parachain_system_downward_messages_received e;

	rd_event_parachain_system_downward_messages_received(r, &e);
}

static void skip_event_parachain_system_downward_messages_processed(struct rd *r)
{
	struct event_parachain_system_downward_messages_processed e;

	rd_event_parachain_system_downward_messages_processed(r, &e);
}

static void skip_event_parachain_system_upward_message_sent(struct rd *r)
{
	struct event_parachain_system_upward_message_sent e;

	rd_event_parachain_system_upward_message_sent(r, &e);
}

static void skip_event_utility_batch_interrupted(struct rd *r)
{
	struct event_utility_batch_interrupted e;

	rd_event_utility_batch_interrupted(r, &e);
}

static void skip_event_utility_batch_completed(struct rd *r)
{
	struct event_utility_batch_completed e;

	rd_event_utility_batch_completed(r, &e);
}

static void skip_event_utility_item_completed(struct rd *r)
{
	struct event_utility_item_completed e;

	rd_event_utility_item_completed(r, &e);
}

static void skip_event_sudo_sudid(struct rd *r)
{
	struct event_sudo_sudid e;

	rd_event_sudo_sudid(r, &e);
}

static void skip_event_sudo_key_changed(struct rd *r)
{
	struct event_sudo_key_changed e;

	rd_event_sudo_key_changed(r, &e);
}

static void skip_event_balances_endowed(struct rd *r)
{
	struct event_balances_endowed e;

	rd_event_balances_endowed(r, &e);
}

static void skip_event_balances_dust_lost(struct rd *r)
{
	struct event_balances_dust_lost e;

	rd_event_balances_dust_lost(r, &e);
}

static void skip_event_balances_transfer(struct rd *r)
{
	struct event_balances_transfer e;

	rd_event_balances_transfer(r, &e);
}

static void skip_event_balances_reserved(struct rd *r)
{
	struct event_balances_reserved e;

	rd_event_balances_reserved(r, &e);
}

static void skip_event_balances_unreserved(struct rd *r)
{
	struct event_balances_unreserved e;

	rd_event_balances_unreserved(r, &e);
}

static void skip_event_balances_deposit(struct rd *r)
{
	struct event_balances_deposit e;

	rd_event_balances_deposit(r, &e);
}

static void skip_event_balances_withdraw(struct rd *r)
{
	struct event_balances_withdraw e;

	rd_event_balances_withdraw(r, &e);
}

static void skip_event_transaction_payment_transaction_fee_paid(struct rd *r)
{
	struct event_transaction_payment_transaction_fee_paid e;

	rd_event_transaction_payment_transaction_fee_paid(r, &e);
}

static void skip_event_session_new_session(struct rd *r)
{
	struct event_session_new_session e;

	rd_event_session_new_session(r, &e);
}

static void skip_event_grandpa_new_authorities(struct rd *r)
{
	struct event_grandpa_new_authorities e;

	rd_event_grandpa_new_authorities(r, &e);
}

static void skip_event_validator_manager_validators_registered(struct rd *r)
{
	struct event_validator_manager_validators_registered e;

	rd_event_validator_manager_validators_registered(r, &e);
}

static void skip_event_validator_manager_validators_deregistered(struct rd *r)
{
	struct event_validator_manager_validators_deregistered e;

	rd_event_validator_manager_validators_deregistered(r, &e);
}

static void skip_event_xcmp_queue_xcmp_message_sent(struct rd *r)
{
	struct event_xcmp_queue_xcmp_message_sent e;

	rd_event_xcmp_queue_xcmp_message_sent(r, &e);
}

static void skip_event_xcmp_queue_message_received(struct rd *r)
{
	struct event_xcmp_queue_message_received e;

	rd_event_xcmp_queue_message_received(r, &e);
}

static void skip_event_xcmp_queue_page_dropped(struct rd *r)
{
	struct event_xcmp_queue_page_dropped e;

	rd_event_xcmp_queue_page_dropped(r, &e);
}

static void skip_event_xcmp_queue_channel_state_changed(struct rd *r)
{
	struct event_xcmp_queue_channel_state_changed e;

	rd_event_xcmp_queue_channel_state_changed(r, &e);
}

static void skip_event_mq_message_queued(struct rd *r)
{
	struct event_mq_message_queued e;

	rd_event_mq_message_queued(r, &e);
}

static void skip_event_mq_message_received(struct rd *r)
{
	struct event_mq_message_received e;

	rd_event_mq_message_received(r, &e);
}

static void skip_event_registry_worker_registered(struct rd *r)
{
	struct event_registry_worker_registered e;

	rd_event_registry_worker_registered(r, &e);
}

static void skip_event_registry_worker_seen(struct rd *r)
{
	struct event_registry_worker_seen e;

	rd_event_registry_worker_seen(r, &e);
}

static void skip_event_registry_worker_attested(struct rd *r)
{
	struct event_registry_worker_attested e;

	rd_event_registry_worker_attested(r, &e);
}

static void skip_event_registry_collateral_updated(struct rd *r)
{
	struct event_registry_collateral_updated e;

	rd_event_registry_collateral_updated(r, &e);
}

static void skip_event_registry_pruned(struct rd *r)
{
	struct event_registry_pruned e;

	rd_event_registry_pruned(r, &e);
}

static void skip_event_registry_attestation_policy_set(struct rd *r)
{
	struct event_registry_attestation_policy_set e;

	rd_event_registry_attestation_policy_set(r, &e);
}

static void skip_event_registry_root_added(struct rd *r)
{
	struct event_registry_root_added e;

	rd_event_registry_root_added(r, &e);
}

static void skip_event_registry_root_removed(struct rd *r)
{
	struct event_registry_root_removed e;

	rd_event_registry_root_removed(r, &e);
}

static void skip_event_registry_measurement_set(struct rd *r)
{
	struct event_registry_measurement_set e;

	rd_event_registry_measurement_set(r, &e);
}

static void skip_event_registry_measurement_revoked(struct rd *r)
{
	struct event_registry_measurement_revoked e;

	rd_event_registry_measurement_revoked(r, &e);
}

static void skip_event_registry_platform_set(struct rd *r)
{
	struct event_registry_platform_set e;

	rd_event_registry_platform_set(r, &e);
}

static void skip_event_registry_platform_revoked(struct rd *r)
{
	struct event_registry_platform_revoked e;

	rd_event_registry_platform_revoked(r, &e);
}

static void skip_event_registry_registration_freeze_set(struct rd *r)
{
	struct event_registry_registration_freeze_set e;

	rd_event_registry_registration_freeze_set(r, &e);
}

static void skip_event_registry_worker_approved(struct rd *r)
{
	struct event_registry_worker_approved e;

	rd_event_registry_worker_approved(r, &e);
}

static void skip_event_registry_worker_bonded(struct rd *r)
{
	struct event_registry_worker_bonded e;

	rd_event_registry_worker_bonded(r, &e);
}

static void skip_event_registry_worker_unbonded(struct rd *r)
{
	struct event_registry_worker_unbonded e;

	rd_event_registry_worker_unbonded(r, &e);
}

static void skip_event_agents_agent_registered(struct rd *r)
{
	struct event_agents_agent_registered e;

	rd_event_agents_agent_registered(r, &e);
}

static void skip_event_agents_code_set(struct rd *r)
{
	struct event_agents_code_set e;

	rd_event_agents_code_set(r, &e);
}

static void skip_event_agents_paused_set(struct rd *r)
{
	struct event_agents_paused_set e;

	rd_event_agents_paused_set(r, &e);
}

static void skip_event_agents_subscribed(struct rd *r)
{
	struct event_agents_subscribed e;

	rd_event_agents_subscribed(r, &e);
}

static void skip_event_agents_unsubscribed(struct rd *r)
{
	struct event_agents_unsubscribed e;

	rd_event_agents_unsubscribed(r, &e);
}

static void skip_event_agents_lease_assigned(struct rd *r)
{
	struct event_agents_lease_assigned e;

	rd_event_agents_lease_assigned(r, &e);
}

static void skip_event_agents_requested(struct rd *r)
{
	struct event_agents_requested e;

	rd_event_agents_requested(r, &e);
}

static void skip_event_agents_trigger_created(struct rd *r)
{
	struct event_agents_trigger_created e;

	rd_event_agents_trigger_created(r, &e);
}

static void skip_event_agents_result_recorded(struct rd *r)
{
	struct event_agents_result_recorded e;

	rd_event_agents_result_recorded(r, &e);
}

static void skip_event_referenda_submitted(struct rd *r)
{
	struct event_referenda_submitted e;

	rd_event_referenda_submitted(r, &e);
}

static void skip_event_referenda_analyst_set(struct rd *r)
{
	struct event_referenda_analyst_set e;

	rd_event_referenda_analyst_set(r, &e);
}

static void skip_event_referenda_assessed(struct rd *r)
{
	struct event_referenda_assessed e;

	rd_event_referenda_assessed(r, &e);
}

static const struct event_row {
	u8 pallet, event;
	const char *name;
	void (*skip)(struct rd *r);
} events[] = {
	{0, 0, "ExtrinsicSuccess", skip_event_system_extrinsic_success},
	{0, 1, "ExtrinsicFailed", skip_event_system_extrinsic_failed},
	{0, 2, "CodeUpdated", skip_event_system_code_updated},
	{0, 3, "NewAccount", skip_event_system_new_account},
	{0, 4, "KilledAccount", skip_event_system_killed_account},
	{0, 5, "Remarked", skip_event_system_remarked},
	{1, 0, "ValidationFunctionStored", skip_event_parachain_system_validation_function_stored},
	{1, 1, "ValidationFunctionApplied", skip_event_parachain_system_validation_function_applied},
	{1, 2, "ValidationFunctionDiscarded", skip_event_parachain_system_validation_function_discarded},
	{1, 3, "UpgradeAuthorized", skip_event_parachain_system_upgrade_authorized},
	{1, 4, "DownwardMessagesReceived", skip_event_parachain_system_downward_messages_received},
	{1, 5, "DownwardMessagesProcessed", skip_event_parachain_system_downward_messages_processed},
	{1, 6, "UpwardMessageSent", skip_event_parachain_system_upward_message_sent},
	{5, 0, "BatchInterrupted", skip_event_utility_batch_interrupted},
	{5, 1, "BatchCompleted", skip_event_utility_batch_completed},
	{5, 3, "ItemCompleted", skip_event_utility_item_completed},
	{6, 0, "Sudid", skip_event_sudo_sudid},
	{6, 1, "KeyChanged", skip_event_sudo_key_changed},
	{10, 0, "Endowed", skip_event_balances_endowed},
	{10, 1, "DustLost", skip_event_balances_dust_lost},
	{10, 2, "Transfer", skip_event_balances_transfer},
	{10, 4, "Reserved", skip_event_balances_reserved},
	{10, 5, "Unreserved", skip_event_balances_unreserved},
	{10, 7, "Deposit", skip_event_balances_deposit},
	{10, 8, "Withdraw", skip_event_balances_withdraw},
	{11, 0, "TransactionFeePaid", skip_event_transaction_payment_transaction_fee_paid},
	{21, 0, "NewSession", skip_event_session_new_session},
	{23, 0, "NewAuthorities", skip_event_grandpa_new_authorities},
	{24, 0, "ValidatorsRegistered", skip_event_validator_manager_validators_registered},
	{24, 1, "ValidatorsDeregistered", skip_event_validator_manager_validators_deregistered},
	{30, 0, "XcmpMessageSent", skip_event_xcmp_queue_xcmp_message_sent},
	{30, 64, "MessageReceived", skip_event_xcmp_queue_message_received},
	{30, 65, "PageDropped", skip_event_xcmp_queue_page_dropped},
	{30, 66, "ChannelStateChanged", skip_event_xcmp_queue_channel_state_changed},
	{40, 0, "MessageQueued", skip_event_mq_message_queued},
	{40, 1, "MessageReceived", skip_event_mq_message_received},
	{41, 10, "WorkerRegistered", skip_event_registry_worker_registered},
	{41, 11, "WorkerSeen", skip_event_registry_worker_seen},
	{41, 12, "WorkerAttested", skip_event_registry_worker_attested},
	{41, 13, "CollateralUpdated", skip_event_registry_collateral_updated},
	{41, 14, "Pruned", skip_event_registry_pruned},
	{41, 15, "AttestationPolicySet", skip_event_registry_attestation_policy_set},
	{41, 16, "RootAdded", skip_event_registry_root_added},
	{41, 17, "RootRemoved", skip_event_registry_root_removed},
	{41, 18, "MeasurementSet", skip_event_registry_measurement_set},
	{41, 19, "MeasurementRevoked", skip_event_registry_measurement_revoked},
	{41, 20, "PlatformSet", skip_event_registry_platform_set},
	{41, 21, "PlatformRevoked", skip_event_registry_platform_revoked},
	{41, 22, "RegistrationFreezeSet", skip_event_registry_registration_freeze_set},
	{41, 23, "WorkerApproved", skip_event_registry_worker_approved},
	{41, 24, "WorkerBonded", skip_event_registry_worker_bonded},
	{41, 25, "WorkerUnbonded", skip_event_registry_worker_unbonded},
	{50, 0, "AgentRegistered", skip_event_agents_agent_registered},
	{50, 1, "CodeSet", skip_event_agents_code_set},
	{50, 2, "PausedSet", skip_event_agents_paused_set},
	{50, 3, "Subscribed", skip_event_agents_subscribed},
	{50, 4, "Unsubscribed", skip_event_agents_unsubscribed},
	{50, 5, "LeaseAssigned", skip_event_agents_lease_assigned},
	{50, 6, "Requested", skip_event_agents_requested},
	{50, 7, "TriggerCreated", skip_event_agents_trigger_created},
	{50, 8, "ResultRecorded", skip_event_agents_result_recorded},
	{60, 0, "Submitted", skip_event_referenda_submitted},
	{60, 200, "AnalystSet", skip_event_referenda_analyst_set},
	{60, 201, "Assessed", skip_event_referenda_assessed},
};

static const struct {
	u8 index;
	const char *name;
	const char *(*error_name)(u8 error);
} pallets[] = {
	{0, "System", system_error_name},
	{1, "ParachainSystem", parachain_system_error_name},
	{2, "Timestamp", NULL},
	{3, "ParachainInfo", NULL},
	{5, "Utility", utility_error_name},
	{6, "Sudo", sudo_error_name},
	{10, "Balances", balances_error_name},
	{11, "TransactionPayment", NULL},
	{21, "Session", session_error_name},
	{22, "Aura", NULL},
	{23, "Grandpa", grandpa_error_name},
	{24, "ValidatorManager", validator_manager_error_name},
	{30, "XcmpQueue", xcmp_queue_error_name},
	{40, "PhalaMq", mq_error_name},
	{41, "PhalaRegistry", registry_error_name},
	{50, "PhalaAgents", agents_error_name},
	{60, "Referenda", referenda_error_name},
};

const char *pallet_name(u8 pallet)
{
	for (size_t i = 0; i < ARRAY_LEN(pallets); i++)
		if (pallets[i].index == pallet)
			return pallets[i].name;
	return NULL;
}

const char *pallet_error_name(u8 pallet, u8 error)
{
	for (size_t i = 0; i < ARRAY_LEN(pallets); i++)
		if (pallets[i].index == pallet && pallets[i].error_name != NULL)
			return pallets[i].error_name(error);
	return NULL;
}

static const struct event_row *event_find(u8 pallet, u8 event)
{
	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		if (events[i].pallet == pallet && events[i].event == event)
			return &events[i];
	return NULL;
}

const char *pallet_event_name(u8 pallet, u8 event)
{
	const struct event_row *row = event_find(pallet, event);

	return row == NULL ? NULL : row->name;
}

void rd_event_record(struct rd *r, struct event_record *out)
{
	const struct event_row *row;
	const u8 *start;

	memset(out, 0, sizeof(*out));
	rd_phase(r, &out->phase);
	out->pallet = rd_u8(r);
	out->event = rd_u8(r);
	row = event_find(out->pallet, out->event);
	if (row == NULL)
		rd_fail(r, ERR_TAG);
	start = r->p;
	if (r->err == ERR_OK)
		row->skip(r);
	if (r->err == ERR_OK)
		out->fields = slice_of(start, (size_t)(r->p - start));
	for (u32 n = rd_seq_len(r, 32); n > 0; n--)
		(void)rd_take(r, 32);
}

void wr_event_head(struct wr *w, const struct phase *phase, u8 pallet, u8 event)
{
	wr_phase(w, phase);
	wr_u8(w, pallet);
	wr_u8(w, event);
}

void wr_event_tail(struct wr *w)
{
	wr_compact(w, 0); /* no topics */
}
