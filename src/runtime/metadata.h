#ifndef RUNTIME_METADATA_H
#define RUNTIME_METADATA_H
/* runtime/metadata: what clients read first; versions 14, 15 and 16.
 *
 * The bytes come from tools/pallet_meta.py. Versions 15 and 16 list the runtime APIs.
 * Layout: frame-metadata crate, v14.rs, v15.rs, v16.rs. */
#include "runtime/frame/frame.h"

/* What Metadata_metadata gives: old clients know no other. */
#define METADATA_VERSION 14u

#define METADATA_VERSION_MIN 14u
#define METADATA_VERSION_MAX 16u

static inline bool metadata_has(u32 version)
{
	return version >= METADATA_VERSION_MIN && version <= METADATA_VERSION_MAX;
}

/* metadata_encode makes the metadata of a version that metadata_has in c->a. */
enum err metadata_encode(struct ctx *c, u32 version, struct slice *out) MUST_CHECK;

/* metadata_hash is the RFC-78 hash of this profile's metadata, for CheckMetadataHash: 32 bytes.
 * `make metadata-hash` computes it; nothing in the metadata depends on it. */
const u8 *metadata_hash(void);

#endif /* RUNTIME_METADATA_H */
