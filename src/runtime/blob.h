#ifndef RUNTIME_BLOB_H
#define RUNTIME_BLOB_H
/* runtime/blob: the wasm build of this very runtime, inside the program.
 *
 * What a genesis state holds under `:code`, so that light clients, executors and other
 * nodes can run the chain. A library of its own (runtime_blob), as only who makes a
 * genesis needs it. */
#include "base/slice.h"

/* runtime_blob is the compressed form (magic number and zstd frame); lives for ever. */
struct slice runtime_blob(void);

#endif /* RUNTIME_BLOB_H */
