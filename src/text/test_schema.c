/* Cases after JSON Schema draft 2020-12: Core (applicators) and Validation (the rest). */
#include "text/schema.c"

#include <stdlib.h>

#include "base/test.h"

static u8 mem[1 << 22];

static enum err check(const char *schema, const char *value, char why[SCHEMA_WHY_MAX])
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *s = NULL, *v = NULL;
	size_t mark;
	enum err e;

	if (json_parse(&s, slice_str(schema), &a) != ERR_OK ||
	    json_parse(&v, slice_str(value), &a) != ERR_OK) {
		TEST_FAIL(value);
		return ERR_CORRUPT;
	}
	mark = a.used;
	e = schema_check(s, v, &a, why);
	EXPECT(a.used == mark);
	EXPECT((e == ERR_OK) == (why[0] == '\0'));
	return e;
}

/* Values that fit and values that do not, each list a JSON array. */
static const struct {
	const char *schema, *fit, *unfit;
} cases[] = {
    {"{}", "[1,null,{\"a\":[]}]", "[]"},
    {"true", "[1,null]", "[]"},
    {"false", "[]", "[1,null,{}]"},
    {"{\"title\":\"t\",\"description\":\"d\",\"$schema\":\"s\",\"$id\":\"i\",\"$comment\":\"c\","
     "\"default\":{\"pattern\":1},\"examples\":[{\"$ref\":0}],\"format\":\"email\"}",
     "[1,\"x\"]", "[]"},
    {"{\"type\":\"null\"}", "[null]", "[0,\"\",false,[],{}]"},
    {"{\"type\":\"boolean\"}", "[true,false]", "[0,null,\"true\"]"},
    {"{\"type\":\"integer\"}", "[0,-1,123456789012345678901234567890]", "[1.5,1.0,1e2,\"1\",null]"},
    {"{\"type\":\"number\"}", "[0,-1.5,1e400]", "[\"1\",null,true]"},
    {"{\"type\":\"string\"}", "[\"\",\"a\"]", "[1,null,[\"a\"]]"},
    {"{\"type\":\"array\"}", "[[],[1]]", "[{},\"[]\"]"},
    {"{\"type\":\"object\"}", "[{},{\"a\":1}]", "[[],null]"},
    {"{\"type\":[\"string\",\"null\"]}", "[null,\"a\"]", "[1,[]]"},
    {"{\"enum\":[1,\"a\",null,[1,{\"x\":2,\"y\":3}]]}",
     "[1,1.0,10e-1,\"a\",null,[1,{\"y\":3.0,\"x\":2}]]",
     "[2,\"b\",false,[1],[1,{\"x\":2}],[{\"x\":2,\"y\":3},1]]"},
    {"{\"enum\":[]}", "[]", "[1]"},
    {"{\"const\":{\"a\":[1,2]}}", "[{\"a\":[1,2]},{\"a\":[1.0,2e0]}]",
     "[{\"a\":[2,1]},{},{\"a\":[1,2],\"b\":0},null]"},
    {"{\"const\":false}", "[false]", "[0,null,true]"},
    {"{\"const\":0}", "[0,-0,0.0,0e99]", "[false,1,\"0\"]"},
    {"{\"const\":\"\xc3\xa9\"}", "[\"\\u00e9\"]", "[\"e\\u0301\"]"},
    {"{\"required\":[\"a\",\"b\"]}", "[{\"b\":1,\"a\":null},7]", "[{\"a\":1},{}]"},
    {"{\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":false}}",
     "[{},{\"a\":1,\"c\":2},[],null]", "[{\"a\":\"1\"},{\"b\":1}]"},
    {"{\"properties\":{\"a\":true},\"additionalProperties\":false}", "[{},{\"a\":1},3]",
     "[{\"b\":1},{\"a\":1,\"A\":1}]"},
    {"{\"additionalProperties\":{\"type\":\"string\"},\"properties\":{\"n\":{}}}",
     "[{\"n\":1,\"x\":\"y\"}]", "[{\"n\":1,\"x\":2}]"},
    {"{\"items\":{\"type\":\"integer\"}}", "[[],[1,2],{\"0\":\"a\"},\"a\"]", "[[1,\"2\"],[null]]"},
    {"{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}",
     "[[],[1],[1,\"a\"],[1,\"a\",null]]", "[[\"a\"],[1,2]]"},
    {"{\"items\":false,\"prefixItems\":[{},{}]}", "[[],[1,2]]", "[[1,2,3]]"},
    {"{\"items\":{\"type\":\"null\"},\"prefixItems\":[{}]}", "[[7,null],[7]]", "[[7,7]]"},
    {"{\"minItems\":1,\"maxItems\":2}", "[[1],[1,2],\"\",{}]", "[[],[1,2,3]]"},
    {"{\"uniqueItems\":true}",
     "[[],[1],[1,2,\"1\",[1],{\"a\":1},true,null,\"true\"],[[1,2],[2,1]]]",
     "[[1,1],[1,2,1.0],[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}],[[],[]],[\"\\u0061\",\"a\"]]"},
    {"{\"uniqueItems\":false}", "[[1,1]]", "[]"},
    {"{\"minLength\":2,\"maxLength\":3}",
     "[\"ab\",\"\xc3\xa9\xc3\xa9\xc3\xa9\",\"\\ud83d\\ude00\\ud83d\\ude00\",7]",
     "[\"a\",\"abcd\",\"\\ud83d\\ude00\"]"},
    {"{\"minimum\":-3,\"maximum\":10}", "[-3,10,0,-2.999,9.99,-3.0,1e1,\"99\"]",
     "[-4,11,-3.001,10.0000000000000000000000001,1e2,-1e1]"},
    {"{\"exclusiveMinimum\":0,\"exclusiveMaximum\":1.5}", "[1,0.00001,1.4999,1e-400,null]",
     "[0,-0.0,1.5,15e-1,2,-1]"},
    {"{\"minimum\":9007199254740993}", "[9007199254740993]", "[9007199254740992]"},
    {"{\"maximum\":0.1}", "[0.1,0.10,1e-1,0.0999,-5]", "[0.10000000000000000001]"},
    {"{\"multipleOf\":3}", "[0,3,-6,9.0,3e1,300000000000000000000,\"1\"]",
     "[1,4,3.5,1e1,100000000000000000001]"},
    {"{\"multipleOf\":1000000000000000000}", "[1e18,1e30,5e999]", "[1e17,1000000000000000001]"},
    {"{\"multipleOf\":7}", "[7e1000000,0.7e1]", "[1e1000000,0.7]"},
    {"{\"allOf\":[{\"minimum\":1},{\"maximum\":3}]}", "[1,3,\"x\"]", "[0,4]"},
    {"{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]}", "[\"a\",5,null]", "[4]"},
    {"{\"oneOf\":[{\"multipleOf\":3},{\"multipleOf\":5}]}", "[3,5,9]", "[15,1,0]"},
    {"{\"not\":{\"type\":\"string\"}}", "[1,null]", "[\"a\"]"},
    {"{\"not\":{\"not\":{\"type\":\"string\"}}}", "[\"a\"]", "[1]"},
    {"{\"anyOf\":[{\"oneOf\":[{\"const\":1},{\"enum\":[1,2]}]},{\"not\":{\"type\":\"number\"}}]}",
     "[2,\"a\"]", "[1,3]"},
    {"{\"type\":\"object\",\"required\":[\"score\",\"risks\"],\"additionalProperties\":false,"
     "\"properties\":{\"score\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100},\"risks\":"
     "{\"type\":\"array\",\"maxItems\":2,\"items\":{\"type\":\"string\",\"maxLength\":5}}}}",
     "[{\"score\":0,\"risks\":[]},{\"risks\":[\"a\",\"b\"],\"score\":100}]",
     "[{},{\"score\":1},{\"score\":101,\"risks\":[]},{\"score\":1,\"risks\":[\"123456\"]},"
     "{\"score\":1,\"risks\":[],\"x\":0},{\"score\":\"1\",\"risks\":[]}]"},
};

static void check_list(const char *schema, const char *list, enum err want)
{
	static u8 values[1 << 16];
	struct arena a = arena_of(values, sizeof(values)), b = arena_of(mem, sizeof(mem));
	const struct json *all = NULL, *s = NULL;
	char why[SCHEMA_WHY_MAX];

	EXPECT_OK(json_parse(&all, slice_str(list), &a));
	EXPECT_OK(json_parse(&s, slice_str(schema), &b));
	if (all == NULL || s == NULL)
		return;
	for (const struct json *v = all->first; v != NULL; v = v->next) {
		enum err e = schema_check(s, v, &b, why);

		EXPECT((e == ERR_OK) == (why[0] == '\0'));
		if (e == want)
			continue;
		TEST_FAIL(schema);
		(void)fprintf(stderr, "\tof %s: got %s, %s\n", list, err_name(e), why);
	}
}

TEST(each_keyword_tells_what_fits)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		check_list(cases[i].schema, cases[i].fit, ERR_OK);
		check_list(cases[i].schema, cases[i].unfit, ERR_INVALID);
	}
}

TEST(a_bad_schema_is_refused_whatever_the_value)
{
	static const struct {
		enum err err;
		const char *schema, *why;
	} t[] = {
	    {ERR_UNSUPPORTED, "{\"pattern\":\"a\"}",
	     "schema: /pattern is not a keyword known here"},
	    {ERR_UNSUPPORTED, "{\"$ref\":\"#\"}", "schema: /$ref "},
	    {ERR_UNSUPPORTED, "{\"properties\":{\"a/b\":{\"anyOf\":[true,{\"minProperties\":1}]}}}",
	     "schema: /properties/a~1b/anyOf/1/minProperties "},
	    {ERR_UNSUPPORTED, "{\"not\":{\"items\":{\"contains\":true}}}",
	     "schema: /not/items/contains "},
	    {ERR_UNSUPPORTED, "{\"multipleOf\":0.1}", "schema: /multipleOf must be an integer"},
	    {ERR_UNSUPPORTED, "{\"multipleOf\":1000000000000000001}", "schema: /multipleOf"},
	    {ERR_FORMAT, "{\"multipleOf\":0}", "schema: /multipleOf has a value of the wrong"},
	    {ERR_FORMAT, "{\"multipleOf\":-1}", "schema: /multipleOf"},
	    {ERR_FORMAT, "1", "schema: "},
	    {ERR_FORMAT, "[]", "schema: "},
	    {ERR_FORMAT, "{\"type\":\"int\"}", "schema: /type"},
	    {ERR_FORMAT, "{\"type\":[]}", "schema: /type"},
	    {ERR_FORMAT, "{\"type\":[1]}", "schema: /type"},
	    {ERR_FORMAT, "{\"enum\":1}", "schema: /enum"},
	    {ERR_FORMAT, "{\"required\":\"a\"}", "schema: /required"},
	    {ERR_FORMAT, "{\"required\":[1]}", "schema: /required"},
	    {ERR_FORMAT, "{\"minItems\":-1}", "schema: /minItems"},
	    {ERR_FORMAT, "{\"maxLength\":1.5}", "schema: /maxLength"},
	    {ERR_FORMAT, "{\"minimum\":\"1\"}", "schema: /minimum"},
	    {ERR_FORMAT, "{\"exclusiveMinimum\":true}", "schema: /exclusiveMinimum"},
	    {ERR_FORMAT, "{\"uniqueItems\":1}", "schema: /uniqueItems"},
	    {ERR_FORMAT, "{\"properties\":[]}", "schema: /properties"},
	    {ERR_FORMAT, "{\"properties\":{\"a\":1}}", "schema: /properties"},
	    {ERR_FORMAT, "{\"items\":[{}]}", "schema: /items"},
	    {ERR_FORMAT, "{\"prefixItems\":[]}", "schema: /prefixItems"},
	    {ERR_FORMAT, "{\"anyOf\":[]}", "schema: /anyOf"},
	    {ERR_FORMAT, "{\"allOf\":{}}", "schema: /allOf"},
	    {ERR_FORMAT, "{\"not\":[]}", "schema: /not"},
	    {ERR_FORMAT, "{\"title\":1}", "schema: /title"},
	};
	char why[SCHEMA_WHY_MAX];

	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		EXPECT_ERR(t[i].err, check(t[i].schema, "{}", why));
		EXPECT_ERR(t[i].err, check(t[i].schema, "1", why));
		if (strncmp(why, t[i].why, strlen(t[i].why)) != 0)
			TEST_FAIL(why);
	}
}

TEST(the_sentence_names_the_place)
{
	static const struct {
		const char *schema, *value, *why;
	} t[] = {
	    {"{\"properties\":{\"risks\":{\"items\":{\"maxLength\":3}}}}", "{\"risks\":[\"abcd\"]}",
	     "/risks/0 is longer than 3"},
	    {"{\"type\":\"object\"}", "1", "the value is not of type object"},
	    {"{\"required\":[\"a\"]}", "{}", "the value lacks \"a\""},
	    {"{\"additionalProperties\":false}", "{\"a/~b\":1}", "/a~1~0b is not allowed"},
	    {"{\"prefixItems\":[{},{\"minimum\":2.5}]}", "[0,2]", "/1 is less than 2.5"},
	    {"{\"anyOf\":[{\"const\":1},{\"const\":2}]}", "3", "the value fits none of anyOf"},
	    {"{\"required\":[\"\\n\"]}", "{}", "the value lacks \"?\""},
	};
	char why[SCHEMA_WHY_MAX];

	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		EXPECT_ERR(ERR_INVALID, check(t[i].schema, t[i].value, why));
		if (strcmp(why, t[i].why) != 0)
			TEST_FAIL(why);
	}
}

TEST(a_long_place_is_cut_between_characters)
{
	char value[2000] = "{\"x", why[SCHEMA_WHY_MAX];

	for (int i = 0; i < 300; i++)
		strncat(value, "\xe2\x82\xac", sizeof(value) - strlen(value) - 1);
	strncat(value, "\":1}", sizeof(value) - strlen(value) - 1);
	EXPECT_ERR(ERR_INVALID, check("{\"additionalProperties\":false}", value, why));
	EXPECT(utf8_ok(slice_str(why)) && strstr(why, "... is not allowed") != NULL);
}

/* 5,000 items against an enum of 3,001 are 15 million comparisons. */
TEST(hostile_work_ends_at_the_limit)
{
	static const char *const open = "{\"allOf\":[{\"enum\":[";
	char *text = malloc(1 << 20), why[SCHEMA_WHY_MAX];
	size_t n = 0;

	REQUIRE(text != NULL);
	n += (size_t)snprintf(text, 1 << 20, "{\"items\":%s", open);
	for (int i = 0; i < 3000; i++)
		n += (size_t)snprintf(text + n, 64, "%s\"%d\"", i == 0 ? "" : ",", i);
	(void)snprintf(text + n, 64, ",0]}]}}");
	char *value = malloc(1 << 20);

	REQUIRE(value != NULL);
	n = 0;
	for (int i = 0; i < 5000; i++)
		n += (size_t)snprintf(value + n, 64, "%c0", i == 0 ? '[' : ',');
	(void)snprintf(value + n, 64, "]");
	EXPECT_ERR(ERR_LIMIT, check(text, value, why));
	EXPECT_ERR(ERR_LIMIT, check("{\"minimum\":1}", "1e100000000000000001", why));
	EXPECT_ERR(ERR_LIMIT, check("{\"const\":1}", "1e99999999999999999999", why));
	EXPECT_OK(check("{\"uniqueItems\":false,\"items\":{\"minimum\":0}}", value, why));
	free(value);
	free(text);
}

TEST(the_deepest_schema_and_value_fit)
{
	char schema[4096] = "", value[256] = "", why[SCHEMA_WHY_MAX];
	size_t n = 0;

	for (u32 i = 0; i < JSON_DEPTH_MAX; i++)
		n += (size_t)snprintf(schema + n, sizeof(schema) - n, "{\"items\":");
	n += (size_t)snprintf(schema + n, sizeof(schema) - n, "false");
	memset(schema + n, '}', JSON_DEPTH_MAX);
	memset(value, '[', JSON_DEPTH_MAX);
	memset(value + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	EXPECT_OK(check(schema, value, why));
}

TEST(a_small_arena_is_an_error)
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *s = NULL;
	char why[SCHEMA_WHY_MAX];

	EXPECT_OK(json_parse(&s, SLICE_LIT("{\"const\":[1]}"), &a));
	a.cap = a.used + 100;
	EXPECT_ERR(ERR_NOMEM, schema_check(s, s, &a, why));
	EXPECT(strstr(why, "memory") != NULL);
}

TEST(decimals_compare_by_value)
{
	static const char *const sorted[] = {
	    "-1e9",  "-10.1",   "-10",  "-0.5",
	    "-1e-9", "0",       "1e-9", "0.49",
	    "0.5",   "0.50001", "1",    "9.99",
	    "10",    "10.01",   "1e9",  "123456789012345678901234567890"};

	for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
		for (size_t k = 0; k < ARRAY_LEN(sorted); k++) {
			struct dec x, y;

			REQUIRE(dec_read(&x, slice_str(sorted[i])));
			REQUIRE(dec_read(&y, slice_str(sorted[k])));
			int c = dec_cmp(&x, &y);

			EXPECT(i < k ? c < 0 : i > k ? c > 0 : c == 0);
		}
}

TEST(equal_decimals_have_one_text)
{
	static const char *const same[][3] = {{"1", "1.000", "0.01e2"},
	                                      {"-120", "-1.2e2", "-0.12E+3"},
	                                      {"0", "-0.00", "0e5"},
	                                      {"0.001", "1e-3", "10.0e-4"}};

	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		u8 want[64], got[64];
		size_t n = dec_write(want, slice_str(same[i][0]));

		for (int k = 1; k < 3; k++) {
			EXPECT(dec_write(NULL, slice_str(same[i][k])) == n);
			EXPECT(dec_write(got, slice_str(same[i][k])) == n);
			EXPECT(mem_eq(want, got, n));
		}
	}
}

TEST_MAIN()
