#include "box/proc.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "box/limits.h"
#include "box/run.h"
#include "crypto/hash.h"
#include "engine_id.h"

extern const u8 box_prelude[];
extern const unsigned box_prelude_len;

#define RX_MAX (2 * (BOX_FRAME_MAX + 4u))

/* START borrows from its frame while later frames arrive, so it lies in a buffer of its own. */
struct receiver {
	u8 *start, *rx;
	size_t n;
};

static struct receiver rcv;

void box_engine_hash_of(enum box_mode m, u8 out[32])
{
	static const char *const modes[] = {[BOX_MODE_GS] = "gs", [BOX_MODE_BOUNDS] = "bounds"};
	u8 prelude[32];
	struct slice parts[5] = {
	    SLICE_LIT("phala/engine/v1 quickjs.wasm " ENGINE_WASM_SHA256),
	    SLICE_LIT(" wasm2c " ENGINE_WASM2C " mode "),
	    slice_str(modes[m]),
	    SLICE_LIT(" prelude "),
	    SLICE_ARR(prelude),
	};

	blake2_256(prelude, slice_of(box_prelude, box_prelude_len));
	blake2_256_parts(out, parts, ARRAY_LEN(parts));
}

void box_engine_hash(u8 out[32])
{
	box_engine_hash_of(box_mode(), out);
}

static void dispatch(const struct box_frame *f)
{
	switch (f->id) {
	case BOX_START:
		if (box_run.active)
			_exit(3);
		slice_copy(rcv.start, f->body);
		run_start(slice_of(rcv.start, f->body.n));
		break;
	case BOX_EVENT:
		run_event(f->body);
		break;
	case BOX_CANCEL:
		run_cancel(f->body);
		break;
	default:
		_exit(3);
	}
}

/* Serves all whole frames that have arrived. */
static void serve(void)
{
	size_t at = 0, used = 0;

	for (;;) {
		struct box_frame f;
		enum err e = box_frame_next(slice_of(rcv.rx + at, rcv.n - at), &f, &used);

		if (e == ERR_AGAIN)
			break;
		if (e != ERR_OK)
			_exit(3);
		dispatch(&f);
		at += used;
	}
	if (at != 0)
		memmove(rcv.rx, rcv.rx + at, rcv.n - at);
	rcv.n -= at;
}

/* Waits for bytes, no longer than the run may take. */
static void receive(void)
{
	struct pollfd p = {.fd = box_run.fd, .events = POLLIN};
	int timeout = -1;
	ssize_t n;

	if (box_run.active) {
		u64 left = limits_wall_left_ms();

		if (left == 0) {
			run_overtime();
			return;
		}
		timeout = left > 3600000 ? 3600000 : (int)left;
	}
	if (poll(&p, 1, timeout) <= 0)
		return;
	n = read(box_run.fd, rcv.rx + rcv.n, RX_MAX - rcv.n);
	if (n > 0)
		rcv.n += (size_t)n;
	else if (n == 0 || errno != EINTR)
		_exit(0);
}

static u8 *reserve(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : (u8 *)p;
}

void box_process_main(int fd, void (*lock)(void))
{
	rcv.start = reserve(BOX_FRAME_MAX);
	rcv.rx = reserve(RX_MAX);
	if (rcv.start == NULL || rcv.rx == NULL || rt_start(box_mode()) != ERR_OK ||
	    limits_start() != ERR_OK || run_init(fd) != ERR_OK)
		_exit(4);
	if (lock != NULL)
		lock();
	for (;;) {
		serve();
		receive();
	}
}
