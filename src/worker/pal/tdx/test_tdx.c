#include "worker/pal/tsm/test_tsm_kit.h"

#include <signal.h>
#include <sys/wait.h>

#include "attest/attest.h"
#include "attest/sim/sim.h"
#include "crypto/hash.h"
#include "worker/pal/pal.h"
#include "worker/pal/tsm/tsm.h"

const struct kit_dev kit_dev = {.owns = tsm_owns,
                                .open = tsm_open,
                                .fill = tsm_fill,
                                .write = tsm_write,
                                .close = tsm_close,
                                .mkdir = tsm_mkdir,
                                .rmdir = tsm_rmdir,
                                .has = tsm_has};

#define DATA_AT_V4 (48u + 520u)
#define DATA_AT_V5 (54u + 520u)
/* Of a plain TD 1.0 body: RTMR3. */
#define RTMR3_AT (48u + 472u)

static u8 sample[PAL_QUOTE_MAX], quote[PAL_QUOTE_MAX];
static size_t sample_len, quote_len;
static const u8 data[64] = {0xaa, 0xbb, [63] = 0xcc};

/* A TDX guest whose quotes are the one that Intel's own quoting enclave signed, but for the data.
 */
static void begin(void)
{
	char run[80];

	sample_len =
	    kit_hex(PH_SOURCE_DIR "/src/attest/vectors/tdx_quote.hex", sample, sizeof(sample));
	/* The sample is as a kernel of its day gave it: zeros follow. */
	sample_len = 636u + (size_t)(sample[632] | sample[633] << 8);
	tsm_begin("tdx_guest", sample, sample_len, DATA_AT_V4);
	(void)snprintf(run, sizeof(run), "%s/run", kit->root);
	CHECK(mkdir(run, 0755) == 0);
}

static enum err start(void)
{
	return pal_start(&(struct pal_opts){.port = "tdx", .sys_root = kit->root});
}

static enum err ask(void)
{
	return pal_quote(data, quote, sizeof(quote), &quote_len);
}

static void end(void)
{
	/* Whatever happened: no request stays behind in the kernel. */
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

TEST(a_guest_says_what_its_quote_says)
{
	struct attest_quote q;
	u8 want[32], got[32];

	begin();
	EXPECT_OK(start());
	EXPECT(strcmp(pal_name(), "tdx") == 0 && !pal_is_simulated() && pal_forks());
	EXPECT(pal_tee() == 2 && !pal_keeps_keys());
	EXPECT_OK(ask());
	EXPECT(quote_len == sample_len && mem_eq(quote + DATA_AT_V4, data, 64));
	EXPECT(mem_eq(quote, sample, DATA_AT_V4));
	EXPECT(mem_eq(quote + DATA_AT_V4 + 64, sample + DATA_AT_V4 + 64,
	              sample_len - DATA_AT_V4 - 64));
	REQUIRE(attest_quote_parse(&q, slice_of(sample, sample_len)) == ATTEST_OK);
	attest_measurement(want, &q);
	pal_measurement(got);
	EXPECT(mem_eq(want, got, 32));
	sha2_256(want, attest_intel_root());
	pal_trust_domain(got);
	EXPECT(mem_eq(want, got, 32));
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
		_exit(ask() == ERR_OK && quote_len == sample_len ? 0 : 3);
	}
	EXPECT(waitpid(pid, &status, 0) == pid);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	end();
}

TEST(auto_finds_it)
{
	begin();
	EXPECT_OK(pal_start(&(struct pal_opts){.port = "auto", .sys_root = kit->root}));
	EXPECT(strcmp(pal_name(), "tdx") == 0);
	end();
}

TEST(quotes_of_version_5_have_both_bodies)
{
	static const enum sim_kind kinds[] = {SIM_TDX_5, SIM_TDX_5_TD15};
	struct secret32 seed = {.b = {1}};
	struct sim_body body = {.measurement = {7}};
	struct sim_platform machine;
	struct sim_pki pki;
	u8 m[32], want[32];
	struct attest_quote q;
	size_t n;

	REQUIRE(sim_pki_from_seed(&pki, &seed, SLICE_EMPTY) == ERR_OK);
	REQUIRE(sim_platform_make(&machine, &pki, &seed) == ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		body.kind = kinds[i];
		begin();
		REQUIRE(sim_quote(&machine, &body, tsm->blob, KIT_BUF, &n) == ERR_OK);
		tsm->blob_len = n;
		tsm->data_at = DATA_AT_V5;
		EXPECT_OK(start());
		EXPECT_OK(ask());
		EXPECT(quote_len == n && pal_tee() == 2);
		REQUIRE(attest_quote_parse(&q, slice_of(quote, quote_len)) == ATTEST_OK);
		EXPECT(q.version == 5 && q.td.is_15 == (i == 1) && mem_eq(q.report_data, data, 64));
		attest_measurement(want, &q);
		pal_measurement(m);
		EXPECT(mem_eq(m, want, 32));
		sha2_256(want, slice_of(pki.root_der, pki.root_len));
		pal_trust_domain(m);
		EXPECT(mem_eq(m, want, 32));
		end();
	}
}

/* --- what kernels do with the blob ------------------------------------------------------------ */

TEST(a_quote_in_a_buffer_of_8_kib_is_cut_to_its_length)
{
	begin();
	CHECK(sample_len < 8192);
	tsm->blob_len = 8192;
	EXPECT_OK(start());
	EXPECT_OK(ask());
	EXPECT(quote_len == sample_len);
	tsm->blob[8191] = 1;
	EXPECT_ERR(ERR_CORRUPT, ask());
	EXPECT(says("after its end"));
	end();
}

TEST(a_quote_that_is_cut_short_is_none)
{
	static const size_t lens[] = {1, 47, 48, 600, 635, 636, 1000};

	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		begin();
		tsm->blob_len = lens[i];
		tsm->keeps_stale = true;
		EXPECT_ERR(ERR_CORRUPT, start());
		EXPECT(says("cut short"));
		end();
	}
	begin();
	tsm->blob_len = 0;
	tsm->keeps_stale = true;
	EXPECT_ERR(ERR_CORRUPT, start());
	end();
	begin();
	tsm->blob[0] = 6;
	EXPECT_ERR(ERR_CORRUPT, start());
	EXPECT(says("unknown version"));
	end();
}

TEST(short_reads_are_put_together)
{
	begin();
	kit->faults.short_read = 7;
	EXPECT_OK(start());
	EXPECT_OK(ask());
	EXPECT(quote_len == sample_len && mem_eq(quote + DATA_AT_V4, data, 64));
	end();
}

TEST(a_blob_beyond_any_limit_is_refused)
{
	begin();
	EXPECT_OK(start());
	/* The kernel's own limit, 32 KiB. */
	tsm->blob_len = 40000;
	EXPECT_ERR(ERR_LIMIT, ask());
	EXPECT(says("File too large"));
	/* Of a kernel with a limit of 16 MiB: ours. */
	tsm->blob_max = 16u << 20;
	tsm->blob_len = TSM_BLOB_MAX + 1;
	EXPECT_ERR(ERR_LIMIT, ask());
	/* All zeros after the quote: that is a padded one. */
	tsm->blob_len = TSM_BLOB_MAX;
	EXPECT_OK(ask());
	EXPECT(quote_len == sample_len);
	/* A signature that says it fills all: more than a quote may have. */
	memset(tsm->blob + 632, 0, 4);
	tsm->blob[633] = 0x80;
	EXPECT_ERR(ERR_LIMIT, ask());
	EXPECT(says("most that is taken"));
	end();
}

TEST(a_stale_quote_is_not_passed_on)
{
	begin();
	EXPECT_OK(start());
	tsm->keeps_stale = true;
	EXPECT_ERR(ERR_CORRUPT, ask());
	EXPECT(says("other report data"));
	tsm->keeps_stale = false;
	EXPECT_OK(ask());
	end();
}

TEST(an_extended_register_is_told)
{
	begin();
	EXPECT_OK(start());
	tsm->blob[RTMR3_AT] ^= 1;
	EXPECT_ERR(ERR_STATE, ask());
	EXPECT(says("RTMR"));
	end();
}

/* --- others, and faults -------------------------------------------------------------------------
 */

TEST(a_race_for_the_folder_is_tried_again)
{
	begin();
	EXPECT_OK(start());
	tsm->num_mkdirs = tsm->num_rmdirs = 0;
	tsm->num_races = 2;
	EXPECT_OK(ask());
	EXPECT(tsm->num_mkdirs == 3 && tsm->num_races == 0);
	end();
}

TEST(a_race_that_does_not_end_is_given_up)
{
	begin();
	EXPECT_OK(start());
	tsm->num_mkdirs = tsm->num_rmdirs = 0;
	tsm->num_races = 1000000;
	EXPECT_ERR(ERR_AGAIN, ask());
	EXPECT(tsm->num_mkdirs == TSM_TRIES_MAX);
	EXPECT(says("busy"));
	end();
}

TEST(a_busy_or_interrupted_driver_is_asked_again)
{
	static const int errnos[] = {EBUSY, EINTR, EAGAIN};

	begin();
	EXPECT_OK(start());
	for (size_t i = 0; i < ARRAY_LEN(errnos); i++) {
		tsm->report_errno = errnos[i];
		tsm->num_failures = 2;
		EXPECT_OK(ask());
	}
	kit->faults.eintr_reads = 3;
	EXPECT_OK(ask());
	EXPECT(mem_eq(quote + DATA_AT_V4, data, 64));
	end();
}

TEST(other_errors_of_the_driver_are_told_at_once)
{
	static const struct {
		int no;
		enum err e;
		const char *text;
	} rows[] = {{EIO, ERR_IO, "dmesg"},
	            {ETIMEDOUT, ERR_TIMEOUT, "quoting service"},
	            {EINVAL, ERR_INVALID, "refused"},
	            {ENXIO, ERR_UNSUPPORTED, "no TEE driver"}};

	begin();
	EXPECT_OK(start());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		tsm->report_errno = rows[i].no;
		tsm->num_failures = 1;
		EXPECT_ERR(rows[i].e, ask());
		EXPECT(tsm->num_failures == 0 && says(rows[i].text));
	}
	EXPECT_OK(ask());
	end();
}

TEST(a_folder_that_an_earlier_process_left_is_passed_by)
{
	begin();
	EXPECT_OK(start());
	/* The quoting process names its folders after its number; the next one is taken. */
	memset(&tsm->items[5], 0, sizeof(tsm->items[5]));
	tsm->items[5].used = true;
	for (u32 i = 0; i < 4; i++) {
		tsm->items[5 + i] = tsm->items[5];
		(void)snprintf(tsm->items[5 + i].name, sizeof(tsm->items[5].name), "%.*s%u",
		               (int)(strrchr(tsm->items[0].name, '-') - tsm->items[0].name) + 1,
		               tsm->items[0].name, i);
	}
	EXPECT_OK(ask());
	EXPECT(tsm_live() == 4);
	for (u32 i = 0; i < 4; i++)
		tsm->items[5 + i].used = false;
	end();
}

TEST(a_report_that_hangs_is_given_up_and_its_late_answer_is_not_taken)
{
	static const u8 other[64] = {1};
	u64 t0;

	begin();
	EXPECT_OK(
	    pal_start(&(struct pal_opts){.port = "tdx", .sys_root = kit->root, .quote_ms = 300}));
	kit->faults.hang_ms = 800;
	t0 = pal_clock_mono_ns();
	EXPECT_ERR(ERR_TIMEOUT, pal_quote(other, quote, sizeof(quote), &quote_len));
	EXPECT(pal_clock_mono_ns() - t0 < 700000000u && quote_len == 0);
	EXPECT(says("no quote within"));
	EXPECT_ERR(ERR_TIMEOUT, pal_quote(other, quote, sizeof(quote), &quote_len));
	while (ask() != ERR_OK && pal_clock_mono_ns() - t0 < 10000000000u)
		continue;
	EXPECT(quote_len == sample_len && mem_eq(quote + DATA_AT_V4, data, 64));
	end();
}

TEST(the_end_of_the_quoting_process_is_told)
{
	begin();
	EXPECT_OK(start());
	kit->faults.die = true;
	EXPECT_ERR(ERR_EOF, ask());
	EXPECT(says("start phala-enclave again"));
	kit->faults.die = false;
	EXPECT_ERR(ERR_EOF, ask());
	/* Its folder stays; the kernel has no way to know. */
	EXPECT(tsm_live() == 1);
	tsm->items[0].used = false;
	tsm->num_rmdirs++;
	kit->closes = kit->opens;
	end();
}

/* --- machines that lack something ----------------------------------------------------------------
 */

TEST(what_is_missing_is_named_with_the_fix)
{
	begin();
	tsm->has_class = false;
	EXPECT_ERR(ERR_NOT_FOUND, start());
	EXPECT(says("/dev/tdx_guest") && says("driver"));
	tsm->has_class = true;
	tsm->is_mounted = false;
	EXPECT_ERR(ERR_NOT_FOUND, start());
	EXPECT(says("mount -t configfs"));
	tsm->is_mounted = true;
	tsm->provider = NULL;
	EXPECT_ERR(ERR_UNSUPPORTED, start());
	EXPECT(says("load tdx_guest"));
	tsm->provider = "sev_guest";
	EXPECT_ERR(ERR_INVALID, start());
	EXPECT(says("\"sev_guest\"") && says("--port auto"));
	tsm->provider = "tdx_guest";
	tsm->mkdir_errno = EACCES;
	EXPECT_ERR(ERR_DENIED, start());
	EXPECT(says("root"));
	tsm->mkdir_errno = EROFS;
	EXPECT_ERR(ERR_DENIED, start());
	tsm->mkdir_errno = 0;
	EXPECT_OK(start());
	end();
}

TEST(a_provider_with_control_codes_cannot_command_a_terminal)
{
	begin();
	tsm->provider = "\x1b[2Jevil";
	EXPECT_ERR(ERR_INVALID, start());
	EXPECT(says("\"?[2Jevil\""));
	end();
}

/* --- keys and log --------------------------------------------------------------------------------
 */

static struct secret32 key(void)
{
	struct secret32 k;

	pal_seal_key(&k, SLICE_LIT("x"));
	return k;
}

TEST(a_key_lives_as_long_as_the_boot)
{
	char path[128];
	struct secret32 a, b;
	struct stat st;

	begin();
	EXPECT_OK(start());
	a = key();
	EXPECT_OK(start());
	b = key();
	EXPECT(secret32_eq(&a, &b));
	(void)snprintf(path, sizeof(path), "%s/run/phala-enclave/tdx-boot-seed", kit->root);
	REQUIRE(stat(path, &st) == 0);
	EXPECT((st.st_mode & 0777) == 0600);
	/* Other code: another measurement in the quote. */
	tsm->blob[RTMR3_AT] ^= 1;
	EXPECT_OK(start());
	b = key();
	EXPECT(!secret32_eq(&a, &b));
	tsm->blob[RTMR3_AT] ^= 1;
	/* Another boot. */
	EXPECT(unlink(path) == 0);
	EXPECT_OK(start());
	b = key();
	EXPECT(!secret32_eq(&a, &b));
	end();
}

TEST(a_key_never_reaches_a_disk)
{
	char path[128];

	begin();
	kit->faults.disk = true;
	EXPECT_ERR(ERR_DENIED, start());
	EXPECT(says("tmpfs"));
	(void)snprintf(path, sizeof(path), "%s/run/phala-enclave", kit->root);
	EXPECT(access(path, F_OK) != 0);
	end();
}

TEST(the_log_of_the_firmware_is_there_where_the_guest_has_one)
{
	static const u8 log[] = {1, 2, 3};
	struct slice got;

	begin();
	EXPECT_OK(start());
	EXPECT_ERR(ERR_UNSUPPORTED, pal_event_log(&got));
	tsm->ccel = log;
	tsm->ccel_len = sizeof(log);
	EXPECT_OK(start());
	EXPECT_OK(pal_event_log(&got));
	EXPECT(slice_eq(got, SLICE_ARR(log)));
	end();
}

TEST_MAIN()
