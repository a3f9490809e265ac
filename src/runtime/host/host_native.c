/* The runtime's host when it is linked into the node: runtime.h on one side, host.h on
 * the other. One session is current while a call runs. */
#include <sys/mman.h>

#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/sr25519.h"
#include "runtime/api.h"
#include "runtime/host/host.h"
#include "runtime/host/overlay.h"
#include "runtime/runtime.h"

_Static_assert(OVERLAY_DEPTH_MAX == HOST_TRANSACTIONS_MAX, "one limit, two headers");

/* Scratch of a call: room for the largest extrinsic, decoded, and what it makes. */
#define SCRATCH_PART 4u

static struct runtime_overlay *current;
static struct runtime_sigs *known;

enum err runtime_open(struct runtime_session *s, const struct trie_db *db, const u8 root[32],
		      struct arena *a)
{
	*s = (struct runtime_session){.db = db, .a = a, .why = ""};
	memcpy(s->root, root, 32);
	s->overlay = arena_alloc(a, sizeof(*s->overlay));
	if (s->overlay == NULL)
		return ERR_NOMEM;
	return overlay_init(s->overlay, db, s->root, a);
}

/* Scratch lies at the far end of the arena and is cut off while the call runs: what the
 * overlay keeps grows below it. */
enum err runtime_call(struct runtime_session *s, const char *method, struct slice args,
		      struct slice *out)
{
	size_t cap = s->a->cap, part = (cap - s->a->used) / SCRATCH_PART;
	struct arena scratch = arena_of(s->a->mem + cap - part, part);
	struct ctx c = {.a = &scratch, .why = ""};
	struct slice result = SLICE_EMPTY;
	struct runtime_overlay *before = current;
	enum err e;

	s->overlay->root = s->root; /* the session may have been moved since it was opened */
	s->a->cap = cap - part;
	current = s->overlay;
	e = api_call(&c, method, args, &result);
	if (e == ERR_OK)
		CHECK(s->overlay->depth == 0);
	s->overlay->depth = 0;
	s->overlay->undo = NULL;
	current = before;
	s->a->cap = cap;
	s->why = c.why;
	TRY(e);
	/* The result may reach into where its copy goes: move, do not copy. */
	{
		u8 *p = arena_alloc(s->a, result.n);

		if (p == NULL)
			return ERR_NOMEM;
		if (result.n != 0)
			memmove(p, result.p, result.n);
		*out = slice_of(p, result.n);
	}
	return ERR_OK;
}

const char *runtime_why(const struct runtime_session *s)
{
	return s->why;
}

enum err runtime_changes(struct runtime_session *s, const struct trie_change **out, size_t *num)
{
	struct trie_change *list;

	TRY(overlay_changes(s->overlay, &list, num));
	*out = list;
	return ERR_OK;
}

enum err runtime_get(struct runtime_session *s, struct slice key, bool *found, struct slice *value)
{
	s->overlay->root = s->root;
	return overlay_get(s->overlay, key, found, value);
}

enum err host_storage_get(struct slice key, bool *found, struct slice *value)
{
	return overlay_get(current, key, found, value);
}

enum err host_storage_set(struct slice key, struct slice value)
{
	return overlay_set(current, key, value);
}

enum err host_storage_clear(struct slice key)
{
	return overlay_clear(current, key);
}

enum err host_storage_append(struct slice key, struct slice item)
{
	return overlay_append(current, key, item);
}

enum err host_storage_next_key(struct slice key, bool *found, struct slice *next)
{
	return overlay_next_key(current, key, found, next);
}

enum err host_storage_root(u8 root[32])
{
	return overlay_root(current, root);
}

enum err host_transaction_start(void)
{
	return overlay_start(current);
}

void host_transaction_commit(void)
{
	overlay_commit(current);
}

void host_transaction_rollback(void)
{
	overlay_rollback(current);
}

enum err host_ordered_root(const struct slice *items, size_t num, u8 root[32])
{
	return trie_ordered_root(items, num, current->a, root);
}

void host_log(enum log_level level, const char *target, struct slice text)
{
	(void)level;
	(void)target;
	(void)text;
}

/* Known signatures: a direct-mapped table, newest wins. Only hashes are kept. */
struct runtime_sigs {
	size_t bytes, num; /* of slots: a power of two */
	u8 slot[][32];
};

struct runtime_sigs *runtime_sigs_new(size_t capacity)
{
	struct runtime_sigs *s;
	size_t num = 64, bytes;

	while (num < capacity && num < (size_t)1 << 24)
		num *= 2;
	bytes = sizeof(*s) + num * 32;
	s = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED)
		return NULL;
	s->bytes = bytes;
	s->num = num;
	return s;
}

void runtime_sigs_free(struct runtime_sigs *s)
{
	if (s == NULL)
		return;
	if (known == s)
		known = NULL;
	(void)munmap(s, s->bytes);
}

void runtime_signatures_known(struct runtime_sigs *s)
{
	known = s;
}

enum sig_kind { SIG_ED25519, SIG_SR25519 };

static bool verify(enum sig_kind kind, const u8 sig[64], struct slice msg, const u8 pub[32])
{
	const u8 tag = (u8)kind;
	const struct slice parts[] = {slice_of(&tag, 1), slice_of(sig, 64), slice_of(pub, 32), msg};
	u8 id[32], *slot = NULL;
	bool ok;

	if (known != NULL) {
		size_t at;

		blake2_256_parts(id, parts, ARRAY_LEN(parts));
		memcpy(&at, id, sizeof(at));
		slot = known->slot[at & (known->num - 1)];
		if (mem_eq(slot, id, 32))
			return true;
	}
	ok = (kind == SIG_SR25519 ? sr25519_verify(sig, msg, pub)
				  : ed25519_verify(sig, msg, pub)) == ERR_OK;
	if (ok && slot != NULL)
		memcpy(slot, id, 32);
	return ok;
}

bool host_sr25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	return verify(SIG_SR25519, sig, msg, pub);
}

bool host_ed25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	return verify(SIG_ED25519, sig, msg, pub);
}
