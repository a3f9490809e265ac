#ifndef TEXT_BASE58_H
#define TEXT_BASE58_H
/* text/base58: the Bitcoin alphabet, for short strings (quadratic in length). */
#include "base/slice.h"

#define BASE58_BYTES_MAX 64u
#define BASE58_TEXT_MAX  90u

/* base58_encode writes text without NUL and returns its length; in.n at most BASE58_BYTES_MAX. */
size_t base58_encode(char out[BASE58_TEXT_MAX], struct slice in);
/* base58_decode: ERR_FORMAT for a foreign character, ERR_LIMIT when too long. */
enum err base58_decode(u8 out[BASE58_BYTES_MAX], size_t *n, struct slice text) MUST_CHECK;

#endif /* TEXT_BASE58_H */
