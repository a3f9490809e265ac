#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"

/* Staged copies of the descriptors lie above every target number, so that no dup2 can
 * overwrite one that is still needed. */
#define STAGE_FD_MIN 64

struct plan {
	const struct spawn_opts *o;
	char *env[SPAWN_ENV_MAX + 1];
	size_t num_env;
	pid_t parent;
	int report; /* write end of the pipe that carries errno of a failed exec */
};

static bool env_is(const char *entry, const char *name, size_t n)
{
	return strncmp(entry, name, n) == 0 && entry[n] == '=';
}

static enum err env_add(struct plan *p, char *entry)
{
	if (entry == NULL)
		return ERR_NOMEM;
	if (p->num_env == SPAWN_ENV_MAX) {
		free(entry);
		return ERR_LIMIT;
	}
	p->env[p->num_env++] = entry;
	return ERR_OK;
}

/* env_has: a variable that was set goes before one that is kept. */
static bool env_has(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->num_env; i++)
		if (env_is(p->env[i], name, strlen(name)))
			return true;
	return false;
}

static enum err env_keep(struct plan *p, const char *name)
{
	const char *v = getenv(name);
	size_t n = strlen(name), m;
	char *entry;

	if (v == NULL || env_has(p, name))
		return ERR_OK;
	m = strlen(v);
	entry = malloc(n + m + 2);
	if (entry != NULL) {
		memcpy(entry, name, n);
		entry[n] = '=';
		memcpy(entry + n + 1, v, m + 1);
	}
	return env_add(p, entry);
}

static enum err env_plan(struct plan *p)
{
	for (const char *const *s = p->o->env_set; s != NULL && *s != NULL; s++) {
		if (strchr(*s, '=') == NULL || **s == '=')
			return ERR_INVALID;
		TRY(env_add(p, strdup(*s)));
	}
	for (const char *const *k = p->o->env_keep; k != NULL && *k != NULL; k++)
		TRY(env_keep(p, *k));
	return ERR_OK;
}

static void plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->num_env; i++)
		free(p->env[i]);
}

/* What the kernel takes as struct sigaction on x86-64 and arm64. */
static const struct {
	void *handler;
	unsigned long flags;
	void *restorer;
	unsigned long mask;
} default_action;

/* From here to exec only async-signal-safe calls: this is the forked child. */
static void child_signals(void)
{
	sigset_t none;

	(void)sigemptyset(&none);
	/* Handlers become defaults by exec, but ignored signals stay ignored. By the system call,
	 * because signal() refuses the two that libc keeps for itself, which an ancestor without
	 * libc may have left ignored. */
	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			(void)syscall(SYS_rt_sigaction, sig, &default_action, NULL,
			              sizeof(default_action.mask));
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool child_fds(struct plan *p)
{
	int stage[SPAWN_FDS_MAX], null;

	for (size_t i = 0; i < p->o->num_fds; i++) {
		stage[i] = fcntl(p->o->fds[i].ours, F_DUPFD_CLOEXEC, STAGE_FD_MIN);
		if (stage[i] < 0)
			return false;
	}
	p->report = fcntl(p->report, F_DUPFD_CLOEXEC, STAGE_FD_MIN);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (p->report < 0 || null < 0)
		return false;
	/* Everything that is open now ends with exec, also what a library opened. */
	if (close_range(0, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
		return false;
	null = fcntl(null, F_DUPFD_CLOEXEC, STAGE_FD_MIN);
	for (int fd = 0; fd <= 2; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			return false;
	for (size_t i = 0; i < p->o->num_fds; i++)
		if (dup2(stage[i], p->o->fds[i].childs) < 0)
			return false;
	return true;
}

NORETURN static void child_main(struct plan *p)
{
	union {
		const char *const *in;
		char *const *out;
	} argv = {p->o->argv};
	int why;

	/* A worker host that dies must not leave enclaves behind. If it died before
	 * the request took effect, we are somebody else's child already. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != p->parent)
		_exit(127);
	child_signals();
	if (child_fds(p))
		(void)execve(p->o->path, argv.out, p->env);
	why = errno;
	(void)!write(p->report, &why, sizeof(why));
	_exit(127);
}

/* exec_result waits until exec closed the pipe or the child wrote its errno. */
static enum err exec_result(int report)
{
	int why = 0;
	ssize_t n;

	do
		n = read(report, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return ERR_OK;
	errno = n == (ssize_t)sizeof(why) ? why : EIO;
	return errno == E2BIG ? ERR_LIMIT : err_of_errno(errno);
}

static enum err plan_run(struct plan *p, struct child *out)
{
	int report[2];
	struct child c = CHILD_NONE;
	struct child_end end;
	enum err e;

	if (pipe2(report, O_CLOEXEC) != 0)
		return err_of_errno(errno);
	p->parent = getpid();
	p->report = report[1];
	c.pid = fork();
	if (c.pid == 0)
		child_main(p);
	(void)close(report[1]);
	if (c.pid < 0) {
		e = errno == EAGAIN ? ERR_LIMIT : err_of_errno(errno);
		(void)close(report[0]);
		return e;
	}
	e = exec_result(report[0]);
	(void)close(report[0]);
	/* Nobody has reaped it yet, so the number is still this child's. */
	c.pidfd = pidfd_open(c.pid, 0);
	if (c.pidfd < 0) {
		enum err why = err_of_errno(errno);

		(void)kill(c.pid, SIGKILL);
		(void)waitpid(c.pid, NULL, 0);
		return why;
	}
	if (e != ERR_OK) {
		(void)!child_wait(&c, UINT32_MAX, &end);
		return e;
	}
	*out = c;
	return ERR_OK;
}

static bool opts_ok(const struct spawn_opts *o)
{
	if (o->path == NULL || o->argv == NULL || o->argv[0] == NULL)
		return false;
	for (size_t i = 0; i < o->num_fds; i++)
		if (o->fds[i].ours < 0 || o->fds[i].childs < 0 || o->fds[i].childs >= STAGE_FD_MIN)
			return false;
	return true;
}

enum err spawn_start(struct child *out, const struct spawn_opts *o)
{
	struct plan p = {.o = o};
	enum err e;

	if (o->num_fds > SPAWN_FDS_MAX)
		return ERR_LIMIT;
	if (!opts_ok(o))
		return ERR_INVALID;
	e = env_plan(&p);
	if (e == ERR_OK)
		e = plan_run(&p, out);
	plan_release(&p);
	return e;
}

enum err child_poll(struct child *c, struct child_end *out)
{
	siginfo_t info = {0};

	if (c->pid < 0)
		return ERR_STATE;
	if (waitid(P_PIDFD, (id_t)c->pidfd, &info, WEXITED | WNOHANG) != 0)
		return err_of_errno(errno);
	if (info.si_pid == 0)
		return ERR_AGAIN;
	out->signalled = info.si_code != CLD_EXITED;
	out->code = info.si_status;
	(void)close(c->pidfd);
	*c = CHILD_NONE;
	return ERR_OK;
}

enum err child_wait(struct child *c, u32 timeout_ms, struct child_end *out)
{
	u64 start = clock_mono_ms();

	for (;;) {
		struct pollfd p = {.fd = c->pidfd, .events = POLLIN};
		enum err e = child_poll(c, out);
		u64 gone = clock_mono_ms() - start;

		if (e != ERR_AGAIN)
			return e;
		if (gone >= timeout_ms)
			return ERR_TIMEOUT;
		/* poll takes an int; longer waits take another round. */
		(void)poll(&p, 1, (int)(timeout_ms - gone < 60000 ? timeout_ms - gone : 60000));
	}
}

void child_signal(const struct child *c, int sig)
{
	if (c->pidfd >= 0)
		(void)pidfd_send_signal(c->pidfd, sig, NULL, 0);
}

void child_stop(struct child *c, u32 grace_ms)
{
	struct child_end end;

	if (c->pid < 0)
		return;
	child_signal(c, SIGTERM);
	if (child_wait(c, grace_ms, &end) == ERR_OK)
		return;
	child_signal(c, SIGKILL);
	(void)!child_wait(c, UINT32_MAX, &end);
}

enum err socket_pair(int fds[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		return err_of_errno(errno);
	return ERR_OK;
}

enum err self_path(char *out, size_t cap)
{
	ssize_t n = readlink("/proc/self/exe", out, cap);

	if (n < 0)
		return err_of_errno(errno);
	if ((size_t)n >= cap)
		return ERR_LIMIT;
	out[n] = '\0';
	return ERR_OK;
}
