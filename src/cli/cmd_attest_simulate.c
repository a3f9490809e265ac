/* phala attest simulate: a quote of a machine that does not exist, for development. */
#include <stdlib.h>
#include <string.h>

#include "attest/sim/sim.h"
#include "base/hex.h"
#include "cli/cmd.h"
#include "crypto/hash.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "text/json_wr.h"

#define ARENA_LEN (4u << 20)
#define TIME_MAX  4102444800u /* 2100-01-01: a development PKI is dead by then */

struct args {
	const char *pki, *tee, *kind, *measurement, *report_data, *at, *quote, *collateral;
	bool debug, json;
};

struct job {
	const struct out *o;
	const struct args *x;
	struct arena a;
	u64 now;
	struct sim_body body;
	struct sim_pki pki;
	u8 quote[SIM_QUOTE_MAX];
	size_t quote_len;
	u8 trust_domain[32];
};

static const struct {
	const char *tee, *kind;
	enum sim_kind is;
} kinds[] = {
    {"sgx", "v3", SIM_SGX_3},
    {"tdx", "v4", SIM_TDX_4},
    {"tdx", "v5", SIM_TDX_5},
    {"tdx", "v5-td15", SIM_TDX_5_TD15},
};

static enum cli_exit wrong(const struct job *j, const char *option, const char *why,
                           const char *fix)
{
	return out_errorf(j->o, EXIT_USER, why, fix, "cannot use --%s", option);
}

/* The first kind of a TEE is the one when none is named. */
static enum cli_exit read_kind(struct job *j)
{
	const char *tee = j->x->tee != NULL ? j->x->tee : "sgx";

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].tee, tee) != 0 ||
		    (j->x->kind != NULL && strcmp(kinds[i].kind, j->x->kind) != 0))
			continue;
		j->body.kind = kinds[i].is;
		return EXIT_DONE;
	}
	return wrong(j, j->x->kind != NULL ? "kind" : "tee", "there is no such quote",
	             "sgx: v3; tdx: v4, v5, v5-td15");
}

static enum cli_exit read_values(struct job *j)
{
	const struct args *x = j->x;
	size_t n;
	char *end = NULL;

	if (x->measurement != NULL &&
	    hex_decode_exact(j->body.measurement, 32, slice_str(x->measurement)) != ERR_OK)
		return wrong(j, "measurement", "it is not 32 bytes in hex", "64 hex digits");
	if (x->report_data != NULL &&
	    hex_decode(j->body.report_data, 64, &n, slice_str(x->report_data)) != ERR_OK)
		return wrong(j, "report-data", "it is not at most 64 bytes in hex",
		             "at most 128 hex digits; zeros follow");
	j->now = clock_unix_ms() / 1000;
	if (x->at != NULL) {
		j->now = strtoull(x->at, &end, 10);
		if (*x->at < '0' || *x->at > '9' || *end != 0 || j->now > TIME_MAX)
			return wrong(j, "at", "it is no number of seconds since 1970",
			             "--at $(date +%s)");
	}
	j->body.debug = x->debug;
	return read_kind(j);
}

static enum err make_quote(struct job *j)
{
	struct sim_platform p;
	struct secret32 seed = j->pki.seed; /* one machine per folder */
	enum err e;

	e = sim_platform_make(&p, &j->pki, &seed);
	secret32_release(&seed);
	if (e != ERR_OK)
		return e;
	e = sim_quote(&p, &j->body, j->quote, sizeof(j->quote), &j->quote_len);
	sim_platform_release(&p);
	return e;
}

static enum err make_collateral(struct job *j, struct slice *json)
{
	const struct sim_collateral_opts o = {
	    .tee = j->body.kind == SIM_SGX_3 ? ATTEST_SGX : ATTEST_TDX, .now = j->now};
	struct attest_collateral_raw raw;

	TRY(sim_collateral(&j->pki, &o, &j->a, &raw));
	return attest_collateral_write(&raw, &j->a, json);
}

static enum err issue(struct job *j)
{
	struct slice json;

	sha2_256(j->trust_domain, slice_of(j->pki.root_der, j->pki.root_len));
	TRY(make_quote(j));
	TRY(file_write_atomic(j->x->quote, slice_of(j->quote, j->quote_len), 0644));
	if (j->x->collateral == NULL)
		return ERR_OK;
	TRY(make_collateral(j, &json));
	return file_write_atomic(j->x->collateral, json, 0644);
}

static void tell(struct job *j)
{
	struct json_wr w = json_wr_arena(&j->a);
	char hex[64];
	struct slice text;

	hex_encode(hex, SLICE_ARR(j->trust_domain));
	out_line(j->o, "quote         %s (%zu bytes)", j->x->quote, j->quote_len);
	out_line(j->o, "trust domain  0x%.64s", hex);
	out_line(j->o, "It is simulated and worth nothing: whoever has %s/seed can forge it.",
	         j->x->pki);
	out_line(j->o,
	         "phala verify quote --quote %s --collateral %s --root %s/root.der --at %llu "
	         "--allow-dev-root",
	         j->x->quote, j->x->collateral != NULL ? j->x->collateral : "FILE", j->x->pki,
	         (unsigned long long)j->now);
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "quote", j->x->quote);
	json_wr_m_hex(&w, "trust_domain", SLICE_ARR(j->trust_domain));
	json_wr_m_bool(&w, "simulated", true);
	json_wr_m_u64(&w, "at", j->now);
	json_wr_obj_end(&w);
	if (json_wr_arena_done(&w, &j->a, &text) == ERR_OK && j->o->json)
		out_raw(text);
}

static enum cli_exit work(struct job *j)
{
	enum cli_exit done = read_values(j);
	enum err e;

	if (done != EXIT_DONE)
		return done;
	e = sim_pki_open(&j->pki, j->x->pki);
	if (e != ERR_OK)
		return out_errorf(j->o, EXIT_USER, err_text(e),
		                  "name a folder whose parent exists, yours alone (seed: 0600)",
		                  "cannot use the development PKI in %s", j->x->pki);
	e = issue(j);
	sim_pki_release(&j->pki);
	if (e != ERR_OK)
		return out_errorf(j->o, EXIT_USER, err_text(e), "look at the folder it is in",
		                  "cannot write %s", j->x->quote);
	tell(j);
	return EXIT_DONE;
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {0};
	const struct opt opts[] = {
	    OPT_STRING_ROW("pki", "DIR", "folder of the development PKI, made if missing", &x.pki),
	    OPT_STRING_ROW("tee", "sgx|tdx", "what to simulate (sgx)", &x.tee),
	    OPT_STRING_ROW("kind", "KIND", "sgx: v3; tdx: v4 (first), v5, v5-td15", &x.kind),
	    OPT_STRING_ROW("measurement", "HEX", "MRENCLAVE, or head of MRTD", &x.measurement),
	    OPT_STRING_ROW("report-data", "HEX", "at most 64 bytes", &x.report_data),
	    OPT_STRING_ROW("at", "UNIX", "when the collateral is issued (now)", &x.at),
	    OPT_FLAG_ROW("debug", "one that its host can read; verifiers refuse it", &x.debug),
	    OPT_STRING_ROW("out-quote", "FILE", "where the quote goes", &x.quote),
	    OPT_STRING_ROW("out-collateral", "FILE", "where its collateral goes", &x.collateral),
	    OPT_FLAG_ROW("json", "what was made, as one JSON object", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_attest_simulate, opts, 0, 0, &x.json};
	static struct job j;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	if (x.pki == NULL || x.quote == NULL)
		return out_error(&o, EXIT_USER, "cannot simulate a quote",
		                 "it needs a development PKI and a place for the quote",
		                 "--pki DIR --out-quote FILE [--out-collateral FILE]");
	j.o = &o;
	j.x = &x;
	if (arena_map(&j.a, ARENA_LEN) != ERR_OK)
		return out_error(&o, EXIT_USER, "cannot simulate a quote", "no address space",
		                 "ulimit -v unlimited");
	done = (int)work(&j);
	arena_unmap(&j.a);
	return (enum cli_exit)done;
}

const struct cmd cmd_attest_simulate = {"attest simulate", "--pki DIR --out-quote FILE [options]",
                                        "issue a quote of a simulated machine: worth nothing", run};
