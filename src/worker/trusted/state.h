#ifndef WORKER_TRUSTED_STATE_H
#define WORKER_TRUSTED_STATE_H
/* worker/trusted/state: what the files of the enclave share. Private to this folder. */
#include "base/bytes.h"
#include "base/log_level.h"
#include "base/utf8.h"
#include "consensus/light.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "crypto/sr25519.h"
#include "journal/journal.h"
#include "primitives/gen/agents_gen.h"
#include "text/http1.h"
#include "tls/tls.h"
#include "trie/proof.h"
#include "worker/proto/worker_gen.h"
#include "worker/trusted/manifest.h"
#include "worker/trusted/worker.h"

#define CALLS_MAX        1000u              /* as many as a manifest can allow */
#define LANE_MEM         ((size_t)96 << 20) /* one run: manifest, journal, bodies */
#define LANE_PAYLOADS    ((size_t)64 << 20) /* of that, what a guest may ask with */
#define LANE_LOGS_MAX    256u               /* as many as a box sends, box/run.h */
#define CONN_MEM         ((size_t)2 << 20)  /* one HTTPS call: head and body */
#define SCRATCH_MEM      ((size_t)24 << 20) /* one request of the host */
#define CLOCK_AHEAD_MS   60000u             /* the clock never runs further ahead of the head */
#define CALL_TIMEOUT_MS  60000u
#define BOX_GRACE_MS     2000u               /* beyond wall_ms: the box is then lost */
#define END_STORE_MS     60000u              /* the host may take to store an end */
#define REQUEST_MAX      ((size_t)512 << 10) /* of one HTTPS call, secrets in place */
#define SECRET_VALUE_MAX 4096u

enum worker_state { W_COLD, W_READY, W_REGISTERED };

enum conn_state { CONN_FREE, CONN_OPENING, CONN_OPEN };

/* One HTTPS call on its way. */
struct conn {
	enum conn_state state;
	u32 id; /* never reused in one boot */
	u32 call;
	struct url url;
	struct tls_conn *tls;
	struct http1 http;
	struct arena a;
	struct slice request; /* plain HTTP, secrets included: wiped when sent */
	bool sent;
	u64 deadline_ms;
};

enum call_state {
	CALL_ISSUED,  /* the guest asked; a record may answer it */
	CALL_NOTED,   /* its CALL record is on the way to the disk */
	CALL_WAITING, /* may leave as soon as a connection is free */
	CALL_LIVE,    /* out in the world, or asleep */
	CALL_ANSWERED /* its EVENT record is on the way to the disk, or delivered; or aborted */
};

/* One host call of the guest. Ids count from 1, so the index is id - 1. */
struct call {
	enum call_state state;
	u8 kind;
	u8 request_hash[32];
	struct slice payload;
	u64 due_ns; /* BOX_SLEEP, monotonic */
	/* The answer. */
	u16 status;
	u64 now_ms;
	struct slice answer;
	bool stored, aborted;
	bool has_event; /* it has a place in lane.order */
	bool noted;     /* the journal has a CALL record: it left, or was about to */
};

struct run_secret {
	const struct manifest_secret *decl;
	u32 version;
	struct slice value; /* in the lane's arena, wiped with it */
};

enum lane_state {
	LANE_FREE,
	LANE_REPLAY, /* events come from the journal */
	LANE_LIVE,
	LANE_ENDING,   /* the END record is on the way to the disk */
	LANE_DRAINING, /* the run was given up; the box has not said END yet */
	LANE_LOST
};

struct lane {
	u32 idx;
	enum lane_state state;
	struct arena a;
	u16 salt; /* of this run: store tokens of an older one are not taken */
	u8 trigger_id[32];
	struct trigger trigger;
	struct agent_info agent;
	struct lease lease;
	struct manifest manifest;
	u32 num_secrets;
	struct run_secret secrets[MANIFEST_SECRETS_MAX];
	struct journal_run run;

	struct journal_reader reader;
	struct journal_writer writer;
	bool has_reader, has_writer;
	bool has_pending; /* a record that was read and waits for its call */
	struct journal_record pending;
	bool was_ended; /* the journal had an END record */
	struct journal_end old_end;

	u32 num_calls;
	struct call *calls; /* CALLS_MAX */
	u32 *order;         /* calls in the order of their events, CALLS_MAX */
	u32 num_events, num_delivered;
	u32 num_asleep, num_waiting; /* calls in that state, so that a tick need not look */
	u32 num_logs;
	size_t payloads_len;
	u64 now_ms; /* the guest's clock */
	u64 deadline_mono_ns;
	struct conn conns[WORKER_CONNS_MAX];

	bool cancelled; /* the box was told to stop; nothing more leaves or is recorded */
	enum receipt_outcome cancel_why;
	bool lost;          /* the box is gone: never use the lane again */
	bool ended;         /* the box said its last word */
	struct box_end end; /* its texts are in the two buffers: an end always fits */
	u8 end_output[BOX_OUTPUT_MAX], end_error[BOX_ERROR_MAX];

	/* Noted calls; what the receipt has room for is the limit. */
	u32 num_fetches, num_model_calls;
};

struct worker {
	struct worker_io io;
	enum worker_state state;
	u32 once;              /* bit per request that was used up */
	struct arena scratch;  /* one request */
	bool scratch_is_plain; /* it holds what TLS protected: wipe it */
	u8 *out;               /* FRAME_BUF_LEN bytes: one frame to the host */
	u8 *box_out;           /* one frame to a box */
	u8 *journal_scratch;   /* JOURNAL_SCRATCH bytes for each lane */

	struct sr25519_pair key;
	struct secret32 x25519;
	u8 x25519_pub[32];
	u8 measurement[32], engine_hash[32];
	u8 tee, trust_domain[32]; /* of the platform's quotes, as in receipts */
	struct light light;
	u64 head_ms; /* Timestamp.Now at the verified head; 0: not proven */
	u64 clock_ms;
	u64 incarnation;
	u64 sequence;
	u8 previous[32];
	struct tls_roots *roots;

	u32 next_conn;
	u16 next_salt;
	u32 num_lanes;
	struct lane *lanes;
};

/* --- gate.c: messages to the host ---------------------------------------------------- */
void say_ok(struct worker *w, u32 seq, struct slice bytes);
void say_refused(struct worker *w, u32 seq, enum err code, const char *detail);
/* say sends one message; encode is a wr_msg_* of the descriptor. */
struct wr say_begin(struct worker *w, enum msg_id id);
void say_end(struct worker *w, struct wr *m);
void say_log(struct worker *w, enum log_level level, const char *text);
void say_step(struct worker *w, const struct lane *l, const char *kind, const char *text);

/* light_seal seals the light client for the host to keep; boot.c. */
enum err light_seal(struct worker *w, struct slice *out) MUST_CHECK;

/* --- handlers ------------------------------------------------------------------------- */
void boot_init(struct worker *w, struct slice body);  /* boot.c */
void chain_sync(struct worker *w, struct slice body); /* chain.c */
void chain_register(struct worker *w, struct slice body);
void chain_heartbeat(struct worker *w, struct slice body);
void chain_renew(struct worker *w, struct slice body);
void lane_start(struct worker *w, struct slice body);  /* start.c */
void lane_stored(struct worker *w, struct slice body); /* run.c */
void net_opened(struct worker *w, struct slice body);  /* fetch.c */
void net_data(struct worker *w, struct slice body);
void net_closed(struct worker *w, struct slice body);
void on_tick(struct worker *w, struct slice body); /* gate.c */

/* --- clock ---------------------------------------------------------------------------- */
void clock_hint(struct worker *w, u64 host_ms); /* gate.c */

/* chain_read reads one key at the verified head. */
enum err chain_read(struct worker *w, const struct trie_proof *p, const struct storage_key *k,
                    bool *found, struct slice *value) MUST_CHECK;

/* --- run.c ---------------------------------------------------------------------------- */
/* lane_store_begin stores what journal_begin wrote. */
enum err lane_store_begin(struct worker *w, const struct lane *l, struct wr *frame) MUST_CHECK;
/* lane_replay takes journal records as far as the guest has come; nothing when live. */
void lane_replay(struct worker *w, struct lane *l);
/* lane_free wipes what a run left and makes the lane free. */
void lane_free(struct lane *l);
/* lane_answer makes the answer to a call durable; the guest gets it after that. status 0
 * with a failure payload for errors. */
void lane_answer(struct worker *w, struct lane *l, u32 call, u16 status, struct slice payload);
void lane_fail_call(struct worker *w, struct lane *l, u32 call, const char *code,
                    const char *message);
/* lane_cancel ends the guest with an outcome. */
void lane_cancel(struct worker *w, struct lane *l, enum receipt_outcome why);
/* lane_drop gives the run up without a receipt. */
void lane_drop(struct worker *w, struct lane *l, enum err code, const char *detail);
void lane_on_box(struct worker *w, struct lane *l, const struct box_frame *f);
void lane_tick(struct worker *w, struct lane *l);
void lane_box_gone(struct worker *w, struct lane *l);

/* --- fetch.c --------------------------------------------------------------------------- */
/* fetch_start takes a noted FETCH call out into the world, or answers it with a failure. */
void fetch_start(struct worker *w, struct lane *l, u32 call);
/* fetch_admit tells before anything is stored whether the manifest, a missing secret or a
 * limit forbids the call. What it lets through can be built and sent. */
enum err fetch_admit(const struct lane *l, const struct call *c, const char **why) MUST_CHECK;
/* fetch_note counts a call whose CALL record is in the journal. */
void fetch_note(struct lane *l, struct call *c);
void fetch_tick(struct worker *w, struct lane *l);
/* fetch_abort: the guest does not want the answer; the call may be out or wait. */
void fetch_abort(struct worker *w, struct lane *l, u32 call);
void fetch_end_all(struct worker *w, struct lane *l);

/* --- secrets.c ------------------------------------------------------------------------- */
enum err secrets_open(struct worker *w, struct lane *l, const struct msg_run *m,
                      const char **why) MUST_CHECK;
/* secrets_fill copies a header value with every secret:// handle replaced. */
enum err secrets_fill(const struct lane *l, const struct url *u, struct slice in,
                      struct wr *out) MUST_CHECK;
const struct run_secret *secrets_find(const struct lane *l, struct slice name);

/* --- settle.c: what a run cost and did, and its receipt --------------------------------- */
enum err settle_receipt(struct worker *w, const struct lane *l) MUST_CHECK;

#endif /* WORKER_TRUSTED_STATE_H */
