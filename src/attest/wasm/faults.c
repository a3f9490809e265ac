#include "attest/wasm/faults.h"

/* --- A field of the quote has another value --------------------------------------------------- */

enum where { BODY, QE_REPORT, VENDOR };

static const struct {
	const char *name;
	enum sim_kind kind;
	enum where where;
	u16 at;
	u8 flip;
} bytes[] = {
    {"SGX debug", SIM_SGX_3, BODY, 48, 0x02},
    {"SGX not initialised", SIM_SGX_3, BODY, 48, 0x01},
    {"SGX provision key", SIM_SGX_3, BODY, 48, 0x10},
    {"SGX CONFIGID", SIM_SGX_3, BODY, 192, 0x01},
    {"TD under debug", SIM_TDX_4, BODY, 120, 0x01},
    {"TD without SEPT_VE_DISABLE", SIM_TDX_4, BODY, 123, 0x10},
    {"TD migratable", SIM_TDX_5, BODY, 123, 0x20},
    {"TD with PERFMON", SIM_TDX_5, BODY, 127, 0x80},
    {"TD with a service TD", SIM_TDX_5_TD15, BODY, 600, 0x01},
    {"TDX module's signer", SIM_TDX_4, BODY, 64, 0x01},
    {"TDX module's attributes", SIM_TDX_5, BODY, 112, 0x01},
    {"TDX module's version", SIM_TDX_4, BODY, 1, 0x08},
    {"TDX module's SVN", SIM_TDX_5, BODY, 0, 0x04},
    {"TD component", SIM_TDX_5_TD15, BODY, 2, 0x02},
    {"QE MISCSELECT", SIM_SGX_3, QE_REPORT, 16, 0x01},
    {"QE attributes", SIM_SGX_3, QE_REPORT, 49, 0x01},
    {"QE debug", SIM_TDX_4, QE_REPORT, 48, 0x02},
    {"QE signer", SIM_SGX_3, QE_REPORT, 128, 0x01},
    {"QE product", SIM_TDX_5, QE_REPORT, 256, 0x01},
    {"QE SVN", SIM_SGX_3, QE_REPORT, 258, 0x08},
    {"vendor", SIM_SGX_3, VENDOR, 0, 0x01},
};

/* --- The header or a length ------------------------------------------------------------------- */

static void version(struct sim_quote_spec *s)
{
	s->version = 6;
}

static void key_type(struct sim_quote_spec *s)
{
	s->key_type = 3;
}

static void tee_type(struct sim_quote_spec *s)
{
	s->tee_type ^= 0x81;
}

static void body_type(struct sim_quote_spec *s)
{
	s->body_type = 1;
}

static void body_size(struct sim_quote_spec *s)
{
	s->body_size--;
}

static void sig_len(struct sim_quote_spec *s)
{
	s->add_sig_len = -1;
}

static void outer_len(struct sim_quote_spec *s)
{
	s->add_outer_len = 1;
}

static void chain_len(struct sim_quote_spec *s)
{
	s->add_chain_len = -1;
}

static void cert_type(struct sim_quote_spec *s)
{
	s->cert_type = 1;
}

static void auth_len(struct sim_quote_spec *s)
{
	s->auth_len = SIM_AUTH_MAX;
}

static void binding(struct sim_quote_spec *s)
{
	s->own_binding = true;
}

static void other_signer(struct sim_quote_spec *s)
{
	s->quote_signer = s->qe_signer;
}

static void other_pck(struct sim_quote_spec *s)
{
	s->qe_signer = s->attestation;
}

static const struct {
	const char *name;
	enum sim_kind kind;
	void (*change)(struct sim_quote_spec *s);
} changes[] = {
    {"version", SIM_SGX_3, version},
    {"key type", SIM_SGX_3, key_type},
    {"TEE type", SIM_SGX_3, tee_type},
    {"TEE type", SIM_TDX_4, tee_type},
    {"body type", SIM_TDX_5, body_type},
    {"body size", SIM_TDX_5_TD15, body_size},
    {"length of the signature data", SIM_SGX_3, sig_len},
    {"length of the certification data", SIM_TDX_4, outer_len},
    {"length of the chain", SIM_TDX_5, chain_len},
    {"certification data type", SIM_SGX_3, cert_type},
    {"authentication data", SIM_SGX_3, auth_len},
    {"binding", SIM_SGX_3, binding},
    {"signer of the quote", SIM_TDX_4, other_signer},
    {"signer of the QE report", SIM_SGX_3, other_pck},
};

/* --- The PCK chain ---------------------------------------------------------------------------- */

struct chain {
	struct sim_cert_spec ca, pck;
	struct sim_sgx_spec sgx;
};

static void ca_is_none(struct chain *c)
{
	c->ca.is_ca = false;
	c->ca.has_path_len = false;
}

static void ca_path(struct chain *c)
{
	c->ca.path_len = 1;
}

static void ca_name(struct chain *c)
{
	c->ca.cn = SIM_CN_SIGNER;
	c->pck.issuer_cn = SIM_CN_SIGNER;
}

static void pck_name(struct chain *c)
{
	c->pck.cn = SIM_CN_SIGNER;
}

static void pck_usage(struct chain *c)
{
	c->pck.usage = SIM_USAGE_CA;
}

static void pck_expired(struct chain *c)
{
	c->pck.not_after = SIM_NOT_BEFORE + 1;
}

static void pck_issuer(struct chain *c)
{
	c->pck.issuer_cn = SIM_CN_ROOT;
}

static void pck_signature(struct chain *c)
{
	c->pck.odd = SIM_BAD_SIGNATURE;
}

static void pck_critical(struct chain *c)
{
	c->pck.odd = SIM_CRITICAL_UNKNOWN;
}

static void pck_algorithm(struct chain *c)
{
	c->pck.odd = SIM_OUTER_ALGORITHM;
}

static void sgx_omitted(struct chain *c)
{
	c->sgx.omit = 3;
}

static void sgx_twice(struct chain *c)
{
	c->sgx.twice = 3;
}

static void sgx_cpusvn(struct chain *c)
{
	c->sgx.cpusvn[0]++;
}

static void sgx_fmspc(struct chain *c)
{
	c->sgx.fmspc[5]++;
}

static void sgx_pce_id(struct chain *c)
{
	c->sgx.pce_id[0]++;
}

static void sgx_old(struct chain *c)
{
	memset(c->sgx.comps, 1, sizeof(c->sgx.comps));
	memset(c->sgx.cpusvn, 1, sizeof(c->sgx.cpusvn));
	c->sgx.pcesvn = 1;
}

static void sgx_below_all(struct chain *c)
{
	c->sgx.pcesvn = 0;
}

static const struct {
	const char *name;
	void (*change)(struct chain *c);
} chains[] = {
    {"CA that is none", ca_is_none},
    {"CA's path length", ca_path},
    {"CA of another role", ca_name},
    {"PCK of another role", pck_name},
    {"PCK's usage", pck_usage},
    {"PCK expired", pck_expired},
    {"PCK's issuer", pck_issuer},
    {"PCK's signature", pck_signature},
    {"PCK with a critical extension", pck_critical},
    {"PCK's algorithm", pck_algorithm},
    {"SGX extension lacks an element", sgx_omitted},
    {"SGX extension has one twice", sgx_twice},
    {"CPUSVN", sgx_cpusvn},
    {"FMSPC", sgx_fmspc},
    {"PCEID", sgx_pce_id},
    {"revoked level", sgx_old},
    {"below all levels", sgx_below_all},
};

/* make_chain writes PEM with the NUL that quotes have behind it. */
static struct slice make_chain(const struct sim_pki *pki, const struct sim_platform *machine,
			       void (*change)(struct chain *c))
{
	static u8 sgx[SIM_SGX_MAX], ca[SIM_CERT_MAX], pck[SIM_CERT_MAX], pem[8192];
	struct chain c = {.ca = sim_cert_spec_ca(pki), .sgx = sim_sgx_spec_of(machine->ppid)};
	size_t sgx_len, ca_len, pck_len, n = 0;

	c.pck = sim_cert_spec_pck(pki, machine, SLICE_EMPTY);
	change(&c);
	CHECK(sim_sgx(&c.sgx, sgx, sizeof(sgx), &sgx_len) == ERR_OK);
	c.pck.sgx = slice_of(sgx, sgx_len);
	CHECK(sim_cert(&c.ca, ca, sizeof(ca), &ca_len) == ERR_OK);
	CHECK(sim_cert(&c.pck, pck, sizeof(pck), &pck_len) == ERR_OK);
	const struct slice ders[] = {slice_of(pck, pck_len), slice_of(ca, ca_len),
				     slice_of(pki->root_der, pki->root_len)};

	CHECK(sim_pem(pem, sizeof(pem) - 1, &n, ders, ARRAY_LEN(ders)) == ERR_OK);
	pem[n] = '\0';
	return slice_of(pem, n + 1);
}

/* --- All of them ------------------------------------------------------------------------------ */

static struct sim_quote_spec spec_of(const struct sim_platform *machine, enum sim_kind kind)
{
	const struct sim_body body = {
	    .kind = kind, .measurement = {1, 2, 3}, .report_data = {9, 8, 7}};
	struct sim_quote_spec s;

	CHECK(sim_quote_spec_of(&s, machine, &body) == ERR_OK);
	return s;
}

static struct slice quote_of(const struct sim_quote_spec *s)
{
	static u8 quote[SIM_QUOTE_MAX];
	size_t n;

	CHECK(sim_quote_make(s, quote, sizeof(quote), &n) == ERR_OK);
	return slice_of(quote, n);
}

void faults_make(const struct sim_pki *pki, const struct sim_platform *machine,
		 void (*fn)(const char *name, enum sim_kind kind, struct slice quote))
{
	struct sim_quote_spec s;

	for (size_t i = 0; i < ARRAY_LEN(bytes); i++) {
		s = spec_of(machine, bytes[i].kind);
		u8 *const parts[] = {s.body, s.qe_report, s.vendor};

		parts[bytes[i].where][bytes[i].at] ^= bytes[i].flip;
		fn(bytes[i].name, bytes[i].kind, quote_of(&s));
	}
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		s = spec_of(machine, changes[i].kind);
		changes[i].change(&s);
		fn(changes[i].name, changes[i].kind, quote_of(&s));
	}
	for (size_t i = 0; i < ARRAY_LEN(chains); i++) {
		s = spec_of(machine, SIM_SGX_3);
		s.chain = make_chain(pki, machine, chains[i].change);
		fn(chains[i].name, SIM_SGX_3, quote_of(&s));
	}
}
