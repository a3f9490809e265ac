#ifndef NET_YAMUX_H
#define NET_YAMUX_H
/* net/yamux: many streams over one ordered connection, with flow control both ways.
 *
 * Bytes in, frames out through `send`; no sockets and no clock. One session belongs to one
 * connection; it owns its streams and what waits to be sent on them. Callbacks may open,
 * write, finish and reset streams; a stream's memory goes at the end of the call into this
 * module in which it closed, after `closed` was told.
 *
 * Flow control: the peer may send YAMUX_WINDOW bytes on a stream beyond what `data` has
 * taken; credit is given back at half of it. What we write waits until the peer's window
 * and the connection's room allow; yamux_flush shares both among the streams in turn.
 * The first frame that we send on a stream of theirs carries ACK, whatever its type.
 *
 * Limits: YAMUX_STREAMS_MAX open streams, more of theirs end the connection; yamux_write
 * refuses beyond YAMUX_PENDING_MAX bytes for all streams. So a session holds at most that
 * many bytes and one partial header.
 * Errors of yamux_feed, all of them the end of the connection: ERR_VERSION, ERR_TAG (type or
 * flags), ERR_STATE (a stream id that is not the peer's to use), ERR_LIMIT (too many
 * streams, more data than the window), ERR_OVERFLOW (window), ERR_NOMEM, those of callbacks.
 * Source: github.com/hashicorp/yamux spec.md; libp2p/specs yamux. */
#include "net/buf.h"

#define YAMUX_HEADER_LEN  12u
#define YAMUX_WINDOW      262144u
#define YAMUX_CHUNK_MAX   16384u /* data of one frame of ours */
#define YAMUX_STREAMS_MAX 256u
#define YAMUX_PENDING_MAX ((size_t)32 << 20)

struct yamux;

struct yamux_stream {
	void *user; /* the callbacks' own; NULL at first */
	u32 id;
	bool ours;
	/* Private. */
	struct yamux_stream *next;
	struct net_buf out;
	u32 send_window, receive_window, credit;
	bool greeted, finishing, fin_sent, fin_received, dead;
};

struct yamux_events {
	/* opened: the peer opened a stream. data takes all of the bytes. finished: the peer
	 * sends no more. An error of these ends the connection. */
	enum err (*opened)(void *ctx, struct yamux_stream *s);
	enum err (*data)(void *ctx, struct yamux_stream *s, struct slice bytes);
	enum err (*finished)(void *ctx, struct yamux_stream *s);
	/* closed comes once for each stream, also in yamux_release. */
	void (*closed)(void *ctx, struct yamux_stream *s);
	/* ping: the peer asked for a sign of life and got it (answer false), or gave one. */
	void (*ping)(void *ctx, bool answer);
	/* send takes one frame. room tells how many bytes the connection wants of data now;
	 * frames that hold no data are sent regardless. */
	void (*send)(void *ctx, struct slice header, struct slice data);
	size_t (*room)(void *ctx);
};

struct yamux {
	const struct yamux_events *on;
	void *ctx;
	struct yamux_stream *streams;
	u32 num_streams;
	size_t pending; /* bytes that wait in all streams */
	/* Private. */
	bool listener, remote_gone, feeding;
	u8 head[YAMUX_HEADER_LEN];
	size_t head_len;
	u32 data_left, data_id; /* of the data frame that is coming in */
	bool data_fin, data_reset;
	u32 last_remote, next_ours;
};

void yamux_init(struct yamux *y, bool listener, const struct yamux_events *on, void *ctx);
void yamux_release(struct yamux *y);

enum err yamux_feed(struct yamux *y, struct slice in) MUST_CHECK;
/* yamux_flush sends what windows and room allow. Call it when room appeared. */
void yamux_flush(struct yamux *y);

/* yamux_open opens a stream of ours: ERR_LIMIT, ERR_EXHAUSTED (ids), ERR_EOF (the peer said
 * goodbye), ERR_NOMEM. Its first frame goes out with the first bytes. */
enum err yamux_open(struct yamux *y, struct yamux_stream **out) MUST_CHECK;
/* yamux_write copies; call yamux_flush afterwards. ERR_FULL, ERR_STATE (finished), ERR_NOMEM. */
enum err yamux_write(struct yamux *y, struct yamux_stream *s, struct slice bytes) MUST_CHECK;
/* yamux_finish ends our direction after all that was written. */
void yamux_finish(struct yamux *y, struct yamux_stream *s);
void yamux_reset(struct yamux *y, struct yamux_stream *s);

void yamux_ping(struct yamux *y);
enum yamux_goodbye { YAMUX_NORMAL, YAMUX_PROTOCOL_ERROR, YAMUX_INTERNAL_ERROR };
void yamux_goodbye(struct yamux *y, enum yamux_goodbye why);

#endif /* NET_YAMUX_H */
