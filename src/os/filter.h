#ifndef OS_FILTER_H
#define OS_FILTER_H
/* os/filter: a table of callbacks between socket and protocol, such as TLS.
 *
 * os does not know TLS; the program fills this table. One state per connection.
 * All functions are pure on memory: sockets stay with the caller. */
#include "base/slice.h"

struct filter_ops {
	/* open makes the state of one connection. */
	enum err (*open)(void **state, void *ctx);
	/* feed takes bytes from the socket; eof says that no more will come. */
	enum err (*feed)(void *state, struct slice in);
	enum err (*eof)(void *state);
	/* read gives plain bytes: ERR_AGAIN when there are none now, *n == 0 at a
	 * proper end. */
	enum err (*read)(void *state, u8 *buf, size_t cap, size_t *n);
	/* write takes plain bytes, all or none: ERR_AGAIN before the handshake is done. */
	enum err (*write)(void *state, struct slice plain);
	/* take gives bytes for the socket, 0 when there are none. */
	size_t (*take)(void *state, u8 *buf, size_t cap);
	/* close queues the protocol's goodbye. */
	void (*close)(void *state);
	void (*free)(void *state);
};

#endif /* OS_FILTER_H */
