/* Made by tools/gen_pallets.py from runtime/pallets/system/pallet.toml; edit that. */
#include "primitives/gen/system_gen.h"

void rd_weight(struct rd *r, struct weight *out)
{
	memset(out, 0, sizeof(*out));
	out->ref_time = rd_compact(r);
	out->proof_size = rd_compact(r);
}

void wr_weight(struct wr *w, const struct weight *in)
{
	wr_compact128(w, in->ref_time);
	wr_compact128(w, in->proof_size);
}

void rd_dispatch_class(struct rd *r, struct dispatch_class *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
}

void wr_dispatch_class(struct wr *w, const struct dispatch_class *in)
{
	wr_u8(w, in->tag);
}

void rd_pays(struct rd *r, struct pays *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
}

void wr_pays(struct wr *w, const struct pays *in)
{
	wr_u8(w, in->tag);
}

void rd_module_error(struct rd *r, struct module_error *out)
{
	memset(out, 0, sizeof(*out));
	out->index = rd_u8(r);
	rd_bytes(r, out->error, 4);
}

void wr_module_error(struct wr *w, const struct module_error *in)
{
	wr_u8(w, in->index);
	wr_bytes(w, in->error, 4);
}

void rd_last_runtime_upgrade_info(struct rd *r, struct last_runtime_upgrade_info *out)
{
	memset(out, 0, sizeof(*out));
	out->spec_version = rd_compact32(r);
	out->spec_name = rd_str(r, 64);
}

void wr_last_runtime_upgrade_info(struct wr *w, const struct last_runtime_upgrade_info *in)
{
	wr_compact128(w, in->spec_version);
	wr_vec(w, in->spec_name);
}

void rd_token_error(struct rd *r, struct token_error *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 10);
}

void wr_token_error(struct wr *w, const struct token_error *in)
{
	wr_u8(w, in->tag);
}

void rd_arithmetic_error(struct rd *r, struct arithmetic_error *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
}

void wr_arithmetic_error(struct wr *w, const struct arithmetic_error *in)
{
	wr_u8(w, in->tag);
}

void rd_transactional_error(struct rd *r, struct transactional_error *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
}

void wr_transactional_error(struct wr *w, const struct transactional_error *in)
{
	wr_u8(w, in->tag);
}

void rd_trie_error(struct rd *r, struct trie_error *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 14);
}

void wr_trie_error(struct wr *w, const struct trie_error *in)
{
	wr_u8(w, in->tag);
}

void rd_phase(struct rd *r, struct phase *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
	if (r->err == ERR_OK && out->tag == PHASE_APPLY_EXTRINSIC)
		out->u.apply_extrinsic = rd_u32(r);
}

void wr_phase(struct wr *w, const struct phase *in)
{
	wr_u8(w, in->tag);
	if (in->tag == PHASE_APPLY_EXTRINSIC)
		wr_u32(w, in->u.apply_extrinsic);
}

void rd_account_data(struct rd *r, struct account_data *out)
{
	memset(out, 0, sizeof(*out));
	out->free = rd_balance(r);
	out->reserved = rd_balance(r);
	out->frozen = rd_balance(r);
	out->flags = rd_u128(r);
}

void wr_account_data(struct wr *w, const struct account_data *in)
{
	wr_balance(w, in->free);
	wr_balance(w, in->reserved);
	wr_balance(w, in->frozen);
	wr_u128(w, in->flags);
}

void rd_length_of_classes(struct rd *r, struct length_of_classes *out)
{
	memset(out, 0, sizeof(*out));
	out->normal = rd_u32(r);
	out->operational = rd_u32(r);
	out->mandatory = rd_u32(r);
}

void wr_length_of_classes(struct wr *w, const struct length_of_classes *in)
{
	wr_u32(w, in->normal);
	wr_u32(w, in->operational);
	wr_u32(w, in->mandatory);
}

void rd_runtime_db_weight(struct rd *r, struct runtime_db_weight *out)
{
	memset(out, 0, sizeof(*out));
	out->read = rd_u64(r);
	out->write = rd_u64(r);
}

void wr_runtime_db_weight(struct wr *w, const struct runtime_db_weight *in)
{
	wr_u64(w, in->read);
	wr_u64(w, in->write);
}

void rd_key_value(struct rd *r, struct key_value *out)
{
	memset(out, 0, sizeof(*out));
	out->key = rd_vec(r, 1024);
	out->value = rd_vec(r, 65536);
}

void wr_key_value(struct wr *w, const struct key_value *in)
{
	wr_vec(w, in->key);
	wr_vec(w, in->value);
}

void rd_dispatch_event_info(struct rd *r, struct dispatch_event_info *out)
{
	memset(out, 0, sizeof(*out));
	rd_weight(r, &out->weight);
	rd_dispatch_class(r, &out->class);
	rd_pays(r, &out->pays_fee);
}

void wr_dispatch_event_info(struct wr *w, const struct dispatch_event_info *in)
{
	wr_weight(w, &in->weight);
	wr_dispatch_class(w, &in->class);
	wr_pays(w, &in->pays_fee);
}

void rd_dispatch_error(struct rd *r, struct dispatch_error *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 15);
	if (r->err == ERR_OK && out->tag == DISPATCH_ERROR_MODULE)
		rd_module_error(r, &out->u.module);
	if (r->err == ERR_OK && out->tag == DISPATCH_ERROR_TOKEN)
		rd_token_error(r, &out->u.token);
	if (r->err == ERR_OK && out->tag == DISPATCH_ERROR_ARITHMETIC)
		rd_arithmetic_error(r, &out->u.arithmetic);
	if (r->err == ERR_OK && out->tag == DISPATCH_ERROR_TRANSACTIONAL)
		rd_transactional_error(r, &out->u.transactional);
	if (r->err == ERR_OK && out->tag == DISPATCH_ERROR_TRIE)
		rd_trie_error(r, &out->u.trie);
}

void wr_dispatch_error(struct wr *w, const struct dispatch_error *in)
{
	wr_u8(w, in->tag);
	if (in->tag == DISPATCH_ERROR_MODULE)
		wr_module_error(w, &in->u.module);
	if (in->tag == DISPATCH_ERROR_TOKEN)
		wr_token_error(w, &in->u.token);
	if (in->tag == DISPATCH_ERROR_ARITHMETIC)
		wr_arithmetic_error(w, &in->u.arithmetic);
	if (in->tag == DISPATCH_ERROR_TRANSACTIONAL)
		wr_transactional_error(w, &in->u.transactional);
	if (in->tag == DISPATCH_ERROR_TRIE)
		wr_trie_error(w, &in->u.trie);
}

void rd_account_info(struct rd *r, struct account_info *out)
{
	memset(out, 0, sizeof(*out));
	out->nonce = rd_u32(r);
	out->consumers = rd_u32(r);
	out->providers = rd_u32(r);
	out->sufficients = rd_u32(r);
	rd_account_data(r, &out->data);
}

void wr_account_info(struct wr *w, const struct account_info *in)
{
	wr_u32(w, in->nonce);
	wr_u32(w, in->consumers);
	wr_u32(w, in->providers);
	wr_u32(w, in->sufficients);
	wr_account_data(w, &in->data);
}

void rd_consumed_weight(struct rd *r, struct consumed_weight *out)
{
	memset(out, 0, sizeof(*out));
	rd_weight(r, &out->normal);
	rd_weight(r, &out->operational);
	rd_weight(r, &out->mandatory);
}

void wr_consumed_weight(struct wr *w, const struct consumed_weight *in)
{
	wr_weight(w, &in->normal);
	wr_weight(w, &in->operational);
	wr_weight(w, &in->mandatory);
}

void rd_weights_per_class(struct rd *r, struct weights_per_class *out)
{
	memset(out, 0, sizeof(*out));
	rd_weight(r, &out->base_extrinsic);
	out->has_max_extrinsic = rd_option(r);
	if (out->has_max_extrinsic)
		rd_weight(r, &out->max_extrinsic);
	out->has_max_total = rd_option(r);
	if (out->has_max_total)
		rd_weight(r, &out->max_total);
	out->has_reserved = rd_option(r);
	if (out->has_reserved)
		rd_weight(r, &out->reserved);
}

void wr_weights_per_class(struct wr *w, const struct weights_per_class *in)
{
	wr_weight(w, &in->base_extrinsic);
	wr_bool(w, in->has_max_extrinsic);
	if (in->has_max_extrinsic)
		wr_weight(w, &in->max_extrinsic);
	wr_bool(w, in->has_max_total);
	if (in->has_max_total)
		wr_weight(w, &in->max_total);
	wr_bool(w, in->has_reserved);
	if (in->has_reserved)
		wr_weight(w, &in->reserved);
}

void rd_block_length(struct rd *r, struct block_length *out)
{
	memset(out, 0, sizeof(*out));
	rd_length_of_classes(r, &out->max);
}

void wr_block_length(struct wr *w, const struct block_length *in)
{
	wr_length_of_classes(w, &in->max);
}

void rd_dispatch_result(struct rd *r, struct dispatch_result *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == DISPATCH_RESULT_ERR)
		rd_dispatch_error(r, &out->u.err);
}

void wr_dispatch_result(struct wr *w, const struct dispatch_result *in)
{
	wr_u8(w, in->tag);
	if (in->tag == DISPATCH_RESULT_ERR)
		wr_dispatch_error(w, &in->u.err);
}

void rd_weights_of_classes(struct rd *r, struct weights_of_classes *out)
{
	memset(out, 0, sizeof(*out));
	rd_weights_per_class(r, &out->normal);
	rd_weights_per_class(r, &out->operational);
	rd_weights_per_class(r, &out->mandatory);
}

void wr_weights_of_classes(struct wr *w, const struct weights_of_classes *in)
{
	wr_weights_per_class(w, &in->normal);
	wr_weights_per_class(w, &in->operational);
	wr_weights_per_class(w, &in->mandatory);
}

void rd_block_weights(struct rd *r, struct block_weights *out)
{
	memset(out, 0, sizeof(*out));
	rd_weight(r, &out->base_block);
	rd_weight(r, &out->max_block);
	rd_weights_of_classes(r, &out->per_class);
}

void wr_block_weights(struct wr *w, const struct block_weights *in)
{
	wr_weight(w, &in->base_block);
	wr_weight(w, &in->max_block);
	wr_weights_of_classes(w, &in->per_class);
}

struct storage_key system_account_prefix(void)
{
	return storage_key(SLICE_LIT("System"), SLICE_LIT("Account"));
}

struct storage_key system_account_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("Account"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err system_account_decode(struct account_info *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_account_info(&r, out);
	return rd_end(&r);
}

struct storage_key system_extrinsic_count_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("ExtrinsicCount"));

	return k;
}

enum err system_extrinsic_count_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key system_block_weight_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("BlockWeight"));

	return k;
}

enum err system_block_weight_decode(struct consumed_weight *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_consumed_weight(&r, out);
	return rd_end(&r);
}

struct storage_key system_all_extrinsics_len_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("AllExtrinsicsLen"));

	return k;
}

enum err system_all_extrinsics_len_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key system_block_hash_prefix(void)
{
	return storage_key(SLICE_LIT("System"), SLICE_LIT("BlockHash"));
}

struct storage_key system_block_hash_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("BlockHash"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err system_block_hash_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

struct storage_key system_extrinsic_data_prefix(void)
{
	return storage_key(SLICE_LIT("System"), SLICE_LIT("ExtrinsicData"));
}

struct storage_key system_extrinsic_data_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("ExtrinsicData"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err system_extrinsic_data_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 5242880);
	return rd_end(&r);
}

struct storage_key system_last_runtime_upgrade_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("LastRuntimeUpgrade"));

	return k;
}

enum err system_last_runtime_upgrade_decode(struct last_runtime_upgrade_info *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_last_runtime_upgrade_info(&r, out);
	return rd_end(&r);
}

struct storage_key system_number_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("Number"));

	return k;
}

enum err system_number_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key system_parent_hash_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("ParentHash"));

	return k;
}

enum err system_parent_hash_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

struct storage_key system_digest_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("Digest"));

	return k;
}

enum err system_digest_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_take(&r, rd_left(&r));
	return rd_end(&r);
}

struct storage_key system_events_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("Events"));

	return k;
}

enum err system_events_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_take(&r, rd_left(&r));
	return rd_end(&r);
}

struct storage_key system_event_count_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("EventCount"));

	return k;
}

enum err system_event_count_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key system_execution_phase_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("ExecutionPhase"));

	return k;
}

enum err system_execution_phase_decode(struct phase *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_phase(&r, out);
	return rd_end(&r);
}

void rd_system_remark_args(struct rd *r, struct system_remark_args *out)
{
	memset(out, 0, sizeof(*out));
	out->remark = rd_vec(r, 1048576);
}

void wr_system_remark_args(struct wr *w, const struct system_remark_args *in)
{
	wr_vec(w, in->remark);
}

void wr_call_system_remark(struct wr *w, const struct system_remark_args *in)
{
	wr_u8(w, SYSTEM_PALLET);
	wr_u8(w, SYSTEM_CALL_REMARK);
	wr_system_remark_args(w, in);
}

void rd_system_set_code_args(struct rd *r, struct system_set_code_args *out)
{
	memset(out, 0, sizeof(*out));
	out->code = rd_vec(r, 4194304);
}

void wr_system_set_code_args(struct wr *w, const struct system_set_code_args *in)
{
	wr_vec(w, in->code);
}

void wr_call_system_set_code(struct wr *w, const struct system_set_code_args *in)
{
	wr_u8(w, SYSTEM_PALLET);
	wr_u8(w, SYSTEM_CALL_SET_CODE);
	wr_system_set_code_args(w, in);
}

void rd_system_set_code_without_checks_args(struct rd *r, struct system_set_code_without_checks_args *out)
{
	memset(out, 0, sizeof(*out));
	out->code = rd_vec(r, 4194304);
}

void wr_system_set_code_without_checks_args(struct wr *w, const struct system_set_code_without_checks_args *in)
{
	wr_vec(w, in->code);
}

void wr_call_system_set_code_without_checks(struct wr *w, const struct system_set_code_without_checks_args *in)
{
	wr_u8(w, SYSTEM_PALLET);
	wr_u8(w, SYSTEM_CALL_SET_CODE_WITHOUT_CHECKS);
	wr_system_set_code_without_checks_args(w, in);
}

void rd_system_set_storage_args(struct rd *r, struct system_set_storage_args *out)
{
	memset(out, 0, sizeof(*out));
	out->items.num = rd_seq_len(r, 1);
	if (out->items.num > 64) {
		rd_fail(r, ERR_LIMIT);
		out->items.num = 0;
	}
	for (u32 i = 0; i < out->items.num; i++)
		rd_key_value(r, &out->items.items[i]);
}

void wr_system_set_storage_args(struct wr *w, const struct system_set_storage_args *in)
{
	wr_compact(w, in->items.num);
	for (u32 i = 0; i < in->items.num; i++)
		wr_key_value(w, &in->items.items[i]);
}

void wr_call_system_set_storage(struct wr *w, const struct system_set_storage_args *in)
{
	wr_u8(w, SYSTEM_PALLET);
	wr_u8(w, SYSTEM_CALL_SET_STORAGE);
	wr_system_set_storage_args(w, in);
}

void rd_system_remark_with_event_args(struct rd *r, struct system_remark_with_event_args *out)
{
	memset(out, 0, sizeof(*out));
	out->remark = rd_vec(r, 1048576);
}

void wr_system_remark_with_event_args(struct wr *w, const struct system_remark_with_event_args *in)
{
	wr_vec(w, in->remark);
}

void wr_call_system_remark_with_event(struct wr *w, const struct system_remark_with_event_args *in)
{
	wr_u8(w, SYSTEM_PALLET);
	wr_u8(w, SYSTEM_CALL_REMARK_WITH_EVENT);
	wr_system_remark_with_event_args(w, in);
}

void rd_event_system_extrinsic_success(struct rd *r, struct event_system_extrinsic_success *out)
{
	memset(out, 0, sizeof(*out));
	rd_dispatch_event_info(r, &out->dispatch_info);
}

void wr_event_system_extrinsic_success(struct wr *w, const struct event_system_extrinsic_success *in)
{
	wr_dispatch_event_info(w, &in->dispatch_info);
}

void rd_event_system_extrinsic_failed(struct rd *r, struct event_system_extrinsic_failed *out)
{
	memset(out, 0, sizeof(*out));
	rd_dispatch_error(r, &out->dispatch_error);
	rd_dispatch_event_info(r, &out->dispatch_info);
}

void wr_event_system_extrinsic_failed(struct wr *w, const struct event_system_extrinsic_failed *in)
{
	wr_dispatch_error(w, &in->dispatch_error);
	wr_dispatch_event_info(w, &in->dispatch_info);
}

void rd_event_system_code_updated(struct rd *r, struct event_system_code_updated *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_event_system_code_updated(struct wr *w, const struct event_system_code_updated *in)
{
	(void)w;
	(void)in;
}

void rd_event_system_new_account(struct rd *r, struct event_system_new_account *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->account, 32);
}

void wr_event_system_new_account(struct wr *w, const struct event_system_new_account *in)
{
	wr_bytes(w, in->account, 32);
}

void rd_event_system_killed_account(struct rd *r, struct event_system_killed_account *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->account, 32);
}

void wr_event_system_killed_account(struct wr *w, const struct event_system_killed_account *in)
{
	wr_bytes(w, in->account, 32);
}

void rd_event_system_remarked(struct rd *r, struct event_system_remarked *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->sender, 32);
	rd_bytes(r, out->hash, 32);
}

void wr_event_system_remarked(struct wr *w, const struct event_system_remarked *in)
{
	wr_bytes(w, in->sender, 32);
	wr_bytes(w, in->hash, 32);
}

const char *system_error_name(u8 error)
{
	static const char *const names[] = {
		"InvalidSpecName",
		"SpecVersionNeedsToIncrease",
		"FailedToExtractRuntimeVersion",
		"NonDefaultComposite",
		"NonZeroRefCount",
		"CallFiltered",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
