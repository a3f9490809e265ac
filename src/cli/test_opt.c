#include "base/test.h"
#include "cli/opt.h"

static bool flag;
static const char *text;
static u32 num;
static const struct opt table[] = {
    OPT_FLAG_ROW("json", "", &flag),
    OPT_STRING_ROW("chain", "FILE", "", &text),
    OPT_U32_ROW("block-time", "MS", "", &num),
    OPT_END,
};

static enum err parse(int argc, const char *const *args, int *n, char *why)
{
	char *argv[8];

	flag = false;
	text = NULL;
	num = 0;
	for (int i = 0; i < argc; i++)
		memcpy(&argv[i], &args[i], sizeof(char *));
	return opt_parse(table, argc, argv, n, why, 128);
}

TEST(both_spellings_of_a_value_are_read)
{
	const char *const a[] = {"x", "--chain", "f", "--block-time=250", "pos", "--json"};
	char why[128];
	int n;

	EXPECT_OK(parse(6, a, &n, why));
	EXPECT(n == 1 && flag && num == 250 && strcmp(text, "f") == 0);
}

TEST(mistakes_are_told_in_a_sentence)
{
	static const struct {
		const char *arg, *why;
	} bad[] = {
	    {"--nope", "there is no option --nope"},
	    {"--chain", "--chain wants a value: FILE"},
	    {"--json=1", "--json takes no value"},
	    {"--block-time=-1", "--block-time wants a whole number, not \"-1\""},
	    {"--block-time=4294967296", "--block-time wants a whole number, not \"4294967296\""},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *const a[] = {"x", bad[i].arg};
		char why[128] = "";
		int n;

		EXPECT_ERR(ERR_INVALID, parse(2, a, &n, why));
		EXPECT(strcmp(why, bad[i].why) == 0);
	}
}

TEST(two_dashes_end_the_options)
{
	const char *const a[] = {"x", "--", "--json"};
	char why[128];
	int n;

	EXPECT_OK(parse(3, a, &n, why));
	EXPECT(n == 1 && !flag);
}

TEST_MAIN()
