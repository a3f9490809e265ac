#ifndef RUNTIME_PROFILES_PROFILE_H
#define RUNTIME_PROFILES_PROFILE_H
/* runtime/profiles: one source, two chains.
 *
 * solo stands alone (Aura and GRANDPA); para lives under a relay chain. What tells them apart is
 * tables, named here and nowhere else: pallets, entry points, metadata. Only the files that
 * include a table are compiled once per profile; everything else is the same object code.
 * Hooks of a profile are functions of solo.c or para.c: a library holds one of the two. */
#include "runtime/frame/frame.h"

#ifdef PH_PROFILE_PARA
#define PROFILE_PALLETS  "runtime/profiles/para.def"
#define PROFILE_APIS     "runtime/profiles/para_api.def"
#define PROFILE_METADATA "metadata_para_gen.h"
#define PROFILE_HASH     "runtime/profiles/para_hash.h"
#else
#define PROFILE_PALLETS  "runtime/profiles/solo.def"
#define PROFILE_APIS     "runtime/profiles/solo_api.def"
#define PROFILE_METADATA "metadata_solo_gen.h"
#define PROFILE_HASH     "runtime/profiles/solo_hash.h"
#endif

/* How many bytes of state a block may touch: what fits into a proof for the relay chain, or
 * UINT64_MAX where nobody needs one. */
extern const u64 profile_proof_size_max;

/* A solo block must name its slot. A para block need not: manual seal makes such blocks, and
 * validators, who alone decide about a parachain's blocks, do not accept them. */
extern const bool profile_slot_needed;
/* Does this chain have sessions, whose keys make its blocks and finalize them? A parachain has
 * Aura keys alone. */
extern const bool profile_has_sessions;

/* profile_set_code is what the call set_code does with code that has been checked: solo runs it
 * from the next block on, para asks the relay chain first. */
enum err profile_set_code(struct ctx *c, struct slice code) MUST_CHECK;

/* The rows of the genesis state that only this profile has. */
struct genesis;
struct runtime_genesis;
void profile_genesis(struct genesis *g, const struct runtime_genesis *in);

/* profile_inherent writes the bare extrinsic that this profile makes of one entry of the
 * InherentData, if any; *made tells. */
enum err profile_inherent(struct ctx *c, struct slice id, struct slice data, struct wr *out,
			  bool *made) MUST_CHECK;

/* The entry points that only this profile has. */
#define API(name, version, ...)
#define ENTRY(method, fn) enum err fn(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
#include PROFILE_APIS
#undef API
#undef ENTRY

#endif /* RUNTIME_PROFILES_PROFILE_H */
