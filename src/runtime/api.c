#include "runtime/api.h"

#include "runtime/api_tx.h"
#include "runtime/executive.h"
#include "runtime/inherents.h"
#include "runtime/metadata.h"
#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/grandpa/grandpa_gen.h"
#include "runtime/runtime.h"
#include "runtime/version.h"

/* The APIs by blake2b-64 of their name, ascending by nothing: order is that of upstream's
 * solochain template. */
static const struct {
	u8 id[8];
	u32 version;
} apis[] = {
	{{0xdf, 0x6a, 0xcb, 0x68, 0x99, 0x07, 0x60, 0x9b}, 5}, /* Core */
	{{0x37, 0xe3, 0x97, 0xfc, 0x7c, 0x91, 0xf5, 0xe4}, 2}, /* Metadata */
	{{0x40, 0xfe, 0x3a, 0xd4, 0x01, 0xf8, 0x95, 0x9a}, 6}, /* BlockBuilder */
	{{0xd2, 0xbc, 0x98, 0x97, 0xee, 0xd0, 0x8f, 0x15}, 3}, /* TaggedTransactionQueue */
	{{0xf7, 0x8b, 0x27, 0x8b, 0xe5, 0x3f, 0x45, 0x4c}, 2}, /* OffchainWorkerApi */
	{{0xab, 0x3c, 0x05, 0x72, 0x29, 0x1f, 0xeb, 0x8b}, 1}, /* SessionKeys */
	{{0xdd, 0x71, 0x8d, 0x5c, 0xc5, 0x32, 0x62, 0xd4}, 1}, /* AuraApi */
	{{0xed, 0x99, 0xc5, 0xac, 0xb2, 0x5e, 0xed, 0xf5}, 3}, /* GrandpaApi */
	{{0xbc, 0x9d, 0x89, 0x90, 0x4f, 0x5b, 0x92, 0x3f}, 1}, /* AccountNonceApi */
	{{0x37, 0xc8, 0xbb, 0x13, 0x50, 0xa9, 0xa2, 0xa8}, 4}, /* TransactionPaymentApi */
};

void wr_runtime_version(struct wr *w)
{
	wr_vec(w, SLICE_LIT(RUNTIME_SPEC_NAME));
	wr_vec(w, SLICE_LIT("phala-c"));
	wr_u32(w, 1); /* authoring */
	wr_u32(w, RUNTIME_SPEC_VERSION);
	wr_u32(w, 0); /* impl */
	wr_compact(w, ARRAY_LEN(apis));
	for (size_t i = 0; i < ARRAY_LEN(apis); i++) {
		wr_bytes(w, apis[i].id, 8);
		wr_u32(w, apis[i].version);
	}
	wr_u32(w, RUNTIME_TX_VERSION);
	wr_u8(w, 1); /* system version: state trie V1, extrinsics root V0 */
}

static enum err no_args(struct ctx *c, const struct rd *in)
{
	return rd_end(in) == ERR_OK ? ERR_OK : frame_refuse(c, "the arguments do not decode");
}

static enum err core_version(struct ctx *c, struct rd *in, struct wr *out)
{
	TRY(no_args(c, in));
	wr_runtime_version(out);
	return ERR_OK;
}

static enum err core_execute_block(struct ctx *c, struct rd *in, struct wr *out)
{
	(void)out;
	return executive_execute(c, in);
}

static enum err core_initialize_block(struct ctx *c, struct rd *in, struct wr *out)
{
	struct header h;

	rd_header(in, &h);
	TRY(no_args(c, in));
	TRY(executive_initialize(c, &h));
	wr_u8(out, 0); /* AllExtrinsics */
	return ERR_OK;
}

static enum err metadata(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice m;

	TRY(no_args(c, in));
	TRY(metadata_encode(c, &m));
	wr_vec(out, m);
	return ERR_OK;
}

static enum err metadata_at_version(struct ctx *c, struct rd *in, struct wr *out)
{
	u32 version = rd_u32(in);
	struct slice m;

	TRY(no_args(c, in));
	wr_bool(out, version == METADATA_VERSION);
	if (version != METADATA_VERSION)
		return ERR_OK;
	TRY(metadata_encode(c, &m));
	wr_vec(out, m);
	return ERR_OK;
}

static enum err metadata_versions(struct ctx *c, struct rd *in, struct wr *out)
{
	TRY(no_args(c, in));
	wr_compact(out, 1);
	wr_u32(out, METADATA_VERSION);
	return ERR_OK;
}

static enum err apply_extrinsic(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice xt = rd_xt(in);
	enum validity v;
	bool failed;

	TRY(no_args(c, in));
	TRY(executive_apply(c, xt, &v, &failed));
	wr_bool(out, v != VALIDITY_OK);
	if (v != VALIDITY_OK) {
		wr_validity(out, v);
		return ERR_OK;
	}
	wr_bool(out, failed);
	if (failed)
		wr_dispatch_error(out, &c->error);
	return ERR_OK;
}

static enum err finalize_block(struct ctx *c, struct rd *in, struct wr *out)
{
	struct header h = {0};

	TRY(no_args(c, in));
	TRY(executive_finalize(c, &h));
	wr_header(out, &h);
	return ERR_OK;
}

static enum err offchain_worker(struct ctx *c, struct rd *in, struct wr *out)
{
	struct header h;

	(void)out;
	rd_header(in, &h);
	return no_args(c, in);
}

/* The node's keys come from its command line; the runtime makes none. */
static enum err generate_session_keys(struct ctx *c, struct rd *in, struct wr *out)
{
	if (rd_option(in))
		(void)rd_vec(in, 1024);
	TRY(no_args(c, in));
	wr_compact(out, 0);
	return ERR_OK;
}

/* Session keys are the aura key and the grandpa key, 32 bytes each. */
static enum err decode_session_keys(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice keys = rd_vec(in, 1024);

	TRY(no_args(c, in));
	wr_bool(out, keys.n == 64);
	if (keys.n != 64)
		return ERR_OK;
	wr_compact(out, 2);
	wr_vec(out, slice_of(keys.p, 32));
	wr_bytes(out, engine_aura, 4);
	wr_vec(out, slice_of(keys.p + 32, 32));
	wr_bytes(out, "gran", 4);
	return ERR_OK;
}

static enum err slot_duration(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 ms;

	TRY(no_args(c, in));
	TRY(aura_slot_duration_get(c, &ms));
	wr_u64(out, ms);
	return ERR_OK;
}

static enum err aura_list(struct ctx *c, struct rd *in, struct wr *out)
{
	struct aura_authorities list;

	TRY(no_args(c, in));
	TRY(aura_authorities_get(c, &list));
	wr_aura_authorities(out, &list);
	return ERR_OK;
}

static enum err grandpa_list(struct ctx *c, struct rd *in, struct wr *out)
{
	struct grandpa_authorities list;

	TRY(no_args(c, in));
	TRY(grandpa_authorities_get(c, &list));
	wr_grandpa_authorities(out, &list);
	return ERR_OK;
}

static enum err current_set_id(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 id;

	TRY(no_args(c, in));
	TRY(grandpa_current_set_id_get(c, &id));
	wr_u64(out, id);
	return ERR_OK;
}

/* Equivocations are not punished here: None, whatever is reported. */
static enum err none(struct ctx *c, struct rd *in, struct wr *out)
{
	(void)c;
	(void)in;
	wr_bool(out, false);
	return ERR_OK;
}

static const struct {
	const char *method;
	enum err (*fn)(struct ctx *c, struct rd *in, struct wr *out);
} entries[] = {
	{"Core_version", core_version},
	{"Core_execute_block", core_execute_block},
	{"Core_initialize_block", core_initialize_block},
	{"Metadata_metadata", metadata},
	{"Metadata_metadata_at_version", metadata_at_version},
	{"Metadata_metadata_versions", metadata_versions},
	{"BlockBuilder_apply_extrinsic", apply_extrinsic},
	{"BlockBuilder_finalize_block", finalize_block},
	{"BlockBuilder_inherent_extrinsics", api_inherent_extrinsics},
	{"BlockBuilder_check_inherents", api_check_inherents},
	{"TaggedTransactionQueue_validate_transaction", api_validate_transaction},
	{"OffchainWorkerApi_offchain_worker", offchain_worker},
	{"SessionKeys_generate_session_keys", generate_session_keys},
	{"SessionKeys_decode_session_keys", decode_session_keys},
	{"AuraApi_slot_duration", slot_duration},
	{"AuraApi_authorities", aura_list},
	{"GrandpaApi_grandpa_authorities", grandpa_list},
	{"GrandpaApi_current_set_id", current_set_id},
	{"GrandpaApi_submit_report_equivocation_unsigned_extrinsic", none},
	{"GrandpaApi_generate_key_ownership_proof", none},
	{"AccountNonceApi_account_nonce", api_account_nonce},
	{"TransactionPaymentApi_query_info", api_query_info},
	{"TransactionPaymentApi_query_fee_details", api_query_fee_details},
	{"TransactionPaymentApi_query_weight_to_fee", api_query_weight_to_fee},
	{"TransactionPaymentApi_query_length_to_fee", api_query_length_to_fee},
};

/* Results are small but for the metadata; entry points need c->a for themselves. */
#define RESULT_MAX 262144u

enum err api_call(struct ctx *c, const char *method, struct slice args, struct slice *out)
{
	struct slice name = slice_str(method);
	struct rd in = rd_from(args);
	struct wr w;
	u8 *buf;

	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		if (!slice_eq(name, slice_str(entries[i].method)))
			continue;
		buf = arena_alloc(c->a, RESULT_MAX);
		if (buf == NULL)
			return ERR_NOMEM;
		w = wr_into(buf, RESULT_MAX);
		TRY(entries[i].fn(c, &in, &w));
		return wr_done(&w, out);
	}
	return ERR_NOT_FOUND;
}
