#ifndef BOX_WIRE_H
#define BOX_WIRE_H
/* box/wire: what enclave and box process say to each other over their socketpair.
 *
 * A frame is `length u32 LE ++ id u8 ++ body`; the length counts id and body. Bodies are
 * SCALE, fields in the order of the structs below. A box runs one guest at a time:
 *
 *   enclave → box: START, then EVENTs, at any time CANCEL
 *   box → enclave: CALL, ABORT and LOG while the run lasts, END as its last word
 *
 * The box reads one EVENT, runs the guest until it has nothing left to do, and only then
 * reads the next, so the order of EVENT frames is the order in which the guest sees the
 * world. Same START and same EVENTs give the same CALLs, ABORTs and END, except for
 * END.cpu_us. Call ids count from 1 in each run. An EVENT for a call that was aborted is
 * allowed (it was on its way): the guest sees only its clock. After END the box ignores
 * frames until the next START.
 *
 * The box process is our code, but the guest inside is not: the enclave decodes what comes
 * out of it like any stranger's bytes. Decoded structs borrow from the body.
 * Both sides; not freestanding only because nobody else needs it. */
#include "journal/record.h"
#include "receipt/receipt.h"

#define BOX_FRAME_MAX        (2u << 20)   /* id and body */
#define BOX_BUNDLE_MAX       (1u << 20)   /* the agent's entry file */
#define BOX_CONFIG_MAX       (64u << 10)  /* JSON text */
#define BOX_INPUT_MAX        (256u << 10) /* the trigger event, JSON text */
#define BOX_SECRETS_MAX      RECEIPT_SECRETS_MAX
#define BOX_NAME_MAX         RECEIPT_NAME_MAX /* of a secret */
#define BOX_METHOD_MAX       RECEIPT_METHOD_MAX
#define BOX_URL_MAX          8192u
#define BOX_HEADERS_MAX      64u
#define BOX_HEADER_NAME_MAX  256u
#define BOX_HEADER_VALUE_MAX 8192u
#define BOX_HEADERS_LEN_MAX  (32u << 10)  /* names and values of one message */
#define BOX_REQUEST_BODY_MAX (256u << 10)
#define BOX_ANSWER_BODY_MAX  (512u << 10)
#define BOX_PAYLOAD_MAX      (640u << 10) /* of CALL and EVENT; fits in a journal record */
#define BOX_LOG_MAX          512u
#define BOX_OUTPUT_MAX       RECEIPT_OUTPUT_MAX
#define BOX_CODE_MAX         64u  /* error code, such as "E_DENIED" */
#define BOX_ERROR_MAX        1024u
#define BOX_SLEEP_MS_MAX     600000u
#define BOX_MEMORY_MB_MAX    512u

enum box_frame_id {
	BOX_START = 1,
	BOX_EVENT = 2,
	BOX_CANCEL = 3,
	BOX_CALL = 129,
	BOX_ABORT = 130,
	BOX_LOG = 131,
	BOX_END = 132
};

/* Kinds of host call; journal records carry the same number. */
enum box_kind {
	BOX_FETCH = 1, /* payload: struct box_fetch */
	BOX_SLEEP = 2, /* payload: u32 ms; the EVENT is due ms later */
	BOX_REVEAL = 3 /* payload: String, name of a secret declared with reveal */
};

/* EVENT.status. FETCH answers carry the HTTP status (100 to 599). */
#define BOX_STATUS_FAILED 0u /* payload: struct box_failure */
#define BOX_STATUS_DONE   1u /* SLEEP: no payload; REVEAL: String, the value */

struct box_secret {
	struct slice name;
	bool reveal;
};

struct box_start {
	u8 run_id[32];
	u8 seed[32];
	u64 now_ms;
	struct journal_limits limits; /* journal_bytes is the enclave's business */
	struct slice bundle, config, input;
	u32 num_secrets;
	struct box_secret secrets[BOX_SECRETS_MAX];
};

struct box_event {
	u32 call_id;
	u8 kind; /* enum box_kind, as in the call */
	u16 status;
	u64 now_ms; /* the guest's clock from here on; never goes back */
	struct slice payload;
};

struct box_call {
	u32 call_id;
	u8 kind;
	struct slice payload;
};

struct box_log {
	u8 level; /* 0 debug, 1 info, 2 warning, 3 error */
	struct slice text;
};

struct box_end {
	enum receipt_outcome outcome;
	struct slice output; /* canonical JSON, empty unless OUTCOME_OK */
	struct slice code;   /* of the error, such as "E_MODEL"; may be empty */
	struct slice error;  /* one sentence for people; empty for OUTCOME_OK */
	u64 cpu_us;
	u32 host_calls;
	u64 memory_peak; /* bytes of linear memory */
};

struct box_header {
	struct slice name, value; /* name in lower case; both free of NUL, CR and LF */
};

struct box_headers {
	u32 num;
	struct box_header h[BOX_HEADERS_MAX];
};

struct box_fetch {
	struct slice method, url; /* url is absolute, not yet checked against any list */
	struct box_headers headers;
	struct slice body;
};

struct box_answer {
	struct box_headers headers;
	struct slice body;
};

/* A failed call becomes an Error with this code in the guest. Codes that guests see:
 * E_DENIED (not in the manifest), E_NETWORK, E_TIMEOUT, E_LIMIT (a size), E_BUDGET. */
struct box_failure {
	struct slice code, message;
};

struct box_frame {
	u8 id;
	struct slice body;
};

/* box_frame_next splits the first frame off `in`. ERR_AGAIN: not all there yet; *used is
 * then untouched. ERR_LIMIT, ERR_FORMAT (length 0): give up on this peer. */
enum err box_frame_next(struct slice in, struct box_frame *out, size_t *used) MUST_CHECK;

/* The put functions write a whole frame. Like wr_*, they leave the error in the writer:
 * ERR_LIMIT for what the reader would refuse, ERR_NOMEM when the buffer is too small. */
void box_put_start(struct wr *w, const struct box_start *x);
void box_put_event(struct wr *w, const struct box_event *x);
void box_put_cancel(struct wr *w, enum receipt_outcome why);
void box_put_call(struct wr *w, const struct box_call *x);
void box_put_abort(struct wr *w, u32 call_id);
void box_put_log(struct wr *w, const struct box_log *x);
void box_put_end(struct wr *w, const struct box_end *x);

/* The get functions read a body: the reader's errors, ERR_LIMIT, ERR_TRAILING. */
enum err box_get_start(struct box_start *out, struct slice body) MUST_CHECK;
enum err box_get_event(struct box_event *out, struct slice body) MUST_CHECK;
enum err box_get_cancel(enum receipt_outcome *out, struct slice body) MUST_CHECK;
enum err box_get_call(struct box_call *out, struct slice body) MUST_CHECK;
enum err box_get_abort(u32 *call_id, struct slice body) MUST_CHECK;
enum err box_get_log(struct box_log *out, struct slice body) MUST_CHECK;
enum err box_get_end(struct box_end *out, struct slice body) MUST_CHECK;

/* Payloads. */
void wr_box_fetch(struct wr *w, const struct box_fetch *x);
void wr_box_answer(struct wr *w, const struct box_answer *x);
void wr_box_failure(struct wr *w, const struct box_failure *x);
enum err box_fetch_decode(struct box_fetch *out, struct slice payload) MUST_CHECK;
enum err box_answer_decode(struct box_answer *out, struct slice payload) MUST_CHECK;
enum err box_failure_decode(struct box_failure *out, struct slice payload) MUST_CHECK;
enum err box_sleep_decode(u32 *ms, struct slice payload) MUST_CHECK;
enum err box_reveal_decode(struct slice *name, struct slice payload) MUST_CHECK;

/* box_request_hash = blake2_256(SCALE(kind u8, payload Bytes)): the request_hash of journal
 * and receipt, taken before any secret is put in. */
void box_request_hash(u8 out[32], u8 kind, struct slice payload);

#endif /* BOX_WIRE_H */
