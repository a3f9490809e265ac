#ifndef BOX_RUN_H
#define BOX_RUN_H
/* box/run: one run of one guest, from START to END.
 *
 * The process has one. Host functions (box/host) act on it; frames leave through
 * run_send at once. */
#include "base/arena.h"
#include "box/engine.h"
#include "box/prng.h"

#define RUN_CALLS_MAX  4096u       /* host calls of one run, whatever START says */
#define RUN_LOGS_MAX   256u        /* LOG frames of one run; later ones are dropped */
#define RUN_DATA_MAX   (4u << 20)  /* bytes that one host function may be handed */
#define RUN_ARENA      (8u << 20)  /* trees of JSON that the guest wants checked */
#define RUN_JSON_MAX   (512u << 10) /* text of such a tree */

enum run_call_state { CALL_FREE, CALL_OPEN, CALL_CLOSED };

struct run_call {
	u8 state, kind;
};

struct box_run {
	int fd;
	bool active, loading;
	struct box_start start; /* borrows from the received frame, which stays */
	u64 now_ms;
	struct prng prng;
	u32 num_calls, num_open, num_logs;
	struct run_call calls[RUN_CALLS_MAX + 1]; /* by id */
	struct box_end end;
	char code[BOX_CODE_MAX + 4], error[BOX_ERROR_MAX + 4];
	struct arena arena;
	struct wr tx;      /* the frame that is being written; room for one payload */
	u8 *payload;       /* BOX_PAYLOAD_MAX, while a call or event is made */
};

extern struct box_run box_run;

enum err run_init(int fd) MUST_CHECK;
void run_start(struct slice body);
void run_event(struct slice body);
void run_cancel(struct slice body);
/* run_overtime ends a waiting run whose wall time is over. */
void run_overtime(void);

/* For host functions. run_call gives the id, or 0 if the payload cannot be sent; it leaves
 * the guest for good when the run has no call left. */
u32 run_call(u8 kind, struct slice payload);
void run_abort(u32 call_id);
void run_log(u8 level, struct slice text);
NORETURN void run_done(struct slice json);
NORETURN void run_fail(struct slice code, struct slice text);
NORETURN void run_nothing(void);

#endif /* BOX_RUN_H */
