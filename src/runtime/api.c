#include "runtime/api.h"

#include "runtime/api_node.h"
#include "runtime/api_tx.h"
#include "runtime/executive.h"
#include "runtime/inherents.h"
#include "runtime/metadata.h"
#include "runtime/pallets/aura/aura.h"
#include "runtime/profiles/profile.h"
#include "runtime/runtime.h"
#include "runtime/version.h"

#define API(name, version, ...) {{__VA_ARGS__}, version},
#define ENTRY(method, fn)
static const struct {
	u8 id[8];
	u32 version;
} apis[] = {
#include "runtime/api.def"
#include PROFILE_APIS
};
#undef API
#undef ENTRY

u32 runtime_spec_version(void)
{
	return RUNTIME_SPEC_VERSION;
}

void wr_runtime_version(struct wr *w)
{
	wr_vec(w, SLICE_LIT(RUNTIME_SPEC_NAME));
	wr_vec(w, SLICE_LIT(RUNTIME_IMPL_NAME));
	wr_u32(w, RUNTIME_AUTHORING_VERSION);
	wr_u32(w, RUNTIME_SPEC_VERSION);
	wr_u32(w, RUNTIME_IMPL_VERSION);
	wr_compact(w, ARRAY_LEN(apis));
	for (size_t i = 0; i < ARRAY_LEN(apis); i++) {
		wr_bytes(w, apis[i].id, 8);
		wr_u32(w, apis[i].version);
	}
	wr_u32(w, RUNTIME_TX_VERSION);
	wr_u8(w, RUNTIME_SYSTEM_VERSION);
}

enum err api_no_args(struct ctx *c, const struct rd *in)
{
	return rd_end(in) == ERR_OK ? ERR_OK : frame_refuse(c, "the arguments do not decode");
}

static enum err core_version(struct ctx *c, struct rd *in, struct wr *out)
{
	TRY(api_no_args(c, in));
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
	TRY(api_no_args(c, in));
	TRY(executive_initialize(c, &h));
	wr_u8(out, 0); /* AllExtrinsics */
	return ERR_OK;
}

static enum err metadata(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice m;

	TRY(api_no_args(c, in));
	TRY(metadata_encode(c, METADATA_VERSION, &m));
	wr_vec(out, m);
	return ERR_OK;
}

static enum err metadata_at_version(struct ctx *c, struct rd *in, struct wr *out)
{
	u32 version = rd_u32(in);
	struct slice m;

	TRY(api_no_args(c, in));
	wr_bool(out, metadata_has(version));
	if (!metadata_has(version))
		return ERR_OK;
	TRY(metadata_encode(c, version, &m));
	wr_vec(out, m);
	return ERR_OK;
}

static enum err metadata_versions(struct ctx *c, struct rd *in, struct wr *out)
{
	TRY(api_no_args(c, in));
	wr_compact(out, METADATA_VERSION_MAX - METADATA_VERSION_MIN + 1);
	for (u32 v = METADATA_VERSION_MIN; v <= METADATA_VERSION_MAX; v++)
		wr_u32(out, v);
	return ERR_OK;
}

static enum err apply_extrinsic(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice xt = rd_xt(in);
	enum validity v;
	bool failed;

	TRY(api_no_args(c, in));
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

	TRY(api_no_args(c, in));
	TRY(executive_finalize(c, &h));
	wr_header(out, &h);
	return ERR_OK;
}

static enum err offchain_worker(struct ctx *c, struct rd *in, struct wr *out)
{
	struct header h;

	(void)out;
	rd_header(in, &h);
	return api_no_args(c, in);
}

static enum err slot_duration(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 ms;

	TRY(api_no_args(c, in));
	TRY(aura_slot_duration_get(c, &ms));
	wr_u64(out, ms);
	return ERR_OK;
}

static enum err aura_list(struct ctx *c, struct rd *in, struct wr *out)
{
	struct aura_authorities list;

	TRY(api_no_args(c, in));
	TRY(aura_authorities_get(c, &list));
	wr_aura_authorities(out, &list);
	return ERR_OK;
}

#define API(name, version, ...)
#define ENTRY(method, fn) {#method, fn},
static const struct {
	const char *method;
	enum err (*fn)(struct ctx *c, struct rd *in, struct wr *out);
} entries[] = {
#include "runtime/api.def"
#include PROFILE_APIS
};
#undef API
#undef ENTRY

/* Results are small but for the metadata, and what carries a new runtime; entry points need c->a
 * for themselves. */
#define RESULT_MIN 262144u

enum err api_call(struct ctx *c, const char *method, struct slice args, struct slice *out)
{
	struct slice name = slice_str(method);
	struct rd in = rd_from(args);
	struct wr w;
	size_t max;
	u8 *buf;

	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		if (!slice_eq(name, slice_str(entries[i].method)))
			continue;
		max = (c->a->cap - c->a->used) / 4;
		max = max < RESULT_MIN ? RESULT_MIN : max;
		buf = arena_alloc(c->a, max);
		if (buf == NULL)
			return ERR_NOMEM;
		w = wr_into(buf, max);
		TRY(entries[i].fn(c, &in, &w));
		return wr_done(&w, out);
	}
	return ERR_NOT_FOUND;
}
