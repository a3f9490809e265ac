/* Referenda: OpenGov's way in, and beside each referendum what the analyst found. */
#include "runtime/pallets/referenda/referenda_gen.h"

#include "crypto/hash.h"
#include "receipt/receipt.h"
#include "runtime/pallets/agents/agents_gen.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/system/system_gen.h"
#include "text/json.h"

#define TRACK_ROOT         0u
#define SUBMISSION_DEPOSIT 1000000000000u /* 1 of 12 decimals: rows that stay, and a run for it */

static void subject_of(u32 index, u8 subject[32])
{
	u8 b[4];
	struct wr w = wr_into(b, sizeof(b));

	wr_u32(&w, index);
	blake2_256_parts(subject, (const struct slice[]){SLICE_LIT("referenda"), SLICE_ARR(b)}, 2);
}

enum err referenda_submit(struct ctx *c, const struct origin *o,
                          const struct referenda_submit_args *a)
{
	struct event_referenda_submitted e = {.track = TRACK_ROOT, .proposal = a->proposal};
	struct referendum_info info = {.track = TRACK_ROOT,
	                               .origin = a->proposal_origin,
	                               .proposal = a->proposal,
	                               .enactment = a->enactment_moment};
	u8 subject[32];
	u32 next;

	/* Other origins would be on tracks that do not exist here. */
	if (a->proposal_origin.u.system.tag != RAW_ORIGIN_ROOT)
		return referenda_fail(c, REFERENDA_ERROR_BAD_TRACK);
	TRY(referenda_referendum_count_get(c, &e.index));
	if (!ADD_OK(e.index, 1u, &next))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	TRY(balances_reserve(c, o->who, bal(SUBMISSION_DEPOSIT)));
	memcpy(info.submitter, o->who, 32);
	TRY(system_number_get(c, &info.submitted));
	TRY(referenda_referendum_count_put(c, next));
	TRY(referenda_referendum_info_for_put(c, e.index, &info));
	subject_of(e.index, subject);
	TRY(referenda_index_of_put(c, subject, e.index));
	return referenda_deposit_submitted(c, &e);
}

enum err referenda_set_analyst(struct ctx *c, const struct origin *o,
                               const struct referenda_set_analyst_args *a)
{
	struct event_referenda_analyst_set e;
	bool found;

	(void)o;
	TRY(agents_agents_has(c, a->agent, &found));
	if (!found)
		return referenda_fail(c, REFERENDA_ERROR_AGENT_NOT_FOUND);
	TRY(referenda_analyst_put(c, a->agent));
	memcpy(e.agent, a->agent, 32);
	return referenda_deposit_analyst_set(c, &e);
}

/* Reads {"score": 0..100, "reason": string, "risks": [string]}. An output of another form is
 * no assessment; the result itself stays recorded. */
static bool read_output(struct ctx *c, struct slice output, struct assessment *out)
{
	const struct json *j, *risks;
	u32 score;

	if (json_parse(&j, output, c->a) != ERR_OK || !json_u32(json_get(j, "score"), &score) ||
	    score > 100 || !json_str(json_get(j, "reason"), &out->reason) || out->reason.n > 2048)
		return false;
	out->score = (u8)score;
	risks = json_get(j, "risks");
	if (!json_is(risks, JSON_ARRAY) || risks->num > ARRAY_LEN(out->risks.items))
		return false;
	for (const struct json *e = risks->first; e != NULL; e = e->next) {
		struct slice *item = &out->risks.items[out->risks.num++];

		if (!json_str(e, item) || item->n > 256)
			return false;
	}
	return true;
}

static enum err assess(struct ctx *c, const struct event_agents_result_recorded *r, u32 index)
{
	struct event_referenda_assessed e = {.index = index};
	struct assessment a = {.strength = r->strength};

	if (r->outcome != OUTCOME_OK || !read_output(c, r->output, &a))
		return ERR_OK;
	memcpy(a.agent, r->agent, 32);
	memcpy(a.receipt, r->receipt, 32);
	TRY(system_number_get(c, &a.block));
	TRY(referenda_assessments_put(c, index, &a));
	memcpy(e.agent, r->agent, 32);
	memcpy(e.receipt, r->receipt, 32);
	e.score = a.score;
	return referenda_deposit_assessed(c, &e);
}

enum err referenda_on_event(struct ctx *c, const struct frame_event *e)
{
	struct event_agents_result_recorded rec;
	struct rd r = rd_from(e->fields);
	u8 analyst[32];
	bool found;
	u32 index;

	if (e->pallet != AGENTS_PALLET || e->event != AGENTS_EVENT_RESULT_RECORDED)
		return ERR_OK;
	rd_event_agents_result_recorded(&r, &rec);
	if (rd_end(&r) != ERR_OK)
		return ERR_CORRUPT; /* encoded by this runtime a moment ago */
	TRY(referenda_analyst_get(c, &found, analyst));
	if (!found || !mem_eq(analyst, rec.agent, 32))
		return ERR_OK;
	TRY(referenda_index_of_get(c, rec.subject, &found, &index));
	return found ? assess(c, &rec, index) : ERR_OK;
}
