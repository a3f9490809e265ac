#include "runtime/pallets/system/system.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "runtime/frame/storage.h"
#include "runtime/host/host.h"
#include "runtime/profiles/profile.h"
#include "runtime/runtime.h"
#include "runtime/version.h"
#include "scale/decode.h"

static const char extrinsic_index_key[] = ":extrinsic_index";
static const char code_key[] = ":code";

enum err system_extrinsic_index(struct ctx *c, u32 *index)
{
	struct slice raw;
	bool found;

	(void)c;
	*index = 0;
	TRY(host_storage_get(SLICE_LIT(extrinsic_index_key), &found, &raw));
	if (found && raw.n == 4)
		*index = load_le32(raw.p);
	return ERR_OK;
}

enum err system_set_extrinsic_index(struct ctx *c, u32 index)
{
	struct phase phase = {.tag = PHASE_APPLY_EXTRINSIC, .u.apply_extrinsic = index};
	u8 raw[4];

	store_le32(raw, index);
	TRY(host_storage_set(SLICE_LIT(extrinsic_index_key), SLICE_ARR(raw)));
	return system_execution_phase_put(c, &phase);
}

static enum err put_digest(struct ctx *c, const struct header *h)
{
	struct storage_key k = system_digest_key();
	struct wr w = wr_arena(c->a);

	wr_compact(&w, h->num_items);
	for (u32 i = 0; i < h->num_items; i++)
		wr_digest_item(&w, &h->items[i]);
	return state_put(c, &k, &w);
}

enum err system_digest(struct ctx *c, struct header *h)
{
	struct storage_key k = system_digest_key();
	struct slice raw;
	struct rd r;
	bool found;

	h->num_items = 0;
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	r = rd_from(raw);
	h->num_items = rd_seq_len(&r, 1);
	if (h->num_items > HEADER_ITEMS_MAX)
		return ERR_CORRUPT;
	for (u32 i = 0; i < h->num_items; i++)
		rd_digest_item(&r, &h->items[i]);
	return state_decoded(rd_end(&r));
}

enum err system_deposit_log(struct ctx *c, enum digest_kind kind, const u8 engine[4],
			    struct slice data)
{
	struct header h;

	TRY(system_digest(c, &h));
	TRY(header_push(&h, kind, engine, data));
	return put_digest(c, &h);
}

enum err system_initialize(struct ctx *c, u32 number, const u8 parent[32],
			   const struct header *digest)
{
	struct phase phase = {.tag = PHASE_INITIALIZATION};
	struct storage_key events = system_events_key();
	struct header kept = {0};
	u8 raw[4] = {0};

	CHECK(number > 0);
	for (u32 i = 0; digest != NULL && i < digest->num_items; i++)
		if (digest->items[i].kind == DIGEST_PRE_RUNTIME)
			kept.items[kept.num_items++] = digest->items[i];
	TRY(system_execution_phase_put(c, &phase));
	TRY(host_storage_set(SLICE_LIT(extrinsic_index_key), SLICE_ARR(raw)));
	TRY(system_number_put(c, number));
	TRY(system_parent_hash_put(c, parent));
	TRY(system_block_hash_put(c, number - 1, parent));
	TRY(put_digest(c, &kept));
	TRY(state_kill(c, &events));
	TRY(system_event_count_kill(c));
	TRY(system_extrinsic_count_kill(c));
	TRY(system_all_extrinsics_len_kill(c));
	return system_block_weight_kill(c);
}

enum err system_genesis_hash(struct ctx *c, u8 hash[32])
{
	return system_block_hash_get(c, 0, hash);
}

enum err system_remark(struct ctx *c, const struct origin *o, const struct system_remark_args *a)
{
	(void)c;
	(void)o;
	(void)a;
	return ERR_OK;
}

enum err system_put_code(struct ctx *c, struct slice code)
{
	struct event_system_code_updated e = {0};

	TRY(host_storage_set(SLICE_LIT(code_key), code));
	TRY(system_deposit_log(c, DIGEST_RUNTIME_UPDATED, engine_aura, SLICE_EMPTY));
	return system_deposit_code_updated(c, &e);
}

enum err system_check_code(struct ctx *c, struct slice code)
{
	struct slice version, name;
	struct rd r;
	bool found;
	u32 spec;

	TRY(host_runtime_version(code, &found, &version));
	r = rd_from(found ? version : SLICE_EMPTY);
	name = rd_vec(&r, version.n);
	(void)rd_vec(&r, version.n); /* implementation */
	(void)rd_u32(&r);            /* authoring */
	spec = rd_u32(&r);
	if (r.err != ERR_OK)
		return system_fail(c, SYSTEM_ERROR_FAILED_TO_EXTRACT_RUNTIME_VERSION);
	if (!slice_eq(name, SLICE_LIT(RUNTIME_SPEC_NAME)))
		return system_fail(c, SYSTEM_ERROR_INVALID_SPEC_NAME);
	if (spec <= runtime_spec_version())
		return system_fail(c, SYSTEM_ERROR_SPEC_VERSION_NEEDS_TO_INCREASE);
	return ERR_OK;
}

enum err system_set_code(struct ctx *c, const struct origin *o,
			 const struct system_set_code_args *a)
{
	(void)o;
	TRY(system_check_code(c, a->code));
	return profile_set_code(c, a->code);
}

enum err system_set_code_without_checks(struct ctx *c, const struct origin *o,
					const struct system_set_code_without_checks_args *a)
{
	(void)o;
	return profile_set_code(c, a->code);
}

enum err system_note_upgrade(struct ctx *c, bool *upgraded, u32 *from)
{
	struct last_runtime_upgrade_info last, now = {.spec_version = runtime_spec_version(),
						      .spec_name = SLICE_LIT(RUNTIME_SPEC_NAME)};
	bool found;

	*upgraded = false;
	TRY(system_last_runtime_upgrade_get(c, &found, &last));
	if (found && last.spec_version == now.spec_version &&
	    slice_eq(last.spec_name, now.spec_name))
		return ERR_OK;
	*upgraded = found; /* a genesis is of the runtime that it names */
	*from = last.spec_version;
	return system_last_runtime_upgrade_put(c, &now);
}

enum err system_set_storage(struct ctx *c, const struct origin *o,
			    const struct system_set_storage_args *a)
{
	(void)c;
	(void)o;
	for (u32 i = 0; i < a->items.num; i++)
		TRY(host_storage_set(a->items.items[i].key, a->items.items[i].value));
	return ERR_OK;
}

enum err system_remark_with_event(struct ctx *c, const struct origin *o,
				  const struct system_remark_with_event_args *a)
{
	struct event_system_remarked e;

	memcpy(e.sender, o->who, 32);
	blake2_256(e.hash, a->remark);
	return system_deposit_remarked(c, &e);
}
