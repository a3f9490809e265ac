#include "text/json_wr.c"

#include "base/test.h"

static u8 mem[4096];

#define EXPECT_TEXT(w, want)                                                                       \
	do {                                                                                       \
		struct slice text_ = SLICE_EMPTY;                                                  \
		EXPECT_OK(json_wr_done(w, &text_));                                                \
		EXPECT(slice_eq(text_, slice_str(want)));                                          \
	} while (0)

TEST(commas_and_nesting_are_kept)
{
	struct json_wr w = json_wr_into(mem, sizeof(mem));

	json_wr_obj(&w);
	json_wr_m_u64(&w, "a", 1);
	json_wr_key(&w, "b");
	json_wr_arr(&w);
	json_wr_null(&w);
	json_wr_obj(&w);
	json_wr_obj_end(&w);
	json_wr_arr(&w);
	json_wr_bool(&w, true);
	json_wr_bool(&w, false);
	json_wr_arr_end(&w);
	json_wr_raw(&w, SLICE_LIT("[1,2]"));
	json_wr_arr_end(&w);
	json_wr_m_cstr(&w, "c", "d");
	json_wr_m_str(&w, "e", SLICE_LIT("f"));
	json_wr_m_bool(&w, "g", false);
	json_wr_m_hex(&w, "h", slice_of("\x01\xab", 2));
	json_wr_obj_end(&w);
	EXPECT_TEXT(&w, "{\"a\":1,\"b\":[null,{},[true,false],[1,2]],\"c\":\"d\",\"e\":\"f\","
	                "\"g\":false,\"h\":\"0x01ab\"}");
}

TEST(strings_are_escaped_as_little_as_the_rfc_allows)
{
	struct json_wr w = json_wr_into(mem, sizeof(mem));

	json_wr_str(&w, slice_of("\0\x01\b\t\n\v\f\r\x1f \"\\/\x7f\xc3\xa9\xf0\x9d\x84\x9e", 20));
	EXPECT_TEXT(&w, "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7f\xc3\xa9"
	                "\xf0\x9d\x84\x9e\"");
}

static void expect_value(struct json_wr w, const char *want)
{
	EXPECT_TEXT(&w, want);
}

TEST(numbers_are_written_to_their_ends)
{
	static const struct {
		int64_t v;
		const char *text;
	} i64s[] = {{0, "0"},
	            {-1, "-1"},
	            {INT64_MIN, "-9223372036854775808"},
	            {INT64_MAX, "9223372036854775807"}};
	struct json_wr w;

	for (size_t i = 0; i < ARRAY_LEN(i64s); i++) {
		w = json_wr_into(mem, sizeof(mem));
		json_wr_i64(&w, i64s[i].v);
		expect_value(w, i64s[i].text);
	}
	w = json_wr_into(mem, sizeof(mem));
	json_wr_u64(&w, UINT64_MAX);
	expect_value(w, "18446744073709551615");
	w = json_wr_into(mem, sizeof(mem));
	json_wr_u128(&w, ~(u128)0);
	expect_value(w, "340282366920938463463374607431768211455");
	w = json_wr_into(mem, sizeof(mem));
	json_wr_u128(&w, (u128)1 << 64);
	expect_value(w, "18446744073709551616");
	w = json_wr_into(mem, sizeof(mem));
	json_wr_u128(&w, 0);
	expect_value(w, "0");
}

TEST(hex_numbers_have_no_leading_zeroes_and_hex_bytes_do)
{
	struct json_wr w = json_wr_into(mem, sizeof(mem));

	json_wr_arr(&w);
	json_wr_hex_u64(&w, 0);
	json_wr_hex_u64(&w, 0x10);
	json_wr_hex_u64(&w, UINT64_MAX);
	json_wr_hex(&w, SLICE_EMPTY);
	json_wr_hex(&w, slice_of("\0\x0f", 2));
	json_wr_arr_end(&w);
	EXPECT_TEXT(&w, "[\"0x0\",\"0x10\",\"0xffffffffffffffff\",\"0x\",\"0x000f\"]");
}

TEST(a_full_buffer_keeps_its_error_at_every_size)
{
	static const char want[] = "{\"k\":[1,\"x\",\"0xff\"]}";

	for (size_t cap = 0; cap <= sizeof(want) - 1; cap++) {
		struct json_wr w = json_wr_into(mem, cap);
		struct slice out = SLICE_EMPTY;
		bool fits = cap == sizeof(want) - 1;

		json_wr_obj(&w);
		json_wr_key(&w, "k");
		json_wr_arr(&w);
		json_wr_u64(&w, 1);
		json_wr_cstr(&w, "x");
		json_wr_hex(&w, SLICE_LIT("\xff"));
		json_wr_arr_end(&w);
		json_wr_obj_end(&w);
		EXPECT_ERR(fits ? ERR_OK : ERR_NOMEM, json_wr_done(&w, &out));
		EXPECT(!fits || slice_eq(out, SLICE_LIT(want)));
	}
}

TEST(text_that_is_not_utf8_is_an_error)
{
	struct json_wr w = json_wr_into(mem, sizeof(mem));
	struct slice out = SLICE_EMPTY;

	json_wr_arr(&w);
	json_wr_cstr(&w, "\xff");
	json_wr_u64(&w, 1);
	json_wr_arr_end(&w);
	EXPECT_ERR(ERR_UTF8, json_wr_done(&w, &out));
}

TEST(nesting_beyond_the_limit_is_an_error)
{
	struct json_wr w = json_wr_into(mem, sizeof(mem));
	struct slice out = SLICE_EMPTY;

	for (u32 i = 0; i < JSON_WR_DEPTH_MAX; i++)
		json_wr_arr(&w);
	for (u32 i = 0; i < JSON_WR_DEPTH_MAX; i++)
		json_wr_arr_end(&w);
	EXPECT_OK(json_wr_done(&w, &out));
	EXPECT(out.n == 2 * JSON_WR_DEPTH_MAX);
	w = json_wr_into(mem, sizeof(mem));
	for (u32 i = 0; i < JSON_WR_DEPTH_MAX + 1; i++)
		json_wr_arr(&w);
	EXPECT_ERR(ERR_DEPTH, json_wr_done(&w, &out));
}

TEST(an_arena_writer_gives_back_what_it_did_not_use)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct json_wr w = json_wr_arena(&a);
	struct slice out = SLICE_EMPTY;

	json_wr_arr(&w);
	json_wr_u64(&w, 7);
	json_wr_arr_end(&w);
	EXPECT_OK(json_wr_arena_done(&w, &a, &out));
	EXPECT(slice_eq(out, SLICE_LIT("[7]")) && a.used < 32);
	a = arena_of(mem, 2);
	w = json_wr_arena(&a);
	json_wr_u64(&w, 777);
	EXPECT_ERR(ERR_NOMEM, json_wr_arena_done(&w, &a, &out));
}

TEST_MAIN()
