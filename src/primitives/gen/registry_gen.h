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
};

enum registry_event {
	REGISTRY_EVENT_WORKER_REGISTERED = 10,
	REGISTRY_EVENT_WORKER_SEEN = 11,
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

/* What vouches for a registration. Later variants carry quotes; None needs the genesis flag AllowUnattested. */
enum evidence_tag {
	EVIDENCE_NONE = 0,
};
struct evidence {
	u8 tag; /* enum evidence_tag */
};
void rd_evidence(struct rd *r, struct evidence *out);
void wr_evidence(struct wr *w, const struct evidence *in);

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
};
void rd_worker_info_v3(struct rd *r, struct worker_info_v3 *out);
void wr_worker_info_v3(struct wr *w, const struct worker_info_v3 *in);

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

#endif /* PRIMITIVES_GEN_REGISTRY_GEN_H */
