#include "worker/pal/port.h"

/* What a platform owes, as the smallest port that compiles. It is on no machine, so nobody gets
 * as far as to miss what it has not got: keys are refused instead of being weak. */

static enum err detect(const char *sys_root)
{
	(void)sys_root;
	return pal_fail(ERR_NOT_FOUND, "the skeleton shows what a port owes; it has no platform");
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	(void)o;
	(void)out;
	return ERR_UNSUPPORTED;
}

static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
                      size_t *n)
{
	(void)sys_root;
	(void)report_data;
	(void)buf;
	(void)cap;
	*n = 0;
	return ERR_UNSUPPORTED;
}

const struct pal_port pal_port_skeleton = {.name = "skeleton",
                                           .device = "nothing",
                                           .is_simulated = true,
                                           .quoting = PAL_QUOTE_HERE,
                                           .detect = detect,
                                           .start = start,
                                           .quote = quote};
