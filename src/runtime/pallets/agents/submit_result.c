/*~ Where a result becomes a fact. Any account may carry it here; what counts is that every line of
 * the receipt agrees with what this chain knows at this moment. The checks are a table in the order
 * of README.md, and each refusal has a name of its own. */
#include "attest/attest.h"
#include "crypto/hash.h"
#include "receipt/receipt.h"
#include "runtime/host/host.h"
#include "runtime/pallets/agents/agents.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/registry/registry.h"
#include "runtime/pallets/system/system_gen.h"

/* What the checks look at. */
struct submitted {
	const struct agents_submit_result_args *args;
	struct receipt r;
	u8 id[32];
	struct worker_info_v3 worker;
	struct agent_info agent;
	struct lease lease;
	struct trigger trigger;
};

/* What vouched for the worker must still do so, in this block. */
enum err agents_ensure_stands(struct ctx *c, const struct worker_info_v3 *w)
{
	static const enum agents_error why[] = {
	    [REGISTRY_UNATTESTED] = AGENTS_ERROR_WORKER_UNATTESTED,
	    [REGISTRY_EXPIRED] = AGENTS_ERROR_WORKER_EXPIRED,
	    [REGISTRY_ROOT_REMOVED] = AGENTS_ERROR_WORKER_ROOT_REMOVED,
	    [REGISTRY_MEASUREMENT_REVOKED] = AGENTS_ERROR_WORKER_MEASUREMENT_REVOKED,
	    [REGISTRY_PLATFORM_REVOKED] = AGENTS_ERROR_WORKER_PLATFORM_REVOKED,
	};
	enum registry_standing s;

	TRY(registry_standing(c, w, &s));
	return s == REGISTRY_STANDS ? ERR_OK : agents_fail(c, why[s]);
}

static enum err check_chain(struct ctx *c, struct submitted *s)
{
	u8 genesis[32];

	TRY(registry_genesis(c, genesis));
	if (!mem_eq(s->r.genesis, genesis, 32))
		return agents_fail(c, AGENTS_ERROR_RECEIPT_GENESIS);
	return ERR_OK;
}

static enum err check_worker(struct ctx *c, struct submitted *s)
{
	bool found, live;

	TRY(registry_workers_v3_get(c, s->r.worker, &found, &s->worker));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_WORKER_NOT_REGISTERED);
	TRY(registry_is_live(c, &s->worker, &live));
	if (!live)
		return agents_fail(c, AGENTS_ERROR_WORKER_NOT_LIVE);
	if (s->r.incarnation != s->worker.incarnation)
		return agents_fail(c, AGENTS_ERROR_INCARNATION_NOT_CURRENT);
	TRY(agents_ensure_stands(c, &s->worker));
	if (!mem_eq(s->r.measurement, s->worker.measurement, 32) || (u8)s->r.tee != s->worker.tee ||
	    !mem_eq(s->r.trust_domain, s->worker.trust_domain, 32))
		return agents_fail(c, AGENTS_ERROR_MEASUREMENT_MISMATCH);
	return ERR_OK;
}

static enum err check_agent(struct ctx *c, struct submitted *s)
{
	bool found;

	TRY(agents_agents_get(c, s->r.agent, &found, &s->agent));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_AGENT_NOT_FOUND);
	if (s->agent.paused)
		return agents_fail(c, AGENTS_ERROR_AGENT_PAUSED);
	if (!mem_eq(s->r.code_id, s->agent.code_id, 32) ||
	    !mem_eq(s->r.manifest_hash, s->agent.manifest_hash, 32))
		return agents_fail(c, AGENTS_ERROR_CODE_NOT_CURRENT);
	return ERR_OK;
}

static enum err check_lease(struct ctx *c, struct submitted *s)
{
	bool found;
	u32 now;

	TRY(agents_leases_get(c, s->r.agent, &found, &s->lease));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_LEASE_NOT_FOUND);
	if (!mem_eq(s->lease.worker, s->r.worker, 32))
		return agents_fail(c, AGENTS_ERROR_LEASE_WORKER_MISMATCH);
	if (s->lease.epoch != s->r.lease_epoch)
		return agents_fail(c, AGENTS_ERROR_LEASE_EPOCH_NOT_CURRENT);
	TRY(system_number_get(c, &now));
	if (s->lease.expires < now)
		return agents_fail(c, AGENTS_ERROR_LEASE_EXPIRED);
	return ERR_OK;
}

static enum err check_trigger(struct ctx *c, struct submitted *s)
{
	bool found, consumed;

	TRY(agents_consumed_has(c, s->r.trigger, &consumed));
	if (consumed)
		return agents_fail(c, AGENTS_ERROR_TRIGGER_CONSUMED);
	TRY(agents_triggers_get(c, s->r.trigger, &found, &s->trigger));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_TRIGGER_NOT_FOUND);
	if (!mem_eq(s->trigger.agent, s->r.agent, 32) ||
	    !mem_eq(s->trigger.subject, s->r.subject, 32))
		return agents_fail(c, AGENTS_ERROR_TRIGGER_MISMATCH);
	return ERR_OK;
}

static enum err check_head(struct ctx *c, struct submitted *s)
{
	enum registry_head head;

	TRY(registry_check_head(c, s->r.head_number, s->r.head_hash, &head));
	if (head == REGISTRY_HEAD_STALE)
		return agents_fail(c, AGENTS_ERROR_HEAD_NOT_FRESH);
	if (head == REGISTRY_HEAD_FOREIGN)
		return agents_fail(c, AGENTS_ERROR_HEAD_MISMATCH);
	return ERR_OK;
}

static enum err check_output(struct ctx *c, struct submitted *s)
{
	u8 hash[32];

	blake2_256(hash, s->args->output);
	if (!mem_eq(hash, s->r.output_hash, 32))
		return agents_fail(c, AGENTS_ERROR_OUTPUT_MISMATCH);
	return ERR_OK;
}

/* Last, because it costs the most. */
static enum err check_signature(struct ctx *c, struct submitted *s)
{
	u8 digest[32];

	receipt_digest(s->args->receipt, digest);
	if (!host_sr25519_verify(s->args->signature, SLICE_ARR(digest), s->r.worker))
		return agents_fail(c, AGENTS_ERROR_RECEIPT_SIGNATURE);
	return ERR_OK;
}

static enum err (*const checks[])(struct ctx *c, struct submitted *s) = {
    check_chain,   check_worker, check_agent,  check_lease,
    check_trigger, check_head,   check_output, check_signature,
};

/* The root decides the strength: no evidence, and evidence under any root but Intel's, is
 * simulated. */
static u8 strength_of(const struct submitted *s)
{
	u8 production[32];

	sha2_256(production, attest_intel_root());
	return s->worker.tee != TEE_NONE && mem_eq(s->worker.trust_domain, production, 32)
	           ? STRENGTH_ATTESTED
	           : STRENGTH_SIMULATED;
}

static enum err record(struct ctx *c, struct submitted *s)
{
	struct event_agents_result_recorded e = {.outcome = (u8)s->r.outcome};
	struct result_record rec = {.outcome = (u8)s->r.outcome};

	memcpy(rec.trigger, s->r.trigger, 32);
	memcpy(rec.receipt, s->id, 32);
	memcpy(rec.worker, s->r.worker, 32);
	memcpy(rec.code_id, s->r.code_id, 32);
	rec.strength = strength_of(s);
	rec.output = s->args->output;
	TRY(system_number_get(c, &rec.block));
	TRY(agents_results_put(c, s->r.agent, s->r.subject, &rec));
	TRY(agents_consumed_put(c, s->r.trigger, s->id));
	TRY(agents_triggers_kill(c, s->r.trigger));
	if (s->trigger.source.tag == TRIGGER_SOURCE_REQUEST)
		TRY(balances_unreserve(c, s->trigger.source.u.request,
		                       bal(AGENTS_REQUEST_DEPOSIT)));
	TRY(registry_note_result(c, &s->worker));
	memcpy(e.agent, s->r.agent, 32);
	memcpy(e.subject, s->r.subject, 32);
	memcpy(e.trigger, s->r.trigger, 32);
	memcpy(e.receipt, s->id, 32);
	e.strength = rec.strength;
	e.output = s->args->output;
	return agents_deposit_result_recorded(c, &e);
}

enum err agents_submit_result(struct ctx *c, const struct origin *o,
                              const struct agents_submit_result_args *a)
{
	struct submitted *s = (struct submitted *)arena_zalloc(c->a, 1, sizeof(*s));

	(void)o; /* any account may carry it */
	if (s == NULL)
		return ERR_NOMEM;
	s->args = a;
	if (receipt_decode(&s->r, a->receipt, c->a) != ERR_OK)
		return agents_fail(c, AGENTS_ERROR_RECEIPT_MALFORMED);
	receipt_id(a->receipt, s->id);
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		TRY(checks[i](c, s));
	TRY(record(c, s));
	dispatch_pays_no(c);
	return ERR_OK;
}

enum err agents_expect_signature(struct ctx *c, struct slice call)
{
	size_t mark = arena_mark(c->a);
	struct rd r = rd_from(call);
	struct agents_submit_result_args a;
	struct receipt *x;
	u8 digest[32];

	if (rd_u8(&r) != AGENTS_PALLET || rd_u8(&r) != AGENTS_CALL_SUBMIT_RESULT)
		return ERR_OK;
	rd_agents_submit_result_args(&r, &a);
	x = (struct receipt *)arena_zalloc(c->a, 1, sizeof(*x));
	if (x == NULL)
		return ERR_NOMEM;
	if (rd_end(&r) == ERR_OK && receipt_decode(x, a.receipt, c->a) == ERR_OK) {
		receipt_digest(a.receipt, digest);
		host_sr25519_expect(a.signature, SLICE_ARR(digest), x->worker);
	}
	arena_rewind(c->a, mark);
	return ERR_OK;
}
