/*~ AMD SEV-SNP: the report is the kernel's (configfs-tsm), the sealing root the firmware's.
 *
 * A report names no root: which AMD key signed it is found by chip id and TCB version, off chain
 * (evidence/snp). So there is no trust domain here. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sev-guest.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "crypto/hash.h"
#include "worker/pal/dev/dev.h"
#include "worker/pal/port.h"
#include "worker/pal/tsm/tsm.h"

#define DEVICE          "/dev/sev-guest"
#define CLASS           "/sys/class/misc/sev-guest"
#define TEE_SNP         3u
#define REPORT_LEN      1184u
#define REPORT_DATA_AT  0x50u
#define MEASUREMENT_AT  0x90u
#define MEASUREMENT_LEN 48u
/* Answer to MSG_KEY_REQ: status, 28 reserved bytes, key. */
#define KEY_AT 32u
/* What the key is bound to: guest policy (bit 0) and launch measurement (bit 3). Not the TCB:
 * a firmware update would take the keys. SEV-SNP firmware ABI, MSG_KEY_REQ. */
#define KEY_FIELDS (1u << 0 | 1u << 3)

static struct tsm_request request(const char *sys_root)
{
	return (struct tsm_request){
	    .sys_root = sys_root, .provider = "sev_guest", .port = "snp", .want_aux = true};
}

static enum err detect(const char *sys_root)
{
	struct tsm_request q = request(sys_root);

	return tsm_detect(&q, DEVICE, CLASS);
}

static enum err check_report(struct slice report, const u8 report_data[64])
{
	if (report.n != REPORT_LEN)
		return pal_fail(ERR_CORRUPT,
		                "the kernel's SEV-SNP report has %zu bytes; %u are known", report.n,
		                REPORT_LEN);
	if (!mem_eq(report.p + REPORT_DATA_AT, report_data, 64))
		return pal_fail(ERR_CORRUPT,
		                "the kernel's SEV-SNP report is for other report data: "
		                "another program asked at the same time? try again");
	return ERR_OK;
}

static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
                      size_t *n)
{
	struct tsm_request q = request(sys_root);
	struct slice report, certs;

	TRY(tsm_report(&q, report_data, &report, &certs));
	TRY(check_report(report, report_data));
	if (certs.n > cap || report.n > cap - certs.n)
		return pal_fail(ERR_LIMIT,
		                "report and certificate table have %zu bytes, and %zu is the "
		                "most that is taken",
		                report.n + certs.n, cap);
	slice_copy(buf, report);
	slice_copy(buf + report.n, certs);
	*n = report.n + certs.n;
	return ERR_OK;
}

/* --- the sealing root --------------------------------------------------------------------------
 */

static enum err ask_key(int fd, struct secret32 *out)
{
	struct snp_derived_key_req ask = {.guest_field_select = KEY_FIELDS};
	struct snp_derived_key_resp answer = {0};
	struct snp_guest_request_ioctl io = {.msg_version = 1,
	                                     .req_data = (u64)(uintptr_t)&ask,
	                                     .resp_data = (u64)(uintptr_t)&answer};
	static const u8 zero[32];
	bool ok;

	if (ioctl(fd, SNP_GET_DERIVED_KEY, &io) != 0)
		return pal_fail(dev_err(errno),
		                "the firmware derives no key (%s, firmware %#x, host "
		                "%#x); see dmesg",
		                strerror(errno), (unsigned)io.fw_error, (unsigned)io.vmm_error);
	memcpy(out->b, answer.data + KEY_AT, sizeof(out->b));
	ok = mem_eq(answer.data, zero, 4) && !mem_eq_ct(out->b, zero, sizeof(zero));
	mem_wipe(&answer, sizeof(answer));
	if (ok)
		return ERR_OK;
	secret32_release(out);
	return pal_fail(ERR_CORRUPT, "the firmware's answer holds no key; see dmesg");
}

static enum err seal_root(const char *sys_root, struct secret32 *out)
{
	struct dev_path p;
	enum err e;
	int fd;

	TRY(dev_path(&p, sys_root, DEVICE));
	fd = open(p.s, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return pal_fail(dev_err(errno),
		                "%.200s cannot be opened: %s; the sealing key comes from "
		                "it, so run as root and give it to the container",
		                p.s, strerror(errno));
	e = ask_key(fd, out);
	(void)close(fd);
	return e;
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	static const u8 nothing[64];
	static u8 first[PAL_QUOTE_MAX];
	size_t n;

	TRY(pal_quote(nothing, first, sizeof(first), &n));
	out->tee = TEE_SNP;
	sha2_256(out->measurement, slice_of(first + MEASUREMENT_AT, MEASUREMENT_LEN));
	return seal_root(o->sys_root == NULL ? "" : o->sys_root, &out->root);
}

const struct pal_port pal_port_snp = {.name = "snp",
                                      .device = DEVICE " and " TSM_REPORT_DIR,
                                      .keeps_keys = true,
                                      .forks = true,
                                      .is_real = true,
                                      .quoting = PAL_QUOTE_FILES,
                                      .detect = detect,
                                      .start = start,
                                      .quote = quote};
