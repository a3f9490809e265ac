/*~ Intel SGX under Gramine: the LibOS shows the enclave's EREPORT, quotes and keys as files.
 *
 * One process and no seccomp: the LibOS is the sandbox, and its files are the hardware's answers,
 * so they are asked in process. Only the key is trusted as it is; a quote goes through the
 * host's quoting enclave and back, and is checked like any other.
 * Source: Gramine, "Attestation and Secret Provisioning" (/dev/attestation). */
#include <errno.h>
#include <string.h>

#include "crypto/seal.h"
#include "worker/pal/dev/dev.h"
#include "worker/pal/port.h"

#define DIR_PATH  "/dev/attestation"
#define TYPE_PATH DIR_PATH "/attestation_type"
#define DATA_PATH DIR_PATH "/user_report_data"
#define QUOTE     DIR_PATH "/quote"
#define KEY_PATH  DIR_PATH "/keys/_sgx_mrenclave"
#define KEY_LEN   16u
#define LABEL     "phala/pal/gramine/root/v1"
#define QUOTE_MAX 8192u /* the LibOS's own limit */

static enum err detect(const char *sys_root)
{
	struct dev_path p;
	char type[16];
	size_t n;
	enum err e;

	TRY(dev_path(&p, sys_root, TYPE_PATH));
	e = dev_read(p.s, (u8 *)type, sizeof(type) - 1, &n);
	if (e != ERR_OK)
		return pal_fail(e,
		                TYPE_PATH " cannot be read (%s): this program does not run under "
		                          "gramine-sgx",
		                strerror(errno));
	while (n > 0 && (type[n - 1] == '\n' || type[n - 1] == '\0'))
		n--;
	type[n] = '\0';
	if (strcmp(type, "dcap") == 0)
		return ERR_OK;
	return pal_fail(ERR_UNSUPPORTED,
	                "Gramine gives no DCAP quotes here (attestation type \"%.8s\"); "
	                "the manifest needs sgx.remote_attestation = \"dcap\", and the "
	                "program gramine-sgx, not gramine-direct",
	                strcmp(type, "none") == 0 ? "none" : "other");
}

/* Each opening of `quote` makes a new one of what user_report_data holds then: one thread here, so
 * nobody comes between. */
static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
                      size_t *n)
{
	struct dev_path p;
	enum err e;

	TRY(dev_path(&p, sys_root, DATA_PATH));
	e = dev_write(p.s, slice_of(report_data, 64));
	if (e != ERR_OK)
		return pal_fail(e, DATA_PATH " cannot be written: %s", strerror(errno));
	TRY(dev_path(&p, sys_root, QUOTE));
	e = dev_read(p.s, buf, size_min(cap, QUOTE_MAX), n);
	if (e != ERR_OK)
		return pal_fail(e,
		                QUOTE
		                " cannot be read (%s): do aesmd and the PCCS of this host run, "
		                "and is the platform registered?",
		                strerror(errno));
	return ERR_OK;
}

/* 128 bits are what EGETKEY gives; they are spread to 256, not made more. */
static enum err seal_root(const char *sys_root, struct secret32 *out)
{
	struct dev_path p;
	u8 key[KEY_LEN + 1];
	size_t n;
	enum err e;

	TRY(dev_path(&p, sys_root, KEY_PATH));
	e = dev_read(p.s, key, sizeof(key), &n);
	if (e == ERR_OK && n == KEY_LEN)
		hkdf_256(out, SLICE_EMPTY, slice_of(key, KEY_LEN), SLICE_LIT(LABEL));
	mem_wipe(key, sizeof(key));
	if (e != ERR_OK)
		return pal_fail(e, KEY_PATH " cannot be read: %s", strerror(errno));
	if (n != KEY_LEN)
		return pal_fail(ERR_CORRUPT, KEY_PATH " holds %zu bytes, not %u", n, KEY_LEN);
	return ERR_OK;
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	static const u8 nothing[64];
	static u8 first[PAL_QUOTE_MAX];
	size_t n;

	TRY(pal_quote(nothing, first, sizeof(first), &n));
	TRY(pal_read_quote(slice_of(first, n), out));
	return seal_root(o->sys_root == NULL ? "" : o->sys_root, &out->root);
}

const struct pal_port pal_port_gramine = {.name = "gramine",
                                          .device = DIR_PATH " with DCAP",
                                          .keeps_keys = true,
                                          .forks = false,
                                          .is_real = true,
                                          .is_dcap = true,
                                          .quoting = PAL_QUOTE_HERE,
                                          .detect = detect,
                                          .start = start,
                                          .quote = quote};
