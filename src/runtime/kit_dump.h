#ifndef RUNTIME_KIT_DUMP_H
#define RUNTIME_KIT_DUMP_H
/* runtime/kit_dump: what a test chain did, for another executor to do again.
 *
 * Included by test_kit.h. With PH_ORACLE_DIR in the environment, each kit writes a file
 * into that folder; tests/js/oracle.mjs runs it through the wasm build. Lines, all in hex:
 *   state                          the rows that follow are the state, and all of it
 *   row KEY VALUE
 *   open HEADER                    a block begins on the state of the last `block`
 *   xt BYTES RESULT                an extrinsic and what BlockBuilder_apply_extrinsic said
 *   block BYTES HEADER EVENTS      it is over: what was executed, its header, System.Events
 *   call METHOD ARGS RESULT        on the state of the last block
 *   refused METHOD ARGS TEXT       a call that fails, and the runtime's reason as text
 * A block that was opened and not ended counts for nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/runtime.h"

/* A chain that goes on for longer is made of blocks that are alike. */
#define KIT_DUMP_BLOCKS_MAX 200u

struct kit_dump {
	FILE *f; /* NULL: nobody asked, or all is said */
	u32 num_blocks;
	u8 root[32]; /* of the state that the reader has */
};

static inline void dump_open(struct kit_dump *d)
{
	const char *dir = getenv("PH_ORACLE_DIR");
	static unsigned num;
	char path[4096];

	*d = (struct kit_dump){0};
	if (dir == NULL)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s-%ld-%04u.txt", dir, program_invocation_short_name,
		       (long)getpid(), num++);
	d->f = fopen(path, "w");
	if (d->f == NULL) {
		perror(path);
		abort();
	}
}

static inline void dump_close(struct kit_dump *d)
{
	if (d->f != NULL && fclose(d->f) != 0)
		abort();
	d->f = NULL;
}

static inline void dump_hex(struct kit_dump *d, struct slice s)
{
	static const char digits[] = "0123456789abcdef";

	(void)fputc(' ', d->f);
	for (size_t i = 0; i < s.n; i++) {
		(void)fputc(digits[s.p[i] >> 4], d->f);
		(void)fputc(digits[s.p[i] & 15], d->f);
	}
}

static inline void dump_end(struct kit_dump *d)
{
	if (fputc('\n', d->f) == EOF)
		abort();
}

static inline void dump_line(struct kit_dump *d, const char *kind, const struct slice *s,
			     size_t num)
{
	if (d->f == NULL)
		return;
	(void)fputs(kind, d->f);
	for (size_t i = 0; i < num; i++)
		dump_hex(d, s[i]);
	dump_end(d);
}

/* dump_state writes the state behind a root, unless the reader has it already. */
static inline void dump_state(struct kit_dump *d, const struct trie_db *db, const u8 root[32],
			      struct arena *a)
{
	size_t mark = arena_mark(a);
	struct slice row[2] = {SLICE_EMPTY, SLICE_EMPTY};
	bool found;

	if (d->f == NULL || mem_eq(d->root, root, 32))
		return;
	dump_line(d, "state", NULL, 0);
	while (trie_next_key(db, root, row[0], a, &found, &row[0]) == ERR_OK && found) {
		if (trie_get(db, root, row[0], a, &found, &row[1]) != ERR_OK || !found)
			abort();
		dump_line(d, "row", row, 2);
	}
	memcpy(d->root, root, 32);
	arena_rewind(a, mark);
}

static inline void dump_call(struct kit_dump *d, const char *method, struct slice args,
			     struct slice result)
{
	if (d->f == NULL)
		return;
	(void)fprintf(d->f, "call %s", method);
	dump_hex(d, args);
	dump_hex(d, result);
	dump_end(d);
}

static inline void dump_refused(struct kit_dump *d, const char *method, struct slice args,
				enum err e, const char *why)
{
	char buf[RUNTIME_REFUSAL_MAX];
	struct slice text = runtime_refusal(buf, e, why);

	if (d->f == NULL)
		return;
	(void)fprintf(d->f, "refused %s", method);
	dump_hex(d, args);
	(void)fprintf(d->f, " %.*s", (int)text.n, buf);
	dump_end(d);
}

#endif /* RUNTIME_KIT_DUMP_H */
