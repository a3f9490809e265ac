#ifndef TEXT_JSON_WR_H
#define TEXT_JSON_WR_H
/* text/json_wr: write JSON into a buffer the caller owns.
 *
 * Sticky like scale/encode: after the first error nothing more is written, and one check at
 * the end tells. Commas and nesting are kept here; a key without a value or a wrong end is
 * our own mistake (CHECK). No white space. Strings must be valid UTF-8, else ERR_UTF8.
 * Freestanding. */
#include "base/arena.h"

#define JSON_WR_DEPTH_MAX 32u

struct json_wr {
	u8 *p;
	size_t cap, n;
	enum err err;
	u32 depth;
	u32 is_object;  /* bit per level */
	u32 not_first;  /* bit per level: a comma is due */
	bool after_key;
};

struct json_wr json_wr_into(void *buf, size_t cap);
/* json_wr_arena takes all that is left of an arena; end with json_wr_arena_done, which
 * gives back what was not used. Nothing else may allocate in between. */
struct json_wr json_wr_arena(struct arena *a);
enum err json_wr_arena_done(struct json_wr *w, struct arena *a, struct slice *out) MUST_CHECK;
/* json_wr_done wants every level closed. */
enum err json_wr_done(const struct json_wr *w, struct slice *out) MUST_CHECK;

void json_wr_obj(struct json_wr *w);
void json_wr_obj_end(struct json_wr *w);
void json_wr_arr(struct json_wr *w);
void json_wr_arr_end(struct json_wr *w);
void json_wr_key(struct json_wr *w, const char *key);
void json_wr_key_slice(struct json_wr *w, struct slice key);

void json_wr_str(struct json_wr *w, struct slice s);
void json_wr_cstr(struct json_wr *w, const char *s);
void json_wr_u64(struct json_wr *w, u64 v);
void json_wr_i64(struct json_wr *w, int64_t v);
void json_wr_u128(struct json_wr *w, u128 v); /* as a decimal number */
void json_wr_bool(struct json_wr *w, bool v);
void json_wr_null(struct json_wr *w);
/* json_wr_hex writes "0x…" with two digits a byte; json_wr_hex_u64 "0x…" without leading
 * zeroes, as Substrate writes numbers. */
void json_wr_hex(struct json_wr *w, struct slice bytes);
void json_wr_hex_u64(struct json_wr *w, u64 v);
/* json_wr_raw writes finished JSON as one value. */
void json_wr_raw(struct json_wr *w, struct slice json);

/* Shorthands for members. */
void json_wr_m_str(struct json_wr *w, const char *key, struct slice s);
void json_wr_m_cstr(struct json_wr *w, const char *key, const char *s);
void json_wr_m_u64(struct json_wr *w, const char *key, u64 v);
void json_wr_m_bool(struct json_wr *w, const char *key, bool v);
void json_wr_m_hex(struct json_wr *w, const char *key, struct slice bytes);

#endif /* TEXT_JSON_WR_H */
