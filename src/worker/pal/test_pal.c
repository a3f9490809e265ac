#include "base/hex.h"
#include "attest/attest.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "worker/pal/pal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEED_LEN 32

static char dir[64];
static char seed_path[96];

static void dir_make(void)
{
	(void)snprintf(dir, sizeof(dir), "/tmp/ph-test-sim-XXXXXX");
	EXPECT(mkdtemp(dir) != NULL);
	(void)snprintf(seed_path, sizeof(seed_path), "%s/sim-seed", dir);
}

static void dir_remove(void)
{
	(void)unlink(seed_path);
	/* Fails, and so tells, if anything but the seed was left behind. */
	EXPECT(rmdir(dir) == 0);
}

static enum err start(void)
{
	struct pal_opts o = {.port = "sim", .state_dir = dir};

	return pal_start(&o);
}

static void seed_write(size_t len, mode_t mode)
{
	static const u8 bytes[SEED_LEN + 8] = {1, 2, 3};
	int fd;

	(void)unlink(seed_path);
	fd = open(seed_path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	EXPECT(write(fd, bytes, len) == (ssize_t)len);
	EXPECT(fchmod(fd, mode) == 0);
	(void)close(fd);
}

TEST(a_first_start_makes_a_seed_that_only_its_owner_reads)
{
	struct stat st;

	dir_make();
	EXPECT_OK(start());
	REQUIRE(stat(seed_path, &st) == 0);
	EXPECT((st.st_mode & 07777) == 0600 && st.st_size == SEED_LEN);
	dir_remove();
}

TEST(a_state_folder_that_is_not_there_is_an_error)
{
	struct pal_opts o = {.port = "sim", .state_dir = "/nonexistent/folder"};

	EXPECT_ERR(ERR_NOT_FOUND, pal_start(&o));
	o.state_dir = "/dev/null";
	EXPECT_ERR(ERR_NOT_FOUND, pal_start(&o));
}

TEST(a_seal_key_is_the_same_after_a_restart)
{
	struct secret32 a, b, c;

	dir_make();
	EXPECT_OK(start());
	pal_seal_key(&a, SLICE_LIT("journal"));
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("journal"));
	EXPECT(secret32_eq(&a, &b));
	pal_seal_key(&c, SLICE_LIT("journam"));
	EXPECT(!secret32_eq(&a, &c));
	pal_seal_key(&c, SLICE_EMPTY);
	EXPECT(!secret32_eq(&a, &c));
	/* Another machine, the same code. */
	EXPECT(unlink(seed_path) == 0);
	EXPECT_OK(start());
	pal_seal_key(&c, SLICE_LIT("journal"));
	EXPECT(!secret32_eq(&a, &c));
	dir_remove();
}

/* HKDF-SHA-256 by Python's hmac and hashlib: the seed file of seed_write, and a
 * measurement that the test reads from pal_measurement. */
static void python_seal_key(char out[66], const char *measurement_hex)
{
	char cmd[1024];
	FILE *f;

	(void)snprintf(cmd, sizeof(cmd),
	               "python3 -c \"import hmac,hashlib as h;"
	               "p=hmac.new(bytes.fromhex('%s'),open('%s','rb').read(),h.sha256).digest();"
	               "i=b'phala/pal/sim/seal/v1'+h.sha256(b'journal').digest();"
	               "print(hmac.new(p,i+bytes([1]),h.sha256).hexdigest())\"",
	               measurement_hex, seed_path);
	f = popen(cmd, "r");
	REQUIRE(f != NULL);
	EXPECT(fread(out, 1, 65, f) == 65);
	EXPECT(pclose(f) == 0);
}

TEST(a_seal_key_is_hkdf_of_seed_measurement_and_context)
{
	struct secret32 key;
	u8 m[32], want[32];
	char hex[65], py[66];

	dir_make();
	seed_write(SEED_LEN, 0600);
	EXPECT_OK(start());
	pal_measurement(m);
	hex_encode(hex, SLICE_ARR(m));
	hex[64] = 0;
	python_seal_key(py, hex);
	EXPECT_OK(hex_decode_exact(want, 32, slice_of(py, 64)));
	pal_seal_key(&key, SLICE_LIT("journal"));
	EXPECT(mem_eq(key.b, want, 32));
	dir_remove();
}

TEST(a_seed_file_of_the_wrong_size_is_damage)
{
	static const size_t sizes[] = {0, 31, 33, 40};

	dir_make();
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		seed_write(sizes[i], 0600);
		EXPECT_ERR(ERR_CORRUPT, start());
	}
	dir_remove();
}

TEST(a_seed_file_that_others_may_read_is_refused)
{
	static const mode_t modes[] = {0640, 0604, 0644, 0666, 0700};

	dir_make();
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		seed_write(SEED_LEN, modes[i]);
		EXPECT_ERR(ERR_DENIED, start());
	}
	dir_remove();
}

TEST(a_link_or_a_fifo_in_place_of_the_seed_is_damage)
{
	char target[112];

	dir_make();
	(void)snprintf(target, sizeof(target), "%s-target", seed_path);
	EXPECT(symlink(target, seed_path) == 0);
	EXPECT_ERR(ERR_CORRUPT, start());
	EXPECT(access(target, F_OK) != 0);
	EXPECT(unlink(seed_path) == 0);
	EXPECT(mkfifo(seed_path, 0600) == 0);
	EXPECT_ERR(ERR_CORRUPT, start());
	dir_remove();
}

TEST(the_measurement_is_the_hash_of_the_program_file)
{
	char cmd[64], line[80] = "";
	u8 m[32], want[32];
	FILE *f;

	dir_make();
	EXPECT_OK(start());
	pal_measurement(m);
	(void)snprintf(cmd, sizeof(cmd), "sha256sum /proc/%d/exe", (int)getpid());
	f = popen(cmd, "r");
	REQUIRE(f != NULL);
	EXPECT(fread(line, 1, 64, f) == 64);
	(void)pclose(f);
	EXPECT_OK(hex_decode_exact(want, 32, slice_of(line, 64)));
	EXPECT(mem_eq(m, want, 32));
	dir_remove();
}

TEST(many_first_starts_at_once_agree_on_one_seed)
{
	int fds[2];
	u8 keys[8][32];
	struct secret32 k;

	dir_make();
	REQUIRE(pipe(fds) == 0);
	for (int i = 0; i < 8; i++) {
		if (fork() != 0)
			continue;
		if (start() != ERR_OK)
			_exit(1);
		pal_seal_key(&k, SLICE_LIT("x"));
		_exit(write(fds[1], k.b, 32) == 32 ? 0 : 1);
	}
	for (int i = 0; i < 8; i++) {
		int status;

		EXPECT(wait(&status) > 0);
		EXPECT(status == 0);
		EXPECT(read(fds[0], keys[i], 32) == 32);
		EXPECT(mem_eq(keys[i], keys[0], 32));
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
	dir_remove();
}

TEST(randomness_fills_any_length)
{
	static u8 a[100000], b[100000];
	size_t zeros = 0;

	pal_random(a, sizeof(a));
	pal_random(b, sizeof(b));
	EXPECT(!mem_eq(a, b, sizeof(a)));
	for (size_t i = 0; i < sizeof(a); i++)
		zeros += a[i] == 0;
	/* 390 expected; a buffer that was not filled has many more. */
	EXPECT(zeros < 800);
	pal_random(a, 0);
}

TEST(the_clock_goes_on_and_the_port_says_what_it_is)
{
	u64 t = pal_clock_mono_ns();
	u8 report_data[64] = {0}, buf[16];
	size_t n;

	EXPECT(pal_clock_mono_ns() >= t);
	EXPECT(pal_clock_hint_ms() > 1700000000000u);
	dir_make();
	EXPECT_OK(start());
	EXPECT(strcmp(pal_name(), "sim") == 0 && pal_is_simulated());
	EXPECT(pal_tee() == 0 && pal_keeps_keys() && pal_forks());
	EXPECT_ERR(ERR_UNSUPPORTED, pal_quote(report_data, buf, sizeof(buf), &n));
	dir_remove();
}

TEST(no_port_is_chosen_silently)
{
	struct pal_opts o = {.state_dir = "/tmp", .sys_root = "/nonexistent"};

	EXPECT_ERR(ERR_INVALID, pal_start(&o));
	o.port = "auto";
	EXPECT_ERR(ERR_NOT_FOUND, pal_start(&o));
	EXPECT(strstr(pal_why(), "--port sim") != NULL);
	o.port = "sgx";
	EXPECT_ERR(ERR_INVALID, pal_start(&o));
	EXPECT(strstr(pal_why(), "\"sgx\"") != NULL && strcmp(pal_name(), "none") == 0);
}

/* --- evidence ------------------------------------------------------------------------------- */

static char pki_dir[96];

static void remove_pki(void)
{
	char cmd[128];
	FILE *f;

	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", pki_dir);
	f = popen(cmd, "r");
	REQUIRE(f != NULL);
	EXPECT(pclose(f) == 0);
}

static enum err start_with_pki(void)
{
	struct pal_opts o = {.port = "sim", .state_dir = dir, .pki_dir = pki_dir};

	(void)snprintf(pki_dir, sizeof(pki_dir), "%s-pki", dir);
	return pal_start(&o);
}

TEST(a_simulated_worker_quotes_its_measurement_under_the_root_of_its_pki)
{
	u8 rd[64] = {1, 2, 3}, m[32], td[32], want[32], *quote = malloc(PAL_QUOTE_MAX);
	struct attest_quote q;
	size_t n;
	char path[128];
	u8 root[2048];
	FILE *f;

	dir_make();
	EXPECT_OK(start_with_pki());
	EXPECT(pal_tee() == ATTEST_SGX && pal_is_simulated());
	EXPECT_OK(pal_quote(rd, quote, PAL_QUOTE_MAX, &n));
	REQUIRE(attest_quote_parse(&q, slice_of(quote, n)) == ATTEST_OK);
	pal_measurement(m);
	EXPECT(mem_eq(q.sgx.mrenclave, m, 32) && mem_eq(q.report_data, rd, 64));
	(void)snprintf(path, sizeof(path), "%s/root.der", pki_dir);
	f = fopen(path, "rb");
	REQUIRE(f != NULL);
	n = fread(root, 1, sizeof(root), f);
	(void)fclose(f);
	sha2_256(want, slice_of(root, n));
	pal_trust_domain(td);
	EXPECT(mem_eq(td, want, 32));
	EXPECT_ERR(ERR_LIMIT, pal_quote(rd, quote, 64, &n));
	free(quote);
	remove_pki();
	dir_remove();
}

TEST(a_simulated_machine_is_the_same_after_a_restart)
{
	u8 rd[64] = {0}, *a = malloc(PAL_QUOTE_MAX), *b = malloc(PAL_QUOTE_MAX);
	size_t na, nb;

	dir_make();
	EXPECT_OK(start_with_pki());
	EXPECT_OK(pal_quote(rd, a, PAL_QUOTE_MAX, &na));
	EXPECT_OK(start_with_pki());
	EXPECT_OK(pal_quote(rd, b, PAL_QUOTE_MAX, &nb));
	EXPECT(na == nb && mem_eq(a, b, na));
	EXPECT(unlink(seed_path) == 0);
	EXPECT_OK(start_with_pki());
	EXPECT_OK(pal_quote(rd, b, PAL_QUOTE_MAX, &nb));
	EXPECT(na != nb || !mem_eq(a, b, na));
	free(a);
	free(b);
	remove_pki();
	dir_remove();
}

TEST(a_pki_that_cannot_be_made_is_told)
{
	struct pal_opts o = {.port = "sim", .pki_dir = "/nonexistent/pki"};

	dir_make();
	o.state_dir = dir;
	EXPECT_ERR(ERR_NOT_FOUND, pal_start(&o));
	EXPECT(strstr(pal_why(), "/nonexistent/pki") != NULL);
	EXPECT(strcmp(pal_name(), "none") == 0);
	dir_remove();
}

/* The sandbox of a release forbids files: so this holds only where it is in force. */
TEST(a_simulated_worker_quotes_inside_its_sandbox)
{
	u8 rd[64] = {9};
	static u8 quote[PAL_QUOTE_MAX];
	size_t n;
	int status;
	pid_t pid;

	dir_make();
	EXPECT_OK(start_with_pki());
	pid = fork();
	if (pid == 0) {
		int fds[] = {STDERR_FILENO};

		if (pal_sandbox_enter(PAL_ENCLAVE, fds, 1) != ERR_OK)
			_exit(2);
		_exit(pal_quote(rd, quote, sizeof(quote), &n) == ERR_OK && n > 4000 ? 0 : 3);
	}
	EXPECT(waitpid(pid, &status, 0) == pid);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	remove_pki();
	dir_remove();
}

TEST_MAIN()
