#ifndef BOX_REPLAY_H
#define BOX_REPLAY_H
/* box/replay: do a recorded run again and see whether it goes the same way.
 *
 * Nothing leaves the machine: every host call is answered from the record, and its request
 * must hash to what was recorded. Host side; for `phala replay`, auditors and tests. */
#include "box/client.h"

struct box_recorded {
	struct box_event event;
	u8 request_hash[32];
};

struct box_replay {
	const struct box_start *start;
	const struct box_recorded *events; /* in recorded order */
	size_t num_events;
	enum receipt_outcome outcome; /* as recorded */
};

struct box_replay_result {
	enum receipt_outcome outcome;
	u8 output[BOX_OUTPUT_MAX];
	size_t output_len;
	char error[BOX_ERROR_MAX + 1]; /* of the run, or where it diverged */
	u32 host_calls;
	u64 cpu_us;
};

/* box_replay runs in c's process, which may be used again. ERR_DIVERGED: the code does
 * something else than the record; out->error says where. The caller compares the hash of
 * the output. CPU and wall limits are relaxed unless one of them ended the recorded run.
 * ERR_EOF, ERR_FORMAT: the process failed. */
enum err box_replay(struct box_client *c, const struct box_replay *r,
                    struct box_replay_result *out) MUST_CHECK;

#endif /* BOX_REPLAY_H */
