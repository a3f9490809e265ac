/* The exports: the entry points of api.def and of the profile, each (address, length) of its
 * SCALE arguments to the range of its SCALE result. The instance is fresh for each call. */
#include "runtime/api.h"
#include "runtime/profiles/profile.h"
#include "runtime/runtime.h"
#include "runtime/version.h"
#include "runtime/wasm/ext.h"
#include "runtime/wasm/glue.h"

static u64 run(const char *method, u32 at, u32 len)
{
	struct slice args = slice_of((const void *)(uintptr_t)at, len), result = SLICE_EMPTY;
	struct arena scratch = arena_of(glue_alloc(RUNTIME_SCRATCH), RUNTIME_SCRATCH);
	struct ctx c = {.a = &scratch, .why = ""};
	enum err e = api_call(&c, method, args, &result);

	if (e != ERR_OK)
		glue_refuse(e, c.why);
	return ext_slice(result);
}

#define API(name, version, ...)
#define ENTRY(method, fn) u64 export_##method(u32 at, u32 len);
#include "runtime/api.def"
#include PROFILE_APIS
#undef ENTRY
#define ENTRY(method, fn)                                                                          \
	__attribute__((export_name(#method))) u64 export_##method(u32 at, u32 len)                 \
	{                                                                                          \
		return run(#method, at, len);                                                      \
	}
#include "runtime/api.def"
#include PROFILE_APIS
#undef API
#undef ENTRY

/* What nodes read without running anything: the version, without its list of APIs, and the
 * list. An attribute would make data of it; only the assembler makes custom sections. */
#define TEXT(x)   #x
#define BYTE(x)   ".byte " TEXT(x) "\n"
#define NUMBER(x) ".int32 " TEXT(x) "\n"
#define STRING(len, s) ".byte 4*" TEXT(len) "\n.ascii " TEXT(s) "\n"

_Static_assert(sizeof(RUNTIME_SPEC_NAME) - 1 == RUNTIME_SPEC_NAME_LEN &&
	       sizeof(RUNTIME_IMPL_NAME) - 1 == RUNTIME_IMPL_NAME_LEN &&
	       RUNTIME_SPEC_NAME_LEN < 64 && RUNTIME_IMPL_NAME_LEN < 64, "one-byte Compacts");

__asm__(".section .custom_section.runtime_version,\"\",@\n"
	STRING(RUNTIME_SPEC_NAME_LEN, RUNTIME_SPEC_NAME)
	STRING(RUNTIME_IMPL_NAME_LEN, RUNTIME_IMPL_NAME)
	NUMBER(RUNTIME_AUTHORING_VERSION) NUMBER(RUNTIME_SPEC_VERSION) NUMBER(RUNTIME_IMPL_VERSION)
	".byte 0\n"
	NUMBER(RUNTIME_TX_VERSION)
	BYTE(RUNTIME_SYSTEM_VERSION));

#define API(name, version, ...) ".byte " #__VA_ARGS__ "\n" NUMBER(version)
#define ENTRY(method, fn)
__asm__(".section .custom_section.runtime_apis,\"\",@\n"
#include "runtime/api.def"
#include PROFILE_APIS
);
#undef API
#undef ENTRY
