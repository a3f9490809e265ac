#ifndef RUNTIME_PALLETS_REGISTRY_TEST_KIT_H
#define RUNTIME_PALLETS_REGISTRY_TEST_KIT_H
/* What the tests of this pallet share: a chain that accepts a simulated root, its collateral, a
 * machine, and a worker on it. One per program; failures of the kit itself abort. */
#include "attest/sim/sim.h"
#include "crypto/hash.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "runtime/test_kit.h"

#define REG_MIB     64u
#define REG_SCRATCH (8u << 20)

static struct kit kit;
static struct sim_pki pki;
static struct sim_platform machine, other_machine;
static struct sr25519_pair worker;
static struct attest_root root;
static struct arena scratch; /* reset by reg_begin */
static u8 call_mem[1u << 18], quote_mem[SIM_QUOTE_MAX], measurement[32] = "the code of the worker";

static inline bool ok(struct kit_result r)
{
	return !r.invalid && !r.failed;
}

/* The error of this pallet that a call failed with, or -1. */
static inline int error_of(struct kit_result r)
{
	return kit_module(&r, REGISTRY_PALLET, r.error.u.module.error[0])
		       ? r.error.u.module.error[0]
		       : -1;
}

static inline struct kit_result reg_send(enum kit_key who, const struct wr *w)
{
	KIT_MUST(w->err);
	return kit_send(&kit, who, slice_of(w->p, w->n));
}

/* A call by root; what came of it, as if it had been sent alone. */
static inline struct kit_result reg_root(const struct wr *inner)
{
	static u8 mem[1u << 17];
	struct sudo_sudo_args a = {.call = slice_of(inner->p, inner->n)};
	struct wr w = wr_into(mem, sizeof(mem));
	struct event_sudo_sudid e = {0};
	struct slice fields;
	struct kit_result out;
	struct rd r;
	u32 n = 0;

	wr_call_sudo_sudo(&w, &a);
	out = reg_send(ALICE, &w);
	CHECK(ok(out));
	while (kit_event(&kit, SUDO_PALLET, SUDO_EVENT_SUDID, n, &fields))
		n++;
	CHECK(n > 0 && kit_event(&kit, SUDO_PALLET, SUDO_EVENT_SUDID, n - 1, &fields));
	r = rd_from(fields);
	rd_event_sudo_sudid(&r, &e);
	out.failed = e.sudo_result.tag == DISPATCH_RESULT_ERR;
	out.error = e.sudo_result.u.err;
	return out;
}

#define REG_CALL(who, name, ...)                                                                   \
	reg_send((who), reg_wr_##name(&(struct registry_##name##_args)__VA_ARGS__))
#define REG_ROOT(name, ...) reg_root(reg_wr_##name(&(struct registry_##name##_args)__VA_ARGS__))
#define REG_WR(name)                                                                               \
	static inline const struct wr *reg_wr_##name(const struct registry_##name##_args *a)       \
	{                                                                                          \
		static struct wr w;                                                                \
		w = wr_into(call_mem, sizeof(call_mem));                                           \
		wr_call_registry_##name(&w, a);                                                    \
		return &w;                                                                         \
	}
REG_WR(register_worker_v3)
REG_WR(heartbeat)
REG_WR(put_root_crl)
REG_WR(put_pck_crl)
REG_WR(put_tcb_info)
REG_WR(put_qe_identity)
REG_WR(renew_worker)
REG_WR(bond_worker)
REG_WR(unbond_worker)
REG_WR(set_attestation_policy)
REG_WR(add_root)
REG_WR(remove_root)
REG_WR(set_measurement)
REG_WR(revoke_measurement)
REG_WR(set_platform)
REG_WR(revoke_platform)
REG_WR(freeze_registration)
REG_WR(approve_worker)
REG_WR(prune)

/* --- The chain ---------------------------------------------------------------------------- */

static inline u64 reg_now(void)
{
	return kit_slot(&kit) * KIT_SLOT_MS / 1000;
}

static inline void reg_begin(void)
{
	arena_reset(&scratch);
	kit_begin(&kit);
}

static inline void reg_next(void)
{
	kit_end(&kit);
	reg_begin();
}

/* Time passes; the block that is open then begins so much later. */
static inline void reg_wait(u64 seconds)
{
	kit_end(&kit);
	kit.late += seconds;
	reg_begin();
}

/* Opens block 2, so that there is a parent to name. */
static inline void reg_init_with(struct runtime_genesis g)
{
	const struct secret32 seed = {{1}}, here = {{2}}, there = {{3}}, key = {{4}};

	scratch = arena_of(malloc(REG_SCRATCH), REG_SCRATCH);
	KIT_MUST(sim_pki_from_seed(&pki, &seed, SLICE_EMPTY));
	KIT_MUST(sim_platform_make(&machine, &pki, &here));
	KIT_MUST(sim_platform_make(&other_machine, &pki, &there));
	CHECK(attest_root_open(&root, slice_of(pki.root_der, pki.root_len)) == ATTEST_OK);
	sr25519_from_seed(&worker, &key);
	kit_init_with(&kit, REG_MIB, g);
	reg_begin();
	reg_next();
}

static inline void reg_init(void)
{
	const struct secret32 seed = {{1}};
	struct slice der;

	KIT_MUST(sim_pki_from_seed(&pki, &seed, SLICE_EMPTY));
	der = slice_of(pki.root_der, pki.root_len);
	reg_init_with((struct runtime_genesis){
	    .development = true, .attestation_roots = &der, .num_attestation_roots = 1});
}

static inline void reg_free(void)
{
	if (kit.num_xts > 0)
		kit_end(&kit);
	kit_free(&kit);
	free(scratch.mem);
	sim_pki_release(&pki);
	sim_platform_release(&machine);
	sim_platform_release(&other_machine);
	sr25519_release(&worker);
}

/* --- Collateral ---------------------------------------------------------------------------- */

static inline struct attest_collateral_raw reg_collateral(enum attest_tee tee, u64 now)
{
	struct sim_collateral_opts o = {.tee = tee, .now = now};
	struct attest_collateral_raw raw;

	KIT_MUST(sim_collateral(&pki, &o, &scratch, &raw));
	return raw;
}

static inline struct kit_result reg_put_root_crl(const u8 id[32],
						 const struct attest_collateral_raw *raw)
{
	struct registry_put_root_crl_args a = {.crl = raw->root_ca_crl};

	memcpy(a.root, id, 32);
	return reg_send(BOB, reg_wr_put_root_crl(&a));
}

static inline struct kit_result reg_put_pck_crl(const u8 id[32],
						const struct attest_collateral_raw *raw)
{
	struct registry_put_pck_crl_args a = {.crl = raw->pck_crl,
					      .chain = raw->pck_crl_issuer_chain};

	memcpy(a.root, id, 32);
	return reg_send(BOB, reg_wr_put_pck_crl(&a));
}

static inline struct kit_result reg_put_tcb(const u8 id[32],
					    const struct attest_collateral_raw *raw)
{
	struct registry_put_tcb_info_args a = {.tcb_info = raw->tcb_info,
					       .chain = raw->tcb_info_issuer_chain};

	memcpy(a.root, id, 32);
	memcpy(a.signature, raw->tcb_info_signature.p, 64);
	return reg_send(BOB, reg_wr_put_tcb_info(&a));
}

static inline struct kit_result reg_put_qe(const u8 id[32],
					   const struct attest_collateral_raw *raw)
{
	struct registry_put_qe_identity_args a = {.qe_identity = raw->qe_identity,
						  .chain = raw->qe_identity_issuer_chain};

	memcpy(a.root, id, 32);
	memcpy(a.signature, raw->qe_identity_signature.p, 64);
	return reg_send(BOB, reg_wr_put_qe_identity(&a));
}

/* What a machine of this kind needs, as of now. */
static inline void reg_put_all(enum attest_tee tee)
{
	struct attest_collateral_raw raw = reg_collateral(tee, reg_now());

	(void)reg_put_root_crl(root.id, &raw);
	(void)reg_put_pck_crl(root.id, &raw);
	CHECK(ok(reg_put_tcb(root.id, &raw)));
	CHECK(ok(reg_put_qe(root.id, &raw)));
}

/* --- A worker ------------------------------------------------------------------------------ */

static inline struct registry_register_worker_v3_args reg_info(u64 incarnation)
{
	struct registry_register_worker_v3_args a = {.info = {.version = 1,
							      .incarnation = incarnation,
							      .block_number = kit.number - 1}};

	memcpy(a.info.pubkey, worker.pub, 32);
	memset(a.info.x25519, 9, 32);
	memcpy(a.info.measurement, measurement, 32);
	memcpy(a.info.genesis_block_hash, kit.genesis, 32);
	memcpy(a.info.block_hash, kit.parent, 32);
	return a;
}

static inline void reg_hash(u8 out[32], struct slice label,
			    const struct worker_registration_info_v3 *info)
{
	u8 raw[1024];
	struct wr w = wr_into(raw, sizeof(raw));

	wr_worker_registration_info_v3(&w, info);
	KIT_MUST(w.err);
	blake2_256_parts(out, (struct slice[]){label, slice_of(raw, w.n)}, 2);
}

static inline void reg_sign(struct registry_register_worker_v3_args *a)
{
	u8 hash[32];

	reg_hash(hash, SLICE_LIT("phala/register/v3"), &a->info);
	sr25519_sign(a->signature, &worker, SLICE_ARR(hash), NULL);
}

static inline struct sim_body reg_body(const struct registry_register_worker_v3_args *a,
				       enum sim_kind kind)
{
	struct sim_body b = {.kind = kind};

	memcpy(b.measurement, measurement, 32);
	reg_hash(b.report_data, SLICE_LIT("phala/attest/register/v3"), &a->info);
	return b;
}

static inline void reg_quote(struct evidence *e, const struct sim_platform *on,
			     const struct sim_body *b)
{
	size_t n;

	KIT_MUST(sim_quote(on, b, quote_mem, sizeof(quote_mem), &n));
	e->tag = EVIDENCE_DCAP;
	e->u.dcap = (struct dcap_evidence){.quote = slice_of(quote_mem, n),
					   .tcb_eval = 17,
					   .qe_eval = 17};
	memcpy(e->u.dcap.root, root.id, 32);
}

static inline struct kit_result reg_register_args(struct registry_register_worker_v3_args *a)
{
	reg_sign(a);
	return reg_send(BOB, reg_wr_register_worker_v3(a));
}

static inline struct kit_result reg_register_on(u64 incarnation, const struct sim_platform *on)
{
	struct registry_register_worker_v3_args a = reg_info(incarnation);
	struct sim_body b = reg_body(&a, SIM_SGX_3);

	reg_quote(&a.evidence, on, &b);
	return reg_register_args(&a);
}

static inline struct kit_result reg_register(u64 incarnation)
{
	return reg_register_on(incarnation, &machine);
}

/* SCALE of what heartbeats and renewals name, hashed after label and genesis. */
static inline void reg_named(u8 out[32], struct slice label,
			     const struct registry_renew_worker_args *a)
{
	u8 raw[76];
	struct wr w = wr_into(raw, sizeof(raw));

	wr_bytes(&w, a->pubkey, 32);
	wr_u64(&w, a->incarnation);
	wr_u32(&w, a->block_number);
	wr_bytes(&w, a->block_hash, 32);
	KIT_MUST(w.err);
	blake2_256_parts(out, (struct slice[]){label, SLICE_ARR(kit.genesis), SLICE_ARR(raw)}, 3);
}

static inline struct registry_renew_worker_args reg_renewal(u64 incarnation)
{
	struct registry_renew_worker_args a = {.incarnation = incarnation,
					       .block_number = kit.number - 1};

	memcpy(a.pubkey, worker.pub, 32);
	memcpy(a.block_hash, kit.parent, 32);
	return a;
}

static inline struct kit_result reg_renew_args(struct registry_renew_worker_args *a)
{
	u8 hash[32];

	reg_named(hash, SLICE_LIT("phala/renew/v1"), a);
	sr25519_sign(a->signature, &worker, SLICE_ARR(hash), NULL);
	return reg_send(BOB, reg_wr_renew_worker(a));
}

static inline struct sim_body reg_renewal_body(const struct registry_renew_worker_args *a)
{
	struct sim_body b = {.kind = SIM_SGX_3};

	memcpy(b.measurement, measurement, 32);
	reg_named(b.report_data, SLICE_LIT("phala/attest/renew/v1"), a);
	return b;
}

static inline struct kit_result reg_renew(u64 incarnation)
{
	struct registry_renew_worker_args a = reg_renewal(incarnation);
	struct sim_body b = reg_renewal_body(&a);

	reg_quote(&a.evidence, &machine, &b);
	return reg_renew_args(&a);
}

static inline struct kit_result reg_heartbeat(u64 incarnation)
{
	struct registry_renew_worker_args named = reg_renewal(incarnation);
	struct registry_heartbeat_args a = {.incarnation = incarnation,
					    .block_number = named.block_number};
	u8 hash[32];

	memcpy(a.pubkey, named.pubkey, 32);
	memcpy(a.block_hash, named.block_hash, 32);
	reg_named(hash, SLICE_LIT("phala/heartbeat/v1"), &named);
	sr25519_sign(a.signature, &worker, SLICE_ARR(hash), NULL);
	return reg_send(BOB, reg_wr_heartbeat(&a));
}

static inline struct worker_info_v3 reg_worker(void)
{
	struct worker_info_v3 w = {0};
	struct slice raw;
	bool found;

	kit_get(&kit, registry_workers_v3_key(worker.pub), &found, &raw);
	if (found)
		KIT_MUST(registry_workers_v3_decode(&w, raw));
	return w;
}

static inline struct platform_info reg_platform(const u8 id[32])
{
	struct platform_info p = {0};
	struct slice raw;
	bool found;

	kit_get(&kit, registry_platforms_key(id), &found, &raw);
	if (found)
		KIT_MUST(registry_platforms_decode(&p, raw));
	return p;
}

/* The name of a machine on this chain. */
static inline void reg_platform_id(u8 out[32], const struct sim_platform *m)
{
	blake2_256_parts(out, (struct slice[]){SLICE_ARR(m->ppid), SLICE_ARR(kit.genesis)}, 2);
}

#endif /* RUNTIME_PALLETS_REGISTRY_TEST_KIT_H */
