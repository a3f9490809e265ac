#ifndef ATTEST_ATTEST_H
#define ATTEST_ATTEST_H
/* attest: is this quote what a genuine, known TEE said, and what does it say?
 *
 * DCAP quotes: SGX (version 3), TDX (version 4; 5 with TD 1.0 and 1.5 bodies). One freestanding
 * verifier for chain (both builds), CLI and browser: no I/O, no clock, no malloc; the caller
 * gives time, root and memory. It finds facts; what to accept is attest/policy.h, and
 * nothing is trusted before both said yes.
 *
 * Every function returns ATTEST_OK or the one check that failed (check.def). Outputs are
 * undefined after a failure unless said otherwise. Structs hold copies, but for slices, which
 * borrow from the inputs or the arena.
 *
 * A verified collateral may be kept (SCALE, see below) and used again: its times are
 * checked at every use, its signatures once. Never decode what was not encoded here.
 *
 * Sources: Intel "SGX ECDSA QuoteLibReference DCAP API" (quote 3), "TDX DCAP Quoting
 * Library API" (quotes 4, 5), "PCK Certificate and CRL Specification", PCS API v4
 * (TCB info 3, QE identity 2). docs/protocol/attestation.md lists the checks. */
#include "base/arena.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define ATTEST_QUOTE_MAX      16384u
#define ATTEST_AUTH_MAX       256u   /* bytes of a quoting enclave's authentication data */
#define ATTEST_CHAIN_MAX      16384u /* bytes of PEM */
#define ATTEST_CRL_MAX        65536u /* bytes of DER */
#define ATTEST_JSON_MAX       65536u /* bytes of TCB info or QE identity */
#define ATTEST_ROOT_MAX       1024u  /* bytes of DER */
#define ATTEST_COLLATERAL_MAX 1048576u /* bytes of a collateral file */
#define ATTEST_SERIAL_MAX     20u
#define ATTEST_REVOKED_MAX    2048u /* entries of a CRL */
#define ATTEST_LEVELS_MAX     64u
#define ATTEST_SVN_LEVELS_MAX 32u /* levels of a module or quoting enclave */
#define ATTEST_MODULES_MAX    8u
#define ATTEST_ADVISORIES_MAX 64u
#define ATTEST_ADVISORY_LEN   24u /* with its NUL: "INTEL-SA-00289" */
/* Scratch that is enough for every input within the limits above. */
#define ATTEST_ARENA          (4u << 20)

enum attest_check {
#define C(name, cls, id, text) ATTEST_##name,
#include "attest/check.def"
#undef C
	NUM_ATTEST_CHECKS
};

enum attest_class {
	ATTEST_CLASS_NONE,
	ATTEST_CLASS_FORMAT,
	ATTEST_CLASS_CRYPTO,
	ATTEST_CLASS_TCB,
	ATTEST_CLASS_POLICY
};

/* attest_check_id is the stable name, such as "crl-expired"; _text a sentence fragment. */
const char *attest_check_id(enum attest_check c);
const char *attest_check_text(enum attest_check c);
enum attest_class attest_check_class(enum attest_check c);
/* attest_class_name is "format", "crypto", "tcb" or "policy"; "" for none. */
const char *attest_class_name(enum attest_class c);

enum attest_tee { ATTEST_SGX = 1, ATTEST_TDX = 2 }; /* as in receipts and WorkerInfoV3 */

/* Worst is not last; policy.h takes a mask of 1 << status. Intel's names. */
enum attest_status {
	ATTEST_UP_TO_DATE,
	ATTEST_SW_HARDENING_NEEDED,
	ATTEST_CONFIGURATION_NEEDED,
	ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED,
	ATTEST_OUT_OF_DATE,
	ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED,
	ATTEST_REVOKED,
	/* Computed, never in Intel's JSON: the platform was patched after the TD started. */
	ATTEST_RELAUNCH_ADVISED,
	ATTEST_RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
	NUM_ATTEST_STATUSES
};

/* attest_status_name is "UpToDate", …; attest_status_of finds it, false if unknown. */
const char *attest_status_name(enum attest_status s);
bool attest_status_of(struct slice name, enum attest_status *out);

/* When it is judged: Unix seconds, and for how long collateral may be past its nextUpdate
 * (never certificates). */
struct attest_time {
	u64 now;
	u32 grace;
};

/* --- Root ------------------------------------------------------------------------------------- */

/* The DER of a self-signed root certificate, checked by attest_root_open. */
struct attest_root {
	struct slice der;
	struct slice subject; /* DER of the Name */
	u8 id[32];            /* trust domain: SHA-256(der) */
	u8 key[64];
	u64 not_before, not_after;
	bool production; /* id is Intel's */
};

/* attest_intel_root is the pinned "Intel SGX Root CA", 659 bytes of DER. */
struct slice attest_intel_root(void);
/* attest_root_open: ROOT_FORMAT or the failed check. Its validity is checked at each use. */
enum attest_check attest_root_open(struct attest_root *out, struct slice der) MUST_CHECK;

/* --- Collateral ------------------------------------------------------------------------------- */

/* As fetched, untrusted. Field names and forms of the JSON file: @phala/dcap-qvl. */
struct attest_collateral_raw {
	struct slice pck_crl_issuer_chain; /* PEM: CA, root */
	struct slice root_ca_crl;          /* DER */
	struct slice pck_crl;              /* DER */
	struct slice tcb_info_issuer_chain; /* PEM: TCB signing, root */
	struct slice tcb_info;             /* JSON, exactly the signed bytes */
	struct slice tcb_info_signature;   /* 64 bytes r, s */
	struct slice qe_identity_issuer_chain;
	struct slice qe_identity;
	struct slice qe_identity_signature;
};

/* attest_collateral_read reads the JSON file (hex for DER and signatures, text for PEM and
 * JSON; "pck_certificate_chain" may be there and is ignored). COLLATERAL_FORMAT, MEMORY.
 * attest_collateral_write makes one. */
enum attest_check attest_collateral_read(struct attest_collateral_raw *out, struct slice json,
					 struct arena *a) MUST_CHECK;
enum err attest_collateral_write(const struct attest_collateral_raw *raw, struct arena *a,
				 struct slice *json) MUST_CHECK;

/* Who signed an item, so that a later root CRL can revoke it. */
struct attest_signer {
	u8 serial[ATTEST_SERIAL_MAX]; /* magnitude: the INTEGER without a leading zero */
	u8 serial_len;
	u64 not_before, not_after;
};

struct attest_crl {
	u8 number[ATTEST_SERIAL_MAX]; /* crlNumber, magnitude; number_len 0 is zero */
	u8 number_len;
	u64 this_update, next_update;
	u8 content[32]; /* SHA-256 of the DER */
	/* PCK CRL only: the authority that issued it and the PCK certificates. */
	u8 ca_content[32]; /* SHA-256 of its certificate's DER */
	u8 ca_key[64];
	struct attest_signer ca;
	bool ca_is_platform; /* "Platform CA", else "Processor CA" */
	u32 num;
	const u8 (*revoked)[1 + ATTEST_SERIAL_MAX]; /* length, magnitude, zeros; ascending; in the
						      * arena */
};

struct attest_level {
	u8 sgx[16], tdx[16];
	u16 pcesvn;
	u8 status; /* enum attest_status */
	u64 date;
	u64 advisories; /* bits in the table of the item */
};

struct attest_svn_level {
	u16 isvsvn;
	u8 status;
	u64 date;
	u64 advisories;
};

struct attest_module {
	u8 version; /* TEE_TCB_SVN[1]; 0 is tcbInfo.tdxModule */
	u8 mrsigner[48];
	u64 attributes, mask;
	u32 num_levels;
	struct attest_svn_level levels[ATTEST_SVN_LEVELS_MAX]; /* isvsvn descending */
};

struct attest_advisories {
	u32 num;
	char names[ATTEST_ADVISORIES_MAX][ATTEST_ADVISORY_LEN];
};

struct attest_tcb {
	enum attest_tee tee;
	u8 fmspc[6];
	u16 pce_id;
	u32 eval; /* tcbEvaluationDataNumber */
	u64 issued, next_update;
	u8 content[32]; /* SHA-256 of the JSON */
	struct attest_signer signer;
	struct attest_advisories advisories;
	u32 num_modules, num_levels;
	struct attest_module modules[ATTEST_MODULES_MAX];
	struct attest_level levels[ATTEST_LEVELS_MAX]; /* best first: sgx, pcesvn, tdx */
};

struct attest_qe {
	enum attest_tee tee;
	u32 eval;
	u64 issued, next_update;
	u8 content[32];
	struct attest_signer signer;
	u32 miscselect, miscselect_mask; /* as the little-endian integer of the report */
	u8 attributes[16], attributes_mask[16];
	u8 mrsigner[32];
	u16 isvprodid;
	struct attest_advisories advisories;
	u32 num_levels;
	struct attest_svn_level levels[ATTEST_SVN_LEVELS_MAX];
};

/* Verify one item: chain to the root, roles, signature over the exact bytes, then content and
 * time. pem chains as in attest_collateral_raw. root_crl must have been verified; its own
 * time is checked again. A root CRL revokes CA and signers. */
enum attest_check attest_root_crl_verify(struct attest_crl *out, struct slice der,
					 const struct attest_root *root, struct attest_time t,
					 struct arena *a) MUST_CHECK;
enum attest_check attest_pck_crl_verify(struct attest_crl *out, struct slice der,
					struct slice chain, const struct attest_root *root,
					const struct attest_crl *root_crl, struct attest_time t,
					struct arena *a) MUST_CHECK;
enum attest_check attest_tcb_verify(struct attest_tcb *out, struct slice json, struct slice sig,
				    struct slice chain, const struct attest_root *root,
				    const struct attest_crl *root_crl, struct attest_time t,
				    struct arena *a) MUST_CHECK;
enum attest_check attest_qe_verify(struct attest_qe *out, struct slice json, struct slice sig,
				   struct slice chain, const struct attest_root *root,
				   const struct attest_crl *root_crl, struct attest_time t,
				   struct arena *a) MUST_CHECK;

struct attest_collateral {
	struct attest_root root;
	struct attest_crl root_crl, pck_crl;
	struct attest_tcb tcb;
	struct attest_qe qe;
};

/* attest_collateral_verify is the four above: six signatures. */
enum attest_check attest_collateral_verify(struct attest_collateral *out,
					   const struct attest_collateral_raw *raw,
					   const struct attest_root *root, struct attest_time t,
					   struct arena *a) MUST_CHECK;

/* SCALE of verified items, for a store that nobody else writes (docs/protocol/attestation.md,
 * "Stored collateral"). attest_rd_crl borrows its serials from an arena copy. */
void attest_wr_crl(struct wr *w, const struct attest_crl *crl);
void attest_wr_tcb(struct wr *w, const struct attest_tcb *tcb);
void attest_wr_qe(struct wr *w, const struct attest_qe *qe);
enum err attest_rd_crl(struct attest_crl *out, struct slice in, struct arena *a) MUST_CHECK;
enum err attest_rd_tcb(struct attest_tcb *out, struct slice in) MUST_CHECK;
enum err attest_rd_qe(struct attest_qe *out, struct slice in) MUST_CHECK;

/* --- Quote ------------------------------------------------------------------------------------ */

struct attest_sgx_report { /* 384 bytes; also the quoting enclave's */
	u8 cpusvn[16];
	u32 miscselect;
	u8 attributes[16]; /* flags u64, XFRM u64 */
	u8 mrenclave[32], mrsigner[32];
	u8 config_id[64];
	u16 isvprodid, isvsvn, config_svn;
	u8 isv_ext_prod_id[16], isv_family_id[16];
	u8 report_data[64];
};

struct attest_td_report { /* 584 bytes, 648 with the fields of 1.5 */
	u8 tee_tcb_svn[16];
	u8 mrseam[48], mrsigner_seam[48];
	u64 seam_attributes, attributes, xfam;
	u8 mrtd[48], mrconfigid[48], mrowner[48], mrownerconfig[48];
	u8 rtmr[4][48];
	u8 report_data[64];
	bool is_15;
	u8 tee_tcb_svn2[16];
	u8 mrservicetd[48];
};

/* A quote taken apart; nothing of it is verified. */
struct attest_quote {
	enum attest_tee tee;
	u16 version;
	struct slice signed_part;
	union {
		struct attest_sgx_report sgx;
		struct attest_td_report td;
	};
	const u8 *report_data; /* of the body above; valid while this struct stays where it is */
	const u8 *signature;   /* 64 */
	const u8 *key;         /* 64: attestation key */
	const u8 *qe_report;   /* 384 */
	const u8 *qe_signature; /* 64 */
	struct slice auth;
	struct slice pck_chain; /* PEM: leaf, CA, root */
};

/* attest_quote_parse takes any well-formed quote apart: QUOTE_* layout codes. */
enum attest_check attest_quote_parse(struct attest_quote *out, struct slice quote) MUST_CHECK;

/* Which collateral a quote needs: for whoever fetches it. Unverified. */
struct attest_needs {
	enum attest_tee tee;
	u8 fmspc[6];
	bool ca_is_platform;
	u8 root_id[32]; /* SHA-256 of the root at the end of its chain */
};
enum attest_check attest_quote_needs(struct attest_needs *out, struct slice quote,
				     struct arena *a) MUST_CHECK;

/* attest_measurement names the code in 32 bytes: MRENCLAVE, or SHA-256(MRTD ‖ RTMR0..3
 * [‖ MRCONFIGID ‖ MROWNER ‖ MROWNERCONFIG when one of them is not zero]), which is dstack's
 * mr_aggregated. */
void attest_measurement(u8 out[32], const struct attest_quote *q);

/* What a verified quote says. */
struct attest_result {
	struct attest_quote quote;
	u8 trust_domain[32];
	bool production;
	enum attest_status status;  /* merged */
	enum attest_status platform_status, module_status, qe_status; /* module: TDX */
	u32 tcb_eval, qe_eval;
	u64 tcb_date;
	/* The first and last second at which this evidence is accepted (grace included). */
	u64 valid_from, valid_until;
	struct attest_advisories advisories; /* union, ascending */
	u8 fmspc[6];
	u16 pce_id;
	u8 ppid[16];
	u8 platform_id[32]; /* SHA-256(ppid) */
	u8 sgx_type;        /* 0 standard, 1 scalable, 2 scalable with integrity */
	bool is_platform;   /* Platform CA: the three below are known */
	bool dynamic_platform, cached_keys, smt_enabled;
	u8 measurement[32];
};

/* attest_quote_verify is three signatures, four when the quote's CA certificate is not the
 * one of the PCK CRL byte for byte. A failure of class TCB comes last, when everything else
 * holds; then the fields that were found are filled in, so that they can be shown. A status
 * that was not found is NUM_ATTEST_STATUSES. The arena is as before afterwards. Platform and
 * module are those of the quote; out->quote borrows from its bytes. */
enum attest_check attest_quote_verify(struct attest_result *out, struct slice quote,
				      const struct attest_collateral *c, struct attest_time t,
				      struct arena *a) MUST_CHECK;

#endif /* ATTEST_ATTEST_H */
