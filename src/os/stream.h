#ifndef OS_STREAM_H
#define OS_STREAM_H
/* os/stream: one TCP connection with its filter, its queue and one timer.
 *
 * Shared by the HTTP server and the clients; not for programs. The owner embeds
 * a `struct stream` and a table of events. A stream ends once: on_end comes at
 * that moment, on_free when libuv has let go of the memory. Ending a stream from
 * within any event is allowed, because memory goes only in on_free.
 * Plain bytes are handed up in order; what the owner leaves is offered again.
 * The first stream makes the process ignore SIGPIPE. */
#include <uv.h>

#include "os/filter.h"

#define STREAM_RX_MAX 32768u

struct stream;

struct stream_events {
	/* on_bytes returns how many it used; 0 means "not now": pause or end first. */
	size_t (*on_bytes)(struct stream *s, struct slice in);
	/* on_drained: all that was written is with the kernel. */
	void (*on_drained)(struct stream *s);
	void (*on_timer)(struct stream *s);
	/* why is ERR_OK after the peer's orderly end, ERR_EOF after a reset. */
	void (*on_end)(struct stream *s, enum err why);
	void (*on_free)(struct stream *s);
	/* on_turn: what stream_turn asked for. NULL if nobody does. */
	void (*on_turn)(struct stream *s);
};

struct stream {
	const struct stream_events *ev;
	uv_loop_t *loop;
	uv_tcp_t *tcp;
	uv_timer_t timer, soon; /* the owner's, and "pump in the next round" */
	const struct filter_ops *filter;
	void *filter_state;
	u8 *rx, *raw; /* plain bytes; with a filter, bytes of the socket */
	size_t rx_at, rx_len;
	u8 *held; /* plain bytes that wait for the filter's handshake */
	size_t held_len;
	size_t queued; /* bytes that libuv holds for us */
	u64 due_ms;    /* of the owner's timer */
	u32 handles;   /* open libuv handles */
	bool paused, reading, pumping, eof, eof_ok;
	bool finishing, lingering, ended, doomed, deaf, late, turning;
	enum err doom;
};

/* stream_init; the stream takes tcp, a connected handle from malloc, in every case. */
enum err stream_init(struct stream *s, uv_tcp_t *tcp, const struct stream_events *ev,
                     const struct filter_ops *filter, void *filter_ctx) MUST_CHECK;
/* stream_tcp makes a handle for stream_init or uv_accept, NULL without memory. */
uv_tcp_t *stream_tcp(uv_loop_t *loop);
/* stream_tcp_drop closes a handle that no stream took. */
void stream_tcp_drop(uv_tcp_t *tcp);

/* stream_write copies and queues. Failures end the stream a little later. */
void stream_write(struct stream *s, struct slice head, struct slice body);
/* stream_waiting counts bytes that the peer has not taken yet. */
size_t stream_waiting(const struct stream *s);
/* A paused stream reads nothing. stream_resume continues in the next round of the
 * loop when bytes wait already, so it never calls back from inside. */
void stream_pause(struct stream *s);
void stream_resume(struct stream *s);
/* stream_turn has on_turn called in a later round of the loop, so that others get theirs. */
void stream_turn(struct stream *s);
/* stream_timer sets the one timer; 0 stops it. */
void stream_timer(struct stream *s, u64 ms);
/* stream_finish ends after all is sent: it shuts down our direction and reads on for a
 * moment, because closing with unread bytes would make TCP drop what we sent. */
void stream_finish(struct stream *s);
/* stream_end ends at once; stream_doom in the next round of the loop. */
void stream_end(struct stream *s, enum err why);
void stream_doom(struct stream *s, enum err why);

enum err err_of_uv(int status);

#endif /* OS_STREAM_H */
