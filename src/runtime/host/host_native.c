/* The runtime's host when it is linked into the node: runtime.h on one side, host.h on
 * the other. One session is current while a call runs. */
#include <sys/mman.h>
#include <sys/random.h>

#include "crypto/ecdsa.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/sr25519.h"
#include "runtime/api.h"
#include "runtime/checks.h"
#include "runtime/host/code_version.h"
#include "runtime/host/host.h"
#include "runtime/host/overlay.h"
#include "runtime/runtime.h"

_Static_assert(OVERLAY_DEPTH_MAX == HOST_TRANSACTIONS_MAX, "one limit, two headers");

/* Scratch of a call: room for the largest extrinsic, decoded, and what it makes. */
#define SCRATCH_PART 4u

static struct runtime_overlay *current;
static struct runtime_sigs *known;
static const struct runtime_keystore *keystore;

/* Signatures that the call has announced: all are checked when the first of them is asked for,
 * in parts that are one batch each and may be checked at the same time. Entries hold copies, and
 * their ids tell them apart as in `known`. */
#define EXPECTED_MSG_MAX 256u
#define EXPECTED_MAX	 (4u * SR25519_BATCH_MAX)
#define PART_MAX	 32u
static struct {
	u32 num, next; /* next: where the one asked for probably is */
	bool checked;  /* holds[] is known */
	bool holds[EXPECTED_MAX];
	u8 id[EXPECTED_MAX][32];
	u8 sig[EXPECTED_MAX][64], pub[EXPECTED_MAX][32];
	u8 msg[EXPECTED_MAX][EXPECTED_MSG_MAX];
	u32 msg_len[EXPECTED_MAX];
} expected;
static const struct runtime_threads *threads;

_Static_assert(PART_MAX <= SR25519_BATCH_MAX, "a part is one batch");

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
	size_t cap = s->a->cap;
	size_t part = size_min((cap - s->a->used) / SCRATCH_PART, RUNTIME_SCRATCH);
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
	expected.num = 0;
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

/* The runtime has asked for the root at the end of the block, so the nodes are there. */
enum err runtime_store(struct runtime_session *s, const struct trie_db *db, u8 root[32])
{
	const struct trie_plan *p;

	s->overlay->root = s->root;
	TRY(overlay_plan(s->overlay, &p));
	TRY(trie_plan_store(p, db));
	memcpy(root, p->root, 32);
	return ERR_OK;
}

enum err runtime_get(struct runtime_session *s, struct slice key, bool *found, struct slice *value)
{
	s->overlay->root = s->root;
	return overlay_get(s->overlay, key, found, value);
}

void host_storage_from(struct runtime_overlay *o)
{
	current = o;
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
	const struct trie_plan *p;

	TRY(overlay_plan(current, &p));
	memcpy(root, p->root, 32);
	return ERR_OK;
}

/* The overlay keeps all values anyway, to read them again. */
void host_reads_forget(void)
{
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

enum err host_runtime_version(struct slice code, bool *found, struct slice *version)
{
	enum err e = code_version(code, current->a, version);

	*found = e == ERR_OK;
	return e == ERR_NOMEM ? e : ERR_OK;
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

static void id_of(u8 id[32], enum sig_kind kind, const u8 sig[64], struct slice msg,
		  const u8 pub[32])
{
	const u8 tag = (u8)kind;
	const struct slice parts[] = {slice_of(&tag, 1), slice_of(sig, 64), slice_of(pub, 32), msg};

	blake2_256_parts(id, parts, ARRAY_LEN(parts));
}

static u8 *known_slot(const u8 id[32])
{
	size_t at;

	if (known == NULL)
		return NULL;
	memcpy(&at, id, sizeof(at));
	return known->slot[at & (known->num - 1)];
}

static bool is_known(const u8 id[32])
{
	const u8 *slot = known_slot(id);

	return slot != NULL && mem_eq(slot, id, 32);
}

void host_sr25519_expect(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	u8 id[32];
	u32 i;

	if (msg.n > EXPECTED_MSG_MAX)
		return;
	id_of(id, SIG_SR25519, sig, msg, pub);
	if (is_known(id))
		return;
	if (expected.num == EXPECTED_MAX || expected.checked)
		expected.num = 0; /* they have had their time */
	if (expected.num == 0) {
		expected.next = 0;
		expected.checked = false;
	}
	i = expected.num++;
	memcpy(expected.id[i], id, 32);
	memcpy(expected.sig[i], sig, 64);
	memcpy(expected.pub[i], pub, 32);
	slice_copy(expected.msg[i], msg);
	expected.msg_len[i] = (u32)msg.n;
}

struct parts {
	u32 size;
	u8 random[32];
};

/* One bad signature spoils a batch: then each of the part is checked alone. Runs on any thread:
 * it reads `expected` and writes the holds[] of its part. */
static void check_part(void *ctx, u32 part)
{
	const struct parts *p = (const struct parts *)ctx;
	u32 first = part * p->size, num = expected.num - first;
	struct sr25519_item items[PART_MAX];
	u8 random[32];
	bool all;

	num = num < p->size ? num : p->size;
	for (u32 i = 0; i < num; i++)
		items[i] = (struct sr25519_item){
		    expected.sig[first + i], expected.pub[first + i],
		    slice_of(expected.msg[first + i], expected.msg_len[first + i])};
	memcpy(random, p->random, sizeof(random));
	random[0] ^= (u8)part; /* each batch its own coefficients */
	all = num > 1 && sr25519_verify_batch(items, num, random) == ERR_OK;
	for (u32 i = 0; i < num; i++)
		expected.holds[first + i] =
		    all || sr25519_verify(items[i].sig, items[i].msg, items[i].pub) == ERR_OK;
}

static bool check_expected(void)
{
	struct parts p = {.size = PART_MAX};
	u32 num;

	if (getrandom(p.random, sizeof(p.random), 0) != (ssize_t)sizeof(p.random))
		return false;
	num = (expected.num + p.size - 1) / p.size;
	if (threads != NULL) {
		threads->run(threads->ctx, check_part, &p, num);
	} else {
		for (u32 i = 0; i < num; i++)
			check_part(&p, i);
	}
	expected.checked = true;
	return true;
}

static bool holds_as_expected(const u8 id[32])
{
	for (u32 i = 0; i < expected.num; i++) {
		u32 at = (expected.next + i) % expected.num;

		if (!mem_eq(expected.id[at], id, 32))
			continue;
		if (!expected.checked && !check_expected())
			return false;
		expected.next = at + 1;
		return expected.holds[at];
	}
	return false;
}

void runtime_threads_use(const struct runtime_threads *t)
{
	threads = t;
}

static void know_expected(void)
{
	for (u32 i = 0; i < expected.num; i++) {
		u8 *slot = known_slot(expected.id[i]);

		if (slot != NULL && expected.holds[i])
			memcpy(slot, expected.id[i], 32);
	}
	expected.num = 0;
}

/* What is announced wrongly, or not at all, is checked when it is asked for. */
void runtime_foresee(struct runtime_session *s, const u8 parent[32], const struct slice *xts,
		     size_t num)
{
	size_t cap = s->a->cap, part = (cap - s->a->used) / SCRATCH_PART;
	struct arena scratch = arena_of(s->a->mem + cap - part, part);
	struct ctx c = {.a = &scratch, .why = ""};
	struct runtime_overlay *before = current;
	enum err e;

	if (known == NULL)
		return;
	s->overlay->root = s->root;
	s->a->cap = cap - part;
	current = s->overlay;
	expected.num = 0;
	e = expect_next_block(&c, parent);
	for (size_t i = 0; i < num && e == ERR_OK; i++) {
		e = expect_signature(&c, xts[i]);
		if (expected.num >= EXPECTED_MAX - 2 || i + 1 == num) {
			if (expected.num > 1 && check_expected())
				know_expected();
			expected.num = 0;
		}
	}
	expected.num = 0;
	current = before;
	s->a->cap = cap;
}

static bool verify_alone(enum sig_kind kind, const u8 sig[64], struct slice msg, const u8 pub[32])
{
	if (kind == SIG_SR25519)
		return sr25519_verify(sig, msg, pub) == ERR_OK;
	return ed25519_verify(sig, msg, pub) == ERR_OK;
}

static bool verify(enum sig_kind kind, const u8 sig[64], struct slice msg, const u8 pub[32])
{
	u8 id[32], *slot;

	if (known == NULL && expected.num == 0)
		return verify_alone(kind, sig, msg, pub);
	id_of(id, kind, sig, msg, pub);
	if (is_known(id))
		return true;
	if (!holds_as_expected(id) && !verify_alone(kind, sig, msg, pub))
		return false;
	slot = known_slot(id);
	if (slot != NULL)
		memcpy(slot, id, 32);
	return true;
}

bool host_sr25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	return verify(SIG_SR25519, sig, msg, pub);
}

bool host_ed25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	return verify(SIG_ED25519, sig, msg, pub);
}

bool host_ecdsa_recover(u8 pub[33], const u8 sig[65], const u8 hash[32])
{
	return ecdsa_recover(pub, sig, hash) == ERR_OK;
}

void runtime_keystore_use(const struct runtime_keystore *k)
{
	keystore = k;
}

/* The keystore knows by the type which kind of key it is to make. */
bool host_generate_key(enum host_key_kind kind, const u8 type[4], const struct slice *seed,
		       u8 pub[32])
{
	(void)kind;
	return keystore != NULL && keystore->generate(keystore->ctx, type, seed, pub) == ERR_OK;
}
