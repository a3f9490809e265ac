/* Accept and reject tables after RFC 8259; each line is one rule of its grammar. */
#include "text/json.c"

#include <stdlib.h>
#include <unistd.h>

#include "base/test.h"

static u8 mem[1 << 20];
static struct arena arena;

static const struct json *parsed(const char *text)
{
	const struct json *j = NULL;

	arena = arena_of(mem, sizeof(mem));
	EXPECT_OK(json_parse(&j, slice_str(text), &arena));
	return j;
}

static enum err result(struct slice text)
{
	const struct json *j = NULL;

	arena = arena_of(mem, sizeof(mem));
	return json_parse(&j, text, &arena);
}

#define BAD(want, text)                                                                            \
	{                                                                                          \
		want,                                                                              \
		{                                                                                  \
			(const u8 *)(text), sizeof(text) - 1                                       \
		}                                                                                  \
	}

static const struct {
	enum err err;
	struct slice text;
} cases[] = {
    /* Values and white space (sections 2 and 3). */
    BAD(ERR_OK, "null"),
    BAD(ERR_OK, "true"),
    BAD(ERR_OK, "false"),
    BAD(ERR_OK, " \t\r\n1 \t\r\n"),
    BAD(ERR_OK, "\"\""),
    BAD(ERR_OK, "[]"),
    BAD(ERR_OK, "{}"),
    BAD(ERR_OK, "[ ]"),
    BAD(ERR_OK, "{ }"),
    BAD(ERR_SHORT, ""),
    BAD(ERR_SHORT, " "),
    BAD(ERR_SHORT, "nul"),
    BAD(ERR_SHORT, "t"),
    BAD(ERR_FORMAT, "nulL"),
    BAD(ERR_FORMAT, "True"),
    BAD(ERR_FORMAT, "nan"),
    BAD(ERR_FORMAT, "NaN"),
    BAD(ERR_FORMAT, "Infinity"),
    BAD(ERR_FORMAT, "-Infinity"),
    BAD(ERR_FORMAT, "undefined"),
    BAD(ERR_FORMAT, "nulll"),
    BAD(ERR_FORMAT, "1 2"),
    BAD(ERR_FORMAT, "\xef\xbb\xbf{}"),
    BAD(ERR_FORMAT, "\v1"),
    BAD(ERR_FORMAT, "\f1"),
    BAD(ERR_FORMAT, "1\f"),
    BAD(ERR_FORMAT, "\0"),
    BAD(ERR_FORMAT, "1\0"),
    BAD(ERR_FORMAT, "\xc2\xa0"
                    "1"),
    BAD(ERR_FORMAT, "\xe2\x81\xa0"),
    BAD(ERR_FORMAT, "1 // one"),
    BAD(ERR_FORMAT, "/* one */ 1"),
    BAD(ERR_FORMAT, "# 1"),
    BAD(ERR_FORMAT, "'a'"),
    BAD(ERR_FORMAT, "a"),
    /* Objects (section 4). */
    BAD(ERR_OK, "{\"a\":1}"),
    BAD(ERR_OK, "{\"a\":1,\"b\":[]}"),
    BAD(ERR_OK, "{\"\":0}"),
    BAD(ERR_OK, " { \"a\" : { } , \"b\" : [ ] } "),
    BAD(ERR_OK, "{\"a\":{\"a\":{\"a\":0}}}"),
    BAD(ERR_OK, "{\"a\":1,\"A\":1}"),
    BAD(ERR_EXISTS, "{\"a\":1,\"a\":1}"),
    BAD(ERR_EXISTS, "{\"\":1,\"\":2}"),
    BAD(ERR_EXISTS, "{\"a\":1,\"\\u0061\":2}"),
    BAD(ERR_EXISTS, "[{\"x\":{\"k\":1,\"j\":2,\"k\":3}}]"),
    BAD(ERR_SHORT, "{"),
    BAD(ERR_SHORT, "{\"a\""),
    BAD(ERR_SHORT, "{\"a\":"),
    BAD(ERR_SHORT, "{\"a\":1"),
    BAD(ERR_SHORT, "{\"a\":1,"),
    BAD(ERR_FORMAT, "{\"a\":1,}"),
    BAD(ERR_FORMAT, "{,}"),
    BAD(ERR_FORMAT, "{\"a\"}"),
    BAD(ERR_FORMAT, "{\"a\",1}"),
    BAD(ERR_FORMAT, "{\"a\":}"),
    BAD(ERR_FORMAT, "{\"a\"::1}"),
    BAD(ERR_FORMAT, "{\"a\" 1}"),
    BAD(ERR_FORMAT, "{\"a\":1 \"b\":2}"),
    BAD(ERR_FORMAT, "{\"a\":1,,\"b\":2}"),
    BAD(ERR_FORMAT, "{a:1}"),
    BAD(ERR_FORMAT, "{1:1}"),
    BAD(ERR_FORMAT, "{null:1}"),
    BAD(ERR_FORMAT, "{'a':1}"),
    BAD(ERR_FORMAT, "{\"a\":1]"),
    BAD(ERR_FORMAT, "{\"a\":1}}"),
    BAD(ERR_FORMAT, "{[]:1}"),
    BAD(ERR_FORMAT, "{\"a\":1 2}"),
    /* Arrays (section 5). */
    BAD(ERR_OK, "[1]"),
    BAD(ERR_OK, "[1,\"a\",null,true,{},[]]"),
    BAD(ERR_OK, "[[],[[]]]"),
    BAD(ERR_SHORT, "["),
    BAD(ERR_SHORT, "[1"),
    BAD(ERR_SHORT, "[1,"),
    BAD(ERR_SHORT, "[[]"),
    BAD(ERR_FORMAT, "]"),
    BAD(ERR_FORMAT, "[1,]"),
    BAD(ERR_FORMAT, "[,1]"),
    BAD(ERR_FORMAT, "[,]"),
    BAD(ERR_FORMAT, "[1,,2]"),
    BAD(ERR_FORMAT, "[1 2]"),
    BAD(ERR_FORMAT, "[1:2]"),
    BAD(ERR_FORMAT, "[1}"),
    BAD(ERR_FORMAT, "[1]]"),
    BAD(ERR_FORMAT, "[1],"),
    BAD(ERR_FORMAT, "[\"a\":1]"),
    BAD(ERR_FORMAT, "(1)"),
    /* Numbers (section 6). */
    BAD(ERR_OK, "0"),
    BAD(ERR_OK, "-0"),
    BAD(ERR_OK, "-1"),
    BAD(ERR_OK, "10"),
    BAD(ERR_OK, "0.5"),
    BAD(ERR_OK, "-0.0"),
    BAD(ERR_OK, "1e1"),
    BAD(ERR_OK, "1E1"),
    BAD(ERR_OK, "1e+1"),
    BAD(ERR_OK, "1e-1"),
    BAD(ERR_OK, "0e0"),
    BAD(ERR_OK, "1.25e-007"),
    BAD(ERR_OK, "1e999999999999999999999"),
    BAD(ERR_OK, "123456789012345678901234567890"),
    BAD(ERR_SHORT, "-"),
    BAD(ERR_SHORT, "1."),
    BAD(ERR_SHORT, "1e"),
    BAD(ERR_SHORT, "1e+"),
    BAD(ERR_FORMAT, "01"),
    BAD(ERR_FORMAT, "-01"),
    BAD(ERR_FORMAT, "00"),
    BAD(ERR_FORMAT, "+1"),
    BAD(ERR_FORMAT, ".5"),
    BAD(ERR_FORMAT, "-.5"),
    BAD(ERR_FORMAT, "[1.]"),
    BAD(ERR_FORMAT, "1.e1"),
    BAD(ERR_FORMAT, "[1e]"),
    BAD(ERR_FORMAT, "[1e+]"),
    BAD(ERR_FORMAT, "1e1.5"),
    BAD(ERR_FORMAT, "1.2.3"),
    BAD(ERR_FORMAT, "--1"),
    BAD(ERR_FORMAT, "- 1"),
    BAD(ERR_FORMAT, "0x10"),
    BAD(ERR_FORMAT, "1_000"),
    BAD(ERR_FORMAT, "1a"),
    BAD(ERR_FORMAT, "0e+-1"),
    BAD(ERR_FORMAT, "\xef\xbc\x91"),
    /* Strings (section 7). */
    BAD(ERR_OK, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    BAD(ERR_OK, "\"\\u0000\""),
    BAD(ERR_OK, "\"\\uD834\\uDD1E\""),
    BAD(ERR_OK, "\"\\ud834\\udd1e\\uFFFF\""),
    BAD(ERR_OK, "\"\x7f\""),
    BAD(ERR_OK, "\"\xe2\x80\xa8\xe2\x80\xa9\""),
    BAD(ERR_OK, "\"\xf0\x9d\x84\x9e\""),
    BAD(ERR_OK, "\"\xef\xbf\xbf\""),
    BAD(ERR_SHORT, "\""),
    BAD(ERR_SHORT, "\"a"),
    BAD(ERR_SHORT, "\"\\"),
    BAD(ERR_SHORT, "\"\\\""),
    BAD(ERR_SHORT, "\"\\u"),
    BAD(ERR_SHORT, "\"\\u00"),
    BAD(ERR_SHORT, "\"\\ud834"),
    BAD(ERR_FORMAT, "\"\n\""),
    BAD(ERR_FORMAT, "\"\t\""),
    BAD(ERR_FORMAT, "\"\0\""),
    BAD(ERR_FORMAT, "\"\x1f\""),
    BAD(ERR_FORMAT, "\"\\a\""),
    BAD(ERR_FORMAT, "\"\\x41\""),
    BAD(ERR_FORMAT, "\"\\U0041\""),
    BAD(ERR_FORMAT, "\"\\'\""),
    BAD(ERR_FORMAT, "\"\\0\""),
    BAD(ERR_FORMAT, "\"\\\n\""),
    BAD(ERR_FORMAT, "\"\\u00g0\""),
    BAD(ERR_FORMAT, "\"\\u 123\""),
    BAD(ERR_FORMAT, "\"\\ud834\""),
    BAD(ERR_FORMAT, "\"\\ud834x\""),
    BAD(ERR_FORMAT, "\"\\ud834\\n\""),
    BAD(ERR_FORMAT, "\"\\ud834\\u0041\""),
    BAD(ERR_FORMAT, "\"\\ud834\\ud834\""),
    BAD(ERR_FORMAT, "\"\\udd1e\""),
    BAD(ERR_FORMAT, "\"\\udd1e\\ud834\""),
    BAD(ERR_FORMAT, "\"a\"b"),
    BAD(ERR_FORMAT, "\"a\"\"b\""),
    BAD(ERR_FORMAT, "\\\"a\""),
    /* Encoding (section 8.1). */
    BAD(ERR_UTF8, "\"\x80\""),
    BAD(ERR_UTF8, "\"\xff\""),
    BAD(ERR_UTF8, "\"\xc0\xaf\""),
    BAD(ERR_UTF8, "\"\xc3\""),
    BAD(ERR_UTF8, "\"\xe0\x80\xaf\""),
    BAD(ERR_UTF8, "\"\xed\xa0\x80\""),
    BAD(ERR_UTF8, "\"\xf4\x90\x80\x80\""),
    BAD(ERR_UTF8, "\"\xf8\x88\x80\x80\x80\""),
    BAD(ERR_UTF8, "{\"\xff\":1}"),
    BAD(ERR_FORMAT, "\xff"),
    BAD(ERR_FORMAT, "[\xc3\xa9]"),
};

TEST(the_grammar_of_rfc_8259_is_held)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum err e = result(cases[i].text);

		if (e == cases[i].err)
			continue;
		TEST_FAIL((const char *)cases[i].text.p);
		(void)fprintf(stderr, "\twant %s, got %s\n", err_name(cases[i].err), err_name(e));
	}
}

/* JSON.parse is the second opinion. It takes keys that come twice; surrogates without
 * their pair it takes too, so the script refuses what has no UTF-8 form. */
TEST(node_accepts_and_refuses_the_same_texts)
{
	static const char script[] =
	    "const d=new TextDecoder('utf-8',{fatal:true,ignoreBOM:true});"
	    "const utf8=(k,v)=>{encodeURIComponent(k);if(typeof v==='string')"
	    "encodeURIComponent(v);return v};"
	    "const ok=h=>{try{JSON.parse(d.decode(Buffer.from(h,'hex')),utf8);return 1}"
	    "catch(e){return 0}};"
	    "for(const h of require('fs').readFileSync(process.argv[1],'latin1').split('\\n')"
	    ".slice(0,-1))console.log(ok(h));";
	char path[] = "/tmp/test_json_XXXXXX", cmd[1024], line[16];
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	REQUIRE(f != NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (size_t k = 0; k < cases[i].text.n; k++)
			(void)fprintf(f, "%02x", (unsigned)cases[i].text.p[k]);
		(void)fputc('\n', f);
	}
	(void)fclose(f);
	(void)snprintf(cmd, sizeof(cmd), "command -v node >/dev/null && exec node -e \"%s\" %s",
	               script, path);
	f = popen(cmd, "r");
	REQUIRE(f != NULL);
	size_t n = 0;

	for (; fgets(line, sizeof(line), f) != NULL && n < ARRAY_LEN(cases); n++) {
		bool ours = cases[n].err == ERR_OK || cases[n].err == ERR_EXISTS;

		if ((line[0] == '1') == ours)
			continue;
		TEST_FAIL((const char *)cases[n].text.p);
	}
	(void)pclose(f);
	(void)remove(path);
	if (n == 0)
		puts("node is missing: second opinion skipped");
	else
		EXPECT(n == ARRAY_LEN(cases));
}

TEST(every_cut_of_a_text_is_an_error)
{
	static const char text[] = "{\"a\":[1,-2.5e3,\"\\ud834\\udd1e\\n\"],\"b\":{\"c\":null}}";

	for (size_t n = 0; n < sizeof(text) - 1; n++)
		EXPECT_ERR(ERR_SHORT, result(slice_of(text, n)));
	EXPECT_OK(result(SLICE_LIT(text)));
}

TEST(the_offset_says_where_reading_stopped)
{
	const struct json *j = NULL;
	size_t at = 0;

	arena = arena_of(mem, sizeof(mem));
	EXPECT_ERR(ERR_FORMAT, json_parse_at(&j, SLICE_LIT("{\"a\": tru3}"), &arena, &at));
	EXPECT(at == 9 && j == NULL && arena.used == 0);
	EXPECT_ERR(ERR_FORMAT, json_parse_at(&j, SLICE_LIT("[1, 2] x"), &arena, &at));
	EXPECT(at == 7);
	EXPECT_OK(json_parse_at(&j, SLICE_LIT("[1, 2] "), &arena, &at));
	EXPECT(at == 7);
}

TEST(nesting_ends_at_its_limit)
{
	char text[2 * (JSON_DEPTH_MAX + 1)];
	size_t n = JSON_DEPTH_MAX;

	memset(text, '[', n);
	memset(text + n, ']', n);
	EXPECT_OK(result(slice_of(text, 2 * n)));
	memset(text, '[', n + 1);
	memset(text + n + 1, ']', n + 1);
	EXPECT_ERR(ERR_DEPTH, result(slice_of(text, 2 * n + 2)));
}

TEST(the_tree_keeps_the_order_of_the_text)
{
	const struct json *j = parsed("{\"z\":[10,{\"k\":\"v\"}],\"a\":{\"b\":{\"c\":true}}}");
	struct slice s = SLICE_EMPTY;
	u64 v;
	bool b;

	REQUIRE(json_is(j, JSON_OBJECT) && j->num == 2);
	EXPECT(slice_eq(j->first->key, SLICE_LIT("z")) && j->first->next->next == NULL);
	EXPECT(json_u64(json_at(json_get(j, "z"), 0), &v) && v == 10);
	EXPECT(json_str(json_get(json_at(json_get(j, "z"), 1), "k"), &s));
	EXPECT(slice_eq(s, SLICE_LIT("v")));
	EXPECT(json_bool(json_path(j, "a.b.c"), &b) && b);
	EXPECT(json_path(j, "a.x.c") == NULL && json_path(j, "z.k") == NULL);
	EXPECT(json_at(json_get(j, "z"), 2) == NULL && json_at(j, 0) == NULL);
	EXPECT(json_get(NULL, "a") == NULL && json_get(json_get(j, "z"), "a") == NULL);
	EXPECT(!json_u64(NULL, &v) && !json_str(j, &s) && !json_bool(j, &b));
}

TEST(escapes_are_decoded_and_plain_strings_borrow)
{
	static const char text[] = "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\\u0041\\u00e9\\u20ac\\ud834"
	                           "\\udd1e\",\"plain\",\"\\u0000\",\"\"]";
	const struct json *j = parsed(text);
	struct slice s = SLICE_EMPTY;

	EXPECT(json_str_is(json_at(j, 0), "\"\\/\b\f\n\r\t"));
	EXPECT(json_str_is(json_at(j, 1), "A\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e"));
	EXPECT(json_str_is(json_at(j, 2), "plain"));
	EXPECT(json_str(json_at(j, 2), &s));
	EXPECT(s.p >= (const u8 *)text && s.p < (const u8 *)text + sizeof(text));
	EXPECT(json_str(json_at(j, 3), &s) && slice_eq(s, slice_of("", 1)));
	EXPECT(json_str_is(json_at(j, 4), ""));
	EXPECT(!json_str_is(json_at(j, 3), ""));
}

TEST(integers_are_read_exactly_or_not_at_all)
{
	static const struct {
		const char *text;
		bool u64_ok, u32_ok, i64_ok;
		u64 u;
		int64_t i;
	} t[] = {
	    {"0", true, true, true, 0, 0},
	    {"-0", false, false, true, 0, 0},
	    {"4294967295", true, true, true, UINT32_MAX, UINT32_MAX},
	    {"4294967296", true, false, true, 1ull << 32, 1ll << 32},
	    {"9223372036854775807", true, false, true, INT64_MAX, INT64_MAX},
	    {"9223372036854775808", true, false, false, 1ull << 63, 0},
	    {"-9223372036854775808", false, false, true, 0, INT64_MIN},
	    {"-9223372036854775809", false, false, false, 0, 0},
	    {"18446744073709551615", true, false, false, UINT64_MAX, 0},
	    {"18446744073709551616", false, false, false, 0, 0},
	    {"99999999999999999999", false, false, false, 0, 0},
	    {"1.0", false, false, false, 0, 0},
	    {"1e2", false, false, false, 0, 0},
	    {"-1", false, false, true, 0, -1},
	    {"\"1\"", false, false, false, 0, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		const struct json *j = parsed(t[i].text);
		u64 u = 77;
		u32 u32v = 77;
		int64_t s = 77;

		EXPECT(json_u64(j, &u) == t[i].u64_ok && u == (t[i].u64_ok ? t[i].u : 77));
		EXPECT(json_u32(j, &u32v) == t[i].u32_ok &&
		       u32v == (t[i].u32_ok ? (u32)t[i].u : 77));
		EXPECT(json_i64(j, &s) == t[i].i64_ok && s == (t[i].i64_ok ? t[i].i : 77));
	}
}

TEST(hex_needs_its_prefix_and_holds_its_limit)
{
	const struct json *j = parsed("[\"0x00fF\",\"00ff\",\"0x\",\"0x0\",\"0xgg\",7,\"0x0x00\"]");
	struct slice s = SLICE_EMPTY;
	u8 b[2];

	EXPECT_OK(json_hex(json_at(j, 0), 2, &arena, &s));
	EXPECT(slice_eq(s, slice_of("\x00\xff", 2)));
	EXPECT_ERR(ERR_LIMIT, json_hex(json_at(j, 0), 1, &arena, &s));
	EXPECT_ERR(ERR_FORMAT, json_hex(json_at(j, 1), 9, &arena, &s));
	EXPECT_OK(json_hex(json_at(j, 2), 9, &arena, &s));
	EXPECT(s.n == 0);
	EXPECT_ERR(ERR_FORMAT, json_hex(json_at(j, 3), 9, &arena, &s));
	EXPECT_ERR(ERR_FORMAT, json_hex(json_at(j, 4), 9, &arena, &s));
	EXPECT_ERR(ERR_FORMAT, json_hex(json_at(j, 5), 9, &arena, &s));
	EXPECT_ERR(ERR_FORMAT, json_hex(json_at(j, 6), 9, &arena, &s));
	EXPECT_ERR(ERR_NOT_FOUND, json_hex(NULL, 9, &arena, &s));
	EXPECT_OK(json_hex_exact(json_at(j, 0), b, 2));
	EXPECT(b[0] == 0 && b[1] == 0xff);
	EXPECT_ERR(ERR_LIMIT, json_hex_exact(json_at(j, 0), b, 1));
	EXPECT_ERR(ERR_SHORT, json_hex_exact(json_at(j, 2), b, 2));
}

TEST(a_full_arena_is_an_error_and_is_given_back)
{
	static const char text[] = "{\"a\":[1,2,3],\"b\":\"\\n\",\"c\":0,\"d\":0,\"e\":0,\"f\":0,"
	                           "\"g\":0,\"h\":0,\"i\":0,\"j\":0}";
	const struct json *j;
	size_t need;

	EXPECT_OK(result(SLICE_LIT(text)));
	need = arena.used;
	for (size_t cap = 0; cap < need; cap += 8) {
		arena = arena_of(mem, cap);
		EXPECT_ERR(ERR_NOMEM, json_parse(&j, SLICE_LIT(text), &arena));
		EXPECT(arena.used == 0);
	}
}

/* 100,000 members with long equal beginnings: with pairs, 5e9 comparisons. */
TEST(many_members_do_not_cost_the_square)
{
	enum { NUM = 100000, KEY = 40 };
	size_t cap = (size_t)NUM * 80 * 2, n = 0;
	u8 *big = malloc(cap);
	char *text = malloc((size_t)NUM * (KEY + 8));
	struct arena a = arena_of(big, cap);
	const struct json *j = NULL;

	REQUIRE(big != NULL && text != NULL);
	text[n++] = '{';
	for (int i = 0; i < NUM; i++)
		n += (size_t)snprintf(text + n, KEY + 8, "\"%032d%08d\":0,", 0, i);
	text[n - 1] = '}';
	EXPECT_OK(json_parse(&j, slice_of(text, n), &a));
	EXPECT(json_is(j, JSON_OBJECT) && j->num == NUM);
	memcpy(text + n - 4 - KEY, text + 2, KEY); /* the last key becomes the first */
	a = arena_of(big, cap);
	EXPECT_ERR(ERR_EXISTS, json_parse(&j, slice_of(text, n), &a));
	free(text);
	free(big);
}

TEST_MAIN()
