/*~ main() of phala-enclave: moves bytes between the host (fd 3), the boxes, and worker/trusted.
 *
 * Order matters. Boxes are forked first, while no key exists in this process; then memory is
 * taken, then the sandbox closes behind it. After that there is one loop over poll(2). Whoever
 * breaks the protocol with the host ends the process: the host starts it again, and a new boot is a
 * new incarnation. Usage: phala-enclave [--port NAME] --state DIR [--pki DIR] [--boxes N]
 * [--crash-at NAME:N]; port and pki as in worker/pal/pal.h.
 * By hand: phala-enclave --ports | --check --port NAME [--report-data HEX] ... */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/enclave_check.h"
#include "base/fault.h"
#include "box/proc.h"
#include "tls/tls.h"
#include "worker/pal/pal.h"
#include "worker/trusted/worker.h"

#define USAGE                                                                  \
	"usage: phala-enclave [--port NAME] --state DIR [--pki DIR] [--boxes N] " \
	"(started by phala worker)"

#define HOST_FD       3
#define HOST_OUT_MAX  ((size_t)64 << 20)
#define BOX_OUT_MAX   ((size_t)16 << 20)
#define BOX_IN_MAX    ((size_t)BOX_FRAME_MAX + 4)
#define BOXES_DEFAULT 2u

/* Bytes that wait for a descriptor. */
struct queue {
	u8 *mem;
	size_t cap, head, tail;
};

struct box_link {
	int fd; /* -1: lost */
	u8 *in;
	size_t have;
	struct queue out;
};

static struct {
	struct worker *worker;
	struct queue host_out;
	bool broken; /* the host cannot be served any more */
	u32 num_boxes;
	struct box_link boxes[WORKER_LANES_MAX];
} self;

static NORETURN void die(const char *what)
{
	(void)fprintf(stderr, "phala-enclave: %s\n", what);
	exit(1);
}

static void crash(void)
{
	_exit(137); /* as SIGKILL would: nothing is flushed, nothing said */
}

static u8 *take(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	               -1, 0);

	if (p == MAP_FAILED)
		die("out of memory");
	return (u8 *)p;
}

/* --- queues ---------------------------------------------------------------------------- */

static bool push(struct queue *q, struct slice s)
{
	if (s.n > q->cap - q->tail) {
		memmove(q->mem, q->mem + q->head, q->tail - q->head);
		q->tail -= q->head;
		q->head = 0;
	}
	if (s.n > q->cap - q->tail)
		return false;
	slice_copy(q->mem + q->tail, s);
	q->tail += s.n;
	return true;
}

/* Writes what the descriptor takes now; false when it is broken. */
static bool flush(struct queue *q, int fd)
{
	while (q->head < q->tail) {
		ssize_t n = write(fd, q->mem + q->head, q->tail - q->head);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		q->head += (size_t)n;
	}
	/* What went to a box may be a secret that its manifest reveals. */
	mem_wipe(q->mem, q->tail);
	q->head = q->tail = 0;
	return true;
}

static void to_host(void *ctx, struct slice frame)
{
	(void)ctx;
	if (!push(&self.host_out, frame))
		self.broken = true;
}

static void lose(void *ctx, u32 lane)
{
	(void)ctx;
	if (self.boxes[lane].fd >= 0)
		(void)close(self.boxes[lane].fd);
	self.boxes[lane].fd = -1;
}

static void to_box(void *ctx, u32 lane, struct slice frame)
{
	if (self.boxes[lane].fd >= 0 && !push(&self.boxes[lane].out, frame))
		lose(ctx, lane);
}

/* --- boxes ------------------------------------------------------------------------------ */

static int box_fd;

static void lock_box(void)
{
	const int fds[] = {box_fd, STDERR_FILENO};

	if (pal_sandbox_enter(PAL_BOX, fds, ARRAY_LEN(fds)) != ERR_OK)
		_exit(1);
}

static void start_box(struct box_link *b)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		die("cannot make a socket for a box");
	pid = fork();
	if (pid < 0)
		die("cannot start a box");
	if (pid == 0) {
		box_fd = fds[1];
		(void)close(HOST_FD);
		box_process_main(fds[1], lock_box);
	}
	(void)close(fds[1]);
	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
	b->fd = fds[0];
	b->in = take(BOX_IN_MAX);
	b->out = (struct queue){.mem = take(BOX_OUT_MAX), .cap = BOX_OUT_MAX};
}

static void box_gone(u32 lane)
{
	lose(NULL, lane);
	worker_box_gone(self.worker, lane);
}

static void read_box(u32 lane)
{
	struct box_link *b = &self.boxes[lane];
	ssize_t n = read(b->fd, b->in + b->have, BOX_IN_MAX - b->have);
	struct box_frame f;
	size_t at = 0, used;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		box_gone(lane);
		return;
	}
	b->have += (size_t)n;
	while (b->fd >= 0) {
		enum err e = box_frame_next(slice_of(b->in + at, b->have - at), &f, &used);

		if (e == ERR_AGAIN)
			break;
		if (e != ERR_OK) {
			box_gone(lane);
			return;
		}
		worker_from_box(self.worker, lane, &f);
		at += used;
	}
	memmove(b->in, b->in + at, b->have - at);
	b->have -= at;
}

/* --- the loop ---------------------------------------------------------------------------- */

static bool read_host(struct frame_in *in)
{
	struct frame f;
	size_t cap;
	u8 *room = frame_room(in, &cap);
	ssize_t n = read(HOST_FD, room, cap);
	enum err e;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n <= 0)
		return false;
	frame_received(in, (size_t)n);
	while ((e = frame_take(in, &f)) == ERR_OK)
		if (worker_from_host(self.worker, &f) != ERR_OK)
			return false;
	return e == ERR_AGAIN;
}

static short events_of(const struct queue *out)
{
	return (short)(POLLIN | (out->head < out->tail ? POLLOUT : 0));
}

static bool turn(struct frame_in *in)
{
	struct pollfd p[1 + WORKER_LANES_MAX];

	p[0] = (struct pollfd){.fd = HOST_FD, .events = events_of(&self.host_out)};
	for (u32 i = 0; i < self.num_boxes; i++)
		p[1 + i] = (struct pollfd){.fd = self.boxes[i].fd,
		                           .events = events_of(&self.boxes[i].out)};
	if (poll(p, 1 + self.num_boxes, -1) < 0 && errno != EINTR)
		return false;
	if ((p[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !read_host(in))
		return false;
	for (u32 i = 0; i < self.num_boxes; i++)
		if (self.boxes[i].fd >= 0 && self.boxes[i].fd == p[1 + i].fd &&
		    (p[1 + i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
			read_box(i);
	for (u32 i = 0; i < self.num_boxes; i++)
		if (self.boxes[i].fd >= 0 && !flush(&self.boxes[i].out, self.boxes[i].fd))
			box_gone(i);
	return flush(&self.host_out, HOST_FD) && !self.broken && worker_lanes(self.worker) > 0;
}

struct args {
	struct pal_opts pal;
	u32 boxes;
	const char *report_data;
};

static void read_args(struct args *a, int argc, char **argv)
{
	*a = (struct args){.pal.port = "auto", .boxes = BOXES_DEFAULT};
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			die(USAGE);
		if (strcmp(argv[i], "--state") == 0)
			a->pal.state_dir = argv[i + 1];
		else if (strcmp(argv[i], "--port") == 0)
			a->pal.port = argv[i + 1];
		else if (strcmp(argv[i], "--pki") == 0)
			a->pal.pki_dir = argv[i + 1];
		else if (strcmp(argv[i], "--report-data") == 0)
			a->report_data = argv[i + 1];
		else if (strcmp(argv[i], "--boxes") == 0)
			a->boxes = (u32)strtoul(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--crash-at") != 0 ||
		         fault_set(argv[i + 1], crash) != ERR_OK)
			die(USAGE);
	}
	if (a->boxes == 0 || a->boxes > WORKER_LANES_MAX)
		die("it is started by `phala worker`, which speaks to it over descriptor 3");
}

static void lock_self(void)
{
	int fds[1 + WORKER_LANES_MAX + 1] = {HOST_FD, STDERR_FILENO};
	size_t num = 2;

	for (u32 i = 0; i < self.num_boxes; i++)
		fds[num++] = self.boxes[i].fd;
	if (pal_sandbox_enter(PAL_ENCLAVE, fds, num) != ERR_OK)
		die("the sandbox cannot be entered: does this kernel have seccomp?");
}

/* Boxes first: they are to know nothing of the platform. */
static void open_platform(const struct args *a)
{
	enum err e = pal_choose(&a->pal);

	if (e == ERR_OK && !pal_forks())
		die("agents cannot run under Gramine yet: a box is a process of its own with guard "
		    "pages and CPU timers, and an SGX enclave has one process; boxes inside the "
		    "enclave are not built. `phala-enclave --check --port gramine` shows that "
		    "quotes and keys work; to run agents, take tdx or dstack");
	for (; e == ERR_OK && self.num_boxes < a->boxes; self.num_boxes++)
		start_box(&self.boxes[self.num_boxes]);
	if (e == ERR_OK)
		e = pal_start(&a->pal);
	if (e != ERR_OK)
		die(pal_why()[0] != '\0' ? pal_why() : err_text(e));
	if (!pal_keeps_keys())
		(void)fprintf(stderr,
			      "phala-enclave: port %s seals nothing beyond this boot of the "
			      "machine; after a reboot start the worker with --reset\n",
			      pal_name());
}

int main(int argc, char **argv)
{
	const struct worker_io io = {.to_host = to_host, .to_box = to_box, .box_lost = lose};
	struct frame_in in;
	struct arena mem;
	struct args a;

	if (argc == 2 && strcmp(argv[1], "--ports") == 0)
		return enclave_ports();
	if (argc > 1 && strcmp(argv[1], "--check") == 0) {
		read_args(&a, argc - 1, argv + 1);
		/* Nothing that runs at exit is allowed in the sandbox. */
		_exit(enclave_check(&a.pal, a.report_data));
	}
	read_args(&a, argc, argv);
	/* A box that dies while we write to it ends its run, not the enclave. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (fcntl(HOST_FD, F_SETFL, O_NONBLOCK) != 0)
		die("descriptor 3 is not open: it is started by `phala worker`");
	open_platform(&a);
	if (tls_start() != ERR_OK)
		die("OpenSSL does not start");
	self.host_out = (struct queue){.mem = take(HOST_OUT_MAX), .cap = HOST_OUT_MAX};
	in = frame_in_of(take(FRAME_BUF_LEN));
	mem = arena_of(take(worker_memory(a.boxes)), worker_memory(a.boxes));
	if (worker_new(&self.worker, &io, a.boxes, &mem) != ERR_OK)
		die("out of memory");
	lock_self();
	while (turn(&in))
		continue;
	worker_release(self.worker);
	return 0;
}
