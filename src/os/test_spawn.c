#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "os/clock.h"

static char said[4096];

/* run starts `sh -c script` with its output in said and one more descriptor. */
static enum err run(const char *script, const char *const *keep, const char *const *set,
                    struct child_end *end)
{
	const char *argv[] = {"sh", "-c", script, NULL};
	struct child c = CHILD_NONE;
	int out[2], extra[2];
	size_t n = 0;
	ssize_t got;
	enum err e;

	if (pipe(out) != 0 || pipe(extra) != 0) /* without close-on-exec, on purpose */
		return ERR_IO;
	e = spawn_start(&c,
	                &(struct spawn_opts){.path = "/bin/sh",
	                                     .argv = argv,
	                                     .env_keep = keep,
	                                     .env_set = set,
	                                     .fds = (struct spawn_fd[]){{out[1], 1}, {extra[1], 3}},
	                                     .num_fds = 2});
	(void)close(out[1]);
	(void)close(extra[1]);
	while ((got = read(out[0], said + n, sizeof(said) - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	(void)close(out[0]);
	(void)close(extra[0]);
	return e != ERR_OK ? e : child_wait(&c, 5000, end);
}

TEST(the_child_has_the_listed_descriptors_and_no_others)
{
	struct child_end end = {0};

	EXPECT_OK(run("exec ls /proc/self/fd", NULL, NULL, &end));
	EXPECT(!end.signalled && end.code == 0);
	/* 4 is the folder that ls reads. */
	EXPECT(strcmp(said, "0\n1\n2\n3\n4\n") == 0);
}

TEST(standard_descriptors_are_null_unless_mapped)
{
	struct child_end end = {0};

	EXPECT_OK(run("readlink /proc/self/fd/0 /proc/self/fd/2", NULL, NULL, &end));
	EXPECT(strcmp(said, "/dev/null\n/dev/null\n") == 0);
}

TEST(descriptors_may_change_places)
{
	const char *argv[] = {"sh", "-c", "echo three >&3; echo four >&4", NULL};
	struct child c = CHILD_NONE;
	struct child_end end;
	char got[16] = "";
	int a[2], b[2];

	REQUIRE(pipe(a) == 0 && pipe(b) == 0);
	EXPECT_OK(
	    spawn_start(&c, &(struct spawn_opts){.path = "/bin/sh",
	                                         .argv = argv,
	                                         .fds = (struct spawn_fd[]){{a[1], 4}, {b[1], 3}},
	                                         .num_fds = 2}));
	EXPECT_OK(child_wait(&c, 5000, &end));
	EXPECT(read(a[0], got, 5) == 5 && memcmp(got, "four\n", 5) == 0);
	EXPECT(read(b[0], got, 6) == 6 && memcmp(got, "three\n", 6) == 0);
	for (int i = 0; i < 2; i++) {
		(void)close(a[i]);
		(void)close(b[i]);
	}
}

TEST(the_environment_is_what_the_lists_say)
{
	const char *keep[] = {"OS_TEST_KEPT", "OS_TEST_UNSET", "OS_TEST_BOTH", NULL};
	const char *set[] = {"OS_TEST_SET=1", "OS_TEST_BOTH=ours", NULL};
	struct child_end end;

	REQUIRE(setenv("OS_TEST_KEPT", "a b", 1) == 0 && setenv("OS_TEST_SECRET", "s", 1) == 0 &&
	        setenv("OS_TEST_BOTH", "theirs", 1) == 0);
	EXPECT_OK(run("tr '\\0' '\\n' </proc/$$/environ", keep, set, &end));
	EXPECT(strcmp(said, "OS_TEST_SET=1\nOS_TEST_BOTH=ours\nOS_TEST_KEPT=a b\n") == 0);
	EXPECT_OK(run("tr '\\0' '\\n' </proc/$$/environ", NULL, NULL, &end));
	EXPECT(said[0] == '\0');
}

TEST(a_program_that_cannot_start_is_an_error)
{
	const char *argv[] = {"x", NULL}, *bad_env[] = {"no sign", NULL};
	struct spawn_fd closed = {.ours = 500, .childs = 3};
	struct child c = CHILD_NONE;

	EXPECT_ERR(ERR_NOT_FOUND,
	           spawn_start(&c, &(struct spawn_opts){.path = "/nonexistent", .argv = argv}));
	EXPECT_ERR(ERR_DENIED,
	           spawn_start(&c, &(struct spawn_opts){.path = "/etc/passwd", .argv = argv}));
	EXPECT_ERR(
	    ERR_INVALID,
	    spawn_start(&c, &(struct spawn_opts){
	                        .path = "/bin/sh", .argv = argv, .fds = &closed, .num_fds = 1}));
	EXPECT_ERR(ERR_INVALID,
	           spawn_start(&c, &(struct spawn_opts){
	                               .path = "/bin/sh", .argv = argv, .env_set = bad_env}));
	EXPECT_ERR(ERR_LIMIT, spawn_start(&c, &(struct spawn_opts){
	                                          .path = "/bin/sh", .argv = argv, .num_fds = 9}));
	EXPECT(c.pid == -1 && c.pidfd == -1);
	EXPECT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static enum err start(struct child *c, const char *script)
{
	const char *argv[] = {"sh", "-c", script, NULL};

	return spawn_start(c, &(struct spawn_opts){.path = "/bin/sh", .argv = argv});
}

TEST(exit_codes_and_signals_are_told_apart)
{
	struct child c = CHILD_NONE;
	struct child_end end;

	EXPECT_OK(start(&c, "exit 7"));
	EXPECT_OK(child_wait(&c, 5000, &end));
	EXPECT(!end.signalled && end.code == 7 && c.pid == -1);
	EXPECT_OK(start(&c, "exec sleep 60"));
	EXPECT_ERR(ERR_AGAIN, child_poll(&c, &end));
	EXPECT_ERR(ERR_TIMEOUT, child_wait(&c, 20, &end));
	child_signal(&c, SIGINT);
	EXPECT_OK(child_wait(&c, 5000, &end));
	EXPECT(end.signalled && end.code == SIGINT);
	child_signal(&c, SIGINT); /* nothing to signal, nothing happens */
	EXPECT_ERR(ERR_STATE, child_poll(&c, &end));
}

TEST(the_pidfd_becomes_readable_at_the_end)
{
	struct child c = CHILD_NONE;
	struct child_end end;
	struct pollfd p;

	EXPECT_OK(start(&c, "exit 0"));
	p = (struct pollfd){.fd = c.pidfd, .events = POLLIN};
	EXPECT(poll(&p, 1, 5000) == 1);
	EXPECT_OK(child_poll(&c, &end));
}

TEST(stop_asks_then_kills)
{
	struct child c = CHILD_NONE;
	u64 t = clock_mono_ms();

	EXPECT_OK(start(&c, "exec sleep 60"));
	child_stop(&c, 5000);
	EXPECT(c.pid == -1 && clock_mono_ms() - t < 4000);
	EXPECT_OK(start(&c, "trap '' TERM; while :; do sleep 0.01; done"));
	clock_sleep_ms(100);
	t = clock_mono_ms();
	child_stop(&c, 200);
	EXPECT(c.pid == -1 && clock_mono_ms() - t >= 200);
	child_stop(&c, 200);
}

TEST(a_child_dies_with_its_parent)
{
	int p[2];
	pid_t mid;
	struct child c = CHILD_NONE;
	char byte;

	REQUIRE(pipe2(p, O_CLOEXEC) == 0);
	mid = fork();
	if (mid == 0) {
		const char *argv[] = {"sleep", "60", NULL};
		struct spawn_fd keep = {.ours = p[1], .childs = 3};

		_exit(spawn_start(&c, &(struct spawn_opts){.path = "/bin/sleep",
		                                           .argv = argv,
		                                           .fds = &keep,
		                                           .num_fds = 1}) == ERR_OK
		          ? 0
		          : 1);
	}
	(void)close(p[1]);
	EXPECT(waitpid(mid, NULL, 0) == mid);
	/* The end of file comes when the grandchild, which holds p[1], is gone. */
	EXPECT(poll(&(struct pollfd){.fd = p[0], .events = POLLIN}, 1, 5000) == 1);
	EXPECT(read(p[0], &byte, 1) == 0);
	(void)close(p[0]);
}

TEST(ignored_signals_do_not_stay_ignored_in_the_child)
{
	struct child_end end;

	(void)signal(SIGPIPE, SIG_IGN);
	EXPECT_OK(run("exec grep SigIgn /proc/self/status", NULL, NULL, &end));
	(void)signal(SIGPIPE, SIG_DFL);
	if (strstr(said, "0000000000000000") == NULL)
		(void)fprintf(stderr, "the child said: %s\n", said);
	EXPECT(strstr(said, "0000000000000000") != NULL);
}

TEST(the_own_path_is_known)
{
	char path[4096], small[4];

	EXPECT_OK(self_path(path, sizeof(path)));
	EXPECT(strstr(path, "test_spawn") != NULL);
	EXPECT_ERR(ERR_LIMIT, self_path(small, sizeof(small)));
}

TEST(a_socket_pair_is_close_on_exec)
{
	int fds[2];
	char c = 0;

	EXPECT_OK(socket_pair(fds));
	for (int i = 0; i < 2; i++)
		EXPECT((fcntl(fds[i], F_GETFD) & FD_CLOEXEC) != 0);
	EXPECT(write(fds[0], "x", 1) == 1 && read(fds[1], &c, 1) == 1 && c == 'x');
	(void)close(fds[0]);
	(void)close(fds[1]);
}

TEST_MAIN()
