#ifndef RUNTIME_PALLETS_SYSTEM_GEN_H
#define RUNTIME_PALLETS_SYSTEM_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/system/pallet.toml; edit that. */
#include "primitives/gen/system_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_system;

enum err system_account_get(struct ctx *c, const u8 key[32], struct account_info *out) MUST_CHECK;
enum err system_account_put(struct ctx *c, const u8 key[32], const struct account_info *v) MUST_CHECK;
enum err system_account_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err system_account_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err system_extrinsic_count_get(struct ctx *c, bool *found, u32 *out) MUST_CHECK;
enum err system_extrinsic_count_put(struct ctx *c, u32 v) MUST_CHECK;
enum err system_extrinsic_count_kill(struct ctx *c) MUST_CHECK;
enum err system_block_weight_get(struct ctx *c, struct consumed_weight *out) MUST_CHECK;
enum err system_block_weight_put(struct ctx *c, const struct consumed_weight *v) MUST_CHECK;
enum err system_block_weight_kill(struct ctx *c) MUST_CHECK;
enum err system_all_extrinsics_len_get(struct ctx *c, bool *found, u32 *out) MUST_CHECK;
enum err system_all_extrinsics_len_put(struct ctx *c, u32 v) MUST_CHECK;
enum err system_all_extrinsics_len_kill(struct ctx *c) MUST_CHECK;
enum err system_block_hash_get(struct ctx *c, u32 key, u8 out[32]) MUST_CHECK;
enum err system_block_hash_put(struct ctx *c, u32 key, const u8 v[32]) MUST_CHECK;
enum err system_block_hash_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err system_block_hash_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;
enum err system_extrinsic_data_get(struct ctx *c, u32 key, struct slice *out) MUST_CHECK;
enum err system_extrinsic_data_put(struct ctx *c, u32 key, const struct slice *v) MUST_CHECK;
enum err system_extrinsic_data_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err system_extrinsic_data_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;
enum err system_last_runtime_upgrade_get(struct ctx *c, bool *found, struct last_runtime_upgrade_info *out) MUST_CHECK;
enum err system_last_runtime_upgrade_put(struct ctx *c, const struct last_runtime_upgrade_info *v) MUST_CHECK;
enum err system_last_runtime_upgrade_kill(struct ctx *c) MUST_CHECK;
enum err system_number_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err system_number_put(struct ctx *c, u32 v) MUST_CHECK;
enum err system_number_kill(struct ctx *c) MUST_CHECK;
enum err system_parent_hash_get(struct ctx *c, u8 out[32]) MUST_CHECK;
enum err system_parent_hash_put(struct ctx *c, const u8 v[32]) MUST_CHECK;
enum err system_parent_hash_kill(struct ctx *c) MUST_CHECK;
enum err system_event_count_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err system_event_count_put(struct ctx *c, u32 v) MUST_CHECK;
enum err system_event_count_kill(struct ctx *c) MUST_CHECK;
enum err system_execution_phase_get(struct ctx *c, bool *found, struct phase *out) MUST_CHECK;
enum err system_execution_phase_put(struct ctx *c, const struct phase *v) MUST_CHECK;
enum err system_execution_phase_kill(struct ctx *c) MUST_CHECK;

enum err system_deposit_extrinsic_success(struct ctx *c, const struct event_system_extrinsic_success *e) MUST_CHECK;
enum err system_deposit_extrinsic_failed(struct ctx *c, const struct event_system_extrinsic_failed *e) MUST_CHECK;
enum err system_deposit_code_updated(struct ctx *c, const struct event_system_code_updated *e) MUST_CHECK;
enum err system_deposit_new_account(struct ctx *c, const struct event_system_new_account *e) MUST_CHECK;
enum err system_deposit_killed_account(struct ctx *c, const struct event_system_killed_account *e) MUST_CHECK;
enum err system_deposit_remarked(struct ctx *c, const struct event_system_remarked *e) MUST_CHECK;

/* system_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err system_fail(struct ctx *c, enum system_error error) MUST_CHECK;

/* Written by hand in system.c. */
enum err system_remark(struct ctx *c, const struct origin *o,
		const struct system_remark_args *a) MUST_CHECK;
enum err system_set_code(struct ctx *c, const struct origin *o,
		const struct system_set_code_args *a) MUST_CHECK;
enum err system_set_code_without_checks(struct ctx *c, const struct origin *o,
		const struct system_set_code_without_checks_args *a) MUST_CHECK;
enum err system_set_storage(struct ctx *c, const struct origin *o,
		const struct system_set_storage_args *a) MUST_CHECK;
enum err system_remark_with_event(struct ctx *c, const struct origin *o,
		const struct system_remark_with_event_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_SYSTEM_GEN_H */
