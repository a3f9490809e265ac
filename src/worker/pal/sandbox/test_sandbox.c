#include "base/test.h"
#include "worker/pal/dev/dev.h"
#include "worker/pal/pal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BODY_OK  0
#define BODY_BAD 7 /* something in the sandbox went otherwise than it must */

/* What a child does inside. peer is its listed end of a socketpair. */
typedef int (*body_fn)(int peer);

static int status_of(pid_t pid)
{
	int status = 0;

	EXPECT(waitpid(pid, &status, 0) == pid);
	return status;
}

/* start forks a child that enters the sandbox of role and runs body. */
static pid_t start(enum pal_role role, body_fn body, int *ours)
{
	int pair[2];
	pid_t pid;

	EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	pid = fork();
	if (pid == 0) {
		int fds[] = {pair[1], STDERR_FILENO};

		if (pal_sandbox_enter(role, fds, ARRAY_LEN(fds)) != ERR_OK)
			_exit(BODY_BAD);
		_exit(body(pair[1]));
	}
	EXPECT(pid > 0);
	(void)close(pair[1]);
	*ours = pair[0];
	return pid;
}

static int run(enum pal_role role, body_fn body)
{
	int ours, status;
	pid_t pid = start(role, body, &ours);

	/* A child that is killed before it reads has closed its end already. */
	(void)!send(ours, "hello", 5, MSG_NOSIGNAL);
	status = status_of(pid);
	(void)close(ours);
	return status;
}

static bool ended_well(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == BODY_OK;
}

#define WANT(c)                                                                                    \
	do {                                                                                       \
		if (!(c)) {                                                                        \
			static const char what[] = "in the sandbox: " #c "\n";                     \
			(void)!write(STDERR_FILENO, what, sizeof(what) - 1);                       \
			return BODY_BAD;                                                           \
		}                                                                                  \
	} while (0)

static int uses_memory_and_clock(void)
{
	struct timespec t;
	size_t len = 1 << 20;
	u8 *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	u8 *q = malloc(5 << 20);

	WANT(p != MAP_FAILED && q != NULL);
	p[len - 1] = 1;
	q[5] = 1;
	WANT(mprotect(p, 4096, PROT_NONE) == 0);
	WANT(madvise(p + 4096, 4096, MADV_DONTNEED) == 0);
	WANT(munmap(p, len) == 0);
	free(q);
	/* Not in the vDSO: a real call. */
	WANT(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0);
	WANT(pal_clock_mono_ns() > 0 && pal_clock_hint_ms() > 1700000000000);
	return BODY_OK;
}

static int enclave_work(int peer)
{
	u8 b[5], r[4096];
	struct iovec iov = {b, sizeof(b)};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct pollfd pfd = {.fd = peer, .events = POLLIN};

	WANT(poll(&pfd, 1, 5000) == 1);
	WANT(recvmsg(peer, &msg, 0) == 5 && memcmp(b, "hello", 5) == 0);
	WANT(write(peer, b, 1) == 1 && send(peer, b, 1, MSG_NOSIGNAL) == 1);
	WANT(sendmsg(peer, &msg, 0) == 5);
	WANT(poll(&pfd, 1, 10) == 0);
	pal_random(r, sizeof(r));
	WANT(uses_memory_and_clock() == BODY_OK);
	WANT(shutdown(peer, SHUT_WR) == 0);
	WANT(close(peer) == 0);
	return BODY_OK;
}

TEST(an_enclave_can_do_its_work)
{
	EXPECT(ended_well(run(PAL_ENCLAVE, enclave_work)));
}

static volatile sig_atomic_t fired;

static void on_timer(int sig)
{
	(void)sig;
	fired = 1;
}

static int box_work(int peer)
{
	struct sigaction sa = {.sa_handler = on_timer};
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
	struct itimerspec in_5_ms = {.it_value = {0, 5000000}};
	struct itimerval real = {.it_value = {0, 5000}};
	timer_t timer;
	sigset_t set;
	u8 b[5];

	WANT(read(peer, b, sizeof(b)) == 5);
	WANT(write(peer, b, 5) == 5);
	WANT(sigaction(SIGALRM, &sa, NULL) == 0);
	WANT(sigemptyset(&set) == 0 && sigprocmask(SIG_SETMASK, &set, NULL) == 0);
	WANT(timer_create(CLOCK_MONOTONIC, &ev, &timer) == 0);
	WANT(timer_settime(timer, 0, &in_5_ms, NULL) == 0);
	while (!fired)
		;
	WANT(timer_delete(timer) == 0);
	fired = 0;
	WANT(setitimer(ITIMER_REAL, &real, NULL) == 0);
	WANT(poll(NULL, 0, 5000) == -1 && errno == EINTR && fired == 1);
	return uses_memory_and_clock();
}

TEST(a_box_can_do_its_work)
{
	EXPECT(ended_well(run(PAL_BOX, box_work)));
}

static int unlisted; /* open in the parent, so inherited by the children */

static int other_fds_are_closed(int peer)
{
	struct pollfd pfd[] = {{.fd = unlisted, .events = POLLIN},
	                       {.fd = STDIN_FILENO, .events = POLLIN},
	                       {.fd = STDERR_FILENO, .events = POLLOUT},
	                       {.fd = peer, .events = POLLOUT}};

	WANT(poll(pfd, ARRAY_LEN(pfd), 0) >= 3);
	WANT(pfd[0].revents == POLLNVAL && pfd[1].revents == POLLNVAL);
	WANT(pfd[2].revents != POLLNVAL);
	WANT((pfd[3].revents & POLLOUT) != 0);
	return BODY_OK;
}

TEST(descriptors_that_are_not_listed_are_closed)
{
	unlisted = open("/dev/null", O_RDWR);
	REQUIRE(unlisted > 2);
	/* Far away too, so that the ranges between the listed ones are all hit. */
	REQUIRE(dup2(unlisted, 200) == 200);
	EXPECT(ended_well(run(PAL_ENCLAVE, other_fds_are_closed)));
	unlisted = 200;
	EXPECT(ended_well(run(PAL_BOX, other_fds_are_closed)));
	(void)close(200);
}

TEST(the_sandbox_takes_as_many_descriptors_as_it_says)
{
	int fds[PAL_FDS_MAX + 1], pair[2];
	pid_t pid;

	REQUIRE(pipe(pair) == 0);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		fds[i] = dup(pair[1]);
	pid = fork();
	if (pid == 0) {
		if (pal_sandbox_enter(PAL_ENCLAVE, fds, PAL_FDS_MAX + 1) != ERR_LIMIT)
			_exit(BODY_BAD);
		if (pal_sandbox_enter(PAL_ENCLAVE, fds, PAL_FDS_MAX) != ERR_OK)
			_exit(BODY_BAD);
		_exit(write(fds[0], "a", 1) == 1 && write(fds[PAL_FDS_MAX - 1], "b", 1) == 1
		          ? BODY_OK
		          : BODY_BAD);
	}
	EXPECT(ended_well(status_of(pid)));
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		(void)close(fds[i]);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static int wait_for_peer(int peer)
{
	u8 b[16];

	while (read(peer, b, sizeof(b)) > 0)
		;
	return BODY_OK;
}

static bool status_file_has(pid_t pid, const char *line)
{
	char path[64], text[4096];
	size_t n;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	(void)fclose(f);
	text[n] = 0;
	return strstr(text, line) != NULL;
}

TEST(the_kernel_agrees_that_the_sandbox_is_closed)
{
	int ours;
	pid_t pid = start(PAL_ENCLAVE, wait_for_peer, &ours);

	for (int i = 0; i < 500 && !status_file_has(pid, "Seccomp:\t2"); i++)
		(void)poll(NULL, 0, 10);
	EXPECT(status_file_has(pid, "Seccomp:\t2"));
	EXPECT(status_file_has(pid, "NoNewPrivs:\t1"));
	(void)close(ours);
	EXPECT(ended_well(status_of(pid)));
}

TEST(a_sandboxed_process_dies_with_its_parent)
{
	int pair[2], sync[2];
	struct pollfd pfd;
	pid_t parent;
	u8 b[1];

	REQUIRE(pipe(pair) == 0 && pipe(sync) == 0);
	parent = fork();
	if (parent == 0) {
		if (fork() == 0) {
			/* Holds the write ends and never ends by itself. */
			int fds[] = {pair[1], sync[1]};

			if (pal_sandbox_enter(PAL_BOX, fds, 2) == ERR_OK)
				(void)!write(sync[1], "r", 1);
			for (;;)
				(void)poll(NULL, 0, 1000);
		}
		(void)!read(sync[0], b, 1);
		_exit(0);
	}
	EXPECT(ended_well(status_of(parent)));
	(void)close(pair[1]);
	(void)close(sync[1]);
	pfd = (struct pollfd){.fd = pair[0], .events = POLLIN};
	EXPECT(poll(&pfd, 1, 10000) == 1 && read(pair[0], b, 1) == 0);
	(void)close(pair[0]);
	(void)close(sync[0]);
}

static char work_dir[64];

/* What tsm/ does with files, here with real ones: its own test plays the kernel in the process. */
static int quoter_work(int peer)
{
	struct timespec t = {.tv_nsec = 1000000};
	char dir[96], file[96];
	u8 b[8];
	size_t n;

	(void)snprintf(dir, sizeof(dir), "%s/request", work_dir);
	(void)snprintf(file, sizeof(file), "%s/file", work_dir);
	WANT(mkdir(dir, 0700) == 0 && mkdir(dir, 0700) != 0 && errno == EEXIST);
	WANT(dev_write(file, SLICE_LIT("inblob")) == ERR_OK);
	WANT(dev_read(file, b, sizeof(b), &n) == ERR_OK && n == 6);
	WANT(dev_read(dir, b, sizeof(b), &n) == ERR_IO);
	WANT(strlen(strerror(errno)) > 0);
	WANT(nanosleep(&t, NULL) == 0 && pal_clock_mono_ns() > 0 && getpid() > 0);
	WANT(rmdir(dir) == 0);
	WANT(recv(peer, b, sizeof(b), 0) == 5 && send(peer, b, 1, MSG_NOSIGNAL) == 1);
	return BODY_OK;
}

TEST(a_quoting_process_can_do_its_work)
{
	char file[96];
	int fd;

	(void)snprintf(work_dir, sizeof(work_dir), "/tmp/ph-sandbox-XXXXXX");
	REQUIRE(mkdtemp(work_dir) != NULL);
	(void)snprintf(file, sizeof(file), "%s/file", work_dir);
	fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
	REQUIRE(fd >= 0);
	(void)close(fd);
	EXPECT(ended_well(run(PAL_QUOTER_FILES, quoter_work)));
	EXPECT(unlink(file) == 0 && rmdir(work_dir) == 0);
}

#ifndef PH_SANITIZE
/* A sanitizer needs its own, wider list; these hold for what is shipped. */

static bool killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

struct call {
	long nr, a, b, c, d, e, f;
};

static struct call the_call;

static int make_the_call(int peer)
{
	const struct call *x = &the_call;

	(void)peer;
	(void)syscall(x->nr, x->a, x->b, x->c, x->d, x->e, x->f);
	return BODY_BAD;
}

#define MAP_ANON_PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)

static const struct call forbidden[] = {
    {.nr = SYS_openat, .a = AT_FDCWD, .b = 0},
    {.nr = SYS_open},
    {.nr = SYS_socket, .a = AF_INET, .b = SOCK_STREAM},
    {.nr = SYS_connect},
    {.nr = SYS_execve},
    {.nr = SYS_ptrace, .a = 0},
    {.nr = SYS_process_vm_readv},
    {.nr = SYS_fork},
    {.nr = SYS_clone},
    {.nr = SYS_clone3},
    {.nr = SYS_kill, .a = 0, .b = 0},
    {.nr = SYS_tgkill, .a = 1, .b = 1},
    {.nr = SYS_prctl, .a = PR_SET_DUMPABLE, .b = 1},
    {.nr = SYS_ioctl, .a = 2},
    {.nr = SYS_dup, .a = 2},
    {.nr = SYS_fcntl, .a = 2},
    {.nr = SYS_memfd_create},
    {.nr = SYS_io_uring_setup},
    {.nr = SYS_bpf},
    {.nr = SYS_setrlimit},
    {.nr = SYS_unlink},
    {.nr = SYS_read, .a = 999},
    {.nr = SYS_write, .a = STDOUT_FILENO},
    {.nr = SYS_close, .a = 999},
    {.nr = SYS_mmap, .b = 4096, .c = PROT_READ | PROT_EXEC, .d = MAP_ANON_PRIVATE, .e = -1},
    {.nr = SYS_mmap, .b = 4096, .c = PROT_READ, .d = MAP_PRIVATE, .e = 2},
    {.nr = SYS_mprotect, .b = 4096, .c = PROT_READ | PROT_EXEC},
    {.nr = SYS_pkey_mprotect, .b = 4096, .c = PROT_READ | PROT_EXEC},
};

TEST(what_a_role_does_not_need_kills_it)
{
	for (size_t i = 0; i < ARRAY_LEN(forbidden); i++) {
		the_call = forbidden[i];
		for (int role = PAL_ENCLAVE; role <= PAL_BOX; role++) {
			int status = run((enum pal_role)role, make_the_call);

			if (!killed(status))
				(void)fprintf(stderr, "call %ld, role %d: %#x\n", the_call.nr, role,
				              (unsigned)status);
			EXPECT(killed(status));
		}
	}
}

TEST(the_roles_differ)
{
	the_call = (struct call){.nr = SYS_getrandom};
	EXPECT(killed(run(PAL_BOX, make_the_call)));
	EXPECT(!killed(run(PAL_ENCLAVE, make_the_call)));
	the_call = (struct call){.nr = SYS_timer_create};
	EXPECT(killed(run(PAL_ENCLAVE, make_the_call)));
	EXPECT(!killed(run(PAL_BOX, make_the_call)));
	the_call = (struct call){.nr = SYS_recvmsg, .a = 999};
	EXPECT(killed(run(PAL_ENCLAVE, make_the_call)));
}

/* A quoting process opens files, or connects on this machine: the one or the other. */
TEST(a_quoting_process_has_what_its_platform_needs_and_no_more)
{
	static const struct {
		struct call call;
		bool files, socket;
	} rows[] = {
	    {{.nr = SYS_openat, .a = AT_FDCWD, .c = O_RDONLY}, true, false},
	    {{.nr = SYS_openat, .a = AT_FDCWD, .c = O_WRONLY | O_CLOEXEC}, true, false},
	    {{.nr = SYS_openat, .a = AT_FDCWD, .c = O_RDWR | O_CREAT}, false, false},
	    {{.nr = SYS_openat, .a = AT_FDCWD, .c = O_RDWR | O_TRUNC}, false, false},
	    {{.nr = SYS_mkdir}, true, false},
	    {{.nr = SYS_rmdir}, true, false},
	    {{.nr = SYS_socket, .a = AF_UNIX, .b = SOCK_STREAM}, false, true},
	    {{.nr = SYS_socket, .a = AF_INET, .b = SOCK_STREAM}, false, false},
	    {{.nr = SYS_socket, .a = AF_VSOCK, .b = SOCK_STREAM}, false, false},
	    {{.nr = SYS_connect, .a = 999}, false, true},
	    {{.nr = SYS_bind, .a = 999}, false, false},
	    {{.nr = SYS_unlink}, false, false},
	    {{.nr = SYS_execve}, false, false},
	    {{.nr = SYS_fork}, false, false},
	    {{.nr = SYS_ptrace}, false, false},
	    {{.nr = SYS_ioctl, .a = 2}, false, false},
	    {{.nr = SYS_kill}, false, false},
	    {{.nr = SYS_process_vm_readv}, false, false},
	    {{.nr = SYS_mmap, .b = 4096, .c = PROT_EXEC, .d = MAP_ANON_PRIVATE, .e = -1},
	     false,
	     false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		the_call = rows[i].call;
		EXPECT(killed(run(PAL_QUOTER_FILES, make_the_call)) == !rows[i].files);
		EXPECT(killed(run(PAL_QUOTER_SOCKET, make_the_call)) == !rows[i].socket);
	}
}

static int call_as_32_bit(int peer)
{
	long rc = 20; /* getpid in the i386 table; writev in the x86-64 table */

	(void)peer;
	__asm__ volatile("int $0x80" : "+a"(rc) : : "memory", "r8", "r9", "r10", "r11");
	return BODY_BAD;
}

TEST(the_32_bit_door_is_shut)
{
	int status = run(PAL_ENCLAVE, call_as_32_bit);

	/* SIGSEGV: a kernel without that door. */
	EXPECT(WIFSIGNALED(status) && (WTERMSIG(status) == SIGSYS || WTERMSIG(status) == SIGSEGV));
}

static int aborts(int peer)
{
	(void)peer;
	abort();
}

TEST(an_abort_is_seen_as_one)
{
	int status = run(PAL_ENCLAVE, aborts);

	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	status = run(PAL_BOX, aborts);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

union fd_msg {
	struct cmsghdr head;
	char space[CMSG_SPACE(sizeof(int))];
};

static int reads_a_smuggled_descriptor(int peer)
{
	u8 b[8];
	int fd;
	union fd_msg ctl;
	struct iovec iov = {b, sizeof(b)};
	struct msghdr msg = {
	    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &ctl, .msg_controllen = sizeof(ctl)};

	WANT(recvmsg(peer, &msg, 0) == 1);
	WANT(CMSG_FIRSTHDR(&msg) != NULL);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	(void)!read(fd, b, sizeof(b));
	return BODY_BAD;
}

TEST(a_smuggled_descriptor_is_of_no_use)
{
	int ours, null = open("/dev/null", O_RDWR);
	pid_t pid = start(PAL_ENCLAVE, reads_a_smuggled_descriptor, &ours);
	u8 b[1] = {0};
	union fd_msg ctl = {0};
	struct iovec iov = {b, 1};
	struct msghdr msg = {
	    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &ctl, .msg_controllen = sizeof(ctl)};

	ctl.head = (struct cmsghdr){
	    .cmsg_len = CMSG_LEN(sizeof(null)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(&ctl.head), &null, sizeof(null));
	EXPECT(sendmsg(ours, &msg, 0) == 1);
	EXPECT(killed(status_of(pid)));
	(void)close(null);
	(void)close(ours);
}
#endif

TEST_MAIN()
