#ifndef NET_BUF_H
#define NET_BUF_H
/* net/buf: bytes that wait for a message to be whole or for a window to open.
 *
 * Grows by malloc up to what its owner allows; the owner checks limits before it puts. */
#include "base/slice.h"

struct net_buf {
	u8 *p; /* NULL while empty */
	size_t at, n, cap; /* bytes at .. at + n are waiting */
};

/* net_buf_put appends; ERR_NOMEM and nothing appended. */
enum err net_buf_put(struct net_buf *b, struct slice s) MUST_CHECK;
/* net_buf_drop removes n bytes from the front, at most all. */
void net_buf_drop(struct net_buf *b, size_t n);
void net_buf_free(struct net_buf *b);

static inline struct slice net_buf_all(const struct net_buf *b)
{
	return b->n == 0 ? SLICE_EMPTY : slice_of(b->p + b->at, b->n);
}

#endif /* NET_BUF_H */
