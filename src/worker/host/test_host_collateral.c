/* What is uploaded when, and that every refusal of the chain has words. */
#include "base/test.h"
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

#define DAY 86400u

static enum item_verdict judge(u64 chain_issued, u64 ours_issued, u64 now)
{
	struct item_age chain = {chain_issued, chain_issued == 0 ? 0 : chain_issued + 30 * DAY};
	struct item_age ours = {ours_issued, ours_issued == 0 ? 0 : ours_issued + 30 * DAY};

	return collateral_judge(&chain, &ours, now);
}

TEST(what_the_chain_lacks_is_uploaded_unless_ours_is_over_too)
{
	EXPECT(judge(0, 100 * DAY, 101 * DAY) == ITEM_UPLOAD);
	EXPECT(judge(0, 100 * DAY, 130 * DAY - 1) == ITEM_UPLOAD);
	EXPECT(judge(0, 100 * DAY, 130 * DAY) == ITEM_EXPIRED);
	EXPECT(judge(0, 0, 130 * DAY) == ITEM_EXPIRED);
}

TEST(a_newer_one_is_uploaded_once_half_of_the_chains_is_used_up)
{
	EXPECT(judge(100 * DAY, 110 * DAY, 115 * DAY) == ITEM_GOOD);
	EXPECT(judge(100 * DAY, 110 * DAY, 115 * DAY + 1) == ITEM_UPLOAD);
	EXPECT(judge(100 * DAY, 110 * DAY, 131 * DAY) == ITEM_UPLOAD);
}

TEST(one_that_is_not_newer_is_never_uploaded)
{
	EXPECT(judge(100 * DAY, 100 * DAY, 129 * DAY) == ITEM_GOOD);
	EXPECT(judge(100 * DAY, 90 * DAY, 119 * DAY) == ITEM_GOOD);
	EXPECT(judge(100 * DAY, 100 * DAY, 130 * DAY) == ITEM_EXPIRED);
}

TEST(every_refusal_of_a_registration_says_why)
{
	struct admission_row unknown = admission_of_error(255, 255);

	for (u8 e = 0; e <= REGISTRY_ERROR_WORKER_EXPIRED; e++) {
		struct admission_row r = admission_of_error(REGISTRY_PALLET, e);

		/* Those that only governance's own calls get. */
		if (e == REGISTRY_ERROR_ROOT_EXISTS || e == REGISTRY_ERROR_ROOT_MALFORMED)
			continue;
		EXPECT(r.why != NULL && r.fix != NULL && strcmp(r.why, unknown.why) != 0);
		EXPECT(r.what != ADMISSION_WAIT || r.fix[0] != '\0');
	}
	EXPECT(admission_of_error(REGISTRY_PALLET, REGISTRY_ERROR_COLLATERAL_NOT_NEWER).what ==
	       ADMISSION_RACE);
}

TEST_MAIN()
