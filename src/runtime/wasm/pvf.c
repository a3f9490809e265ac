/* validate_block in the blob. Of the host's functions it calls those that validators have: crypto,
 * hashing, trie, allocator, logging, misc. store_pvf keeps the storage functions out. */
#include "runtime/validate_block.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "runtime/host/host.h"
#include "runtime/runtime.h"
#include "runtime/wasm/ext.h"
#include "runtime/wasm/glue.h"
#include "runtime/wasm/store.h"

static u64 seed = 1;

/* The same for every validator, and nothing that the sender of a transaction can know. */
u64 overlay_seed(void)
{
	return seed;
}

void host_storage_from(struct runtime_overlay *o)
{
	store_pvf = o;
}

static struct arena arena_new(size_t n)
{
	return arena_of(glue_alloc(n), n);
}

/* Room for the largest result: a new runtime of 3 MiB, a header, messages. */
#define RESULT_MAX (8u << 20)

u64 export_validate_block(u32 at, u32 len);
__attribute__((export_name("validate_block"))) u64 export_validate_block(u32 at, u32 len)
{
	struct slice args = slice_of((const void *)(uintptr_t)at, len), result = SLICE_EMPTY;
	struct arena scratch = arena_new(RUNTIME_SCRATCH), proof = arena_new(GLUE_ALLOC_MAX);
	struct arena changes = arena_new(GLUE_ALLOC_MAX);
	struct wr w = wr_into(glue_alloc(RESULT_MAX), RESULT_MAX);
	struct ctx c = {.a = &scratch, .why = ""};
	u8 hash[32];
	enum err e;

	blake2_256(hash, args);
	seed = load_le64(hash) | 1;
	e = validate_block(&c, args, &proof, &changes, &w);
	if (e == ERR_OK)
		e = wr_done(&w, &result);
	if (e != ERR_OK)
		glue_refuse(e, c.why);
	return ext_slice(result);
}
