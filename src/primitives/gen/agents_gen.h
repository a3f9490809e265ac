#ifndef PRIMITIVES_GEN_AGENTS_GEN_H
#define PRIMITIVES_GEN_AGENTS_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/agents/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define AGENTS_PALLET 50u

enum agents_call {
	AGENTS_CALL_REGISTER = 0,
	AGENTS_CALL_SET_CODE = 1,
	AGENTS_CALL_SET_PAUSED = 2,
	AGENTS_CALL_SUBSCRIBE = 3,
	AGENTS_CALL_UNSUBSCRIBE = 4,
	AGENTS_CALL_ASSIGN_LEASE = 5,
	AGENTS_CALL_REQUEST = 6,
	AGENTS_CALL_SUBMIT_RESULT = 7,
};

enum agents_event {
	AGENTS_EVENT_AGENT_REGISTERED = 0,
	AGENTS_EVENT_CODE_SET = 1,
	AGENTS_EVENT_PAUSED_SET = 2,
	AGENTS_EVENT_SUBSCRIBED = 3,
	AGENTS_EVENT_UNSUBSCRIBED = 4,
	AGENTS_EVENT_LEASE_ASSIGNED = 5,
	AGENTS_EVENT_REQUESTED = 6,
	AGENTS_EVENT_TRIGGER_CREATED = 7,
	AGENTS_EVENT_RESULT_RECORDED = 8,
};

enum agents_error {
	AGENTS_ERROR_AGENT_NOT_FOUND = 0,
	AGENTS_ERROR_AGENT_EXISTS = 1,
	AGENTS_ERROR_NOT_OWNER = 2,
	AGENTS_ERROR_AGENT_PAUSED = 3,
	AGENTS_ERROR_TOO_MANY_SUBSCRIBERS = 4,
	AGENTS_ERROR_NOT_SUBSCRIBED = 5,
	AGENTS_ERROR_ALREADY_SUBSCRIBED = 6,
	AGENTS_ERROR_WORKER_NOT_REGISTERED = 7,
	AGENTS_ERROR_WORKER_NOT_LIVE = 8,
	AGENTS_ERROR_INCARNATION_NOT_CURRENT = 9,
	AGENTS_ERROR_LEASE_NOT_FOUND = 10,
	AGENTS_ERROR_LEASE_EXPIRED = 11,
	AGENTS_ERROR_LEASE_WORKER_MISMATCH = 12,
	AGENTS_ERROR_LEASE_EPOCH_NOT_CURRENT = 13,
	AGENTS_ERROR_CODE_NOT_CURRENT = 14,
	AGENTS_ERROR_TRIGGER_NOT_FOUND = 15,
	AGENTS_ERROR_TRIGGER_CONSUMED = 16,
	AGENTS_ERROR_TRIGGER_MISMATCH = 17,
	AGENTS_ERROR_HEAD_NOT_FRESH = 18,
	AGENTS_ERROR_HEAD_MISMATCH = 19,
	AGENTS_ERROR_RECEIPT_MALFORMED = 20,
	AGENTS_ERROR_RECEIPT_SIGNATURE = 21,
	AGENTS_ERROR_RECEIPT_GENESIS = 22,
	AGENTS_ERROR_MEASUREMENT_MISMATCH = 23,
	AGENTS_ERROR_OUTPUT_MISMATCH = 24,
	AGENTS_ERROR_EVENT_NOT_OFFERED = 25,
	AGENTS_ERROR_WORKER_UNATTESTED = 26,
	AGENTS_ERROR_WORKER_EXPIRED = 27,
	AGENTS_ERROR_WORKER_ROOT_REMOVED = 28,
	AGENTS_ERROR_WORKER_MEASUREMENT_REVOKED = 29,
	AGENTS_ERROR_WORKER_PLATFORM_REVOKED = 30,
};

/* agents_error_name returns the name in the descriptor, or NULL. */
const char *agents_error_name(u8 error);

struct agent_info {
	u8 owner[32];
	u8 code_id[32];
	u8 manifest_hash[32];
	u32 code_version;
	bool has_uri;
	struct slice uri; /* at most 256 bytes */
	bool paused;
	u32 created_at;
};
void rd_agent_info(struct rd *r, struct agent_info *out);
void wr_agent_info(struct wr *w, const struct agent_info *in);

/* An event of this runtime, named by its two indices. */
struct event_kind {
	u8 pallet;
	u8 event;
};
void rd_event_kind(struct rd *r, struct event_kind *out);
void wr_event_kind(struct wr *w, const struct event_kind *in);

struct lease {
	u8 worker[32];
	u64 epoch;
	u32 expires;
};
void rd_lease(struct rd *r, struct lease *out);
void wr_lease(struct wr *w, const struct lease *in);

struct result_record {
	u8 trigger[32];
	u8 receipt[32];
	u8 worker[32];
	u8 code_id[32];
	u8 outcome;
	u8 strength;
	u32 block;
	struct slice output; /* at most 8192 bytes */
};
void rd_result_record(struct rd *r, struct result_record *out);
void wr_result_record(struct wr *w, const struct result_record *in);

enum trigger_source_tag {
	TRIGGER_SOURCE_EVENT = 0,
	TRIGGER_SOURCE_REQUEST = 1,
};
struct trigger_source {
	u8 tag; /* enum trigger_source_tag */
	union {
		struct event_kind event;
		u8 request[32];
	} u;
};
void rd_trigger_source(struct rd *r, struct trigger_source *out);
void wr_trigger_source(struct wr *w, const struct trigger_source *in);

/* id = blake2_256(SCALE(genesis H256, block u32, event_index u32, agent H256)); event_index is that of the event that caused it. */
struct trigger {
	u8 agent[32];
	struct trigger_source source;
	u32 block;
	u32 event_index;
	u8 subject[32];
	struct slice input; /* at most 4096 bytes */
};
void rd_trigger(struct rd *r, struct trigger *out);
void wr_trigger(struct wr *w, const struct trigger *in);

/* storage map PhalaAgents.Agents: AgentInfo */
struct storage_key agents_agents_prefix(void);
struct storage_key agents_agents_key(const u8 key[32]);
enum err agents_agents_decode(struct agent_info *out, struct slice raw) MUST_CHECK;

/* storage map PhalaAgents.Subscriptions: Vec<H256;16>. At most 16 agents per kind of event: each costs a trigger when it fires, and its owner a deposit of 100 units. */
struct agents_subscriptions {
	struct {
		u32 num;
		u8 items[16][32];
	} list;
};
void rd_agents_subscriptions(struct rd *r, struct agents_subscriptions *out);
void wr_agents_subscriptions(struct wr *w, const struct agents_subscriptions *in);
struct storage_key agents_subscriptions_prefix(void);
struct storage_key agents_subscriptions_key(const struct event_kind *key);
enum err agents_subscriptions_decode(struct agents_subscriptions *out, struct slice raw) MUST_CHECK;

/* storage map PhalaAgents.Triggers: Trigger. Unconsumed triggers only; a recorded result removes its row. */
struct storage_key agents_triggers_prefix(void);
struct storage_key agents_triggers_key(const u8 key[32]);
enum err agents_triggers_decode(struct trigger *out, struct slice raw) MUST_CHECK;

/* storage map PhalaAgents.Leases: Lease */
struct storage_key agents_leases_prefix(void);
struct storage_key agents_leases_key(const u8 key[32]);
enum err agents_leases_decode(struct lease *out, struct slice raw) MUST_CHECK;

/* storage map PhalaAgents.LeaseEpoch: u64. Last epoch given out per agent, so that epochs never repeat. */
struct storage_key agents_lease_epoch_prefix(void);
struct storage_key agents_lease_epoch_key(const u8 key[32]);
enum err agents_lease_epoch_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage map PhalaAgents.Results: ResultRecord. The newest verified result by agent and subject. */
struct storage_key agents_results_prefix(void);
struct storage_key agents_results_key(const u8 key[32], const u8 key2[32]);
enum err agents_results_decode(struct result_record *out, struct slice raw) MUST_CHECK;

/* storage map PhalaAgents.Consumed: H256. Which receipt consumed a trigger. */
struct storage_key agents_consumed_prefix(void);
struct storage_key agents_consumed_key(const u8 key[32]);
enum err agents_consumed_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* storage PhalaAgents.FreshnessWindow: u32. Blocks: a receipt that names an older head is refused. Genesis: 60 s worth of blocks, at least 4. */
struct storage_key agents_freshness_window_key(void);
enum err agents_freshness_window_decode(u32 *out, struct slice raw) MUST_CHECK;

/* call PhalaAgents.register. agent id = blake2_256("phala/agent/v1" ++ SCALE(owner, salt)). */
struct agents_register_args {
	u8 salt[32];
	u8 code_id[32];
	u8 manifest_hash[32];
	bool has_uri;
	struct slice uri; /* at most 256 bytes */
};
void rd_agents_register_args(struct rd *r, struct agents_register_args *out);
void wr_agents_register_args(struct wr *w, const struct agents_register_args *in);
void wr_call_agents_register(struct wr *w, const struct agents_register_args *in);

/* call PhalaAgents.set_code. */
struct agents_set_code_args {
	u8 agent[32];
	u8 code_id[32];
	u8 manifest_hash[32];
	bool has_uri;
	struct slice uri; /* at most 256 bytes */
};
void rd_agents_set_code_args(struct rd *r, struct agents_set_code_args *out);
void wr_agents_set_code_args(struct wr *w, const struct agents_set_code_args *in);
void wr_call_agents_set_code(struct wr *w, const struct agents_set_code_args *in);

/* call PhalaAgents.set_paused. */
struct agents_set_paused_args {
	u8 agent[32];
	bool paused;
};
void rd_agents_set_paused_args(struct rd *r, struct agents_set_paused_args *out);
void wr_agents_set_paused_args(struct wr *w, const struct agents_set_paused_args *in);
void wr_call_agents_set_paused(struct wr *w, const struct agents_set_paused_args *in);

/* call PhalaAgents.subscribe. */
struct agents_subscribe_args {
	u8 agent[32];
	struct event_kind kind;
};
void rd_agents_subscribe_args(struct rd *r, struct agents_subscribe_args *out);
void wr_agents_subscribe_args(struct wr *w, const struct agents_subscribe_args *in);
void wr_call_agents_subscribe(struct wr *w, const struct agents_subscribe_args *in);

/* call PhalaAgents.unsubscribe. */
struct agents_unsubscribe_args {
	u8 agent[32];
	struct event_kind kind;
};
void rd_agents_unsubscribe_args(struct rd *r, struct agents_unsubscribe_args *out);
void wr_agents_unsubscribe_args(struct wr *w, const struct agents_unsubscribe_args *in);
void wr_call_agents_unsubscribe(struct wr *w, const struct agents_unsubscribe_args *in);

/* call PhalaAgents.assign_lease. The owner names the worker; every assignment has a new, higher epoch. blocks = 0 ends the lease. */
struct agents_assign_lease_args {
	u8 agent[32];
	u8 worker[32];
	u32 blocks;
};
void rd_agents_assign_lease_args(struct rd *r, struct agents_assign_lease_args *out);
void wr_agents_assign_lease_args(struct wr *w, const struct agents_assign_lease_args *in);
void wr_call_agents_assign_lease(struct wr *w, const struct agents_assign_lease_args *in);

/* call PhalaAgents.request. Asks the agent for a run; the body travels to the worker's API and must have this blake2_256. */
struct agents_request_args {
	u8 agent[32];
	u8 subject[32];
	u8 body_hash[32];
};
void rd_agents_request_args(struct rd *r, struct agents_request_args *out);
void wr_agents_request_args(struct wr *w, const struct agents_request_args *in);
void wr_call_agents_request(struct wr *w, const struct agents_request_args *in);

/* call PhalaAgents.submit_result. Any account may carry it; the receipt's signature by the registered worker key is the authority. */
struct agents_submit_result_args {
	struct slice receipt; /* at most 32768 bytes */
	u8 signature[64];
	struct slice output; /* at most 8192 bytes */
};
void rd_agents_submit_result_args(struct rd *r, struct agents_submit_result_args *out);
void wr_agents_submit_result_args(struct wr *w, const struct agents_submit_result_args *in);
void wr_call_agents_submit_result(struct wr *w, const struct agents_submit_result_args *in);

/* event PhalaAgents.AgentRegistered. */
struct event_agents_agent_registered {
	u8 agent[32];
	u8 owner[32];
	u8 code_id[32];
};
void rd_event_agents_agent_registered(struct rd *r, struct event_agents_agent_registered *out);
void wr_event_agents_agent_registered(struct wr *w, const struct event_agents_agent_registered *in);

/* event PhalaAgents.CodeSet. */
struct event_agents_code_set {
	u8 agent[32];
	u8 code_id[32];
	u32 code_version;
};
void rd_event_agents_code_set(struct rd *r, struct event_agents_code_set *out);
void wr_event_agents_code_set(struct wr *w, const struct event_agents_code_set *in);

/* event PhalaAgents.PausedSet. */
struct event_agents_paused_set {
	u8 agent[32];
	bool paused;
};
void rd_event_agents_paused_set(struct rd *r, struct event_agents_paused_set *out);
void wr_event_agents_paused_set(struct wr *w, const struct event_agents_paused_set *in);

/* event PhalaAgents.Subscribed. */
struct event_agents_subscribed {
	u8 agent[32];
	struct event_kind kind;
};
void rd_event_agents_subscribed(struct rd *r, struct event_agents_subscribed *out);
void wr_event_agents_subscribed(struct wr *w, const struct event_agents_subscribed *in);

/* event PhalaAgents.Unsubscribed. */
struct event_agents_unsubscribed {
	u8 agent[32];
	struct event_kind kind;
};
void rd_event_agents_unsubscribed(struct rd *r, struct event_agents_unsubscribed *out);
void wr_event_agents_unsubscribed(struct wr *w, const struct event_agents_unsubscribed *in);

/* event PhalaAgents.LeaseAssigned. */
struct event_agents_lease_assigned {
	u8 agent[32];
	u8 worker[32];
	u64 epoch;
	u32 expires;
};
void rd_event_agents_lease_assigned(struct rd *r, struct event_agents_lease_assigned *out);
void wr_event_agents_lease_assigned(struct wr *w, const struct event_agents_lease_assigned *in);

/* event PhalaAgents.Requested. */
struct event_agents_requested {
	u8 agent[32];
	u8 who[32];
	u8 subject[32];
	u8 body_hash[32];
};
void rd_event_agents_requested(struct rd *r, struct event_agents_requested *out);
void wr_event_agents_requested(struct wr *w, const struct event_agents_requested *in);

/* event PhalaAgents.TriggerCreated. */
struct event_agents_trigger_created {
	u8 trigger[32];
	u8 agent[32];
};
void rd_event_agents_trigger_created(struct rd *r, struct event_agents_trigger_created *out);
void wr_event_agents_trigger_created(struct wr *w, const struct event_agents_trigger_created *in);

/* event PhalaAgents.ResultRecorded. */
struct event_agents_result_recorded {
	u8 agent[32];
	u8 subject[32];
	u8 trigger[32];
	u8 receipt[32];
	u8 outcome;
	u8 strength;
	struct slice output; /* at most 8192 bytes */
};
void rd_event_agents_result_recorded(struct rd *r, struct event_agents_result_recorded *out);
void wr_event_agents_result_recorded(struct wr *w, const struct event_agents_result_recorded *in);

#endif /* PRIMITIVES_GEN_AGENTS_GEN_H */
