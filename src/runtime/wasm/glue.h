#ifndef RUNTIME_WASM_GLUE_H
#define RUNTIME_WASM_GLUE_H
/* runtime/wasm/glue: memory and the last words of the blob.
 *
 * The blob never grows its memory: the host's allocator owns all that lies above the
 * statics, which are zero at the start of each call. One allocation is at most 32 MiB. */
#include "base/arena.h"

#define GLUE_ALLOC_MAX (32u << 20)

/* glue_alloc traps when the host's heap is used up: so would the host itself. NULL for more
 * than GLUE_ALLOC_MAX. */
void *glue_alloc(size_t n);
void glue_free(void *p);

/* glue_log writes a line of the target "runtime". Levels are those of sp_core::LogLevel. */
enum glue_level { GLUE_ERROR, GLUE_WARN, GLUE_INFO, GLUE_DEBUG, GLUE_TRACE };
void glue_log(enum glue_level level, struct slice text);
/* glue_refuse logs the text of runtime_refusal and traps: the call is refused. */
NORETURN void glue_refuse(enum err e, const char *why);

#endif /* RUNTIME_WASM_GLUE_H */
