#ifndef BOX_TEST_HOST_H
#define BOX_TEST_HOST_H
/* box/test_host: a world for agents under test: canned HTTP, a clock that jumps to the next
 * timer, secrets that say their own name, and a record of everything for box/replay. */
#include "box/replay.h"

#define TH_EVENTS_MAX 512u
#define TH_LOG_LEN    16384u

/* What a request gets. status 0: fails with code and body as message; TH_HANG: no answer. */
#define TH_HANG 65535u
struct th_answer {
	u16 status;
	const char *code;
	struct box_answer answer;
};

struct th {
	struct box_client client;
	/* The next is set by the test. */
	void (*serve)(struct th *t, const struct box_fetch *req, struct th_answer *out);
	struct box_start start;
	int quiet_ms; /* how long the box must be silent before time jumps */
	/* The rest is the outcome. */
	struct box_end end;
	u8 output[BOX_OUTPUT_MAX + 1];
	char code[BOX_CODE_MAX + 1], error[BOX_ERROR_MAX + 1];
	char log[TH_LOG_LEN];
	u32 num_fetches, num_aborts;
	struct box_recorded events[TH_EVENTS_MAX];
	size_t num_events;
	struct arena arena; /* payloads of events */
	u8 calls_hash[32];  /* over all CALL and ABORT frames, in order */
	u64 wall_us;        /* from START to END */
};

enum err th_open(struct th *t) MUST_CHECK;
void th_close(struct th *t);
/* th_defaults sets a start with generous limits for this bundle. */
void th_defaults(struct th *t, const char *bundle);
/* th_run runs it to its END. */
enum err th_run(struct th *t) MUST_CHECK;
/* th_replay does the run again from its record. */
enum err th_replay(struct th *t, struct box_replay_result *out) MUST_CHECK;
void th_answer_text(struct th_answer *out, u16 status, const char *body);

#endif /* BOX_TEST_HOST_H */
