#include "text/json_wr.h"

#include "base/hex.h"
#include "base/utf8.h"
#include "text/json_int.h"

#define U128_DIGITS_MAX 39u

struct json_wr json_wr_into(void *buf, size_t cap)
{
	CHECK(buf != NULL || cap == 0);
	return (struct json_wr){.p = (u8 *)buf, .cap = cap};
}

struct json_wr json_wr_arena(struct arena *a)
{
	u8 *at = arena_alloc(a, 0);

	if (at == NULL)
		return (struct json_wr){.err = ERR_NOMEM};
	return json_wr_into(at, a->cap - a->used);
}

enum err json_wr_arena_done(struct json_wr *w, struct arena *a, struct slice *out)
{
	TRY(json_wr_done(w, out));
	CHECK(w->p == a->mem + a->used);
	a->used += w->n;
	return ERR_OK;
}

enum err json_wr_done(const struct json_wr *w, struct slice *out)
{
	if (w->err != ERR_OK)
		return w->err;
	CHECK(w->depth == 0 && !w->after_key && w->n > 0);
	*out = slice_of(w->p, w->n);
	return ERR_OK;
}

/* room returns where n bytes go and takes them, or NULL after an error. */
static u8 *room(struct json_wr *w, size_t n)
{
	u8 *at;

	if (w->err == ERR_OK && n > w->cap - w->n)
		w->err = ERR_NOMEM;
	if (w->err != ERR_OK)
		return NULL;
	at = w->p + w->n;
	w->n += n;
	return at;
}

static void put(struct json_wr *w, struct slice s)
{
	u8 *at = room(w, s.n);

	if (at != NULL)
		slice_copy(at, s);
}

static u32 level_bit(const struct json_wr *w)
{
	return 1u << (w->depth - 1);
}

static void comma(struct json_wr *w)
{
	if (w->not_first & level_bit(w))
		put(w, SLICE_LIT(","));
	w->not_first |= level_bit(w);
}

/* begin_value comes before each value: it knows whether a comma is due. */
static void begin_value(struct json_wr *w)
{
	if (w->err != ERR_OK)
		return;
	if (w->depth == 0) {
		CHECK(w->n == 0); /* one value in a text */
		return;
	}
	if (w->is_object & level_bit(w)) {
		CHECK(w->after_key);
		w->after_key = false;
		return;
	}
	comma(w);
}

static void open(struct json_wr *w, bool object)
{
	begin_value(w);
	put(w, object ? SLICE_LIT("{") : SLICE_LIT("["));
	if (w->err == ERR_OK && w->depth == JSON_WR_DEPTH_MAX)
		w->err = ERR_DEPTH;
	if (w->err != ERR_OK)
		return;
	w->depth++;
	w->not_first &= ~level_bit(w);
	if (object)
		w->is_object |= level_bit(w);
	else
		w->is_object &= ~level_bit(w);
}

static void close(struct json_wr *w, bool object)
{
	if (w->err != ERR_OK)
		return;
	CHECK(w->depth > 0 && !w->after_key);
	CHECK(((w->is_object & level_bit(w)) != 0) == object);
	w->depth--;
	put(w, object ? SLICE_LIT("}") : SLICE_LIT("]"));
}

void json_wr_obj(struct json_wr *w)
{
	open(w, true);
}

void json_wr_obj_end(struct json_wr *w)
{
	close(w, true);
}

void json_wr_arr(struct json_wr *w)
{
	open(w, false);
}

void json_wr_arr_end(struct json_wr *w)
{
	close(w, false);
}

static void put_string(struct json_wr *w, struct slice s)
{
	u8 *at;

	if (w->err == ERR_OK && !utf8_ok(s))
		w->err = ERR_UTF8;
	if (w->err != ERR_OK)
		return;
	at = room(w, json_quote(NULL, s));
	if (at != NULL)
		(void)json_quote(at, s);
}

void json_wr_key(struct json_wr *w, const char *key)
{
	json_wr_key_slice(w, slice_str(key));
}

void json_wr_key_slice(struct json_wr *w, struct slice key)
{
	if (w->err != ERR_OK)
		return;
	CHECK(w->depth > 0 && (w->is_object & level_bit(w)) && !w->after_key);
	comma(w);
	put_string(w, key);
	put(w, SLICE_LIT(":"));
	w->after_key = true;
}

void json_wr_str(struct json_wr *w, struct slice s)
{
	begin_value(w);
	put_string(w, s);
}

void json_wr_cstr(struct json_wr *w, const char *s)
{
	json_wr_str(w, slice_str(s));
}

void json_wr_u64(struct json_wr *w, u64 v)
{
	json_wr_u128(w, v);
}

void json_wr_i64(struct json_wr *w, int64_t v)
{
	u8 text[21];
	size_t at = sizeof(text);
	u64 m = v < 0 ? (u64) - (v + 1) + 1 : (u64)v;

	do {
		text[--at] = (u8)('0' + m % 10);
		m /= 10;
	} while (m > 0);
	if (v < 0)
		text[--at] = '-';
	begin_value(w);
	put(w, slice_of(text + at, sizeof(text) - at));
}

/* Long division by limbs of 32 bits: wasm32 has no library function for 128. */
void json_wr_u128(struct json_wr *w, u128 v)
{
	u32 limb[4] = {(u32)(v >> 96), (u32)(v >> 64 & UINT32_MAX), (u32)(v >> 32 & UINT32_MAX),
	               (u32)(v & UINT32_MAX)};
	u8 text[U128_DIGITS_MAX];
	size_t at = sizeof(text);

	do {
		u64 rest = 0;

		for (size_t i = 0; i < ARRAY_LEN(limb); i++) {
			rest = rest << 32 | limb[i];
			limb[i] = (u32)(rest / 10);
			rest %= 10;
		}
		text[--at] = (u8)('0' + rest);
	} while ((limb[0] | limb[1] | limb[2] | limb[3]) != 0);
	begin_value(w);
	put(w, slice_of(text + at, sizeof(text) - at));
}

void json_wr_bool(struct json_wr *w, bool v)
{
	begin_value(w);
	put(w, v ? SLICE_LIT("true") : SLICE_LIT("false"));
}

void json_wr_null(struct json_wr *w)
{
	begin_value(w);
	put(w, SLICE_LIT("null"));
}

void json_wr_hex(struct json_wr *w, struct slice bytes)
{
	u8 *at;

	begin_value(w);
	if (w->err == ERR_OK && bytes.n > w->cap / 2)
		w->err = ERR_NOMEM;
	put(w, SLICE_LIT("\"0x"));
	at = room(w, 2 * bytes.n);
	if (at != NULL)
		hex_encode((char *)at, bytes);
	put(w, SLICE_LIT("\""));
}

void json_wr_hex_u64(struct json_wr *w, u64 v)
{
	static const char hex[] = "0123456789abcdef";
	u8 text[19];
	size_t at = sizeof(text);

	text[--at] = '"';
	do {
		text[--at] = (u8)hex[v & 15];
		v >>= 4;
	} while (v > 0);
	begin_value(w);
	put(w, SLICE_LIT("\"0x"));
	put(w, slice_of(text + at, sizeof(text) - at));
}

void json_wr_raw(struct json_wr *w, struct slice json)
{
	CHECK(json.n > 0);
	begin_value(w);
	put(w, json);
}

void json_wr_m_str(struct json_wr *w, const char *key, struct slice s)
{
	json_wr_key(w, key);
	json_wr_str(w, s);
}

void json_wr_m_cstr(struct json_wr *w, const char *key, const char *s)
{
	json_wr_key(w, key);
	json_wr_cstr(w, s);
}

void json_wr_m_u64(struct json_wr *w, const char *key, u64 v)
{
	json_wr_key(w, key);
	json_wr_u64(w, v);
}

void json_wr_m_bool(struct json_wr *w, const char *key, bool v)
{
	json_wr_key(w, key);
	json_wr_bool(w, v);
}

void json_wr_m_hex(struct json_wr *w, const char *key, struct slice bytes)
{
	json_wr_key(w, key);
	json_wr_hex(w, bytes);
}
