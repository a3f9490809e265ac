#include "node/db.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "crypto/hash.h"

/* The tables of the file. Numbers are 4 bytes big-endian, so LMDB keeps them in order. */
enum table {
	T_META,
	T_NODES,
	T_EXTRA,
	T_HASH,
	T_NUMBER,
	T_HEADER,
	T_BODY,
	T_PROOF,
	T_DROPS,
	T_CHANGES,
	NUM_TABLES
};

static const char *const table_names[NUM_TABLES] = {
    "meta",   "nodes", "extra",         "hash",  "number",
    "header", "body",  "justification", "drops", "changes",
};

static const char key_best[] = "best", key_finalized[] = "finalized", key_pruned[] = "pruned",
		  key_version[] = "version";

#define REF_LEN (4u + HASH_LEN)
#define PROBE_LEN 65536 /* more than any file system's block */

struct db {
	MDB_env *env;
	MDB_dbi dbi[NUM_TABLES];
	bool archive;
};

static enum err of_mdb(int rc)
{
	switch (rc) {
	case 0:
		return ERR_OK;
	case MDB_NOTFOUND:
		return ERR_NOT_FOUND;
	case MDB_MAP_FULL:
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
		return ERR_CORRUPT;
	case EACCES:
	case EPERM:
		return ERR_DENIED;
	case ENOENT:
		return ERR_NOT_FOUND;
	case ENOMEM:
		return ERR_NOMEM;
	default:
		return ERR_IO;
	}
}

/* LMDB calls a write that the disk's end cut short EIO. More room behind the file tells which it
 * was; what is there does not matter to LMDB. */
static enum err of_write(const struct db *db, int rc)
{
	mdb_filehandle_t fd;
	struct stat st;

	if (rc != EIO || mdb_env_get_fd(db->env, &fd) != 0 || fstat(fd, &st) != 0)
		return of_mdb(rc);
	rc = posix_fallocate(fd, st.st_size, PROBE_LEN);
	return rc == 0 ? ERR_IO : of_mdb(rc);
}

static MDB_val val(struct slice s)
{
	/* LMDB's API takes non-const bytes and does not write to them. */
	union {
		const void *in;
		void *out;
	} u = {s.p};

	return (MDB_val){.mv_size = s.n, .mv_data = u.out};
}

static enum err get(MDB_txn *txn, MDB_dbi dbi, struct slice key, struct slice *out)
{
	MDB_val k = val(key), v;

	TRY(of_mdb(mdb_get(txn, dbi, &k, &v)));
	*out = slice_of(v.mv_data, v.mv_size);
	return ERR_OK;
}

static enum err put(MDB_txn *txn, MDB_dbi dbi, struct slice key, struct slice value)
{
	MDB_val k = val(key), v = val(value);

	return of_mdb(mdb_put(txn, dbi, &k, &v, 0));
}

static enum err del(MDB_txn *txn, MDB_dbi dbi, struct slice key)
{
	MDB_val k = val(key);

	return of_mdb(mdb_del(txn, dbi, &k, NULL));
}

struct num_key {
	u8 b[4];
};

static struct num_key num_key(u32 n)
{
	struct num_key k;

	store_be32(k.b, n);
	return k;
}

/* A store of another layout must not be read as this one. */
static enum err check_version(MDB_txn *txn, MDB_dbi meta, bool fresh)
{
	u8 mine[4];
	struct slice have;

	store_le32(mine, DB_VERSION);
	if (fresh)
		return put(txn, meta, SLICE_LIT(key_version), SLICE_ARR(mine));
	TRY(get(txn, meta, SLICE_LIT(key_version), &have));
	return slice_eq(have, SLICE_ARR(mine)) ? ERR_OK : ERR_VERSION;
}

/* Tables are made in an empty file only, all at once. In another one a table or the version
 * that is missing was lost: making it again would make the chain again, from genesis. */
static enum err is_fresh(MDB_env *env, bool *fresh)
{
	MDB_stat st;

	TRY(of_mdb(mdb_env_stat(env, &st)));
	*fresh = st.ms_entries == 0;
	return ERR_OK;
}

static enum err open_tables(struct db *db)
{
	MDB_txn *txn;
	bool fresh;
	enum err e = ERR_OK;

	TRY(is_fresh(db->env, &fresh));
	TRY(of_mdb(mdb_txn_begin(db->env, NULL, 0, &txn)));
	for (size_t i = 0; e == ERR_OK && i < NUM_TABLES; i++)
		e = of_mdb(mdb_dbi_open(txn, table_names[i], fresh ? MDB_CREATE : 0,
					&db->dbi[i]));
	if (e == ERR_OK)
		e = check_version(txn, db->dbi[T_META], fresh);
	if (e == ERR_OK)
		return of_mdb(mdb_txn_commit(txn));
	mdb_txn_abort(txn);
	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

enum err db_open(struct db **out, const struct db_opts *o)
{
	struct db *db = (struct db *)calloc(1, sizeof(*db));
	u64 map = o->map_bytes != 0 ? o->map_bytes : (u64)64 << 30;
	enum err e;

	if (db == NULL)
		return ERR_NOMEM;
	db->archive = o->archive;
	e = of_mdb(mdb_env_create(&db->env));
	if (e == ERR_OK)
		e = of_mdb(mdb_env_set_maxdbs(db->env, NUM_TABLES));
	if (e == ERR_OK)
		e = of_mdb(mdb_env_set_mapsize(db->env, map));
	/* NOTLS: a view stays open beside the write that builds on it. NORDAHEAD: nodes lie
	 * in hash order, so the pages behind one are never the next wanted. */
	if (e == ERR_OK)
		e = of_mdb(mdb_env_open(db->env, o->dir, MDB_NOMETASYNC | MDB_NOTLS | MDB_NORDAHEAD,
					0600));
	if (e == ERR_OK)
		e = open_tables(db);
	if (e != ERR_OK) {
		db_close(db);
		return e;
	}
	*out = db;
	return ERR_OK;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	if (db->env != NULL)
		mdb_env_close(db->env);
	free(db);
}

u32 db_flags(const struct db *db)
{
	unsigned flags = 0;

	(void)mdb_env_get_flags(db->env, &flags);
	return flags;
}

enum err db_sync(struct db *db)
{
	return of_mdb(mdb_env_sync(db->env, 1));
}

/* The one store that db_guard watches. */
static struct {
	const char *dir;
	const u8 *map, *map_end;
} guarded;

static void say(const char *s)
{
	if (write(STDERR_FILENO, s, strlen(s)) < 0)
		return; /* nobody listens */
}

static _Noreturn void damaged(void)
{
	say("phala: the store in ");
	say(guarded.dir);
	say(" is damaged: the disk lost or changed what was written there\n"
	    "  fix: check the disk; make the chain again with `phala node import-blocks` from an "
	    "export, or from a copy of the folder\n");
	_exit(1);
}

/* Only what happens inside the map is the store's; anything else is a bug of ours and keeps its
 * signal. */
static void on_bad_memory(int num, siginfo_t *info, void *context)
{
	const u8 *at = (const u8 *)info->si_addr;

	(void)context;
	if (at >= guarded.map && at < guarded.map_end)
		damaged();
	(void)signal(num, SIG_DFL);
}

static void on_assert(MDB_env *env, const char *what)
{
	(void)env;
	(void)what;
	damaged();
}

/* Where the map lies is known to LMDB, which does not say, and to the kernel, which does. */
static bool find_map(void)
{
	char line[512];
	FILE *f = fopen("/proc/self/maps", "re");
	bool found = false;

	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL) {
		void *from, *to;

		if (strstr(line, "/data.mdb") == NULL || sscanf(line, "%p-%p", &from, &to) != 2)
			continue;
		guarded.map = (const u8 *)from;
		guarded.map_end = (const u8 *)to;
		found = true;
	}
	if (f != NULL)
		(void)fclose(f);
	return found;
}

void db_guard(struct db *db, const char *dir)
{
	struct sigaction sa = {.sa_sigaction = on_bad_memory, .sa_flags = SA_SIGINFO};

	if (mdb_env_set_assert(db->env, on_assert) != 0 || !find_map())
		return;
	guarded.dir = dir;
	(void)sigaction(SIGBUS, &sa, NULL);
	(void)sigaction(SIGSEGV, &sa, NULL);
}

enum err db_view_open(struct db_view *v, struct db *db)
{
	v->db = db;
	return of_mdb(mdb_txn_begin(db->env, NULL, MDB_RDONLY, &v->txn));
}

void db_view_close(struct db_view *v)
{
	if (v->txn != NULL)
		mdb_txn_abort(v->txn);
	v->txn = NULL;
}

/* LMDB keeps no checksums, and a wrong node would be a wrong state: what is read must be what
 * its hash says. A node that is missing is damage too, because pruned states are never asked. */
static enum err node_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	struct db_view *v = (struct db_view *)ctx;
	struct slice got = SLICE_EMPTY;
	u8 is[HASH_LEN];
	enum err e = get(v->txn, v->db->dbi[T_NODES], slice_of(hash, HASH_LEN), &got);

	(void)a; /* the snapshot lends its own pages */
	if (e == ERR_NOT_FOUND)
		return ERR_CORRUPT;
	TRY(e);
	blake2_256(is, got);
	if (!mem_eq(is, hash, HASH_LEN))
		return ERR_CORRUPT;
	*out = got;
	return ERR_OK;
}

struct trie_db db_trie(struct db_view *v)
{
	return (struct trie_db){.ctx = v, .get = node_get};
}

static enum err get_ref(struct db_view *v, struct slice key, struct db_ref *out)
{
	struct slice got;

	TRY(get(v->txn, v->db->dbi[T_META], key, &got));
	if (got.n != REF_LEN)
		return ERR_CORRUPT;
	out->number = load_le32(got.p);
	memcpy(out->hash, got.p + 4, HASH_LEN);
	return ERR_OK;
}

static enum err put_ref(struct db_write *w, struct slice key, const struct db_ref *r)
{
	u8 b[REF_LEN];

	store_le32(b, r->number);
	memcpy(b + 4, r->hash, HASH_LEN);
	return put(w->txn, w->view.db->dbi[T_META], key, SLICE_ARR(b));
}

enum err db_best(struct db_view *v, struct db_ref *out)
{
	return get_ref(v, SLICE_LIT(key_best), out);
}

enum err db_is_empty(struct db_view *v, bool *empty)
{
	MDB_stat st;

	TRY(of_mdb(mdb_stat(v->txn, v->db->dbi[T_HASH], &st)));
	*empty = st.ms_entries == 0;
	return ERR_OK;
}

enum err db_finalized(struct db_view *v, struct db_ref *out)
{
	return get_ref(v, SLICE_LIT(key_finalized), out);
}

static enum err get_by_number(struct db_view *v, enum table t, u32 number, struct slice *out)
{
	struct num_key k = num_key(number);

	return get(v->txn, v->db->dbi[t], SLICE_ARR(k.b), out);
}

static enum err put_by_number(struct db_write *w, enum table t, u32 number, struct slice value)
{
	struct num_key k = num_key(number);

	return put(w->txn, w->view.db->dbi[t], SLICE_ARR(k.b), value);
}

/* Headers, bodies and justifications end in a seal, number ++ twox_64 of the bytes, against
 * damage (not malice) on the disk. */
#define SEAL_LEN 12u

static void seal_of(u8 seal[SEAL_LEN], u32 number, struct slice value)
{
	store_le32(seal, number);
	twox_64(seal + 4, value);
}

static enum err get_sealed(struct db_view *v, enum table t, u32 number, struct slice *out)
{
	struct slice got;
	u8 seal[SEAL_LEN];

	TRY(get_by_number(v, t, number, &got));
	if (got.n < SEAL_LEN)
		return ERR_CORRUPT;
	got.n -= SEAL_LEN;
	seal_of(seal, number, got);
	if (!mem_eq(seal, got.p + got.n, SEAL_LEN))
		return ERR_CORRUPT;
	*out = got;
	return ERR_OK;
}

static enum err put_sealed(struct db_write *w, enum table t, u32 number, struct slice value)
{
	struct num_key n = num_key(number);
	MDB_val k = val(SLICE_ARR(n.b)), v = {.mv_size = value.n + SEAL_LEN};

	TRY(of_mdb(mdb_put(w->txn, w->view.db->dbi[t], &k, &v, MDB_RESERVE)));
	slice_copy(v.mv_data, value);
	seal_of((u8 *)v.mv_data + value.n, number, value);
	return ERR_OK;
}

enum err db_hash_of(struct db_view *v, u32 number, u8 hash[HASH_LEN])
{
	struct slice got;

	TRY(get_by_number(v, T_HASH, number, &got));
	if (got.n != HASH_LEN)
		return ERR_CORRUPT;
	memcpy(hash, got.p, HASH_LEN);
	return ERR_OK;
}

enum err db_number_of(struct db_view *v, const u8 hash[HASH_LEN], u32 *number)
{
	struct slice got;

	TRY(get(v->txn, v->db->dbi[T_NUMBER], slice_of(hash, HASH_LEN), &got));
	if (got.n != 4)
		return ERR_CORRUPT;
	*number = load_be32(got.p);
	return ERR_OK;
}

enum err db_header(struct db_view *v, u32 number, struct slice *out)
{
	return get_sealed(v, T_HEADER, number, out);
}

enum err db_body(struct db_view *v, u32 number, struct slice *out)
{
	return get_sealed(v, T_BODY, number, out);
}

enum err db_justification(struct db_view *v, u32 number, struct slice *out)
{
	return get_sealed(v, T_PROOF, number, out);
}

enum err db_pruned_below(struct db_view *v, u32 *number)
{
	struct slice got;
	enum err e = get(v->txn, v->db->dbi[T_META], SLICE_LIT(key_pruned), &got);

	*number = 0;
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	if (got.n != 4)
		return ERR_CORRUPT;
	*number = load_le32(got.p);
	return ERR_OK;
}

static enum err read_change(const MDB_val *k, const MDB_val *v, struct db_set_change *out)
{
	if (k->mv_size != 4 || v->mv_size != 8)
		return ERR_CORRUPT;
	out->number = load_be32((const u8 *)k->mv_data);
	out->set_id = load_le64((const u8 *)v->mv_data);
	return ERR_OK;
}

enum err db_set_change_from(struct db_view *v, u32 from, struct db_set_change *out)
{
	struct num_key from_key = num_key(from);
	MDB_val k = val(SLICE_ARR(from_key.b)), value;
	MDB_cursor *cur;
	enum err e;

	TRY(of_mdb(mdb_cursor_open(v->txn, v->db->dbi[T_CHANGES], &cur)));
	e = of_mdb(mdb_cursor_get(cur, &k, &value, MDB_SET_RANGE));
	if (e == ERR_OK)
		e = read_change(&k, &value, out);
	mdb_cursor_close(cur);
	return e;
}

enum err db_set_change_before(struct db_view *v, u32 number, struct db_set_change *out)
{
	struct num_key end = num_key(number);
	MDB_val k = val(SLICE_ARR(end.b)), value;
	MDB_cursor *cur;
	enum err e;

	TRY(of_mdb(mdb_cursor_open(v->txn, v->db->dbi[T_CHANGES], &cur)));
	e = of_mdb(mdb_cursor_get(cur, &k, &value, MDB_SET_RANGE));
	/* The row before the first one that is not before `number`; without one, the last. */
	if (e == ERR_OK || e == ERR_NOT_FOUND)
		e = of_mdb(mdb_cursor_get(cur, &k, &value, e == ERR_OK ? MDB_PREV : MDB_LAST));
	if (e == ERR_OK)
		e = read_change(&k, &value, out);
	mdb_cursor_close(cur);
	return e;
}

enum err db_begin(struct db_write *w, struct db *db, u32 number)
{
	enum err e;

	w->number = number;
	w->num_drops = 0;
	TRY(db_view_open(&w->view, db));
	e = of_mdb(mdb_txn_begin(db->env, NULL, 0, &w->txn));
	if (e != ERR_OK)
		db_view_close(&w->view);
	return e;
}

static enum err write_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	struct db_write *w = (struct db_write *)ctx;

	return node_get(&w->view, hash, a, out);
}

/* Almost every node has one reference, so only those beyond the first are counted, in a
 * table of their own; the bytes of a node are written once. */
static enum err extra_refs(struct db_write *w, struct slice hash, u32 *out)
{
	struct slice got;
	enum err e = get(w->txn, w->view.db->dbi[T_EXTRA], hash, &got);

	*out = 0;
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	if (got.n != 4)
		return ERR_CORRUPT;
	*out = load_le32(got.p);
	return ERR_OK;
}

static enum err set_extra_refs(struct db_write *w, struct slice hash, u32 refs)
{
	u8 b[4];

	if (refs == 0)
		return del(w->txn, w->view.db->dbi[T_EXTRA], hash);
	store_le32(b, refs);
	return put(w->txn, w->view.db->dbi[T_EXTRA], hash, SLICE_ARR(b));
}

static enum err write_put(void *ctx, const u8 hash[32], struct slice bytes)
{
	struct db_write *w = (struct db_write *)ctx;
	struct slice key = slice_of(hash, HASH_LEN);
	MDB_val k = val(key), v = val(bytes);
	int rc = mdb_put(w->txn, w->view.db->dbi[T_NODES], &k, &v, MDB_NOOVERWRITE);
	u32 refs;

	if (rc != MDB_KEYEXIST)
		return of_mdb(rc);
	TRY(extra_refs(w, key, &refs));
	if (refs == UINT32_MAX)
		return ERR_CORRUPT;
	return set_extra_refs(w, key, refs + 1);
}

/* Notes a reference that block `number` no longer needs: key number ++ counter. */
static enum err write_drop(void *ctx, const u8 hash[32])
{
	struct db_write *w = (struct db_write *)ctx;
	u8 key[8];

	if (w->view.db->archive)
		return ERR_OK;
	store_be32(key, w->number);
	store_be32(key + 4, w->num_drops++);
	return put(w->txn, w->view.db->dbi[T_DROPS], SLICE_ARR(key), slice_of(hash, HASH_LEN));
}

struct trie_db db_write_trie(struct db_write *w)
{
	return (struct trie_db){.ctx = w, .get = write_get, .put = write_put, .drop = write_drop};
}

enum err db_put_block(struct db_write *w, const u8 hash[HASH_LEN], struct slice header,
		      struct slice body)
{
	struct num_key k = num_key(w->number);
	struct db_ref best = {.number = w->number};

	memcpy(best.hash, hash, HASH_LEN);
	TRY(put_by_number(w, T_HASH, w->number, slice_of(hash, HASH_LEN)));
	TRY(put(w->txn, w->view.db->dbi[T_NUMBER], slice_of(hash, HASH_LEN), SLICE_ARR(k.b)));
	TRY(put_sealed(w, T_HEADER, w->number, header));
	TRY(put_sealed(w, T_BODY, w->number, body));
	return put_ref(w, SLICE_LIT(key_best), &best);
}

enum err db_put_finalized(struct db_write *w, const struct db_ref *block,
			  struct slice justification)
{
	if (justification.n != 0)
		TRY(put_sealed(w, T_PROOF, block->number, justification));
	return put_ref(w, SLICE_LIT(key_finalized), block);
}

enum err db_put_set_change(struct db_write *w, const struct db_set_change *change)
{
	u8 b[8];

	store_le64(b, change->set_id);
	return put_by_number(w, T_CHANGES, change->number, SLICE_ARR(b));
}

static enum err unref(struct db_write *w, struct slice hash)
{
	u32 refs;

	TRY(extra_refs(w, hash, &refs));
	if (refs > 0)
		return set_extra_refs(w, hash, refs - 1);
	return del(w->txn, w->view.db->dbi[T_NODES], hash);
}

/* Takes back what block `number` dropped, and forgets the notes. */
static enum err prune_one(struct db_write *w, u32 number)
{
	MDB_cursor *cur;
	u8 from[8], hash[HASH_LEN];
	MDB_val k, v;
	enum err e;

	store_be32(from, number);
	store_be32(from + 4, 0);
	k = val(SLICE_ARR(from));
	TRY(of_mdb(mdb_cursor_open(w->txn, w->view.db->dbi[T_DROPS], &cur)));
	e = of_mdb(mdb_cursor_get(cur, &k, &v, MDB_SET_RANGE));
	while (e == ERR_OK && k.mv_size == sizeof(from) && memcmp(k.mv_data, from, 4) == 0) {
		if (v.mv_size != HASH_LEN) {
			e = ERR_CORRUPT;
			break;
		}
		memcpy(hash, v.mv_data, HASH_LEN);
		e = of_mdb(mdb_cursor_del(cur, 0));
		if (e == ERR_OK && unref(w, SLICE_ARR(hash)) != ERR_OK)
			e = ERR_CORRUPT;
		if (e == ERR_OK)
			e = of_mdb(mdb_cursor_get(cur, &k, &v, MDB_NEXT));
	}
	mdb_cursor_close(cur);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err db_prune(struct db_write *w, u32 keep_from)
{
	u32 at;
	u8 b[4];

	TRY(db_pruned_below(&w->view, &at));
	if (w->view.db->archive || at >= keep_from)
		return ERR_OK;
	/* State n goes when block n + 1 gives back what only n used. */
	for (u32 i = 0; i < DB_PRUNE_MAX && at < keep_from; i++, at++)
		TRY(prune_one(w, at + 1));
	store_le32(b, at);
	return put(w->txn, w->view.db->dbi[T_META], SLICE_LIT(key_pruned), SLICE_ARR(b));
}

enum err db_commit(struct db_write *w)
{
	const struct db *db = w->view.db;
	MDB_txn *txn = w->txn;

	w->txn = NULL;
	db_view_close(&w->view);
	return of_write(db, mdb_txn_commit(txn));
}

void db_abort(struct db_write *w)
{
	if (w->txn != NULL)
		mdb_txn_abort(w->txn);
	w->txn = NULL;
	db_view_close(&w->view);
}
