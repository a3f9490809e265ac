#ifndef BASE_UTF8_H
#define BASE_UTF8_H
/* base/utf8: well-formed UTF-8 by RFC 3629: shortest forms, no surrogates. */
#include "base/slice.h"

/* utf8_seq returns the length of the sequence at the start of s, or 0 if it is
 * malformed or s is empty. */
size_t utf8_seq(struct slice s);
bool utf8_ok(struct slice s);

#endif /* BASE_UTF8_H */
