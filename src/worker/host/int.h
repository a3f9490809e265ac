#ifndef WORKER_HOST_INT_H
#define WORKER_HOST_INT_H
/* worker/host/int: what the files of the host share. Private to this folder.
 *
 * One struct per concern; each file owns one and is entered by the functions listed under
 * its name. All of it runs on one loop, so "later" is a callback and nothing is locked. An
 * enclave that dies takes its connections, its requests and its runs with it: link_* calls
 * the *_enclave_lost functions, and `boot` tells answers of the old one apart. */
#include <uv.h>

#include "attest/attest.h"
#include "consensus/light.h"
#include "crypto/hash.h"
#include "crypto/ss58.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/http_server.h"
#include "os/log.h"
#include "os/spawn.h"
#include "primitives/gen/agents_gen.h"
#include "receipt/bundle.h"
#include "receipt/receipt.h"
#include "worker/host/host.h"
#include "worker/host/rpc.h"
#include "worker/proto/frame.h"
#include "worker/proto/worker_gen.h"

/* A path below the state folder; longer ones are refused when the folder is opened. */
#define HOST_PATH_MAX   1024u
#define JOBS_MAX        1024u /* triggers that are known at a time */
#define JOB_RESULTS_MAX 4u    /* receipts kept of one run: the newest ones */
#define JOB_STEPS_MAX   64u   /* lines kept of one run */
#define HEADERS_MAX     256u
#define REQUESTS_MAX    64u /* that wait for the enclave */
#define HOST_SCRATCH    ((size_t)256 << 20)
#define TXS_MAX         256u
#define CONNS_MAX       256u

struct block_ref {
	u32 number;
	u8 hash[32];
};

/* --- link: the enclave's process and its frames ------------------------------------------ */

/* body is borrowed; e is ERR_OK and id the reply's, or the refusal's error with detail. */
struct reply {
	u32 seq;
	u8 id;
	struct slice body;
	bool refused;
	struct slice code, detail; /* when refused */
	struct slice ok;           /* when MSG_PLAIN said Ok */
};
typedef void reply_done(struct worker_host *h, void *ctx, const struct reply *r);

struct pending_request {
	u32 seq; /* 0: free */
	reply_done *done;
	void *ctx;
};

enum enclave_state { ENCLAVE_DOWN, ENCLAVE_COLD, ENCLAVE_READY };

struct link {
	enum enclave_state state;
	struct child child;
	u32 boot; /* of this host: counts starts */
	u64 started_ms;
	u32 backoff_ms;
	uv_pipe_t *sock, *err; /* NULL when down */
	uv_poll_t *pid;
	uv_timer_t again, tick;
	struct frame_in in;
	u8 *in_mem, *out_mem;
	u32 seq;
	struct pending_request wait[REQUESTS_MAX];
	char line[1024]; /* of its stderr */
	size_t line_len;
	char last[512]; /* the last whole line */
	bool was_ready; /* an enclave of this host came up once */
	bool light_tried; /* the sealed light client was refused once */
	/* From init_done. */
	u8 pubkey[32], x25519[32], measurement[32], engine[32];
	char port[17];
	u8 tee, trust_domain[32]; /* of its quotes; zero without any */
};

enum err link_open(struct worker_host *h) MUST_CHECK;
/* link_timers puts what link keeps for ever onto the loop; before link_start. */
void link_timers(struct worker_host *h);
enum err link_start(struct worker_host *h) MUST_CHECK;
void link_stop(struct worker_host *h);
void link_free(struct worker_host *h);
/* link_begin and link_end frame one message; ERR_STATE without an enclave. */
struct wr link_begin(struct worker_host *h, enum msg_id id);
enum err link_end(struct worker_host *h, struct wr *w) MUST_CHECK;
/* link_expect gives the seq for a request whose reply goes to done; 0 when too many wait. */
u32 link_expect(struct worker_host *h, reply_done *done, void *ctx);
/* link_queued is what the enclave has not taken yet. */
size_t link_queued(const struct worker_host *h);
void link_keep_light(struct worker_host *h, struct slice light);
/* link_forget_light: the enclave's next boot starts at genesis. */
void link_forget_light(struct worker_host *h);

/* --- follow: finalized headers for the enclave ------------------------------------------- */

struct round;

struct follow {
	uv_timer_t timer;
	u32 interval_ms;
	bool busy, caught_up, has_hash; /* has_hash: head.hash and state_root are known */
	u32 hold;                       /* > 0: a proof at this head is on its way; do not move */
	struct round *waiting, *syncing;
	u32 trouble; /* last reason for not getting on; 0 none */
	u32 started_at;        /* its number when the enclave started */
	struct block_ref head; /* verified by the enclave */
	u8 state_root[32];
	u64 light_saved_ms;
	u8 *light_mem; /* sealed light client, not yet on disk */
	size_t light_len;
};

void follow_start(struct worker_host *h);
void follow_stop(struct worker_host *h);
void follow_enclave_ready(struct worker_host *h, u32 number);
void follow_enclave_lost(struct worker_host *h);
/* follow_hold keeps the enclave's head where it is until follow_release by the same boot. */
void follow_hold(struct worker_host *h);
void follow_release(struct worker_host *h, u32 boot);

/* --- handovers: from the authorities of the chain spec to those of now --------------------- */

/* One block that handed over, in the order of the chain. */
struct handover {
	u32 number;
	size_t end; /* of its fragment in bytes */
};

struct handovers {
	struct light trusted; /* where they lead */
	u8 *bytes;            /* fragments of a warp proof; malloc */
	struct handover *list;
	u32 num, cap;
};

/* handovers_load reads the worker's file; what does not hold is left out. */
enum err handovers_load(struct worker_host *h) MUST_CHECK;
void handovers_free(struct worker_host *h);
/* handovers_note keeps a block if it hands over and is not known yet. Before the enclave is told
 * of it, so that the file never lacks what the enclave has gone past. */
void handovers_note(struct worker_host *h, struct slice header, struct slice justification);
/* handovers_lead_to: is this justification by the authorities that are known here? */
bool handovers_lead_to(const struct worker_host *h, struct slice justification);
/* handovers_proof is the warp proof of all before block `number`, or empty without any. */
enum err handovers_proof(struct worker_host *h, u32 number, struct arena *a,
			 struct slice *out) MUST_CHECK;

/* --- watch: what finalized blocks say ---------------------------------------------------- */

struct watch {
	struct block_ref *queue; /* malloc */
	size_t num, cap;
	bool busy, has_cursor, scanning, rescan;
	u32 cursor; /* blocks up to this one were read */
};

void watch_block(struct worker_host *h, const struct block_ref *b);
/* watch_scan lists the triggers that wait, from the state. */
void watch_scan(struct worker_host *h);
void watch_free(struct worker_host *h);

enum tx_kind { TX_REGISTER, TX_HEARTBEAT, TX_RESULT, TX_RENEW, TX_COLLATERAL };
enum tx_end { TX_END_OK, TX_END_FAILED, TX_END_LOST };
struct tx_failure;

/* --- registry: registration, renewal and heartbeats ---------------------------------------- */

struct held; /* what the enclave signed, until the chain can judge its quote */

struct registry {
	bool busy, asked, is_registered;
	bool look; /* the row has changed: read it */
	u64 incarnation;
	u32 asked_at, next_beat, window;
	struct held *held;
	u32 failures, not_before; /* in a row; block before which nothing is tried again */
	char why[256];            /* the last one, to tell it once */
	u64 valid_until, renew_at; /* Unix seconds; valid_until 0: for ever */
	bool is_production;
	u8 tee; /* as the chain shows it */
};

void registry_on_head(struct worker_host *h);
void registry_enclave_lost(struct worker_host *h);
/* registry_on_tx: what became of a registration or renewal. */
void registry_on_tx(struct worker_host *h, enum tx_kind kind, const u8 owner[32],
		    enum tx_end end, const struct tx_failure *f);
void registry_free(struct worker_host *h);
/* registry_on_collateral: the chain has what it needs. until: the first of it to expire; json is
 * lent for the call. registry_no_collateral: it cannot be had now. */
struct collateral_ready {
	u8 root[32];
	u32 tcb_eval, qe_eval;
	u64 until;
	struct slice json;
};
void registry_on_collateral(struct worker_host *h, const struct collateral_ready *r);
void registry_no_collateral(struct worker_host *h, const char *why, const char *fix);
/* registry_strength is what the chain's row of this worker can show. */
enum receipt_strength registry_strength(const struct worker_host *h);

/* --- collateral: what a quote is judged by -------------------------------------------------- */

enum collateral_item { ITEM_ROOT_CRL, ITEM_PCK_CRL, ITEM_TCB_INFO, ITEM_QE_IDENTITY, NUM_ITEMS };

/* Unix seconds; zero: not there. */
struct item_age {
	u64 issued, next_update;
};

enum item_verdict {
	ITEM_GOOD,    /* what the chain has will do */
	ITEM_UPLOAD,  /* ours is newer, and the chain's is missing or more than half used up */
	ITEM_EXPIRED, /* neither will do */
};
/* collateral_judge is pure. */
enum item_verdict collateral_judge(const struct item_age *chain, const struct item_age *ours,
				   u64 now);

struct wanted; /* what is being done for one quote */

struct collateral {
	struct wanted *want; /* in an arena of its own, or NULL */
	bool busy;           /* the chain is being asked */
	u32 round;           /* answers of an older one are not taken */
};

/* collateral_want sees to it that the chain can judge this quote, and tells registry. */
void collateral_want(struct worker_host *h, struct slice quote);
void collateral_on_head(struct worker_host *h);
void collateral_on_tx(struct worker_host *h, u8 item, enum tx_end end, const struct tx_failure *f);
void collateral_drop(struct worker_host *h);

/* What to do when the chain refuses evidence or collateral; admission.c, a pure table. */
enum admission {
	ADMISSION_AGAIN, /* a fresh quote may do */
	ADMISSION_RACE,  /* somebody else was faster: look again */
	ADMISSION_WAIT,  /* somebody has to do something first */
};
struct admission_row {
	enum admission what;
	const char *why, *fix;
};
struct admission_row admission_of_error(u8 pallet, u8 error);

/* --- outbox: the operator's extrinsics, in order ----------------------------------------- */

enum tx_state { TX_QUEUED, TX_SENDING, TX_SENT };

struct tx {
	struct tx *next;
	enum tx_kind kind;
	enum tx_state state;
	u8 owner[32]; /* TX_RESULT: trigger; TX_COLLATERAL: item;
		       * TX_REGISTER, TX_RENEW: incarnation; little-endian, then zeroes */
	u8 *call;
	size_t call_len;
	u32 nonce;
	bool has_nonce;
	u64 tip;
	u32 sent_at; /* finalized head when it was sent */
	u32 attempts;
	u8 hashes[4][32]; /* of the newest variants */
	u32 num_hashes;
};

struct outbox {
	struct tx *first;
	u32 num;
	bool busy, has_version, has_nonce;
	u32 spec_version, tx_version, next_nonce;
	u64 not_before_ms;
};

enum err outbox_push(struct worker_host *h, enum tx_kind kind, const u8 owner[32],
		     struct slice call) MUST_CHECK;
void outbox_pump(struct worker_host *h);
/* outbox_block gets the extrinsics and events of a finalized block. */
struct tx_failure {
	u32 extrinsic;
	u8 pallet, error; /* 255 when it is no module error */
	u8 detail;        /* second byte of the error: enum attest_check, where it has one */
};
void outbox_block(struct worker_host *h, u32 number, const struct slice *xts, size_t num_xts,
		  const struct tx_failure *failed, size_t num_failed);
void outbox_free(struct worker_host *h);

/* --- jobs: triggers and their runs ------------------------------------------------------- */

enum job_state {
	JOB_SEEN,      /* waits for its turn */
	JOB_ASKING,    /* rows and files are being fetched */
	JOB_RUNNING,   /* in the enclave */
	JOB_SUBMITTED, /* a result is with the outbox */
	JOB_DONE,      /* recorded */
	JOB_DEAD,
	NUM_JOB_STATES
};

struct job_result {
	u8 id[32], signature[64];
	struct slice receipt, output; /* malloc, one block: receipt ++ output */
};

struct job_step {
	u64 at_ms;
	char kind[17];
	char *text; /* malloc */
};

struct job {
	struct job *next;
	u8 id[32], agent[32], run_id[32];
	enum job_state state;
	bool has_row, is_request, has_run_id, was_told; /* has_row: agent, source and body hash */
	u8 body_hash[32];
	u32 attempts;
	u64 next_try_ms;
	u32 num_results;
	struct job_result results[JOB_RESULTS_MAX];
	u32 num_steps;
	struct job_step steps[JOB_STEPS_MAX];
	bool is_recorded;
	u8 recorded[32];
	u32 recorded_at;
	char why[256]; /* of the last failure */
	u8 subject[32];
	u32 fresh_starts; /* with a journal thrown away */
	u32 run_seq;      /* of the request that gave it to the enclave */
	bool has_bundle, bundling;
};

struct jobs {
	struct job *first;
	u32 num, num_running;
	uv_timer_t timer;
};

/* What to do about a failed submit_result; verdict.c, a pure table. */
enum verdict {
	VERDICT_SOON,    /* at the next head or box */
	VERDICT_LATER,   /* somebody has to do something first */
	VERDICT_RESIGN,  /* run again from the journal: a fresh signature */
	VERDICT_AFRESH,  /* the journal is of no use */
	VERDICT_GONE,    /* the trigger's row is gone: was it recorded? */
	VERDICT_RELEASE, /* not ours */
	VERDICT_DEAD
};
struct verdict_row {
	enum verdict what;
	const char *why;
};
struct verdict_row verdict_of_error(u8 pallet, u8 error);
struct verdict_row verdict_of_refusal(struct slice code, struct slice detail);

void jobs_load(struct worker_host *h);
void jobs_start(struct worker_host *h);
void jobs_stop(struct worker_host *h);
void jobs_free(struct worker_host *h);
void jobs_pump(struct worker_host *h);
void jobs_enclave_lost(struct worker_host *h);
void jobs_see(struct worker_host *h, const u8 trigger[32]);
/* jobs_revive takes up what was given up of an agent: it has a new lease. */
void jobs_revive(struct worker_host *h, const u8 agent[32]);
/* jobs_body_came takes up the requests that waited for this body. */
void jobs_body_came(struct worker_host *h, const u8 hash[32]);
struct job *jobs_find(struct worker_host *h, const u8 trigger[32]);
void jobs_on_recorded(struct worker_host *h, const u8 trigger[32], const u8 receipt[32],
		      u32 block);
void jobs_on_tx(struct worker_host *h, const u8 trigger[32], enum tx_end end, u8 pallet, u8 error);
void jobs_on_message(struct worker_host *h, u8 id, struct slice body);
void job_step(struct worker_host *h, struct job *j, const char *kind, const char *text);
/* job_fail notes why and comes back later; job_die gives up. */
void job_fail(struct worker_host *h, struct job *j, const char *why, u32 wait_ms);
void job_die(struct worker_host *h, struct job *j, const char *why);
void job_verdict(struct worker_host *h, struct job *j, const struct verdict_row *v);
/* job_refused does what verdict_of_refusal says to a refusal of the enclave. */
void job_refused(struct worker_host *h, struct job *j, struct slice code, struct slice detail);
void job_submit(struct worker_host *h, struct job *j);
const char *job_state_word(enum job_state s);
const struct job_result *job_find_result(const struct job *j, const u8 receipt[32]);
/* run_begin asks for the rows of a job and hands it to the enclave; run.c. */
void run_begin(struct worker_host *h, struct job *j);
/* bundle_begin writes the bundle of a recorded job and tells the observer; bundle.c. */
void bundle_begin(struct worker_host *h, struct job *j);


/* --- store: files ------------------------------------------------------------------------ */

#define CODES_MAX   256u
#define BODIES_MAX  4096u
#define AGENTS_MAX  1024u
#define MANIFEST_MAX 65536u
#define BUNDLE_CODE_MAX 2097152u
#define BODY_MAX    65536u
#define JOURNAL_FILE_MAX 1048576u
#define ATTESTATIONS_MAX 8u /* of the newest boots */

enum err store_open(struct worker_host *h);
/* store_path makes "state/dir/NAMEext", name in hex of id. */
enum err store_path(const struct worker_host *h, char out[HOST_PATH_MAX], const char *dir,
		    struct slice id, const char *ext) MUST_CHECK;
enum err store_code(struct worker_host *h, struct slice manifest, struct slice bundle,
		    u8 code_id[32], u8 manifest_hash[32]) MUST_CHECK;
enum err store_read_code(struct worker_host *h, const u8 code_id[32], struct arena *a,
			 struct slice *manifest, struct slice *bundle) MUST_CHECK;
enum err store_body(struct worker_host *h, struct slice body, u8 hash[32]) MUST_CHECK;
enum err store_read_body(struct worker_host *h, const u8 hash[32], struct arena *a,
			 struct slice *out) MUST_CHECK;
void store_drop_body(struct worker_host *h, const u8 hash[32]);
/* An empty `sealed` marks a deleted secret; its version still counts. ERR_STALE: not newer. */
enum err store_secret(struct worker_host *h, const u8 agent[32],
		      const struct sealed_secret *s) MUST_CHECK;
enum err store_read_secrets(struct worker_host *h, const u8 agent[32], struct arena *a,
			    struct sealed_secret out[16], u32 *num) MUST_CHECK;
bool store_is_name(struct slice name);
enum err store_owner_key(struct worker_host *h, const u8 agent[32],
			 const struct owner_key *k) MUST_CHECK;
enum err store_read_owner_key(struct worker_host *h, const u8 agent[32], struct arena *a,
			      bool *found, struct owner_key *out) MUST_CHECK;
/* What vouched for one boot of the worker, for bundles. */
enum err store_attestation(struct worker_host *h, u64 incarnation,
			   const struct bundle_attestation *x) MUST_CHECK;
enum err store_read_attestation(struct worker_host *h, u64 incarnation, struct arena *a,
				struct bundle_attestation *out) MUST_CHECK;
enum err store_result(struct worker_host *h, const struct job *j) MUST_CHECK;
enum err store_read_result(struct job *j, struct slice json, struct arena *a) MUST_CHECK;

/* --- net: sockets for the enclave -------------------------------------------------------- */

struct net_conn;

struct net {
	struct net_conn *first;
	u32 num;
};

void net_on_message(struct worker_host *h, u8 id, struct slice body);
void net_close_all(struct worker_host *h);

/* --- api --------------------------------------------------------------------------------- */

enum err api_start(struct worker_host *h) MUST_CHECK;
void api_stop(struct worker_host *h);

/* ----------------------------------------------------------------------------------------- */

struct worker_host {
	struct worker_host_opts o;
	struct worker_resolve resolve[WORKER_HOST_RESOLVE_MAX];
	char *dir; /* absolute; these strings are malloc */
	int lock;
	bool started, stopping, first_start;
	uv_loop_t *loop;
	struct rpc *rpc;
	struct arena scratch; /* one callback */
	struct http_server *api;
	u8 operator_id[32];
	char operator_text[SS58_TEXT_MAX + 1];
	struct link link;
	struct follow follow;
	struct handovers handovers;
	struct watch watch;
	struct registry registry;
	struct collateral collateral;
	struct outbox outbox;
	struct jobs jobs;
	struct net net;
};

/* host_fatal tells the program that the worker cannot go on. */
void host_fatal(struct worker_host *h, enum err e, const char *why);
/* host_attest logs what happens about evidence and tells the observer; fix is "" when nobody
 * has to do anything. */
void host_attest(struct worker_host *h, const char *what, const char *text, const char *fix);
/* host_root_fix says what to do when the chain does not accept a root. */
const char *host_root_fix(const u8 root[32]);
/* host_is_production: it is the pinned one. */
bool host_is_production(const u8 root[32]);
/* host_alloc is calloc that ends the process without memory: nothing here can go on. */
void *host_alloc(size_t num, size_t size);
void *host_dup(struct slice s);
/* host_get asks for one storage value at a block (32 bytes, or NULL for the newest); the
 * answer is a hex string or null. */
void host_get(struct worker_host *h, const struct storage_key *k, const u8 *block,
	      rpc_done *done, void *ctx);
/* host_value decodes that answer. */
enum err host_value(const struct json *result, struct arena *a, bool *found,
		    struct slice *value) MUST_CHECK;

#endif /* WORKER_HOST_INT_H */
