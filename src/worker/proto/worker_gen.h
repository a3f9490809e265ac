#ifndef WORKER_PROTO_WORKER_GEN_H
#define WORKER_PROTO_WORKER_GEN_H
/* Made by tools/gen_proto.py from worker.toml; edit that. */
#include "scale/decode.h"
#include "scale/encode.h"

enum msg_id {
	MSG_INIT = 1,
	MSG_SYNC = 2,
	MSG_REGISTER = 3,
	MSG_RUN = 4,
	MSG_NET_OPENED = 5,
	MSG_NET_DATA = 6,
	MSG_NET_CLOSED = 7,
	MSG_STORED = 8,
	MSG_TICK = 9,
	MSG_HEARTBEAT = 10,
	MSG_RENEW = 11,
	MSG_PLAIN = 64,
	MSG_INIT_DONE = 65,
	MSG_SYNCED = 66,
	MSG_REGISTRATION = 67,
	MSG_RENEWAL = 68,
	MSG_NET_OPEN = 128,
	MSG_NET_SEND = 129,
	MSG_NET_CLOSE = 130,
	MSG_STORE = 131,
	MSG_STEP = 132,
	MSG_RESULT = 133,
	MSG_RUN_DROPPED = 134,
	MSG_LOG = 135,
};

/* A value that the agent's owner sealed to this worker. AAD = SCALE(agent, name, version); see docs/protocol/secrets.md. */
struct sealed_secret {
	struct slice name; /* at most 64 bytes */
	u32 version;
	struct slice sealed; /* at most 8192 bytes */
	u8 signature[64];
};
void rd_sealed_secret(struct rd *r, struct sealed_secret *out);
void wr_sealed_secret(struct wr *w, const struct sealed_secret *in);

/* Where the owner wants journals wrapped to; signature: owner's sr25519 over blake2_256("phala/owner-key/v1" ++ agent ++ x25519). */
struct owner_key {
	u8 x25519[32];
	u8 signature[64];
};
void rd_owner_key(struct rd *r, struct owner_key *out);
void wr_owner_key(struct wr *w, const struct owner_key *in);

/* Why a request was refused. code is an enum err of base/err.def by name; detail is for people and never holds secrets. */
struct refusal {
	struct slice code; /* at most 32 bytes */
	struct slice detail; /* at most 512 bytes */
};
void rd_refusal(struct rd *r, struct refusal *out);
void wr_refusal(struct wr *w, const struct refusal *in);

enum answer_tag {
	ANSWER_OK = 0,
	ANSWER_REFUSED = 1,
};
struct answer {
	u8 tag; /* enum answer_tag */
	union {
		struct slice ok; /* at most 65536 bytes */
		struct refusal refused;
	} u;
};
void rd_answer(struct rd *r, struct answer *out);
void wr_answer(struct wr *w, const struct answer *in);

/* First request of a boot. First boot ever: sealed is empty and the genesis hash is sealed for good. Answer: init_done. */
struct msg_init {
	u32 seq;
	u64 now_ms;
	u8 genesis_hash[32];
	struct slice genesis_header; /* at most 4096 bytes */
	struct slice genesis_proof; /* at most 262144 bytes */
	struct slice sealed; /* at most 4096 bytes */
	struct slice light; /* at most 65536 bytes */
	struct slice dev_ca; /* at most 65536 bytes */
};
void rd_msg_init(struct rd *r, struct msg_init *out);
void wr_msg_init(struct wr *w, const struct msg_init *in);

/* Headers from the verified head + 1 on, parent-linked, and a justification for the last. time_proof: Timestamp.Now at that last
 * block; the enclave's clock keeps to it. It may be empty until the enclave is registered, which needs it. Answer: synced. */
struct msg_sync {
	u32 seq;
	u64 now_ms;
	struct {
		u32 num;
		struct slice items[256]; /* at most 4096 bytes */
	} headers;
	struct slice justification; /* at most 65536 bytes */
	struct slice time_proof; /* at most 65536 bytes */
};
void rd_msg_sync(struct rd *r, struct msg_sync *out);
void wr_msg_sync(struct wr *w, const struct msg_sync *in);

/* proof: PhalaRegistry.WorkersV3[our key] at the verified head (present or absent). Answer: registration: a new incarnation, and a quote
 * for it where the platform gives one. */
struct msg_register {
	u32 seq;
	struct slice proof; /* at most 262144 bytes */
	bool has_operator;
	u8 operator[32];
};
void rd_msg_register(struct rd *r, struct msg_register *out);
void wr_msg_register(struct wr *w, const struct msg_register *in);

/* Start, resume, or sign again (finished, but its receipt went stale) the run of one trigger. proof covers, at the verified head: PhalaAgents.Triggers[trigger], .Agents[agent],
 * .Leases[agent] and PhalaRegistry.WorkersV3[our key]. journal holds what an earlier attempt stored, or is empty. Answer: plain. */
struct msg_run {
	u32 seq;
	u8 trigger[32];
	struct slice proof; /* at most 524288 bytes */
	struct slice manifest; /* at most 65536 bytes */
	struct slice bundle; /* at most 2097152 bytes */
	struct {
		u32 num;
		struct sealed_secret items[16];
	} secrets;
	bool has_owner_key;
	struct owner_key owner_key;
	struct slice body; /* at most 65536 bytes */
	struct slice journal; /* at most 1048576 bytes */
};
void rd_msg_run(struct rd *r, struct msg_run *out);
void wr_msg_run(struct wr *w, const struct msg_run *in);

/* No reply, like all net_* and stored: these answer messages of the enclave. */
struct msg_net_opened {
	u32 conn;
};
void rd_msg_net_opened(struct rd *r, struct msg_net_opened *out);
void wr_msg_net_opened(struct wr *w, const struct msg_net_opened *in);

struct msg_net_data {
	u32 conn;
	struct slice data; /* at most 65536 bytes */
};
void rd_msg_net_data(struct rd *r, struct msg_net_data *out);
void wr_msg_net_data(struct wr *w, const struct msg_net_data *in);

struct msg_net_closed {
	u32 conn;
	struct slice reason; /* at most 128 bytes */
};
void rd_msg_net_closed(struct rd *r, struct msg_net_closed *out);
void wr_msg_net_closed(struct wr *w, const struct msg_net_closed *in);

/* The bytes of `store` with this token are on disk (fsync). */
struct msg_stored {
	u64 token;
};
void rd_msg_stored(struct rd *r, struct msg_stored *out);
void wr_msg_stored(struct wr *w, const struct msg_stored *in);

/* Host clock, several times a second; drives time-outs. A hint only: see pal_now. */
struct msg_tick {
	u64 now_ms;
};
void rd_msg_tick(struct rd *r, struct msg_tick *out);
void wr_msg_tick(struct wr *w, const struct msg_tick *in);

/* Answer: plain with the 64-byte signature for PhalaRegistry.heartbeat at the verified head, after SCALE(block_number, block_hash, incarnation). */
struct msg_heartbeat {
	u32 seq;
};
void rd_msg_heartbeat(struct rd *r, struct msg_heartbeat *out);
void wr_msg_heartbeat(struct wr *w, const struct msg_heartbeat *in);

/* A new quote for the incarnation that is registered, before the old one's time is over. Answer: renewal. */
struct msg_renew {
	u32 seq;
};
void rd_msg_renew(struct rd *r, struct msg_renew *out);
void wr_msg_renew(struct wr *w, const struct msg_renew *in);

struct msg_plain {
	u32 seq;
	struct answer answer;
};
void rd_msg_plain(struct rd *r, struct msg_plain *out);
void wr_msg_plain(struct wr *w, const struct msg_plain *in);

/* tee and trust_domain are those of the quotes to come (attest.h enum attest_tee; SHA-256 of the root's DER), zero without any. */
struct msg_init_done {
	u32 seq;
	u8 pubkey[32];
	u8 x25519[32];
	u8 measurement[32];
	u8 engine_hash[32];
	u32 head_number;
	struct slice sealed; /* at most 4096 bytes */
	struct slice port; /* at most 16 bytes */
	u8 tee;
	u8 trust_domain[32];
};
void rd_msg_init_done(struct rd *r, struct msg_init_done *out);
void wr_msg_init_done(struct wr *w, const struct msg_init_done *in);

struct msg_synced {
	u32 seq;
	u32 number;
	u8 hash[32];
	struct slice light; /* at most 65536 bytes */
};
void rd_msg_synced(struct rd *r, struct msg_synced *out);
void wr_msg_synced(struct wr *w, const struct msg_synced *in);

/* info: SCALE WorkerRegistrationInfoV3. quote: its report data is blake2_256("phala/attest/register/v3" ++ info) ++ 32 zero bytes; empty where
 * the platform has none. */
struct msg_registration {
	u32 seq;
	struct slice info; /* at most 1024 bytes */
	u8 signature[64];
	struct slice quote; /* at most 16384 bytes */
};
void rd_msg_registration(struct rd *r, struct msg_registration *out);
void wr_msg_registration(struct wr *w, const struct msg_registration *in);

/* What PhalaRegistry.renew_worker wants. The quote's report data is blake2_256("phala/attest/renew/v1" ++ genesis ++ named) ++ 32 zero bytes, where
 * named = SCALE(our key, incarnation, block_number, block_hash); signature: over blake2_256("phala/renew/v1" ++ genesis ++ named). */
struct msg_renewal {
	u32 seq;
	u64 incarnation;
	u32 block_number;
	u8 block_hash[32];
	u8 signature[64];
	struct slice quote; /* at most 16384 bytes */
};
void rd_msg_renewal(struct rd *r, struct msg_renewal *out);
void wr_msg_renewal(struct wr *w, const struct msg_renewal *in);

/* Resolve, apply the operator's address rules, connect. TLS runs inside the stream and ends in the enclave. */
struct msg_net_open {
	u32 conn;
	struct slice host; /* at most 253 bytes */
	u16 port;
};
void rd_msg_net_open(struct rd *r, struct msg_net_open *out);
void wr_msg_net_open(struct wr *w, const struct msg_net_open *in);

struct msg_net_send {
	u32 conn;
	struct slice data; /* at most 65536 bytes */
};
void rd_msg_net_send(struct rd *r, struct msg_net_send *out);
void wr_msg_net_send(struct wr *w, const struct msg_net_send *in);

struct msg_net_close {
	u32 conn;
};
void rd_msg_net_close(struct rd *r, struct msg_net_close *out);
void wr_msg_net_close(struct wr *w, const struct msg_net_close *in);

/* Append to the journal file of this trigger's run at this offset, make it durable, answer `stored`. truncate: drop what lies beyond. */
struct msg_store {
	u64 token;
	u8 trigger[32];
	u32 offset;
	struct slice data; /* at most 1048576 bytes */
};
void rd_msg_store(struct rd *r, struct msg_store *out);
void wr_msg_store(struct wr *w, const struct msg_store *in);

/* Progress for people: no secrets, no bodies. kind: started, fetch, model, log, finished. */
struct msg_step {
	u8 trigger[32];
	struct slice kind; /* at most 16 bytes */
	struct slice text; /* at most 512 bytes */
};
void rd_msg_step(struct rd *r, struct msg_step *out);
void wr_msg_step(struct wr *w, const struct msg_step *in);

/* A finished run: SCALE receipt, its signature, canonical JSON output. */
struct msg_result {
	u8 trigger[32];
	u8 run_id[32];
	struct slice receipt; /* at most 32768 bytes */
	u8 signature[64];
	struct slice output; /* at most 8192 bytes */
};
void rd_msg_result(struct rd *r, struct msg_result *out);
void wr_msg_result(struct wr *w, const struct msg_result *in);

/* The run cannot go on here (journal damaged, lease lost, ...). Nothing was signed. */
struct msg_run_dropped {
	u8 trigger[32];
	struct refusal why;
};
void rd_msg_run_dropped(struct rd *r, struct msg_run_dropped *out);
void wr_msg_run_dropped(struct wr *w, const struct msg_run_dropped *in);

/* level: base/log levels as in os/log.h; the text is fixed by id and fields, never guest or secret data. */
struct msg_log {
	u8 level;
	struct slice text; /* at most 512 bytes */
};
void rd_msg_log(struct rd *r, struct msg_log *out);
void wr_msg_log(struct wr *w, const struct msg_log *in);

#endif /* WORKER_PROTO_WORKER_GEN_H */
