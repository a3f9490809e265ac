#include "worker/pal/quoter/quoter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A message each way, in one packet: number, report data; number, error, and then the quote, or
 * what pal_why says. Both ends are this program, so numbers are the machine's own. */
struct question {
	u32 seq;
	u8 report_data[64];
};

struct answer {
	u32 seq, err;
	u8 body[PAL_QUOTE_MAX];
};
#define ANSWER_HEAD offsetof(struct answer, body)

/* --- in the quoting process ---------------------------------------------------------------- */

static size_t work(const struct pal_port *port, const char *sys_root, const struct question *q,
                   struct answer *a)
{
	size_t n = 0;

	(void)pal_fail(ERR_OK, "%s", "");
	a->seq = q->seq;
	a->err = port->quote(sys_root, q->report_data, a->body, sizeof(a->body), &n);
	if (a->err == ERR_OK)
		return n;
	n = strlen(pal_why());
	memcpy(a->body, pal_why(), n);
	return n;
}

NORETURN static void serve(int fd, const struct pal_port *port, const char *sys_root)
{
	const int fds[] = {fd, STDERR_FILENO};
	static struct answer a;
	struct question q;

	if (pal_sandbox_enter(port->quoting == PAL_QUOTE_FILES ? PAL_QUOTER_FILES
	                                                       : PAL_QUOTER_SOCKET,
	                      fds, ARRAY_LEN(fds)) != ERR_OK)
		_exit(1);
	for (;;) {
		ssize_t n = recv(fd, &q, sizeof(q), 0);
		size_t len;

		if (n < 0 && errno == EINTR)
			continue;
		if (n != (ssize_t)sizeof(q))
			_exit(0);
		len = ANSWER_HEAD + work(port, sys_root, &q, &a);
		if (send(fd, &a, len, MSG_NOSIGNAL) != (ssize_t)len)
			_exit(0);
	}
}

/* --- in the enclave -------------------------------------------------------------------------- */

enum err quoter_start(struct quoter *q, const struct pal_port *port, const char *sys_root,
                      u32 wait_ms)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return pal_fail(ERR_IO, "no socket for the quoting process: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		serve(fds[1], port, sys_root);
	(void)close(fds[1]);
	if (pid < 0) {
		(void)close(fds[0]);
		return pal_fail(ERR_IO, "the quoting process cannot be started: %s",
		                strerror(errno));
	}
	*q = (struct quoter){.fd = fds[0], .pid = (int)pid, .wait_ms = wait_ms};
	return ERR_OK;
}

static enum err gone(void)
{
	return pal_fail(ERR_EOF,
	                "the quoting process has ended, so there are no more quotes in this "
	                "boot; start phala-enclave again");
}

static enum err late(const struct quoter *q)
{
	return pal_fail(ERR_TIMEOUT,
	                "the platform gave no quote within %u ms; see whether its quoting service "
	                "(QGS, agent) runs, then try again",
	                q->wait_ms);
}

/* Waits for a packet until the time is over. */
static enum err await(const struct quoter *q, u64 until_ns)
{
	for (;;) {
		struct pollfd p = {.fd = q->fd, .events = POLLIN};
		u64 now = pal_clock_mono_ns();
		int rc;

		if (now >= until_ns)
			return late(q);
		rc = poll(&p, 1, (int)((until_ns - now) / 1000000u) + 1);
		if (rc > 0)
			return ERR_OK;
		if (rc < 0 && errno != EINTR)
			return gone();
	}
}

static enum err take_answer(const struct answer *a, size_t len, u8 *buf, size_t cap, size_t *n)
{
	if (a->err != ERR_OK) {
		size_t why = size_min(len, PAL_WHY_MAX - 1);

		return pal_fail(a->err < NUM_ERRS ? (enum err)a->err : ERR_IO, "%.*s", (int)why,
		                (const char *)a->body);
	}
	if (len > cap)
		return ERR_LIMIT;
	memcpy(buf, a->body, len);
	*n = len;
	return ERR_OK;
}

enum err quoter_ask(struct quoter *q, const u8 report_data[64], u8 *buf, size_t cap, size_t *n)
{
	u64 until = pal_clock_mono_ns() + (u64)q->wait_ms * 1000000u;
	struct question ask = {.seq = ++q->seq};
	static struct answer a;

	*n = 0;
	if (q->fd < 0)
		return gone();
	memcpy(ask.report_data, report_data, sizeof(ask.report_data));
	if (send(q->fd, &ask, sizeof(ask), MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)sizeof(ask))
		return errno == EAGAIN ? late(q) : gone();
	for (;;) {
		ssize_t got;

		TRY(await(q, until));
		got = recv(q->fd, &a, sizeof(a), MSG_DONTWAIT);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < (ssize_t)ANSWER_HEAD)
			return gone();
		if (a.seq == ask.seq)
			return take_answer(&a, (size_t)got - ANSWER_HEAD, buf, cap, n);
	}
}

void quoter_stop(struct quoter *q)
{
	if (q->fd < 0)
		return;
	(void)close(q->fd);
	(void)kill(q->pid, SIGKILL);
	(void)waitpid(q->pid, NULL, 0);
	*q = QUOTER_NONE;
}
