/* Keys and certificates of the development PKI, its machines, and its collateral. */
#include "attest/sim/levels.h"
#include "attest/sim/sim_kit.h"
#include "crypto/hash.h"
#include "crypto/p256_sign.h"
#include "crypto/seal.h"

#define LABEL     "phala/attest/sim/v1/"
#define PPID_MARK "DEVSIM"
#define DAY_S     86400u

void sim_serial(u8 out[SIM_SERIAL_LEN], const char *role, struct slice whose)
{
	u8 parts[2][32], hash[32];

	sha2_256(parts[0], slice_str(role));
	sha2_256(parts[1], whose);
	sha2_256(hash, SLICE_ARR(parts));
	memcpy(out, hash, SIM_SERIAL_LEN);
	/* Positive, and of the same length always. */
	out[0] = (u8)((out[0] & 0x3f) | 0x40);
}

static struct sim_cert_spec spec_of(const char *cn, const struct secret32 *key,
                                    const struct sim_pki *p)
{
	struct sim_cert_spec s = {.cn = cn,
	                          .issuer_cn = SIM_CN_ROOT,
	                          .key = key,
	                          .issuer_key = &p->root,
	                          .not_before = SIM_NOT_BEFORE,
	                          .not_after = SIM_NOT_AFTER,
	                          .usage = SIM_USAGE_LEAF};
	u8 pub[P256_PUB_LEN] = {0};

	/* A key that is none gets no certificate: sim_cert says so. */
	(void)(p256_public(pub, key) == ERR_OK);
	sim_serial(s.serial, cn, SLICE_ARR(pub));
	return s;
}

static struct sim_cert_spec authority_of(struct sim_cert_spec s, u32 path_len)
{
	s.is_ca = true;
	s.has_path_len = true;
	s.path_len = path_len;
	s.usage = SIM_USAGE_CA;
	return s;
}

struct sim_cert_spec sim_cert_spec_root(const struct sim_pki *p)
{
	return authority_of(spec_of(SIM_CN_ROOT, &p->root, p), 1);
}

struct sim_cert_spec sim_cert_spec_ca(const struct sim_pki *p)
{
	return authority_of(spec_of(SIM_CN_CA, &p->ca, p), 0);
}

struct sim_cert_spec sim_cert_spec_signer(const struct sim_pki *p)
{
	return spec_of(SIM_CN_SIGNER, &p->signer, p);
}

static void pck_serial(u8 out[SIM_SERIAL_LEN], const u8 ppid[16])
{
	sim_serial(out, SIM_CN_PCK, slice_of(ppid, 16));
}

struct sim_cert_spec sim_cert_spec_pck(const struct sim_pki *p, const struct sim_platform *m,
                                       struct slice sgx)
{
	struct sim_cert_spec s = spec_of(SIM_CN_PCK, &m->pck, p);

	s.issuer_cn = SIM_CN_CA;
	s.issuer_key = &p->ca;
	s.sgx = sgx;
	pck_serial(s.serial, m->ppid); /* so that a revocation needs the PPID only */
	return s;
}

struct sim_sgx_spec sim_sgx_spec_of(const u8 ppid[16])
{
	struct sim_sgx_spec s = {
	    .pcesvn = SIM_PCESVN, .is_platform = true, .flags = {true, false, false}};

	memcpy(s.ppid, ppid, sizeof(s.ppid));
	memcpy(s.comps, SIM_COMPS, sizeof(s.comps));
	memcpy(s.cpusvn, SIM_COMPS, sizeof(s.cpusvn));
	memcpy(s.fmspc, SIM_FMSPC, sizeof(s.fmspc));
	memcpy(s.instance_id, ppid, sizeof(s.instance_id));
	return s;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static enum err derive(struct secret32 *out, const struct secret32 *seed, const char *what)
{
	char label[48] = LABEL;
	size_t n = strlen(what);

	CHECK(n < sizeof(label) - sizeof(LABEL));
	memcpy(label + sizeof(LABEL) - 1, what, n);
	return p256_key_from_seed(out, seed, slice_str(label));
}

static enum err take_root(struct sim_pki *p, struct slice der)
{
	u8 key[P256_PUB_LEN];
	struct attest_root root;

	if (der.n > sizeof(p->root_der) || attest_root_open(&root, der) != ATTEST_OK)
		return ERR_CORRUPT;
	TRY(p256_public(key, &p->root));
	if (!mem_eq(key, root.key, sizeof(key)))
		return ERR_CORRUPT; /* a root of another seed */
	memcpy(p->root_der, der.p, der.n);
	p->root_len = der.n;
	return ERR_OK;
}

static enum err fill_pki(struct sim_pki *out, struct slice root_der)
{
	struct sim_cert_spec root;

	TRY(derive(&out->root, &out->seed, "root"));
	TRY(derive(&out->ca, &out->seed, "ca"));
	TRY(derive(&out->signer, &out->seed, "signer"));
	if (root_der.n != 0)
		return take_root(out, root_der);
	root = sim_cert_spec_root(out);
	return sim_cert(&root, out->root_der, sizeof(out->root_der), &out->root_len);
}

enum err sim_pki_from_seed(struct sim_pki *out, const struct secret32 *seed, struct slice root_der)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	out->seed = *seed;
	e = fill_pki(out, root_der);
	if (e != ERR_OK)
		sim_pki_release(out);
	return e;
}

void sim_pki_release(struct sim_pki *p)
{
	secret32_release(&p->root);
	secret32_release(&p->ca);
	secret32_release(&p->signer);
	secret32_release(&p->seed);
}

/* --- Machines --------------------------------------------------------------------------------- */

static enum err ca_cert(const struct sim_pki *p, u8 *out, size_t cap, struct slice *der)
{
	struct sim_cert_spec s = sim_cert_spec_ca(p);
	size_t n;

	TRY(sim_cert(&s, out, cap, &n));
	*der = slice_of(out, n);
	return ERR_OK;
}

static enum err pck_cert(const struct sim_pki *p, const struct sim_platform *m, u8 *out, size_t cap,
                         struct slice *der)
{
	struct sim_sgx_spec sgx = sim_sgx_spec_of(m->ppid);
	u8 ext[SIM_SGX_MAX];
	struct sim_cert_spec s;
	size_t n;

	TRY(sim_sgx(&sgx, ext, sizeof(ext), &n));
	s = sim_cert_spec_pck(p, m, slice_of(ext, n));
	TRY(sim_cert(&s, out, cap, &n));
	*der = slice_of(out, n);
	return ERR_OK;
}

static enum err fill_chain(struct sim_platform *m, const struct sim_pki *p)
{
	u8 pck[SIM_CERT_MAX], ca[SIM_CERT_MAX];
	struct slice chain[3];

	TRY(pck_cert(p, m, pck, sizeof(pck), &chain[0]));
	TRY(ca_cert(p, ca, sizeof(ca), &chain[1]));
	chain[2] = slice_of(p->root_der, p->root_len);
	TRY(sim_pem(m->chain, sizeof(m->chain) - 1, &m->chain_len, chain, ARRAY_LEN(chain)));
	m->chain[m->chain_len] = 0;
	return ERR_OK;
}

static enum err fill_platform(struct sim_platform *m, const struct sim_pki *p,
                              const struct secret32 *machine_seed)
{
	struct secret32 ppid;

	TRY(derive(&m->pck, machine_seed, "pck"));
	TRY(derive(&m->attestation, machine_seed, "attestation"));
	hkdf_256(&ppid, SLICE_LIT(LABEL "ppid"), SLICE_ARR(machine_seed->b), SLICE_EMPTY);
	memcpy(m->ppid, ppid.b, sizeof(m->ppid));
	memcpy(m->ppid, PPID_MARK, sizeof(PPID_MARK) - 1);
	secret32_release(&ppid);
	return fill_chain(m, p);
}

enum err sim_platform_make(struct sim_platform *out, const struct sim_pki *pki,
                           const struct secret32 *machine_seed)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	e = fill_platform(out, pki, machine_seed);
	if (e != ERR_OK)
		sim_platform_release(out);
	return e;
}

void sim_platform_release(struct sim_platform *p)
{
	secret32_release(&p->pck);
	secret32_release(&p->attestation);
}

/* --- Collateral ------------------------------------------------------------------------------- */

static struct sim_crl_spec crl_of(const char *cn, const struct secret32 *key, u64 now)
{
	return (struct sim_crl_spec){.issuer_cn = cn,
	                             .key = key,
	                             .this_update = now,
	                             .next_update = now + (u64)SIM_COLLATERAL_DAYS * DAY_S,
	                             .number = (u32)(now / DAY_S)}; /* grows with time */
}

struct sim_crl_spec sim_crl_spec_root(const struct sim_pki *p, u64 now)
{
	return crl_of(SIM_CN_ROOT, &p->root, now);
}

struct sim_crl_spec sim_crl_spec_pck(const struct sim_pki *p, u64 now)
{
	return crl_of(SIM_CN_CA, &p->ca, now);
}

static enum err crl_into(const struct sim_crl_spec *s, struct arena *a, struct slice *out)
{
	u8 *der = arena_alloc(a, SIM_CRL_MAX);
	size_t n;

	if (der == NULL)
		return ERR_NOMEM;
	TRY(sim_crl(s, der, SIM_CRL_MAX, &n));
	*out = slice_of(der, n);
	return ERR_OK;
}

/* A certificate and the root above it, as PEM. */
static enum err chain_into(const struct sim_pki *p, const struct sim_cert_spec *s, struct arena *a,
                           struct slice *out)
{
	const size_t cap = (size_t)4 * SIM_CERT_MAX;
	u8 der[SIM_CERT_MAX], *pem = arena_alloc(a, cap);
	struct slice chain[2];
	size_t n;

	if (pem == NULL)
		return ERR_NOMEM;
	TRY(sim_cert(s, der, sizeof(der), &n));
	chain[0] = slice_of(der, n);
	chain[1] = slice_of(p->root_der, p->root_len);
	TRY(sim_pem(pem, cap, &n, chain, ARRAY_LEN(chain)));
	*out = slice_of(pem, n);
	return ERR_OK;
}

static enum err sign_into(const struct secret32 *key, struct slice text, struct arena *a,
                          struct slice *out)
{
	u8 *sig = arena_alloc(a, P256_SIG_LEN);

	if (sig == NULL)
		return ERR_NOMEM;
	TRY(sim_sign(sig, key, text));
	*out = slice_of(sig, P256_SIG_LEN);
	return ERR_OK;
}

static enum err put_crls(const struct sim_pki *p, const struct sim_collateral_opts *o,
                         struct arena *a, struct attest_collateral_raw *out)
{
	struct sim_crl_spec s = sim_crl_spec_root(p, o->now);

	TRY(crl_into(&s, a, &out->root_ca_crl));
	s = sim_crl_spec_pck(p, o->now);
	if (o->revoked_ppid != NULL)
		pck_serial(s.revoked[s.num_revoked++], o->revoked_ppid);
	return crl_into(&s, a, &out->pck_crl);
}

enum err sim_collateral(const struct sim_pki *pki, const struct sim_collateral_opts *o,
                        struct arena *a, struct attest_collateral_raw *out)
{
	struct sim_cert_spec ca = sim_cert_spec_ca(pki), signer = sim_cert_spec_signer(pki);
	u32 eval = o->eval == 0 ? SIM_EVAL : o->eval;

	memset(out, 0, sizeof(*out));
	TRY(put_crls(pki, o, a, out));
	TRY(chain_into(pki, &ca, a, &out->pck_crl_issuer_chain));
	TRY(chain_into(pki, &signer, a, &out->tcb_info_issuer_chain));
	out->qe_identity_issuer_chain = out->tcb_info_issuer_chain;
	TRY(sim_tcb_json(o->tee, o->now, eval, a, &out->tcb_info));
	TRY(sign_into(&pki->signer, out->tcb_info, a, &out->tcb_info_signature));
	TRY(sim_qe_json(o->tee, o->now, eval, a, &out->qe_identity));
	return sign_into(&pki->signer, out->qe_identity, a, &out->qe_identity_signature);
}
