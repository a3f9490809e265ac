#ifndef RUNTIME_TEST_PARA_KIT_H
#define RUNTIME_TEST_PARA_KIT_H
/* runtime/test_para_kit: the chain of test_kit.h under a relay chain that is made up.
 *
 * For binaries that link runtime_para. para_begin opens a block with its timestamp and the
 * inherent of the relay chain's state; what the relay chain says lies in `struct para` and may be
 * changed between blocks. Messages given with para_hrmp_in and para_dmp_in arrive in the next
 * block. The keys of the relay chain's state stand here as published hex, not as the runtime
 * makes them: polkadot-sdk polkadot/primitives/src/v8/mod.rs, well_known_keys. */
#include "base/hex.h"
#include "crypto/hash.h"
#include "primitives/gen/parachain_system_gen.h"
#include "primitives/gen/xcmp_queue_gen.h"
#include "runtime/test_kit.h"
#include "trie/proof.h"

#define PARA_SIBLING  2000u
#define PARA_ROWS_MAX 40u
#define PARA_SLOT_MS  6000u

struct para_channel {
	u32 other;
	struct abridged_hrmp_channel ch;
};

struct para {
	struct kit k;
	struct arena relay; /* of one relay state and its inherent */
	u32 relay_number;
	u64 relay_slot; /* 0: what fits the block's slot */
	struct abridged_host_configuration config;
	u8 dmq_head[32];
	struct para_channel in[4], out[4];
	u32 num_in, num_out;
	int go_ahead; /* -1: no signal */
	bool restricted;
	struct slice head; /* of the block that is included; SLICE_EMPTY: the parent */
	u8 relay_root[32];
	struct slice relay_proof;
	u8 parent_header[HEADER_MAX];
	size_t parent_header_len;
	u32 num_dmp, num_hrmp;
	struct para_message dmp[16], hrmp[16]; /* hrmp: from in[0] */
	struct trie_change rows[PARA_ROWS_MAX];
	size_t num_rows;
};

static inline void para_init(struct para *p, size_t mib)
{
	struct header h;
	struct wr w;

	memset(p, 0, sizeof(*p));
	kit_init(&p->k, mib);
	p->relay = arena_of(malloc(4u << 20), 4u << 20);
	p->relay_number = 1000;
	p->go_ahead = -1;
	p->config = (struct abridged_host_configuration){
		.max_code_size = 3u << 20,
		.max_head_data_size = 32768,
		.max_upward_queue_count = 8,
		.max_upward_queue_size = 1u << 20,
		.max_upward_message_size = 65531,
		.max_upward_message_num_per_candidate = 2,
		.hrmp_max_message_num_per_candidate = 2,
		.validation_upgrade_cooldown = 2,
		.validation_upgrade_delay = 2,
		.async_backing_params = {3, 2},
	};
	header_genesis(&h, p->k.root);
	w = wr_into(p->parent_header, sizeof(p->parent_header));
	wr_header(&w, &h);
	p->parent_header_len = w.n;
}

static inline void para_free(struct para *p)
{
	kit_free(&p->k);
	free(p->relay.mem);
}

static inline struct slice para_key(struct para *p, const char *hex, const void *map, size_t n)
{
	u8 *key = arena_alloc(&p->relay, 128);
	size_t len = 0;

	KIT_MUST(hex_decode(key, 64, &len, slice_str(hex)));
	if (n != 0) {
		twox_64(key + len, slice_of(map, n));
		memcpy(key + len + 8, map, n);
		len += 8 + n;
	}
	return slice_of(key, len);
}

static inline void para_row(struct para *p, struct slice key, struct wr *w)
{
	struct trie_change *r = &p->rows[p->num_rows++];

	CHECK(p->num_rows < PARA_ROWS_MAX);
	*r = (struct trie_change){.key = key};
	KIT_MUST(wr_arena_done(w, &p->relay, &r->value));
}

static inline struct wr para_wr(struct para *p)
{
	return wr_arena(&p->relay);
}

static inline struct slice para_parent(const struct para *p)
{
	return slice_of(p->parent_header, p->parent_header_len);
}

static inline void para_channel_rows(struct para *p, bool in, const u8 self[4])
{
	static const char ingress[] =
		"6a0da05ca59913bc38a8630590f2627c1d3719f5b0b12c7105c073c507445948";
	static const char egress[] =
		"6a0da05ca59913bc38a8630590f2627cf12b746dcf32e843354583c9702cc020";
	static const char channels[] =
		"6a0da05ca59913bc38a8630590f2627cb6604cff828a6e3f579ca6c59ace013d";
	const struct para_channel *list = in ? p->in : p->out;
	u32 num = in ? p->num_in : p->num_out;
	struct slice key = para_key(p, in ? ingress : egress, self, 4);
	struct wr w = para_wr(p);

	wr_compact(&w, num);
	for (u32 i = 0; i < num; i++)
		wr_u32(&w, list[i].other);
	para_row(p, key, &w);
	for (u32 i = 0; i < num; i++) {
		u8 id[8];
		struct wr idw = wr_into(id, sizeof(id));

		wr_u32(&idw, in ? list[i].other : KIT_PARA_ID);
		wr_u32(&idw, in ? KIT_PARA_ID : list[i].other);
		key = para_key(p, channels, id, 8);
		w = para_wr(p);
		wr_abridged_hrmp_channel(&w, &list[i].ch);
		para_row(p, key, &w);
	}
}

static inline void para_signal_rows(struct para *p, const u8 self[4])
{
	struct slice key;
	struct wr w;

	if (p->go_ahead >= 0) {
		key = para_key(p,
			       "cd710b30bd2eab0352ddcc26417aa1949e94c040f5e73d9b7addd6cb603d15d3",
			       self, 4);
		w = para_wr(p);
		wr_u8(&w, (u8)p->go_ahead);
		para_row(p, key, &w);
	}
	if (p->restricted) {
		key = para_key(p,
			       "cd710b30bd2eab0352ddcc26417aa194f27bbb460270642b5bcaf032ea04d56a",
			       self, 4);
		w = para_wr(p);
		wr_u8(&w, 0);
		para_row(p, key, &w);
	}
}

/* Ascending, as trie_apply wants them. */
static inline void para_sort(struct para *p)
{
	for (size_t i = 1; i < p->num_rows; i++) {
		struct trie_change t = p->rows[i];
		size_t j = i;

		for (; j > 0 && slice_cmp(t.key, p->rows[j - 1].key) < 0; j--)
			p->rows[j] = p->rows[j - 1];
		p->rows[j] = t;
	}
}

/* The relay chain's state: root and a proof of all that a parachain reads. */
static inline void para_relay_state(struct para *p)
{
	const u8 self[4] = {KIT_PARA_ID & 255, KIT_PARA_ID >> 8, 0, 0};
	u8 room_key[44] = ":relay_dispatch_queue_remaining_capacity";
	struct trie_set set;
	struct trie_db db;
	struct slice keys[PARA_ROWS_MAX], key;
	u64 slot = kit_slot(&p->k) * KIT_SLOT_MS / PARA_SLOT_MS;
	struct wr w;

	arena_reset(&p->relay);
	p->num_rows = 0;
	key = para_key(p, "1cb6f36e027abb2091cfb5110ab5087f06155b3cd9a8c9e5e9a23fd5dc13a5ed",
		       NULL, 0);
	w = para_wr(p);
	wr_u64(&w, p->relay_slot != 0 ? p->relay_slot : slot);
	para_row(p, key, &w);
	key = para_key(p, "06de3d8a54d27e44a9d5ce189618f22db4b49d95320d9021994c850f25b8e385",
		       NULL, 0);
	w = para_wr(p);
	wr_abridged_host_configuration(&w, &p->config);
	wr_u64(&w, 7); /* the relay chain's own struct goes on */
	para_row(p, key, &w);
	key = para_key(p, "cd710b30bd2eab0352ddcc26417aa1941b3c252fcb29d88eff4f3de5de4476c3",
		       self, 4);
	w = para_wr(p);
	wr_vec(&w, p->head.n != 0 ? p->head : para_parent(p));
	para_row(p, key, &w);
	key = para_key(p, "63f78c98723ddc9073523ef3beefda0c4d7fefc408aac59dbfe80a72ac8e3ce5",
		       self, 4);
	w = para_wr(p);
	wr_bytes(&w, p->dmq_head, 32);
	para_row(p, key, &w);
	memcpy(room_key + 40, self, 4);
	KIT_MUST(arena_dup(&p->relay, slice_of(room_key, 44), &key));
	w = para_wr(p);
	wr_u32(&w, p->config.max_upward_queue_count);
	wr_u32(&w, p->config.max_upward_queue_size);
	para_row(p, key, &w);
	para_channel_rows(p, true, self);
	para_channel_rows(p, false, self);
	para_signal_rows(p, self);
	para_sort(p);
	set = trie_set_init(&p->relay);
	db = trie_set_db(&set);
	KIT_MUST(trie_apply(&db, trie_empty_root, p->rows, p->num_rows, &p->relay,
			    p->relay_root));
	for (size_t i = 0; i < p->num_rows; i++)
		keys[i] = p->rows[i].key;
	/* The keys that may be absent are proven too. */
	keys[p->num_rows] = para_key(
		p, "cd710b30bd2eab0352ddcc26417aa1949e94c040f5e73d9b7addd6cb603d15d3", self, 4);
	keys[p->num_rows + 1] = para_key(
		p, "cd710b30bd2eab0352ddcc26417aa194f27bbb460270642b5bcaf032ea04d56a", self, 4);
	KIT_MUST(trie_prove(&db, p->relay_root, keys, p->num_rows + 2, &p->relay,
			    &p->relay_proof));
}

/* The next link of a queue's chain of hashes. */
static inline void para_extend(u8 head[32], const struct para_message *m)
{
	u8 len[8], sent_at[4], hash[32];
	struct wr n = wr_into(len, sizeof(len)), at = wr_into(sent_at, sizeof(sent_at));
	struct slice message[2], link[3];

	wr_compact(&n, m->data.n);
	wr_u32(&at, m->sent_at);
	message[0] = slice_of(len, n.n);
	message[1] = m->data;
	blake2_256_parts(hash, message, 2);
	link[0] = slice_of(head, 32);
	link[1] = slice_of(sent_at, 4);
	link[2] = slice_of(hash, 32);
	blake2_256_parts(head, link, 3);
}

static inline void para_dmp_in(struct para *p, struct slice data)
{
	struct para_message m = {p->relay_number + 1, data};

	p->dmp[p->num_dmp++] = m;
	para_extend(p->dmq_head, &m);
}

/* From in[0], which must be open. */
static inline void para_hrmp_in(struct para *p, struct slice data)
{
	struct para_message m = {p->relay_number + 1, data};

	p->hrmp[p->num_hrmp++] = m;
	p->in[0].ch.has_mqc_head = true;
	para_extend(p->in[0].ch.mqc_head, &m);
}

static inline void wr_para_messages(struct wr *w, const struct para_message *list, u32 num)
{
	wr_compact(w, num);
	for (u32 i = 0; i < num; i++) {
		wr_u32(w, list[i].sent_at);
		wr_vec(w, list[i].data);
	}
}

/* What a collator gives as "sysi1337". */
static inline struct slice para_inherent_data(struct para *p)
{
	struct persisted_validation_data vfp = {
		.parent_head = para_parent(p),
		.relay_parent_number = p->relay_number,
		.max_pov_size = 5u << 20,
	};
	struct wr w;
	struct slice out;

	para_relay_state(p);
	memcpy(vfp.relay_parent_storage_root, p->relay_root, 32);
	w = para_wr(p);
	wr_persisted_validation_data(&w, &vfp);
	wr_slice(&w, p->relay_proof);
	wr_para_messages(&w, p->dmp, p->num_dmp);
	wr_compact(&w, p->num_hrmp != 0);
	if (p->num_hrmp != 0) {
		wr_u32(&w, p->in[0].other);
		wr_para_messages(&w, p->hrmp, p->num_hrmp);
	}
	KIT_MUST(wr_arena_done(&w, &p->relay, &out));
	p->num_dmp = p->num_hrmp = 0;
	return out;
}

/* para_open opens the next block in its slot, without inherents. The relay chain moved on. */
static inline void para_open(struct para *p)
{
	p->relay_number++;
	kit_open(&p->k, KIT_SLOT_BASE + p->k.number + 1);
}

/* para_inherents asks the runtime for its inherents, as a collator does. */
static inline struct slice para_inherents(struct para *p, struct slice sysi)
{
	struct wr w = wr_arena(&p->k.block);
	struct slice in, out;
	u8 ms[8];
	struct wr t = wr_into(ms, sizeof(ms));

	wr_u64(&t, kit_slot(&p->k) * KIT_SLOT_MS);
	wr_compact(&w, 2);
	wr_bytes(&w, "sysi1337", 8);
	wr_vec(&w, sysi);
	wr_bytes(&w, "timstap0", 8);
	wr_vec(&w, slice_of(ms, 8));
	KIT_MUST(wr_arena_done(&w, &p->k.block, &in));
	KIT_MUST(runtime_call(&p->k.s, "BlockBuilder_inherent_extrinsics", in, &out));
	return out;
}

/* para_begin opens a block with all that every block must have. */
static inline void para_begin(struct para *p)
{
	struct slice list;
	struct rd r;

	para_open(p);
	list = para_inherents(p, para_inherent_data(p));
	r = rd_from(list);
	for (u32 n = rd_seq_len(&r, 1); n > 0; n--) {
		const u8 *start = r.p;
		struct kit_result res;

		(void)rd_vec(&r, UINT32_MAX);
		res = kit_apply(&p->k, slice_of(start, (size_t)(r.p - start)));
		CHECK(!res.invalid && !res.failed);
	}
	KIT_MUST(rd_end(&r));
}

/* para_commit stores a block that was closed. */
static inline void para_commit(struct para *p)
{
	struct wr w = wr_into(p->parent_header, sizeof(p->parent_header));

	kit_commit(&p->k);
	wr_header(&w, &p->k.header);
	KIT_MUST(w.err);
	p->parent_header_len = w.n;
}

static inline void para_end(struct para *p)
{
	kit_close(&p->k);
	para_commit(p);
}

static inline void para_open_channel(struct para *p, bool in, u32 other)
{
	struct para_channel *ch = in ? &p->in[p->num_in++] : &p->out[p->num_out++];

	*ch = (struct para_channel){.other = other,
				    .ch = {.max_capacity = 8,
					   .max_total_size = 1024,
					   .max_message_size = 512}};
}

#endif /* RUNTIME_TEST_PARA_KIT_H */
