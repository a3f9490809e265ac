#include "os/ws.h"

#include <stdlib.h>
#include <sys/random.h>
#include <wslay/wslay.h>

#include "base/utf8.h"
#include "os/ws_int.h"

/* wslay keeps a record for each fragment, so their number has a limit of its own: else
 * a message of one-byte fragments would take a hundred times its size. */
#define WS_FRAGMENTS_MAX 4096u
#define WS_CLOSE_MS      5000u
#define WS_REASON_MAX    123u
#define WS_OUT_KEEP      65536u

/* A message that came while the peer had too much to read, or too late in a round. */
struct held {
	struct held *next;
	size_t n;
	u8 bytes[];
};

struct ws {
	struct ws_conf conf;
	wslay_event_context_ptr wl;
	struct stream *st; /* NULL before ws_start */
	void *user;
	struct slice in; /* of the ws_feed under way */
	u8 *out;         /* frames of one flush */
	size_t out_len, out_cap;
	struct held *held, **held_end;
	u32 fragments;
	size_t waited; /* bytes that waited at the last tick */
	u64 heard_ms, close_by_ms;
	bool pinged, closing, feeding, released;
};

static ssize_t on_wl_recv(wslay_event_context_ptr wl, uint8_t *buf, size_t len, int flags, void *p)
{
	struct ws *ws = p;
	size_t n = size_min(len, ws->in.n);

	(void)flags;
	if (n == 0 || ws->held != NULL) {
		wslay_event_set_error(wl, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	slice_copy(buf, slice_of(ws->in.p, n));
	ws->in = slice_from(ws->in, n);
	return (ssize_t)n;
}

static ssize_t on_wl_send(wslay_event_context_ptr wl, const uint8_t *data, size_t len, int flags,
                          void *p)
{
	struct ws *ws = p;

	(void)flags;
	if (len > ws->out_cap - ws->out_len) {
		size_t cap = 2 * ws->out_cap + len + 512;
		u8 *mem = realloc(ws->out, cap);

		if (mem == NULL) {
			wslay_event_set_error(wl, WSLAY_ERR_CALLBACK_FAILURE);
			return -1;
		}
		ws->out = mem;
		ws->out_cap = cap;
	}
	slice_copy(ws->out + ws->out_len, slice_of(data, len));
	ws->out_len += len;
	return (ssize_t)len;
}

static int on_wl_mask(wslay_event_context_ptr wl, uint8_t *buf, size_t len, void *p)
{
	(void)p;
	if (getrandom(buf, len, 0) == (ssize_t)len)
		return 0;
	wslay_event_set_error(wl, WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

/* fail closes for a fault of the peer's: nothing more is read. */
static void fail(struct ws *ws, u16 code)
{
	(void)wslay_event_queue_close(ws->wl, code, NULL, 0);
	wslay_event_shutdown_read(ws->wl);
}

static u8 opcode_of(const struct ws *ws)
{
	return ws->conf.binary ? WSLAY_BINARY_FRAME : WSLAY_TEXT_FRAME;
}

static void on_wl_frame(wslay_event_context_ptr wl,
                        const struct wslay_event_on_frame_recv_start_arg *f, void *p)
{
	struct ws *ws = p;

	(void)wl;
	if (f->opcode == (ws->conf.binary ? WSLAY_TEXT_FRAME : WSLAY_BINARY_FRAME))
		fail(ws, WSLAY_CODE_UNSUPPORTED_DATA);
	if (f->opcode == opcode_of(ws))
		ws->fragments = 0;
	if (f->opcode == WSLAY_CONTINUATION_FRAME && ++ws->fragments > WS_FRAGMENTS_MAX)
		fail(ws, WSLAY_CODE_POLICY_VIOLATION);
}

static size_t waiting(const struct ws *ws)
{
	return stream_waiting(ws->st) + wslay_event_get_queued_msg_length(ws->wl);
}

/* Whether the peer has read enough to be heard again. */
static bool has_read(const struct ws *ws)
{
	return ws->conf.pause_at == 0 || waiting(ws) <= ws->conf.pause_at;
}

static bool may_speak(const struct ws *ws)
{
	return has_read(ws) &&
	       (ws->conf.may_speak == NULL || ws->conf.may_speak(ws->conf.owner));
}

/* hold keeps a message for ws_continue. wslay has read at most one buffer beyond it. */
static void hold(struct ws *ws, struct slice text)
{
	struct held *h = malloc(sizeof(*h) + text.n);

	if (h == NULL) {
		stream_doom(ws->st, ERR_NOMEM);
		return;
	}
	h->next = NULL;
	h->n = text.n;
	slice_copy(h->bytes, text);
	if (ws->held == NULL)
		ws->held_end = &ws->held;
	*ws->held_end = h;
	ws->held_end = &h->next;
}

static void on_wl_msg(wslay_event_context_ptr wl, const struct wslay_event_on_msg_recv_arg *m,
                      void *p)
{
	struct ws *ws = p;

	if (m->opcode != opcode_of(ws) || ws->released || !wslay_event_get_read_enabled(wl))
		return;
	if (ws->held != NULL || !may_speak(ws))
		hold(ws, slice_of(m->msg, m->msg_length));
	else
		ws->conf.on_message(ws->conf.owner, ws, slice_of(m->msg, m->msg_length));
}

enum err ws_new(struct ws **out, const struct ws_conf *c)
{
	static const struct wslay_event_callbacks calls = {
	    .recv_callback = on_wl_recv,
	    .send_callback = on_wl_send,
	    .genmask_callback = on_wl_mask,
	    .on_frame_recv_start_callback = on_wl_frame,
	    .on_msg_recv_callback = on_wl_msg,
	};
	struct ws *ws = calloc(1, sizeof(*ws));
	int r;

	if (ws == NULL)
		return ERR_NOMEM;
	ws->conf = *c;
	r = c->server ? wslay_event_context_server_init(&ws->wl, &calls, ws)
	              : wslay_event_context_client_init(&ws->wl, &calls, ws);
	if (r != 0) {
		free(ws);
		return ERR_NOMEM;
	}
	wslay_event_config_set_max_recv_msg_length(ws->wl, c->message_max);
	*out = ws;
	return ERR_OK;
}

static void arm(struct ws *ws)
{
	u64 now = uv_now(ws->st->loop), ping = ws->conf.ping_ms;
	u64 at = ws->heard_ms + (ws->pinged ? 2 * ping : ping);

	if (ws->closing)
		at = ws->close_by_ms;
	stream_timer(ws->st, at > now ? at - now : 1);
}

void ws_start(struct ws *ws, struct stream *st)
{
	ws->st = st;
	ws->heard_ms = uv_now(st->loop);
	arm(ws);
}

bool ws_is_over(const struct ws *ws)
{
	return wslay_event_get_close_sent(ws->wl) &&
	       (wslay_event_get_close_received(ws->wl) || !wslay_event_get_read_enabled(ws->wl));
}

bool ws_failed(const struct ws *ws)
{
	return ws_is_over(ws) && !wslay_event_get_close_received(ws->wl);
}

/* flush writes the frames that wait, and ends the stream when the goodbyes are said. */
static void flush(struct ws *ws)
{
	if (ws->feeding || ws->st->ended)
		return;
	if (wslay_event_send(ws->wl) != 0) {
		stream_doom(ws->st, ERR_NOMEM);
		return;
	}
	if (ws->out_len != 0)
		stream_write(ws->st, slice_of(ws->out, ws->out_len), SLICE_EMPTY);
	ws->out_len = 0;
	if (ws->out_cap > WS_OUT_KEEP) {
		free(ws->out);
		ws->out = NULL;
		ws->out_cap = 0;
	}
	/* Pongs count too: a peer that pings and never reads is cut off. */
	if (stream_waiting(ws->st) > ws->conf.queue_max + WS_OUT_KEEP)
		stream_doom(ws->st, ERR_FULL);
	if (!ws->closing &&
	    (wslay_event_get_close_received(ws->wl) || !wslay_event_get_read_enabled(ws->wl))) {
		ws->closing = true;
		ws->close_by_ms = uv_now(ws->st->loop) + WS_CLOSE_MS;
		arm(ws);
	}
	if (ws_is_over(ws))
		stream_finish(ws->st);
}

static void ws_destroy(struct ws *ws)
{
	while (ws->held != NULL) {
		struct held *h = ws->held;

		ws->held = h->next;
		free(h);
	}
	wslay_event_context_free(ws->wl);
	free(ws->out);
	free(ws);
}

static bool can_hear(const struct ws *ws)
{
	return !ws->released && !ws->st->ended && !ws->st->doomed &&
	       wslay_event_get_read_enabled(ws->wl);
}

/* wait_or_read pauses while messages wait: until the peer has read (the owner hears that the
 * stream drained), or until the next round. */
static void wait_or_read(struct ws *ws)
{
	if (ws->st->ended || ws->st->doomed || ws->st->finishing)
		return;
	if (ws->held != NULL && !can_hear(ws))
		return; /* closing: they are not handled any more */
	if (ws->held == NULL && has_read(ws)) {
		if (ws->st->paused)
			stream_resume(ws->st);
		return;
	}
	stream_pause(ws->st);
	if (has_read(ws))
		stream_turn(ws->st);
}

size_t ws_feed(struct ws *ws, struct slice in)
{
	int r;

	ws->heard_ms = uv_now(ws->st->loop);
	ws->pinged = false;
	ws->in = in;
	ws->feeding = true;
	r = wslay_event_recv(ws->wl);
	ws->feeding = false;
	if (ws->released) {
		ws_destroy(ws);
		return in.n;
	}
	r = r != 0 && !wslay_event_want_write(ws->wl) ? -1 : 0;
	in.n -= ws->in.n;
	ws->in = SLICE_EMPTY;
	/* wslay has queued a close frame, unless memory was short. */
	if (r != 0)
		stream_doom(ws->st, ERR_NOMEM);
	else
		flush(ws);
	wait_or_read(ws);
	return in.n;
}

void ws_continue(struct ws *ws)
{
	ws->feeding = true;
	while (ws->held != NULL && can_hear(ws) && may_speak(ws)) {
		struct held *h = ws->held;

		ws->held = h->next;
		ws->conf.on_message(ws->conf.owner, ws, slice_of(h->bytes, h->n));
		free(h);
	}
	ws->feeding = false;
	if (ws->released) {
		ws_destroy(ws);
		return;
	}
	flush(ws);
	wait_or_read(ws);
}

static void ping(struct ws *ws)
{
	struct wslay_event_msg m = {.opcode = WSLAY_PING};

	ws->pinged = true;
	if (wslay_event_queue_msg(ws->wl, &m) == 0)
		flush(ws);
}

void ws_tick(struct ws *ws)
{
	u64 now = uv_now(ws->st->loop), silent;

	/* Who reads what it was sent, however slowly, is there. */
	if (stream_waiting(ws->st) < ws->waited)
		ws->heard_ms = now;
	ws->waited = stream_waiting(ws->st);
	silent = now - ws->heard_ms;
	if (ws->closing ? now >= ws->close_by_ms : silent >= 2 * (u64)ws->conf.ping_ms) {
		stream_end(ws->st, ERR_TIMEOUT);
		return;
	}
	if (!ws->closing && !ws->pinged && silent >= ws->conf.ping_ms)
		ping(ws);
	arm(ws);
}

void ws_release(struct ws *ws)
{
	ws->released = true;
	wslay_event_shutdown_read(ws->wl);
	if (!ws->feeding)
		ws_destroy(ws);
}

static bool can_send(const struct ws *ws)
{
	return ws->st != NULL && !ws->closing && !ws->released && !ws->st->ended &&
	       !ws->st->doomed && !ws->st->finishing;
}

static enum err send_message(struct ws *ws, u8 opcode, struct slice bytes)
{
	struct wslay_event_msg m = {.opcode = opcode, .msg = bytes.p, .msg_length = bytes.n};
	size_t queued = waiting(ws);

	if (queued > ws->conf.queue_max || bytes.n > ws->conf.queue_max - queued) {
		ws_close(ws, WSLAY_CODE_POLICY_VIOLATION, "too much waits: read faster");
		return ERR_FULL;
	}
	switch (wslay_event_queue_msg(ws->wl, &m)) {
	case 0:
		break;
	case WSLAY_ERR_NOMEM:
		return ERR_NOMEM;
	default:
		return ERR_STATE;
	}
	flush(ws);
	return ERR_OK;
}

enum err ws_send_text(struct ws *ws, struct slice text)
{
	if (!can_send(ws))
		return ERR_STATE;
	if (!utf8_ok(text))
		return ERR_UTF8;
	return send_message(ws, WSLAY_TEXT_FRAME, text);
}

enum err ws_send_binary(struct ws *ws, struct slice bytes)
{
	return can_send(ws) ? send_message(ws, WSLAY_BINARY_FRAME, bytes) : ERR_STATE;
}

size_t ws_waiting(const struct ws *ws)
{
	return ws->st == NULL ? 0 : waiting(ws);
}

/* reason_cut shortens to what a close frame holds, between characters. */
static size_t reason_cut(struct slice reason)
{
	size_t n = 0, seq;

	while ((seq = utf8_seq(slice_from(reason, n))) != 0 && n + seq <= WS_REASON_MAX)
		n += seq;
	return n;
}

void ws_close(struct ws *ws, u16 code, const char *reason)
{
	struct slice why = reason == NULL ? SLICE_EMPTY : slice_str(reason);

	if (ws->st == NULL) {
		if (ws->conf.close_early != NULL)
			ws->conf.close_early(ws->conf.owner);
		return;
	}
	if (!can_send(ws))
		return;
	ws->closing = true;
	ws->close_by_ms = uv_now(ws->st->loop) + WS_CLOSE_MS;
	arm(ws);
	if (wslay_event_queue_close(ws->wl, code, why.p, reason_cut(why)) != 0)
		stream_doom(ws->st, ERR_INVALID);
	else
		flush(ws);
}

void ws_set_user(struct ws *ws, void *user)
{
	ws->user = user;
}

void *ws_user(const struct ws *ws)
{
	return ws->user;
}
