#ifndef EVIDENCE_SNP_H
#define EVIDENCE_SNP_H
/* evidence/snp: AMD SEV-SNP attestation reports with the certificate of the key that signed.
 *
 * A chip signs with its VCEK (one key per chip and TCB version), or a provider's VLEK (one key per
 * provider and TCB version, which hides the chip). Chain: pinned root ARK of the product, ASK
 * or ASVK, leaf. AMD publishes no signed list of good TCB versions: snp_policy.min_tcb is
 * governance's. Sources: AMD 56860 "SEV-SNP Firmware ABI" 1.58, tables 9, 23, 136; AMD 57230
 * "VCEK Certificate and KDS Interface Specification"; AMD-SB-3015. */
#include "evidence/amd.h"
#include "evidence/evidence.h"

#define SNP_REPORT_LEN 1184u
#define SNP_SIGNED_LEN 0x2a0u

/* Guest policy and platform info bits. */
#define SNP_POLICY_SMT           (1ull << 16)
#define SNP_POLICY_MUST_BE_ONE   (1ull << 17)
#define SNP_POLICY_MIGRATE_MA    (1ull << 18)
#define SNP_POLICY_DEBUG         (1ull << 19)
#define SNP_POLICY_KNOWN         ((1ull << 26) - 1)
#define SNP_PLATFORM_ALIAS_CHECK (1ull << 5)

/* A TCB version by its parts, whatever the product's layout. fmc: Turin. */
struct snp_tcb {
	u8 fmc, bootloader, tee, snp, microcode;
};

enum snp_key { SNP_VCEK = 0, SNP_VLEK = 1 };

/* A report taken apart; nothing of it is verified. */
struct snp_report {
	u32 version, guest_svn, vmpl;
	u64 policy, platform_info;
	u8 family_id[16], image_id[16];
	u8 current_tcb[8], reported_tcb[8], committed_tcb[8], launch_tcb[8]; /* as on the wire */
	enum snp_key key;
	bool author_key;
	u8 report_data[64], measurement[48], host_data[32];
	u8 id_key_digest[48], author_key_digest[48];
	u8 report_id[32], report_id_ma[32];
	bool has_cpu; /* from version 3: family, model and stepping */
	u8 family, model, stepping;
	u8 chip_id[64];
	u8 current_version[3], committed_version[3]; /* build, minor, major */
	u64 launch_mitigations, current_mitigations; /* version 5 */
	u8 signature[96];                            /* r, s, big-endian */
	struct slice signed_part;
};

/* snp_report_parse: SNP_SIZE, SNP_VERSION, SNP_ALGORITHM, SNP_RESERVED, SNP_SIGNATURE_FORMAT,
 * SNP_UNSIGNED, SNP_MASKED_KEY, SNP_SIGNER. */
enum evidence_check snp_report_parse(struct snp_report *out, struct slice report) MUST_CHECK;

/* The certificates that a host hands over beside the report (extended guest request, "auxblob" of
 * configfs-tsm): entries of GUID, offset and length, ended by a zero GUID. Empty: not there. */
struct snp_table {
	struct slice vcek, vlek, ask, ark;
};
/* snp_table_read: SNP_TABLE. Borrows; unknown GUIDs are passed over. */
enum evidence_check snp_table_read(struct snp_table *out, struct slice blob) MUST_CHECK;

struct snp_input {
	struct slice report;
	struct slice leaf;   /* VCEK or VLEK: DER, or one PEM block */
	struct slice issuer; /* ASK or ASVK likewise; empty: AMD's, as known here */
	struct slice root;   /* ARK likewise; empty: AMD's. Any other is a development root */
	struct slice crl;    /* DER of the root's revocation list; empty: none */
	u64 now;             /* Unix seconds */
};

struct snp_result {
	struct snp_report report;
	enum snp_product product;
	u8 trust_domain[32]; /* SHA-256 of the root's DER */
	bool production;     /* it is AMD's */
	bool crl_checked;
	bool chip_masked;            /* the report's chip id is zero */
	u64 valid_from, valid_until; /* of the certificates */
	struct snp_tcb current, reported, committed, launch;
	/* VCEK: the chip's id by its certificate, also when the report masks it: 64 bytes, Turin
	 * 8. VLEK: the provider's name. The other one is empty. */
	struct slice hwid, csp;
};

/* snp_verify: chain, binding of certificate to report, signature. Two RSA-4096 and one P-384
 * verification, one more RSA with a revocation list. */
enum evidence_check snp_verify(struct snp_result *out, const struct snp_input *in,
                               struct arena *a) MUST_CHECK;

/* All-zero is the strictest; empty slices and NULLs say nothing. */
struct snp_policy {
	bool allow_debug, allow_migrate_ma, allow_no_alias_check, allow_vlek, allow_masked_chip;
	bool allow_dev_root, require_crl;
	u32 max_vmpl; /* 0..3: privilege levels accepted; 0 is the most privileged */
	struct snp_tcb min_tcb[NUM_SNP_PRODUCTS];
	struct slice measurement; /* 48 */
	struct slice host_data;   /* 32 */
	struct slice id_key;      /* 48 */
	struct slice report_data; /* 64 */
};

/* snp_policy_check returns the first of DEV_ROOT, SNP_DEBUG, SNP_MIGRATE_MA, SNP_VMPL,
 * SNP_ALIAS_CHECK, SNP_MIN_TCB, SNP_VLEK, SNP_MASKED_CHIP, SNP_NO_CRL, SNP_MEASUREMENT,
 * SNP_HOST_DATA, SNP_ID_KEY, SNP_REPORT_DATA that does not hold. */
enum evidence_check snp_policy_check(const struct snp_result *r,
                                     const struct snp_policy *p) MUST_CHECK;

#endif /* EVIDENCE_SNP_H */
