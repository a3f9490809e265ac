#ifndef PRIMITIVES_GEN_REGISTRY_GEN_H
#define PRIMITIVES_GEN_REGISTRY_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/registry/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define REGISTRY_PALLET 41u

enum registry_call {
	REGISTRY_CALL_REGISTER_WORKER_V3 = 16,
	REGISTRY_CALL_HEARTBEAT = 17,
	REGISTRY_CALL_PUT_ROOT_CRL = 18,
	REGISTRY_CALL_PUT_PCK_CRL = 19,
	REGISTRY_CALL_PUT_TCB_INFO = 20,
	REGISTRY_CALL_PUT_QE_IDENTITY = 21,
	REGISTRY_CALL_RENEW_WORKER = 22,
	REGISTRY_CALL_BOND_WORKER = 23,
	REGISTRY_CALL_UNBOND_WORKER = 24,
	REGISTRY_CALL_SET_ATTESTATION_POLICY = 25,
	REGISTRY_CALL_ADD_ROOT = 26,
	REGISTRY_CALL_REMOVE_ROOT = 27,
	REGISTRY_CALL_SET_MEASUREMENT = 28,
	REGISTRY_CALL_REVOKE_MEASUREMENT = 29,
	REGISTRY_CALL_SET_PLATFORM = 30,
	REGISTRY_CALL_REVOKE_PLATFORM = 31,
	REGISTRY_CALL_FREEZE_REGISTRATION = 32,
	REGISTRY_CALL_APPROVE_WORKER = 33,
	REGISTRY_CALL_PRUNE = 34,
};

enum registry_event {
	REGISTRY_EVENT_WORKER_REGISTERED = 10,
	REGISTRY_EVENT_WORKER_SEEN = 11,
	REGISTRY_EVENT_WORKER_ATTESTED = 12,
	REGISTRY_EVENT_COLLATERAL_UPDATED = 13,
	REGISTRY_EVENT_PRUNED = 14,
	REGISTRY_EVENT_ATTESTATION_POLICY_SET = 15,
	REGISTRY_EVENT_ROOT_ADDED = 16,
	REGISTRY_EVENT_ROOT_REMOVED = 17,
	REGISTRY_EVENT_MEASUREMENT_SET = 18,
	REGISTRY_EVENT_MEASUREMENT_REVOKED = 19,
	REGISTRY_EVENT_PLATFORM_SET = 20,
	REGISTRY_EVENT_PLATFORM_REVOKED = 21,
	REGISTRY_EVENT_REGISTRATION_FREEZE_SET = 22,
	REGISTRY_EVENT_WORKER_APPROVED = 23,
	REGISTRY_EVENT_WORKER_BONDED = 24,
	REGISTRY_EVENT_WORKER_UNBONDED = 25,
};

enum registry_error {
	REGISTRY_ERROR_INVALID_SIGNATURE = 0,
	REGISTRY_ERROR_WORKER_NOT_FOUND = 1,
	REGISTRY_ERROR_NONE_ATTESTATION_DISABLED = 2,
	REGISTRY_ERROR_GENESIS_BLOCK_HASH_REJECTED = 3,
	REGISTRY_ERROR_STALE_BLOCK = 4,
	REGISTRY_ERROR_INCARNATION_NOT_NEWER = 5,
	REGISTRY_ERROR_INCARNATION_MISMATCH = 6,
	REGISTRY_ERROR_INVALID_INPUT = 7,
	REGISTRY_ERROR_REGISTRATION_FROZEN = 8,
	REGISTRY_ERROR_ROOT_UNKNOWN = 9,
	REGISTRY_ERROR_ROOT_EXISTS = 10,
	REGISTRY_ERROR_ROOT_MALFORMED = 11,
	REGISTRY_ERROR_DEVELOPMENT_ROOT = 12,
	REGISTRY_ERROR_ROOT_CRL_MISSING = 13,
	REGISTRY_ERROR_PCK_CRL_MISSING = 14,
	REGISTRY_ERROR_TCB_INFO_MISSING = 15,
	REGISTRY_ERROR_QE_IDENTITY_MISSING = 16,
	REGISTRY_ERROR_COLLATERAL_MALFORMED = 17,
	REGISTRY_ERROR_COLLATERAL_CRYPTOGRAPHY = 18,
	REGISTRY_ERROR_COLLATERAL_EXPIRED = 19,
	REGISTRY_ERROR_COLLATERAL_NOT_YET = 20,
	REGISTRY_ERROR_COLLATERAL_NOT_NEWER = 21,
	REGISTRY_ERROR_COLLATERAL_CONFLICT = 22,
	REGISTRY_ERROR_COLLATERAL_EVALUATION = 23,
	REGISTRY_ERROR_COLLATERAL_FULL = 24,
	REGISTRY_ERROR_QUOTE_MALFORMED = 25,
	REGISTRY_ERROR_QUOTE_CRYPTOGRAPHY = 26,
	REGISTRY_ERROR_CERTIFICATE_EXPIRED = 27,
	REGISTRY_ERROR_CERTIFICATE_REVOKED = 28,
	REGISTRY_ERROR_TCB_TOO_OLD = 29,
	REGISTRY_ERROR_TCB_REVOKED = 30,
	REGISTRY_ERROR_TCB_STATUS_NOT_ACCEPTED = 31,
	REGISTRY_ERROR_EVALUATION_TOO_LOW = 32,
	REGISTRY_ERROR_DEBUG_NOT_ACCEPTED = 33,
	REGISTRY_ERROR_ATTRIBUTES_NOT_ACCEPTED = 34,
	REGISTRY_ERROR_ADVISORY_DENIED = 35,
	REGISTRY_ERROR_FMSPC_DENIED = 36,
	REGISTRY_ERROR_REPORT_DATA_MISMATCH = 37,
	REGISTRY_ERROR_MEASUREMENT_MISMATCH = 38,
	REGISTRY_ERROR_MEASUREMENT_NOT_ALLOWED = 39,
	REGISTRY_ERROR_MEASUREMENT_REVOKED = 40,
	REGISTRY_ERROR_PLATFORM_MISMATCH = 41,
	REGISTRY_ERROR_PLATFORM_NOT_LISTED = 42,
	REGISTRY_ERROR_PLATFORM_REVOKED = 43,
	REGISTRY_ERROR_PLATFORM_FULL = 44,
	REGISTRY_ERROR_NOT_APPROVED = 45,
	REGISTRY_ERROR_WORKER_EXPIRED = 46,
	REGISTRY_ERROR_POLICY_INVALID = 47,
	REGISTRY_ERROR_BOND_TOO_LOW = 48,
	REGISTRY_ERROR_BOND_NOT_FOUND = 49,
	REGISTRY_ERROR_BOND_OF_OTHER = 50,
	REGISTRY_ERROR_BOND_IN_USE = 51,
	REGISTRY_ERROR_NOTHING_TO_PRUNE = 52,
};

/* registry_error_name returns the name in the descriptor, or NULL. */
const char *registry_error_name(u8 error);

/* Upstream's WorkerRegistrationInfoV2, then what binds a boot to a position on this chain. */
struct worker_registration_info_v3 {
	u32 version;
	struct slice machine_id; /* at most 64 bytes */
	u8 pubkey[32];
	u8 ecdh_pubkey[32];
	u8 genesis_block_hash[32];
	struct {
		u32 num;
		u32 items[8];
	} features;
	bool has_operator;
	u8 operator[32];
	u32 para_id;
	u32 max_consensus_version;
	u8 x25519[32];
	u8 measurement[32];
	u64 incarnation;
	u32 block_number;
	u8 block_hash[32];
};
void rd_worker_registration_info_v3(struct rd *r, struct worker_registration_info_v3 *out);
void wr_worker_registration_info_v3(struct wr *w, const struct worker_registration_info_v3 *in);

/* A quote, and which of the stored collateral it is judged by: the accepted root, and evaluation data numbers. */
struct dcap_evidence {
	u8 root[32];
	struct slice quote; /* at most 16384 bytes */
	u32 tcb_eval;
	u32 qe_eval;
};
void rd_dcap_evidence(struct rd *r, struct dcap_evidence *out);
void wr_dcap_evidence(struct wr *w, const struct dcap_evidence *in);

struct worker_info_v3 {
	u8 pubkey[32];
	u8 x25519[32];
	u8 measurement[32];
	u8 tee;
	u8 trust_domain[32];
	u64 incarnation;
	bool has_operator;
	u8 operator[32];
	u32 registered_at;
	u32 last_seen;
	u64 results;
	u8 platform[32];
	u8 tcb_status;
	u32 tcb_eval;
	u32 attested_at;
	u64 valid_until;
};
void rd_worker_info_v3(struct rd *r, struct worker_info_v3 *out);
void wr_worker_info_v3(struct wr *w, const struct worker_info_v3 *in);

struct pck_crl_key {
	u8 root[32];
	bool is_platform;
};
void rd_pck_crl_key(struct rd *r, struct pck_crl_key *out);
void wr_pck_crl_key(struct wr *w, const struct pck_crl_key *in);

struct tcb_info_key {
	u8 root[32];
	u8 tee;
	u8 fmspc[6];
	u32 eval;
};
void rd_tcb_info_key(struct rd *r, struct tcb_info_key *out);
void wr_tcb_info_key(struct wr *w, const struct tcb_info_key *in);

struct qe_identity_key {
	u8 root[32];
	u8 tee;
	u32 eval;
};
void rd_qe_identity_key(struct rd *r, struct qe_identity_key *out);
void wr_qe_identity_key(struct wr *w, const struct qe_identity_key *in);

/* Verified collateral, and what decides which of two is newer. */
struct stored_collateral {
	u64 issued;
	u64 next_update;
	u8 content[32];
	struct slice data; /* at most 98304 bytes */
};
void rd_stored_collateral(struct rd *r, struct stored_collateral *out);
void wr_stored_collateral(struct wr *w, const struct stored_collateral *in);

/* What a worker needs besides a quote: nothing; a bond or the word of governance; the word of governance. */
enum approval_mode_tag {
	APPROVAL_MODE_NONE = 0,
	APPROVAL_MODE_BOND_OR_GOVERNANCE = 1,
	APPROVAL_MODE_GOVERNANCE = 2,
};
struct approval_mode {
	u8 tag; /* enum approval_mode_tag */
};
void rd_approval_mode(struct rd *r, struct approval_mode *out);
void wr_approval_mode(struct wr *w, const struct approval_mode *in);

enum measurement_state_tag {
	MEASUREMENT_STATE_ALLOWED = 0,
	MEASUREMENT_STATE_REVOKED = 1,
};
struct measurement_state {
	u8 tag; /* enum measurement_state_tag */
};
void rd_measurement_state(struct rd *r, struct measurement_state *out);
void wr_measurement_state(struct wr *w, const struct measurement_state *in);

struct platform_info {
	u8 level;
	bool revoked;
	u32 workers;
};
void rd_platform_info(struct rd *r, struct platform_info *out);
void wr_platform_info(struct wr *w, const struct platform_info *in);

struct worker_bond {
	u8 who[32];
	struct balance amount;
};
void rd_worker_bond(struct rd *r, struct worker_bond *out);
void wr_worker_bond(struct wr *w, const struct worker_bond *in);

/* What vouches for a registration. None needs the genesis flag AllowUnattested. */
enum evidence_tag {
	EVIDENCE_NONE = 0,
	EVIDENCE_DCAP = 1,
};
struct evidence {
	u8 tag; /* enum evidence_tag */
	union {
		struct dcap_evidence dcap;
	} u;
};
void rd_evidence(struct rd *r, struct evidence *out);
void wr_evidence(struct wr *w, const struct evidence *in);

/* One stored item of collateral. */
enum collateral_id_tag {
	COLLATERAL_ID_ROOT_CRL = 0,
	COLLATERAL_ID_PCK_CRL = 1,
	COLLATERAL_ID_TCB_INFO = 2,
	COLLATERAL_ID_QE_IDENTITY = 3,
};
struct collateral_id {
	u8 tag; /* enum collateral_id_tag */
	union {
		u8 root_crl[32];
		struct pck_crl_key pck_crl;
		struct tcb_info_key tcb_info;
		struct qe_identity_key qe_identity;
	} u;
};
void rd_collateral_id(struct rd *r, struct collateral_id *out);
void wr_collateral_id(struct wr *w, const struct collateral_id *in);

/* What is accepted of what a quote says. Debuggable code never is. */
struct attestation_policy {
	u16 status_mask;
	u32 min_tcb_eval;
	u32 min_qe_eval;
	u32 grace_seconds;
	u32 max_age_seconds;
	bool allow_config_id;
	bool allow_migratable;
	bool allow_no_sept_ve;
	bool allow_service_td;
	u64 td_attributes;
	bool require_measurement;
	u8 min_platform_level;
	u32 max_workers_per_platform;
	struct approval_mode approval;
	struct balance min_bond;
	struct {
		u32 num;
		u8 items[64][6];
	} denied_fmspcs;
	struct {
		u32 num;
		u8 items[32][24];
	} denied_advisories;
};
void rd_attestation_policy(struct rd *r, struct attestation_policy *out);
void wr_attestation_policy(struct wr *w, const struct attestation_policy *in);

enum prunable_tag {
	PRUNABLE_COLLATERAL = 0,
	PRUNABLE_WORKER = 1,
};
struct prunable {
	u8 tag; /* enum prunable_tag */
	union {
		struct collateral_id collateral;
		u8 worker[32];
	} u;
};
void rd_prunable(struct rd *r, struct prunable *out);
void wr_prunable(struct wr *w, const struct prunable *in);

/* storage map PhalaRegistry.WorkersV3: WorkerInfoV3 */
struct storage_key registry_workers_v3_prefix(void);
struct storage_key registry_workers_v3_key(const u8 key[32]);
enum err registry_workers_v3_decode(struct worker_info_v3 *out, struct slice raw) MUST_CHECK;

/* storage PhalaRegistry.AllowUnattested: bool. Genesis flag: registrations without evidence are accepted (development chains only). */
struct storage_key registry_allow_unattested_key(void);
enum err registry_allow_unattested_decode(bool *out, struct slice raw) MUST_CHECK;

/* storage PhalaRegistry.LivenessWindow: u32. Blocks after which a silent worker is no longer live. Set at genesis. */
struct storage_key registry_liveness_window_key(void);
enum err registry_liveness_window_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage PhalaRegistry.AllowDevelopmentRoots: bool. Genesis flag: roots other than Intel's may be accepted (development chains only). */
struct storage_key registry_allow_development_roots_key(void);
enum err registry_allow_development_roots_decode(bool *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.Roots: Bytes<1024>. The accepted attestation roots: SHA-256 of the certificate, which is the trust domain, to its DER. */
struct storage_key registry_roots_prefix(void);
struct storage_key registry_roots_key(const u8 key[32]);
enum err registry_roots_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.RootCrls: StoredCollateral */
struct storage_key registry_root_crls_prefix(void);
struct storage_key registry_root_crls_key(const u8 key[32]);
enum err registry_root_crls_decode(struct stored_collateral *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.PckCrls: StoredCollateral */
struct storage_key registry_pck_crls_prefix(void);
struct storage_key registry_pck_crls_key(const struct pck_crl_key *key);
enum err registry_pck_crls_decode(struct stored_collateral *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.TcbInfos: StoredCollateral */
struct storage_key registry_tcb_infos_prefix(void);
struct storage_key registry_tcb_infos_key(const struct tcb_info_key *key);
enum err registry_tcb_infos_decode(struct stored_collateral *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.QeIdentities: StoredCollateral */
struct storage_key registry_qe_identities_prefix(void);
struct storage_key registry_qe_identities_key(const struct qe_identity_key *key);
enum err registry_qe_identities_decode(struct stored_collateral *out, struct slice raw) MUST_CHECK;

/* storage PhalaRegistry.CollateralCount: u32. Rows of TcbInfos and QeIdentities together, of which there may be 4096. */
struct storage_key registry_collateral_count_key(void);
enum err registry_collateral_count_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage PhalaRegistry.AttestationPolicy: AttestationPolicy. Without a row the strictest one holds: see docs/protocol/attestation.md. */
struct storage_key registry_attestation_policy_key(void);
enum err registry_attestation_policy_decode(struct attestation_policy *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.Measurements: MeasurementState */
struct storage_key registry_measurements_prefix(void);
struct storage_key registry_measurements_key(const u8 key[32]);
enum err registry_measurements_decode(struct measurement_state *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.Platforms: PlatformInfo */
struct storage_key registry_platforms_prefix(void);
struct storage_key registry_platforms_key(const u8 key[32]);
enum err registry_platforms_decode(struct platform_info *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.Approvals: u32. Workers that governance vouches for: the block in which it said so. */
struct storage_key registry_approvals_prefix(void);
struct storage_key registry_approvals_key(const u8 key[32]);
enum err registry_approvals_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage map PhalaRegistry.Bonds: WorkerBond. What is reserved for a worker, and from whom. */
struct storage_key registry_bonds_prefix(void);
struct storage_key registry_bonds_key(const u8 key[32]);
enum err registry_bonds_decode(struct worker_bond *out, struct slice raw) MUST_CHECK;

/* storage PhalaRegistry.RegistrationFrozen: bool */
struct storage_key registry_registration_frozen_key(void);
enum err registry_registration_frozen_decode(bool *out, struct slice raw) MUST_CHECK;

/* call PhalaRegistry.register_worker_v3. Any account may carry it: the worker's own signature over blake2_256("phala/register/v3" ++ SCALE(info)) is the authority. */
struct registry_register_worker_v3_args {
	struct worker_registration_info_v3 info;
	struct evidence evidence;
	u8 signature[64];
};
void rd_registry_register_worker_v3_args(struct rd *r, struct registry_register_worker_v3_args *out);
void wr_registry_register_worker_v3_args(struct wr *w, const struct registry_register_worker_v3_args *in);
void wr_call_registry_register_worker_v3(struct wr *w, const struct registry_register_worker_v3_args *in);

/* call PhalaRegistry.heartbeat. Keeps a worker live; signed by it over blake2_256("phala/heartbeat/v1" ++ genesis ++ SCALE(pubkey, incarnation, block_number, block_hash)). */
struct registry_heartbeat_args {
	u8 pubkey[32];
	u64 incarnation;
	u32 block_number;
	u8 block_hash[32];
	u8 signature[64];
};
void rd_registry_heartbeat_args(struct rd *r, struct registry_heartbeat_args *out);
void wr_registry_heartbeat_args(struct wr *w, const struct registry_heartbeat_args *in);
void wr_call_registry_heartbeat(struct wr *w, const struct registry_heartbeat_args *in);

/* call PhalaRegistry.put_root_crl. Stores a root's revocation list. Whoever brings a newer one pays nothing. */
struct registry_put_root_crl_args {
	u8 root[32];
	struct slice crl; /* at most 65536 bytes */
};
void rd_registry_put_root_crl_args(struct rd *r, struct registry_put_root_crl_args *out);
void wr_registry_put_root_crl_args(struct wr *w, const struct registry_put_root_crl_args *in);
void wr_call_registry_put_root_crl(struct wr *w, const struct registry_put_root_crl_args *in);

/* call PhalaRegistry.put_pck_crl. Stores the revocation list of the CA at the start of the chain (PEM: CA, root). */
struct registry_put_pck_crl_args {
	u8 root[32];
	struct slice crl; /* at most 65536 bytes */
	struct slice chain; /* at most 16384 bytes */
};
void rd_registry_put_pck_crl_args(struct rd *r, struct registry_put_pck_crl_args *out);
void wr_registry_put_pck_crl_args(struct wr *w, const struct registry_put_pck_crl_args *in);
void wr_call_registry_put_pck_crl(struct wr *w, const struct registry_put_pck_crl_args *in);

/* call PhalaRegistry.put_tcb_info. Stores a TCB info: the signed JSON, byte for byte; chain is PEM: TCB signing, root. */
struct registry_put_tcb_info_args {
	u8 root[32];
	struct slice tcb_info; /* at most 65536 bytes */
	u8 signature[64];
	struct slice chain; /* at most 16384 bytes */
};
void rd_registry_put_tcb_info_args(struct rd *r, struct registry_put_tcb_info_args *out);
void wr_registry_put_tcb_info_args(struct wr *w, const struct registry_put_tcb_info_args *in);
void wr_call_registry_put_tcb_info(struct wr *w, const struct registry_put_tcb_info_args *in);

/* call PhalaRegistry.put_qe_identity. Stores a QE identity, as put_tcb_info does a TCB info. */
struct registry_put_qe_identity_args {
	u8 root[32];
	struct slice qe_identity; /* at most 65536 bytes */
	u8 signature[64];
	struct slice chain; /* at most 16384 bytes */
};
void rd_registry_put_qe_identity_args(struct rd *r, struct registry_put_qe_identity_args *out);
void wr_registry_put_qe_identity_args(struct wr *w, const struct registry_put_qe_identity_args *in);
void wr_call_registry_put_qe_identity(struct wr *w, const struct registry_put_qe_identity_args *in);

/* call PhalaRegistry.renew_worker. A new quote before valid_until, for blake2_256("phala/attest/renew/v1" ++ genesis ++ SCALE(pubkey, incarnation, block_number, block_hash)); signed by the worker over the same with "phala/renew/v1". */
struct registry_renew_worker_args {
	u8 pubkey[32];
	u64 incarnation;
	u32 block_number;
	u8 block_hash[32];
	struct evidence evidence;
	u8 signature[64];
};
void rd_registry_renew_worker_args(struct rd *r, struct registry_renew_worker_args *out);
void wr_registry_renew_worker_args(struct wr *w, const struct registry_renew_worker_args *in);
void wr_call_registry_renew_worker(struct wr *w, const struct registry_renew_worker_args *in);

/* call PhalaRegistry.bond_worker. Reserves an amount for a worker, in addition to what this account reserved before. */
struct registry_bond_worker_args {
	u8 pubkey[32];
	struct balance amount;
};
void rd_registry_bond_worker_args(struct rd *r, struct registry_bond_worker_args *out);
void wr_registry_bond_worker_args(struct wr *w, const struct registry_bond_worker_args *in);
void wr_call_registry_bond_worker(struct wr *w, const struct registry_bond_worker_args *in);

/* call PhalaRegistry.unbond_worker. Gives a bond back, once the worker's attestation holds no longer. */
struct registry_unbond_worker_args {
	u8 pubkey[32];
};
void rd_registry_unbond_worker_args(struct rd *r, struct registry_unbond_worker_args *out);
void wr_registry_unbond_worker_args(struct wr *w, const struct registry_unbond_worker_args *in);
void wr_call_registry_unbond_worker(struct wr *w, const struct registry_unbond_worker_args *in);

/* call PhalaRegistry.set_attestation_policy. */
struct registry_set_attestation_policy_args {
	struct attestation_policy policy;
};
void rd_registry_set_attestation_policy_args(struct rd *r, struct registry_set_attestation_policy_args *out);
void wr_registry_set_attestation_policy_args(struct wr *w, const struct registry_set_attestation_policy_args *in);
void wr_call_registry_set_attestation_policy(struct wr *w, const struct registry_set_attestation_policy_args *in);

/* call PhalaRegistry.add_root. */
struct registry_add_root_args {
	struct slice der; /* at most 1024 bytes */
};
void rd_registry_add_root_args(struct rd *r, struct registry_add_root_args *out);
void wr_registry_add_root_args(struct wr *w, const struct registry_add_root_args *in);
void wr_call_registry_add_root(struct wr *w, const struct registry_add_root_args *in);

/* call PhalaRegistry.remove_root. Its workers' results are refused from then on. */
struct registry_remove_root_args {
	u8 root[32];
};
void rd_registry_remove_root_args(struct rd *r, struct registry_remove_root_args *out);
void wr_registry_remove_root_args(struct wr *w, const struct registry_remove_root_args *in);
void wr_call_registry_remove_root(struct wr *w, const struct registry_remove_root_args *in);

/* call PhalaRegistry.set_measurement. Puts code on the list of measurements, also if it was revoked, or takes it off. */
struct registry_set_measurement_args {
	u8 measurement[32];
	bool allowed;
};
void rd_registry_set_measurement_args(struct rd *r, struct registry_set_measurement_args *out);
void wr_registry_set_measurement_args(struct wr *w, const struct registry_set_measurement_args *in);
void wr_call_registry_set_measurement(struct wr *w, const struct registry_set_measurement_args *in);

/* call PhalaRegistry.revoke_measurement. Its workers' results are refused from then on. */
struct registry_revoke_measurement_args {
	u8 measurement[32];
};
void rd_registry_revoke_measurement_args(struct rd *r, struct registry_revoke_measurement_args *out);
void wr_registry_revoke_measurement_args(struct wr *w, const struct registry_revoke_measurement_args *in);
void wr_call_registry_revoke_measurement(struct wr *w, const struct registry_revoke_measurement_args *in);

/* call PhalaRegistry.set_platform. Says how well a machine is known; ends a revocation. */
struct registry_set_platform_args {
	u8 platform[32];
	u8 level;
};
void rd_registry_set_platform_args(struct rd *r, struct registry_set_platform_args *out);
void wr_registry_set_platform_args(struct wr *w, const struct registry_set_platform_args *in);
void wr_call_registry_set_platform(struct wr *w, const struct registry_set_platform_args *in);

/* call PhalaRegistry.revoke_platform. Its workers' results are refused from then on. */
struct registry_revoke_platform_args {
	u8 platform[32];
};
void rd_registry_revoke_platform_args(struct rd *r, struct registry_revoke_platform_args *out);
void wr_registry_revoke_platform_args(struct wr *w, const struct registry_revoke_platform_args *in);
void wr_call_registry_revoke_platform(struct wr *w, const struct registry_revoke_platform_args *in);

/* call PhalaRegistry.freeze_registration. While frozen nobody registers, also not after a restart; renewals go on. */
struct registry_freeze_registration_args {
	bool frozen;
};
void rd_registry_freeze_registration_args(struct rd *r, struct registry_freeze_registration_args *out);
void wr_registry_freeze_registration_args(struct wr *w, const struct registry_freeze_registration_args *in);
void wr_call_registry_freeze_registration(struct wr *w, const struct registry_freeze_registration_args *in);

/* call PhalaRegistry.approve_worker. */
struct registry_approve_worker_args {
	u8 pubkey[32];
	bool approved;
};
void rd_registry_approve_worker_args(struct rd *r, struct registry_approve_worker_args *out);
void wr_registry_approve_worker_args(struct wr *w, const struct registry_approve_worker_args *in);
void wr_call_registry_approve_worker(struct wr *w, const struct registry_approve_worker_args *in);

/* call PhalaRegistry.prune. Removes collateral that nobody can use any more, or frees the place that an expired worker has on its machine. Pays nothing. */
struct registry_prune_args {
	struct prunable item;
};
void rd_registry_prune_args(struct rd *r, struct registry_prune_args *out);
void wr_registry_prune_args(struct wr *w, const struct registry_prune_args *in);
void wr_call_registry_prune(struct wr *w, const struct registry_prune_args *in);

/* event PhalaRegistry.WorkerRegistered. */
struct event_registry_worker_registered {
	u8 pubkey[32];
	u64 incarnation;
	u8 tee;
};
void rd_event_registry_worker_registered(struct rd *r, struct event_registry_worker_registered *out);
void wr_event_registry_worker_registered(struct wr *w, const struct event_registry_worker_registered *in);

/* event PhalaRegistry.WorkerSeen. */
struct event_registry_worker_seen {
	u8 pubkey[32];
};
void rd_event_registry_worker_seen(struct rd *r, struct event_registry_worker_seen *out);
void wr_event_registry_worker_seen(struct wr *w, const struct event_registry_worker_seen *in);

/* event PhalaRegistry.WorkerAttested. By registration or renewal. */
struct event_registry_worker_attested {
	u8 pubkey[32];
	u64 incarnation;
	u8 tee;
	u8 trust_domain[32];
	u8 measurement[32];
	u8 platform[32];
	u8 tcb_status;
	u32 tcb_eval;
	u32 qe_eval;
	u64 valid_until;
};
void rd_event_registry_worker_attested(struct rd *r, struct event_registry_worker_attested *out);
void wr_event_registry_worker_attested(struct wr *w, const struct event_registry_worker_attested *in);

/* event PhalaRegistry.CollateralUpdated. */
struct event_registry_collateral_updated {
	struct collateral_id item;
	u64 issued;
	u64 next_update;
};
void rd_event_registry_collateral_updated(struct rd *r, struct event_registry_collateral_updated *out);
void wr_event_registry_collateral_updated(struct wr *w, const struct event_registry_collateral_updated *in);

/* event PhalaRegistry.Pruned. */
struct event_registry_pruned {
	struct prunable item;
};
void rd_event_registry_pruned(struct rd *r, struct event_registry_pruned *out);
void wr_event_registry_pruned(struct wr *w, const struct event_registry_pruned *in);

/* event PhalaRegistry.AttestationPolicySet. */
struct event_registry_attestation_policy_set {
	struct attestation_policy policy;
};
void rd_event_registry_attestation_policy_set(struct rd *r, struct event_registry_attestation_policy_set *out);
void wr_event_registry_attestation_policy_set(struct wr *w, const struct event_registry_attestation_policy_set *in);

/* event PhalaRegistry.RootAdded. */
struct event_registry_root_added {
	u8 root[32];
	bool production;
};
void rd_event_registry_root_added(struct rd *r, struct event_registry_root_added *out);
void wr_event_registry_root_added(struct wr *w, const struct event_registry_root_added *in);

/* event PhalaRegistry.RootRemoved. */
struct event_registry_root_removed {
	u8 root[32];
};
void rd_event_registry_root_removed(struct rd *r, struct event_registry_root_removed *out);
void wr_event_registry_root_removed(struct wr *w, const struct event_registry_root_removed *in);

/* event PhalaRegistry.MeasurementSet. */
struct event_registry_measurement_set {
	u8 measurement[32];
	bool allowed;
};
void rd_event_registry_measurement_set(struct rd *r, struct event_registry_measurement_set *out);
void wr_event_registry_measurement_set(struct wr *w, const struct event_registry_measurement_set *in);

/* event PhalaRegistry.MeasurementRevoked. */
struct event_registry_measurement_revoked {
	u8 measurement[32];
};
void rd_event_registry_measurement_revoked(struct rd *r, struct event_registry_measurement_revoked *out);
void wr_event_registry_measurement_revoked(struct wr *w, const struct event_registry_measurement_revoked *in);

/* event PhalaRegistry.PlatformSet. */
struct event_registry_platform_set {
	u8 platform[32];
	u8 level;
};
void rd_event_registry_platform_set(struct rd *r, struct event_registry_platform_set *out);
void wr_event_registry_platform_set(struct wr *w, const struct event_registry_platform_set *in);

/* event PhalaRegistry.PlatformRevoked. */
struct event_registry_platform_revoked {
	u8 platform[32];
};
void rd_event_registry_platform_revoked(struct rd *r, struct event_registry_platform_revoked *out);
void wr_event_registry_platform_revoked(struct wr *w, const struct event_registry_platform_revoked *in);

/* event PhalaRegistry.RegistrationFreezeSet. */
struct event_registry_registration_freeze_set {
	bool frozen;
};
void rd_event_registry_registration_freeze_set(struct rd *r, struct event_registry_registration_freeze_set *out);
void wr_event_registry_registration_freeze_set(struct wr *w, const struct event_registry_registration_freeze_set *in);

/* event PhalaRegistry.WorkerApproved. */
struct event_registry_worker_approved {
	u8 pubkey[32];
	bool approved;
};
void rd_event_registry_worker_approved(struct rd *r, struct event_registry_worker_approved *out);
void wr_event_registry_worker_approved(struct wr *w, const struct event_registry_worker_approved *in);

/* event PhalaRegistry.WorkerBonded. */
struct event_registry_worker_bonded {
	u8 pubkey[32];
	u8 who[32];
	struct balance amount;
};
void rd_event_registry_worker_bonded(struct rd *r, struct event_registry_worker_bonded *out);
void wr_event_registry_worker_bonded(struct wr *w, const struct event_registry_worker_bonded *in);

/* event PhalaRegistry.WorkerUnbonded. */
struct event_registry_worker_unbonded {
	u8 pubkey[32];
	u8 who[32];
	struct balance amount;
};
void rd_event_registry_worker_unbonded(struct rd *r, struct event_registry_worker_unbonded *out);
void wr_event_registry_worker_unbonded(struct wr *w, const struct event_registry_worker_unbonded *in);

#endif /* PRIMITIVES_GEN_REGISTRY_GEN_H */
