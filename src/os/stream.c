#include "os/stream.h"

#include <signal.h>
#include <stdlib.h>

#include "os/file.h"

#define STREAM_PIECE_MAX 16384u
#define STREAM_LINGER_MS 1000u
#define STREAM_LATE_MS   500u
#define STREAM_GRACE_MS  100u
/* libuv runs a timer of 0 ms in the same round if it was set by another one. */
#define STREAM_TURN_MS 1u
/* A filter may hold so much before its handshake is done. */
#define STREAM_HELD_MAX ((size_t)64 << 20)

struct write_req {
	uv_write_t req;
	struct stream *s;
	size_t n;
	u8 data[];
};

enum err err_of_uv(int status)
{
	switch (status) {
	case 0:
		return ERR_OK;
	case UV_EOF:
	case UV_ECONNRESET:
	case UV_EPIPE:
	case UV_ECONNABORTED:
		return ERR_EOF;
	case UV_ECANCELED:
		return ERR_CANCELLED;
	default:
		return status < 0 ? err_of_errno(-status) : ERR_OK;
	}
}

static void tcp_freed(uv_handle_t *h)
{
	union {
		uv_handle_t *handle;
		uv_tcp_t *tcp;
	} u = {h};
	struct stream *s = h->data;

	free(u.tcp);
	if (s != NULL && --s->handles == 0)
		s->ev->on_free(s);
}

static void timer_freed(uv_handle_t *h)
{
	struct stream *s = h->data;

	if (--s->handles == 0)
		s->ev->on_free(s);
}

static uv_handle_t *handle_of_tcp(uv_tcp_t *tcp)
{
	union {
		uv_tcp_t *tcp;
		uv_handle_t *handle;
	} u = {tcp};

	return u.handle;
}

static uv_handle_t *handle_of_timer(uv_timer_t *timer)
{
	union {
		uv_timer_t *timer;
		uv_handle_t *handle;
	} u = {timer};

	return u.handle;
}

static uv_stream_t *uv_of(struct stream *s)
{
	union {
		uv_tcp_t *tcp;
		uv_stream_t *stream;
	} u = {s->tcp};

	return u.stream;
}

uv_tcp_t *stream_tcp(uv_loop_t *loop)
{
	uv_tcp_t *tcp = malloc(sizeof(*tcp));

	if (tcp == NULL)
		return NULL;
	if (uv_tcp_init(loop, tcp) != 0) {
		free(tcp);
		return NULL;
	}
	tcp->data = NULL;
	return tcp;
}

void stream_tcp_drop(uv_tcp_t *tcp)
{
	tcp->data = NULL;
	uv_close(handle_of_tcp(tcp), tcp_freed);
}

static void memory_release(struct stream *s)
{
	if (s->filter_state != NULL)
		s->filter->free(s->filter_state);
	s->filter_state = NULL;
	free(s->rx);
	free(s->raw);
	free(s->held);
	s->rx = s->raw = s->held = NULL;
	s->rx_len = s->rx_at = s->held_len = 0;
}

void stream_end(struct stream *s, enum err why)
{
	if (s->ended)
		return;
	s->ended = true;
	s->ev->on_end(s, why);
	(void)uv_timer_stop(&s->timer);
	uv_close(handle_of_tcp(s->tcp), tcp_freed);
	uv_close(handle_of_timer(&s->timer), timer_freed);
	uv_close(handle_of_timer(&s->soon), timer_freed);
	/* The buffers may be in use further up the stack: they go while unwinding. */
	if (!s->pumping)
		memory_release(s);
}

static void on_uv_timer(uv_timer_t *t)
{
	struct stream *s = t->data;

	/* A timer that is this late means that the program was busy elsewhere. What the peer
	 * sent meanwhile is still unread, so it gets a moment before it counts as silent. */
	if (!s->late && uv_now(s->loop) > s->due_ms + STREAM_LATE_MS) {
		s->late = true;
		(void)uv_timer_start(t, on_uv_timer, STREAM_GRACE_MS, 0);
		return;
	}
	if (s->lingering)
		stream_end(s, ERR_TIMEOUT);
	else
		s->ev->on_timer(s);
}

static void stream_pump(struct stream *s);

static void on_uv_soon(uv_timer_t *t)
{
	struct stream *s = t->data;

	bool turn = s->turning;

	s->turning = false;
	if (s->doomed) {
		stream_end(s, s->doom);
		return;
	}
	if (turn)
		s->ev->on_turn(s);
	if (!s->ended)
		stream_pump(s);
}

static void soon(struct stream *s)
{
	if (!s->ended)
		(void)uv_timer_start(&s->soon, on_uv_soon, 0, 0);
}

void stream_doom(struct stream *s, enum err why)
{
	if (s->doomed || s->ended)
		return;
	s->doomed = true;
	s->doom = why;
	soon(s);
}

void stream_turn(struct stream *s)
{
	if (s->ended || s->doomed || s->turning)
		return;
	s->turning = true;
	(void)uv_timer_start(&s->soon, on_uv_soon, STREAM_TURN_MS, 0);
}

void stream_timer(struct stream *s, u64 ms)
{
	if (s->ended || s->lingering)
		return;
	if (ms == 0)
		(void)uv_timer_stop(&s->timer);
	else
		(void)uv_timer_start(&s->timer, on_uv_timer, ms, 0);
	s->due_ms = uv_now(s->loop) + ms;
	s->late = false;
}

size_t stream_waiting(const struct stream *s)
{
	return s->queued + s->held_len;
}

static void on_uv_shutdown(uv_shutdown_t *req, int status)
{
	(void)status;
	free(req);
}

/* linger starts when all is sent. */
static void linger(struct stream *s)
{
	uv_shutdown_t *req = malloc(sizeof(*req));

	if (req == NULL || uv_shutdown(req, uv_of(s), on_uv_shutdown) != 0) {
		free(req);
		stream_doom(s, ERR_OK);
		return;
	}
	stream_timer(s, STREAM_LINGER_MS);
	s->lingering = true;
	s->paused = false;
	soon(s);
}

static void drained(struct stream *s)
{
	if (s->ended || stream_waiting(s) != 0)
		return;
	if (!s->finishing)
		s->ev->on_drained(s);
	else if (!s->lingering)
		linger(s);
}

/* write_failed: the peer may have answered before it hung up, so what it said is read
 * first; the end of the stream then comes from reading. */
static void write_failed(struct stream *s, enum err why)
{
	s->deaf = true;
	if (!s->reading)
		stream_doom(s, why);
}

static void on_uv_write(uv_write_t *req, int status)
{
	struct write_req *w = req->data;
	struct stream *s = w->s;

	s->queued -= w->n;
	free(w);
	if (s->ended)
		return;
	if (status != 0)
		write_failed(s, err_of_uv(status));
	else if (s->queued == 0)
		drained(s);
}

/* raw_write gives bytes to the kernel at once if it takes them, else to libuv. */
static void raw_write(struct stream *s, struct slice head, struct slice body)
{
	uv_buf_t bufs[2];
	struct write_req *w;
	int done = 0;

	if (s->ended || s->doomed || s->deaf)
		return;
	for (int i = 0; i < 2; i++) {
		struct slice part = i == 0 ? head : body;
		union {
			const u8 *in;
			char *out;
		} u = {part.p};

		bufs[i] = uv_buf_init(u.out, (unsigned)part.n);
	}
	if (s->queued == 0 && head.n <= UINT32_MAX && body.n <= UINT32_MAX)
		done = uv_try_write(uv_of(s), bufs, body.n == 0 ? 1 : 2);
	if (done < 0 && done != UV_EAGAIN) {
		write_failed(s, err_of_uv(done));
		return;
	}
	if (done > 0) {
		size_t first = size_min((size_t)done, head.n);

		body = slice_from(body, (size_t)done - first);
		head = slice_from(head, first);
	}
	if (head.n + body.n == 0)
		return;
	w = malloc(sizeof(*w) + head.n + body.n);
	if (w == NULL || head.n + body.n > UINT32_MAX) {
		free(w);
		stream_doom(s, ERR_NOMEM);
		return;
	}
	slice_copy(w->data, head);
	slice_copy(w->data + head.n, body);
	w->s = s;
	w->n = head.n + body.n;
	w->req.data = w;
	bufs[0] = uv_buf_init((char *)w->data, (unsigned)w->n);
	done = uv_write(&w->req, uv_of(s), bufs, 1, on_uv_write);
	if (done != 0) {
		free(w);
		stream_doom(s, err_of_uv(done));
		return;
	}
	s->queued += w->n;
}

/* filter_flush moves what the filter has for the socket. */
static void filter_flush(struct stream *s)
{
	u8 buf[4096];
	size_t n;

	while (!s->ended && !s->doomed && (n = s->filter->take(s->filter_state, buf, sizeof(buf))))
		raw_write(s, slice_of(buf, n), SLICE_EMPTY);
}

static void held_add(struct stream *s, struct slice in)
{
	u8 *p;

	if (in.n == 0)
		return;
	if (in.n > STREAM_HELD_MAX - s->held_len) {
		stream_doom(s, ERR_FULL);
		return;
	}
	p = realloc(s->held, s->held_len + in.n);
	if (p == NULL) {
		stream_doom(s, ERR_NOMEM);
		return;
	}
	slice_copy(p + s->held_len, in);
	s->held = p;
	s->held_len += in.n;
}

/* held_flush writes what waited for the handshake, in pieces, because a filter queues
 * little at a time. */
static void held_flush(struct stream *s)
{
	struct slice rest = slice_of(s->held, s->held_len);
	enum err e = ERR_OK;

	while (rest.n != 0 && !s->doomed) {
		size_t n = size_min(rest.n, STREAM_PIECE_MAX);

		e = s->filter->write(s->filter_state, slice_of(rest.p, n));
		if (e != ERR_OK)
			break;
		rest = slice_from(rest, n);
		filter_flush(s);
	}
	if (e != ERR_OK && e != ERR_AGAIN)
		stream_doom(s, e);
	if (rest.n == s->held_len)
		return;
	memmove(s->held, s->held + s->held_len - rest.n, rest.n);
	s->held_len = rest.n;
	if (rest.n != 0)
		return;
	free(s->held);
	s->held = NULL;
}

void stream_write(struct stream *s, struct slice head, struct slice body)
{
	if (s->ended || s->doomed || s->finishing)
		return;
	if (s->filter == NULL) {
		raw_write(s, head, body);
		return;
	}
	held_add(s, head);
	held_add(s, body);
	held_flush(s);
}

static void reading(struct stream *s, bool on);

static void on_uv_alloc(uv_handle_t *h, size_t hint, uv_buf_t *buf)
{
	struct stream *s = h->data;
	u8 *p = s->filter != NULL ? s->raw : s->rx;

	(void)hint;
	*buf = uv_buf_init((char *)p, p == NULL ? 0 : STREAM_RX_MAX);
}

/* was_reset: libuv says "end" when the last bytes and a reset come together, but a body
 * that ends with the connection must not be taken for whole then. */
static bool was_reset(const struct stream *s)
{
	int fd, error = 0;
	socklen_t len = sizeof(error);

	return uv_fileno(handle_of_tcp(s->tcp), &fd) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error != 0;
}

static void on_uv_read(uv_stream_t *h, ssize_t n, const uv_buf_t *buf)
{
	struct stream *s = h->data;
	enum err e = ERR_OK;

	if (n == 0 || s->ended)
		return;
	if (n < 0) {
		reading(s, false);
		s->eof = true;
		s->eof_ok = n == UV_EOF && !was_reset(s);
		if (s->filter != NULL)
			e = s->filter->eof(s->filter_state);
	} else if (s->filter != NULL) {
		e = s->filter->feed(s->filter_state, slice_of(buf->base, (size_t)n));
		filter_flush(s);
	} else {
		s->rx_at = 0;
		s->rx_len = (size_t)n;
	}
	if (e != ERR_OK) {
		stream_end(s, e);
		return;
	}
	if (s->filter != NULL && !s->eof && s->held_len != 0) {
		held_flush(s);
		drained(s);
	}
	stream_pump(s);
}

static void reading(struct stream *s, bool on)
{
	if (on == s->reading || s->ended)
		return;
	s->reading = on;
	if (!on)
		(void)uv_read_stop(uv_of(s));
	else if (uv_read_start(uv_of(s), on_uv_alloc, on_uv_read) != 0)
		stream_doom(s, ERR_IO);
}

enum fill { FILL_BYTES, FILL_NONE, FILL_END };

/* fill gets plain bytes into rx when it is empty. */
static enum fill fill(struct stream *s, enum err *why)
{
	enum err e;

	*why = s->eof_ok ? ERR_OK : ERR_EOF;
	if (s->rx_at < s->rx_len)
		return FILL_BYTES;
	if (s->filter == NULL)
		return s->eof ? FILL_END : FILL_NONE;
	s->rx_at = s->rx_len = 0;
	e = s->filter->read(s->filter_state, s->rx, STREAM_RX_MAX, &s->rx_len);
	filter_flush(s);
	if (e == ERR_OK && s->rx_len != 0)
		return FILL_BYTES;
	s->rx_len = 0;
	if (e == ERR_OK) { /* the protocol's own goodbye */
		*why = ERR_OK;
		return FILL_END;
	}
	if (e == ERR_AGAIN) {
		*why = ERR_EOF; /* the socket ended without a goodbye */
		return s->eof ? FILL_END : FILL_NONE;
	}
	*why = e;
	return FILL_END;
}

/* pump_once returns false when there is nothing to do now. */
static bool pump_once(struct stream *s)
{
	enum err why;
	size_t used;

	switch (fill(s, &why)) {
	case FILL_NONE:
		return false;
	case FILL_END:
		stream_end(s, why);
		return false;
	case FILL_BYTES:
		break;
	}
	if (s->lingering) {
		s->rx_at = s->rx_len; /* read only to be thrown away */
		return true;
	}
	used = s->ev->on_bytes(s, slice_of(s->rx + s->rx_at, s->rx_len - s->rx_at));
	CHECK(used <= s->rx_len - s->rx_at);
	s->rx_at += used;
	return used != 0;
}

static void stream_pump(struct stream *s)
{
	if (s->pumping)
		return;
	s->pumping = true;
	while (!s->paused && !s->ended && !s->doomed && pump_once(s))
		;
	s->pumping = false;
	if (s->ended)
		memory_release(s);
	else
		reading(s, !s->paused && !s->doomed && !s->eof && s->rx_at == s->rx_len);
}

void stream_pause(struct stream *s)
{
	s->paused = true;
	/* The pump looks once it is done: an answer may come at once, and taking the socket
	 * off and on the poll list costs more than the answer. */
	if (!s->pumping)
		reading(s, false);
}

void stream_resume(struct stream *s)
{
	s->paused = false;
	if (s->pumping)
		return;
	if (s->filter == NULL && s->rx_at == s->rx_len && !s->eof && !s->doomed)
		reading(s, true);
	else
		soon(s);
}

void stream_finish(struct stream *s)
{
	if (s->finishing || s->ended)
		return;
	if (s->filter != NULL) {
		s->filter->close(s->filter_state);
		filter_flush(s);
	}
	s->finishing = true;
	stream_pause(s);
	drained(s);
}

/* libuv writes without MSG_NOSIGNAL, so a peer that hangs up would kill the program. */
static void ignore_sigpipe(void)
{
	static bool once;

	if (!once)
		(void)signal(SIGPIPE, SIG_IGN);
	once = true;
}

enum err stream_init(struct stream *s, uv_tcp_t *tcp, const struct stream_events *ev,
                     const struct filter_ops *filter, void *filter_ctx)
{
	enum err e = ERR_OK;

	ignore_sigpipe();
	*s = (struct stream){.ev = ev, .loop = tcp->loop, .tcp = tcp, .filter = filter};
	s->rx = malloc(STREAM_RX_MAX);
	if (filter != NULL) {
		s->raw = malloc(STREAM_RX_MAX);
		e = filter->open(&s->filter_state, filter_ctx);
	}
	if (s->rx == NULL || (filter != NULL && s->raw == NULL))
		e = ERR_NOMEM;
	if (e != ERR_OK) {
		memory_release(s);
		stream_tcp_drop(tcp);
		return e;
	}
	(void)uv_timer_init(s->loop, &s->timer);
	(void)uv_timer_init(s->loop, &s->soon);
	tcp->data = s->timer.data = s->soon.data = s;
	s->handles = 3;
	(void)uv_tcp_nodelay(tcp, 1);
	if (filter != NULL)
		filter_flush(s); /* a client speaks first */
	soon(s);
	return ERR_OK;
}
