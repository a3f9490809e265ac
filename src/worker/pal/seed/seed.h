#ifndef WORKER_PAL_SEED_SEED_H
#define WORKER_PAL_SEED_SEED_H
/* worker/pal/seed: 32 random bytes in a file that only its owner reads. For the ports. */
#include "base/secret.h"
#include "base/slice.h"

#define SEED_NAME_MAX 32u

/* seed_get reads folder/file, making it when missing: whole or not at all, and of several makers at
 * once the first wins. ERR_NOT_FOUND (no such folder), ERR_DENIED (of others, or others may
 * read it), ERR_CORRUPT (another size; a link), ERR_IO. */
enum err seed_get(const char *folder, const char *file, struct secret32 *out) MUST_CHECK;
/* seed_complaint ends the sentence "the seed file ..." for an error of seed_get. */
const char *seed_complaint(enum err e);

#endif /* WORKER_PAL_SEED_SEED_H */
