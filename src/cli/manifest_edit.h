#ifndef CLI_MANIFEST_EDIT_H
#define CLI_MANIFEST_EDIT_H
/* cli/manifest_edit: from phala.json as people write it to the bytes that are hashed.
 *
 * Drops "$schema" and writes RFC 8785 canonical JSON; the demo also changes what its options
 * ask for, before anything is registered. Any change gives another code id. */
#include "base/arena.h"
#include "base/slice.h"

struct manifest_edit {
	u32 wall_ms;            /* 0: as written */
	const char *model_url;  /* https URL of a real model, without '/' at the end; or NULL */
	const char *model_name; /* or NULL */
};

/* manifest_canonical; ERR_INVALID: model_url is not https, or the file is no object. */
enum err manifest_canonical(struct slice json, const struct manifest_edit *edit, struct arena *a,
                            struct slice *out) MUST_CHECK;

#endif /* CLI_MANIFEST_EDIT_H */
