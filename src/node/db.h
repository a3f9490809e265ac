#ifndef NODE_DB_H
#define NODE_DB_H
/* node/db: blocks and state tries in LMDB.
 *
 * One file pair in a folder. A view is a consistent snapshot for reading; a write is one
 * atomic change. Whatever kills the process, the file holds the state before or after a
 * write, never between. Writes flush their data at commit (MDB_NOMETASYNC: a power cut may
 * undo the last ones, never mix them); db_sync flushes the commit itself and is called at
 * finality, so a finalized block is on the disk and not only in the page cache.
 *
 * Trie nodes carry reference counts. A block adds references at once; those that it drops
 * are noted under its number and taken back by db_prune, when the state before it is no
 * longer kept. An archive keeps everything.
 *
 * Damage on the disk is found when it is read: nodes by their hash, headers, bodies and
 * justifications by a checksum. What is not found by that is a page of LMDB's own tree; see
 * db_guard.
 *
 * Ownership: slices borrow from the view's snapshot and end with it. Single-threaded.
 * Errors: ERR_NOT_FOUND, ERR_CORRUPT (what is stored does not decode), ERR_FULL (map or
 * disk), ERR_IO. Layout: src/node/README.md. */
#include "primitives/header.h"
#include "trie/trie.h"

#define DB_VERSION 2u

struct db;
struct MDB_txn;

struct db_opts {
	const char *dir; /* an existing folder */
	bool archive;
	u64 map_bytes; /* address space, not disk: 0 means 64 GiB */
};

enum err db_open(struct db **out, const struct db_opts *o) MUST_CHECK;
void db_close(struct db *db);
/* db_flags are LMDB's environment flags, for the test that reads them. */
u32 db_flags(const struct db *db);
enum err db_sync(struct db *db) MUST_CHECK;
/* db_guard makes damage that LMDB itself stumbles over end the process with exit code 1 and
 * one sentence on stderr that names the folder, and not with a bare signal: a page that is
 * gone (SIGBUS), a pointer into nowhere inside the map (SIGSEGV), a failed assertion. For
 * programs that serve one store; call it after db_open. dir is kept. */
void db_guard(struct db *db, const char *dir);

struct db_ref {
	u32 number;
	u8 hash[HASH_LEN];
};

struct db_view {
	struct db *db;
	struct MDB_txn *txn;
};

enum err db_view_open(struct db_view *v, struct db *db) MUST_CHECK;
void db_view_close(struct db_view *v);

/* db_trie reads nodes of the snapshot; it has no put and no drop. It lives with v. */
struct trie_db db_trie(struct db_view *v);

/* db_is_empty tells whether no block was ever written. */
enum err db_is_empty(struct db_view *v, bool *empty) MUST_CHECK;
/* The newest and the newest finalized block; ERR_NOT_FOUND in an empty store. */
enum err db_best(struct db_view *v, struct db_ref *out) MUST_CHECK;
enum err db_finalized(struct db_view *v, struct db_ref *out) MUST_CHECK;
enum err db_hash_of(struct db_view *v, u32 number, u8 hash[HASH_LEN]) MUST_CHECK;
enum err db_number_of(struct db_view *v, const u8 hash[HASH_LEN], u32 *number) MUST_CHECK;
/* SCALE header; SCALE Vec of extrinsics; SCALE justification. */
enum err db_header(struct db_view *v, u32 number, struct slice *out) MUST_CHECK;
enum err db_body(struct db_view *v, u32 number, struct slice *out) MUST_CHECK;
enum err db_justification(struct db_view *v, u32 number, struct slice *out) MUST_CHECK;
/* A finalized block that handed over to new authorities: it names them in its digest, and is the
 * last one that the set with this id finalized. */
struct db_set_change {
	u32 number;
	u64 set_id;
};
/* The first one at or after `from`; the last one before `number`. ERR_NOT_FOUND: none. */
enum err db_set_change_from(struct db_view *v, u32 from, struct db_set_change *out) MUST_CHECK;
enum err db_set_change_before(struct db_view *v, u32 number, struct db_set_change *out) MUST_CHECK;
/* db_pruned_below is the first block whose state is still there. */
enum err db_pruned_below(struct db_view *v, u32 *number) MUST_CHECK;

struct db_write {
	struct db_view view; /* what the write sees before its own changes */
	struct MDB_txn *txn;
	u32 number; /* of the block that is being written */
	u32 num_drops;
};

/* db_begin starts the write of block `number`. End it with db_commit or db_abort. */
enum err db_begin(struct db_write *w, struct db *db, u32 number) MUST_CHECK;
/* db_write_trie reads as before the write, stores new nodes and notes dropped ones. */
struct trie_db db_write_trie(struct db_write *w);
/* db_put_block stores it under w->number and makes it the best. */
enum err db_put_block(struct db_write *w, const u8 hash[HASH_LEN], struct slice header,
		      struct slice body) MUST_CHECK;
/* db_put_finalized stores a justification and makes that block the finalized one. */
enum err db_put_finalized(struct db_write *w, const struct db_ref *block,
			  struct slice justification) MUST_CHECK;
/* db_put_set_change adds one to the index, in the write that makes it final. */
enum err db_put_set_change(struct db_write *w, const struct db_set_change *change) MUST_CHECK;
/* db_prune gives up the states before block `keep_from`, at most DB_PRUNE_MAX of them at a
 * time, so that a long backlog never holds up a block. */
#define DB_PRUNE_MAX 8u
enum err db_prune(struct db_write *w, u32 keep_from) MUST_CHECK;
enum err db_commit(struct db_write *w) MUST_CHECK;
void db_abort(struct db_write *w);

#endif /* NODE_DB_H */
