#ifndef CLI_EVIDENCE_OUT_H
#define CLI_EVIDENCE_OUT_H
/* cli/evidence_out: what `phala verify snp|gpu-evidence|gpu-jwt|eventlog` have in common: files and
 * values from the command line, and the verdict.
 *
 * With --json one object: {"verdict": "accepted"|"refused", "class", "check", "why", facts…}; class
 * is
 * "" when accepted. Exit codes: 0 accepted, 3 refused, 1 wrong use or I/O. */
#include "cli/cmd.h"
#include "evidence/evidence.h"
#include "text/json_wr.h"

#define EVIDENCE_FILES (16u << 20) /* of the arena: files, as they are and decoded */

struct evidence_job {
	const struct out *o;
	struct arena *a;
	enum cli_exit failed; /* set by the readers below, which have told why */
};

/* Readers: false after they told what is wrong. A NULL path or text is an empty slice. */
bool evidence_file(struct evidence_job *j, const char *path, size_t max, struct slice *out);
/* evidence_file_hex decodes a file that is hex, after "0x" or not, and white space; any other is
 * taken as it is. */
bool evidence_file_hex(struct evidence_job *j, const char *path, size_t max, struct slice *out);
/* evidence_hex reads an option's value of exactly n bytes. */
bool evidence_hex(struct evidence_job *j, const char *option, const char *text, size_t n,
                  struct slice *out);
/* evidence_time reads Unix seconds; NULL is now. */
bool evidence_time(struct evidence_job *j, const char *text, u64 *out);
/* evidence_u64 reads decimal digits. */
bool evidence_u64(const char *text, size_t n, u64 *out);

struct evidence_flag {
	const char *name;
	bool *on;
};
/* evidence_flags sets those that a list "a,b" names; num rows. */
bool evidence_flags(struct evidence_job *j, const char *option, const char *list,
                    const struct evidence_flag *flags, size_t num);
/* evidence_list splits "a,b" into a NULL-terminated array in the arena; NULL stays NULL. */
bool evidence_list(struct evidence_job *j, const char *list, const char *const **out);

/* evidence_nonce takes a GPU's nonce as given, or computes it (gpu_bind_nonce). */
bool evidence_nonce(struct evidence_job *j, const char *nonce, const char *worker_key,
                    const char *challenge, struct slice *out);

/* evidence_verdict prints facts (NULL: there are none to trust) and the verdict. */
enum cli_exit evidence_verdict(struct evidence_job *j, enum evidence_check c,
                               void (*facts)(struct json_wr *, const void *), const void *arg);

#endif /* CLI_EVIDENCE_OUT_H */
