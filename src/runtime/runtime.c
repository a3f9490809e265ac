#include "runtime/frame/frame.h"

/* The pallet table. Its order is consensus: hooks run in it. pallets.def is also what
 * tools/pallet_meta.py reads, so metadata describes exactly these pallets. */
#define PALLET(name) extern const struct pallet pallet_##name;
#include "runtime/pallets.def"
#undef PALLET

const struct pallet *const runtime_pallets[] = {
#define PALLET(name) &pallet_##name,
#include "runtime/pallets.def"
#undef PALLET
};

const size_t runtime_num_pallets = ARRAY_LEN(runtime_pallets);
