#ifndef RUNTIME_PALLETS_AGENTS_GEN_H
#define RUNTIME_PALLETS_AGENTS_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/agents/pallet.toml; edit that. */
#include "primitives/gen/agents_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_agents;

enum err agents_agents_get(struct ctx *c, const u8 key[32], bool *found, struct agent_info *out) MUST_CHECK;
enum err agents_agents_put(struct ctx *c, const u8 key[32], const struct agent_info *v) MUST_CHECK;
enum err agents_agents_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err agents_agents_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err agents_subscriptions_get(struct ctx *c, const struct event_kind *key, bool *found, struct agents_subscriptions *out) MUST_CHECK;
enum err agents_subscriptions_put(struct ctx *c, const struct event_kind *key, const struct agents_subscriptions *v) MUST_CHECK;
enum err agents_subscriptions_kill(struct ctx *c, const struct event_kind *key) MUST_CHECK;
enum err agents_subscriptions_has(struct ctx *c, const struct event_kind *key, bool *found) MUST_CHECK;
enum err agents_triggers_get(struct ctx *c, const u8 key[32], bool *found, struct trigger *out) MUST_CHECK;
enum err agents_triggers_put(struct ctx *c, const u8 key[32], const struct trigger *v) MUST_CHECK;
enum err agents_triggers_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err agents_triggers_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err agents_leases_get(struct ctx *c, const u8 key[32], bool *found, struct lease *out) MUST_CHECK;
enum err agents_leases_put(struct ctx *c, const u8 key[32], const struct lease *v) MUST_CHECK;
enum err agents_leases_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err agents_leases_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err agents_lease_epoch_get(struct ctx *c, const u8 key[32], u64 *out) MUST_CHECK;
enum err agents_lease_epoch_put(struct ctx *c, const u8 key[32], u64 v) MUST_CHECK;
enum err agents_lease_epoch_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err agents_lease_epoch_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err agents_results_get(struct ctx *c, const u8 key[32], const u8 key2[32], bool *found, struct result_record *out) MUST_CHECK;
enum err agents_results_put(struct ctx *c, const u8 key[32], const u8 key2[32], const struct result_record *v) MUST_CHECK;
enum err agents_results_kill(struct ctx *c, const u8 key[32], const u8 key2[32]) MUST_CHECK;
enum err agents_results_has(struct ctx *c, const u8 key[32], const u8 key2[32], bool *found) MUST_CHECK;
enum err agents_consumed_get(struct ctx *c, const u8 key[32], bool *found, u8 out[32]) MUST_CHECK;
enum err agents_consumed_put(struct ctx *c, const u8 key[32], const u8 v[32]) MUST_CHECK;
enum err agents_consumed_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err agents_consumed_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err agents_freshness_window_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err agents_freshness_window_put(struct ctx *c, u32 v) MUST_CHECK;
enum err agents_freshness_window_kill(struct ctx *c) MUST_CHECK;

enum err agents_deposit_agent_registered(struct ctx *c, const struct event_agents_agent_registered *e) MUST_CHECK;
enum err agents_deposit_code_set(struct ctx *c, const struct event_agents_code_set *e) MUST_CHECK;
enum err agents_deposit_paused_set(struct ctx *c, const struct event_agents_paused_set *e) MUST_CHECK;
enum err agents_deposit_subscribed(struct ctx *c, const struct event_agents_subscribed *e) MUST_CHECK;
enum err agents_deposit_unsubscribed(struct ctx *c, const struct event_agents_unsubscribed *e) MUST_CHECK;
enum err agents_deposit_lease_assigned(struct ctx *c, const struct event_agents_lease_assigned *e) MUST_CHECK;
enum err agents_deposit_requested(struct ctx *c, const struct event_agents_requested *e) MUST_CHECK;
enum err agents_deposit_trigger_created(struct ctx *c, const struct event_agents_trigger_created *e) MUST_CHECK;
enum err agents_deposit_result_recorded(struct ctx *c, const struct event_agents_result_recorded *e) MUST_CHECK;

/* agents_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err agents_fail(struct ctx *c, enum agents_error error) MUST_CHECK;

/* Written by hand in agents.c. */
enum err agents_register(struct ctx *c, const struct origin *o,
		const struct agents_register_args *a) MUST_CHECK;
enum err agents_set_code(struct ctx *c, const struct origin *o,
		const struct agents_set_code_args *a) MUST_CHECK;
enum err agents_set_paused(struct ctx *c, const struct origin *o,
		const struct agents_set_paused_args *a) MUST_CHECK;
enum err agents_subscribe(struct ctx *c, const struct origin *o,
		const struct agents_subscribe_args *a) MUST_CHECK;
enum err agents_unsubscribe(struct ctx *c, const struct origin *o,
		const struct agents_unsubscribe_args *a) MUST_CHECK;
enum err agents_assign_lease(struct ctx *c, const struct origin *o,
		const struct agents_assign_lease_args *a) MUST_CHECK;
enum err agents_request(struct ctx *c, const struct origin *o,
		const struct agents_request_args *a) MUST_CHECK;
enum err agents_submit_result(struct ctx *c, const struct origin *o,
		const struct agents_submit_result_args *a) MUST_CHECK;
enum err agents_on_event(struct ctx *c, const struct frame_event *e) MUST_CHECK;

#endif /* RUNTIME_PALLETS_AGENTS_GEN_H */
