#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H
/* journal/journal: the encrypted, append-only record of one run.
 *
 * The enclave writes it and, after a crash, resumes from it; the owner of the
 * agent reads it on a laptop to replay the run. The host stores the bytes and
 * can only cut them short: a changed, moved, repeated or foreign frame does not
 * open. Sans-I/O: the writer makes bytes, the caller must have them on disk
 * before it acts on them (before the guest sees an event, before a call leaves).
 *
 * A random key per run encrypts every record; the file header holds it wrapped
 * twice, under the enclave's sealing key and to the owner's X25519 key. Each
 * record binds run id, its number and the record before. Randomness comes from
 * the caller (pal_random), in struct journal_random; each writer session needs
 * fresh bytes, because after a rollback the same record number may be written
 * again with other content and must then have another nonce.
 *
 * Ownership: reader and writer are the caller's structs and hold the run key:
 * release them. The reader borrows file and scratch; records borrow from scratch
 * until the next read. Limits: journal/record.h.
 * Freestanding; trusted side, replay and verifier. Format: docs/protocol/journal.md. */
#include "base/secret.h"
#include "journal/merkle.h"
#include "journal/record.h"

#define JOURNAL_HEAD_MAX    512u
#define JOURNAL_FRAME_EXTRA 48u  /* head, nonce and tag around a record */
#define JOURNAL_END_RESERVE 128u /* kept free so that any run can be ended */
#define JOURNAL_SCRATCH     JOURNAL_RECORD_MAX

struct journal_writer {
	struct secret32 key;
	u8 run_id[32];
	u8 session[16];
	u8 prev[32]; /* hash of the file header or of the record before */
	struct merkle merkle;
	u64 len; /* bytes of the file so far: the offset of what comes next */
	u64 max;
	bool ended;
};

struct journal_reader {
	struct secret32 key;
	u8 run_id[32];
	u8 prev[32];
	struct merkle merkle;
	struct slice file;
	u8 *scratch; /* JOURNAL_SCRATCH bytes */
	u64 at;      /* end of the last whole record */
	bool ended;  /* an end record was read */
};

/* Fresh random bytes. journal_resume uses only session. */
struct journal_random {
	struct secret32 run_key;
	struct secret32 ephemeral; /* X25519 secret for the owner's wrap */
	u8 wrap_nonce[32];
	u8 session[16];
};

struct journal_keys {
	const struct secret32 *seal; /* pal_seal_key, context "phala/journal/v1" */
	const u8 *owner_x25519;      /* 32 bytes, or NULL: nobody but the enclave */
};

/* journal_begin writes file header and run record to out (offset 0). The journal
 * may grow to run->limits.journal_bytes, at most JOURNAL_MAX; 0 means JOURNAL_MAX. */
enum err journal_begin(struct journal_writer *w, const struct journal_keys *keys,
                       const struct journal_random *rnd, const struct journal_run *run,
                       struct wr *out) MUST_CHECK;

/* The put functions add one frame to out, which belongs at offset w->len from
 * before the call. ERR_LIMIT when the journal would grow beyond its limit (then
 * journal_put_end still fits); ERR_STATE after the end; out's own ERR_NOMEM.
 * On failure the writer is as before. */
enum err journal_put_event(struct journal_writer *w, const struct journal_event *e,
                           struct wr *out) MUST_CHECK;
enum err journal_put_call(struct journal_writer *w, const struct journal_call *c,
                          struct wr *out) MUST_CHECK;
enum err journal_put_end(struct journal_writer *w, const struct journal_end *e,
                         struct wr *out) MUST_CHECK;

/* journal_writer_root is the Merkle root over all records so far. */
void journal_writer_root(const struct journal_writer *w, u8 root[32]);
void journal_writer_release(struct journal_writer *w);

/* journal_open reads the file header and the run record, which is handed out.
 * ERR_SHORT: the file ends before that, nothing has begun. ERR_DECRYPT: sealed by
 * another enclave. ERR_CORRUPT, ERR_VERSION. scratch has JOURNAL_SCRATCH bytes. */
enum err journal_open(struct journal_reader *r, struct slice file, const struct secret32 *seal,
                      u8 *scratch, struct journal_record *run) MUST_CHECK;
/* journal_open_as_owner is the same with the owner's X25519 secret key.
 * ERR_NOT_FOUND if the journal was written for nobody. */
enum err journal_open_as_owner(struct journal_reader *r, struct slice file,
                               const struct secret32 *owner, u8 *scratch,
                               struct journal_record *run) MUST_CHECK;

/* journal_next reads one record. ERR_EOF after the last whole one: r->at is where
 * the file must be cut, bytes behind it are the torn write of a crash.
 * ERR_CORRUPT for anything that was not written there by the writer. */
enum err journal_next(struct journal_reader *r, struct journal_record *out) MUST_CHECK;

/* journal_resume makes a writer that goes on after what r has read. Call it when
 * journal_next said ERR_EOF. max_bytes: the run's limits.journal_bytes. */
enum err journal_resume(struct journal_writer *w, const struct journal_reader *r,
                        const u8 session[16], u32 max_bytes) MUST_CHECK;

/* journal_reader_root is the Merkle root over the records read so far. */
void journal_reader_root(const struct journal_reader *r, u8 root[32]);
void journal_reader_release(struct journal_reader *r);

#endif /* JOURNAL_JOURNAL_H */
