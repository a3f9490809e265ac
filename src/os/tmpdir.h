#ifndef OS_TMPDIR_H
#define OS_TMPDIR_H
/* os/tmpdir: a private folder (0700) under $TMPDIR or /tmp, for demos and tests.
 * Remove it with file_remove_tree of os/file.h. */
#include "base/err.h"

enum err tmpdir_make(char *out, size_t cap, const char *prefix) MUST_CHECK;

#endif /* OS_TMPDIR_H */
