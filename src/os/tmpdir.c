#include "os/tmpdir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/file.h"

enum err tmpdir_make(char *out, size_t cap, const char *prefix)
{
	const char *dir = getenv("TMPDIR");
	int n;

	if (dir == NULL || dir[0] != '/')
		dir = "/tmp";
	n = snprintf(out, cap, "%s/%s-XXXXXX", dir, prefix);
	if (n < 0 || (size_t)n >= cap)
		return ERR_LIMIT;
	return mkdtemp(out) == NULL ? err_of_errno(errno) : ERR_OK;
}
