#include "os/file.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "os/tmpdir.h"

static char dir[OS_PATH_MAX], path[OS_PATH_MAX];
static u8 mem[4096];

static bool setup(void)
{
	return tmpdir_make(dir, sizeof(dir), "test-file") == ERR_OK &&
	       path_join(path, sizeof(path), dir, "data") == ERR_OK;
}

static void teardown(void)
{
	EXPECT_OK(file_remove_tree(dir));
	EXPECT(!file_exists(dir));
}

static bool holds(const char *want)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice got;

	return file_read(&a, path, 100, &got) == ERR_OK && slice_eq(got, slice_str(want));
}

TEST(a_written_file_is_read_back_with_its_mode_and_no_leftovers)
{
	struct stat st;

	REQUIRE(setup());
	EXPECT_OK(file_write_atomic(path, SLICE_LIT("first"), 0644));
	EXPECT(holds("first"));
	EXPECT_OK(file_write_atomic(path, SLICE_LIT("second, longer"), 0600));
	EXPECT(holds("second, longer"));
	EXPECT(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600);
	EXPECT_OK(file_write_atomic(path, SLICE_EMPTY, 0600));
	EXPECT(holds(""));
	EXPECT(unlink(path) == 0);
	EXPECT(rmdir(dir) == 0); /* empty: no temporary file stayed */
	teardown();
}

TEST(a_failed_write_leaves_the_old_file)
{
	static char sub[OS_PATH_MAX];

	REQUIRE(setup());
	REQUIRE(path_join(sub, sizeof(sub), path, "x") == ERR_OK);
	EXPECT_OK(file_mkdirs(sub, 0700));
	EXPECT(file_write_atomic(path, SLICE_LIT("a"), 0600) != ERR_OK);
	EXPECT(file_exists(sub));
	EXPECT_ERR(ERR_INVALID,
	           file_write_atomic(dir[0] == '/' ? "/tmp/" : dir, SLICE_EMPTY, 0600));
	teardown();
}

TEST(reading_tells_what_is_wrong)
{
	struct arena a = arena_of(mem, sizeof(mem)), small = arena_of(mem, 2);
	struct slice got;

	REQUIRE(setup());
	EXPECT_ERR(ERR_NOT_FOUND, file_read(&a, path, 100, &got));
	EXPECT_ERR(ERR_INVALID, file_read(&a, dir, 100, &got));
	EXPECT_OK(file_write_atomic(path, SLICE_LIT("12345"), 0600));
	EXPECT_ERR(ERR_LIMIT, file_read(&a, path, 4, &got));
	EXPECT_OK(file_read(&a, path, 5, &got));
	EXPECT_ERR(ERR_NOMEM, file_read(&small, path, 5, &got));
	EXPECT(unlink(path) == 0 && mkfifo(path, 0600) == 0);
	EXPECT_ERR(ERR_INVALID, file_read(&a, path, 5, &got));
	teardown();
}

TEST(store_at_ends_the_file_with_the_data)
{
	REQUIRE(setup());
	EXPECT_ERR(ERR_INVALID, file_store_at(path, 1, SLICE_LIT("x")));
	EXPECT(!file_exists(path));
	EXPECT_OK(file_store_at(path, 0, SLICE_LIT("hello")));
	EXPECT_OK(file_store_at(path, 5, SLICE_LIT(" world")));
	EXPECT(holds("hello world"));
	EXPECT_OK(file_store_at(path, 4, SLICE_LIT("!")));
	EXPECT(holds("hell!"));
	EXPECT_ERR(ERR_INVALID, file_store_at(path, 6, SLICE_LIT("x")));
	EXPECT_OK(file_store_at(path, 2, SLICE_EMPTY));
	EXPECT(holds("he"));
	EXPECT_ERR(ERR_NOT_FOUND, file_store_at("/nonexistent/x", 0, SLICE_LIT("x")));
	teardown();
}

TEST(folders_are_made_on_the_way_and_links_are_not_followed_on_removal)
{
	static char deep[OS_PATH_MAX], link[OS_PATH_MAX], other[OS_PATH_MAX];

	REQUIRE(setup());
	REQUIRE(tmpdir_make(other, sizeof(other), "test-other") == ERR_OK);
	REQUIRE(path_join(deep, sizeof(deep), dir, "a//b/c/") == ERR_OK);
	EXPECT_OK(file_mkdirs(deep, 0700));
	EXPECT_OK(file_mkdirs(deep, 0700));
	EXPECT(file_exists(deep));
	REQUIRE(path_join(link, sizeof(link), dir, "a/link") == ERR_OK);
	EXPECT(symlink(other, link) == 0);
	teardown();
	EXPECT(file_exists(other));
	EXPECT_OK(file_remove_tree(other));
	EXPECT_OK(file_remove_tree(other));
}

TEST(a_file_in_the_way_of_a_folder_is_an_error)
{
	static char sub[OS_PATH_MAX];

	REQUIRE(setup());
	EXPECT_OK(file_write_atomic(path, SLICE_LIT("x"), 0600));
	EXPECT_ERR(ERR_EXISTS, file_mkdirs(path, 0700));
	REQUIRE(path_join(sub, sizeof(sub), path, "x") == ERR_OK);
	EXPECT(file_mkdirs(sub, 0700) != ERR_OK);
	EXPECT_ERR(ERR_INVALID, file_mkdirs("", 0700));
	teardown();
}

TEST(a_lock_is_exclusive_until_it_is_released)
{
	int fd = -1, second = -1;

	REQUIRE(setup());
	EXPECT_OK(file_lock(path, &fd));
	EXPECT_ERR(ERR_CONFLICT, file_lock(path, &second));
	file_unlock(fd);
	EXPECT_OK(file_lock(path, &second));
	file_unlock(second);
	teardown();
}

TEST(paths_that_do_not_fit_are_refused)
{
	char out[8];

	EXPECT_OK(path_join(out, sizeof(out), "abc", "def"));
	EXPECT(strcmp(out, "abc/def") == 0);
	EXPECT_OK(path_join(out, sizeof(out), "abc/", "def"));
	EXPECT(strcmp(out, "abc/def") == 0);
	EXPECT_ERR(ERR_LIMIT, path_join(out, sizeof(out), "abcd", "def"));
	EXPECT_ERR(ERR_LIMIT, path_join(out, sizeof(out), "abcdefgh", ""));
	EXPECT_OK(path_join(out, sizeof(out), "", "def"));
	EXPECT(strcmp(out, "def") == 0);
}

TEST(a_writer_that_is_killed_leaves_an_old_or_a_new_file)
{
	static char body[2][200000];
	static u8 big[300000];
	struct arena a = arena_of(big, sizeof(big));
	struct slice got;

	REQUIRE(setup());
	memset(body[0], 'a', sizeof(body[0]));
	memset(body[1], 'b', sizeof(body[1]));
	EXPECT_OK(file_write_atomic(path, SLICE_ARR(body[0]), 0600));
	for (int round = 0; round < 10; round++) {
		pid_t pid = fork();

		if (pid == 0) {
			for (int i = 0;; i ^= 1)
				(void)!file_write_atomic(path, SLICE_ARR(body[i]), 0600);
		}
		usleep(3000 + 1700 * (unsigned)round);
		EXPECT(kill(pid, SIGKILL) == 0);
		EXPECT(waitpid(pid, NULL, 0) == pid);
		arena_reset(&a);
		EXPECT_OK(file_read(&a, path, sizeof(big), &got));
		EXPECT(slice_eq(got, SLICE_ARR(body[0])) || slice_eq(got, SLICE_ARR(body[1])));
	}
	teardown();
}

TEST(a_mapped_file_is_the_file_and_a_folder_or_a_larger_one_is_refused)
{
	struct slice got = SLICE_EMPTY;

	REQUIRE(setup());
	EXPECT_ERR(ERR_NOT_FOUND, file_map(path, 100, &got));
	EXPECT_OK(file_write_atomic(path, SLICE_LIT("mapped"), 0600));
	EXPECT_OK(file_map(path, 100, &got));
	EXPECT(slice_eq(got, SLICE_LIT("mapped")));
	file_unmap(got);
	EXPECT_ERR(ERR_LIMIT, file_map(path, 5, &got));
	EXPECT_ERR(ERR_INVALID, file_map(dir, 100, &got));
	EXPECT_OK(file_write_atomic(path, SLICE_EMPTY, 0600));
	EXPECT_OK(file_map(path, 100, &got));
	EXPECT(got.n == 0);
	file_unmap(got);
	teardown();
}

TEST_MAIN()
