#include "consensus/light.h"

#include "crypto/hash.h"
#include "primitives/storage_key.h"
#include "trie/proof.h"

static enum err read_grandpa(const struct trie_proof *p, const u8 root[32], struct slice item,
                             bool *found, struct slice *value)
{
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), item);

	return trie_proof_read(p, root, storage_key_slice(&k), found, value);
}

/* read_set reads the first authorities from the genesis state. */
static enum err read_set(const struct trie_proof *p, const u8 root[32], struct authority_set *out)
{
	struct slice value;
	struct rd r;
	bool found;

	TRY(read_grandpa(p, root, SLICE_LIT("Authorities"), &found, &value));
	if (!found)
		return ERR_NOT_FOUND;
	r = rd_from(value);
	rd_authorities(&r, out);
	TRY(rd_end(&r));
	out->set_id = 0;
	TRY(read_grandpa(p, root, SLICE_LIT("CurrentSetId"), &found, &value));
	if (!found)
		return ERR_OK;
	r = rd_from(value);
	out->set_id = rd_u64(&r);
	return rd_end(&r);
}

enum err light_init(struct light *out, const u8 genesis_hash[32], struct slice genesis_header,
                    struct slice proof, struct arena *a)
{
	struct authority_set set;
	struct trie_proof p;
	struct header h;
	u8 hash[32];

	blake2_256(hash, genesis_header);
	if (!mem_eq(hash, genesis_hash, sizeof(hash)))
		return ERR_GENESIS;
	TRY(header_decode(&h, genesis_header));
	if (h.number != 0)
		return ERR_GENESIS;
	TRY(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, a));
	TRY(read_set(&p, h.state_root, &set));
	memset(out, 0, sizeof(*out));
	memcpy(out->genesis, hash, sizeof(out->genesis));
	memcpy(out->hash, hash, sizeof(out->hash));
	memcpy(out->state_root, h.state_root, sizeof(out->state_root));
	out->set = set;
	return ERR_OK;
}

/* The walk over new headers: the last one so far, and what it leaves pending. */
struct walk {
	u32 number;
	u8 hash[32], state_root[32];
	bool has_pending;
	u32 pending_at;
	const struct authority_set *pending; /* l->pending, or next once that is filled */
	struct grandpa_change change;        /* of the header at hand */
	struct authority_set next;
};

/* note_change remembers an announced change. The runtime lets no second one start
 * while one waits, so that a header which claims it was not made by it. */
static enum err note_change(struct walk *k, const struct header *h)
{
	TRY(grandpa_change_of(h, &k->change));
	if (k->change.kind == GRANDPA_NO_CHANGE)
		return ERR_OK;
	if (k->change.kind == GRANDPA_FORCED)
		return ERR_FORCED_CHANGE;
	if (k->has_pending)
		return ERR_CONFLICT;
	if (!ADD_OK(h->number, k->change.delay, &k->pending_at))
		return ERR_OVERFLOW;
	k->has_pending = true;
	k->next = k->change.next;
	k->pending = &k->next;
	return ERR_OK;
}

static enum err step(struct walk *k, struct slice encoded)
{
	struct header h;

	TRY(header_decode(&h, encoded));
	if (h.number == 0 || h.number - 1 != k->number)
		return ERR_GAP;
	if (!mem_eq(h.parent, k->hash, sizeof(k->hash)))
		return ERR_HEADER;
	if (k->has_pending && h.number > k->pending_at)
		return ERR_SET_CHANGE;
	TRY(note_change(k, &h));
	k->number = h.number;
	memcpy(k->state_root, h.state_root, sizeof(k->state_root));
	blake2_256(k->hash, encoded);
	return ERR_OK;
}

static enum err check_not_stale(const struct light *l, const struct slice *headers, size_t num)
{
	struct header last;

	if (num == 0)
		return ERR_STALE;
	if (num > LIGHT_HEADERS_MAX)
		return ERR_LIMIT;
	TRY(header_decode(&last, headers[num - 1]));
	return last.number <= l->number ? ERR_STALE : ERR_OK;
}

static enum err check_finality(const struct light *l, const struct walk *k, struct slice encoded)
{
	struct grandpa_justification j;

	TRY(grandpa_decode(&j, encoded));
	if (j.target_number != k->number || !mem_eq(j.target_hash, k->hash, sizeof(k->hash)))
		return ERR_TARGET;
	return grandpa_verify(&j, &l->set);
}

/* accept makes the walk's end the finalised block. Finality of a block at which a change
 * is due puts the new authorities in force. */
static void accept(struct light *l, const struct walk *k)
{
	l->number = k->number;
	memcpy(l->hash, k->hash, sizeof(l->hash));
	memcpy(l->state_root, k->state_root, sizeof(l->state_root));
	l->has_pending = k->has_pending;
	l->pending_at = k->pending_at;
	if (k->has_pending && k->pending != &l->pending)
		l->pending = *k->pending;
	if (!l->has_pending || l->pending_at != l->number)
		return;
	l->pending.set_id = l->set.set_id + 1;
	l->set = l->pending;
	l->has_pending = false;
	l->pending_at = 0;
	memset(&l->pending, 0, sizeof(l->pending));
}

enum err light_advance(struct light *l, const struct slice *headers, size_t num,
                       struct slice justification)
{
	struct walk k = {.number = l->number,
	                 .has_pending = l->has_pending,
	                 .pending_at = l->pending_at,
	                 .pending = &l->pending};

	TRY(check_not_stale(l, headers, num));
	memcpy(k.hash, l->hash, sizeof(k.hash));
	for (size_t i = 0; i < num; i++)
		TRY(step(&k, headers[i]));
	TRY(check_finality(l, &k, justification));
	accept(l, &k);
	return ERR_OK;
}

enum err light_read(const struct light *l, struct slice proof, struct slice key, struct arena *a,
                    bool *found, struct slice *value)
{
	struct trie_proof p;

	TRY(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, a));
	return trie_proof_read(&p, l->state_root, key, found, value);
}

void rd_light(struct rd *r, struct light *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->genesis, sizeof(out->genesis));
	rd_authority_set(r, &out->set);
	out->number = rd_u32(r);
	rd_bytes(r, out->hash, sizeof(out->hash));
	rd_bytes(r, out->state_root, sizeof(out->state_root));
	out->has_pending = rd_option(r);
	if (!out->has_pending)
		return;
	out->pending_at = rd_u32(r);
	rd_authorities(r, &out->pending);
	if (r->err == ERR_OK && out->pending_at <= out->number)
		rd_fail(r, ERR_INVALID);
}

void wr_light(struct wr *w, const struct light *l)
{
	wr_bytes(w, l->genesis, sizeof(l->genesis));
	wr_authority_set(w, &l->set);
	wr_u32(w, l->number);
	wr_bytes(w, l->hash, sizeof(l->hash));
	wr_bytes(w, l->state_root, sizeof(l->state_root));
	wr_bool(w, l->has_pending);
	if (!l->has_pending)
		return;
	wr_u32(w, l->pending_at);
	wr_authorities(w, &l->pending);
}

enum err light_decode(struct light *out, struct slice in)
{
	struct light l;
	struct rd r = rd_from(in);

	rd_light(&r, &l);
	TRY(rd_end(&r));
	*out = l;
	return ERR_OK;
}
