#include "worker/pal/tsm/test_tsm_kit.h"

#include <linux/sev-guest.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "crypto/hash.h"
#include "worker/pal/pal.h"

/* /dev/sev-guest: SNP_GET_DERIVED_KEY as drivers/virt/coco/sev-guest has it. */
static int snp_ioctl(struct kit_file *f, unsigned long nr, void *arg)
{
	struct snp_guest_request_ioctl *io = arg;
	const struct snp_derived_key_req *ask;
	struct snp_derived_key_resp *out;

	if (f->node != DEVICE_NODE || nr != SNP_GET_DERIVED_KEY)
		return -ENOTTY;
	if (io->msg_version == 0)
		return -EINVAL;
	ask = (const void *)(uintptr_t)io->req_data;
	out = (void *)(uintptr_t)io->resp_data;
	tsm->seen_fields = ask->guest_field_select;
	if (ask->rsvd != 0 || ask->root_key_select > 1)
		return -EINVAL;
	if (tsm->key_errno != 0) {
		io->fw_error = 0x16;
		return -tsm->key_errno;
	}
	memset(out, 0, sizeof(*out));
	out->data[0] = tsm->key_status;
	memcpy(out->data + 32, tsm->key, 32);
	return 0;
}

const struct kit_dev kit_dev = {.owns = tsm_owns,
                                .open = tsm_open,
                                .fill = tsm_fill,
                                .write = tsm_write,
                                .close = tsm_close,
                                .mkdir = tsm_mkdir,
                                .rmdir = tsm_rmdir,
                                .has = tsm_has,
                                .ioctl = snp_ioctl};

#define REPORT_LEN 1184u
#define DATA_AT    0x50u

static u8 quote[PAL_QUOTE_MAX];
static size_t quote_len;
static const u8 data[64] = {0xaa, 0xbb, [63] = 0xcc};

static void begin(void)
{
	u8 report[REPORT_LEN];

	for (size_t i = 0; i < sizeof(report); i++)
		report[i] = (u8)(i * 7);
	tsm_begin("sev_guest", report, sizeof(report), DATA_AT);
	for (size_t i = 0; i < 32; i++)
		tsm->key[i] = (u8)(200 + i);
}

static enum err start(void)
{
	return pal_start(&(struct pal_opts){.port = "snp", .sys_root = kit->root});
}

static enum err ask(void)
{
	return pal_quote(data, quote, sizeof(quote), &quote_len);
}

static void end(void)
{
	EXPECT(tsm_live() == 0 && tsm->num_mkdirs == tsm->num_rmdirs);
	EXPECT_ERR(ERR_INVALID, pal_start(&(struct pal_opts){.port = ""}));
	kit_end();
}

static bool says(const char *text)
{
	if (strstr(pal_why(), text) != NULL)
		return true;
	(void)fprintf(stderr, "\tit says: %s\n", pal_why());
	return false;
}

TEST(a_report_comes_with_the_certificates_of_the_host)
{
	u8 want[32], got[32];

	begin();
	EXPECT_OK(start());
	EXPECT(pal_tee() == 3 && pal_keeps_keys() && !pal_is_simulated());
	sha2_256(want, slice_of(tsm->blob + 0x90, 48));
	pal_measurement(got);
	EXPECT(mem_eq(want, got, 32));
	memset(want, 0, 32);
	pal_trust_domain(got);
	EXPECT(mem_eq(want, got, 32));
	EXPECT_OK(ask());
	EXPECT(quote_len == REPORT_LEN && mem_eq(quote + DATA_AT, data, 64));
	tsm->aux_len = 5000;
	memset(tsm->aux, 0x5c, 5000);
	EXPECT_OK(ask());
	EXPECT(quote_len == REPORT_LEN + 5000 && quote[REPORT_LEN] == 0x5c);
	tsm->aux_len = 30000;
	EXPECT_ERR(ERR_LIMIT, ask());
	EXPECT(says("most that is taken"));
	end();
}

TEST(a_guest_quotes_inside_its_sandbox)
{
	int status;
	pid_t pid;

	begin();
	pid = fork();
	if (pid == 0) {
		int fds[] = {STDERR_FILENO};

		if (start() != ERR_OK || pal_sandbox_enter(PAL_ENCLAVE, fds, 1) != ERR_OK)
			_exit(2);
		_exit(ask() == ERR_OK ? 0 : 3);
	}
	EXPECT(waitpid(pid, &status, 0) == pid);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	end();
}

TEST(a_report_of_another_size_or_for_other_data_is_none)
{
	begin();
	EXPECT_OK(start());
	tsm->blob_len = REPORT_LEN - 1;
	EXPECT_ERR(ERR_CORRUPT, ask());
	tsm->blob_len = 4000;
	EXPECT_ERR(ERR_CORRUPT, ask());
	tsm->blob_len = REPORT_LEN;
	tsm->keeps_stale = true;
	EXPECT_ERR(ERR_CORRUPT, ask());
	EXPECT(says("other report data"));
	end();
}

TEST(the_sealing_key_is_the_firmwares_for_this_policy_and_measurement)
{
	struct secret32 a, b;

	begin();
	EXPECT_OK(start());
	EXPECT(tsm->seen_fields == 9);
	pal_seal_key(&a, SLICE_LIT("x"));
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(secret32_eq(&a, &b));
	tsm->key[31] ^= 1;
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(!secret32_eq(&a, &b));
	tsm->key[31] ^= 1;
	tsm->blob[0x90] ^= 1; /* other code */
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(!secret32_eq(&a, &b));
	end();
}

TEST(a_firmware_without_a_key_is_told)
{
	begin();
	tsm->key_errno = EIO;
	EXPECT_ERR(ERR_IO, start());
	EXPECT(says("firmware 0x16"));
	tsm->key_errno = 0;
	tsm->key_status = 0x16;
	EXPECT_ERR(ERR_CORRUPT, start());
	tsm->key_status = 0;
	memset(tsm->key, 0, 32);
	EXPECT_ERR(ERR_CORRUPT, start());
	tsm->key[0] = 1;
	tsm->device_errno = EACCES;
	EXPECT_ERR(ERR_DENIED, start());
	EXPECT(says("/dev/sev-guest") && says("root"));
	tsm->device_errno = 0;
	EXPECT_OK(start());
	end();
}

TEST(a_tdx_guest_is_no_snp_guest)
{
	begin();
	tsm->provider = "tdx_guest";
	EXPECT_ERR(ERR_INVALID, start());
	EXPECT(says("\"tdx_guest\""));
	tsm->has_class = false;
	EXPECT_ERR(ERR_NOT_FOUND, start());
	EXPECT(says("/dev/sev-guest"));
	end();
}

TEST_MAIN()
