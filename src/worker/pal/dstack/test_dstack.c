#include "base/hex.h"
#include "base/test.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "attest/attest.h"
#include "crypto/hash.h"
#include "worker/pal/dstack/agent.h"
#include "worker/pal/pal.h"

/* dstack's guest agent, as a server on a real Unix socket in a process of its own. */

#define METHOD_MAX 32u
#define RAW_MAX    (3u << 20)

static struct agent {
	char root[64];
	/* For this method the answer is `raw` as it stands, or none. */
	char fault_of[METHOD_MAX];
	bool hangs, drips;
	size_t raw_len;
	char raw[RAW_MAX];
	/* What a quote is made of. */
	u8 quote[8192];
	size_t quote_len;
	char log[4096];
	char key[65];
	/* What was asked. */
	u32 num_asked;
	char last[2048];
} * agent;

static pid_t server;
static u8 quote[PAL_QUOTE_MAX];
static size_t quote_len;
static const u8 data[64] = {0xaa, 0xbb, [63] = 0xcc};

#define DATA_AT (48u + 520u)

static size_t read_hex(const char *path, u8 *out, size_t cap)
{
	static char text[64u << 10];
	FILE *f = fopen(path, "r");
	size_t n, got, len = 0;

	CHECK(f != NULL);
	n = fread(text, 1, sizeof(text), f);
	(void)fclose(f);
	for (size_t i = 0; i < n; i++)
		if (text[i] > ' ')
			text[len++] = text[i];
	CHECK(hex_decode(out, cap, &got, slice_of(text, len)) == ERR_OK);
	return got;
}

static void say(int fd, const char *text, size_t n)
{
	while (n > 0) {
		struct timespec t = {.tv_nsec = 5000000};
		ssize_t done = send(fd, text, agent->drips ? 1 : n, MSG_NOSIGNAL);

		if (done <= 0)
			return;
		text += done;
		n -= (size_t)done;
		if (agent->drips)
			(void)nanosleep(&t, NULL);
	}
}

static void answer(int fd, const char *json)
{
	static char text[128u << 10];
	int n = snprintf(text, sizeof(text),
	                 "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
	                 "content-length: %zu\r\n\r\n%s",
	                 strlen(json), json);

	say(fd, text, (size_t)n);
}

static void answer_quote(int fd, const char *body)
{
	static char json[64u << 10], hex[32u << 10];
	const char *rd = strstr(body, "\"report_data\":\"");
	static u8 made[sizeof(agent->quote)];

	memcpy(made, agent->quote, agent->quote_len);
	if (rd == NULL || hex_decode_exact(made + DATA_AT, 64, slice_of(rd + 15, 128)) != ERR_OK)
		return;
	hex_encode(hex, slice_of(made, agent->quote_len));
	hex[2 * agent->quote_len] = '\0';
	(void)snprintf(json, sizeof(json),
	               "{\"quote\":\"%s\",\"event_log\":\"%s\",\"report_data\":\"%.128s\","
	               "\"vm_config\":\"{}\"}",
	               hex, agent->log, rd + 15);
	answer(fd, json);
}

static void serve(int fd)
{
	static char in[4096];
	char method[METHOD_MAX] = "", json[256];
	size_t n = 0;
	const char *body;

	do {
		ssize_t got = recv(fd, in + n, sizeof(in) - 1 - n, 0);

		if (got <= 0)
			return;
		n += (size_t)got;
		in[n] = '\0';
		body = strstr(in, "\r\n\r\n");
	} while (body == NULL || strchr(body, '}') == NULL);
	agent->num_asked++;
	(void)snprintf(agent->last, sizeof(agent->last), "%.2000s", in);
	(void)sscanf(in, "POST /%31[A-Za-z] HTTP/1.1\r\n", method);
	if (strcmp(method, agent->fault_of) == 0) {
		if (agent->hangs)
			(void)poll(NULL, 0, 3000);
		say(fd, agent->raw, agent->raw_len);
	} else if (strcmp(method, "GetQuote") == 0) {
		answer_quote(fd, body + 4);
	} else if (strcmp(method, "GetKey") == 0) {
		(void)snprintf(json, sizeof(json),
		               "{\"key\":\"%s\",\"signature_chain\":[\"00\",\"11\"]}", agent->key);
		answer(fd, json);
	} else {
		static const char no[] = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

		say(fd, no, sizeof(no) - 1);
	}
}

static void run_server(const char *path)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%.100s", path);
	CHECK(bind(fd, (const struct sockaddr *)&un, sizeof(un)) == 0 && listen(fd, 8) == 0);
	server = fork();
	CHECK(server >= 0);
	if (server > 0) {
		(void)close(fd);
		return;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* a test that ends early leaves nobody */
	for (;;) {
		int c = accept(fd, NULL, NULL);

		if (c < 0)
			_exit(0);
		serve(c);
		(void)close(c);
	}
}

static void make_dir(const char *tail)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s%s", agent->root, tail);
	CHECK(mkdir(path, 0755) == 0);
}

/* A CVM whose quotes are those of a real one, but for the data. */
static void begin_at(const char *tail)
{
	char path[128];

	if (agent == NULL)
		agent = mmap(NULL, sizeof(*agent), PROT_READ | PROT_WRITE,
		             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(agent != MAP_FAILED);
	memset(agent, 0, sizeof(*agent));
	(void)snprintf(agent->root, sizeof(agent->root), "/tmp/ph-dstack-XXXXXX");
	CHECK(mkdtemp(agent->root) != NULL);
	make_dir("/var");
	make_dir("/var/run");
	make_dir("/var/run/dstack");
	agent->quote_len = read_hex(PH_SOURCE_DIR "/src/evidence/vectors/dstack_quote.hex",
	                            agent->quote, sizeof(agent->quote));
	(void)snprintf(agent->log, sizeof(agent->log), "[{\\\"imr\\\":3}]");
	memset(agent->key, 'b', 64);
	(void)snprintf(path, sizeof(path), "%s%s", agent->root, tail);
	run_server(path);
}

static void begin(void)
{
	begin_at("/var/run/dstack.sock");
}

static void end(void)
{
	char cmd[128];
	FILE *f;

	EXPECT_ERR(ERR_INVALID, pal_start(&(struct pal_opts){.port = ""}));
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", agent->root);
	f = popen(cmd, "r");
	CHECK(f != NULL && pclose(f) == 0);
}

static enum err start(void)
{
	return pal_start(
	    &(struct pal_opts){.port = "dstack", .sys_root = agent->root, .quote_ms = 4000});
}

static enum err start_quick(void)
{
	return pal_start(
	    &(struct pal_opts){.port = "dstack", .sys_root = agent->root, .quote_ms = 400});
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

static void fault(const char *method, const char *raw, size_t n)
{
	CHECK(n <= sizeof(agent->raw));
	memcpy(agent->raw, raw, n);
	agent->raw_len = n;
	(void)snprintf(agent->fault_of, sizeof(agent->fault_of), "%s", method);
}

static void fault_json(const char *method, const char *json)
{
	static char text[4096];
	int n = snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\ncontent-length: %zu\r\n\r\n%s",
	                 strlen(json), json);

	fault(method, text, (size_t)n);
}

TEST(a_cvm_says_what_its_quote_says)
{
	struct attest_quote q;
	u8 want[32], got[32];
	struct slice log;

	begin();
	EXPECT_OK(start());
	EXPECT(strcmp(pal_name(), "dstack") == 0 && pal_tee() == 2 && pal_forks());
	EXPECT(!pal_is_simulated() && pal_keeps_keys());
	REQUIRE(attest_quote_parse(&q, slice_of(agent->quote, agent->quote_len)) == ATTEST_OK);
	attest_measurement(want, &q);
	pal_measurement(got);
	EXPECT(mem_eq(want, got, 32));
	sha2_256(want, attest_intel_root());
	pal_trust_domain(got);
	EXPECT(mem_eq(want, got, 32));
	EXPECT_OK(pal_event_log(&log));
	EXPECT(slice_eq(log, SLICE_LIT("[{\"imr\":3}]")));
	EXPECT_OK(ask());
	REQUIRE(attest_quote_parse(&q, slice_of(quote, quote_len)) == ATTEST_OK);
	EXPECT(mem_eq(q.report_data, data, 64));
	EXPECT(strncmp(agent->last, "POST /GetQuote HTTP/1.1\r\nHost: ", 31) == 0);
	end();
}

TEST(the_socket_of_the_image_is_found_too)
{
	begin_at("/var/run/dstack/dstack.sock");
	EXPECT_OK(pal_start(&(struct pal_opts){.port = "auto", .sys_root = agent->root}));
	EXPECT(strcmp(pal_name(), "dstack") == 0);
	end();
}

TEST(a_cvm_quotes_inside_its_sandbox)
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

TEST(the_sealing_key_is_the_agents_for_a_path_of_ours)
{
	struct secret32 a, b;

	begin();
	EXPECT_OK(start());
	pal_seal_key(&a, SLICE_LIT("x"));
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(secret32_eq(&a, &b));
	agent->key[63] = 'c';
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(!secret32_eq(&a, &b));
	agent->key[63] = 'b';
	agent->quote[48 + 472] ^= 1; /* RTMR3: another app, or instance */
	EXPECT_OK(start());
	pal_seal_key(&b, SLICE_LIT("x"));
	EXPECT(!secret32_eq(&a, &b));
	/* What is asked for is in no other program's reach by accident. */
	fault_json("GetKey", "{}");
	EXPECT_ERR(ERR_CORRUPT, start());
	EXPECT(strstr(agent->last, "\"path\":\"phala-enclave/seal/v1\"") != NULL);
	end();
}

/* --- answers that are none
 * ------------------------------------------------------------------------ */

TEST(malformed_answers_are_refused)
{
	static const char *const raws[] = {
	    "",
	    "HTTP",
	    "garbage\r\n\r\n",
	    "HTTP/1.1 200 OK\n\n{}",
	    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{}", /* ends early */
	    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
	    "HTTP/2.0 200 OK\r\n\r\n{}",
	    "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n{}"};
	static const char *const jsons[] = {"",
	                                    "{",
	                                    "[]",
	                                    "null",
	                                    "{\"quote\":1}",
	                                    "{\"quote\":\"\"}",
	                                    "{\"quote\":\"0g\"}",
	                                    "{\"quote\":\"040\"}",
	                                    "{\"quote\":\"0400\",\"quote\":\"0400\"}",
	                                    "{\"Quote\":\"0400\"}",
	                                    "{\"quote\":\"0400\"} x",
	                                    "{\"quote\":\"04000200\"}"};

	begin();
	EXPECT_OK(start());
	for (size_t i = 0; i < ARRAY_LEN(raws); i++) {
		fault("GetQuote", raws[i], strlen(raws[i]));
		EXPECT_ERR(ERR_CORRUPT, ask());
		EXPECT(says("GetQuote"));
	}
	for (size_t i = 0; i < ARRAY_LEN(jsons); i++) {
		fault_json("GetQuote", jsons[i]);
		EXPECT_ERR(ERR_CORRUPT, ask());
	}
	agent->fault_of[0] = '\0';
	EXPECT_OK(ask());
	end();
}

TEST(malformed_keys_are_refused)
{
	static const char *const jsons[] = {
	    "{}", "{\"key\":1}", "{\"key\":\"00\"}", "{\"key\":\"zz\"}",
	    "{\"key\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"}"};

	begin();
	for (size_t i = 0; i < ARRAY_LEN(jsons); i++) {
		fault_json("GetKey", jsons[i]);
		EXPECT_ERR(ERR_CORRUPT, start());
		EXPECT(says("GetKey"));
	}
	agent->fault_of[0] = '\0';
	EXPECT_OK(start());
	end();
}

TEST(an_answer_without_an_end_is_cut_off)
{
	static char big[RAW_MAX];
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\n{\"quote\":\"";
	static const char tall[] = "HTTP/1.1 200 OK\r\nx: ";

	begin();
	EXPECT_OK(start());
	memset(big, '0', sizeof(big));
	memcpy(big, head, sizeof(head) - 1);
	fault("GetQuote", big, sizeof(big));
	EXPECT_ERR(ERR_LIMIT, ask());
	memcpy(big, tall, sizeof(tall) - 1);
	fault("GetQuote", big, sizeof(big));
	EXPECT_ERR(ERR_LIMIT, ask());
	/* Within the limit of the answer, beyond that of a quote. */
	{
		static char json[80000];
		int n =
		    snprintf(json, sizeof(json),
		             "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n{\"quote\":\"%0*d\"}",
		             12 + 70000, 70000, 4);

		fault("GetQuote", json, (size_t)n);
		EXPECT_ERR(ERR_CORRUPT, ask());
	}
	agent->fault_of[0] = '\0';
	EXPECT_OK(ask());
	end();
}

TEST(an_answer_in_chunks_is_taken)
{
	char text[256];
	int n = snprintf(text, sizeof(text),
	                 "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
	                 "5\r\n{\"key\r\n4e\r\n\":\"0x%064d\",\"a\":12}\r\n0\r\n\r\n",
	                 7);

	begin();
	fault("GetKey", text, (size_t)n);
	EXPECT_OK(start());
	end();
}

TEST(an_agent_that_hangs_is_given_up)
{
	u64 t0;

	begin();
	EXPECT_OK(start_quick());
	fault("GetQuote", "", 0);
	agent->hangs = true;
	t0 = pal_clock_mono_ns();
	EXPECT_ERR(ERR_TIMEOUT, ask());
	EXPECT(says("GetQuote failed: it took too long"));
	EXPECT(pal_clock_mono_ns() - t0 < 2000000000u);
	end();
}

TEST(an_agent_that_drips_is_given_up)
{
	static char slow[4096];
	u64 t0;
	int n;

	begin();
	EXPECT_OK(start_quick());
	n = snprintf(slow, sizeof(slow), "HTTP/1.1 200 OK\r\ncontent-length: 3000\r\n\r\n%03000d",
	             0);
	fault("GetQuote", slow, (size_t)n);
	agent->drips = true;
	t0 = pal_clock_mono_ns();
	EXPECT_ERR(ERR_TIMEOUT, ask());
	EXPECT(pal_clock_mono_ns() - t0 < 2000000000u);
	end();
}

TEST(an_agent_that_hangs_at_the_start_is_given_up)
{
	begin();
	fault("GetKey", "", 0);
	agent->hangs = true;
	EXPECT_ERR(ERR_TIMEOUT, start_quick());
	EXPECT(says("GetKey"));
	end();
}

TEST(refusals_are_told_without_control_codes)
{
	static const char no[] = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 27\r\n\r\n"
	                         "{\"error\":\"quote\x1b[2J failed\"}";
	static const char old[] = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

	begin();
	EXPECT_OK(start());
	fault("GetQuote", no, sizeof(no) - 1);
	EXPECT_ERR(ERR_IO, ask());
	EXPECT(says("status 500") && says("quote [2J failed"));
	fault("GetQuote", old, sizeof(old) - 1);
	EXPECT_ERR(ERR_UNSUPPORTED, ask());
	EXPECT(says("status 404"));
	end();
}

TEST(what_is_missing_is_named_with_the_fix)
{
	begin();
	EXPECT_OK(start());
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	/* The socket's name is still there, and nobody listens. */
	EXPECT_ERR(ERR_NOT_FOUND, ask());
	EXPECT(says("refused"));
	EXPECT_ERR(ERR_NOT_FOUND, start());
	(void)snprintf(agent->last, sizeof(agent->last), "%s/var/run/dstack.sock", agent->root);
	EXPECT(unlink(agent->last) == 0);
	EXPECT_ERR(ERR_NOT_FOUND, start());
	EXPECT(says("docker-compose"));
	server = fork();
	if (server == 0)
		_exit(0);
	end();
}

TEST_MAIN()
