#ifndef RUNTIME_WASM_STORE_H
#define RUNTIME_WASM_STORE_H
/* runtime/wasm/store: where the blob's state is.
 *
 * The host's storage, by ext_storage_*. A blob whose PH_PVF is defined can be asked to
 * validate a block from a proof: while `store_pvf` is set, no storage function of the host
 * is called, and the overlay answers. */
#include "runtime/host/overlay.h"

#ifdef PH_PVF
extern struct runtime_overlay *store_pvf;
#else
#define store_pvf ((struct runtime_overlay *)NULL)
#endif

#endif /* RUNTIME_WASM_STORE_H */
