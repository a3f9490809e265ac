#ifndef CRYPTO_MERLIN_H
#define CRYPTO_MERLIN_H
/* crypto/merlin: transcripts that turn an interactive proof into a signature.
 *
 * For sr25519 only. A transcript is a plain value: copy it to fork it, wipe it if a secret
 * went in. Total functions; freestanding; time depends on lengths only. Labels are string
 * literals. Source: merlin.cool (crate merlin 3), STROBE 1.0.2 over Keccak-f[1600]. */
#include "base/slice.h"

struct merlin {
	union {
		u64 lane[25]; /* little-endian, whatever the machine */
		u8 byte[200];
	} s;
	u8 pos, begin;
};

void merlin_init(struct merlin *t, const char *label);
/* merlin_append binds a labelled message; data.n fits in 32 bits. */
void merlin_append(struct merlin *t, const char *label, struct slice data);
/* merlin_challenge draws n bytes that depend on everything appended so far. */
void merlin_challenge(struct merlin *t, const char *label, u8 *out, size_t n);

#endif /* CRYPTO_MERLIN_H */
