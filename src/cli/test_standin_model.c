#include "base/test.h"
#include "cli/standin_model.h"

static u8 buf[4096];

static struct standin_answer ask(enum standin_script s, u32 num, const char *text)
{
	struct wr w = wr_into(buf, sizeof(buf) - 1);
	struct standin_answer a = {.status = 0};

	EXPECT_OK(standin_model_answer(s, num, slice_str(text), &w, &a));
	buf[w.n] = 0;
	return a;
}

static bool has(const char *word)
{
	return strstr((const char *)buf, word) != NULL;
}

TEST(every_answer_says_that_it_is_a_stand_in)
{
	for (int s = 0; s < (int)NUM_STANDIN_SCRIPTS; s++) {
		struct standin_answer a = ask((enum standin_script)s, 1, "audit");

		EXPECT(a.hang || has("stand-in"));
	}
}

TEST(a_better_proposal_scores_higher)
{
	(void)ask(STANDIN_OK, 1, "please");
	EXPECT(has("score\\\":40,"));
	(void)ask(STANDIN_OK, 1, "audit in six weeks");
	EXPECT(has("score\\\":60,") && !has("No independent review"));
}

TEST(scripts_that_recover_do_so_after_the_promised_number_of_requests)
{
	EXPECT(ask(STANDIN_BUSY_THEN_OK, 2, "").status == 429);
	EXPECT(ask(STANDIN_BUSY_THEN_OK, 3, "").status == 200);
	EXPECT(ask(STANDIN_BUSY, 9, "").retry_after_ms > 0);
	(void)ask(STANDIN_SCHEMA_THEN_OK, 1, "");
	EXPECT(has("high"));
	(void)ask(STANDIN_SCHEMA_THEN_OK, 2, "");
	EXPECT(!has("high"));
}

TEST(scripts_are_found_by_name)
{
	enum standin_script s;

	EXPECT_OK(standin_script_of(SLICE_LIT("wrong-schema"), &s));
	EXPECT(s == STANDIN_WRONG_SCHEMA);
	EXPECT_ERR(ERR_NOT_FOUND, standin_script_of(SLICE_LIT("nope"), &s));
}

TEST_MAIN()
