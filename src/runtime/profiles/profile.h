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

/* The entry points that only this profile has. */
#define API(name, version, ...)
#define ENTRY(method, fn) enum err fn(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
#include PROFILE_APIS
#undef API
#undef ENTRY

#endif /* RUNTIME_PROFILES_PROFILE_H */
