#include "cli/standin_forum.c"

#include "base/test.h"

static u8 mem[1 << 20];

static enum err get(const char *path, struct standin_page *out)
{
	struct arena a = arena_of(mem, sizeof(mem));

	return standin_forum_page(NULL, slice_str(path), &a, out);
}

TEST(a_page_says_that_it_is_a_stand_in)
{
	struct standin_page p;

	EXPECT_OK(get("/referenda/0.json", &p));
	EXPECT(slice_starts(p.body, SLICE_LIT("{\"standIn\":\"phala stand-in forum")));
	EXPECT(strcmp(p.type, "application/json") == 0);
}

TEST(a_referendum_without_a_page_gets_that_of_number_0)
{
	struct standin_page p, q;
	u8 copy[4096];

	EXPECT_OK(get("/referenda/0.json", &p));
	EXPECT(p.body.n <= sizeof(copy));
	slice_copy(copy, p.body);
	EXPECT_OK(get("/referenda/4711.json", &q));
	EXPECT(slice_eq(slice_of(copy, p.body.n), q.body));
}

TEST(an_attachment_is_served_as_it_is)
{
	struct standin_page p;

	EXPECT_OK(get("/referenda/0-budget.csv", &p));
	EXPECT(slice_starts(p.body, SLICE_LIT("item,weeks,amount\n")));
}

TEST(no_path_leads_out_of_the_folder)
{
	static const char *const bad[] = {
	    "/referenda/../phala.json", "/referenda/..", "/referenda/",       "/referenda/a/b.csv",
	    "/referenda/.hidden",       "/etc/passwd",   "/referenda/%2e%2e", "/referenda/no.csv"};
	struct standin_page p;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT_ERR(ERR_NOT_FOUND, get(bad[i], &p));
}

TEST_MAIN()
