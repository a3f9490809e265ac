/*~ Intel TDX without any agent: a quote is the kernel's (configfs-tsm), and the key is of this
 * boot.
 *
 * Plain TDX has no sealing: no key that the same code gets again after a reboot. The seed lies on
 * a tmpfs, which is memory of the TD, encrypted like all of it, so it outlives a restart of the
 * program but not of the machine: a new boot is a new worker. */
#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "scale/decode.h"
#include "worker/pal/dev/dev.h"
#include "worker/pal/port.h"
#include "worker/pal/seed/seed.h"
#include "worker/pal/tsm/tsm.h"

#define DEVICE     "/dev/tdx_guest"
#define CLASS      "/sys/class/misc/tdx_guest"
#define RUN_DIR    "/run/phala-enclave"
#define SEED_NAME  "tdx-boot-seed"
#define CCEL       "/sys/firmware/acpi/tables/data/CCEL"
#define HEADER_LEN 48u
#define TD10_LEN   584u

static struct tsm_request request(const char *sys_root)
{
	return (struct tsm_request){.sys_root = sys_root, .provider = "tdx_guest", .port = "tdx"};
}

static enum err detect(const char *sys_root)
{
	struct tsm_request q = request(sys_root);

	return tsm_detect(&q, DEVICE, CLASS);
}

/* --- the quote -------------------------------------------------------------------------------- */

/* How long a quote says that it is: 0 if it does not. Version 5 has a type and a size before the
 * body, version 4 only the body; then comes a length of the signature data. */
static size_t quote_len(struct slice q)
{
	struct rd r = rd_from(q);
	u16 version = rd_u16(&r);
	u32 body = TD10_LEN, sig;

	(void)rd_take(&r, HEADER_LEN - 2);
	if (version == 5) {
		(void)rd_u16(&r);
		body = rd_u32(&r);
	}
	(void)rd_take(&r, body);
	sig = rd_u32(&r);
	(void)rd_take(&r, sig);
	return r.err == ERR_OK && (version == 4 || version == 5) ? q.n - rd_left(&r) : 0;
}

/* Older kernels hand out the whole buffer of 8 KiB, zeros and all. */
static enum err trim(struct slice *blob)
{
	size_t n = quote_len(*blob);

	if (n == 0)
		return pal_fail(ERR_CORRUPT,
		                "the kernel's TDX quote (%zu bytes) is cut short or of an "
		                "unknown version; is the kernel or the quoting service too old?",
		                blob->n);
	for (size_t i = n; i < blob->n; i++)
		if (blob->p[i] != 0)
			return pal_fail(ERR_CORRUPT,
			                "the kernel's TDX quote has unknown bytes after "
			                "its end");
	blob->n = n;
	return ERR_OK;
}

static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
                      size_t *n)
{
	struct tsm_request q = request(sys_root);
	struct slice out, aux;

	TRY(tsm_report(&q, report_data, &out, &aux));
	TRY(trim(&out));
	if (out.n > cap)
		return pal_fail(ERR_LIMIT,
		                "the kernel's TDX quote has %zu bytes, and %zu is the most "
		                "that is taken",
		                out.n, cap);
	slice_copy(buf, out);
	*n = out.n;
	return ERR_OK;
}

/* --- the key of this boot ----------------------------------------------------------------------
 */

static enum err boot_seed(const char *sys_root, struct secret32 *out)
{
	struct dev_path run, dir;
	struct statfs fs;
	enum err e;

	TRY(dev_path(&run, sys_root, "/run"));
	TRY(dev_path(&dir, sys_root, RUN_DIR));
	if (statfs(run.s, &fs) != 0 || fs.f_type != TMPFS_MAGIC)
		return pal_fail(ERR_DENIED,
		                "%.200s is no tmpfs, and the key of this boot must never "
		                "reach a disk; mount one: mount -t tmpfs tmpfs /run",
		                run.s);
	if (mkdir(dir.s, 0700) != 0 && errno != EEXIST)
		return pal_fail(dev_err(errno), "%.200s cannot be made: %s; run as root", dir.s,
		                strerror(errno));
	e = seed_get(dir.s, SEED_NAME, out);
	if (e != ERR_OK)
		return pal_fail(e, "the seed of this boot, %.200s/" SEED_NAME ", %s", dir.s,
		                seed_complaint(e));
	return ERR_OK;
}

/* The firmware's log, where the guest has one: not every quote is explained by it. */
static void read_log(const char *sys_root, struct slice *out)
{
	struct dev_path p;
	u8 *mem = malloc(PAL_EVENT_LOG_MAX);
	size_t n = 0;

	if (mem != NULL && dev_path(&p, sys_root, CCEL) == ERR_OK &&
	    dev_read(p.s, mem, PAL_EVENT_LOG_MAX, &n) == ERR_OK && n > 0) {
		*out = slice_of(mem, n);
		return;
	}
	free(mem);
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	static const u8 nothing[64];
	static u8 first[PAL_QUOTE_MAX];
	const char *sys_root = o->sys_root == NULL ? "" : o->sys_root;
	size_t n;

	TRY(pal_quote(nothing, first, sizeof(first), &n));
	TRY(pal_read_quote(slice_of(first, n), out));
	TRY(boot_seed(sys_root, &out->root));
	read_log(sys_root, &out->event_log);
	return ERR_OK;
}

const struct pal_port pal_port_tdx = {.name = "tdx",
                                      .device = DEVICE " and " TSM_REPORT_DIR,
                                      .keeps_keys = false,
                                      .forks = true,
                                      .is_real = true,
                                      .is_dcap = true,
                                      .quoting = PAL_QUOTE_FILES,
                                      .detect = detect,
                                      .start = start,
                                      .quote = quote};
