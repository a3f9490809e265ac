#ifndef RUNTIME_VERSION_H
#define RUNTIME_VERSION_H
/* runtime/version: what Core_version, the metadata and each signature name. */
#include "scale/encode.h"

/* Plain decimal numbers: the assembler reads them too (wasm/entry.c). */
#define RUNTIME_IMPL_NAME         "phala-c"
#define RUNTIME_IMPL_NAME_LEN     7
#define RUNTIME_AUTHORING_VERSION 1
#ifndef RUNTIME_SPEC_VERSION /* the test build of a successor sets it */
#define RUNTIME_SPEC_VERSION 2
#endif
#define RUNTIME_IMPL_VERSION      0
#define RUNTIME_TX_VERSION        1
#define RUNTIME_SYSTEM_VERSION    1 /* state trie V1, extrinsics root V0 */

/* What wallets show amounts in; part of the metadata hash. */
#define RUNTIME_TOKEN_SYMBOL   "PHA"
#define RUNTIME_TOKEN_DECIMALS 12

void wr_runtime_version(struct wr *w);
/* For code that is the same in this runtime and its successor. */
u32 runtime_spec_version(void);

#endif /* RUNTIME_VERSION_H */
