#ifndef EVIDENCE_GPU_H
#define EVIDENCE_GPU_H
/* evidence/gpu: NVIDIA's measurement evidence: an SPDM 1.1 GET_MEASUREMENTS request, the GPU's
 * signed response, and the device's certificate chain, as the driver hands them out.
 *
 * It proves that a genuine GPU in this firmware answered this nonce. It does not prove where the
 * GPU is, and what the measurements should be is in NVIDIA's reference manifests (signed
 * XML), which are not read here: give golden values as a file, or ask the service (jwt.h).
 * Sources: DMTF DSP0274 1.1.0, section 10.11; NVIDIA nvtrust, local GPU verifier; TCG DICE,
 * Open DICE "CompositeDeviceID" (2.23.133.5.4.1). */
#include "evidence/evidence.h"

#define GPU_EVIDENCE_MAX 16384u
#define GPU_BLOCKS_MAX   64u
#define GPU_TEXT_MAX     32u
#define GPU_NONCE_LEN    32u
#define GPU_UEID_MAX     20u
#define GPU_GOLDEN_MAX   16u /* values a measurement may have */
#define GPU_CHAIN_LEN    5u

/* Evidence taken apart; nothing of it is verified. */
struct gpu_report {
	u8 nonce[32]; /* the asker's */
	u8 responder_nonce[32];
	u32 num_blocks;
	const u8 *measurement[GPU_BLOCKS_MAX]; /* 48 bytes each; [0] is index 1; in the evidence */
	char driver[GPU_TEXT_MAX];             /* "550.90.07" */
	char vbios[GPU_TEXT_MAX];              /* "96.00.9F.00.01" */
	char project[GPU_TEXT_MAX], project_sku[GPU_TEXT_MAX], chip_sku[GPU_TEXT_MAX];
	u8 fwid[48];
	/* How often each measurement was extended; [0] is index 0, which is none. */
	u32 num_counters, counters[GPU_BLOCKS_MAX];
	bool has_nvdec, nvdec_enabled;
	bool has_ppcie, ppcie_enabled; /* protected PCIe: several GPUs behind switches */
	bool has_feature;
	u16 feature; /* 0 one GPU, 1 several, 2 protected PCIe */
	struct slice signed_part;
	const u8 *signature; /* 96 */
};

/* gpu_report_parse: GPU_SHORT, GPU_SIZE, GPU_REQUEST, GPU_RESPONSE, GPU_RECORD, GPU_BLOCK,
 * GPU_OPAQUE, GPU_FIELD, GPU_TRAILING. One zero byte may follow, as some drivers pad. */
enum evidence_check gpu_report_parse(struct gpu_report *out, struct slice evidence) MUST_CHECK;

struct gpu_input {
	struct slice evidence;
	struct slice chain; /* PEM: device, …, root */
	struct slice root;  /* DER or PEM; empty: NVIDIA's. Any other is a development root */
	u64 now;            /* Unix seconds */
};

struct gpu_result {
	struct gpu_report report;
	u8 trust_domain[32]; /* SHA-256 of the root's DER */
	bool production;
	char model[64];        /* "GH100 A01 GSP BROM" */
	u8 ueid[GPU_UEID_MAX]; /* serial of the device certificate: who it is */
	u8 ueid_len;
	u8 record_hash[32]; /* SHA-256 over the measurement record */
	u64 valid_from, valid_until;
};

struct slice nvidia_root(void); /* DER of "NVIDIA Device Identity CA" */

/* gpu_verify: chain, DICE binding, signature: five P-384 verifications. */
enum evidence_check gpu_verify(struct gpu_result *out, const struct gpu_input *in,
                               struct arena *a) MUST_CHECK;

/* Golden values of measurements; what is not listed is not compared. */
struct gpu_golden {
	u32 num[GPU_BLOCKS_MAX];                         /* [0] is index 1 */
	const u8 *value[GPU_BLOCKS_MAX][GPU_GOLDEN_MAX]; /* 48 bytes, in the arena */
};

/* gpu_golden_read reads {"measurements": {"2": ["0x…"], "3": ["0x…", "0x…"]}}: ERR_FORMAT,
 * ERR_NOMEM and those of json_parse. */
enum err gpu_golden_read(struct gpu_golden *out, struct slice json, struct arena *a) MUST_CHECK;

/* Empty slices and NULLs say nothing. */
struct gpu_policy {
	bool allow_dev_root;
	struct slice nonce;        /* 32; the one that was asked with */
	const char *const *models; /* NULL-terminated; the model must be one of them */
	const char *min_driver;    /* "550.90": numbers between dots, compared one by one */
	const char *min_vbios;     /* "96.00.9F.00.01": hexadecimal ones */
	struct slice ueids_denied; /* GPU_UEID_MAX bytes each, zeros in front */
	const struct gpu_golden *golden;
};

/* gpu_policy_check: the first of DEV_ROOT, GPU_NONCE, GPU_MODEL, GPU_DRIVER, GPU_VBIOS, GPU_UEID,
 * GPU_MEASUREMENT that does not hold. */
enum evidence_check gpu_policy_check(const struct gpu_result *r,
                                     const struct gpu_policy *p) MUST_CHECK;

/* gpu_version_at_least compares dotted numbers in this base (10 or 16); false when one is none. */
bool gpu_version_at_least(struct slice have, const char *want, u32 base);
/* gpu_ueid_text writes the serial as NVIDIA's service does, in decimal. */
#define GPU_UEID_TEXT 50u
void gpu_ueid_text(char out[GPU_UEID_TEXT], const u8 *ueid, size_t n);

/* Binding of GPUs to the machine that quotes: the nonce they are asked with comes from the worker's
 * key and a challenge, and the second half of the CPU quote's report data commits to what they
 * answered. gpu_bind_nonce: SHA-256("gpu/v1" ‖ key ‖ challenge). gpu_bind_report_data:
 * SHA-256(nonce ‖ SHA-256(evidence of all GPUs, one after the other)). */
void gpu_bind_nonce(u8 out[32], const u8 worker_key[32], const u8 challenge[32]);
enum err gpu_bind_report_data(u8 out[32], const u8 nonce[32], const struct slice *evidences,
                              size_t num, struct arena *a) MUST_CHECK;

/* gpu_binding_check: BINDING unless bytes 32..64 of the report data are that, MEMORY. The quote
 * that they come from must have been verified. */
enum evidence_check gpu_binding_check(const u8 report_data[64], const u8 nonce[32],
                                      const struct slice *evidences, size_t num,
                                      struct arena *a) MUST_CHECK;

#endif /* EVIDENCE_GPU_H */
