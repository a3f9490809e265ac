#include "worker/pal/pal.h"

/* What a platform owes, as the smallest port that compiles. It starts nothing,
 * so nobody gets as far as to miss what it has not got: randomness and keys
 * are refused loudly instead of being weak. */

enum err pal_start(const struct pal_opts *o)
{
	(void)o;
	return ERR_UNSUPPORTED;
}

const char *pal_name(void)
{
	return "skeleton";
}

bool pal_is_simulated(void)
{
	return true;
}

NORETURN static void no_platform(void)
{
	base_abort(__FILE__, __LINE__, "the skeleton port has no platform");
}

void pal_random(void *out, size_t n)
{
	(void)out;
	(void)n;
	no_platform();
}

u64 pal_clock_hint_ms(void)
{
	return 0;
}

u64 pal_clock_mono_ns(void)
{
	return 0;
}

void pal_measurement(u8 out[32])
{
	memset(out, 0, 32);
}

void pal_seal_key(struct secret32 *out, struct slice context)
{
	(void)out;
	(void)context;
	no_platform();
}

enum err pal_quote(const u8 report_data[64], u8 *buf, size_t cap, size_t *n)
{
	(void)report_data;
	(void)buf;
	(void)cap;
	(void)n;
	return ERR_UNSUPPORTED;
}

enum err pal_sandbox_enter(enum pal_role role, const int *fds, size_t num_fds)
{
	(void)role;
	(void)fds;
	(void)num_fds;
	return ERR_UNSUPPORTED;
}
