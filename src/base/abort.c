#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

NORETURN void base_abort(const char *file, int line, const char *what)
{
	(void)fprintf(stderr, "BROKEN %s:%d: check failed: %s\n", file, line, what);
	abort();
}
