#include "os/log.h"

#include <unistd.h>

#include "base/test.h"

static char out[LOG_LINE_MAX];

#define LINE(...) line_of((const struct log_field[]){__VA_ARGS__})

static const char *line_of(const struct log_field *f)
{
	size_t n = log_format(out, sizeof(out) - 1, LOG_INFO, "event", f);

	out[n] = '\0';
	return out;
}

static void use(bool json)
{
	log_init(&(struct log_config){.program = "node", .fd = 2, .level = LOG_INFO, .json = json});
}

TEST(fields_are_written_by_kind)
{
	use(false);
	EXPECT(strcmp(LINE(KV_U64("number", 7), KV_I64("left", -3),
	                   KV_HEX("hash", SLICE_LIT("\xab\x01")), KV_STR("who", "alice"),
	                   KV_ERR(ERR_EOF), KV_END),
	              "INFO node: event number=7 left=-3 hash=0xab01 who=alice err=EOF") == 0);
	use(true);
	EXPECT(strcmp(LINE(KV_U64("number", 7), KV_I64("left", -3),
	                   KV_HEX("hash", SLICE_LIT("\xab\x01")), KV_STR("who", "alice"),
	                   KV_ERR(ERR_EOF), KV_END),
	              "{\"level\":\"INFO\",\"program\":\"node\",\"text\":\"event\",\"number\":7,"
	              "\"left\":-3,\"hash\":\"0xab01\",\"who\":\"alice\",\"err\":\"EOF\"}") == 0);
}

TEST(a_value_of_a_stranger_cannot_forge_a_line_or_a_field)
{
	use(false);
	EXPECT(strcmp(LINE(KV_STR("v", "a\nINFO node: x"), KV_END),
	              "INFO node: event v=\"a\\nINFO node: x\"") == 0);
	EXPECT(strcmp(LINE(KV_STR("v", "x hash=1"), KV_END), "INFO node: event v=\"x hash=1\"") ==
	       0);
	EXPECT(strcmp(LINE(KV_STR("v", "\"\\\x1b[2J\x7f"), KV_END),
	              "INFO node: event v=\"\\\"\\\\\\x1b[2J\\x7f\"") == 0);
	EXPECT(strcmp(LINE(KV_STR("v", ""), KV_END), "INFO node: event v=\"\"") == 0);
	/* U+202E turns the reading direction, U+009B starts terminal commands. */
	EXPECT(strcmp(LINE(KV_STR("v", "\xe2\x80\xae\xc2\x9b"), KV_END),
	              "INFO node: event v=\"\\xe2\\x80\\xae\\xc2\\x9b\"") == 0);
	EXPECT(strcmp(LINE(KV_STR("v", "gr\xc3\xbc\xc3\x9f \xff"), KV_END),
	              "INFO node: event v=\"gr\xc3\xbc\xc3\x9f \\xff\"") == 0);
}

TEST(json_lines_stay_json_whatever_the_value)
{
	use(true);
	LINE(KV_STR("v", "\"\\\n\x01\xff\xc2\x9b"), KV_END);
	EXPECT(strcmp(strstr(out, "\"v\""), "\"v\":\"\\\"\\\\\\n\\u0001\\ufffd\\u00c2\\u009b\"}") ==
	       0);
}

TEST(a_long_line_is_cut_and_still_whole)
{
	static char big[9000];
	struct log_field f[9];
	size_t n;

	memset(big, 'x', sizeof(big) - 1);
	for (int i = 0; i < 8; i++)
		f[i] = KV_STR("v", big);
	f[8] = KV_END;
	use(false);
	n = log_format(out, sizeof(out) - 1, LOG_INFO, "event", f);
	out[n] = '\0';
	EXPECT(n > 3000 && n < LOG_LINE_MAX);
	EXPECT(strcmp(out + n - 5, "\" \xe2\x80\xa6") == 0);
	use(true);
	n = log_format(out, sizeof(out) - 1, LOG_INFO, "event", f);
	out[n] = '\0';
	EXPECT(n > 3000 && strcmp(out + n - 13, "\",\"cut\":true}") == 0);
	EXPECT(log_format(out, 20, LOG_INFO, "event", f) == 0);
}

TEST(levels_have_names_and_an_order)
{
	enum log_level l;

	EXPECT_OK(log_level_parse(&l, "debug"));
	EXPECT(l == LOG_DEBUG);
	EXPECT_ERR(ERR_INVALID, log_level_parse(&l, "loud"));
	use(false);
	EXPECT(log_on(LOG_INFO) && log_on(LOG_BROKEN) && !log_on(LOG_DEBUG));
}

TEST(a_line_has_a_time_and_is_one_write)
{
	char got[256];
	int p[2];
	ssize_t n;

	REQUIRE(pipe(p) == 0);
	log_init(&(struct log_config){.program = "node", .fd = p[1], .level = LOG_INFO});
	LOG(LOG_DEBUG, "hidden", KV_END);
	LOG(LOG_UNUSUAL, "shown", KV_U64("n", 1), KV_END);
	n = read(p[0], got, sizeof(got) - 1);
	REQUIRE(n > 0);
	got[n] = '\0';
	EXPECT(got[4] == '-' && got[10] == 'T' && got[23] == 'Z');
	EXPECT(strcmp(got + 24, " UNUSUAL node: shown n=1\n") == 0);
	use(false);
	(void)close(p[0]);
	(void)close(p[1]);
}

TEST_MAIN()
