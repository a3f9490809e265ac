#ifndef RUNTIME_PALLETS_XCMP_QUEUE_GEN_H
#define RUNTIME_PALLETS_XCMP_QUEUE_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/xcmp_queue/pallet.toml; edit that. */
#include "primitives/gen/xcmp_queue_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_xcmp_queue;

enum err xcmp_queue_inbound_xcmp_suspended_get(struct ctx *c, struct xcmp_queue_inbound_xcmp_suspended *out) MUST_CHECK;
enum err xcmp_queue_inbound_xcmp_suspended_put(struct ctx *c, const struct xcmp_queue_inbound_xcmp_suspended *v) MUST_CHECK;
enum err xcmp_queue_inbound_xcmp_suspended_kill(struct ctx *c) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_status_get(struct ctx *c, struct xcmp_queue_outbound_xcmp_status *out) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_status_put(struct ctx *c, const struct xcmp_queue_outbound_xcmp_status *v) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_status_kill(struct ctx *c) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_messages_get(struct ctx *c, u32 key, u16 key2, struct slice *out) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_messages_put(struct ctx *c, u32 key, u16 key2, const struct slice *v) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_messages_kill(struct ctx *c, u32 key, u16 key2) MUST_CHECK;
enum err xcmp_queue_outbound_xcmp_messages_has(struct ctx *c, u32 key, u16 key2, bool *found) MUST_CHECK;
enum err xcmp_queue_signal_messages_get(struct ctx *c, u32 key, struct slice *out) MUST_CHECK;
enum err xcmp_queue_signal_messages_put(struct ctx *c, u32 key, const struct slice *v) MUST_CHECK;
enum err xcmp_queue_signal_messages_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err xcmp_queue_signal_messages_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;
enum err xcmp_queue_queue_config_get(struct ctx *c, bool *found, struct queue_config_data *out) MUST_CHECK;
enum err xcmp_queue_queue_config_put(struct ctx *c, const struct queue_config_data *v) MUST_CHECK;
enum err xcmp_queue_queue_config_kill(struct ctx *c) MUST_CHECK;
enum err xcmp_queue_queue_suspended_get(struct ctx *c, bool *out) MUST_CHECK;
enum err xcmp_queue_queue_suspended_put(struct ctx *c, bool v) MUST_CHECK;
enum err xcmp_queue_queue_suspended_kill(struct ctx *c) MUST_CHECK;
enum err xcmp_queue_inbound_get(struct ctx *c, u64 key, bool *found, struct inbound_page *out) MUST_CHECK;
enum err xcmp_queue_inbound_put(struct ctx *c, u64 key, const struct inbound_page *v) MUST_CHECK;
enum err xcmp_queue_inbound_kill(struct ctx *c, u64 key) MUST_CHECK;
enum err xcmp_queue_inbound_has(struct ctx *c, u64 key, bool *found) MUST_CHECK;
enum err xcmp_queue_inbound_first_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err xcmp_queue_inbound_first_put(struct ctx *c, u64 v) MUST_CHECK;
enum err xcmp_queue_inbound_first_kill(struct ctx *c) MUST_CHECK;
enum err xcmp_queue_inbound_end_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err xcmp_queue_inbound_end_put(struct ctx *c, u64 v) MUST_CHECK;
enum err xcmp_queue_inbound_end_kill(struct ctx *c) MUST_CHECK;
enum err xcmp_queue_inbound_count_get(struct ctx *c, u32 key, u32 *out) MUST_CHECK;
enum err xcmp_queue_inbound_count_put(struct ctx *c, u32 key, u32 v) MUST_CHECK;
enum err xcmp_queue_inbound_count_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err xcmp_queue_inbound_count_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;
enum err xcmp_queue_last_received_get(struct ctx *c, u32 key, bool *found, struct slice *out) MUST_CHECK;
enum err xcmp_queue_last_received_put(struct ctx *c, u32 key, const struct slice *v) MUST_CHECK;
enum err xcmp_queue_last_received_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err xcmp_queue_last_received_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;

enum err xcmp_queue_deposit_xcmp_message_sent(struct ctx *c, const struct event_xcmp_queue_xcmp_message_sent *e) MUST_CHECK;
enum err xcmp_queue_deposit_message_received(struct ctx *c, const struct event_xcmp_queue_message_received *e) MUST_CHECK;
enum err xcmp_queue_deposit_page_dropped(struct ctx *c, const struct event_xcmp_queue_page_dropped *e) MUST_CHECK;
enum err xcmp_queue_deposit_channel_state_changed(struct ctx *c, const struct event_xcmp_queue_channel_state_changed *e) MUST_CHECK;

/* xcmp_queue_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err xcmp_queue_fail(struct ctx *c, enum xcmp_queue_error error) MUST_CHECK;

/* Written by hand in xcmp_queue.c. */
enum err xcmp_queue_suspend_xcm_execution(struct ctx *c, const struct origin *o,
		const struct xcmp_queue_suspend_xcm_execution_args *a) MUST_CHECK;
enum err xcmp_queue_resume_xcm_execution(struct ctx *c, const struct origin *o,
		const struct xcmp_queue_resume_xcm_execution_args *a) MUST_CHECK;
enum err xcmp_queue_update_suspend_threshold(struct ctx *c, const struct origin *o,
		const struct xcmp_queue_update_suspend_threshold_args *a) MUST_CHECK;
enum err xcmp_queue_update_drop_threshold(struct ctx *c, const struct origin *o,
		const struct xcmp_queue_update_drop_threshold_args *a) MUST_CHECK;
enum err xcmp_queue_update_resume_threshold(struct ctx *c, const struct origin *o,
		const struct xcmp_queue_update_resume_threshold_args *a) MUST_CHECK;
enum err xcmp_queue_send_raw(struct ctx *c, const struct origin *o,
		const struct xcmp_queue_send_raw_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_XCMP_QUEUE_GEN_H */
