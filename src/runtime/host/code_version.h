#ifndef RUNTIME_HOST_CODE_VERSION_H
#define RUNTIME_HOST_CODE_VERSION_H
/* runtime/host/code_version: which runtime a blob is, read without running it.
 *
 * Native host only, in place of ext_misc_runtime_version. The blob is a stranger's: plain
 * WebAssembly, or compressed behind the magic of sp-maybe-compressed-blob. Its version is the
 * custom section `runtime_version`, the first of that name, which must be a whole RuntimeVersion.
 * Where other hosts give another answer:
 * - They fill the list of APIs in from the section `runtime_apis`; here it stays as it is. The
 *   runtime reads name and spec version, which are the same.
 * - Without `runtime_version` they run Core_version; here there is no version. smoldot wants both
 *   sections or none, Substrate takes the first alone, as we do.
 * - smoldot compiles the module, Substrate parses it, here all sections must fit: of a blob that is
 *   damaged inside, smoldot says nothing, and the others may still tell the version.
 * - Newer Substrates also take the magic that ends in 7 (only wasm); smoldot and we take 5.
 * Errors: ERR_FORMAT (no WebAssembly, sections that do not fit or are no version, a bad zstd
 * frame), ERR_LIMIT (larger than CODE_MAX when it is unpacked), ERR_NOT_FOUND (no such section),
 * ERR_NOMEM.
 * Source: polkadot-sdk substrate/client/executor/src/{executor,wasm_runtime}.rs
 * (read_runtime_version, read_embedded_version), substrate/primitives/maybe-compressed-blob;
 * smoldot lib/src/executor/host/runtime_version.rs. */
#include "base/arena.h"

#define CODE_MAX (50u << 20)

/* code_version copies the section, SCALE RuntimeVersion, into the arena. */
enum err code_version(struct slice blob, struct arena *a, struct slice *version) MUST_CHECK;

#endif /* RUNTIME_HOST_CODE_VERSION_H */
