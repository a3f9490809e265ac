#ifndef CLI_OUT_H
#define CLI_OUT_H
/* cli/out: what a command says, to a person or to a script.
 *
 * With --json stdout carries JSON lines only; everything for people goes to
 * stderr. Errors always name what happened, why, and what to do about it.
 * Single-threaded; text is NUL-terminated UTF-8. */
#include <stdio.h>

#include "base/slice.h"
#include "cli/exit.h"

struct out {
	bool json;
	bool tty;
	u64 start_ms; /* steps tell how long ago this was */
};

void out_init(struct out *o, bool json);

/* out_text prints a stranger's text (an agent's log, a model's answer) for people: what a
 * terminal would obey, control codes of C0 and C1 and DEL, becomes '?'. The functions below do
 * so too, out_line and out_raw excepted. */
void out_text(FILE *f, struct slice text);

/* out_error prints the three parts and returns code, so that a command can
 * `return out_error(...)`. fix may be NULL only if there is nothing to do. */
enum cli_exit out_error(const struct out *o, enum cli_exit code, const char *what, const char *why,
                        const char *fix);

/* out_errorf is the same with a formatted `what`. */
enum cli_exit out_errorf(const struct out *o, enum cli_exit code, const char *why, const char *fix,
                         const char *fmt, ...) PRINTF_LIKE(5, 6);

/* out_step prints one step of a longer job: a line for people or
 * {"step":name,"ms":since out_init,"text":...} for scripts. */
void out_step(const struct out *o, const char *name, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* out_line prints a plain line for people; nothing with --json. */
void out_line(const struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* out_raw prints finished JSON text and a newline to stdout. */
void out_raw(struct slice json);

#endif /* CLI_OUT_H */
