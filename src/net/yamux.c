#include "net/yamux.h"

#include <stdlib.h>

#include "base/bytes.h"

enum type { DATA, WINDOW_UPDATE, PING, GO_AWAY, NUM_TYPES };
enum { SYN = 1, ACK = 2, FIN = 4, RST = 8, ALL_FLAGS = 15 };

struct frame {
	enum type type;
	u8 flags;
	u32 id, len;
};

void yamux_init(struct yamux *y, bool listener, const struct yamux_events *on, void *ctx)
{
	*y = (struct yamux){.on = on, .ctx = ctx, .listener = listener};
	y->next_ours = listener ? 2 : 1;
}

static void put_frame(struct yamux *y, const struct frame *f, struct slice data)
{
	u8 h[YAMUX_HEADER_LEN] = {0, (u8)f->type, 0, f->flags};

	store_be32(h + 4, f->id);
	store_be32(h + 8, f->len);
	y->on->send(y->ctx, SLICE_ARR(h), data);
}

/* flags_of says hello on the first frame of a stream. */
static u8 flags_of(struct yamux_stream *s)
{
	u8 flags = s->greeted ? 0 : s->ours ? SYN : ACK;

	s->greeted = true;
	return flags;
}

/* --- streams ----------------------------------------------------------------------- */

static struct yamux_stream *find(const struct yamux *y, u32 id)
{
	struct yamux_stream *s = y->streams;

	while (s != NULL && (s->id != id || s->dead))
		s = s->next;
	return s;
}

static struct yamux_stream *add(struct yamux *y, u32 id, bool ours)
{
	struct yamux_stream *s = (struct yamux_stream *)calloc(1, sizeof(*s)), **at = &y->streams;

	if (s == NULL)
		return NULL;
	s->id = id;
	s->ours = ours;
	s->send_window = s->receive_window = YAMUX_WINDOW;
	/* At the end: streams of ours are announced in the order of their ids. */
	while (*at != NULL)
		at = &(*at)->next;
	*at = s;
	y->num_streams++;
	return s;
}

static void kill_stream(struct yamux *y, struct yamux_stream *s)
{
	if (s->dead)
		return;
	s->dead = true;
	y->pending -= s->out.n;
	net_buf_free(&s->out);
	y->num_streams--;
	y->on->closed(y->ctx, s);
}

/* sweep frees what is dead, when no caller holds a stream any more. */
static void sweep(struct yamux *y)
{
	struct yamux_stream **at = &y->streams;

	while (*at != NULL) {
		struct yamux_stream *s = *at;

		if (!s->dead) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		free(s);
	}
}

void yamux_release(struct yamux *y)
{
	for (struct yamux_stream *s = y->streams; s != NULL; s = s->next)
		kill_stream(y, s);
	sweep(y);
}

static void close_if_done(struct yamux *y, struct yamux_stream *s)
{
	if (s->fin_sent && s->fin_received)
		kill_stream(y, s);
}

enum err yamux_open(struct yamux *y, struct yamux_stream **out)
{
	if (y->remote_gone)
		return ERR_EOF;
	if (y->num_streams >= YAMUX_STREAMS_MAX)
		return ERR_LIMIT;
	if (y->next_ours > UINT32_MAX - 2)
		return ERR_EXHAUSTED;
	*out = add(y, y->next_ours, true);
	if (*out == NULL)
		return ERR_NOMEM;
	y->next_ours += 2;
	return ERR_OK;
}

enum err yamux_write(struct yamux *y, struct yamux_stream *s, struct slice bytes)
{
	if (s->dead || s->finishing)
		return ERR_STATE;
	if (bytes.n > YAMUX_PENDING_MAX - y->pending)
		return ERR_FULL;
	TRY(net_buf_put(&s->out, bytes));
	y->pending += bytes.n;
	return ERR_OK;
}

void yamux_finish(struct yamux *y, struct yamux_stream *s)
{
	(void)y;
	s->finishing = true;
}

void yamux_reset(struct yamux *y, struct yamux_stream *s)
{
	if (s->dead)
		return;
	/* A stream of ours that the peer never saw needs no end. */
	if (!s->ours || s->greeted) {
		struct frame f = {WINDOW_UPDATE, RST, s->id, 0};

		f.flags |= flags_of(s);
		put_frame(y, &f, SLICE_EMPTY);
	}
	kill_stream(y, s);
}

/* --- sending ----------------------------------------------------------------------- */

/* Sends one frame of a stream; false when it has none that may go now. The end has a frame of
 * its own: libp2p-yamux in JavaScript loses data that comes with FIN. */
static bool send_some(struct yamux *y, struct yamux_stream *s)
{
	size_t n = size_min(s->out.n, YAMUX_CHUNK_MAX), room = y->on->room(y->ctx);
	struct frame f = {DATA, 0, s->id, 0};

	n = size_min(n, s->send_window);
	n = size_min(n, room);
	if (n == 0 && !(s->out.n == 0 && s->finishing && !s->fin_sent))
		return false;
	f.len = (u32)n;
	f.flags = flags_of(s);
	if (n == 0) {
		f.type = WINDOW_UPDATE;
		f.flags |= FIN;
		s->fin_sent = true;
	}
	put_frame(y, &f, n == 0 ? SLICE_EMPTY : slice_of(s->out.p + s->out.at, n));
	s->send_window -= (u32)n;
	y->pending -= n;
	net_buf_drop(&s->out, n);
	close_if_done(y, s);
	return true;
}

/* A frame of each stream in turn, so that a large answer holds up no small one. */
static void flush(struct yamux *y)
{
	bool more = true;

	while (more) {
		more = false;
		for (struct yamux_stream *s = y->streams; s != NULL; s = s->next)
			if (!s->dead && send_some(y, s))
				more = true;
	}
}

void yamux_flush(struct yamux *y)
{
	if (y->feeding)
		return; /* yamux_feed does it when it is done */
	flush(y);
	sweep(y);
}

void yamux_ping(struct yamux *y)
{
	put_frame(y, &(struct frame){PING, SYN, 0, 1}, SLICE_EMPTY);
}

void yamux_goodbye(struct yamux *y, enum yamux_goodbye why)
{
	put_frame(y, &(struct frame){GO_AWAY, 0, 0, (u32)why}, SLICE_EMPTY);
}

/* --- receiving --------------------------------------------------------------------- */

static enum err frame_decode(struct frame *f, const u8 h[YAMUX_HEADER_LEN])
{
	if (h[0] != 0)
		return ERR_VERSION;
	if (h[1] >= NUM_TYPES || h[2] != 0 || h[3] > ALL_FLAGS)
		return ERR_TAG;
	*f = (struct frame){(enum type)h[1], h[3], load_be32(h + 4), load_be32(h + 8)};
	return ERR_OK;
}

/* Whether an id is one that the peer counts. */
static bool is_remote(const struct yamux *y, u32 id)
{
	return id != 0 && id % 2 == (y->listener ? 1 : 0);
}

/* Ids need not come in order: some clients take one when a stream is made and send SYN with
 * its first data. */
static enum err on_syn(struct yamux *y, u32 id)
{
	struct yamux_stream *s;

	if (!is_remote(y, id) || find(y, id) != NULL)
		return ERR_STATE;
	if (y->num_streams >= YAMUX_STREAMS_MAX)
		return ERR_LIMIT;
	if (id > y->last_remote)
		y->last_remote = id;
	s = add(y, id, false);
	if (s == NULL)
		return ERR_NOMEM;
	return y->on->opened(y->ctx, s);
}

/* A frame for a stream that never was is an error; one that is over, we forgot. */
static bool is_known(const struct yamux *y, u32 id)
{
	return is_remote(y, id) ? id <= y->last_remote : id != 0 && id < y->next_ours;
}

static enum err end_of_frame(struct yamux *y, u32 id, bool fin, bool reset)
{
	struct yamux_stream *s = find(y, id);

	if (s == NULL || s->fin_received)
		return ERR_OK;
	if (reset) {
		kill_stream(y, s);
		return ERR_OK;
	}
	if (!fin)
		return ERR_OK;
	s->fin_received = true;
	TRY(y->on->finished(y->ctx, s));
	if (!s->dead)
		close_if_done(y, s);
	return ERR_OK;
}

static enum err on_data_frame(struct yamux *y, const struct frame *f)
{
	struct yamux_stream *s = find(y, f->id);

	if (f->len > (s != NULL ? s->receive_window : YAMUX_WINDOW))
		return ERR_LIMIT;
	if (s != NULL && s->fin_received && f->len != 0)
		return ERR_STATE;
	if (s != NULL)
		s->receive_window -= f->len;
	y->data_left = f->len;
	y->data_id = f->id;
	y->data_fin = (f->flags & FIN) != 0;
	y->data_reset = (f->flags & RST) != 0;
	return f->len == 0 ? end_of_frame(y, f->id, y->data_fin, y->data_reset) : ERR_OK;
}

static enum err on_window(struct yamux *y, const struct frame *f)
{
	struct yamux_stream *s = find(y, f->id);

	if (s != NULL) {
		if (f->len > UINT32_MAX - s->send_window)
			return ERR_OVERFLOW;
		s->send_window += f->len;
	}
	return end_of_frame(y, f->id, (f->flags & FIN) != 0, (f->flags & RST) != 0);
}

static enum err on_ping(struct yamux *y, const struct frame *f)
{
	if (f->id != 0)
		return ERR_STATE;
	if (f->flags == SYN)
		put_frame(y, &(struct frame){PING, ACK, 0, f->len}, SLICE_EMPTY);
	else if (f->flags != ACK)
		return ERR_TAG;
	y->on->ping(y->ctx, f->flags == ACK);
	return ERR_OK;
}

static enum err on_frame(struct yamux *y)
{
	struct frame f;

	TRY(frame_decode(&f, y->head));
	if (f.type == PING)
		return on_ping(y, &f);
	if (f.type == GO_AWAY) {
		y->remote_gone = true;
		return f.id == 0 ? ERR_OK : ERR_STATE;
	}
	if ((f.flags & SYN) != 0)
		TRY(on_syn(y, f.id));
	else if (!is_known(y, f.id))
		return ERR_STATE;
	return f.type == DATA ? on_data_frame(y, &f) : on_window(y, &f);
}

/* Gives the peer its window back once half of it is used. */
static void give_credit(struct yamux *y, struct yamux_stream *s, u32 n)
{
	struct frame f = {WINDOW_UPDATE, 0, s->id, 0};

	s->credit += n;
	if (s->credit < YAMUX_WINDOW / 2 || s->fin_received)
		return;
	f.len = s->credit;
	f.flags = flags_of(s);
	s->receive_window += s->credit;
	s->credit = 0;
	put_frame(y, &f, SLICE_EMPTY);
}

static enum err take_data(struct yamux *y, struct slice *in)
{
	struct yamux_stream *s = find(y, y->data_id);
	u32 n = (u32)size_min(in->n, y->data_left);
	struct slice part = slice_of(in->p, n);

	y->data_left -= n;
	*in = slice_from(*in, n);
	if (s != NULL) {
		TRY(y->on->data(y->ctx, s, part));
		if (!s->dead)
			give_credit(y, s, n);
	}
	if (y->data_left != 0)
		return ERR_OK;
	return end_of_frame(y, y->data_id, y->data_fin, y->data_reset);
}

static enum err take_header(struct yamux *y, struct slice *in)
{
	size_t n = size_min(in->n, YAMUX_HEADER_LEN - y->head_len);

	memcpy(y->head + y->head_len, in->p, n);
	y->head_len += n;
	*in = slice_from(*in, n);
	if (y->head_len < YAMUX_HEADER_LEN)
		return ERR_OK;
	y->head_len = 0;
	return on_frame(y);
}

enum err yamux_feed(struct yamux *y, struct slice in)
{
	enum err e = ERR_OK;

	y->feeding = true;
	while (in.n != 0 && e == ERR_OK) {
		e = y->data_left != 0 ? take_data(y, &in) : take_header(y, &in);
		sweep(y);
	}
	y->feeding = false;
	if (e == ERR_OK)
		yamux_flush(y);
	return e;
}
