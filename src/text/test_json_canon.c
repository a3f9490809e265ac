/* RFC 8785: its own examples, and Node's JSON as a second opinion. */
#include "text/json_canon.c"

#include <stdlib.h>

#include "base/test.h"

static u8 mem[1 << 20];

static enum err canonical(struct slice text, struct slice *out)
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *j = NULL;

	TRY(json_parse(&j, text, &a));
	return json_canonical(j, &a, out);
}

static void expect_text(const char *in, const char *want)
{
	struct slice out = SLICE_EMPTY;

	EXPECT_OK(canonical(slice_str(in), &out));
	EXPECT(slice_eq(out, slice_str(want)));
}

/* Section 3.2.3: the expected order of its seven keys is given there. */
TEST(keys_sort_by_utf16_code_units)
{
	expect_text("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
	            "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
	            "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
	            "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
	            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
	            "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	            "\"\xe2\x82\xac\":\"Euro Sign\","
	            "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	            "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

/* Section 3.2.2, without its numbers, which are no integers. */
TEST(strings_and_literals_of_the_rfc_example)
{
	expect_text(
	    "{ \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
	    " \"literals\": [null, true, false] }",
	    "{\"literals\":[null,true,false],\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\"
	    "\\\\\\\"/\"}");
}

TEST(nothing_else_moves)
{
	expect_text(" [ 3 , 1 , { } , [ ] , 2 ] ", "[3,1,{},[],2]");
	expect_text("{\"b\":{\"d\":1,\"c\":[{\"z\":0,\"y\":0}]},\"a\":\"\"}",
	            "{\"a\":\"\",\"b\":{\"c\":[{\"y\":0,\"z\":0}],\"d\":1}}");
	expect_text("{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}");
}

TEST(only_small_integers_are_numbers)
{
	static const char *const bad[] = {
	    "1.0",  "1e2", "9007199254740992",          "-9007199254740992",
	    "-0.0", "0e0", "99999999999999999999999999"};
	struct slice out;

	expect_text("[0,-0,-1,9007199254740991,-9007199254740991]",
	            "[0,0,-1,9007199254740991,-9007199254740991]");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT_ERR(ERR_UNSUPPORTED, canonical(slice_str(bad[i]), &out));
}

TEST(a_full_arena_is_an_error)
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *j = NULL;
	struct slice out;
	size_t from, need;

	REQUIRE(json_parse(&j, SLICE_LIT("{\"b\":[{\"d\":1,\"c\":2}],\"a\":0}"), &a) == ERR_OK);
	from = a.used;
	EXPECT_OK(json_canonical(j, &a, &out));
	need = a.used + 2 * 2 * sizeof(void *); /* two objects of two members at once */
	for (size_t cap = from; cap < need; cap += 8) {
		a.used = from;
		a.cap = cap;
		EXPECT_ERR(ERR_NOMEM, json_canonical(j, &a, &out));
		EXPECT(a.used == from);
	}
}

/* Node writes 300 random values, each in a loose and a canonical form (sort() of
 * JavaScript compares UTF-16 code units), one a line in hex. */
static const char node_script[] =
    "let s=7;const r=n=>(s=(s*1103515245+12345)%2147483648)%n;"
    "const ch=()=>String.fromCodePoint([32+r(95),r(32),0x80+r(0x700),0xe000+r(0x1ffe),"
    "0x10000+r(0x10000),34,92][r(7)]);"
    "const str=()=>{let t='';for(let i=r(6);i>0;i--)t+=ch();return t};"
    "const gen=d=>{const k=r(d>4?4:7);if(k==0)return null;if(k==1)return r(2)==1;"
    "if(k==2)return (r(2)?1:-1)*r(2147483648)*r(4194304);if(k==3)return str();"
    "if(k==4){const a=[];for(let i=r(5);i>0;i--)a.push(gen(d+1));return a}"
    "const o={};for(let i=r(14);i>0;i--)o[str()]=gen(d+1);return o};"
    "const canon=v=>Array.isArray(v)?'['+v.map(canon).join(',')+']':"
    "v&&typeof v=='object'?'{'+Object.keys(v).sort().map(k=>JSON.stringify(k)+':'+canon(v[k]))"
    ".join(',')+'}':JSON.stringify(v);const hex=t=>Buffer.from(t).toString('hex');"
    "for(let i=0;i<300;i++){const v=gen(0);"
    "console.log(hex(JSON.stringify(v,null,r(3)))+' '+hex(canon(v)))}";

static struct slice unhex(char *text, u8 *out)
{
	size_t n = 0;

	for (unsigned v = 0; sscanf(text + 2 * n, "%2x", &v) == 1; n++)
		out[n] = (u8)v;
	return slice_of(out, n);
}

TEST(node_writes_the_same_text)
{
	static char cmd[4096], line[1 << 20];
	static u8 loose[1 << 19], want[1 << 19];
	int num = 0;

	(void)snprintf(cmd, sizeof(cmd), "command -v node >/dev/null && exec node -e \"%s\"",
	               node_script);
	FILE *f = popen(cmd, "r");

	REQUIRE(f != NULL);
	for (; fgets(line, sizeof(line), f) != NULL; num++) {
		char *space = strchr(line, ' ');
		struct slice out = SLICE_EMPTY;

		REQUIRE(space != NULL);
		*space = '\0';
		EXPECT_OK(canonical(unhex(line, loose), &out));
		EXPECT(slice_eq(out, unhex(space + 1, want)));
	}
	(void)pclose(f);
	if (num == 0)
		puts("node is missing: second opinion skipped");
	else
		EXPECT(num == 300);
}

TEST(utf16_order_is_that_of_the_code_units)
{
	static const char *const sorted[] = {"",
	                                     "\x01",
	                                     "a",
	                                     "aa",
	                                     "\x7f",
	                                     "\xc2\x80",
	                                     "\xed\x9f\xbf",
	                                     "\xf0\x90\x80\x80",
	                                     "\xf4\x8f\xbf\xbf",
	                                     "\xee\x80\x80",
	                                     "\xef\xbf\xbf",
	                                     "\xef\xbf\xbf\xf0\x90\x80\x80",
	                                     "\xef\xbf\xbf\xee\x80\x80"};

	for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
		for (size_t k = 0; k < ARRAY_LEN(sorted); k++) {
			int c = json_utf16_cmp(slice_str(sorted[i]), slice_str(sorted[k]));

			EXPECT(i < k ? c < 0 : i > k ? c > 0 : c == 0);
		}
}

TEST_MAIN()
