/* Made by tools/gen_pallets.py from runtime/pallets/registry/pallet.toml; edit that. */
#include "primitives/gen/registry_gen.h"

void rd_worker_registration_info_v3(struct rd *r, struct worker_registration_info_v3 *out)
{
	memset(out, 0, sizeof(*out));
	out->version = rd_u32(r);
	out->machine_id = rd_vec(r, 64);
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->ecdh_pubkey, 32);
	rd_bytes(r, out->genesis_block_hash, 32);
	out->features.num = rd_seq_len(r, 4);
	if (out->features.num > 8) {
		rd_fail(r, ERR_LIMIT);
		out->features.num = 0;
	}
	for (u32 i = 0; i < out->features.num; i++)
		out->features.items[i] = rd_u32(r);
	out->has_operator = rd_option(r);
	if (out->has_operator)
		rd_bytes(r, out->operator, 32);
	out->para_id = rd_u32(r);
	out->max_consensus_version = rd_u32(r);
	rd_bytes(r, out->x25519, 32);
	rd_bytes(r, out->measurement, 32);
	out->incarnation = rd_u64(r);
	out->block_number = rd_u32(r);
	rd_bytes(r, out->block_hash, 32);
}

void wr_worker_registration_info_v3(struct wr *w, const struct worker_registration_info_v3 *in)
{
	wr_u32(w, in->version);
	wr_vec(w, in->machine_id);
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->ecdh_pubkey, 32);
	wr_bytes(w, in->genesis_block_hash, 32);
	wr_compact(w, in->features.num);
	for (u32 i = 0; i < in->features.num; i++)
		wr_u32(w, in->features.items[i]);
	wr_bool(w, in->has_operator);
	if (in->has_operator)
		wr_bytes(w, in->operator, 32);
	wr_u32(w, in->para_id);
	wr_u32(w, in->max_consensus_version);
	wr_bytes(w, in->x25519, 32);
	wr_bytes(w, in->measurement, 32);
	wr_u64(w, in->incarnation);
	wr_u32(w, in->block_number);
	wr_bytes(w, in->block_hash, 32);
}

void rd_dcap_evidence(struct rd *r, struct dcap_evidence *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->quote = rd_vec(r, 16384);
	out->tcb_eval = rd_u32(r);
	out->qe_eval = rd_u32(r);
}

void wr_dcap_evidence(struct wr *w, const struct dcap_evidence *in)
{
	wr_bytes(w, in->root, 32);
	wr_vec(w, in->quote);
	wr_u32(w, in->tcb_eval);
	wr_u32(w, in->qe_eval);
}

void rd_worker_info_v3(struct rd *r, struct worker_info_v3 *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->x25519, 32);
	rd_bytes(r, out->measurement, 32);
	out->tee = rd_u8(r);
	rd_bytes(r, out->trust_domain, 32);
	out->incarnation = rd_u64(r);
	out->has_operator = rd_option(r);
	if (out->has_operator)
		rd_bytes(r, out->operator, 32);
	out->registered_at = rd_u32(r);
	out->last_seen = rd_u32(r);
	out->results = rd_u64(r);
	rd_bytes(r, out->platform, 32);
	out->tcb_status = rd_u8(r);
	out->tcb_eval = rd_u32(r);
	out->attested_at = rd_u32(r);
	out->valid_until = rd_u64(r);
}

void wr_worker_info_v3(struct wr *w, const struct worker_info_v3 *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->x25519, 32);
	wr_bytes(w, in->measurement, 32);
	wr_u8(w, in->tee);
	wr_bytes(w, in->trust_domain, 32);
	wr_u64(w, in->incarnation);
	wr_bool(w, in->has_operator);
	if (in->has_operator)
		wr_bytes(w, in->operator, 32);
	wr_u32(w, in->registered_at);
	wr_u32(w, in->last_seen);
	wr_u64(w, in->results);
	wr_bytes(w, in->platform, 32);
	wr_u8(w, in->tcb_status);
	wr_u32(w, in->tcb_eval);
	wr_u32(w, in->attested_at);
	wr_u64(w, in->valid_until);
}

void rd_pck_crl_key(struct rd *r, struct pck_crl_key *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->is_platform = rd_bool(r);
}

void wr_pck_crl_key(struct wr *w, const struct pck_crl_key *in)
{
	wr_bytes(w, in->root, 32);
	wr_bool(w, in->is_platform);
}

void rd_tcb_info_key(struct rd *r, struct tcb_info_key *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->tee = rd_u8(r);
	rd_bytes(r, out->fmspc, 6);
	out->eval = rd_u32(r);
}

void wr_tcb_info_key(struct wr *w, const struct tcb_info_key *in)
{
	wr_bytes(w, in->root, 32);
	wr_u8(w, in->tee);
	wr_bytes(w, in->fmspc, 6);
	wr_u32(w, in->eval);
}

void rd_qe_identity_key(struct rd *r, struct qe_identity_key *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->tee = rd_u8(r);
	out->eval = rd_u32(r);
}

void wr_qe_identity_key(struct wr *w, const struct qe_identity_key *in)
{
	wr_bytes(w, in->root, 32);
	wr_u8(w, in->tee);
	wr_u32(w, in->eval);
}

void rd_stored_collateral(struct rd *r, struct stored_collateral *out)
{
	memset(out, 0, sizeof(*out));
	out->issued = rd_u64(r);
	out->next_update = rd_u64(r);
	rd_bytes(r, out->content, 32);
	out->data = rd_vec(r, 98304);
}

void wr_stored_collateral(struct wr *w, const struct stored_collateral *in)
{
	wr_u64(w, in->issued);
	wr_u64(w, in->next_update);
	wr_bytes(w, in->content, 32);
	wr_vec(w, in->data);
}

void rd_approval_mode(struct rd *r, struct approval_mode *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
}

void wr_approval_mode(struct wr *w, const struct approval_mode *in)
{
	wr_u8(w, in->tag);
}

void rd_measurement_state(struct rd *r, struct measurement_state *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
}

void wr_measurement_state(struct wr *w, const struct measurement_state *in)
{
	wr_u8(w, in->tag);
}

void rd_platform_info(struct rd *r, struct platform_info *out)
{
	memset(out, 0, sizeof(*out));
	out->level = rd_u8(r);
	out->revoked = rd_bool(r);
	out->workers = rd_u32(r);
}

void wr_platform_info(struct wr *w, const struct platform_info *in)
{
	wr_u8(w, in->level);
	wr_bool(w, in->revoked);
	wr_u32(w, in->workers);
}

void rd_worker_bond(struct rd *r, struct worker_bond *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_worker_bond(struct wr *w, const struct worker_bond *in)
{
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

void rd_evidence(struct rd *r, struct evidence *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == EVIDENCE_DCAP)
		rd_dcap_evidence(r, &out->u.dcap);
}

void wr_evidence(struct wr *w, const struct evidence *in)
{
	wr_u8(w, in->tag);
	if (in->tag == EVIDENCE_DCAP)
		wr_dcap_evidence(w, &in->u.dcap);
}

void rd_collateral_id(struct rd *r, struct collateral_id *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 4);
	if (r->err == ERR_OK && out->tag == COLLATERAL_ID_ROOT_CRL)
		rd_bytes(r, out->u.root_crl, 32);
	if (r->err == ERR_OK && out->tag == COLLATERAL_ID_PCK_CRL)
		rd_pck_crl_key(r, &out->u.pck_crl);
	if (r->err == ERR_OK && out->tag == COLLATERAL_ID_TCB_INFO)
		rd_tcb_info_key(r, &out->u.tcb_info);
	if (r->err == ERR_OK && out->tag == COLLATERAL_ID_QE_IDENTITY)
		rd_qe_identity_key(r, &out->u.qe_identity);
}

void wr_collateral_id(struct wr *w, const struct collateral_id *in)
{
	wr_u8(w, in->tag);
	if (in->tag == COLLATERAL_ID_ROOT_CRL)
		wr_bytes(w, in->u.root_crl, 32);
	if (in->tag == COLLATERAL_ID_PCK_CRL)
		wr_pck_crl_key(w, &in->u.pck_crl);
	if (in->tag == COLLATERAL_ID_TCB_INFO)
		wr_tcb_info_key(w, &in->u.tcb_info);
	if (in->tag == COLLATERAL_ID_QE_IDENTITY)
		wr_qe_identity_key(w, &in->u.qe_identity);
}

void rd_attestation_policy(struct rd *r, struct attestation_policy *out)
{
	memset(out, 0, sizeof(*out));
	out->status_mask = rd_u16(r);
	out->min_tcb_eval = rd_u32(r);
	out->min_qe_eval = rd_u32(r);
	out->grace_seconds = rd_u32(r);
	out->max_age_seconds = rd_u32(r);
	out->allow_config_id = rd_bool(r);
	out->allow_migratable = rd_bool(r);
	out->allow_no_sept_ve = rd_bool(r);
	out->allow_service_td = rd_bool(r);
	out->td_attributes = rd_u64(r);
	out->require_measurement = rd_bool(r);
	out->min_platform_level = rd_u8(r);
	out->max_workers_per_platform = rd_u32(r);
	rd_approval_mode(r, &out->approval);
	out->min_bond = rd_balance(r);
	out->denied_fmspcs.num = rd_seq_len(r, 6);
	if (out->denied_fmspcs.num > 64) {
		rd_fail(r, ERR_LIMIT);
		out->denied_fmspcs.num = 0;
	}
	for (u32 i = 0; i < out->denied_fmspcs.num; i++)
		rd_bytes(r, out->denied_fmspcs.items[i], 6);
	out->denied_advisories.num = rd_seq_len(r, 24);
	if (out->denied_advisories.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->denied_advisories.num = 0;
	}
	for (u32 i = 0; i < out->denied_advisories.num; i++)
		rd_bytes(r, out->denied_advisories.items[i], 24);
}

void wr_attestation_policy(struct wr *w, const struct attestation_policy *in)
{
	wr_u16(w, in->status_mask);
	wr_u32(w, in->min_tcb_eval);
	wr_u32(w, in->min_qe_eval);
	wr_u32(w, in->grace_seconds);
	wr_u32(w, in->max_age_seconds);
	wr_bool(w, in->allow_config_id);
	wr_bool(w, in->allow_migratable);
	wr_bool(w, in->allow_no_sept_ve);
	wr_bool(w, in->allow_service_td);
	wr_u64(w, in->td_attributes);
	wr_bool(w, in->require_measurement);
	wr_u8(w, in->min_platform_level);
	wr_u32(w, in->max_workers_per_platform);
	wr_approval_mode(w, &in->approval);
	wr_balance(w, in->min_bond);
	wr_compact(w, in->denied_fmspcs.num);
	for (u32 i = 0; i < in->denied_fmspcs.num; i++)
		wr_bytes(w, in->denied_fmspcs.items[i], 6);
	wr_compact(w, in->denied_advisories.num);
	for (u32 i = 0; i < in->denied_advisories.num; i++)
		wr_bytes(w, in->denied_advisories.items[i], 24);
}

void rd_prunable(struct rd *r, struct prunable *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == PRUNABLE_COLLATERAL)
		rd_collateral_id(r, &out->u.collateral);
	if (r->err == ERR_OK && out->tag == PRUNABLE_WORKER)
		rd_bytes(r, out->u.worker, 32);
}

void wr_prunable(struct wr *w, const struct prunable *in)
{
	wr_u8(w, in->tag);
	if (in->tag == PRUNABLE_COLLATERAL)
		wr_collateral_id(w, &in->u.collateral);
	if (in->tag == PRUNABLE_WORKER)
		wr_bytes(w, in->u.worker, 32);
}

struct storage_key registry_workers_v3_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("WorkersV3"));
}

struct storage_key registry_workers_v3_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("WorkersV3"));

	storage_key_twox_64_concat(&k, slice_of(key, 32));
	return k;
}

enum err registry_workers_v3_decode(struct worker_info_v3 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_worker_info_v3(&r, out);
	return rd_end(&r);
}

struct storage_key registry_allow_unattested_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("AllowUnattested"));

	return k;
}

enum err registry_allow_unattested_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

struct storage_key registry_liveness_window_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("LivenessWindow"));

	return k;
}

enum err registry_liveness_window_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key registry_allow_development_roots_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("AllowDevelopmentRoots"));

	return k;
}

enum err registry_allow_development_roots_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

struct storage_key registry_roots_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Roots"));
}

struct storage_key registry_roots_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Roots"));

	storage_key_identity(&k, slice_of(key, 32));
	return k;
}

enum err registry_roots_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 1024);
	return rd_end(&r);
}

struct storage_key registry_root_crls_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("RootCrls"));
}

struct storage_key registry_root_crls_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("RootCrls"));

	storage_key_identity(&k, slice_of(key, 32));
	return k;
}

enum err registry_root_crls_decode(struct stored_collateral *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_stored_collateral(&r, out);
	return rd_end(&r);
}

struct storage_key registry_pck_crls_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("PckCrls"));
}

struct storage_key registry_pck_crls_key(const struct pck_crl_key *key)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("PckCrls"));
	u8 buf_key[128];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_pck_crl_key(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err registry_pck_crls_decode(struct stored_collateral *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_stored_collateral(&r, out);
	return rd_end(&r);
}

struct storage_key registry_tcb_infos_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("TcbInfos"));
}

struct storage_key registry_tcb_infos_key(const struct tcb_info_key *key)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("TcbInfos"));
	u8 buf_key[128];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_tcb_info_key(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err registry_tcb_infos_decode(struct stored_collateral *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_stored_collateral(&r, out);
	return rd_end(&r);
}

struct storage_key registry_qe_identities_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("QeIdentities"));
}

struct storage_key registry_qe_identities_key(const struct qe_identity_key *key)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("QeIdentities"));
	u8 buf_key[128];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_qe_identity_key(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err registry_qe_identities_decode(struct stored_collateral *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_stored_collateral(&r, out);
	return rd_end(&r);
}

struct storage_key registry_collateral_count_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("CollateralCount"));

	return k;
}

enum err registry_collateral_count_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key registry_attestation_policy_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("AttestationPolicy"));

	return k;
}

enum err registry_attestation_policy_decode(struct attestation_policy *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_attestation_policy(&r, out);
	return rd_end(&r);
}

struct storage_key registry_measurements_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Measurements"));
}

struct storage_key registry_measurements_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Measurements"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err registry_measurements_decode(struct measurement_state *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_measurement_state(&r, out);
	return rd_end(&r);
}

struct storage_key registry_platforms_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Platforms"));
}

struct storage_key registry_platforms_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Platforms"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err registry_platforms_decode(struct platform_info *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_platform_info(&r, out);
	return rd_end(&r);
}

struct storage_key registry_approvals_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Approvals"));
}

struct storage_key registry_approvals_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Approvals"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err registry_approvals_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key registry_bonds_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Bonds"));
}

struct storage_key registry_bonds_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Bonds"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err registry_bonds_decode(struct worker_bond *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_worker_bond(&r, out);
	return rd_end(&r);
}

struct storage_key registry_registration_frozen_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("RegistrationFrozen"));

	return k;
}

enum err registry_registration_frozen_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

void rd_registry_register_worker_v3_args(struct rd *r, struct registry_register_worker_v3_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_worker_registration_info_v3(r, &out->info);
	rd_evidence(r, &out->evidence);
	rd_bytes(r, out->signature, 64);
}

void wr_registry_register_worker_v3_args(struct wr *w, const struct registry_register_worker_v3_args *in)
{
	wr_worker_registration_info_v3(w, &in->info);
	wr_evidence(w, &in->evidence);
	wr_bytes(w, in->signature, 64);
}

void wr_call_registry_register_worker_v3(struct wr *w, const struct registry_register_worker_v3_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_REGISTER_WORKER_V3);
	wr_registry_register_worker_v3_args(w, in);
}

void rd_registry_heartbeat_args(struct rd *r, struct registry_heartbeat_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->incarnation = rd_u64(r);
	out->block_number = rd_u32(r);
	rd_bytes(r, out->block_hash, 32);
	rd_bytes(r, out->signature, 64);
}

void wr_registry_heartbeat_args(struct wr *w, const struct registry_heartbeat_args *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_u64(w, in->incarnation);
	wr_u32(w, in->block_number);
	wr_bytes(w, in->block_hash, 32);
	wr_bytes(w, in->signature, 64);
}

void wr_call_registry_heartbeat(struct wr *w, const struct registry_heartbeat_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_HEARTBEAT);
	wr_registry_heartbeat_args(w, in);
}

void rd_registry_put_root_crl_args(struct rd *r, struct registry_put_root_crl_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->crl = rd_vec(r, 65536);
}

void wr_registry_put_root_crl_args(struct wr *w, const struct registry_put_root_crl_args *in)
{
	wr_bytes(w, in->root, 32);
	wr_vec(w, in->crl);
}

void wr_call_registry_put_root_crl(struct wr *w, const struct registry_put_root_crl_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_PUT_ROOT_CRL);
	wr_registry_put_root_crl_args(w, in);
}

void rd_registry_put_pck_crl_args(struct rd *r, struct registry_put_pck_crl_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->crl = rd_vec(r, 65536);
	out->chain = rd_vec(r, 16384);
}

void wr_registry_put_pck_crl_args(struct wr *w, const struct registry_put_pck_crl_args *in)
{
	wr_bytes(w, in->root, 32);
	wr_vec(w, in->crl);
	wr_vec(w, in->chain);
}

void wr_call_registry_put_pck_crl(struct wr *w, const struct registry_put_pck_crl_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_PUT_PCK_CRL);
	wr_registry_put_pck_crl_args(w, in);
}

void rd_registry_put_tcb_info_args(struct rd *r, struct registry_put_tcb_info_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->tcb_info = rd_vec(r, 65536);
	rd_bytes(r, out->signature, 64);
	out->chain = rd_vec(r, 16384);
}

void wr_registry_put_tcb_info_args(struct wr *w, const struct registry_put_tcb_info_args *in)
{
	wr_bytes(w, in->root, 32);
	wr_vec(w, in->tcb_info);
	wr_bytes(w, in->signature, 64);
	wr_vec(w, in->chain);
}

void wr_call_registry_put_tcb_info(struct wr *w, const struct registry_put_tcb_info_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_PUT_TCB_INFO);
	wr_registry_put_tcb_info_args(w, in);
}

void rd_registry_put_qe_identity_args(struct rd *r, struct registry_put_qe_identity_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->qe_identity = rd_vec(r, 65536);
	rd_bytes(r, out->signature, 64);
	out->chain = rd_vec(r, 16384);
}

void wr_registry_put_qe_identity_args(struct wr *w, const struct registry_put_qe_identity_args *in)
{
	wr_bytes(w, in->root, 32);
	wr_vec(w, in->qe_identity);
	wr_bytes(w, in->signature, 64);
	wr_vec(w, in->chain);
}

void wr_call_registry_put_qe_identity(struct wr *w, const struct registry_put_qe_identity_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_PUT_QE_IDENTITY);
	wr_registry_put_qe_identity_args(w, in);
}

void rd_registry_renew_worker_args(struct rd *r, struct registry_renew_worker_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->incarnation = rd_u64(r);
	out->block_number = rd_u32(r);
	rd_bytes(r, out->block_hash, 32);
	rd_evidence(r, &out->evidence);
	rd_bytes(r, out->signature, 64);
}

void wr_registry_renew_worker_args(struct wr *w, const struct registry_renew_worker_args *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_u64(w, in->incarnation);
	wr_u32(w, in->block_number);
	wr_bytes(w, in->block_hash, 32);
	wr_evidence(w, &in->evidence);
	wr_bytes(w, in->signature, 64);
}

void wr_call_registry_renew_worker(struct wr *w, const struct registry_renew_worker_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_RENEW_WORKER);
	wr_registry_renew_worker_args(w, in);
}

void rd_registry_bond_worker_args(struct rd *r, struct registry_bond_worker_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->amount = rd_balance(r);
}

void wr_registry_bond_worker_args(struct wr *w, const struct registry_bond_worker_args *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_balance(w, in->amount);
}

void wr_call_registry_bond_worker(struct wr *w, const struct registry_bond_worker_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_BOND_WORKER);
	wr_registry_bond_worker_args(w, in);
}

void rd_registry_unbond_worker_args(struct rd *r, struct registry_unbond_worker_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
}

void wr_registry_unbond_worker_args(struct wr *w, const struct registry_unbond_worker_args *in)
{
	wr_bytes(w, in->pubkey, 32);
}

void wr_call_registry_unbond_worker(struct wr *w, const struct registry_unbond_worker_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_UNBOND_WORKER);
	wr_registry_unbond_worker_args(w, in);
}

void rd_registry_set_attestation_policy_args(struct rd *r, struct registry_set_attestation_policy_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_attestation_policy(r, &out->policy);
}

void wr_registry_set_attestation_policy_args(struct wr *w, const struct registry_set_attestation_policy_args *in)
{
	wr_attestation_policy(w, &in->policy);
}

void wr_call_registry_set_attestation_policy(struct wr *w, const struct registry_set_attestation_policy_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_SET_ATTESTATION_POLICY);
	wr_registry_set_attestation_policy_args(w, in);
}

void rd_registry_add_root_args(struct rd *r, struct registry_add_root_args *out)
{
	memset(out, 0, sizeof(*out));
	out->der = rd_vec(r, 1024);
}

void wr_registry_add_root_args(struct wr *w, const struct registry_add_root_args *in)
{
	wr_vec(w, in->der);
}

void wr_call_registry_add_root(struct wr *w, const struct registry_add_root_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_ADD_ROOT);
	wr_registry_add_root_args(w, in);
}

void rd_registry_remove_root_args(struct rd *r, struct registry_remove_root_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
}

void wr_registry_remove_root_args(struct wr *w, const struct registry_remove_root_args *in)
{
	wr_bytes(w, in->root, 32);
}

void wr_call_registry_remove_root(struct wr *w, const struct registry_remove_root_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_REMOVE_ROOT);
	wr_registry_remove_root_args(w, in);
}

void rd_registry_set_measurement_args(struct rd *r, struct registry_set_measurement_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->measurement, 32);
	out->allowed = rd_bool(r);
}

void wr_registry_set_measurement_args(struct wr *w, const struct registry_set_measurement_args *in)
{
	wr_bytes(w, in->measurement, 32);
	wr_bool(w, in->allowed);
}

void wr_call_registry_set_measurement(struct wr *w, const struct registry_set_measurement_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_SET_MEASUREMENT);
	wr_registry_set_measurement_args(w, in);
}

void rd_registry_revoke_measurement_args(struct rd *r, struct registry_revoke_measurement_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->measurement, 32);
}

void wr_registry_revoke_measurement_args(struct wr *w, const struct registry_revoke_measurement_args *in)
{
	wr_bytes(w, in->measurement, 32);
}

void wr_call_registry_revoke_measurement(struct wr *w, const struct registry_revoke_measurement_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_REVOKE_MEASUREMENT);
	wr_registry_revoke_measurement_args(w, in);
}

void rd_registry_set_platform_args(struct rd *r, struct registry_set_platform_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->platform, 32);
	out->level = rd_u8(r);
}

void wr_registry_set_platform_args(struct wr *w, const struct registry_set_platform_args *in)
{
	wr_bytes(w, in->platform, 32);
	wr_u8(w, in->level);
}

void wr_call_registry_set_platform(struct wr *w, const struct registry_set_platform_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_SET_PLATFORM);
	wr_registry_set_platform_args(w, in);
}

void rd_registry_revoke_platform_args(struct rd *r, struct registry_revoke_platform_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->platform, 32);
}

void wr_registry_revoke_platform_args(struct wr *w, const struct registry_revoke_platform_args *in)
{
	wr_bytes(w, in->platform, 32);
}

void wr_call_registry_revoke_platform(struct wr *w, const struct registry_revoke_platform_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_REVOKE_PLATFORM);
	wr_registry_revoke_platform_args(w, in);
}

void rd_registry_freeze_registration_args(struct rd *r, struct registry_freeze_registration_args *out)
{
	memset(out, 0, sizeof(*out));
	out->frozen = rd_bool(r);
}

void wr_registry_freeze_registration_args(struct wr *w, const struct registry_freeze_registration_args *in)
{
	wr_bool(w, in->frozen);
}

void wr_call_registry_freeze_registration(struct wr *w, const struct registry_freeze_registration_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_FREEZE_REGISTRATION);
	wr_registry_freeze_registration_args(w, in);
}

void rd_registry_approve_worker_args(struct rd *r, struct registry_approve_worker_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->approved = rd_bool(r);
}

void wr_registry_approve_worker_args(struct wr *w, const struct registry_approve_worker_args *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_bool(w, in->approved);
}

void wr_call_registry_approve_worker(struct wr *w, const struct registry_approve_worker_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_APPROVE_WORKER);
	wr_registry_approve_worker_args(w, in);
}

void rd_registry_prune_args(struct rd *r, struct registry_prune_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_prunable(r, &out->item);
}

void wr_registry_prune_args(struct wr *w, const struct registry_prune_args *in)
{
	wr_prunable(w, &in->item);
}

void wr_call_registry_prune(struct wr *w, const struct registry_prune_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_PRUNE);
	wr_registry_prune_args(w, in);
}

void rd_event_registry_worker_registered(struct rd *r, struct event_registry_worker_registered *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->incarnation = rd_u64(r);
	out->tee = rd_u8(r);
}

void wr_event_registry_worker_registered(struct wr *w, const struct event_registry_worker_registered *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_u64(w, in->incarnation);
	wr_u8(w, in->tee);
}

void rd_event_registry_worker_seen(struct rd *r, struct event_registry_worker_seen *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
}

void wr_event_registry_worker_seen(struct wr *w, const struct event_registry_worker_seen *in)
{
	wr_bytes(w, in->pubkey, 32);
}

void rd_event_registry_worker_attested(struct rd *r, struct event_registry_worker_attested *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->incarnation = rd_u64(r);
	out->tee = rd_u8(r);
	rd_bytes(r, out->trust_domain, 32);
	rd_bytes(r, out->measurement, 32);
	rd_bytes(r, out->platform, 32);
	out->tcb_status = rd_u8(r);
	out->tcb_eval = rd_u32(r);
	out->qe_eval = rd_u32(r);
	out->valid_until = rd_u64(r);
}

void wr_event_registry_worker_attested(struct wr *w, const struct event_registry_worker_attested *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_u64(w, in->incarnation);
	wr_u8(w, in->tee);
	wr_bytes(w, in->trust_domain, 32);
	wr_bytes(w, in->measurement, 32);
	wr_bytes(w, in->platform, 32);
	wr_u8(w, in->tcb_status);
	wr_u32(w, in->tcb_eval);
	wr_u32(w, in->qe_eval);
	wr_u64(w, in->valid_until);
}

void rd_event_registry_collateral_updated(struct rd *r, struct event_registry_collateral_updated *out)
{
	memset(out, 0, sizeof(*out));
	rd_collateral_id(r, &out->item);
	out->issued = rd_u64(r);
	out->next_update = rd_u64(r);
}

void wr_event_registry_collateral_updated(struct wr *w, const struct event_registry_collateral_updated *in)
{
	wr_collateral_id(w, &in->item);
	wr_u64(w, in->issued);
	wr_u64(w, in->next_update);
}

void rd_event_registry_pruned(struct rd *r, struct event_registry_pruned *out)
{
	memset(out, 0, sizeof(*out));
	rd_prunable(r, &out->item);
}

void wr_event_registry_pruned(struct wr *w, const struct event_registry_pruned *in)
{
	wr_prunable(w, &in->item);
}

void rd_event_registry_attestation_policy_set(struct rd *r, struct event_registry_attestation_policy_set *out)
{
	memset(out, 0, sizeof(*out));
	rd_attestation_policy(r, &out->policy);
}

void wr_event_registry_attestation_policy_set(struct wr *w, const struct event_registry_attestation_policy_set *in)
{
	wr_attestation_policy(w, &in->policy);
}

void rd_event_registry_root_added(struct rd *r, struct event_registry_root_added *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
	out->production = rd_bool(r);
}

void wr_event_registry_root_added(struct wr *w, const struct event_registry_root_added *in)
{
	wr_bytes(w, in->root, 32);
	wr_bool(w, in->production);
}

void rd_event_registry_root_removed(struct rd *r, struct event_registry_root_removed *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->root, 32);
}

void wr_event_registry_root_removed(struct wr *w, const struct event_registry_root_removed *in)
{
	wr_bytes(w, in->root, 32);
}

void rd_event_registry_measurement_set(struct rd *r, struct event_registry_measurement_set *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->measurement, 32);
	out->allowed = rd_bool(r);
}

void wr_event_registry_measurement_set(struct wr *w, const struct event_registry_measurement_set *in)
{
	wr_bytes(w, in->measurement, 32);
	wr_bool(w, in->allowed);
}

void rd_event_registry_measurement_revoked(struct rd *r, struct event_registry_measurement_revoked *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->measurement, 32);
}

void wr_event_registry_measurement_revoked(struct wr *w, const struct event_registry_measurement_revoked *in)
{
	wr_bytes(w, in->measurement, 32);
}

void rd_event_registry_platform_set(struct rd *r, struct event_registry_platform_set *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->platform, 32);
	out->level = rd_u8(r);
}

void wr_event_registry_platform_set(struct wr *w, const struct event_registry_platform_set *in)
{
	wr_bytes(w, in->platform, 32);
	wr_u8(w, in->level);
}

void rd_event_registry_platform_revoked(struct rd *r, struct event_registry_platform_revoked *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->platform, 32);
}

void wr_event_registry_platform_revoked(struct wr *w, const struct event_registry_platform_revoked *in)
{
	wr_bytes(w, in->platform, 32);
}

void rd_event_registry_registration_freeze_set(struct rd *r, struct event_registry_registration_freeze_set *out)
{
	memset(out, 0, sizeof(*out));
	out->frozen = rd_bool(r);
}

void wr_event_registry_registration_freeze_set(struct wr *w, const struct event_registry_registration_freeze_set *in)
{
	wr_bool(w, in->frozen);
}

void rd_event_registry_worker_approved(struct rd *r, struct event_registry_worker_approved *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->approved = rd_bool(r);
}

void wr_event_registry_worker_approved(struct wr *w, const struct event_registry_worker_approved *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_bool(w, in->approved);
}

void rd_event_registry_worker_bonded(struct rd *r, struct event_registry_worker_bonded *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_event_registry_worker_bonded(struct wr *w, const struct event_registry_worker_bonded *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

void rd_event_registry_worker_unbonded(struct rd *r, struct event_registry_worker_unbonded *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_event_registry_worker_unbonded(struct wr *w, const struct event_registry_worker_unbonded *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

const char *registry_error_name(u8 error)
{
	static const char *const names[] = {
		"InvalidSignature",
		"WorkerNotFound",
		"NoneAttestationDisabled",
		"GenesisBlockHashRejected",
		"StaleBlock",
		"IncarnationNotNewer",
		"IncarnationMismatch",
		"InvalidInput",
		"RegistrationFrozen",
		"RootUnknown",
		"RootExists",
		"RootMalformed",
		"DevelopmentRoot",
		"RootCrlMissing",
		"PckCrlMissing",
		"TcbInfoMissing",
		"QeIdentityMissing",
		"CollateralMalformed",
		"CollateralCryptography",
		"CollateralExpired",
		"CollateralNotYet",
		"CollateralNotNewer",
		"CollateralConflict",
		"CollateralEvaluation",
		"CollateralFull",
		"QuoteMalformed",
		"QuoteCryptography",
		"CertificateExpired",
		"CertificateRevoked",
		"TcbTooOld",
		"TcbRevoked",
		"TcbStatusNotAccepted",
		"EvaluationTooLow",
		"DebugNotAccepted",
		"AttributesNotAccepted",
		"AdvisoryDenied",
		"FmspcDenied",
		"ReportDataMismatch",
		"MeasurementMismatch",
		"MeasurementNotAllowed",
		"MeasurementRevoked",
		"PlatformMismatch",
		"PlatformNotListed",
		"PlatformRevoked",
		"PlatformFull",
		"NotApproved",
		"WorkerExpired",
		"PolicyInvalid",
		"BondTooLow",
		"BondNotFound",
		"BondOfOther",
		"BondInUse",
		"NothingToPrune",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
