#ifndef BASE_HEX_H
#define BASE_HEX_H
/* base/hex: lower-case hexadecimal, as Substrate clients write it. */
#include "base/slice.h"

/* hex_encode writes 2 * in.n characters to out and no NUL. */
void hex_encode(char *out, struct slice in);

/* hex_decode reads hex.n / 2 bytes into out (cap bytes); an optional leading
 * "0x" is skipped, both cases are accepted. *n receives the byte count. */
enum err hex_decode(u8 *out, size_t cap, size_t *n, struct slice hex) MUST_CHECK;

/* hex_decode_exact wants exactly n bytes. */
enum err hex_decode_exact(u8 *out, size_t n, struct slice hex) MUST_CHECK;

#endif /* BASE_HEX_H */
