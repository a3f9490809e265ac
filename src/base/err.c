#include "base/err.h"

static const struct {
	const char *name, *text;
} errs[] = {
#define E(name, text) {#name, text},
#include "base/err.def"
#undef E
};

_Static_assert(ARRAY_LEN(errs) == NUM_ERRS, "one row per error");

const char *err_name(enum err e)
{
	return (size_t)e < ARRAY_LEN(errs) ? errs[e].name : "UNKNOWN";
}

const char *err_text(enum err e)
{
	return (size_t)e < ARRAY_LEN(errs) ? errs[e].text : "unknown error";
}
