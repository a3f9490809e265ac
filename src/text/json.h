#ifndef TEXT_JSON_H
#define TEXT_JSON_H
/* text/json: one strict JSON reader for both sides of the TEE line.
 *
 * It makes a tree in the caller's arena from bytes of strangers. Strict RFC 8259: valid
 * UTF-8, no comments, no trailing commas, no key twice, no unpaired surrogate escapes,
 * nothing after the value. A number keeps its text; json_u64 and json_i64 read integers
 * exactly, and nothing here is a float. Strings without escapes borrow from the input,
 * others live in the arena. Not recursive. Freestanding.
 * Errors: ERR_FORMAT, ERR_SHORT (cut or empty), ERR_UTF8, ERR_DEPTH beyond
 * JSON_DEPTH_MAX, ERR_EXISTS (a key twice), ERR_NOMEM.
 * Cost: a value takes 64 bytes of arena (48 in wasm32), a string with escapes its own
 * length, each rounded up to 16; an object of more than 8 members needs 8 bytes a member
 * once more while its keys are compared by sorting (B log n for n keys of B bytes). */
#include "base/arena.h"

#define JSON_DEPTH_MAX 64u

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
	enum json_kind kind;
	bool boolean;
	struct slice text; /* NUMBER: as written; STRING: decoded */
	struct slice key;  /* as a member of an object: decoded */
	u32 num;           /* ARRAY, OBJECT: children */
	const struct json *first; /* first child, in order of the text */
	const struct json *next;  /* next sibling */
};

/* json_parse reads one value that fills `in` but for white space. */
enum err json_parse(const struct json **out, struct slice in, struct arena *a) MUST_CHECK;
/* json_parse_at is it with the offset at which reading stopped, for messages to people. */
enum err json_parse_at(const struct json **out, struct slice in, struct arena *a,
		       size_t *offset) MUST_CHECK;

/* json_get finds a member, or NULL: also when j is NULL or no object. json_at finds an
 * element by index, json_path follows members by names "a.b.c". */
const struct json *json_get(const struct json *j, const char *key);
const struct json *json_at(const struct json *j, u32 idx);
const struct json *json_path(const struct json *j, const char *path);

/* json_is tells the kind, false for NULL. */
bool json_is(const struct json *j, enum json_kind kind);
/* Readers of one value: false (and *out untouched) for NULL, another kind, a number that
 * is no integer in plain notation, or one out of range. */
bool json_u64(const struct json *j, u64 *out);
bool json_u32(const struct json *j, u32 *out);
bool json_i64(const struct json *j, int64_t *out);
bool json_bool(const struct json *j, bool *out);
bool json_str(const struct json *j, struct slice *out);
/* json_str_is compares with text. */
bool json_str_is(const struct json *j, const char *text);
/* json_hex decodes a "0x…" string of at most max bytes into the arena; json_hex_exact
 * one of exactly n bytes into out. The "0x" is required. ERR_NOT_FOUND for NULL,
 * ERR_FORMAT, ERR_LIMIT when longer, ERR_SHORT when shorter. */
enum err json_hex(const struct json *j, size_t max, struct arena *a, struct slice *out) MUST_CHECK;
enum err json_hex_exact(const struct json *j, u8 *out, size_t n) MUST_CHECK;

/* json_canonical writes RFC 8785 text of the tree into the arena: keys sorted by UTF-16
 * code units, no white space. Numbers must be integers of magnitude below 2^53 in any
 * notation without fraction or exponent, else ERR_UNSUPPORTED. */
enum err json_canonical(const struct json *j, struct arena *a, struct slice *out) MUST_CHECK;

#endif /* TEXT_JSON_H */
