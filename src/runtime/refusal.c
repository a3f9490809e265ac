#include "runtime/runtime.h"

static char *put(char *at, const char *end, const char *text)
{
	size_t n = size_min(strlen(text), (size_t)(end - at));

	memcpy(at, text, n);
	return at + n;
}

struct slice runtime_refusal(char buf[RUNTIME_REFUSAL_MAX], enum err e, const char *why)
{
	const char *end = buf + RUNTIME_REFUSAL_MAX;
	char *at = put(buf, end, err_name(e));

	at = put(at, end, ": ");
	at = put(at, end, why[0] != '\0' ? why : err_text(e));
	return slice_of(buf, (size_t)(at - buf));
}
