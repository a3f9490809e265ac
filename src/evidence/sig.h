#ifndef EVIDENCE_SIG_H
#define EVIDENCE_SIG_H
/* evidence/sig: the two kinds of signatures that AMD and NVIDIA use, and SHA-384.
 *
 * Internal to src/evidence, hosted. Total: what OpenSSL cannot take is a signature that does
 * not verify. Public data, so variable time. FIPS 186-5 (ECDSA), RFC 8017 (RSASSA-PSS). */
#include "base/slice.h"

void sha2_384(u8 out[48], struct slice in);

/* p384_verify: key is x, y and sig r, s, big-endian. */
bool p384_verify(const u8 key[96], const u8 hash[48], const u8 sig[96]) MUST_CHECK;

/* pss_verify: RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes. spki is the DER
 * of a SubjectPublicKeyInfo with an RSA key. */
bool pss_verify(struct slice spki, struct slice message, struct slice sig) MUST_CHECK;

#endif /* EVIDENCE_SIG_H */
