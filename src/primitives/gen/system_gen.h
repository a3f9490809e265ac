#ifndef PRIMITIVES_GEN_SYSTEM_GEN_H
#define PRIMITIVES_GEN_SYSTEM_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/system/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define SYSTEM_PALLET 0u

enum system_call {
	SYSTEM_CALL_REMARK = 0,
	SYSTEM_CALL_SET_CODE = 2,
	SYSTEM_CALL_SET_CODE_WITHOUT_CHECKS = 3,
	SYSTEM_CALL_SET_STORAGE = 4,
	SYSTEM_CALL_REMARK_WITH_EVENT = 7,
};

enum system_event {
	SYSTEM_EVENT_EXTRINSIC_SUCCESS = 0,
	SYSTEM_EVENT_EXTRINSIC_FAILED = 1,
	SYSTEM_EVENT_CODE_UPDATED = 2,
	SYSTEM_EVENT_NEW_ACCOUNT = 3,
	SYSTEM_EVENT_KILLED_ACCOUNT = 4,
	SYSTEM_EVENT_REMARKED = 5,
};

enum system_error {
	SYSTEM_ERROR_INVALID_SPEC_NAME = 0,
	SYSTEM_ERROR_SPEC_VERSION_NEEDS_TO_INCREASE = 1,
	SYSTEM_ERROR_FAILED_TO_EXTRACT_RUNTIME_VERSION = 2,
	SYSTEM_ERROR_NON_DEFAULT_COMPOSITE = 3,
	SYSTEM_ERROR_NON_ZERO_REF_COUNT = 4,
	SYSTEM_ERROR_CALL_FILTERED = 5,
};

/* system_error_name returns the name in the descriptor, or NULL. */
const char *system_error_name(u8 error);

/* ref_time in picoseconds; proof_size in bytes. */
struct weight {
	u64 ref_time;
	u64 proof_size;
};
void rd_weight(struct rd *r, struct weight *out);
void wr_weight(struct wr *w, const struct weight *in);

enum dispatch_class_tag {
	DISPATCH_CLASS_NORMAL = 0,
	DISPATCH_CLASS_OPERATIONAL = 1,
	DISPATCH_CLASS_MANDATORY = 2,
};
struct dispatch_class {
	u8 tag; /* enum dispatch_class_tag */
};
void rd_dispatch_class(struct rd *r, struct dispatch_class *out);
void wr_dispatch_class(struct wr *w, const struct dispatch_class *in);

enum pays_tag {
	PAYS_YES = 0,
	PAYS_NO = 1,
};
struct pays {
	u8 tag; /* enum pays_tag */
};
void rd_pays(struct rd *r, struct pays *out);
void wr_pays(struct wr *w, const struct pays *in);

struct module_error {
	u8 index;
	u8 error[4];
};
void rd_module_error(struct rd *r, struct module_error *out);
void wr_module_error(struct wr *w, const struct module_error *in);

struct last_runtime_upgrade_info {
	u32 spec_version;
	struct slice spec_name; /* at most 64 bytes */
};
void rd_last_runtime_upgrade_info(struct rd *r, struct last_runtime_upgrade_info *out);
void wr_last_runtime_upgrade_info(struct wr *w, const struct last_runtime_upgrade_info *in);

enum token_error_tag {
	TOKEN_ERROR_FUNDS_UNAVAILABLE = 0,
	TOKEN_ERROR_ONLY_PROVIDER = 1,
	TOKEN_ERROR_BELOW_MINIMUM = 2,
	TOKEN_ERROR_CANNOT_CREATE = 3,
	TOKEN_ERROR_UNKNOWN_ASSET = 4,
	TOKEN_ERROR_FROZEN = 5,
	TOKEN_ERROR_UNSUPPORTED = 6,
	TOKEN_ERROR_CANNOT_CREATE_HOLD = 7,
	TOKEN_ERROR_NOT_EXPENDABLE = 8,
	TOKEN_ERROR_BLOCKED = 9,
};
struct token_error {
	u8 tag; /* enum token_error_tag */
};
void rd_token_error(struct rd *r, struct token_error *out);
void wr_token_error(struct wr *w, const struct token_error *in);

enum arithmetic_error_tag {
	ARITHMETIC_ERROR_UNDERFLOW = 0,
	ARITHMETIC_ERROR_OVERFLOW = 1,
	ARITHMETIC_ERROR_DIVISION_BY_ZERO = 2,
};
struct arithmetic_error {
	u8 tag; /* enum arithmetic_error_tag */
};
void rd_arithmetic_error(struct rd *r, struct arithmetic_error *out);
void wr_arithmetic_error(struct wr *w, const struct arithmetic_error *in);

enum transactional_error_tag {
	TRANSACTIONAL_ERROR_LIMIT_REACHED = 0,
	TRANSACTIONAL_ERROR_NO_LAYER = 1,
};
struct transactional_error {
	u8 tag; /* enum transactional_error_tag */
};
void rd_transactional_error(struct rd *r, struct transactional_error *out);
void wr_transactional_error(struct wr *w, const struct transactional_error *in);

enum trie_error_tag {
	TRIE_ERROR_INVALID_STATE_ROOT = 0,
	TRIE_ERROR_INCOMPLETE_DATABASE = 1,
	TRIE_ERROR_VALUE_AT_INCOMPLETE_KEY = 2,
	TRIE_ERROR_DECODER_ERROR = 3,
	TRIE_ERROR_INVALID_HASH = 4,
	TRIE_ERROR_DUPLICATE_KEY = 5,
	TRIE_ERROR_EXTRANEOUS_NODE = 6,
	TRIE_ERROR_EXTRANEOUS_VALUE = 7,
	TRIE_ERROR_EXTRANEOUS_HASH_REFERENCE = 8,
	TRIE_ERROR_INVALID_CHILD_REFERENCE = 9,
	TRIE_ERROR_VALUE_MISMATCH = 10,
	TRIE_ERROR_INCOMPLETE_PROOF = 11,
	TRIE_ERROR_ROOT_MISMATCH = 12,
	TRIE_ERROR_DECODE_ERROR = 13,
};
struct trie_error {
	u8 tag; /* enum trie_error_tag */
};
void rd_trie_error(struct rd *r, struct trie_error *out);
void wr_trie_error(struct wr *w, const struct trie_error *in);

enum phase_tag {
	PHASE_APPLY_EXTRINSIC = 0,
	PHASE_FINALIZATION = 1,
	PHASE_INITIALIZATION = 2,
};
struct phase {
	u8 tag; /* enum phase_tag */
	union {
		u32 apply_extrinsic;
	} u;
};
void rd_phase(struct rd *r, struct phase *out);
void wr_phase(struct wr *w, const struct phase *in);

struct account_data {
	struct balance free;
	struct balance reserved;
	struct balance frozen;
	u128 flags;
};
void rd_account_data(struct rd *r, struct account_data *out);
void wr_account_data(struct wr *w, const struct account_data *in);

struct length_of_classes {
	u32 normal;
	u32 operational;
	u32 mandatory;
};
void rd_length_of_classes(struct rd *r, struct length_of_classes *out);
void wr_length_of_classes(struct wr *w, const struct length_of_classes *in);

struct runtime_db_weight {
	u64 read;
	u64 write;
};
void rd_runtime_db_weight(struct rd *r, struct runtime_db_weight *out);
void wr_runtime_db_weight(struct wr *w, const struct runtime_db_weight *in);

/* One raw storage entry for set_storage. */
struct key_value {
	struct slice key; /* at most 1024 bytes */
	struct slice value; /* at most 65536 bytes */
};
void rd_key_value(struct rd *r, struct key_value *out);
void wr_key_value(struct wr *w, const struct key_value *in);

struct dispatch_event_info {
	struct weight weight;
	struct dispatch_class class;
	struct pays pays_fee;
};
void rd_dispatch_event_info(struct rd *r, struct dispatch_event_info *out);
void wr_dispatch_event_info(struct wr *w, const struct dispatch_event_info *in);

enum dispatch_error_tag {
	DISPATCH_ERROR_OTHER = 0,
	DISPATCH_ERROR_CANNOT_LOOKUP = 1,
	DISPATCH_ERROR_BAD_ORIGIN = 2,
	DISPATCH_ERROR_MODULE = 3,
	DISPATCH_ERROR_CONSUMER_REMAINING = 4,
	DISPATCH_ERROR_NO_PROVIDERS = 5,
	DISPATCH_ERROR_TOO_MANY_CONSUMERS = 6,
	DISPATCH_ERROR_TOKEN = 7,
	DISPATCH_ERROR_ARITHMETIC = 8,
	DISPATCH_ERROR_TRANSACTIONAL = 9,
	DISPATCH_ERROR_EXHAUSTED = 10,
	DISPATCH_ERROR_CORRUPTION = 11,
	DISPATCH_ERROR_UNAVAILABLE = 12,
	DISPATCH_ERROR_ROOT_NOT_ALLOWED = 13,
	DISPATCH_ERROR_TRIE = 14,
};
struct dispatch_error {
	u8 tag; /* enum dispatch_error_tag */
	union {
		struct module_error module;
		struct token_error token;
		struct arithmetic_error arithmetic;
		struct transactional_error transactional;
		struct trie_error trie;
	} u;
};
void rd_dispatch_error(struct rd *r, struct dispatch_error *out);
void wr_dispatch_error(struct wr *w, const struct dispatch_error *in);

struct account_info {
	u32 nonce;
	u32 consumers;
	u32 providers;
	u32 sufficients;
	struct account_data data;
};
void rd_account_info(struct rd *r, struct account_info *out);
void wr_account_info(struct wr *w, const struct account_info *in);

struct consumed_weight {
	struct weight normal;
	struct weight operational;
	struct weight mandatory;
};
void rd_consumed_weight(struct rd *r, struct consumed_weight *out);
void wr_consumed_weight(struct wr *w, const struct consumed_weight *in);

struct weights_per_class {
	struct weight base_extrinsic;
	bool has_max_extrinsic;
	struct weight max_extrinsic;
	bool has_max_total;
	struct weight max_total;
	bool has_reserved;
	struct weight reserved;
};
void rd_weights_per_class(struct rd *r, struct weights_per_class *out);
void wr_weights_per_class(struct wr *w, const struct weights_per_class *in);

struct block_length {
	struct length_of_classes max;
};
void rd_block_length(struct rd *r, struct block_length *out);
void wr_block_length(struct wr *w, const struct block_length *in);

enum dispatch_result_tag {
	DISPATCH_RESULT_OK = 0,
	DISPATCH_RESULT_ERR = 1,
};
struct dispatch_result {
	u8 tag; /* enum dispatch_result_tag */
	union {
		struct dispatch_error err;
	} u;
};
void rd_dispatch_result(struct rd *r, struct dispatch_result *out);
void wr_dispatch_result(struct wr *w, const struct dispatch_result *in);

struct weights_of_classes {
	struct weights_per_class normal;
	struct weights_per_class operational;
	struct weights_per_class mandatory;
};
void rd_weights_of_classes(struct rd *r, struct weights_of_classes *out);
void wr_weights_of_classes(struct wr *w, const struct weights_of_classes *in);

struct block_weights {
	struct weight base_block;
	struct weight max_block;
	struct weights_of_classes per_class;
};
void rd_block_weights(struct rd *r, struct block_weights *out);
void wr_block_weights(struct wr *w, const struct block_weights *in);

/* storage map System.Account: AccountInfo */
struct storage_key system_account_prefix(void);
struct storage_key system_account_key(const u8 key[32]);
enum err system_account_decode(struct account_info *out, struct slice raw) MUST_CHECK;

/* storage System.ExtrinsicCount: u32 */
struct storage_key system_extrinsic_count_key(void);
enum err system_extrinsic_count_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage System.BlockWeight: ConsumedWeight */
struct storage_key system_block_weight_key(void);
enum err system_block_weight_decode(struct consumed_weight *out, struct slice raw) MUST_CHECK;

/* storage System.AllExtrinsicsLen: u32 */
struct storage_key system_all_extrinsics_len_key(void);
enum err system_all_extrinsics_len_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage map System.BlockHash: H256. Hashes of the last 2400 blocks, and of block 0. */
struct storage_key system_block_hash_prefix(void);
struct storage_key system_block_hash_key(u32 key);
enum err system_block_hash_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* storage map System.ExtrinsicData: Bytes<5242880> */
struct storage_key system_extrinsic_data_prefix(void);
struct storage_key system_extrinsic_data_key(u32 key);
enum err system_extrinsic_data_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage System.LastRuntimeUpgrade: LastRuntimeUpgradeInfo. The runtime that made the last block; another one migrates the state first. */
struct storage_key system_last_runtime_upgrade_key(void);
enum err system_last_runtime_upgrade_decode(struct last_runtime_upgrade_info *out, struct slice raw) MUST_CHECK;

/* storage System.Number: u32 */
struct storage_key system_number_key(void);
enum err system_number_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage System.ParentHash: H256 */
struct storage_key system_parent_hash_key(void);
enum err system_parent_hash_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* storage System.Digest: Digest */
struct storage_key system_digest_key(void);
enum err system_digest_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage System.Events: EventRecords */
struct storage_key system_events_key(void);
enum err system_events_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage System.EventCount: u32 */
struct storage_key system_event_count_key(void);
enum err system_event_count_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage System.ExecutionPhase: Phase */
struct storage_key system_execution_phase_key(void);
enum err system_execution_phase_decode(struct phase *out, struct slice raw) MUST_CHECK;

/* call System.remark. Carries bytes and does nothing. */
struct system_remark_args {
	struct slice remark; /* at most 1048576 bytes */
};
void rd_system_remark_args(struct rd *r, struct system_remark_args *out);
void wr_system_remark_args(struct wr *w, const struct system_remark_args *in);
void wr_call_system_remark(struct wr *w, const struct system_remark_args *in);

/* call System.set_code. */
struct system_set_code_args {
	struct slice code; /* at most 4194304 bytes */
};
void rd_system_set_code_args(struct rd *r, struct system_set_code_args *out);
void wr_system_set_code_args(struct wr *w, const struct system_set_code_args *in);
void wr_call_system_set_code(struct wr *w, const struct system_set_code_args *in);

/* call System.set_code_without_checks. For a runtime that must not be newer, or says nothing about itself. */
struct system_set_code_without_checks_args {
	struct slice code; /* at most 4194304 bytes */
};
void rd_system_set_code_without_checks_args(struct rd *r, struct system_set_code_without_checks_args *out);
void wr_system_set_code_without_checks_args(struct wr *w, const struct system_set_code_without_checks_args *in);
void wr_call_system_set_code_without_checks(struct wr *w, const struct system_set_code_without_checks_args *in);

/* call System.set_storage. */
struct system_set_storage_args {
	struct {
		u32 num;
		struct key_value items[64];
	} items;
};
void rd_system_set_storage_args(struct rd *r, struct system_set_storage_args *out);
void wr_system_set_storage_args(struct wr *w, const struct system_set_storage_args *in);
void wr_call_system_set_storage(struct wr *w, const struct system_set_storage_args *in);

/* call System.remark_with_event. */
struct system_remark_with_event_args {
	struct slice remark; /* at most 1048576 bytes */
};
void rd_system_remark_with_event_args(struct rd *r, struct system_remark_with_event_args *out);
void wr_system_remark_with_event_args(struct wr *w, const struct system_remark_with_event_args *in);
void wr_call_system_remark_with_event(struct wr *w, const struct system_remark_with_event_args *in);

/* event System.ExtrinsicSuccess. */
struct event_system_extrinsic_success {
	struct dispatch_event_info dispatch_info;
};
void rd_event_system_extrinsic_success(struct rd *r, struct event_system_extrinsic_success *out);
void wr_event_system_extrinsic_success(struct wr *w, const struct event_system_extrinsic_success *in);

/* event System.ExtrinsicFailed. */
struct event_system_extrinsic_failed {
	struct dispatch_error dispatch_error;
	struct dispatch_event_info dispatch_info;
};
void rd_event_system_extrinsic_failed(struct rd *r, struct event_system_extrinsic_failed *out);
void wr_event_system_extrinsic_failed(struct wr *w, const struct event_system_extrinsic_failed *in);

/* event System.CodeUpdated. */
struct event_system_code_updated {
	u8 nothing; /* C wants a member */
};
void rd_event_system_code_updated(struct rd *r, struct event_system_code_updated *out);
void wr_event_system_code_updated(struct wr *w, const struct event_system_code_updated *in);

/* event System.NewAccount. */
struct event_system_new_account {
	u8 account[32];
};
void rd_event_system_new_account(struct rd *r, struct event_system_new_account *out);
void wr_event_system_new_account(struct wr *w, const struct event_system_new_account *in);

/* event System.KilledAccount. */
struct event_system_killed_account {
	u8 account[32];
};
void rd_event_system_killed_account(struct rd *r, struct event_system_killed_account *out);
void wr_event_system_killed_account(struct wr *w, const struct event_system_killed_account *in);

/* event System.Remarked. */
struct event_system_remarked {
	u8 sender[32];
	u8 hash[32];
};
void rd_event_system_remarked(struct rd *r, struct event_system_remarked *out);
void wr_event_system_remarked(struct wr *w, const struct event_system_remarked *in);

#endif /* PRIMITIVES_GEN_SYSTEM_GEN_H */
