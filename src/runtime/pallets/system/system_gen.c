/* Made by tools/gen_pallets.py from runtime/pallets/system/pallet.toml; edit that. */
#include "runtime/pallets/system/system_gen.h"

#include "runtime/frame/storage.h"

enum err system_account_get(struct ctx *c, const u8 key[32], struct account_info *out)
{
	struct storage_key k = system_account_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_account_decode(out, raw));
}

enum err system_account_put(struct ctx *c, const u8 key[32], const struct account_info *v)
{
	struct storage_key k = system_account_key(key);
	struct wr w = wr_arena(c->a);

	wr_account_info(&w, v);
	return state_put(c, &k, &w);
}

enum err system_account_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = system_account_key(key);

	return state_kill(c, &k);
}

enum err system_account_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = system_account_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err system_extrinsic_count_get(struct ctx *c, bool *found, u32 *out)
{
	struct storage_key k = system_extrinsic_count_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(system_extrinsic_count_decode(out, raw));
}

enum err system_extrinsic_count_put(struct ctx *c, u32 v)
{
	struct storage_key k = system_extrinsic_count_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err system_extrinsic_count_kill(struct ctx *c)
{
	struct storage_key k = system_extrinsic_count_key();

	return state_kill(c, &k);
}

enum err system_block_weight_get(struct ctx *c, struct consumed_weight *out)
{
	struct storage_key k = system_block_weight_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_block_weight_decode(out, raw));
}

enum err system_block_weight_put(struct ctx *c, const struct consumed_weight *v)
{
	struct storage_key k = system_block_weight_key();
	struct wr w = wr_arena(c->a);

	wr_consumed_weight(&w, v);
	return state_put(c, &k, &w);
}

enum err system_block_weight_kill(struct ctx *c)
{
	struct storage_key k = system_block_weight_key();

	return state_kill(c, &k);
}

enum err system_all_extrinsics_len_get(struct ctx *c, bool *found, u32 *out)
{
	struct storage_key k = system_all_extrinsics_len_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(system_all_extrinsics_len_decode(out, raw));
}

enum err system_all_extrinsics_len_put(struct ctx *c, u32 v)
{
	struct storage_key k = system_all_extrinsics_len_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err system_all_extrinsics_len_kill(struct ctx *c)
{
	struct storage_key k = system_all_extrinsics_len_key();

	return state_kill(c, &k);
}

enum err system_block_hash_get(struct ctx *c, u32 key, u8 out[32])
{
	struct storage_key k = system_block_hash_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, 32);
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_block_hash_decode(out, raw));
}

enum err system_block_hash_put(struct ctx *c, u32 key, const u8 v[32])
{
	struct storage_key k = system_block_hash_key(key);
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err system_block_hash_kill(struct ctx *c, u32 key)
{
	struct storage_key k = system_block_hash_key(key);

	return state_kill(c, &k);
}

enum err system_block_hash_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = system_block_hash_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err system_extrinsic_data_get(struct ctx *c, u32 key, struct slice *out)
{
	struct storage_key k = system_extrinsic_data_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_extrinsic_data_decode(out, raw));
}

enum err system_extrinsic_data_put(struct ctx *c, u32 key, const struct slice *v)
{
	struct storage_key k = system_extrinsic_data_key(key);
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err system_extrinsic_data_kill(struct ctx *c, u32 key)
{
	struct storage_key k = system_extrinsic_data_key(key);

	return state_kill(c, &k);
}

enum err system_extrinsic_data_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = system_extrinsic_data_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err system_last_runtime_upgrade_get(struct ctx *c, bool *found, struct last_runtime_upgrade_info *out)
{
	struct storage_key k = system_last_runtime_upgrade_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(system_last_runtime_upgrade_decode(out, raw));
}

enum err system_last_runtime_upgrade_put(struct ctx *c, const struct last_runtime_upgrade_info *v)
{
	struct storage_key k = system_last_runtime_upgrade_key();
	struct wr w = wr_arena(c->a);

	wr_last_runtime_upgrade_info(&w, v);
	return state_put(c, &k, &w);
}

enum err system_last_runtime_upgrade_kill(struct ctx *c)
{
	struct storage_key k = system_last_runtime_upgrade_key();

	return state_kill(c, &k);
}

enum err system_number_get(struct ctx *c, u32 *out)
{
	struct storage_key k = system_number_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_number_decode(out, raw));
}

enum err system_number_put(struct ctx *c, u32 v)
{
	struct storage_key k = system_number_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err system_number_kill(struct ctx *c)
{
	struct storage_key k = system_number_key();

	return state_kill(c, &k);
}

enum err system_parent_hash_get(struct ctx *c, u8 out[32])
{
	struct storage_key k = system_parent_hash_key();
	struct slice raw;
	bool found;

	memset(out, 0, 32);
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_parent_hash_decode(out, raw));
}

enum err system_parent_hash_put(struct ctx *c, const u8 v[32])
{
	struct storage_key k = system_parent_hash_key();
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err system_parent_hash_kill(struct ctx *c)
{
	struct storage_key k = system_parent_hash_key();

	return state_kill(c, &k);
}

enum err system_event_count_get(struct ctx *c, u32 *out)
{
	struct storage_key k = system_event_count_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(system_event_count_decode(out, raw));
}

enum err system_event_count_put(struct ctx *c, u32 v)
{
	struct storage_key k = system_event_count_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err system_event_count_kill(struct ctx *c)
{
	struct storage_key k = system_event_count_key();

	return state_kill(c, &k);
}

enum err system_execution_phase_get(struct ctx *c, bool *found, struct phase *out)
{
	struct storage_key k = system_execution_phase_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(system_execution_phase_decode(out, raw));
}

enum err system_execution_phase_put(struct ctx *c, const struct phase *v)
{
	struct storage_key k = system_execution_phase_key();
	struct wr w = wr_arena(c->a);

	wr_phase(&w, v);
	return state_put(c, &k, &w);
}

enum err system_execution_phase_kill(struct ctx *c)
{
	struct storage_key k = system_execution_phase_key();

	return state_kill(c, &k);
}

enum err system_deposit_extrinsic_success(struct ctx *c, const struct event_system_extrinsic_success *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_system_extrinsic_success(&w, e);
	return event_deposit(c, SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_SUCCESS, &w);
}

enum err system_deposit_extrinsic_failed(struct ctx *c, const struct event_system_extrinsic_failed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_system_extrinsic_failed(&w, e);
	return event_deposit(c, SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_FAILED, &w);
}

enum err system_deposit_code_updated(struct ctx *c, const struct event_system_code_updated *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_system_code_updated(&w, e);
	return event_deposit(c, SYSTEM_PALLET, SYSTEM_EVENT_CODE_UPDATED, &w);
}

enum err system_deposit_new_account(struct ctx *c, const struct event_system_new_account *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_system_new_account(&w, e);
	return event_deposit(c, SYSTEM_PALLET, SYSTEM_EVENT_NEW_ACCOUNT, &w);
}

enum err system_deposit_killed_account(struct ctx *c, const struct event_system_killed_account *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_system_killed_account(&w, e);
	return event_deposit(c, SYSTEM_PALLET, SYSTEM_EVENT_KILLED_ACCOUNT, &w);
}

enum err system_deposit_remarked(struct ctx *c, const struct event_system_remarked *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_system_remarked(&w, e);
	return event_deposit(c, SYSTEM_PALLET, SYSTEM_EVENT_REMARKED, &w);
}

enum err system_fail(struct ctx *c, enum system_error error)
{
	return dispatch_fail_module(c, SYSTEM_PALLET, (u8)error);
}

static void skip_system_remark(struct rd *r)
{
	struct system_remark_args a;

	rd_system_remark_args(r, &a);
}

static enum err run_system_remark(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct system_remark_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_system_remark_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return system_remark(c, o, a);
}

static void skip_system_set_code(struct rd *r)
{
	struct system_set_code_args a;

	rd_system_set_code_args(r, &a);
}

static enum err run_system_set_code(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct system_set_code_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_system_set_code_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return system_set_code(c, o, a);
}

static void skip_system_set_code_without_checks(struct rd *r)
{
	struct system_set_code_without_checks_args a;

	rd_system_set_code_without_checks_args(r, &a);
}

static enum err run_system_set_code_without_checks(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct system_set_code_without_checks_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_system_set_code_without_checks_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return system_set_code_without_checks(c, o, a);
}

static void skip_system_set_storage(struct rd *r)
{
	struct system_set_storage_args a;

	rd_system_set_storage_args(r, &a);
}

static enum err run_system_set_storage(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct system_set_storage_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_system_set_storage_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return system_set_storage(c, o, a);
}

static void skip_system_remark_with_event(struct rd *r)
{
	struct system_remark_with_event_args a;

	rd_system_remark_with_event_args(r, &a);
}

static enum err run_system_remark_with_event(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct system_remark_with_event_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_system_remark_with_event_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return system_remark_with_event(c, o, a);
}

static const struct call_row system_calls[] = {
	{
		.index = 0,
		.name = "remark",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {5000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_system_remark,
		.run = run_system_remark,
	},
	{
		.index = 2,
		.name = "set_code",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {20000000000, 16384},
		.weight_per_byte = 20000,
		.nest = NEST_NONE,
		.skip = skip_system_set_code,
		.run = run_system_set_code,
	},
	{
		.index = 3,
		.name = "set_code_without_checks",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {120000000, 16384},
		.weight_per_byte = 1000,
		.nest = NEST_NONE,
		.skip = skip_system_set_code_without_checks,
		.run = run_system_set_code_without_checks,
	},
	{
		.index = 4,
		.name = "set_storage",
		.class = DISPATCH_CLASS_OPERATIONAL,
		.weight = {20000000, 131072},
		.weight_per_byte = 60000,
		.nest = NEST_NONE,
		.skip = skip_system_set_storage,
		.run = run_system_set_storage,
	},
	{
		.index = 7,
		.name = "remark_with_event",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {200000000, 40000},
		.weight_per_byte = 6000,
		.nest = NEST_NONE,
		.skip = skip_system_remark_with_event,
		.run = run_system_remark_with_event,
	},
};

const struct pallet pallet_system = {
	.index = SYSTEM_PALLET,
	.name = "System",
	.calls = system_calls,
	.num_calls = ARRAY_LEN(system_calls),
};
