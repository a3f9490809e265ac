#include "base/test.h"
#include "node/db.h"

#include <lmdb.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/hash.h"

static char dir[64];
static u8 mem[1 << 20];

static struct db *fresh(bool archive)
{
	struct db *db = NULL;
	struct db_opts o = {.dir = dir, .archive = archive, .map_bytes = 64u << 20};

	(void)snprintf(dir, sizeof(dir), "/tmp/ph-db-XXXXXX");
	EXPECT(mkdtemp(dir) != NULL);
	EXPECT_OK(db_open(&db, &o));
	return db;
}

static void done(struct db *db)
{
	char path[96];

	db_close(db);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", dir);
	(void)unlink(path);
	(void)rmdir(dir);
}

/* Writes block `number` with one key changed to `value`; *root moves on. */
static void block(struct db *db, u32 number, u8 root[32], const char *key, const char *value)
{
	struct trie_change c = {.key = slice_str(key), .value = slice_str(value)};
	struct arena a = arena_of(mem, sizeof(mem));
	struct db_write w;
	struct trie_db t;
	u8 hash[32];

	blake2_256(hash, slice_of(&number, sizeof(number)));
	EXPECT_OK(db_begin(&w, db, number));
	t = db_write_trie(&w);
	EXPECT_OK(trie_apply(&t, root, &c, 1, &a, root));
	EXPECT_OK(db_put_block(&w, hash, SLICE_LIT("header"), SLICE_LIT("body")));
	EXPECT_OK(db_commit(&w));
}

static enum err look(struct db *db, const u8 root[32], const char *key, const char *want)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct db_view v;
	struct trie_db t;
	struct slice got = SLICE_EMPTY;
	bool found = false;
	enum err e;

	EXPECT_OK(db_view_open(&v, db));
	t = db_trie(&v);
	e = trie_get(&t, root, slice_str(key), &a, &found, &got);
	if (e == ERR_OK)
		EXPECT(found && slice_eq(got, slice_str(want)));
	db_view_close(&v);
	return e;
}

static const char long_a[] = "a value of more than thirty-two bytes, first form";
static const char long_b[] = "a value of more than thirty-two bytes, second form";

TEST(commits_flush_data_and_finality_flushes_the_rest)
{
	struct db *db = fresh(false);

	/* A page-cache-safe store has neither of these. */
	EXPECT((db_flags(db) & (MDB_NOSYNC | MDB_MAPASYNC | MDB_WRITEMAP)) == 0);
	EXPECT_OK(db_sync(db));
	done(db);
}

TEST(an_aborted_write_leaves_nothing)
{
	struct db *db = fresh(false);
	struct db_view v;
	struct db_ref best;
	struct db_write w;
	u8 hash[32] = {1};

	EXPECT_OK(db_begin(&w, db, 0));
	EXPECT_OK(db_put_block(&w, hash, SLICE_LIT("h"), SLICE_LIT("b")));
	db_abort(&w);
	EXPECT_OK(db_view_open(&v, db));
	EXPECT_ERR(ERR_NOT_FOUND, db_best(&v, &best));
	db_view_close(&v);
	done(db);
}

TEST(pruning_forgets_old_states_and_keeps_new_ones)
{
	struct db *db = fresh(false);
	u8 root[4][32];
	struct db_write w;

	memcpy(root[0], trie_empty_root, 32);
	block(db, 0, root[0], "key", long_a);
	memcpy(root[1], root[0], 32);
	block(db, 1, root[1], "key", long_b);
	memcpy(root[2], root[1], 32);
	block(db, 2, root[2], "other", "x");
	EXPECT_OK(look(db, root[0], "key", long_a));
	EXPECT_OK(db_begin(&w, db, 3));
	EXPECT_OK(db_prune(&w, 1));
	EXPECT_OK(db_commit(&w));
	EXPECT_ERR(ERR_CORRUPT, look(db, root[0], "key", long_a));
	EXPECT_OK(look(db, root[1], "key", long_b));
	EXPECT_OK(look(db, root[2], "key", long_b));
	EXPECT_OK(db_begin(&w, db, 3));
	EXPECT_OK(db_prune(&w, 2));
	EXPECT_OK(db_commit(&w));
	EXPECT_ERR(ERR_CORRUPT, look(db, root[1], "key", long_b));
	EXPECT_OK(look(db, root[2], "key", long_b));
	EXPECT_OK(look(db, root[2], "other", "x"));
	done(db);
}

TEST(a_value_that_comes_back_survives_the_pruning_of_its_first_life)
{
	struct db *db = fresh(false);
	u8 root[32];
	struct db_write w;

	memcpy(root, trie_empty_root, 32);
	block(db, 0, root, "key", long_a);
	block(db, 1, root, "key", long_b);
	block(db, 2, root, "key", long_a);
	EXPECT_OK(db_begin(&w, db, 3));
	EXPECT_OK(db_prune(&w, 2));
	EXPECT_OK(db_commit(&w));
	EXPECT_OK(look(db, root, "key", long_a));
	done(db);
}

TEST(an_archive_keeps_every_state)
{
	struct db *db = fresh(true);
	u8 first[32], root[32];
	struct db_write w;

	memcpy(first, trie_empty_root, 32);
	block(db, 0, first, "key", long_a);
	memcpy(root, first, 32);
	block(db, 1, root, "key", long_b);
	EXPECT_OK(db_begin(&w, db, 2));
	EXPECT_OK(db_prune(&w, 1));
	EXPECT_OK(db_commit(&w));
	EXPECT_OK(look(db, first, "key", long_a));
	done(db);
}

TEST(what_was_committed_is_there_after_reopening)
{
	struct db *db = fresh(false);
	struct db_opts o = {.dir = dir, .map_bytes = 64u << 20};
	struct db_view v;
	struct db_ref best;
	struct slice s;
	u8 root[32];
	u32 n;

	memcpy(root, trie_empty_root, 32);
	block(db, 0, root, "key", "v");
	db_close(db);
	EXPECT_OK(db_open(&db, &o));
	EXPECT_OK(db_view_open(&v, db));
	EXPECT_OK(db_best(&v, &best));
	EXPECT_OK(db_number_of(&v, best.hash, &n));
	EXPECT(n == 0 && best.number == 0);
	EXPECT_OK(db_header(&v, 0, &s));
	EXPECT(slice_eq(s, SLICE_LIT("header")));
	db_view_close(&v);
	EXPECT_OK(look(db, root, "key", "v"));
	done(db);
}

/* --- damage ------------------------------------------------------------------------ */

/* Changes bytes in the file of a closed store, wherever `find` lies in it. */
static u32 damage(struct slice find, u8 flip)
{
	char path[96];
	u8 buf[1 << 16];
	u32 num = 0;
	FILE *f;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/data.mdb", dir);
	f = fopen(path, "r+");
	CHECK(f != NULL);
	n = fread(buf, 1, sizeof(buf), f);
	for (size_t i = 0; i + find.n <= n; i++) {
		if (memcmp(buf + i, find.p, find.n) != 0)
			continue;
		buf[i + find.n / 2] ^= flip;
		num++;
	}
	rewind(f);
	EXPECT(fwrite(buf, 1, n, f) == n);
	(void)fclose(f);
	return num;
}

static struct db *reopened(void)
{
	struct db_opts o = {.dir = dir, .map_bytes = 64u << 20};
	struct db *db = NULL;

	EXPECT_OK(db_open(&db, &o));
	return db;
}

TEST(a_changed_bit_in_a_node_is_found_when_it_is_read)
{
	struct db *db = fresh(false);
	u8 root[32];

	memcpy(root, trie_empty_root, 32);
	block(db, 0, root, "key", long_a);
	db_close(db);
	EXPECT(damage(slice_str(long_a), 1) > 0);
	db = reopened();
	EXPECT_ERR(ERR_CORRUPT, look(db, root, "key", long_a));
	done(db);
}

TEST(a_changed_bit_in_a_header_or_body_is_found_when_it_is_read)
{
	struct db *db = fresh(false);
	struct db_view v;
	struct slice s;
	u8 root[32];

	memcpy(root, trie_empty_root, 32);
	block(db, 0, root, "key", "v");
	db_close(db);
	EXPECT(damage(SLICE_LIT("body\0\0\0\0"), 4) > 0);
	db = reopened();
	EXPECT_OK(db_view_open(&v, db));
	EXPECT_OK(db_header(&v, 0, &s));
	EXPECT_ERR(ERR_CORRUPT, db_body(&v, 0, &s));
	db_view_close(&v);
	done(db);
}

/* The file is cut short under a guarded store: what a reader does then. */
static void read_cut_file(void)
{
	char path[96];
	struct db *db = reopened();
	struct db_view v;
	struct slice s;

	db_guard(db, dir);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", dir);
	CHECK(db_view_open(&v, db) == ERR_OK);
	CHECK(truncate(path, 4096) == 0);
	_exit(db_header(&v, 0, &s) == ERR_OK ? 7 : 8);
}

TEST(a_page_that_is_gone_ends_the_process_with_a_sentence)
{
	struct db *db = fresh(false);
	char said[512] = "";
	int fds[2], status = 0;
	u8 root[32];
	pid_t pid;

	memcpy(root, trie_empty_root, 32);
	block(db, 0, root, "key", "v");
	db_close(db);
	REQUIRE(pipe(fds) == 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(fds[1], STDERR_FILENO);
		read_cut_file();
	}
	(void)close(fds[1]);
	REQUIRE(waitpid(pid, &status, 0) == pid);
	EXPECT(read(fds[0], said, sizeof(said) - 1) > 0);
	(void)close(fds[0]);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	EXPECT(strstr(said, "is damaged") != NULL && strstr(said, dir) != NULL);
	done(NULL);
}

TEST_MAIN()
