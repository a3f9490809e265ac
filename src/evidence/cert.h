#ifndef EVIDENCE_CERT_H
#define EVIDENCE_CERT_H
/* evidence/cert: certificates and revocation lists of AMD and NVIDIA.
 *
 * Internal to src/evidence, hosted (signatures). Not a general X.509 verifier: chains have fixed
 * lengths and roles, keys are P-384 or RSA-4096 with exponent 65537, signatures
 * ECDSA with SHA-384 or RSASSA-PSS with SHA-384 and a salt of 48 bytes. Strict DER, so no
 * bit outside the signed part can change unseen.
 * Sources: RFC 5280; AMD 57230 "VCEK Certificate and KDS Interface Specification". */
#include "attest/der.h"
#include "evidence/evidence.h"

#define CERT_DER_MAX   8192u
#define CERT_CHAIN_MAX 5u
#define CRL_DER_MAX    65536u
#define CERT_EXTS_MAX  32u

/* keyUsage bits as 1 << bit of RFC 5280, 4.2.1.3. */
#define CERT_DIGITAL_SIGNATURE (1u << 0)
#define CERT_CERT_SIGN         (1u << 5)
#define CERT_CRL_SIGN          (1u << 6)

enum cert_alg { CERT_P384, CERT_RSA4096 };

/* A certificate taken apart; nothing of it is verified. Slices borrow from der. */
struct cert {
	struct slice der, tbs, spki, exts;
	struct slice serial;          /* magnitude, 0..20 bytes */
	struct slice issuer, subject; /* DER of the Names */
	struct slice cn;              /* of the subject; exactly one */
	u64 not_before, not_after;
	enum cert_alg key_alg, sig_alg;
	u8 point[96];     /* P-384: x, y */
	u8 ecdsa[96];     /* signature: r, s */
	struct slice pss; /* signature, 512 bytes */
	bool has_constraints, is_ca, has_path_len, has_usage;
	u32 path_len, usage;
};

/* cert_parse: CERT_FORMAT, CERT_ALGORITHM (also when inner and outer differ), CERT_EXTENSION
 * (critical and unknown, or twice). */
enum evidence_check cert_parse(struct cert *out, struct slice der) MUST_CHECK;
/* cert_ext finds the value (content of the OCTET STRING) of the extension with this OID. */
bool cert_ext(const struct cert *c, struct slice oid, struct slice *value);

/* cert_read takes one certificate, DER or PEM; cert_read_chain exactly num of them, PEM. Copies
 * live in the arena, or borrow from the input. PEM, CHAIN_LENGTH, MEMORY and cert_parse's. */
enum evidence_check cert_read(struct cert *out, struct slice text, struct arena *a) MUST_CHECK;
enum evidence_check cert_read_chain(struct cert *out, u32 num, struct slice pem,
                                    struct arena *a) MUST_CHECK;

/* cert_check_ca: CERT_CA unless it is an authority with these usage bits. cert_check_leaf: CERT_CA
 * if it is one. */
enum evidence_check cert_check_ca(const struct cert *c, u32 usage) MUST_CHECK;
enum evidence_check cert_check_leaf(const struct cert *c) MUST_CHECK;
/* cert_check_time: CERT_NOT_YET, CERT_EXPIRED. Both ends are valid seconds. */
enum evidence_check cert_check_time(const struct cert *c, u64 now) MUST_CHECK;
/* cert_check_signed: CERT_ISSUER, CERT_ALGORITHM, CERT_SIGNATURE. */
enum evidence_check cert_check_signed(const struct cert *c, const struct cert *issuer) MUST_CHECK;

/* cert_cn_is compares the common name with a, then b ("SEV-" "Milan"). */
bool cert_cn_is(const struct cert *c, const char *a, const char *b);

/* crl_check verifies a list of this issuer and looks for a serial: CRL_FORMAT, CRL_ISSUER,
 * CRL_SIGNATURE, CRL_NOT_YET, CRL_EXPIRED, CERT_REVOKED. */
enum evidence_check crl_check(struct slice der, const struct cert *issuer, struct slice serial,
                              u64 now) MUST_CHECK;

#endif /* EVIDENCE_CERT_H */
