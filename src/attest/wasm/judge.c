/* The native verifier for tests that compare it: tests/test_attest_wasm.py.
 *
 *   attest_judge        reads cases from stdin, one JSON object a line, and prints the answer to
 *                       each, one line of attest/report JSON
 *   attest_judge --sim  prints cases: simulated quotes of each kind, with their collateral
 *
 * A case: {"name", "quote": hex, "collateral": text of the file, "root": hex, "at": seconds,
 * "grace": seconds, "policy": text, "reportData": hex, "allowDevRoot": bool}; what is empty or
 * missing is as attest.mjs has it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attest/report.h"
#include "attest/sim/sim.h"
#include "base/hex.h"
#include "text/json.h"

#define ARENA_LEN    (32u << 20)
#define LINE_MAX_LEN (8u << 20)
#define SIM_NOW      1750400000u

static struct arena a;

static void fail(const char *what)
{
	(void)fprintf(stderr, "attest_judge: %s\n", what);
	exit(1);
}

static struct slice text_of(const struct json *j, const char *key)
{
	struct slice s = SLICE_EMPTY;

	(void)json_str(json_get(j, key), &s);
	return s;
}

static struct slice hex_of(const struct json *j, const char *key)
{
	struct slice hex = text_of(j, key);
	u8 *p = arena_alloc(&a, hex.n / 2 + 1);
	size_t n = 0;

	if (p == NULL || hex_decode(p, hex.n / 2, &n, hex) != ERR_OK)
		fail("a member of a case is not hexadecimal");
	return slice_of(p, n);
}

static u64 number_of(const struct json *j, const char *key)
{
	u64 v = 0;

	(void)json_u64(json_get(j, key), &v);
	return v;
}

static void print(struct slice s)
{
	if (fwrite(s.p, 1, s.n, stdout) != s.n || putchar('\n') == EOF)
		fail("cannot write");
}

static void judge(struct slice line)
{
	static u8 out[ATTEST_REPORT_JSON_MAX];
	struct json_wr w = json_wr_into(out, sizeof(out));
	struct attest_report *r = arena_alloc(&a, sizeof(*r));
	struct attest_policy policy;
	const struct json *j;
	struct slice rules, json;
	const char *why;

	if (r == NULL || json_parse(&j, line, &a) != ERR_OK)
		fail("a case is not JSON");
	rules = text_of(j, "policy");
	attest_policy_default(&policy);
	if (rules.n != 0 && attest_policy_read(&policy, rules, &a, &why) != ERR_OK)
		fail("a policy is malformed");
	(void)json_bool(json_get(j, "allowDevRoot"), &policy.allow_dev_root);
	const struct attest_inquiry in = {
	    .quote = hex_of(j, "quote"),
	    .collateral = text_of(j, "collateral"),
	    .root = hex_of(j, "root"),
	    .time = {number_of(j, "at"), (u32)number_of(j, "grace")},
	    .policy = &policy,
	    .report_data = hex_of(j, "reportData"),
	};

	attest_report_make(r, &in, &a);
	attest_report_write(&w, r);
	if (json_wr_done(&w, &json) != ERR_OK)
		fail("an answer is too long");
	print(json);
}

static void judge_all(void)
{
	static char line[LINE_MAX_LEN];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (strchr(line, '\n') == NULL)
			fail("a case is too long");
		arena_reset(&a);
		judge(slice_str(line));
	}
}

static void write_hex(struct json_wr *w, const char *key, struct slice bytes)
{
	char *hex = arena_alloc(&a, 2 * bytes.n);

	if (hex == NULL)
		fail("no memory");
	hex_encode(hex, bytes);
	json_wr_m_str(w, key, slice_of(hex, 2 * bytes.n));
}

static void print_case(const struct sim_pki *pki, const struct sim_platform *machine,
		       enum sim_kind kind, bool debug, bool revoked)
{
	static const char *const names[] = {"sim-sgx-3", "sim-tdx-4", "sim-tdx-5", "sim-tdx-5-15"};
	static u8 out[1u << 17];
	const struct sim_body body = {
	    .kind = kind, .debug = debug, .measurement = {1, 2, 3}, .report_data = {9, 8, 7}};
	const struct sim_collateral_opts opts = {
	    .tee = kind == SIM_SGX_3 ? ATTEST_SGX : ATTEST_TDX,
	    .now = SIM_NOW,
	    .revoked_ppid = revoked ? machine->ppid : NULL};
	struct attest_collateral_raw raw;
	struct slice file, json;
	static u8 quote[SIM_QUOTE_MAX];
	size_t n;
	struct json_wr w = json_wr_into(out, sizeof(out));

	arena_reset(&a);
	if (sim_quote(machine, &body, quote, sizeof(quote), &n) != ERR_OK ||
	    sim_collateral(pki, &opts, &a, &raw) != ERR_OK ||
	    attest_collateral_write(&raw, &a, &file) != ERR_OK)
		fail("cannot simulate");
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "name", names[kind]);
	write_hex(&w, "quote", slice_of(quote, n));
	json_wr_m_str(&w, "collateral", file);
	write_hex(&w, "root", slice_of(pki->root_der, pki->root_len));
	json_wr_m_u64(&w, "at", SIM_NOW + 60);
	json_wr_obj_end(&w);
	if (json_wr_done(&w, &json) != ERR_OK)
		fail("a case is too long");
	print(json);
}

static void simulate(void)
{
	const struct secret32 seed = {{7}}, machine_seed = {{8}};
	struct sim_pki pki;
	struct sim_platform machine;

	if (sim_pki_from_seed(&pki, &seed, SLICE_EMPTY) != ERR_OK ||
	    sim_platform_make(&machine, &pki, &machine_seed) != ERR_OK)
		fail("cannot simulate");
	for (enum sim_kind k = SIM_SGX_3; k <= SIM_TDX_5_TD15; k++) {
		print_case(&pki, &machine, k, false, false);
		print_case(&pki, &machine, k, true, false);
		print_case(&pki, &machine, k, false, true);
	}
	sim_platform_release(&machine);
	sim_pki_release(&pki);
}

int main(int argc, char **argv)
{
	static u8 mem[ARENA_LEN] __attribute__((aligned(16)));

	a = arena_of(mem, sizeof(mem));
	if (argc == 2 && strcmp(argv[1], "--sim") == 0)
		simulate();
	else
		judge_all();
	return 0;
}
