#include "runtime/profiles/profile.h"

/* The pallet table. Its order is consensus: hooks run in it. The same file is what
 * tools/pallet_meta.py reads, so metadata describes exactly these pallets. */
#define PALLET(name) extern const struct pallet pallet_##name;
#include PROFILE_PALLETS
#undef PALLET

const struct pallet *const runtime_pallets[] = {
#define PALLET(name) &pallet_##name,
#include PROFILE_PALLETS
#undef PALLET
};

const size_t runtime_num_pallets = ARRAY_LEN(runtime_pallets);
