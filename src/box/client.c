#include "box/client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define RX_LEN (8u << 20)
#define TX_LEN (BOX_FRAME_MAX + 4u)

static NORETURN void child(int fd)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	box_process_main(fd, NULL);
}

enum err box_client_start(struct box_client *c)
{
	int pair[2];

	*c = (struct box_client){.fd = -1, .pid = -1};
	c->rx = (u8 *)malloc(RX_LEN);
	c->tx = (u8 *)malloc(TX_LEN);
	if (c->rx == NULL || c->tx == NULL) {
		box_client_stop(c);
		return ERR_NOMEM;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		box_client_stop(c);
		return ERR_IO;
	}
	c->pid = fork();
	if (c->pid == 0) {
		(void)close(pair[0]);
		child(pair[1]);
	}
	(void)close(pair[1]);
	c->fd = pair[0];
	if (c->pid < 0 || fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0) {
		box_client_stop(c);
		return ERR_IO;
	}
	return ERR_OK;
}

void box_client_stop(struct box_client *c)
{
	if (c->fd >= 0)
		(void)close(c->fd);
	if (c->pid > 0) {
		(void)kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	free(c->rx);
	free(c->tx);
	*c = (struct box_client){.fd = -1, .pid = -1};
}

struct wr box_client_frame(struct box_client *c)
{
	return wr_into(c->tx, TX_LEN);
}

static enum err take_in(struct box_client *c)
{
	ssize_t n;

	if (c->at > 0) {
		memmove(c->rx, c->rx + c->at, c->n - c->at);
		c->n -= c->at;
		c->at = 0;
	}
	if (c->n == RX_LEN)
		return ERR_FULL;
	n = read(c->fd, c->rx + c->n, RX_LEN - c->n);
	if (n > 0)
		c->n += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		return ERR_EOF;
	return ERR_OK;
}

enum err box_client_send(struct box_client *c, const struct wr *frame)
{
	size_t at = 0;

	if (frame->err != ERR_OK)
		return frame->err;
	while (at < frame->n) {
		struct pollfd p = {.fd = c->fd, .events = POLLIN | POLLOUT};
		ssize_t n;

		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			return ERR_IO;
		if ((p.revents & POLLIN) != 0)
			TRY(take_in(c));
		if ((p.revents & (POLLOUT | POLLHUP | POLLERR)) == 0)
			continue;
		n = send(c->fd, frame->p + at, frame->n - at, MSG_NOSIGNAL);
		if (n >= 0)
			at += (size_t)n;
		else if (errno != EAGAIN && errno != EINTR)
			return ERR_EOF;
	}
	return ERR_OK;
}

enum err box_client_next(struct box_client *c, int timeout_ms, struct box_frame *out)
{
	for (;;) {
		struct pollfd p = {.fd = c->fd, .events = POLLIN};
		size_t used;
		enum err e = box_frame_next(slice_of(c->rx + c->at, c->n - c->at), out, &used);
		int ready;

		if (e == ERR_OK)
			c->at += used;
		if (e != ERR_AGAIN)
			return e;
		ready = poll(&p, 1, timeout_ms);
		if (ready == 0)
			return ERR_TIMEOUT;
		if (ready > 0)
			TRY(take_in(c));
	}
}
