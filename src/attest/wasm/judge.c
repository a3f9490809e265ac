/* The native verifier for tests that compare it: tests/test_attest_wasm.py.
 *
 *   attest_judge        reads cases from stdin, one JSON object a line, and prints the answer to
 *                       each, one line of attest/report JSON
 *   attest_judge --sim  prints cases: simulated quotes of each kind, with their collateral
 *   attest_judge --faults prints more: well signed, with one thing wrong each
 *   attest_judge --sign reads such cases, whose TCB info and QE identity were changed, and prints
 *                       them with good signatures
 *
 * A case: {"name", "quote": hex, "collateral": text of the file, "root": hex, "at": seconds,
 * "grace": seconds, "policy": text, "reportData": hex, "allowDevRoot": bool}; what is empty or
 * missing is as attest.mjs has it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attest/report.h"
#include "attest/wasm/faults.h"
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

static void each_line(void (*fn)(struct slice line))
{
	static char line[LINE_MAX_LEN];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (strchr(line, '\n') == NULL)
			fail("a case is too long");
		arena_reset(&a);
		fn(slice_str(line));
	}
}

/* --- Simulation ------------------------------------------------------------------------------- */

static struct sim_pki pki;
static struct sim_platform machine;

static void write_hex(struct json_wr *w, const char *key, struct slice bytes)
{
	char *hex = arena_alloc(&a, 2 * bytes.n);

	if (hex == NULL)
		fail("no memory");
	hex_encode(hex, bytes);
	json_wr_m_str(w, key, slice_of(hex, 2 * bytes.n));
}

static void print_case(struct slice name, struct slice quote,
		       const struct attest_collateral_raw *raw)
{
	static u8 out[1u << 20];
	struct json_wr w = json_wr_into(out, sizeof(out));
	struct slice file, json;

	if (attest_collateral_write(raw, &a, &file) != ERR_OK)
		fail("collateral is too long");
	json_wr_obj(&w);
	json_wr_m_str(&w, "name", name);
	write_hex(&w, "quote", quote);
	json_wr_m_str(&w, "collateral", file);
	write_hex(&w, "root", slice_of(pki.root_der, pki.root_len));
	json_wr_m_u64(&w, "at", SIM_NOW + 60);
	json_wr_obj_end(&w);
	if (json_wr_done(&w, &json) != ERR_OK)
		fail("a case is too long");
	print(json);
}

/* print_with_collateral: of the kind's TEE, as it should be or with the machine revoked. */
static void print_with_collateral(const char *name, enum sim_kind kind, struct slice quote,
				  bool revoked)
{
	const struct sim_collateral_opts opts = {
	    .tee = kind == SIM_SGX_3 ? ATTEST_SGX : ATTEST_TDX,
	    .now = SIM_NOW,
	    .revoked_ppid = revoked ? machine.ppid : NULL};
	struct attest_collateral_raw raw;

	arena_reset(&a);
	if (sim_collateral(&pki, &opts, &a, &raw) != ERR_OK)
		fail("cannot simulate");
	print_case(slice_str(name), quote, &raw);
}

static void print_fault(const char *name, enum sim_kind kind, struct slice quote)
{
	print_with_collateral(name, kind, quote, false);
}

static void simulate_one(enum sim_kind kind, bool debug, bool revoked)
{
	static const char *const names[] = {"sim-sgx-3", "sim-tdx-4", "sim-tdx-5", "sim-tdx-5-15"};
	static u8 quote[SIM_QUOTE_MAX];
	const struct sim_body body = {
	    .kind = kind, .debug = debug, .measurement = {1, 2, 3}, .report_data = {9, 8, 7}};
	size_t n;

	if (sim_quote(&machine, &body, quote, sizeof(quote), &n) != ERR_OK)
		fail("cannot simulate");
	print_with_collateral(names[kind], kind, slice_of(quote, n), revoked);
}

static void simulate(void)
{
	for (enum sim_kind k = SIM_SGX_3; k <= SIM_TDX_5_TD15; k++) {
		simulate_one(k, false, false);
		simulate_one(k, true, false);
		simulate_one(k, false, true);
	}
}

static void sign_again(struct slice line)
{
	u8 tcb[64], qe[64];
	struct attest_collateral_raw raw;
	const struct json *j;

	if (json_parse(&j, line, &a) != ERR_OK ||
	    attest_collateral_read(&raw, text_of(j, "collateral"), &a) != ATTEST_OK ||
	    sim_sign(tcb, &pki.signer, raw.tcb_info) != ERR_OK ||
	    sim_sign(qe, &pki.signer, raw.qe_identity) != ERR_OK)
		fail("cannot sign");
	raw.tcb_info_signature = SLICE_ARR(tcb);
	raw.qe_identity_signature = SLICE_ARR(qe);
	print_case(text_of(j, "name"), hex_of(j, "quote"), &raw);
}

static void start_simulation(void)
{
	const struct secret32 seed = {{7}}, machine_seed = {{8}};

	if (sim_pki_from_seed(&pki, &seed, SLICE_EMPTY) != ERR_OK ||
	    sim_platform_make(&machine, &pki, &machine_seed) != ERR_OK)
		fail("cannot simulate");
}

int main(int argc, char **argv)
{
	static u8 mem[ARENA_LEN] __attribute__((aligned(16)));
	const char *mode = argc == 2 ? argv[1] : "";

	a = arena_of(mem, sizeof(mem));
	start_simulation();
	if (strcmp(mode, "--sim") == 0)
		simulate();
	else if (strcmp(mode, "--faults") == 0)
		faults_make(&pki, &machine, print_fault);
	else
		each_line(strcmp(mode, "--sign") == 0 ? sign_again : judge);
	sim_platform_release(&machine);
	sim_pki_release(&pki);
	return 0;
}
