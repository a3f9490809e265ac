#ifndef EVIDENCE_JWT_H
#define EVIDENCE_JWT_H
/* evidence/jwt: results of NVIDIA's Remote Attestation Service (NRAS), signed as tokens.
 *
 * The service's answer is [["JWT", overall], {"GPU-0": token, …}]: an overall token that names each
 * detached one by its SHA-256, all signed with ES384. A result says that the *service* found
 * a GPU's evidence good; it is as much worth as the key it is checked with. So keys come
 * from a file that somebody pinned (JWK set), never from the token and never from the net.
 * Nothing of a token's claims is read before its signature holds.
 * Sources: RFC 7515, 7517, 7518 (3.4), 7519, 8725, 9711 (EAT: submods, DIGEST); NVIDIA nvtrust,
 * attestation SDK. */
#include "evidence/gpu.h"

#define JWT_RESPONSE_MAX (256u << 10)
#define JWT_TOKEN_MAX    (16u << 10)
#define JWT_JWKS_MAX     (64u << 10)
#define JWT_KEYS_MAX     16u
#define JWT_GPUS_MAX     16u
#define JWT_SKEW         60u /* seconds that clocks may differ */

#define JWT_NRAS_ISSUER  "https://nras.attestation.nvidia.com"
#define JWT_NRAS_SUBJECT "NVIDIA-PLATFORM-ATTESTATION"

struct jwt_key {
	struct slice kid;
	u8 point[96]; /* x, y */
};

struct jwt_keys {
	u32 num;
	struct jwt_key key[JWT_KEYS_MAX];
};

/* jwt_keys_read takes the P-384 signing keys of a JWK set; keys of other kinds are passed over.
 * JWKS (also when none is left, or two have one id), MEMORY. Borrows from json and arena. */
enum evidence_check jwt_keys_read(struct jwt_keys *out, struct slice json,
                                  struct arena *a) MUST_CHECK;

struct jwt_input {
	struct slice response; /* JSON */
	const struct jwt_keys *keys;
	const char *issuer; /* NULL: JWT_NRAS_ISSUER */
	u8 nonce[32];
	u64 now; /* Unix seconds */
};

struct jwt_gpu {
	struct slice name;  /* "GPU-0" */
	struct slice model; /* "GH100 A01 GSP BROM" */
	struct slice driver, vbios;
	struct slice ueid;    /* decimal: serial of the device's certificate, as gpu_ueid_text */
	struct slice warning; /* empty: none */
};

struct jwt_result {
	u32 num_gpus;
	struct jwt_gpu gpu[JWT_GPUS_MAX]; /* slices in the arena */
	struct slice kid;                 /* of the overall token */
	u64 issued;                       /* oldest iat */
	u64 valid_until;                  /* last second before the first exp */
};

/* jwt_verify: all JWT_* of check.def but those of policy. */
enum evidence_check jwt_verify(struct jwt_result *out, const struct jwt_input *in,
                               struct arena *a) MUST_CHECK;

/* NULLs and zeros say nothing. */
struct jwt_policy {
	u64 now;
	u32 max_age; /* seconds since iat */
	u32 num_gpus;
	bool allow_warning;
	const char *const *models; /* NULL-terminated; every model must be one of them */
	const char *min_driver, *min_vbios;
	const char *const *ueids_denied; /* NULL-terminated, decimal */
};

/* jwt_policy_check: the first of JWT_COUNT, JWT_TOO_OLD and, per GPU, JWT_MODEL, JWT_DRIVER,
 * JWT_VBIOS, JWT_UEID, JWT_WARNING that does not hold. */
enum evidence_check jwt_policy_check(const struct jwt_result *r,
                                     const struct jwt_policy *p) MUST_CHECK;

#endif /* EVIDENCE_JWT_H */
