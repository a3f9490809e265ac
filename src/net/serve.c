#include "net/serve.h"

#include "consensus/grandpa.h"
#include "net/protobuf.h"
#include "node/node.h"

/* Bytes of one answer. A body that alone is larger is left out: the block stays without it. */
#define SYNC_RESPONSE_MAX  (16u << 20)
#define SYNC_RESPONSE_SOFT (4u << 20) /* then no further block is added */
#define SYNC_BLOCKS_MAX    128u
#define LIGHT_RESPONSE_MAX (16u << 20)
#define WARP_RESPONSE_MAX  (16u << 20)
#define READ_KEYS_MAX      1024u
#define METHOD_MAX         128u

/* --- sync/2: blocks --------------------------------------------------------------- */

/* The request's bits, in the most significant byte of a 32-bit number. */
#define WANT_HEADER        (1u << 24)
#define WANT_BODY          (1u << 25)
#define WANT_JUSTIFICATION (1u << 28)

/* Field numbers of BlockRequest and BlockData. */
enum { REQ_FIELDS = 1, REQ_HASH, REQ_NUMBER, REQ_DIRECTION = 5, REQ_MAX, REQ_MULTI };
enum { BLOCK_HASH = 1, BLOCK_HEADER = 2, BLOCK_BODY = 3, BLOCK_JUST = 6, BLOCK_JUSTS = 8 };

struct sync_request {
	u32 fields;
	bool has_start, descending;
	bool multi; /* justifications with their engine, not GRANDPA's alone */
	u32 start;
	u32 max;
};

static enum err start_number(struct slice bytes, struct sync_request *out)
{
	struct rd r = rd_from(bytes);

	out->start = rd_u32(&r);
	out->has_start = true;
	return rd_end(&r);
}

static enum err start_hash(struct node *n, struct slice bytes, struct sync_request *out)
{
	if (bytes.n != HASH_LEN)
		return ERR_FORMAT;
	out->has_start = true;
	return node_number(n, bytes.p, &out->start);
}

static enum err sync_decode(struct node *n, struct slice in, struct sync_request *out)
{
	struct rd r = rd_from(in);
	struct pb_field f;

	*out = (struct sync_request){.max = SYNC_BLOCKS_MAX};
	while (pb_next(&r, &f)) {
		switch (f.number) {
		case REQ_FIELDS:
			out->fields = (u32)f.value;
			break;
		case REQ_HASH:
			TRY(start_hash(n, f.bytes, out));
			break;
		case REQ_NUMBER:
			TRY(start_number(f.bytes, out));
			break;
		case REQ_DIRECTION:
			out->descending = f.value == 1;
			break;
		case REQ_MAX:
			if (f.value != 0 && f.value < SYNC_BLOCKS_MAX)
				out->max = (u32)f.value;
			break;
		case REQ_MULTI:
			out->multi = f.value != 0;
			break;
		default:
			break;
		}
	}
	TRY(rd_end(&r));
	return out->has_start ? ERR_OK : ERR_FORMAT;
}

static enum err put_header(struct node *n, u32 number, struct arena *a, struct wr *w)
{
	struct slice header;

	TRY(node_header(n, number, a, &header));
	pb_put_bytes(w, BLOCK_HEADER, header);
	return ERR_OK;
}

static enum err put_body(struct node *n, u32 number, struct arena *a, struct wr *w)
{
	struct slice body;
	struct rd r;

	TRY(node_body(n, number, a, &body));
	r = rd_from(body);
	for (u32 num = rd_seq_len(&r, 1); num > 0 && r.err == ERR_OK; num--) {
		const u8 *start = r.p;

		(void)rd_vec(&r, body.n);
		if (r.err == ERR_OK)
			pb_put_bytes(w, BLOCK_BODY, slice_of(start, (size_t)(r.p - start)));
	}
	return rd_end(&r);
}

static enum err put_justification(struct node *n, u32 number, bool multi, struct arena *a,
				  struct wr *w)
{
	struct slice j = SLICE_EMPTY;
	size_t start;
	enum err e = number == 0 ? ERR_NOT_FOUND : node_justification(n, number, a, &j);

	if (e == ERR_NOT_FOUND)
		return ERR_OK; /* not finalized yet */
	TRY(e);
	if (!multi) {
		pb_put_bytes(w, BLOCK_JUST, j);
		return ERR_OK;
	}
	start = pb_open(w, BLOCK_JUSTS);
	wr_compact(w, 1);
	wr_bytes(w, engine_grandpa, sizeof(engine_grandpa));
	wr_vec(w, j);
	pb_close(w, start);
	return ERR_OK;
}

static enum err put_block(struct node *n, u32 number, const struct sync_request *q,
			  struct arena *a, struct wr *w)
{
	u8 hash[HASH_LEN];
	size_t start;

	TRY(node_hash(n, number, hash));
	start = pb_open(w, 1);
	pb_put_bytes(w, BLOCK_HASH, SLICE_ARR(hash));
	if ((q->fields & WANT_HEADER) != 0)
		TRY(put_header(n, number, a, w));
	if ((q->fields & WANT_BODY) != 0)
		TRY(put_body(n, number, a, w));
	if ((q->fields & WANT_JUSTIFICATION) != 0)
		TRY(put_justification(n, number, q->multi, a, w));
	pb_close(w, start);
	return w->err;
}

/* Blocks in a row from the one asked for; fewer when there are no more or the answer is full. */
static enum err serve_sync(struct node *n, struct slice request, struct arena *a,
			   struct slice *response)
{
	struct sync_request q;
	struct wr w;
	u8 *buf;

	TRY(sync_decode(n, request, &q));
	buf = (u8 *)arena_alloc(a, SYNC_RESPONSE_MAX);
	if (buf == NULL)
		return ERR_NOMEM;
	w = wr_into(buf, SYNC_RESPONSE_MAX);
	for (u32 i = 0; i < q.max && w.n < SYNC_RESPONSE_SOFT; i++) {
		u32 number = q.descending ? q.start - i : q.start + i;
		size_t mark = arena_mark(a);
		enum err e;

		if ((q.descending && i > q.start) || (!q.descending && i > UINT32_MAX - q.start))
			break;
		e = put_block(n, number, &q, a, &w);
		arena_rewind(a, mark);
		if (e == ERR_NOT_FOUND)
			break;
		TRY(e);
	}
	return wr_done(&w, response);
}

/* --- light/2: proofs -------------------------------------------------------------- */

/* Field numbers of Request and of the three messages inside it. */
enum { LIGHT_CALL = 1, LIGHT_READ = 2, LIGHT_READ_CHILD = 4 };
enum { LIGHT_BLOCK = 2, LIGHT_METHOD = 3, LIGHT_KEY = 3, LIGHT_DATA = 4, LIGHT_CHILD_KEY = 6 };

struct light_request {
	u8 block[HASH_LEN];
	bool has_block;
	struct slice name; /* the method, or the child trie's key */
	struct slice data;
	struct slice *keys;
	u32 num_keys;
};

static enum err light_key(struct light_request *q, struct slice key)
{
	if (q->num_keys == READ_KEYS_MAX)
		return ERR_LIMIT;
	q->keys[q->num_keys++] = key;
	return ERR_OK;
}

static enum err light_field(struct light_request *q, u32 kind, const struct pb_field *f)
{
	switch (f->number) {
	case LIGHT_BLOCK:
		if (f->bytes.n != HASH_LEN)
			return ERR_FORMAT;
		memcpy(q->block, f->bytes.p, HASH_LEN);
		q->has_block = true;
		return ERR_OK;
	case LIGHT_METHOD: /* and LIGHT_KEY */
		if (kind == LIGHT_READ)
			return light_key(q, f->bytes);
		q->name = f->bytes;
		return ERR_OK;
	case LIGHT_DATA:
		q->data = f->bytes;
		return ERR_OK;
	case LIGHT_CHILD_KEY:
		return kind == LIGHT_READ_CHILD ? light_key(q, f->bytes) : ERR_OK;
	default:
		return ERR_OK;
	}
}

static enum err light_decode_request(struct slice in, u32 kind, struct arena *a,
				     struct light_request *q)
{
	struct rd r = rd_from(in);
	struct pb_field f;

	*q = (struct light_request){0};
	q->keys = (struct slice *)arena_zalloc(a, READ_KEYS_MAX, sizeof(*q->keys));
	if (q->keys == NULL)
		return ERR_NOMEM;
	while (pb_next(&r, &f))
		TRY(light_field(q, kind, &f));
	TRY(rd_end(&r));
	return q->has_block ? ERR_OK : ERR_FORMAT;
}

static enum err prove_call(struct node *n, u32 number, const struct light_request *q,
			   struct arena *a, struct slice *proof)
{
	char method[METHOD_MAX + 1];

	if (q->name.n > METHOD_MAX)
		return ERR_LIMIT;
	slice_copy(method, q->name);
	method[q->name.n] = '\0';
	return node_call_proof(n, number, method, q->data, a, proof);
}

/* Our state has no child tries: what proves that a key of one is absent is the proof that
 * its root is. */
static enum err prove_child(struct node *n, u32 number, const struct light_request *q,
			    struct arena *a, struct slice *proof)
{
	static const char prefix[] = ":child_storage:default:";
	struct wr w = wr_arena(a);
	struct slice key;

	wr_bytes(&w, prefix, sizeof(prefix) - 1);
	wr_slice(&w, q->name);
	TRY(wr_arena_done(&w, a, &key));
	return node_read_proof(n, number, &key, 1, a, proof);
}

static enum err prove(struct node *n, u32 kind, const struct light_request *q, struct arena *a,
		      struct slice *proof)
{
	u32 number;

	TRY(node_number(n, q->block, &number));
	if (kind == LIGHT_CALL)
		return prove_call(n, number, q, a, proof);
	if (kind == LIGHT_READ_CHILD)
		return prove_child(n, number, q, a, proof);
	return node_read_proof(n, number, q->keys, q->num_keys, a, proof);
}

/* A block or method that we do not have is answered without a proof, as upstream does. */
static enum err serve_light(struct node *n, struct slice request, struct arena *a,
			    struct slice *response)
{
	struct rd r = rd_from(request);
	struct light_request q = {0};
	struct slice proof = SLICE_EMPTY;
	struct pb_field f;
	struct wr w;
	u32 kind = 0;
	size_t start;
	enum err e;

	while (kind == 0 && pb_next(&r, &f))
		if (f.number == LIGHT_CALL || f.number == LIGHT_READ ||
		    f.number == LIGHT_READ_CHILD)
			kind = f.number;
	TRY(r.err);
	if (kind == 0)
		return ERR_FORMAT;
	TRY(light_decode_request(f.bytes, kind, a, &q));
	e = prove(n, kind, &q, a, &proof);
	if (e != ERR_OK && e != ERR_NOT_FOUND && e != ERR_STALE)
		return e;
	w = wr_arena(a);
	start = pb_open(&w, kind == LIGHT_CALL ? 1 : 2);
	if (e == ERR_OK)
		pb_put_bytes(&w, 2, proof);
	pb_close(&w, start);
	return wr_arena_done(&w, a, response);
}

/* --- sync/warp, kad --------------------------------------------------------------- */

static enum err serve_warp(struct node *n, struct slice request, struct arena *a,
			   struct slice *response)
{
	if (request.n != HASH_LEN)
		return ERR_FORMAT;
	return node_warp_proof(n, request.p, a, response);
}

/* Kademlia's message types that ask for something. This node knows no other peers and keeps
 * no records, so the answer to each is the same message without contents. */
enum { KAD_GET_VALUE = 1, KAD_GET_PROVIDERS = 3, KAD_FIND_NODE = 4 };

static enum err serve_kad(struct node *n, struct slice request, struct arena *a,
			  struct slice *response)
{
	struct rd r = rd_from(request);
	struct pb_field f;
	struct wr w;
	u64 type = 0;

	(void)n;
	while (pb_next(&r, &f))
		if (f.number == 1)
			type = f.value;
	TRY(rd_end(&r));
	if (type != KAD_GET_VALUE && type != KAD_GET_PROVIDERS && type != KAD_FIND_NODE)
		return ERR_UNSUPPORTED;
	w = wr_arena(a);
	pb_put_varint(&w, 1, type);
	return wr_arena_done(&w, a, response);
}

const struct serve_protocol serve_protocols[] = {
	{"/sync/2", 1024, SYNC_RESPONSE_MAX, serve_sync},
	{"/light/2", 1u << 20, LIGHT_RESPONSE_MAX, serve_light},
	{"/sync/warp", 64, WARP_RESPONSE_MAX, serve_warp},
	{"/kad", 4096, 64, serve_kad},
};
const size_t serve_num_protocols = ARRAY_LEN(serve_protocols);

/* --- notifications ---------------------------------------------------------------- */

/* Roles, as bits: a peer is one of these. */
enum { ROLE_FULL = 1, ROLE_LIGHT = 2, ROLE_AUTHORITY = 4 };

#define ANNOUNCE_HELLO_LEN (1u + 4u + 2u * HASH_LEN)
#define TRANSACTIONS_MAX   64u /* in one message */

static enum err hello_announces(struct node *n, struct wr *w)
{
	const struct chain *c = node_chain(n);

	wr_u8(w, ROLE_AUTHORITY);
	wr_u32(w, c->best.number);
	wr_bytes(w, c->best.hash, HASH_LEN);
	wr_bytes(w, node_spec(n)->genesis_hash, HASH_LEN);
	return w->err;
}

static bool is_role(u8 role)
{
	return role == ROLE_FULL || role == ROLE_LIGHT || role == ROLE_AUTHORITY;
}

static enum err check_announces(struct node *n, struct slice handshake)
{
	struct rd r = rd_from(handshake);
	u8 role = rd_u8(&r);
	u8 best[HASH_LEN], genesis[HASH_LEN];

	(void)rd_u32(&r);
	rd_bytes(&r, best, HASH_LEN);
	rd_bytes(&r, genesis, HASH_LEN);
	TRY(rd_end(&r));
	if (!is_role(role))
		return ERR_TAG;
	return mem_eq(genesis, node_spec(n)->genesis_hash, HASH_LEN) ? ERR_OK : ERR_GENESIS;
}

/* Others may announce blocks; there is one authority, and it is here. */
static enum err take_announce(struct node *n, struct slice message, struct arena *a)
{
	struct rd r = rd_from(message);
	struct header h;

	(void)n;
	(void)a;
	rd_header(&r, &h);
	(void)rd_bool(&r);
	(void)rd_vec(&r, message.n);
	return rd_end(&r);
}

static enum err hello_role(struct node *n, struct wr *w)
{
	(void)n;
	wr_u8(w, ROLE_AUTHORITY);
	return w->err;
}

static enum err check_role(struct node *n, struct slice handshake)
{
	(void)n;
	return handshake.n == 1 && is_role(handshake.p[0]) ? ERR_OK : ERR_TAG;
}

/* GRANDPA's messages: vote, commit, neighbor packet, catch-up request, catch-up. What they say
 * cannot change what the one authority decided. */
#define GRANDPA_MESSAGE_KINDS 5u

static enum err take_grandpa(struct node *n, struct slice message, struct arena *a)
{
	(void)n;
	(void)a;
	return message.n != 0 && message.p[0] < GRANDPA_MESSAGE_KINDS ? ERR_OK : ERR_TAG;
}

/* Collects them from a message that holds num; false if it does not. */
static bool transactions_of(struct rd r, u32 num, struct slice *xts)
{
	for (u32 i = 0; i < num && r.err == ERR_OK; i++) {
		const u8 *start = r.p;

		(void)rd_vec(&r, rd_left(&r));
		xts[i] = slice_of(start, (size_t)(r.p - start));
	}
	return rd_end(&r) == ERR_OK;
}

/* Each is judged by itself; a peer cannot know that another was faster, so refusals by
 * runtime and pool are no offence. */
static enum err take_transactions(struct node *n, struct slice message, struct arena *a)
{
	struct rd r = rd_from(message);
	u32 num = rd_seq_len(&r, 1);
	struct slice *xts;

	if (num > TRANSACTIONS_MAX)
		return ERR_LIMIT;
	xts = (struct slice *)arena_zalloc(a, num, sizeof(*xts));
	if (xts != NULL && transactions_of(r, num, xts))
		node_foresee(n, xts, num, a);
	for (u32 i = 0; i < num && r.err == ERR_OK; i++) {
		const u8 *start = r.p;
		size_t mark = arena_mark(a);
		struct node_verdict verdict;

		(void)rd_vec(&r, message.n);
		if (r.err != ERR_OK)
			break;
		if (node_submit(n, slice_of(start, (size_t)(r.p - start)), a, &verdict) ==
		    ERR_NOMEM)
			return ERR_NOMEM;
		arena_rewind(a, mark);
	}
	return rd_end(&r);
}

const struct serve_notification serve_notifications[NUM_SERVE_TOPICS] = {
	[SERVE_ANNOUNCES] = {"/block-announces/1", ANNOUNCE_HELLO_LEN, 2u * HEADER_MAX,
			     hello_announces, check_announces, take_announce},
	[SERVE_GRANDPA] = {"/grandpa/1", 1, 1u << 20, hello_role, check_role, take_grandpa},
	[SERVE_TRANSACTIONS] = {"/transactions/1", 1, 16u << 20, hello_role, check_role,
				take_transactions},
};

enum err serve_announce(struct node *n, u32 number, struct arena *a, struct slice *out)
{
	struct slice header;
	struct wr w;

	TRY(node_header(n, number, a, &header));
	w = wr_arena(a);
	wr_slice(&w, header);
	wr_u8(&w, number == node_chain(n)->best.number); /* BlockState: Normal, Best */
	wr_vec(&w, SLICE_EMPTY);
	return wr_arena_done(&w, a, out);
}

static enum err justification_of(struct node *n, u32 number, struct arena *a,
				 struct grandpa_justification *j)
{
	struct slice bytes;

	TRY(node_justification(n, number, a, &bytes));
	return grandpa_decode(j, bytes);
}

/* A commit is a justification with the votes first and the signatures after them. */
enum err serve_commit(struct node *n, u32 number, struct arena *a, struct slice *out)
{
	struct authority_set *set = (struct authority_set *)arena_alloc(a, sizeof(*set));
	struct grandpa_justification j;
	struct grandpa_precommit v;
	struct wr w;

	if (set == NULL)
		return ERR_NOMEM;
	if (number == 0)
		return ERR_NOT_FOUND;
	TRY(justification_of(n, number, a, &j));
	TRY(node_authority_set(n, number, set));
	w = wr_arena(a);
	wr_u8(&w, 1); /* Commit */
	wr_u64(&w, j.round);
	wr_u64(&w, set->set_id);
	wr_bytes(&w, j.target_hash, HASH_LEN);
	wr_u32(&w, j.target_number);
	wr_compact(&w, j.num_precommits);
	for (u32 i = 0; i < j.num_precommits; i++) {
		grandpa_precommit_at(&j, i, &v);
		wr_bytes(&w, v.target_hash, HASH_LEN);
		wr_u32(&w, v.target_number);
	}
	wr_compact(&w, j.num_precommits);
	for (u32 i = 0; i < j.num_precommits; i++) {
		grandpa_precommit_at(&j, i, &v);
		wr_bytes(&w, v.signature, sizeof(v.signature));
		wr_bytes(&w, v.id, sizeof(v.id));
	}
	return wr_arena_done(&w, a, out);
}

enum err serve_neighbor(struct node *n, struct arena *a, struct slice *out)
{
	const struct chain *c = node_chain(n);
	struct grandpa_justification j = {.round = 1};
	struct wr w;

	if (c->finalized.number > 0)
		TRY(justification_of(n, c->finalized.number, a, &j));
	w = wr_arena(a);
	wr_u8(&w, 2); /* Neighbor */
	wr_u8(&w, 1); /* version 1 of the packet */
	wr_u64(&w, j.round);
	wr_u64(&w, c->voters.set_id);
	wr_u32(&w, c->finalized.number);
	return wr_arena_done(&w, a, out);
}
