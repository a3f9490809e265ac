#ifndef ATTEST_X509_H
#define ATTEST_X509_H
/* attest/x509: certificates and revocation lists of the SGX PKI, and what each may do.
 *
 * Internal to src/attest; freestanding, total. Not a general X.509 verifier: chains have fixed
 * lengths and roles, keys are P-256, signatures ECDSA with SHA-256. Roles are told by what
 * common names *contain* ("SGX PCK Certificate"), so that a development PKI ("Dev SGX PCK
 * Certificate") passes the very same checks; whom it belongs to is told by the root alone.
 * Without them one PCK key could issue platforms, or sign TCB infos.
 *
 * Sources: RFC 5280; Intel "PCK Certificate and CRL Profile Specification"; SEC 1, C.5. */
#include "attest/attest.h"
#include "attest/der.h"

/* keyUsage bits as 1 << bit of RFC 5280, 4.2.1.3. */
#define X509_DIGITAL_SIGNATURE (1u << 0)
#define X509_CERT_SIGN         (1u << 5)
#define X509_CRL_SIGN          (1u << 6)

/* A certificate taken apart; nothing of it is verified. Slices borrow from der. */
struct x509 {
	struct slice der, tbs;
	struct slice serial;          /* magnitude, 1..20 bytes */
	struct slice issuer, subject; /* DER of the Names */
	struct slice cn;              /* of the subject; exactly one */
	u64 not_before, not_after;
	u8 key[64]; /* x, y */
	u8 sig[64]; /* r, s */
	bool has_constraints, is_ca, has_path_len;
	u32 path_len;
	bool has_usage;
	u32 usage;
	struct slice sgx; /* DER of the SGX extension; empty if there is none */
};

/* x509_parse: CERT_FORMAT, CERT_ALGORITHM (also when inner and outer differ), CERT_EXTENSION
 * (critical and unknown, or twice). Version 3 only. */
enum attest_check x509_parse(struct x509 *out, struct slice der) MUST_CHECK;

/* Parts that certificates and revocation lists have in common. x509_is_ecdsa: the content of an
 * AlgorithmIdentifier is ecdsa-with-SHA256 without parameters. x509_signature takes the BIT
 * STRING of an ECDSA-Sig-Value: r, s. */
bool x509_is_ecdsa(struct slice algorithm);
void x509_signature(struct der *d, u8 sig[64]);

#define X509_EXTENSIONS_MAX 16u
struct x509_extension {
	struct slice oid, value;
	bool critical;
};
/* x509_extensions takes a SEQUENCE of extensions; *twice: an OID occurs more than once. */
u32 x509_extensions(struct der *d, struct x509_extension out[X509_EXTENSIONS_MAX], bool *twice);

enum x509_role { X509_ROOT, X509_PCK_CA, X509_PCK, X509_SIGNER };

/* x509_check_role: CERT_ROLE (common name), CERT_CA (CA flag, path length, key usage). An
 * authority needs both constraints and usage; a leaf must not be a CA. */
enum attest_check x509_check_role(const struct x509 *c, enum x509_role role) MUST_CHECK;
/* x509_is_platform: a PCK_CA that is "Platform CA"; the other is "Processor CA". */
bool x509_is_platform(const struct x509 *ca);
/* x509_check_time: CERT_NOT_YET, CERT_EXPIRED. Both ends are valid seconds. */
enum attest_check x509_check_time(u64 not_before, u64 not_after, u64 now) MUST_CHECK;
/* x509_check_signature: the certificate by this key (one P-256 verification). */
enum attest_check x509_check_signature(const struct x509 *c, const u8 key[64]) MUST_CHECK;
/* x509_signer_of copies what a later root CRL needs to know of it. */
struct attest_signer x509_signer_of(const struct x509 *c);

/* --- Chains ----------------------------------------------------------------------------------- */

enum x509_kind {
	X509_CHAIN_PCK,   /* PCK certificate, PCK CA, root: in quotes; a final NUL may follow */
	X509_CHAIN_CA,    /* PCK CA, root: issuer of the PCK CRL */
	X509_CHAIN_SIGNER /* TCB signing, root: issuer of TCB info and QE identity */
};

/* cert[num - 1] is the root. */
struct x509_chain {
	enum x509_kind kind;
	u32 num;
	struct x509 cert[3];
};

/* x509_chain_read: PEM, CHAIN_LENGTH, CERT_FORMAT, CERT_ALGORITHM, CERT_EXTENSION, MEMORY.
 * Nothing is verified, so that attest_quote_needs can look into it. Borrows from the arena. */
enum attest_check x509_chain_read(struct x509_chain *out, struct slice pem, enum x509_kind kind,
                                  struct arena *a) MUST_CHECK;

/* x509_chain_verify: in this order ROOT_MISMATCH (byte for byte), then from the root's child to
 * the leaf CERT_ROLE, CERT_CA, CERT_ISSUER, CERT_SIGNATURE, CERT_NOT_YET, CERT_EXPIRED, and
 * CERT_REVOKED for the root's child (by root_crl). Also the root's own time.
 * The caller's: the root CRL's time, and the leaf of a PCK chain against the PCK CRL.
 * pck_crl may be NULL; if its ca_content is the hash of this CA, the CA's signature is not
 * checked again (its times, role and revocation are). */
enum attest_check x509_chain_verify(const struct x509_chain *c, const struct attest_root *root,
                                    const struct attest_crl *root_crl,
                                    const struct attest_crl *pck_crl, u64 now) MUST_CHECK;

/* x509_signer_check is what is checked again of a stored item's signer or CA at each use:
 * CERT_NOT_YET, CERT_EXPIRED, CERT_REVOKED. */
enum attest_check x509_signer_check(const struct attest_signer *s,
                                    const struct attest_crl *root_crl, u64 now) MUST_CHECK;

/* --- Revocation lists ------------------------------------------------------------------------- */

/* crl_check_time: CRL_NOT_YET, CRL_EXPIRED (t.grace is added to nextUpdate). */
enum attest_check crl_check_time(const struct attest_crl *crl, struct attest_time t) MUST_CHECK;
/* crl_revokes: serial is a magnitude as in struct x509. */
bool crl_revokes(const struct attest_crl *crl, struct slice serial);

/* --- The SGX extension of PCK certificates ---------------------------------------------------- */

struct sgx_ext {
	u8 ppid[16];
	u8 comps[16]; /* TCB component SVNs: what TCB levels are compared with */
	u16 pcesvn;
	u8 cpusvn[16]; /* equal to comps, or sgx_ext_read refuses it */
	u16 pce_id;    /* its two bytes read big-endian: what "pceId" in TCB info spells in hex */
	u8 fmspc[6];
	u8 type; /* 0 standard, 1 scalable, 2 scalable with integrity */
	/* Of the Platform CA: there when its is_platform is said. */
	u8 instance_id[16];
	bool dynamic_platform, cached_keys, smt_enabled;
};

/* sgx_ext_read: SGX_EXTENSION (missing, malformed, an element missing, doubled or out of
 * order, or not those of a leaf of this CA), SGX_CPUSVN. */
enum attest_check sgx_ext_read(struct sgx_ext *out, const struct x509 *leaf,
                               bool ca_is_platform) MUST_CHECK;

#endif /* ATTEST_X509_H */
