#include "runtime/wasm/glue.h"

#include "runtime/runtime.h"
#include "runtime/wasm/ext.h"

void *glue_alloc(size_t n)
{
	if (n > GLUE_ALLOC_MAX)
		return NULL;
	return (void *)(uintptr_t)ext_allocator_malloc_version_1((u32)n);
}

void glue_free(void *p)
{
	ext_allocator_free_version_1(ext_at(p));
}

void glue_log(enum glue_level level, struct slice text)
{
	ext_logging_log_version_1((u32)level, ext_slice(SLICE_LIT("runtime")), ext_slice(text));
}

NORETURN void glue_refuse(enum err e, const char *why)
{
	char text[RUNTIME_REFUSAL_MAX];

	glue_log(GLUE_ERROR, runtime_refusal(text, e, why));
	__builtin_trap();
}

/* CHECK: our own mistake. */
NORETURN void base_abort(const char *file, int line, const char *what)
{
	(void)line; /* the condition tells which one it is */
	glue_log(GLUE_ERROR, SLICE_LIT("BROKEN"));
	glue_log(GLUE_ERROR, slice_str(file));
	glue_log(GLUE_ERROR, slice_str(what));
	__builtin_trap();
}
