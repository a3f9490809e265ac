#include "worker/pal/test_dev_kit.h"

#include "attest/attest.h"
#include "crypto/hash.h"
#include "worker/pal/pal.h"

/* /dev/attestation as Gramine's LibOS has it: `quote` is made anew at each opening, of what
 * user_report_data holds then; shorter data are filled up with zeros. */
enum node { TYPE, DATA, QUOTE, KEY };

#define DATA_AT (48u + 320u)

static struct {
	bool is_gramine;
	const char *type;
	u8 data[64];
	u8 blob[KIT_BUF];
	size_t blob_len;
	u8 key[32];
	size_t key_len;
	int data_errno, quote_errno, key_errno;
	u32 num_quotes;
} g;

static bool owns(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0;
}

static bool has(const char *path)
{
	return g.is_gramine && strcmp(path, "/dev/attestation") == 0;
}

static int open_node(struct kit_file *f, const char *path, int flags)
{
	static const struct {
		const char *path;
		int no;
	} rows[] = {[TYPE] = {"/dev/attestation/attestation_type", O_RDONLY},
	            [DATA] = {"/dev/attestation/user_report_data", O_WRONLY},
	            [QUOTE] = {"/dev/attestation/quote", O_RDONLY},
	            [KEY] = {"/dev/attestation/keys/_sgx_mrenclave", O_RDONLY}};

	for (int i = 0; g.is_gramine && i < (int)ARRAY_LEN(rows); i++) {
		if (strcmp(path, rows[i].path) != 0)
			continue;
		if ((flags & O_ACCMODE) != rows[i].no)
			return -EACCES;
		f->node = i;
		return i == QUOTE ? -g.quote_errno : i == KEY ? -g.key_errno : 0;
	}
	return -ENOENT;
}

static ssize_t fill(struct kit_file *f)
{
	switch ((enum node)f->node) {
	case TYPE:
		memcpy(f->buf, g.type, strlen(g.type));
		return (ssize_t)strlen(g.type);
	case QUOTE:
		memcpy(f->buf, g.blob, g.blob_len);
		memcpy(f->buf + DATA_AT, g.data, 64);
		g.num_quotes++;
		return (ssize_t)g.blob_len;
	case KEY:
		memcpy(f->buf, g.key, g.key_len);
		return (ssize_t)g.key_len;
	case DATA:
		break;
	}
	return -EACCES;
}

static ssize_t write_node(struct kit_file *f, const u8 *p, size_t n)
{
	if (f->node != DATA || n > 64)
		return -EINVAL;
	if (g.data_errno != 0)
		return -g.data_errno;
	memset(g.data, 0, sizeof(g.data));
	memcpy(g.data, p, n);
	return (ssize_t)n;
}

static void close_node(struct kit_file *f)
{
	(void)f;
}

const struct kit_dev kit_dev = {.owns = owns,
                                .open = open_node,
                                .fill = fill,
                                .write = write_node,
                                .close = close_node,
                                .has = has};

static u8 quote[PAL_QUOTE_MAX];
static size_t quote_len;
static const u8 data[64] = {0xaa, 0xbb, [63] = 0xcc};

/* Gramine on a machine whose quotes are Intel's sample, but for the data. */
static void begin(void)
{
	kit_begin();
	memset(&g, 0, sizeof(g));
	g.is_gramine = true;
	g.type = "dcap";
	g.blob_len =
	    kit_hex(PH_SOURCE_DIR "/src/attest/vectors/sgx_quote.hex", g.blob, sizeof(g.blob));
	g.key_len = 16;
	g.key[0] = 9;
}

static enum err start(void)
{
	return pal_start(&(struct pal_opts){.port = "gramine", .sys_root = kit->root});
}

static enum err ask(void)
{
	return pal_quote(data, quote, sizeof(quote), &quote_len);
}

static bool says(const char *text)
{
	if (strstr(pal_why(), text) != NULL)
		return true;
	(void)fprintf(stderr, "\tit says: %s\n", pal_why());
	return false;
}

TEST(an_enclave_says_what_its_quote_says)
{
	u8 want[32], got[32];

	begin();
	EXPECT_OK(start());
	EXPECT(strcmp(pal_name(), "gramine") == 0 && pal_tee() == 1);
	EXPECT(!pal_is_simulated() && pal_keeps_keys());
	pal_measurement(got);
	EXPECT(mem_eq(got, g.blob + 48 + 64, 32)); /* MRENCLAVE */
	sha2_256(want, attest_intel_root());
	pal_trust_domain(got);
	EXPECT(mem_eq(want, got, 32));
	EXPECT_OK(ask());
	EXPECT(quote_len == g.blob_len && mem_eq(quote + DATA_AT, data, 64));
	EXPECT(g.num_quotes == 2);
	kit_end();
}

TEST(the_libos_is_the_sandbox_and_there_is_one_process)
{
	int fds[] = {STDERR_FILENO};

	begin();
	EXPECT_OK(start());
	EXPECT(!pal_forks());
	EXPECT_ERR(ERR_UNSUPPORTED, pal_sandbox_enter(PAL_BOX, fds, 1));
	EXPECT_OK(pal_sandbox_enter(PAL_ENCLAVE, fds, 1));
	/* Nothing was closed or forbidden: quotes still come from files. */
	EXPECT_OK(ask());
	kit_end();
}

TEST(the_sealing_key_is_the_enclaves)
{
	struct secret32 a, b;

	begin();
	EXPECT_OK(start());
	pal_seal_key(&a, SLICE_LIT("x"));
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(secret32_eq(&a, &b));
	pal_seal_key(&b, SLICE_LIT("y"));
	EXPECT(!secret32_eq(&a, &b));
	g.key[15] ^= 1;
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(!secret32_eq(&a, &b));
	kit_end();
}

/* HKDF-SHA-256 by Python's hmac. */
TEST(sixteen_bytes_are_spread_by_hkdf)
{
	static const char py[] =
	    "import hmac,hashlib as h,sys\n"
	    "def hk(s,k,i):\n"
	    " p=hmac.new(s or bytes(32),k,h.sha256).digest()\n"
	    " return hmac.new(p,i+b'\\x01',h.sha256).digest()\n"
	    "r=hk(b'',bytes([9]+[0]*15),b'phala/pal/gramine/root/v1')\n"
	    "print(hk(bytes.fromhex(sys.argv[1]),r,b'phala/pal/gramine/seal/v1'+"
	    "h.sha256(b'x').digest()).hex())\n";
	struct secret32 key;
	char cmd[1024], line[66] = "", hex[65] = "";
	u8 m[32], want[32];
	FILE *f;

	begin();
	EXPECT_OK(start());
	pal_seal_key(&key, SLICE_LIT("x"));
	pal_measurement(m);
	hex_encode(hex, SLICE_ARR(m));
	(void)snprintf(cmd, sizeof(cmd), "python3 -c \"%s\" %s", py, hex);
	f = popen(cmd, "r");
	REQUIRE(f != NULL);
	/* The newline too: who writes to a closed pipe fails. */
	EXPECT(fread(line, 1, 65, f) == 65);
	EXPECT(pclose(f) == 0);
	EXPECT_OK(hex_decode_exact(want, 32, slice_of(line, 64)));
	EXPECT(mem_eq(key.b, want, 32));
	kit_end();
}

TEST(what_is_missing_is_named_with_the_fix)
{
	begin();
	g.is_gramine = false;
	EXPECT_ERR(ERR_NOT_FOUND, start());
	EXPECT(says("gramine-sgx"));
	g.is_gramine = true;
	g.type = "none";
	EXPECT_ERR(ERR_UNSUPPORTED, start());
	EXPECT(says("\"none\"") && says("sgx.remote_attestation"));
	g.type = "epid\n";
	EXPECT_ERR(ERR_UNSUPPORTED, start());
	g.type = "a type that is longer than any that is known";
	EXPECT_ERR(ERR_LIMIT, start());
	g.type = "dcap\n";
	g.quote_errno = EACCES;
	EXPECT_ERR(ERR_DENIED, start());
	EXPECT(says("aesmd"));
	g.quote_errno = 0;
	g.data_errno = EINVAL;
	EXPECT_ERR(ERR_INVALID, start());
	g.data_errno = 0;
	g.key_errno = EACCES;
	EXPECT_ERR(ERR_DENIED, start());
	EXPECT(says("_sgx_mrenclave"));
	g.key_errno = 0;
	EXPECT_OK(start());
	kit_end();
}

TEST(answers_of_the_wrong_size_are_none)
{
	static const size_t sizes[] = {0, 15, 17, 32};

	begin();
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		g.key_len = sizes[i];
		EXPECT(start() != ERR_OK && says("_sgx_mrenclave"));
	}
	g.key_len = 16;
	g.blob_len = 400;
	EXPECT_ERR(ERR_CORRUPT, start());
	g.blob_len = 8193;
	EXPECT_ERR(ERR_LIMIT, start());
	kit_end();
}

TEST(short_reads_are_put_together)
{
	begin();
	kit->faults.short_read = 5;
	EXPECT_OK(start());
	EXPECT_OK(ask());
	EXPECT(quote_len == g.blob_len && mem_eq(quote + DATA_AT, data, 64));
	kit_end();
}

TEST_MAIN()
