/* Frames of a stranger against a session that echoes, in one piece and byte by byte: never more
 * in memory than the limits say, and each stream ends once. The two need not agree: between
 * pieces our own end goes out, after which an id that is used again is a new stream. */
#include "net/yamux.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

struct end {
	struct yamux y;
	size_t sent, closed, opened;
};

static enum err on_opened(void *ctx, struct yamux_stream *s)
{
	struct end *e = ctx;

	(void)s;
	e->opened++;
	return ERR_OK;
}

static enum err on_data(void *ctx, struct yamux_stream *s, struct slice in)
{
	struct end *e = ctx;
	enum err err;

	/* The stream's number picks what its protocol does. */
	if (s->id % 8 == 5) {
		yamux_reset(&e->y, s);
		return ERR_OK;
	}
	err = yamux_write(&e->y, s, in);
	return err == ERR_STATE ? ERR_OK : err;
}

static enum err on_finished(void *ctx, struct yamux_stream *s)
{
	struct end *e = ctx;

	yamux_finish(&e->y, s);
	return ERR_OK;
}

static void on_closed(void *ctx, struct yamux_stream *s)
{
	struct end *e = ctx;

	(void)s;
	e->closed++;
}

static void on_ping(void *ctx, bool answer)
{
	(void)ctx;
	(void)answer;
}

static void on_send(void *ctx, struct slice head, struct slice data)
{
	struct end *e = ctx;

	CHECK(head.n == YAMUX_HEADER_LEN && data.n <= YAMUX_CHUNK_MAX);
	e->sent += data.n;
}

static size_t on_room(void *ctx)
{
	(void)ctx;
	return SIZE_MAX;
}

static const struct yamux_events events = {on_opened, on_data, on_finished, on_closed,
					   on_ping,   on_send, on_room};

static void run(struct slice in, size_t piece)
{
	struct end e = {.sent = 0};
	struct yamux_stream *ours = NULL;
	enum err err;

	yamux_init(&e.y, true, &events, &e);
	err = yamux_open(&e.y, &ours);
	if (err == ERR_OK)
		err = yamux_write(&e.y, ours, SLICE_LIT("hello"));
	while (in.n != 0 && err == ERR_OK) {
		size_t n = size_min(in.n, piece);

		err = yamux_feed(&e.y, slice_of(in.p, n));
		in = slice_from(in, n);
		CHECK(e.y.num_streams <= YAMUX_STREAMS_MAX && e.y.pending <= YAMUX_PENDING_MAX);
	}
	yamux_release(&e.y);
	CHECK(e.closed == e.opened + 1 && e.y.pending == 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	run(slice_of(data, n), SIZE_MAX);
	run(slice_of(data, n), 1);
	return 0;
}
