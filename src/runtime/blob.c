#include "runtime/blob.h"

/* PH_BLOB_FILE is made by the same build: cmake/wasm.cmake. */
__asm__(".pushsection .rodata\n"
	"runtime_blob_first:\n"
	".incbin \"" PH_BLOB_FILE "\"\n"
	"runtime_blob_end:\n"
	".popsection\n");

extern const u8 runtime_blob_first[] __attribute__((visibility("hidden")));
extern const u8 runtime_blob_end[] __attribute__((visibility("hidden")));

struct slice runtime_blob(void)
{
	return slice_of(runtime_blob_first, (size_t)(runtime_blob_end - runtime_blob_first));
}
