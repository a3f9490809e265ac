#ifndef RUNTIME_HOST_CODE_VERSION_H
#define RUNTIME_HOST_CODE_VERSION_H
/* runtime/host/code_version: which runtime a blob is, read without running it.
 *
 * Native host only. The blob is a stranger's: plain WebAssembly, or compressed behind the
 * magic of sp-maybe-compressed-blob. Its version is the custom section `runtime_version`.
 * A blob without that section has no version here; Substrate's host would run Core_version.
 * Errors: ERR_FORMAT (no WebAssembly, sections that do not fit, a bad zstd frame), ERR_LIMIT
 * (larger than CODE_MAX when it is unpacked), ERR_NOT_FOUND (no such section), ERR_NOMEM.
 * Source: polkadot-sdk substrate/client/executor/src/wasm_runtime.rs (read_embedded_version),
 * substrate/primitives/maybe-compressed-blob. */
#include "base/arena.h"

#define CODE_MAX (50u << 20)

/* code_version copies the section, SCALE RuntimeVersion, into the arena. */
enum err code_version(struct slice blob, struct arena *a, struct slice *version) MUST_CHECK;

#endif /* RUNTIME_HOST_CODE_VERSION_H */
