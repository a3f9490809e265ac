/* The storage half of host.h. Each function has two lives: see store.h. */
#include "runtime/wasm/store.h"

#include "runtime/host/host.h"
#include "runtime/wasm/ext.h"
#include "runtime/wasm/glue.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define STATE_V0 0u
#define STATE_V1 1u

#ifdef PH_PVF
struct runtime_overlay *store_pvf;
#endif

/* What reads returned lies in a list of arenas: the host's own buffers would fill its heap
 * within one large block, as each takes a power of two. */
#define CHUNK_MIN (256u << 10)

struct chunk {
	struct chunk *older;
	struct arena a;
};

static struct chunk *reads; /* newest first */

static struct chunk *chunk_new(size_t room)
{
	size_t n = room + sizeof(struct chunk) + 16;
	struct chunk *c;

	n = n < CHUNK_MIN ? CHUNK_MIN : n;
	c = glue_alloc(n);
	if (c == NULL)
		return NULL;
	c->a = arena_of(c + 1, n - sizeof(*c));
	c->older = reads;
	reads = c;
	return c;
}

static enum err keep(struct slice s, struct slice *out)
{
	if (reads != NULL && arena_dup(&reads->a, s, out) == ERR_OK)
		return ERR_OK;
	if (s.n > GLUE_ALLOC_MAX / 2 || chunk_new(s.n) == NULL)
		return ERR_NOMEM;
	return arena_dup(&reads->a, s, out);
}

void host_reads_forget(void)
{
	while (reads != NULL && reads->older != NULL) {
		struct chunk *c = reads;

		reads = c->older;
		glue_free(c);
	}
	if (reads != NULL)
		arena_reset(&reads->a);
}

/* take_option keeps the value of an Option<Vec<u8>>, or a key, that the host returned. */
static enum err take_option(u64 range, bool *found, struct slice *value)
{
	struct slice raw = ext_bytes(range), inner;
	struct rd r = rd_from(raw);
	enum err e = ERR_OK;

	*found = rd_option(&r);
	*value = SLICE_EMPTY;
	if (*found) {
		inner = rd_vec(&r, UINT32_MAX);
		e = keep(inner, value);
	}
	CHECK(rd_end(&r) == ERR_OK); /* it is the host's own encoding */
	ext_allocator_free_version_1((u32)range);
	return e;
}

enum err host_storage_get(struct slice key, bool *found, struct slice *value)
{
	if (store_pvf != NULL)
		return overlay_get(store_pvf, key, found, value);
	return take_option(ext_storage_get_version_1(ext_slice(key)), found, value);
}

enum err host_storage_set(struct slice key, struct slice value)
{
	if (store_pvf != NULL)
		return overlay_set(store_pvf, key, value);
	ext_storage_set_version_1(ext_slice(key), ext_slice(value));
	return ERR_OK;
}

enum err host_storage_clear(struct slice key)
{
	if (store_pvf != NULL)
		return overlay_clear(store_pvf, key);
	ext_storage_clear_version_1(ext_slice(key));
	return ERR_OK;
}

enum err host_storage_append(struct slice key, struct slice item)
{
	if (store_pvf != NULL)
		return overlay_append(store_pvf, key, item);
	ext_storage_append_version_1(ext_slice(key), ext_slice(item));
	return ERR_OK;
}

enum err host_storage_next_key(struct slice key, bool *found, struct slice *next)
{
	if (store_pvf != NULL)
		return overlay_next_key(store_pvf, key, found, next);
	return take_option(ext_storage_next_key_version_1(ext_slice(key)), found, next);
}

enum err host_storage_root(u8 root[32])
{
	struct slice raw;

	if (store_pvf != NULL)
		return overlay_root(store_pvf, root);
	raw = ext_bytes(ext_storage_root_version_2(STATE_V1));
	CHECK(raw.n == 32);
	slice_copy(root, raw);
	ext_allocator_free_version_1(ext_at(raw.p));
	return ERR_OK;
}

/* The host counts to no limit; the depth here is host.h's. */
static u32 depth;

enum err host_transaction_start(void)
{
	if (store_pvf != NULL)
		return overlay_start(store_pvf);
	if (depth == HOST_TRANSACTIONS_MAX)
		return ERR_DEPTH;
	depth++;
	ext_storage_start_transaction_version_1();
	return ERR_OK;
}

void host_transaction_commit(void)
{
	if (store_pvf != NULL) {
		overlay_commit(store_pvf);
		return;
	}
	CHECK(depth > 0);
	depth--;
	ext_storage_commit_transaction_version_1();
}

void host_transaction_rollback(void)
{
	if (store_pvf != NULL) {
		overlay_rollback(store_pvf);
		return;
	}
	CHECK(depth > 0);
	depth--;
	ext_storage_rollback_transaction_version_1();
}

static void wr_items(struct wr *w, const struct slice *items, size_t num)
{
	wr_compact(w, num);
	for (size_t i = 0; i < num; i++)
		wr_vec(w, items[i]);
}

/* Also within validate_block: this host function is among those that validators have. */
enum err host_ordered_root(const struct slice *items, size_t num, u8 root[32])
{
	struct wr w = wr_count();
	u32 at;
	u8 *buf;

	wr_items(&w, items, num);
	buf = glue_alloc(w.n);
	if (buf == NULL)
		return ERR_NOMEM;
	w = wr_into(buf, w.n);
	wr_items(&w, items, num);
	at = ext_trie_blake2_256_ordered_root_version_2(ext_range(buf, w.n), STATE_V0);
	memcpy(root, (const void *)(uintptr_t)at, 32);
	ext_allocator_free_version_1(at);
	glue_free(buf);
	return w.err;
}
