#ifndef ATTEST_DER_H
#define ATTEST_DER_H
/* attest/der: a bounded cursor over DER, the one encoding of ASN.1 that has one form.
 *
 * Internal to src/attest; freestanding, total. The error is sticky: after the first
 * malformed element every read yields zero or an empty slice and der_end says false, so a
 * parser is a straight list of reads with one check at the end. Accepted are definite, minimal
 * lengths of at most three bytes and one-byte tags. Slices borrow from the input.
 * Source: ITU-T X.690, sections 8, 10 and 11. */
#include "base/slice.h"

enum {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31
};
#define DER_CONTEXT(n) (0xa0 | (n)) /* constructed, context-specific */

struct der {
	struct slice left;
	bool bad;
};

struct der der_of(struct slice s);
/* der_fail makes the error stick: for what a caller finds wrong. */
void der_fail(struct der *d);
/* der_ok: no error so far. der_end: no error and nothing is left. */
bool der_ok(const struct der *d);
bool der_end(const struct der *d);
/* der_more: no error and something is left. */
bool der_more(const struct der *d);

/* der_next_is: the next element has this tag. No error when not. */
bool der_next_is(const struct der *d, u8 tag);
/* der_any takes the next element's content; *tag is 0 after an error. */
struct slice der_any(struct der *d, u8 *tag);
/* der_take takes the content of the next element, which must have this tag. */
struct slice der_take(struct der *d, u8 tag);
/* der_whole takes it with tag and length. */
struct slice der_whole(struct der *d, u8 tag);
/* der_enter is der_take as a cursor; its errors are its own: check with der_end. */
struct der der_enter(struct der *d, u8 tag);

/* der_magnitude takes an INTEGER >= 0 in its shortest form: big-endian without leading
 * zeros, empty for 0. */
struct slice der_magnitude(struct der *d);
/* der_uint takes one that is at most max. */
u64 der_uint(struct der *d, u64 max);
bool der_bool(struct der *d);
/* der_bits takes a BIT STRING and tells how many bits of the last byte are unused (0..7), which
 * must be zero. */
struct slice der_bits(struct der *d, u8 *unused);
/* der_octets takes an OCTET STRING of exactly n bytes into out. */
void der_octets(struct der *d, u8 *out, size_t n);
/* der_time takes a UTCTime or, from 2050 on, a GeneralizedTime: Unix seconds (RFC 5280,
 * 4.1.2.5: UTC, with seconds, no fraction). */
u64 der_time(struct der *d);

#endif /* ATTEST_DER_H */
