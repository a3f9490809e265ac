#ifndef TEXT_JSON_INT_H
#define TEXT_JSON_INT_H
/* text/json_int: what the JSON files of this folder share; nobody else includes it.
 * Freestanding. */
#include "text/json.h"

/* json_quote writes s, which must be UTF-8, as a JSON string with its quotes, escaped as
 * RFC 8785 3.2.2.2 wants it, and returns the length; out NULL only counts. */
size_t json_quote(u8 *out, struct slice s);

/* json_sort_keys orders members by cmp of their keys, in place: heapsort, so n log n
 * comparisons whatever a stranger sends, without recursion or memory. */
void json_sort_keys(const struct json **v, size_t n, int (*cmp)(struct slice, struct slice));

/* json_utf16_cmp orders UTF-8 text as its UTF-16 code units would be. */
int json_utf16_cmp(struct slice a, struct slice b);

/* A json_number_fn writes the one text of a number (out NULL: only counts) and returns its
 * length, or 0 if it has none. */
typedef size_t json_number_fn(u8 *out, struct slice text);

/* json_write_sorted writes j without white space, members in order of json_utf16_cmp,
 * numbers by the given function: ERR_UNSUPPORTED if that returns 0. */
enum err json_write_sorted(const struct json *j, json_number_fn *number, struct arena *a,
			   struct slice *out) MUST_CHECK;

#endif /* TEXT_JSON_INT_H */
