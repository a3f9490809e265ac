#ifndef OS_LOG_H
#define OS_LOG_H
/* os/log: one line per event, made of a fixed text and typed fields.
 *
 *   LOG(LOG_INFO, "imported block", KV_U64("number", n), KV_HEX("hash", h), KV_END);
 *   2026-01-02T03:04:05.678Z INFO node: imported block number=7 hash=0x…
 *
 * For the untrusted programs; the enclave sends its lines to the host. Field
 * values are escaped, so a remote peer cannot forge a line. Secrets have a type
 * of their own (base/secret.h) that no KV_ takes. A line is one write(2) and is
 * cut at LOG_LINE_MAX. Single-threaded, like the programs. */
#include "base/log_level.h"
#include "base/slice.h"

#define LOG_LINE_MAX 4096u

enum log_kind { KV_KIND_END, KV_KIND_U64, KV_KIND_I64, KV_KIND_STR, KV_KIND_HEX, KV_KIND_ERR };

struct log_field {
	enum log_kind kind;
	const char *name;
	union {
		u64 num;
		int64_t inum;
		struct slice bytes;
		enum err err;
	} v;
};

#define KV_U64(n, x)   ((struct log_field){KV_KIND_U64, (n), {.num = (x)}})
#define KV_I64(n, x)   ((struct log_field){KV_KIND_I64, (n), {.inum = (x)}})
/* KV_STR takes a C string, KV_TEXT a slice of text, KV_HEX a slice of bytes. */
#define KV_STR(n, x)   ((struct log_field){KV_KIND_STR, (n), {.bytes = slice_str(x)}})
#define KV_TEXT(n, x)  ((struct log_field){KV_KIND_STR, (n), {.bytes = (x)}})
#define KV_HEX(n, x)   ((struct log_field){KV_KIND_HEX, (n), {.bytes = (x)}})
#define KV_ERR(x)      ((struct log_field){KV_KIND_ERR, "err", {.err = (x)}})
#define KV_END         ((struct log_field){KV_KIND_END, NULL, {.num = 0}})

#define LOG(level, text, ...) log_write((level), (text), (const struct log_field[]){__VA_ARGS__})

struct log_config {
	const char *program; /* "node", "worker", ...; borrowed */
	int fd;              /* where lines go */
	enum log_level level;
	bool json; /* one JSON object a line instead of text */
};

/* log_init sets where lines go; before it, INFO and up go to stderr. */
void log_init(const struct log_config *c);
bool log_on(enum log_level level);
/* log_level_parse reads a level's name, in any case. */
enum err log_level_parse(enum log_level *out, const char *name) MUST_CHECK;
/* log_write ends the field list at KV_END; use LOG. */
void log_write(enum log_level level, const char *text, const struct log_field *fields);
/* log_format makes the line without its time, for tests; returns its length. */
size_t log_format(char *out, size_t cap, enum log_level level, const char *text,
                  const struct log_field *fields);

#endif /* OS_LOG_H */
