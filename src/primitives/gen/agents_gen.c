/* Made by tools/gen_pallets.py from runtime/pallets/agents/pallet.toml; edit that. */
#include "primitives/gen/agents_gen.h"

void rd_agent_info(struct rd *r, struct agent_info *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->owner, 32);
	rd_bytes(r, out->code_id, 32);
	rd_bytes(r, out->manifest_hash, 32);
	out->code_version = rd_u32(r);
	out->has_uri = rd_option(r);
	if (out->has_uri)
		out->uri = rd_vec(r, 256);
	out->paused = rd_bool(r);
	out->created_at = rd_u32(r);
}

void wr_agent_info(struct wr *w, const struct agent_info *in)
{
	wr_bytes(w, in->owner, 32);
	wr_bytes(w, in->code_id, 32);
	wr_bytes(w, in->manifest_hash, 32);
	wr_u32(w, in->code_version);
	wr_bool(w, in->has_uri);
	if (in->has_uri)
		wr_vec(w, in->uri);
	wr_bool(w, in->paused);
	wr_u32(w, in->created_at);
}

void rd_event_kind(struct rd *r, struct event_kind *out)
{
	memset(out, 0, sizeof(*out));
	out->pallet = rd_u8(r);
	out->event = rd_u8(r);
}

void wr_event_kind(struct wr *w, const struct event_kind *in)
{
	wr_u8(w, in->pallet);
	wr_u8(w, in->event);
}

void rd_lease(struct rd *r, struct lease *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->worker, 32);
	out->epoch = rd_u64(r);
	out->expires = rd_u32(r);
}

void wr_lease(struct wr *w, const struct lease *in)
{
	wr_bytes(w, in->worker, 32);
	wr_u64(w, in->epoch);
	wr_u32(w, in->expires);
}

void rd_result_record(struct rd *r, struct result_record *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->trigger, 32);
	rd_bytes(r, out->receipt, 32);
	rd_bytes(r, out->worker, 32);
	rd_bytes(r, out->code_id, 32);
	out->outcome = rd_u8(r);
	out->strength = rd_u8(r);
	out->block = rd_u32(r);
	out->output = rd_vec(r, 8192);
}

void wr_result_record(struct wr *w, const struct result_record *in)
{
	wr_bytes(w, in->trigger, 32);
	wr_bytes(w, in->receipt, 32);
	wr_bytes(w, in->worker, 32);
	wr_bytes(w, in->code_id, 32);
	wr_u8(w, in->outcome);
	wr_u8(w, in->strength);
	wr_u32(w, in->block);
	wr_vec(w, in->output);
}

void rd_trigger_source(struct rd *r, struct trigger_source *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == TRIGGER_SOURCE_EVENT)
		rd_event_kind(r, &out->u.event);
	if (r->err == ERR_OK && out->tag == TRIGGER_SOURCE_REQUEST)
		rd_bytes(r, out->u.request, 32);
}

void wr_trigger_source(struct wr *w, const struct trigger_source *in)
{
	wr_u8(w, in->tag);
	if (in->tag == TRIGGER_SOURCE_EVENT)
		wr_event_kind(w, &in->u.event);
	if (in->tag == TRIGGER_SOURCE_REQUEST)
		wr_bytes(w, in->u.request, 32);
}

void rd_trigger(struct rd *r, struct trigger *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_trigger_source(r, &out->source);
	out->block = rd_u32(r);
	out->event_index = rd_u32(r);
	rd_bytes(r, out->subject, 32);
	out->input = rd_vec(r, 4096);
}

void wr_trigger(struct wr *w, const struct trigger *in)
{
	wr_bytes(w, in->agent, 32);
	wr_trigger_source(w, &in->source);
	wr_u32(w, in->block);
	wr_u32(w, in->event_index);
	wr_bytes(w, in->subject, 32);
	wr_vec(w, in->input);
}

struct storage_key agents_agents_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Agents"));
}

struct storage_key agents_agents_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Agents"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err agents_agents_decode(struct agent_info *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_agent_info(&r, out);
	return rd_end(&r);
}

void rd_agents_subscriptions(struct rd *r, struct agents_subscriptions *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 32);
	if (out->list.num > 16) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_bytes(r, out->list.items[i], 32);
}

void wr_agents_subscriptions(struct wr *w, const struct agents_subscriptions *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_bytes(w, in->list.items[i], 32);
}

struct storage_key agents_subscriptions_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Subscriptions"));
}

struct storage_key agents_subscriptions_key(const struct event_kind *key)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Subscriptions"));
	u8 buf_key[128];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_event_kind(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err agents_subscriptions_decode(struct agents_subscriptions *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_agents_subscriptions(&r, out);
	return rd_end(&r);
}

struct storage_key agents_triggers_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Triggers"));
}

struct storage_key agents_triggers_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Triggers"));

	storage_key_identity(&k, slice_of(key, 32));
	return k;
}

enum err agents_triggers_decode(struct trigger *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_trigger(&r, out);
	return rd_end(&r);
}

struct storage_key agents_leases_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Leases"));
}

struct storage_key agents_leases_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Leases"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err agents_leases_decode(struct lease *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_lease(&r, out);
	return rd_end(&r);
}

struct storage_key agents_lease_epoch_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("LeaseEpoch"));
}

struct storage_key agents_lease_epoch_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("LeaseEpoch"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err agents_lease_epoch_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key agents_results_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Results"));
}

struct storage_key agents_results_key(const u8 key[32], const u8 key2[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Results"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));

	storage_key_blake2_128_concat(&k, slice_of(key2, 32));
	return k;
}

enum err agents_results_decode(struct result_record *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_result_record(&r, out);
	return rd_end(&r);
}

struct storage_key agents_consumed_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Consumed"));
}

struct storage_key agents_consumed_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("Consumed"));

	storage_key_identity(&k, slice_of(key, 32));
	return k;
}

enum err agents_consumed_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

struct storage_key agents_freshness_window_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaAgents"), SLICE_LIT("FreshnessWindow"));

	return k;
}

enum err agents_freshness_window_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

void rd_agents_register_args(struct rd *r, struct agents_register_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->salt, 32);
	rd_bytes(r, out->code_id, 32);
	rd_bytes(r, out->manifest_hash, 32);
	out->has_uri = rd_option(r);
	if (out->has_uri)
		out->uri = rd_vec(r, 256);
}

void wr_agents_register_args(struct wr *w, const struct agents_register_args *in)
{
	wr_bytes(w, in->salt, 32);
	wr_bytes(w, in->code_id, 32);
	wr_bytes(w, in->manifest_hash, 32);
	wr_bool(w, in->has_uri);
	if (in->has_uri)
		wr_vec(w, in->uri);
}

void wr_call_agents_register(struct wr *w, const struct agents_register_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_REGISTER);
	wr_agents_register_args(w, in);
}

void rd_agents_set_code_args(struct rd *r, struct agents_set_code_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->code_id, 32);
	rd_bytes(r, out->manifest_hash, 32);
	out->has_uri = rd_option(r);
	if (out->has_uri)
		out->uri = rd_vec(r, 256);
}

void wr_agents_set_code_args(struct wr *w, const struct agents_set_code_args *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->code_id, 32);
	wr_bytes(w, in->manifest_hash, 32);
	wr_bool(w, in->has_uri);
	if (in->has_uri)
		wr_vec(w, in->uri);
}

void wr_call_agents_set_code(struct wr *w, const struct agents_set_code_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_SET_CODE);
	wr_agents_set_code_args(w, in);
}

void rd_agents_set_paused_args(struct rd *r, struct agents_set_paused_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	out->paused = rd_bool(r);
}

void wr_agents_set_paused_args(struct wr *w, const struct agents_set_paused_args *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bool(w, in->paused);
}

void wr_call_agents_set_paused(struct wr *w, const struct agents_set_paused_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_SET_PAUSED);
	wr_agents_set_paused_args(w, in);
}

void rd_agents_subscribe_args(struct rd *r, struct agents_subscribe_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_event_kind(r, &out->kind);
}

void wr_agents_subscribe_args(struct wr *w, const struct agents_subscribe_args *in)
{
	wr_bytes(w, in->agent, 32);
	wr_event_kind(w, &in->kind);
}

void wr_call_agents_subscribe(struct wr *w, const struct agents_subscribe_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_SUBSCRIBE);
	wr_agents_subscribe_args(w, in);
}

void rd_agents_unsubscribe_args(struct rd *r, struct agents_unsubscribe_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_event_kind(r, &out->kind);
}

void wr_agents_unsubscribe_args(struct wr *w, const struct agents_unsubscribe_args *in)
{
	wr_bytes(w, in->agent, 32);
	wr_event_kind(w, &in->kind);
}

void wr_call_agents_unsubscribe(struct wr *w, const struct agents_unsubscribe_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_UNSUBSCRIBE);
	wr_agents_unsubscribe_args(w, in);
}

void rd_agents_assign_lease_args(struct rd *r, struct agents_assign_lease_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->worker, 32);
	out->blocks = rd_u32(r);
}

void wr_agents_assign_lease_args(struct wr *w, const struct agents_assign_lease_args *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->worker, 32);
	wr_u32(w, in->blocks);
}

void wr_call_agents_assign_lease(struct wr *w, const struct agents_assign_lease_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_ASSIGN_LEASE);
	wr_agents_assign_lease_args(w, in);
}

void rd_agents_request_args(struct rd *r, struct agents_request_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->subject, 32);
	rd_bytes(r, out->body_hash, 32);
}

void wr_agents_request_args(struct wr *w, const struct agents_request_args *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->subject, 32);
	wr_bytes(w, in->body_hash, 32);
}

void wr_call_agents_request(struct wr *w, const struct agents_request_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_REQUEST);
	wr_agents_request_args(w, in);
}

void rd_agents_submit_result_args(struct rd *r, struct agents_submit_result_args *out)
{
	memset(out, 0, sizeof(*out));
	out->receipt = rd_vec(r, 32768);
	rd_bytes(r, out->signature, 64);
	out->output = rd_vec(r, 8192);
}

void wr_agents_submit_result_args(struct wr *w, const struct agents_submit_result_args *in)
{
	wr_vec(w, in->receipt);
	wr_bytes(w, in->signature, 64);
	wr_vec(w, in->output);
}

void wr_call_agents_submit_result(struct wr *w, const struct agents_submit_result_args *in)
{
	wr_u8(w, AGENTS_PALLET);
	wr_u8(w, AGENTS_CALL_SUBMIT_RESULT);
	wr_agents_submit_result_args(w, in);
}

void rd_event_agents_agent_registered(struct rd *r, struct event_agents_agent_registered *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->owner, 32);
	rd_bytes(r, out->code_id, 32);
}

void wr_event_agents_agent_registered(struct wr *w, const struct event_agents_agent_registered *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->owner, 32);
	wr_bytes(w, in->code_id, 32);
}

void rd_event_agents_code_set(struct rd *r, struct event_agents_code_set *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->code_id, 32);
	out->code_version = rd_u32(r);
}

void wr_event_agents_code_set(struct wr *w, const struct event_agents_code_set *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->code_id, 32);
	wr_u32(w, in->code_version);
}

void rd_event_agents_paused_set(struct rd *r, struct event_agents_paused_set *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	out->paused = rd_bool(r);
}

void wr_event_agents_paused_set(struct wr *w, const struct event_agents_paused_set *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bool(w, in->paused);
}

void rd_event_agents_subscribed(struct rd *r, struct event_agents_subscribed *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_event_kind(r, &out->kind);
}

void wr_event_agents_subscribed(struct wr *w, const struct event_agents_subscribed *in)
{
	wr_bytes(w, in->agent, 32);
	wr_event_kind(w, &in->kind);
}

void rd_event_agents_unsubscribed(struct rd *r, struct event_agents_unsubscribed *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_event_kind(r, &out->kind);
}

void wr_event_agents_unsubscribed(struct wr *w, const struct event_agents_unsubscribed *in)
{
	wr_bytes(w, in->agent, 32);
	wr_event_kind(w, &in->kind);
}

void rd_event_agents_lease_assigned(struct rd *r, struct event_agents_lease_assigned *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->worker, 32);
	out->epoch = rd_u64(r);
	out->expires = rd_u32(r);
}

void wr_event_agents_lease_assigned(struct wr *w, const struct event_agents_lease_assigned *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->worker, 32);
	wr_u64(w, in->epoch);
	wr_u32(w, in->expires);
}

void rd_event_agents_requested(struct rd *r, struct event_agents_requested *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->who, 32);
	rd_bytes(r, out->subject, 32);
	rd_bytes(r, out->body_hash, 32);
}

void wr_event_agents_requested(struct wr *w, const struct event_agents_requested *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->who, 32);
	wr_bytes(w, in->subject, 32);
	wr_bytes(w, in->body_hash, 32);
}

void rd_event_agents_trigger_created(struct rd *r, struct event_agents_trigger_created *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->trigger, 32);
	rd_bytes(r, out->agent, 32);
}

void wr_event_agents_trigger_created(struct wr *w, const struct event_agents_trigger_created *in)
{
	wr_bytes(w, in->trigger, 32);
	wr_bytes(w, in->agent, 32);
}

void rd_event_agents_result_recorded(struct rd *r, struct event_agents_result_recorded *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->subject, 32);
	rd_bytes(r, out->trigger, 32);
	rd_bytes(r, out->receipt, 32);
	out->outcome = rd_u8(r);
	out->strength = rd_u8(r);
	out->output = rd_vec(r, 8192);
}

void wr_event_agents_result_recorded(struct wr *w, const struct event_agents_result_recorded *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->subject, 32);
	wr_bytes(w, in->trigger, 32);
	wr_bytes(w, in->receipt, 32);
	wr_u8(w, in->outcome);
	wr_u8(w, in->strength);
	wr_vec(w, in->output);
}

const char *agents_error_name(u8 error)
{
	static const char *const names[] = {
		"AgentNotFound",
		"AgentExists",
		"NotOwner",
		"AgentPaused",
		"TooManySubscribers",
		"NotSubscribed",
		"AlreadySubscribed",
		"WorkerNotRegistered",
		"WorkerNotLive",
		"IncarnationNotCurrent",
		"LeaseNotFound",
		"LeaseExpired",
		"LeaseWorkerMismatch",
		"LeaseEpochNotCurrent",
		"CodeNotCurrent",
		"TriggerNotFound",
		"TriggerConsumed",
		"TriggerMismatch",
		"HeadNotFresh",
		"HeadMismatch",
		"ReceiptMalformed",
		"ReceiptSignature",
		"ReceiptGenesis",
		"MeasurementMismatch",
		"OutputMismatch",
		"EventNotOffered",
		"WorkerUnattested",
		"WorkerExpired",
		"WorkerRootRemoved",
		"WorkerMeasurementRevoked",
		"WorkerPlatformRevoked",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
