/* What only the parachain has. */
#include "runtime/api.h"
#include "runtime/genesis.h"
#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/parachain_info/parachain_info_gen.h"
#include "runtime/pallets/parachain_system/collation.h"
#include "runtime/pallets/parachain_system/parachain_system.h"
#include "runtime/profiles/profile.h"

#include "primitives/extrinsic.h"
#include "primitives/header.h"

/* MAX_POV_SIZE of the relay chain. */
const u64 profile_proof_size_max = 10u << 20;
const bool profile_slot_needed = false;
const bool profile_has_sessions = false;

enum err profile_set_code(struct ctx *c, struct slice code)
{
	return parachain_system_schedule_upgrade(c, code);
}

void profile_genesis(struct genesis *g, const struct runtime_genesis *in)
{
	genesis_add_u32(g, parachain_info_parachain_id_key(), in->para_id);
}

/* Collators send a few fields more than the call takes, behind those that it does. */
enum err profile_inherent(struct ctx *c, struct slice id, struct slice data, struct wr *out,
			  bool *made)
{
	struct parachain_system_set_validation_data_args a;
	struct rd r = rd_from(data);
	struct wr w = wr_arena(c->a);
	struct slice call;

	*made = slice_eq(id, SLICE_LIT("sysi1337"));
	if (!*made)
		return ERR_OK;
	rd_parachain_inherent_data(&r, &a.data);
	if (r.err != ERR_OK)
		return frame_refuse(c, "the parachain inherent does not decode");
	wr_call_parachain_system_set_validation_data(&w, &a);
	TRY(wr_arena_done(&w, c->a, &call));
	wr_extrinsic_bare(out, 4, call);
	return ERR_OK;
}

enum err collect_collation_info(struct ctx *c, struct rd *in, struct wr *out)
{
	const u8 *start = in->p;
	struct collation info;
	struct header h;

	rd_header(in, &h);
	TRY(api_no_args(c, in));
	TRY(collation_get(c, slice_of(start, (size_t)(in->p - start)), &info));
	wr_collation_info(out, &info);
	return ERR_OK;
}

/* One block per slot, as the Aura pallet has it, and room for it in the segment. */
enum err can_build_upon(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 slot, last;
	u8 included[32];
	u32 waiting;

	rd_bytes(in, included, sizeof(included));
	slot = rd_u64(in);
	TRY(api_no_args(c, in));
	TRY(aura_current_slot_get(c, &last));
	TRY(segment_size_after(c, included, &waiting));
	wr_bool(out, waiting < PARA_UNINCLUDED_CAPACITY && slot > last);
	return ERR_OK;
}

enum err relay_parent_offset(struct ctx *c, struct rd *in, struct wr *out)
{
	TRY(api_no_args(c, in));
	wr_u32(out, 0);
	return ERR_OK;
}

enum err parachain_id(struct ctx *c, struct rd *in, struct wr *out)
{
	u32 id;

	TRY(api_no_args(c, in));
	TRY(parachain_info_parachain_id_get(c, &id));
	wr_u32(out, id);
	return ERR_OK;
}
