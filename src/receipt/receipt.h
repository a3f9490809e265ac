#ifndef RECEIPT_RECEIPT_H
#define RECEIPT_RECEIPT_H
/* receipt/receipt: what a worker's signature says about one run of an agent.
 *
 * The enclave builds and signs receipts; runtime, verifier and CLI check them. A
 * decoded receipt borrows text from the input and keeps its lists in the arena. There is
 * one encoding per value, so the id is well defined. Decoding fails with the reader's
 * errors; ERR_VERSION for another version.
 * Limits are in the constants below; the largest receipt is under RECEIPT_MAX bytes.
 * Format: docs/protocol/receipt.md, byte by byte. */
#include "base/arena.h"
#include "scale/decode.h"
#include "scale/encode.h"

struct sr25519_pair;
struct json_wr;

#define RECEIPT_VERSION          1u
#define RECEIPT_MAX              32768u
#define RECEIPT_MODEL_CALLS_MAX  16u
#define RECEIPT_EGRESS_MAX       64u
#define RECEIPT_OUTBOX_MAX       16u
#define RECEIPT_SECRETS_MAX      16u
#define RECEIPT_NAME_MAX         64u  /* provider, model, secret */
#define RECEIPT_HOST_MAX         253u /* a DNS name */
#define RECEIPT_METHOD_MAX       8u
#define RECEIPT_CHAIN_MAX        32u
#define RECEIPT_OUTPUT_MAX       8192u

enum receipt_outcome {
	OUTCOME_OK,
	OUTCOME_AGENT_ERROR, /* the agent threw */
	OUTCOME_CPU,
	OUTCOME_WALL,
	OUTCOME_MEMORY,
	OUTCOME_HOST_CALLS, /* count or size of host calls */
	OUTCOME_BUDGET,
	OUTCOME_TRAP,
	OUTCOME_NO_OUTPUT,
	OUTCOME_DENIED, /* asked for what the manifest does not list */
	OUTCOME_MODEL,  /* the model failed for good */
	NUM_OUTCOMES
};

/* Strength, weakest first; never more than the evidence shows. */
enum receipt_strength {
	STRENGTH_SIMULATED,
	STRENGTH_ATTESTED,
	STRENGTH_ATTESTED_MODEL,
	STRENGTH_RE_EXECUTED,
	NUM_STRENGTHS
};

/* As in quotes: simulated ones name a TEE too, and a root that is no production root. */
enum tee_kind { TEE_NONE, TEE_SGX, TEE_TDX, TEE_SEV_SNP, NUM_TEES };

struct receipt_model_call {
	struct slice provider, model_asked, model_served; /* text */
	u8 request_hash[32], response_hash[32];
};

struct receipt_egress {
	struct slice host, method; /* text */
	u16 status;                /* HTTP; 0 if there was no answer */
	u8 request_hash[32], response_hash[32];
};

struct receipt_outbox {
	struct slice chain; /* text */
	u64 n;
	u8 hash[32];
};

struct receipt_secret {
	struct slice name; /* text */
	u32 version;
};

struct receipt_cost {
	u64 cpu_us, wall_ms;
	u32 host_calls;
	u64 bytes_in, bytes_out, tokens_in, tokens_out;
};

/* Fields in the order of the encoding; the version is in front of them. */
struct receipt {
	u8 genesis[32];
	u8 agent[32], code_id[32], manifest_hash[32], engine_hash[32];
	u8 worker[32]; /* sr25519 public key that signs */
	u8 measurement[32];
	enum tee_kind tee;
	u8 trust_domain[32]; /* hash of the attestation root; zero for none */
	u64 incarnation;
	u32 key_generation;
	u64 lease_epoch;
	u8 run_id[32];
	u32 attempt; /* 1: a run that goes on after a crash is the same attempt */
	u32 lane;    /* index of the box in which it ran */
	u8 trigger[32], subject[32];
	u8 input_hash[32], output_hash[32];
	enum receipt_outcome outcome;
	u8 journal_root[32];
	u32 num_model_calls;
	const struct receipt_model_call *model_calls;
	u32 num_egress;
	const struct receipt_egress *egress;
	bool has_state_before;
	u8 state_before[32];
	bool has_state_after;
	u8 state_after[32];
	u32 num_outbox;
	const struct receipt_outbox *outbox;
	u32 num_secrets;
	const struct receipt_secret *secrets;
	struct receipt_cost cost;
	u32 head_number; /* block that the enclave had verified when it signed */
	u8 head_hash[32];
	u64 sequence;    /* of this worker since it registered (incarnation), from 0 */
	u8 previous[32]; /* id of the receipt before it there; zero for the first */
};

void rd_receipt(struct rd *r, struct receipt *out, struct arena *a);
/* wr_receipt refuses what a reader would refuse: ERR_LIMIT, or ERR_UTF8 for a text. */
void wr_receipt(struct wr *w, const struct receipt *x);
enum err receipt_decode(struct receipt *out, struct slice scale, struct arena *a) MUST_CHECK;
/* receipt_encode puts the encoding into the arena. */
enum err receipt_encode(const struct receipt *x, struct arena *a, struct slice *scale) MUST_CHECK;

/* receipt_id = blake2_256(SCALE), the name of a receipt everywhere. */
void receipt_id(struct slice scale, u8 id[32]);
/* receipt_digest = blake2_256("phala/receipt/v1" ++ SCALE): what is signed. */
void receipt_digest(struct slice scale, u8 digest[32]);
/* receipt_sign and receipt_verify: sr25519 in context "substrate" over the digest. ERR_KEY
 * if the encoding names another worker, ERR_SHORT or ERR_VERSION if it names none. */
enum err receipt_sign(struct slice scale, const struct sr25519_pair *pair, u8 sig[64]) MUST_CHECK;
enum err receipt_verify(struct slice scale, const u8 worker[32], const u8 sig[64]) MUST_CHECK;

/* Words for people; stable, they are part of the JSON views. */
const char *receipt_outcome_word(enum receipt_outcome o);
const char *receipt_strength_word(enum receipt_strength s);
const char *receipt_tee_word(enum tee_kind t);

/* receipt_to_json writes the view of docs/protocol/receipt.md, one JSON object. */
void receipt_to_json(struct json_wr *w, const struct receipt *x);

#endif /* RECEIPT_RECEIPT_H */
