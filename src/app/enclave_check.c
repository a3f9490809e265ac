#include "app/enclave_check.h"

#include <stdio.h>
#include <unistd.h>

#include "base/hex.h"
#include "text/json_wr.h"

#define PORTS_MAX 8192u
#define TEXT_MAX  (2 * PAL_QUOTE_MAX + 1024u)

static int put(const char *text, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, text, n);

		if (done <= 0)
			return 1;
		text += done;
		n -= (size_t)done;
	}
	return 0;
}

int enclave_ports(void)
{
	static char text[PORTS_MAX];

	pal_ports(text, sizeof(text), NULL);
	return put(text, strlen(text));
}

static int fail(const char *what, enum err e)
{
	const char *why = pal_why()[0] != '\0' ? pal_why() : err_text(e);

	(void)fprintf(stderr, "phala-enclave: %s: %s\n", what, why);
	return 1;
}

static void member(struct json_wr *w, const char *key, void (*get)(u8 out[32]))
{
	u8 b[32];

	get(b);
	json_wr_m_hex(w, key, SLICE_ARR(b));
}

static enum err describe(struct json_wr *w, const u8 report_data[64])
{
	static u8 quote[PAL_QUOTE_MAX];
	size_t n;
	enum err e = pal_quote(report_data, quote, sizeof(quote), &n);

	if (e != ERR_OK && e != ERR_UNSUPPORTED)
		return e;
	json_wr_obj(w);
	json_wr_m_cstr(w, "port", pal_name());
	json_wr_m_bool(w, "simulated", pal_is_simulated());
	json_wr_m_bool(w, "keeps_keys", pal_keeps_keys());
	json_wr_m_bool(w, "runs_boxes", pal_forks());
	json_wr_m_u64(w, "tee", pal_tee());
	member(w, "measurement", pal_measurement);
	member(w, "trust_domain", pal_trust_domain);
	json_wr_m_hex(w, "quote", slice_of(quote, n));
	json_wr_obj_end(w);
	return ERR_OK;
}

int enclave_check(const struct pal_opts *o, const char *report_data)
{
	static const int fds[] = {STDOUT_FILENO, STDERR_FILENO};
	static char text[TEXT_MAX];
	struct json_wr w = json_wr_into(text, sizeof(text) - 1);
	struct slice json;
	u8 rd[64] = {0};
	enum err e;

	if (report_data != NULL &&
	    hex_decode_exact(rd, sizeof(rd), slice_str(report_data)) != ERR_OK)
		return fail("--report-data takes 128 hex digits", ERR_FORMAT);
	e = pal_start(o);
	if (e != ERR_OK)
		return fail("the platform does not start", e);
	e = pal_sandbox_enter(PAL_ENCLAVE, fds, ARRAY_LEN(fds));
	if (e != ERR_OK)
		return fail("the sandbox cannot be entered", e);
	e = describe(&w, rd);
	if (e != ERR_OK)
		return fail("no quote", e);
	CHECK(json_wr_done(&w, &json) == ERR_OK);
	text[json.n] = '\n';
	return put(text, json.n + 1);
}
