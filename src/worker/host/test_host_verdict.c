#include "base/test.h"
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

static enum verdict refusal(const char *code, const char *detail)
{
	return verdict_of_refusal(slice_str(code), slice_str(detail)).what;
}

TEST(every_error_of_submit_result_that_a_host_can_meet_has_a_verdict)
{
	for (u8 e = 0; agents_error_name(e) != NULL; e++) {
		struct verdict_row v = verdict_of_error(AGENTS_PALLET, e);

		EXPECT(v.why != NULL);
		/* Those of other calls than submit_result mean nothing here. */
		if (e == AGENTS_ERROR_AGENT_NOT_FOUND || e == AGENTS_ERROR_AGENT_PAUSED ||
		    (e >= AGENTS_ERROR_WORKER_NOT_REGISTERED && e <= AGENTS_ERROR_OUTPUT_MISMATCH))
			EXPECT(strcmp(v.why, "the submission failed") != 0);
	}
}

TEST(an_end_that_was_not_stored_in_time_is_tried_again)
{
	EXPECT(refusal("TIMEOUT", "the host does not store the end of the run") == VERDICT_SOON);
	EXPECT(refusal("INVALID", "limits") == VERDICT_DEAD);
}

TEST(a_stale_signature_is_made_again_and_a_recorded_trigger_is_not)
{
	EXPECT(verdict_of_error(AGENTS_PALLET, AGENTS_ERROR_HEAD_NOT_FRESH).what == VERDICT_RESIGN);
	EXPECT(verdict_of_error(AGENTS_PALLET, AGENTS_ERROR_INCARNATION_NOT_CURRENT).what ==
	       VERDICT_RESIGN);
	EXPECT(verdict_of_error(AGENTS_PALLET, AGENTS_ERROR_TRIGGER_CONSUMED).what == VERDICT_GONE);
	EXPECT(verdict_of_error(AGENTS_PALLET, AGENTS_ERROR_LEASE_EXPIRED).what == VERDICT_DEAD);
	EXPECT(verdict_of_error(REGISTRY_PALLET, 0).what == VERDICT_SOON);
	EXPECT(verdict_of_error(AGENTS_PALLET, 255).what == VERDICT_SOON);
}

/* Only the journal's own damage may cost the journal: without it paid calls are made again. */
TEST(a_journal_is_thrown_away_only_when_the_enclave_blames_the_journal)
{
	EXPECT(refusal("CONFLICT", "the journal is damaged, of another run, or of older code: "
				   "delete it to run afresh") == VERDICT_AFRESH);
	EXPECT(refusal("CORRUPT", "the journal does not fit this run") == VERDICT_AFRESH);
	EXPECT(refusal("DIVERGED", "the replayed run ended differently") == VERDICT_AFRESH);
	EXPECT(refusal("CONFLICT", "the chain does not know this boot of the worker (its "
				   "incarnation)") == VERDICT_SOON);
	EXPECT(refusal("DECRYPT", "a secret does not open") == VERDICT_LATER);
	EXPECT(refusal("AGAIN", "all boxes are busy") == VERDICT_SOON);
	EXPECT(refusal("DENIED", "this worker does not hold the agent's lease") == VERDICT_RELEASE);
	EXPECT(refusal("NOT_FOUND", "the verified head has no such trigger: it is recorded "
				    "already, or never was") == VERDICT_GONE);
	EXPECT(refusal("SHORT", "the proof does not open") == VERDICT_DEAD);
}

TEST_MAIN()
