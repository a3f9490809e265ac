#ifndef EVIDENCE_EVIDENCE_H
#define EVIDENCE_EVIDENCE_H
/* evidence: what else a machine can show for itself: SEV-SNP reports, NVIDIA GPU evidence, signed
 * results of NVIDIA's service, and the event logs behind TDX registers.
 *
 * Hosted, off chain only: P-384 and RSA-PSS come from OpenSSL. For the command line and other
 * untrusted programs; the caller gives bytes, time, nonce and an arena, nothing here does I/O or
 * reads a clock. Every function returns EVIDENCE_OK or the one check that failed (check.def);
 * outputs are undefined after a failure unless said otherwise. Structs hold copies, but for
 * slices, which borrow from the inputs or the arena. What is accepted of the facts is a
 * *_policy_check of its own; trust nothing before both said yes.
 *
 * docs/protocol/evidence.md says what each kind proves and what it does not. */
#include "attest/attest.h"

/* Scratch that is enough for every input within the limits of the headers here. */
#define EVIDENCE_ARENA (8u << 20)

enum evidence_check {
#define C(name, cls, id, text, fix) EVIDENCE_##name,
#include "evidence/check.def"
#undef C
	NUM_EVIDENCE_CHECKS
};

/* evidence_check_id is the stable name, such as "snp-tcb"; _text a sentence fragment, _fix what to
 * do about it. */
const char *evidence_check_id(enum evidence_check c);
const char *evidence_check_text(enum evidence_check c);
const char *evidence_check_fix(enum evidence_check c);
enum attest_class evidence_check_class(enum evidence_check c);

#define TRY_CHECK(x)                                                                               \
	do {                                                                                       \
		enum evidence_check try_check_ = (x);                                              \
		if (try_check_ != EVIDENCE_OK)                                                     \
			return try_check_;                                                         \
	} while (0)

#endif /* EVIDENCE_EVIDENCE_H */
