#include "journal/journal.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/seal.h"

/* The file header: prefix, key under the enclave's seal, then, if the prefix
 * says so, the owner's public key and the key sealed to it. */
#define MAGIC       "PHJR"
#define MAGIC_LEN   4u
#define AT_VERSION  4u
#define AT_OWNER    5u
#define AT_RUN_ID   6u
#define PREFIX_LEN  38u
#define AT_SEALED   PREFIX_LEN
#define SEALED_LEN  (32u + SEAL_EXTRA)
#define AT_OWNER_PK (AT_SEALED + SEALED_LEN)
#define AT_WRAPPED  (AT_OWNER_PK + 32u)
#define WRAPPED_LEN (32u + SEAL_TO_EXTRA)
#define HEAD_SHORT  AT_OWNER_PK
#define HEAD_LONG   (AT_WRAPPED + WRAPPED_LEN)

#define OWNER_PURPOSE "phala/journal/v1/owner"

/* A frame: length of the record, check of the length, then the sealed record. */
#define FRAME_HEAD 8u
#define AAD_LEN    72u

_Static_assert(HEAD_LONG <= JOURNAL_HEAD_MAX, "the header fits its limit");
_Static_assert(JOURNAL_FRAME_EXTRA == FRAME_HEAD + SEAL_EXTRA, "as the header says");
_Static_assert(JOURNAL_END_RESERVE >= JOURNAL_FRAME_EXTRA + 1 + 1 + 32, "an end record fits");

/* What binds a record to its place: the run, its number, the record before. */
struct place {
	u8 aad[AAD_LEN];
};

static struct place place_of(const u8 run_id[32], u64 number, const u8 prev[32])
{
	struct place p;

	memcpy(p.aad, run_id, 32);
	store_le64(p.aad + 32, number);
	memcpy(p.aad + 40, prev, 32);
	return p;
}

/* The check tells a damaged length from a frame that was cut short: without it
 * a flipped bit there would pass for the torn write of a crash. It is no secret
 * and protects from accidents only; whoever can forge it can also cut the file. */
static u32 length_check(const struct place *at, u32 len)
{
	u8 le[4], h[32];
	const struct slice parts[] = {SLICE_ARR(at->aad), SLICE_ARR(le)};

	store_le32(le, len);
	blake2_256_parts(h, parts, ARRAY_LEN(parts));
	return load_le32(h);
}

static u64 journal_limit(u32 bytes)
{
	return bytes == 0 || bytes > JOURNAL_MAX ? JOURNAL_MAX : bytes;
}

/* room reserves n bytes of out, whole or not at all. */
static enum err room(struct wr *out, size_t n, u8 **p)
{
	if (out->err != ERR_OK)
		return out->err;
	if (n > out->cap - out->n) {
		out->err = ERR_NOMEM;
		return ERR_NOMEM;
	}
	CHECK(out->p != NULL);
	*p = out->p + out->n;
	out->n += n;
	return ERR_OK;
}

/* put_frame writes one record so that the file stays below max. The record is
 * encoded where its ciphertext belongs and sealed in place, after everything
 * that could fail: no plain bytes are ever left in out. */
static enum err put_frame(struct journal_writer *w, const struct journal_record *x, u64 max,
                          struct wr *out)
{
	struct wr size = wr_count(), plain;
	struct place at = place_of(w->run_id, w->merkle.num, w->prev);
	u8 nonce[SEAL_NONCE_LEN], *p;

	wr_journal_record(&size, x);
	if (size.err != ERR_OK)
		return size.err;
	if (w->len > max || size.n + JOURNAL_FRAME_EXTRA > max - w->len)
		return ERR_LIMIT;
	TRY(room(out, size.n + JOURNAL_FRAME_EXTRA, &p));
	plain = wr_into(p + FRAME_HEAD + SEAL_NONCE_LEN, size.n);
	wr_journal_record(&plain, x);
	CHECK(plain.err == ERR_OK && plain.n == size.n);
	memcpy(nonce, w->session, sizeof(w->session));
	store_le64(nonce + sizeof(w->session), w->merkle.num);
	merkle_leaf(w->prev, slice_of(plain.p, plain.n));
	merkle_append(&w->merkle, w->prev);
	store_le32(p, (u32)plain.n);
	store_le32(p + 4, length_check(&at, (u32)plain.n));
	aead_seal(p + FRAME_HEAD, &w->key, nonce, SLICE_ARR(at.aad), slice_of(plain.p, plain.n));
	w->len += size.n + JOURNAL_FRAME_EXTRA;
	return ERR_OK;
}

static enum err put_wrapped(u8 *p, const u8 *owner, const struct journal_random *rnd)
{
	struct seal_to_args args = {.recipient = owner,
	                            .purpose = SLICE_LIT(OWNER_PURPOSE),
	                            .aad = slice_of(p, PREFIX_LEN),
	                            .ephemeral = &rnd->ephemeral,
	                            .nonce = rnd->wrap_nonce};

	memcpy(p + AT_OWNER_PK, owner, 32);
	return seal_to(p + AT_WRAPPED, &args, SLICE_ARR(rnd->run_key.b));
}

/* The two wraps use other keys, so one nonce serves both. */
static enum err put_head(u8 head[HEAD_LONG], const struct journal_keys *keys,
                         const struct journal_random *rnd, const u8 run_id[32])
{
	memcpy(head, MAGIC, MAGIC_LEN);
	head[AT_VERSION] = JOURNAL_VERSION;
	head[AT_OWNER] = keys->owner_x25519 != NULL;
	memcpy(head + AT_RUN_ID, run_id, 32);
	aead_seal(head + AT_SEALED, keys->seal, rnd->wrap_nonce, slice_of(head, PREFIX_LEN),
	          SLICE_ARR(rnd->run_key.b));
	if (keys->owner_x25519 == NULL)
		return ERR_OK;
	return put_wrapped(head, keys->owner_x25519, rnd);
}

static enum err begin(struct journal_writer *w, const struct journal_keys *keys,
                      const struct journal_random *rnd, const struct journal_run *run,
                      struct wr *out)
{
	struct journal_record first = {.tag = JOURNAL_RUN, .u.run = *run};
	size_t n = keys->owner_x25519 != NULL ? HEAD_LONG : HEAD_SHORT, start = out->n;
	u8 head[HEAD_LONG];
	enum err e;

	TRY(put_head(head, keys, rnd, run->run_id));
	wr_bytes(out, head, n);
	w->key = rnd->run_key;
	memcpy(w->run_id, run->run_id, sizeof(w->run_id));
	memcpy(w->session, rnd->session, sizeof(w->session));
	blake2_256(w->prev, slice_of(head, n));
	merkle_init(&w->merkle);
	w->len = n;
	w->max = journal_limit(run->limits.journal_bytes);
	w->ended = false;
	e = put_frame(w, &first, sat_sub_u64(w->max, JOURNAL_END_RESERVE), out);
	if (e != ERR_OK)
		out->n = size_min(out->n, start);
	return e;
}

enum err journal_begin(struct journal_writer *w, const struct journal_keys *keys,
                       const struct journal_random *rnd, const struct journal_run *run,
                       struct wr *out)
{
	enum err e = begin(w, keys, rnd, run, out);

	if (e != ERR_OK)
		journal_writer_release(w);
	return e;
}

static enum err put(struct journal_writer *w, const struct journal_record *x, struct wr *out)
{
	if (w->ended)
		return ERR_STATE;
	return put_frame(w, x, sat_sub_u64(w->max, JOURNAL_END_RESERVE), out);
}

enum err journal_put_event(struct journal_writer *w, const struct journal_event *e, struct wr *out)
{
	struct journal_record x = {.tag = JOURNAL_EVENT, .u.event = *e};

	return put(w, &x, out);
}

enum err journal_put_call(struct journal_writer *w, const struct journal_call *c, struct wr *out)
{
	struct journal_record x = {.tag = JOURNAL_CALL, .u.call = *c};

	return put(w, &x, out);
}

enum err journal_put_end(struct journal_writer *w, const struct journal_end *e, struct wr *out)
{
	struct journal_record x = {.tag = JOURNAL_END, .u.end = *e};

	if (w->ended)
		return ERR_STATE;
	TRY(put_frame(w, &x, w->max, out));
	w->ended = true;
	return ERR_OK;
}

void journal_writer_root(const struct journal_writer *w, u8 root[32])
{
	merkle_root(&w->merkle, root);
}

void journal_writer_release(struct journal_writer *w)
{
	mem_wipe(w, sizeof(*w));
	w->ended = true;
}

/* head_check finds the header's length. Its bytes are vouched for by what is
 * opened with them: the prefix by the wraps, all of it by the run record. */
static enum err head_check(struct slice file, size_t *head_len)
{
	if (!mem_eq(file.p, MAGIC, size_min(file.n, MAGIC_LEN)))
		return ERR_CORRUPT;
	if (file.n < HEAD_SHORT)
		return ERR_SHORT;
	if (file.p[AT_VERSION] != JOURNAL_VERSION)
		return ERR_VERSION;
	if (file.p[AT_OWNER] > 1)
		return ERR_CORRUPT;
	*head_len = file.p[AT_OWNER] == 1 ? HEAD_LONG : HEAD_SHORT;
	return file.n < *head_len ? ERR_SHORT : ERR_OK;
}

static enum err unseal_key(struct secret32 *key, struct slice file, const struct secret32 *seal)
{
	size_t n;

	TRY(aead_open(key->b, sizeof(key->b), &n, seal, slice_of(file.p, PREFIX_LEN),
	              slice_of(file.p + AT_SEALED, SEALED_LEN)));
	return n == sizeof(key->b) ? ERR_OK : ERR_CORRUPT;
}

static enum err unwrap_key(struct secret32 *key, struct slice file, const struct secret32 *owner)
{
	u8 pub[32];
	size_t n;
	enum err e;

	if (file.p[AT_OWNER] == 0)
		return ERR_NOT_FOUND;
	x25519_public(pub, owner);
	if (!mem_eq(pub, file.p + AT_OWNER_PK, sizeof(pub)))
		return ERR_DECRYPT;
	e = seal_to_open(key->b, sizeof(key->b), &n, owner, SLICE_LIT(OWNER_PURPOSE),
	                 slice_of(file.p, PREFIX_LEN), slice_of(file.p + AT_WRAPPED, WRAPPED_LEN));
	return e == ERR_OK ? ERR_OK : ERR_DECRYPT;
}

/* read_run takes the first record, on which everything else stands. */
static enum err read_run(struct journal_reader *r, struct journal_record *run)
{
	enum err e = journal_next(r, run);

	if (e == ERR_EOF)
		return ERR_SHORT;
	if (e == ERR_OK && !mem_eq(run->u.run.run_id, r->run_id, sizeof(r->run_id)))
		return ERR_CORRUPT;
	return e;
}

static enum err open_with(struct journal_reader *r, struct slice file, u8 *scratch,
                          const struct secret32 *key,
                          enum err (*get)(struct secret32 *, struct slice, const struct secret32 *),
                          struct journal_record *run)
{
	size_t head_len;
	enum err e = head_check(file, &head_len);

	memset(r, 0, sizeof(*r));
	if (e == ERR_OK)
		e = get(&r->key, file, key);
	if (e == ERR_OK) {
		memcpy(r->run_id, file.p + AT_RUN_ID, sizeof(r->run_id));
		blake2_256(r->prev, slice_of(file.p, head_len));
		merkle_init(&r->merkle);
		r->file = file;
		r->scratch = scratch;
		r->at = head_len;
		e = read_run(r, run);
	}
	if (e != ERR_OK)
		journal_reader_release(r);
	return e;
}

enum err journal_open(struct journal_reader *r, struct slice file, const struct secret32 *seal,
                      u8 *scratch, struct journal_record *run)
{
	return open_with(r, file, scratch, seal, unseal_key, run);
}

enum err journal_open_as_owner(struct journal_reader *r, struct slice file,
                               const struct secret32 *owner, u8 *scratch,
                               struct journal_record *run)
{
	return open_with(r, file, scratch, owner, unwrap_key, run);
}

/* A file system may show a write that was lost as zeros. */
static bool all_zero(struct slice s)
{
	u8 any = 0;

	for (size_t i = 0; i < s.n; i++)
		any |= s.p[i];
	return any == 0;
}

/* frame_find gives the sealed part of the next frame. */
static enum err frame_find(const struct journal_reader *r, const struct place *at,
                           struct slice *sealed)
{
	struct slice left = slice_from(r->file, (size_t)r->at);
	u32 n;

	if (left.n < FRAME_HEAD)
		return ERR_EOF;
	n = load_le32(left.p);
	if (n == 0 && all_zero(left))
		return ERR_EOF;
	if (load_le32(left.p + 4) != length_check(at, n) || n > JOURNAL_RECORD_MAX)
		return ERR_CORRUPT;
	left = slice_from(left, FRAME_HEAD);
	if (left.n < n + SEAL_EXTRA)
		return ERR_EOF;
	*sealed = slice_of(left.p, n + SEAL_EXTRA);
	return ERR_OK;
}

/* The run record comes first and only there; nothing comes after the end. */
static bool in_order(const struct journal_reader *r, enum journal_tag tag)
{
	return !r->ended && (tag == JOURNAL_RUN) == (r->merkle.num == 0);
}

enum err journal_next(struct journal_reader *r, struct journal_record *out)
{
	struct place at = place_of(r->run_id, r->merkle.num, r->prev);
	struct slice sealed;
	enum err e;
	size_t n;

	TRY(frame_find(r, &at, &sealed));
	if (aead_open(r->scratch, JOURNAL_SCRATCH, &n, &r->key, SLICE_ARR(at.aad), sealed) !=
	    ERR_OK)
		return ERR_CORRUPT;
	e = journal_record_decode(out, slice_of(r->scratch, n));
	if (e != ERR_OK)
		return e == ERR_VERSION ? ERR_VERSION : ERR_CORRUPT;
	if (!in_order(r, out->tag))
		return ERR_CORRUPT;
	merkle_leaf(r->prev, slice_of(r->scratch, n));
	merkle_append(&r->merkle, r->prev);
	r->at += FRAME_HEAD + sealed.n;
	r->ended = out->tag == JOURNAL_END;
	return ERR_OK;
}

enum err journal_resume(struct journal_writer *w, const struct journal_reader *r,
                        const u8 session[16], u32 max_bytes)
{
	if (r->ended || r->merkle.num == 0)
		return ERR_STATE;
	w->key = r->key;
	memcpy(w->run_id, r->run_id, sizeof(w->run_id));
	memcpy(w->session, session, sizeof(w->session));
	memcpy(w->prev, r->prev, sizeof(w->prev));
	w->merkle = r->merkle;
	w->len = r->at;
	w->max = journal_limit(max_bytes);
	w->ended = false;
	return ERR_OK;
}

void journal_reader_root(const struct journal_reader *r, u8 root[32])
{
	merkle_root(&r->merkle, root);
}

void journal_reader_release(struct journal_reader *r)
{
	mem_wipe(r, sizeof(*r));
}
