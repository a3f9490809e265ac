#ifndef ATTEST_PEM_H
#define ATTEST_PEM_H
/* attest/pem: chains of certificates in PEM, in the form that its generators write.
 * Internal to src/attest; freestanding, total.
 *
 * "-----BEGIN CERTIFICATE-----", base64 in lines of 64 characters (the last may be shorter) with
 * exact padding and spare bits zero, "-----END CERTIFICATE-----". Lines end with LF or CR LF.
 * Between blocks, before the first and after the last nothing but CR and LF. Source: RFC 7468
 * section 3 ("stricttextualmsg"), RFC 4648 section 3.5. */
#include "attest/attest.h"

#define PEM_CERTS_MAX 4u

struct pem_chain {
	u32 num;
	struct slice der[PEM_CERTS_MAX]; /* in the arena */
};

/* pem_read: ATTEST_PEM, ATTEST_CHAIN_LENGTH (none, or more than PEM_CERTS_MAX),
 * ATTEST_MEMORY. With `nul` one NUL may follow, as in quotes. */
enum attest_check pem_read(struct pem_chain *out, struct slice pem, bool nul,
                           struct arena *a) MUST_CHECK;

/* base64_decode_strict wants canonical base64 (RFC 4648 section 4) without line ends: false
 * otherwise, or when it is longer than cap. */
bool base64_decode_strict(u8 *out, size_t cap, size_t *n, struct slice in);
/* base64_encode writes base64_len(n) characters and no NUL. */
size_t base64_len(size_t n);
void base64_encode(char *out, struct slice in);

#endif /* ATTEST_PEM_H */
