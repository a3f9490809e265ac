#ifndef JOURNAL_RECORD_H
#define JOURNAL_RECORD_H
/* journal/record: what the journal of a run is made of, before encryption.
 *
 * One SCALE encoding per record: tag u8 ++ fields in the order below. The first
 * record is the run header, the last (of a finished run) the end. Slices borrow
 * from the input. Meaning of `kind` and `status` belongs to who records events
 * (the box). Byte by byte: docs/protocol/journal.md. Freestanding. */
#include "scale/decode.h"
#include "scale/encode.h"

#define JOURNAL_VERSION     1u
#define JOURNAL_MAX         (1u << 20) /* bytes of one journal, all included */
#define JOURNAL_PAYLOAD_MAX (768u << 10)
#define JOURNAL_RECORD_MAX  (JOURNAL_PAYLOAD_MAX + 1024u) /* any record, encoded */

struct journal_limits {
	u32 cpu_ms, wall_ms, memory_mb, host_calls, output_bytes, journal_bytes;
};

/* Everything that decides how a run goes, apart from events. */
struct journal_run {
	u8 genesis[32], agent[32], code_id[32], manifest_hash[32], engine_hash[32];
	u8 run_id[32];
	u32 attempt;
	u8 trigger[32];
	u8 seed[32]; /* of the guest's PRNG; random, so the Merkle root hides what was recorded */
	struct journal_limits limits;
	u64 now_ms;         /* the guest's clock at start */
	struct slice input; /* at most JOURNAL_PAYLOAD_MAX */
};

/* Something the host told the guest. */
struct journal_event {
	u64 seq;     /* of events, from 0 */
	u32 call_id; /* the host call that it answers; 0 for none */
	u8 request_hash[32];
	u8 kind;
	u16 status;
	u64 now_ms; /* the guest's clock from here on */
	struct slice payload;
};

/* A host call that is about to leave the machine. */
struct journal_call {
	u32 call_id;
	u8 kind;
	u8 request_hash[32];
};

struct journal_end {
	u8 status; /* enum receipt_outcome */
	u8 output_hash[32];
};

enum journal_tag { JOURNAL_RUN, JOURNAL_EVENT, JOURNAL_CALL, JOURNAL_END, NUM_JOURNAL_TAGS };

struct journal_record {
	enum journal_tag tag;
	union {
		struct journal_run run;
		struct journal_event event;
		struct journal_call call;
		struct journal_end end;
	} u;
};

void rd_journal_record(struct rd *r, struct journal_record *out);
void wr_journal_record(struct wr *w, const struct journal_record *x);
/* journal_record_decode: the reader's errors, ERR_VERSION, ERR_LIMIT. */
enum err journal_record_decode(struct journal_record *out, struct slice in) MUST_CHECK;

#endif /* JOURNAL_RECORD_H */
