#ifndef ATTEST_SIM_SIM_KIT_H
#define ATTEST_SIM_SIM_KIT_H
/* attest/sim/sim_kit: the parts that attest/sim/sim.h puts together, with a knob for all that
 * could be wrong. For attest/sim itself and for tests, which build evidence with exactly one
 * fault from it. Hosted.
 *
 * A spec is filled in by sim_*_spec_* as an honest issuer would, changed, and made; whatever
 * is signed is signed after the change. Nothing here checks that it makes sense. */
#include "attest/sim/sim.h"

/* --- Certificates ----------------------------------------------------------------------------- */

/* Common names: what a role check looks for is in them, "Intel" is not. */
#define SIM_CN_ROOT   "Dev SGX Root CA"
#define SIM_CN_CA     "Dev SGX PCK Platform CA"
#define SIM_CN_PCK    "Dev SGX PCK Certificate"
#define SIM_CN_SIGNER "Dev SGX TCB Signing"

#define SIM_SERIAL_LEN  20u
#define SIM_CERT_MAX    1536u
#define SIM_CRL_MAX     4096u
#define SIM_SGX_MAX     768u
#define SIM_REVOKED_MAX 64u

/* All certificates begin and end with these, Unix seconds: 2020-01-01T00:00:00Z,
 * 2049-12-31T23:59:59Z. */
#define SIM_NOT_BEFORE 1577836800u
#define SIM_NOT_AFTER  2524607999u

/* keyUsage: the byte of the BIT STRING and how many of its bits are unused. */
#define SIM_USAGE_CA   0x06u /* keyCertSign, cRLSign */
#define SIM_USAGE_LEAF 0xc0u /* digitalSignature, nonRepudiation */

/* What a certificate or list has that an honest one has not. */
enum sim_odd {
	SIM_NO_CONSTRAINTS = 1 << 0,
	SIM_NO_USAGE = 1 << 1,
	SIM_CRITICAL_UNKNOWN = 1 << 2, /* a critical extension that nobody knows */
	SIM_EXTENSION_TWICE = 1 << 3,  /* the SGX extension, or else the key usage */
	SIM_VERSION_1 = 1 << 4,        /* no version field */
	SIM_INNER_ALGORITHM = 1 << 5,  /* ecdsa-with-SHA384 inside the signed part */
	SIM_OUTER_ALGORITHM = 1 << 6,  /* … and beside the signature */
	SIM_BAD_SIGNATURE = 1 << 7,    /* of the right form, of other bytes */
	SIM_NO_NUMBER = 1 << 8,        /* lists: no crlNumber */
	SIM_NO_AUTHORITY_KEY = 1 << 9,
	SIM_EMPTY_LIST = 1 << 10,  /* lists: the list of entries is there, and empty */
	SIM_OTHER_CURVE = 1 << 11, /* certificates: the key says secp384r1 */
	SIM_TRAILING = 1 << 12     /* a NULL after the signature, inside the SEQUENCE */
};

struct sim_cert_spec {
	const char *cn, *issuer_cn;
	const struct secret32 *key, *issuer_key; /* issuer_key signs and is named in the AKI */
	u8 serial[SIM_SERIAL_LEN];
	u64 not_before, not_after;
	bool is_ca;
	bool has_path_len;
	u32 path_len;
	u8 usage;
	struct slice sgx; /* value of the SGX extension; empty: none */
	u32 odd;          /* enum sim_odd */
};
/* sim_cert writes DER into out (SIM_CERT_MAX). */
enum err sim_cert(const struct sim_cert_spec *s, u8 *out, size_t cap, size_t *n) MUST_CHECK;

/* sim_serial derives a serial number from what it is for and whose it is. */
void sim_serial(u8 out[SIM_SERIAL_LEN], const char *role, struct slice whose);

/* The four kinds. The keys are pki's; sgx is borrowed. */
struct sim_cert_spec sim_cert_spec_root(const struct sim_pki *p);
struct sim_cert_spec sim_cert_spec_ca(const struct sim_pki *p);
struct sim_cert_spec sim_cert_spec_signer(const struct sim_pki *p);
struct sim_cert_spec sim_cert_spec_pck(const struct sim_pki *p, const struct sim_platform *m,
                                       struct slice sgx);

/* The extension with what the PCK certificate says of the platform. */
struct sim_sgx_spec {
	u8 ppid[16];
	u8 comps[16];
	u16 pcesvn;
	u8 cpusvn[16];
	u8 pce_id[2];
	u8 fmspc[6];
	u8 type;
	bool is_platform; /* the three below are there */
	u8 instance_id[16];
	bool flags[3]; /* dynamic platform, cached keys, SMT enabled */
	/* One of the seven elements, from 1, is left out, or is there twice; 0: none. */
	u8 omit, twice;
};
struct sim_sgx_spec sim_sgx_spec_of(const u8 ppid[16]);
enum err sim_sgx(const struct sim_sgx_spec *s, u8 *out, size_t cap, size_t *n) MUST_CHECK;

struct sim_crl_spec {
	const char *issuer_cn;
	const struct secret32 *key;
	u64 this_update, next_update;
	u32 number;
	u32 num_revoked;
	u8 revoked[SIM_REVOKED_MAX][SIM_SERIAL_LEN];
	u32 odd;
};
struct sim_crl_spec sim_crl_spec_root(const struct sim_pki *p, u64 now);
struct sim_crl_spec sim_crl_spec_pck(const struct sim_pki *p, u64 now);
enum err sim_crl(const struct sim_crl_spec *s, u8 *out, size_t cap, size_t *n) MUST_CHECK;

/* sim_pem appends certificates as PEM to a buffer, each with lines of 64 characters and an LF at
 * its end. */
enum err sim_pem(u8 *out, size_t cap, size_t *n, const struct slice *der, size_t num) MUST_CHECK;

/* --- Collateral ------------------------------------------------------------------------------- */

#define SIM_COLLATERAL_DAYS 30u
#define SIM_EVAL            17u

/* The texts to sign: change them as text. In the arena. */
enum err sim_tcb_json(enum attest_tee tee, u64 now, u32 eval, struct arena *a,
                      struct slice *out) MUST_CHECK;
enum err sim_qe_json(enum attest_tee tee, u64 now, u32 eval, struct arena *a,
                     struct slice *out) MUST_CHECK;
/* sim_sign signs the bytes: r, s. */
enum err sim_sign(u8 sig[64], const struct secret32 *key, struct slice bytes) MUST_CHECK;

/* --- Quotes ----------------------------------------------------------------------------------- */

#define SIM_BODY_SGX  384u
#define SIM_BODY_TD10 584u
#define SIM_BODY_TD15 648u
#define SIM_AUTH_MAX  128u

struct sim_quote_spec {
	u16 version, key_type;
	u32 tee_type;
	u8 svns[4]; /* QE SVN, PCE SVN in version 3 */
	u8 vendor[16], user_data[20];
	u16 body_type; /* version 5 */
	u32 body_size; /* version 5: what the header says */
	u8 body[SIM_BODY_TD15];
	size_t body_len;
	u8 auth[SIM_AUTH_MAX];
	u16 auth_len;
	u8 qe_report[SIM_BODY_SGX]; /* its report data is put in, unless own_binding */
	bool own_binding;
	const struct secret32 *attestation; /* the key in the quote */
	const struct secret32 *quote_signer, *qe_signer;
	u16 outer_type, cert_type; /* outer: versions 4, 5 */
	struct slice chain;
	/* Added to the length fields: the whole signature data, the outer and inner data. */
	int32_t add_sig_len, add_outer_len, add_chain_len;
	struct slice trailing;
};
enum err sim_quote_spec_of(struct sim_quote_spec *out, const struct sim_platform *p,
                           const struct sim_body *b) MUST_CHECK;
enum err sim_quote_make(const struct sim_quote_spec *s, u8 *buf, size_t cap, size_t *n) MUST_CHECK;

#endif /* ATTEST_SIM_SIM_KIT_H */
