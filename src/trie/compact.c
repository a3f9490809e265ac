/* Compact proofs. Both directions walk the trie with a stack of branches that are not done yet; an
 * item whose first byte is ESCAPE holds an empty value in the place of a hash, and the value
 * itself is the next item. */
#include "crypto/hash.h"
#include "trie/node.h"
#include "trie/proof.h"

#define ESCAPE 0x01u

struct frame {
	struct frame *below;
	struct node n;
	struct slice kid[NODE_KIDS];
	u32 next; /* the child to look at next */
};

static struct frame *push(struct frame *top, struct frame **spare, struct arena *a)
{
	struct frame *f = *spare;

	if (f != NULL)
		*spare = f->below;
	else
		f = arena_alloc(a, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->below = top;
	f->next = 0;
	return f;
}

static struct frame *pop(struct frame *top, struct frame **spare)
{
	struct frame *below = top->below;

	top->below = *spare;
	*spare = top;
	return below;
}

/* Decoding */

struct opening {
	struct rd *r;
	u32 left; /* items */
	size_t bytes_left;
	struct trie_set *nodes;
	struct arena *a;
};

static enum err rd_item(struct opening *o, struct slice *out)
{
	if (o->left == 0)
		return ERR_PROOF;
	o->left--;
	*out = rd_vec(o->r, UINT32_MAX);
	TRY(o->r->err);
	if (out->n > o->bytes_left)
		return ERR_LIMIT;
	o->bytes_left -= out->n;
	return ERR_OK;
}

/* add keeps bytes under their hash and gives out the hash. */
static enum err add(struct opening *o, struct slice bytes, struct slice *hash)
{
	u8 *h = arena_alloc(o->a, TRIE_HASH_LEN);

	if (h == NULL)
		return ERR_NOMEM;
	blake2_256(h, bytes);
	*hash = slice_of(h, TRIE_HASH_LEN);
	return trie_set_add(o->nodes, h, bytes, NULL);
}

static enum err open_node(struct opening *o, struct frame *f)
{
	struct slice item, value;
	bool attached;

	TRY(rd_item(o, &item));
	attached = item.n != 0 && item.p[0] == ESCAPE;
	if (node_decode_compact(slice_from(item, attached), &f->n, f->kid) != ERR_OK)
		return ERR_PROOF;
	if (!attached)
		return ERR_OK;
	if (f->n.kind != VALUE_INLINE || f->n.value.n != 0)
		return ERR_PROOF;
	TRY(rd_item(o, &value));
	f->n.kind = VALUE_HASH;
	return add(o, value, &f->n.value);
}

/* close_node makes the full encoding once all children are known. */
static enum err close_node(struct opening *o, struct frame *f, struct slice *hash)
{
	struct wr w = wr_arena(o->a);
	struct slice enc;

	f->n.left_out = 0;
	node_encode(&w, &f->n);
	TRY(wr_arena_done(&w, o->a, &enc));
	return add(o, enc, hash);
}

static u32 next_left_out(const struct frame *f)
{
	u32 i = f->next;

	while (i < NODE_KIDS && (f->n.left_out >> i & 1) == 0)
		i++;
	return i;
}

static enum err open_trie(struct opening *o, struct slice *root)
{
	struct frame *spare = NULL, *top = push(NULL, &spare, o->a);
	struct slice hash = SLICE_EMPTY;

	if (top == NULL)
		return ERR_NOMEM;
	TRY(open_node(o, top));
	while (top != NULL) {
		u32 i = next_left_out(top);

		if (i < NODE_KIDS) {
			top->next = i;
			top = push(top, &spare, o->a);
			if (top == NULL)
				return ERR_NOMEM;
			TRY(open_node(o, top));
			continue;
		}
		TRY(close_node(o, top, &hash));
		top = pop(top, &spare);
		if (top != NULL)
			top->kid[top->next++] = hash;
	}
	*root = hash;
	return ERR_OK;
}

enum err trie_compact_open(struct trie_proof *p, u8 root[32], struct rd *r,
                           struct trie_limits limits, struct arena *a)
{
	struct opening o = {.r = r, .bytes_left = limits.bytes_max, .nodes = &p->nodes, .a = a};
	struct slice hash;

	p->nodes = trie_set_init(a);
	o.left = rd_seq_len(r, 1);
	TRY(r->err);
	if (o.left > limits.nodes_max)
		return ERR_LIMIT;
	if (o.left == 1 && rd_left(r) >= 2 && r->p[0] == 4 && r->p[1] == 0) {
		(void)rd_take(r, 2); /* the trie without keys */
		memcpy(root, trie_empty_root, TRIE_HASH_LEN);
		return ERR_OK;
	}
	TRY(open_trie(&o, &hash));
	if (o.left != 0)
		return ERR_PROOF;
	memcpy(root, hash.p, TRIE_HASH_LEN);
	return ERR_OK;
}

/* Encoding */

struct item {
	struct item *next;
	struct slice bytes;
};

struct making {
	const struct trie_set *seen;
	struct arena *a;
	struct item *first, **end;
	size_t num;
};

static enum err put_item(struct making *m, struct slice bytes)
{
	struct item *i = arena_alloc(m->a, sizeof(*i));

	if (i == NULL)
		return ERR_NOMEM;
	*i = (struct item){NULL, bytes};
	*m->end = i;
	m->end = &i->next;
	m->num++;
	return ERR_OK;
}

static const struct trie_item *seen(const struct making *m, struct slice ref)
{
	return ref.n == TRIE_HASH_LEN ? trie_set_find(m->seen, ref.p) : NULL;
}

/* put_node writes the node without what follows it. f->n keeps the references. */
static enum err put_node(struct making *m, struct frame *f, struct slice enc)
{
	struct slice kid[NODE_KIDS], bytes;
	const struct trie_item *value = NULL;
	struct node n;
	struct wr w;

	TRY(node_decode(enc, &f->n, f->kid));
	n = f->n;
	for (u32 i = 0; n.kid != NULL && i < NODE_KIDS; i++) {
		kid[i] = f->kid[i];
		if (seen(m, kid[i]) == NULL)
			continue;
		kid[i] = SLICE_EMPTY;
		n.left_out |= (u16)(1u << i);
	}
	n.kid = n.kid != NULL ? kid : NULL;
	if (n.kind == VALUE_HASH)
		value = seen(m, n.value);
	w = wr_arena(m->a);
	if (value != NULL) {
		wr_u8(&w, ESCAPE);
		n.kind = VALUE_INLINE;
		n.value = SLICE_EMPTY;
	}
	node_encode(&w, &n);
	TRY(wr_arena_done(&w, m->a, &bytes));
	f->n.left_out = n.left_out;
	TRY(put_item(m, bytes));
	return value != NULL ? put_item(m, value->bytes) : ERR_OK;
}

static enum err walk(struct making *m, const struct trie_item *root)
{
	struct frame *spare = NULL, *top = push(NULL, &spare, m->a);

	if (top == NULL)
		return ERR_NOMEM;
	TRY(put_node(m, top, root->bytes));
	while (top != NULL) {
		u32 i = next_left_out(top);
		const struct trie_item *kid;

		if (i == NODE_KIDS) {
			top = pop(top, &spare);
			continue;
		}
		top->next = i + 1;
		kid = seen(m, top->kid[i]);
		top = push(top, &spare, m->a);
		if (top == NULL)
			return ERR_NOMEM;
		TRY(put_node(m, top, kid->bytes));
	}
	return ERR_OK;
}

enum err trie_recorder_compact(const struct trie_recorder *r, const u8 root[32], struct arena *a,
                               struct slice *out)
{
	const struct trie_item *top = trie_set_find(&r->seen, root);
	struct making m = {.seen = &r->seen, .a = a};
	struct wr w;

	m.end = &m.first;
	if (top != NULL)
		TRY(walk(&m, top));
	else if (root_is_empty(root))
		TRY(put_item(&m, SLICE_LIT("\0")));
	else
		return ERR_NOT_FOUND;
	w = wr_arena(a);
	wr_compact(&w, m.num);
	for (const struct item *i = m.first; i != NULL; i = i->next)
		wr_vec(&w, i->bytes);
	return wr_arena_done(&w, a, out);
}
