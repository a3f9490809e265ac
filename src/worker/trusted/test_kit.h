#ifndef WORKER_TRUSTED_TEST_KIT_H
#define WORKER_TRUSTED_TEST_KIT_H
/* worker/trusted/test_kit: a chain, a host and a box around one enclave, all in this process.
 *
 * The chain is a trie and a list of headers justified by one key; the host is the test; the
 * box says what the test tells it to say. Frames that the enclave sends are kept until asked for.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/test.h"
#include "crypto/uri.h"
#include "primitives/gen/grandpa_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "trie/set.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

#define KIT_FRAMES_MAX 2048u
#define KIT_MEM        ((size_t)64 << 20)
#define KIT_TIME0      1790000000000u

struct kit_frame {
	u8 id;
	struct slice body;
};

struct kit_chain {
	struct arena a;
	struct trie_set set;
	struct trie_db db;
	u8 root[32], genesis[32], hash[32];
	u8 genesis_header[256];
	size_t genesis_header_len;
	u32 number;
	u64 time0;                          /* of the genesis block */
	struct slice header, justification; /* of the newest block */
	struct ed25519_pair authority;
};

struct kit {
	struct arena a; /* frames and what tests make */
	struct kit_chain chain;
	struct worker *w;
	struct arena mem;
	struct kit_frame host[KIT_FRAMES_MAX], box[KIT_FRAMES_MAX];
	u32 num_host, num_box;
	u32 seq;
	bool box_lost;
	u8 pub[32], x25519[32];
	struct slice sealed, light, dev_ca;
};

#define KIT_OK(x) CHECK((x) == ERR_OK)

/* Straight from the kernel: only pages that are used cost something. */
static inline struct arena kit_take(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	               -1, 0);

	CHECK(p != MAP_FAILED);
	return arena_of(p, n);
}

static inline void kit_give(struct arena *a)
{
	if (a->mem != NULL)
		(void)munmap(a->mem, a->cap);
	a->mem = NULL;
}

static inline struct slice kit_dup(struct arena *a, struct slice s)
{
	struct slice out;

	KIT_OK(arena_dup(a, s, &out));
	return out;
}

static inline void kit_to_host(void *ctx, struct slice frame)
{
	struct kit *k = (struct kit *)ctx;

	CHECK(k->num_host < KIT_FRAMES_MAX && frame.n >= 5);
	k->host[k->num_host++] =
	    (struct kit_frame){frame.p[4], kit_dup(&k->a, slice_from(frame, 5))};
}

static inline void kit_to_box(void *ctx, u32 lane, struct slice frame)
{
	struct kit *k = (struct kit *)ctx;
	struct box_frame f;
	size_t used;

	(void)lane;
	KIT_OK(box_frame_next(frame, &f, &used));
	CHECK(used == frame.n && k->num_box < KIT_FRAMES_MAX);
	k->box[k->num_box++] = (struct kit_frame){f.id, kit_dup(&k->a, f.body)};
}

static inline void kit_box_lost(void *ctx, u32 lane)
{
	(void)lane;
	((struct kit *)ctx)->box_lost = true;
}

/* --- the chain ------------------------------------------------------------------------- */

static inline void kit_put(struct kit_chain *c, struct storage_key key, struct slice value)
{
	struct trie_change ch = {.key = storage_key_slice(&key), .value = kit_dup(&c->a, value)};

	KIT_OK(trie_apply(&c->db, c->root, &ch, 1, &c->a, c->root));
}

static inline void kit_del(struct kit_chain *c, struct storage_key key)
{
	struct trie_change ch = {.key = storage_key_slice(&key), .del = true};

	KIT_OK(trie_apply(&c->db, c->root, &ch, 1, &c->a, c->root));
}

static inline struct slice kit_prove(struct kit_chain *c, const struct storage_key *keys,
                                     size_t num)
{
	struct slice s[8], out;

	CHECK(num <= ARRAY_LEN(s));
	for (size_t i = 0; i < num; i++)
		s[i] = storage_key_slice(&keys[i]);
	KIT_OK(trie_prove(&c->db, c->root, s, num, &c->a, &out));
	return out;
}

/* kit_chain_start makes a genesis block of the present state. */
static inline void kit_chain_start(struct kit_chain *c)
{
	struct header h;
	struct wr w = wr_into(c->genesis_header, sizeof(c->genesis_header));

	header_genesis(&h, c->root);
	header_hash(&h, c->genesis);
	memcpy(c->hash, c->genesis, 32);
	wr_header(&w, &h);
	c->genesis_header_len = w.n;
	c->number = 0;
}

static inline void kit_chain_init(struct kit_chain *c)
{
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));

	c->a = kit_take(KIT_MEM);
	c->set = trie_set_init(&c->a);
	c->db = trie_set_db(&c->set);
	memcpy(c->root, trie_empty_root, 32);
	KIT_OK(ed25519_from_uri(&c->authority, SLICE_LIT("//Alice")));
	wr_compact(&w, 1);
	wr_bytes(&w, c->authority.pub, 32);
	wr_u64(&w, 1);
	kit_put(c, grandpa_authorities_key(), slice_of(buf, w.n));
	kit_put(c, grandpa_current_set_id_key(), slice_of("\0\0\0\0\0\0\0", 8));
	c->time0 = KIT_TIME0;
	kit_chain_start(c);
}

static inline void kit_justify(struct kit_chain *c, const struct ed25519_pair *key)
{
	struct grandpa_target t = {.number = c->number, .round = c->number, .set_id = 0};
	u8 buf[1024];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(t.hash, c->hash, 32);
	KIT_OK(grandpa_justify(&w, &t, key));
	c->justification = kit_dup(&c->a, slice_of(buf, w.n));
}

/* kit_block makes the next block of the present state, a second after the last. */
static inline void kit_block(struct kit_chain *c)
{
	struct header h = {.number = ++c->number};
	u8 buf[512], now[8];
	struct wr w = wr_into(buf, sizeof(buf));

	store_le64(now, c->time0 + 1000u * c->number);
	kit_put(c, timestamp_now_key(), SLICE_ARR(now));
	memcpy(h.parent, c->hash, 32);
	memcpy(h.state_root, c->root, 32);
	wr_header(&w, &h);
	c->header = kit_dup(&c->a, slice_of(buf, w.n));
	header_hash(&h, c->hash);
	kit_justify(c, &c->authority);
}

/* --- the host --------------------------------------------------------------------------- */

/* kit_msg gives room for a message; it is reused for the fourth after it. */
static inline struct wr kit_msg(struct kit *k)
{
	static u8 bufs[4][4u << 20];
	static u32 next;

	(void)k;
	next = (next + 1) % 4;
	return wr_into(bufs[next], sizeof(bufs[next]));
}

static inline enum err kit_send(struct kit *k, enum msg_id id, const struct wr *body)
{
	struct frame f = {.id = (u8)id, .body = slice_of(body->p, body->n)};

	CHECK(body->err == ERR_OK);
	return worker_from_host(k->w, &f);
}

/* kit_last finds the newest frame of a kind that the enclave sent to the host. */
static inline const struct kit_frame *kit_last(const struct kit *k, enum msg_id id)
{
	for (u32 i = k->num_host; i > 0; i--)
		if (k->host[i - 1].id == id)
			return &k->host[i - 1];
	return NULL;
}

static inline const struct kit_frame *kit_last_box(const struct kit *k, enum box_frame_id id)
{
	for (u32 i = k->num_box; i > 0; i--)
		if (k->box[i - 1].id == id)
			return &k->box[i - 1];
	return NULL;
}

/* kit_refused tells whether the last answer was a refusal with this error. */
static inline bool kit_refused(const struct kit *k, enum err e)
{
	const struct kit_frame *f = k->num_host > 0 ? &k->host[k->num_host - 1] : NULL;
	struct msg_plain m;
	struct rd r;

	if (f == NULL || f->id != MSG_PLAIN)
		return false;
	r = rd_from(f->body);
	rd_msg_plain(&r, &m);
	return rd_end(&r) == ERR_OK && m.answer.tag == ANSWER_REFUSED &&
	       slice_eq(m.answer.u.refused.code, slice_str(err_name(e)));
}

/* kit_boot_again keeps the frames of the boot before: the host's file outlives it. */
static inline void kit_boot_again(struct kit *k)
{
	const struct worker_io io = {k, kit_to_host, kit_to_box, kit_box_lost};

	kit_give(&k->mem);
	k->mem = kit_take(worker_memory(1));
	KIT_OK(worker_new(&k->w, &io, 1, &k->mem));
}

static inline void kit_boot(struct kit *k)
{
	kit_boot_again(k);
	k->num_host = k->num_box = 0;
}

static inline void kit_init_with(struct kit *k, const u8 genesis[32])
{
	const struct storage_key keys[] = {grandpa_authorities_key(), grandpa_current_set_id_key()};
	struct msg_init m = {.seq = ++k->seq,
	                     .now_ms = KIT_TIME0,
	                     .sealed = k->sealed,
	                     .light = k->light,
	                     .dev_ca = k->dev_ca};
	struct wr w = kit_msg(k);

	memcpy(m.genesis_hash, genesis, 32);
	m.genesis_header = slice_of(k->chain.genesis_header, k->chain.genesis_header_len);
	m.genesis_proof = kit_prove(&k->chain, keys, 2);
	wr_msg_init(&w, &m);
	KIT_OK(kit_send(k, MSG_INIT, &w));
}

static inline void kit_sync_timed(struct kit *k, struct slice header, struct slice justification,
                                  struct slice time_proof)
{
	struct msg_sync *m = (struct msg_sync *)arena_zalloc(&k->a, 1, sizeof(*m));
	struct wr w = kit_msg(k);

	m->seq = ++k->seq;
	m->now_ms = KIT_TIME0 + 1000u * k->chain.number + 50u;
	m->headers.num = 1;
	m->headers.items[0] = header;
	m->justification = justification;
	m->time_proof = time_proof;
	wr_msg_sync(&w, m);
	KIT_OK(kit_send(k, MSG_SYNC, &w));
}

static inline void kit_sync_with(struct kit *k, struct slice header, struct slice justification)
{
	const struct storage_key now[] = {timestamp_now_key()};

	kit_sync_timed(k, header, justification, kit_prove(&k->chain, now, 1));
}

/* kit_advance makes a block and syncs it; keeps the sealed light client. */
static inline void kit_advance(struct kit *k)
{
	const struct kit_frame *f;
	struct msg_synced m;
	struct rd r;

	kit_block(&k->chain);
	kit_sync_with(k, k->chain.header, k->chain.justification);
	f = kit_last(k, MSG_SYNCED);
	CHECK(f != NULL);
	r = rd_from(f->body);
	rd_msg_synced(&r, &m);
	CHECK(rd_end(&r) == ERR_OK && m.number == k->chain.number);
	k->light = m.light;
}

static inline void kit_tick(struct kit *k)
{
	struct msg_tick m = {.now_ms = KIT_TIME0 + 1000u * k->chain.number + 100u};
	struct wr w = kit_msg(k);

	wr_msg_tick(&w, &m);
	KIT_OK(kit_send(k, MSG_TICK, &w));
}

static inline void kit_keep_identity(struct kit *k)
{
	const struct kit_frame *f = kit_last(k, MSG_INIT_DONE);
	struct msg_init_done m;
	struct rd r;

	CHECK(f != NULL);
	r = rd_from(f->body);
	rd_msg_init_done(&r, &m);
	KIT_OK(rd_end(&r));
	memcpy(k->pub, m.pubkey, 32);
	memcpy(k->x25519, m.x25519, 32);
	k->sealed = m.sealed;
}

/* kit_register asks for a registration and puts it on the chain as a runtime would. */
static inline void kit_register(struct kit *k)
{
	const struct storage_key self[] = {registry_workers_v3_key(k->pub)};
	struct msg_register m = {.seq = ++k->seq};
	struct msg_registration done;
	struct worker_registration_info_v3 info;
	struct worker_info_v3 row = {0};
	const struct kit_frame *f;
	struct wr w = kit_msg(k);
	struct rd r;
	u8 buf[256];

	m.proof = kit_prove(&k->chain, self, 1);
	wr_msg_register(&w, &m);
	KIT_OK(kit_send(k, MSG_REGISTER, &w));
	f = kit_last(k, MSG_REGISTRATION);
	CHECK(f != NULL);
	r = rd_from(f->body);
	rd_msg_registration(&r, &done);
	KIT_OK(rd_end(&r));
	r = rd_from(done.info);
	rd_worker_registration_info_v3(&r, &info);
	KIT_OK(rd_end(&r));
	memcpy(row.pubkey, info.pubkey, 32);
	row.incarnation = info.incarnation;
	w = wr_into(buf, sizeof(buf));
	wr_worker_info_v3(&w, &row);
	kit_put(&k->chain, self[0], slice_of(buf, w.n));
}

#endif /* WORKER_TRUSTED_TEST_KIT_H */
