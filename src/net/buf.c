#include "net/buf.h"

#include <stdlib.h>

#define BUF_MIN 256u

enum err net_buf_put(struct net_buf *b, struct slice s)
{
	if (s.n > SIZE_MAX / 2 - b->n)
		return ERR_NOMEM;
	if (s.n > b->cap - b->at - b->n && b->at != 0) {
		memmove(b->p, b->p + b->at, b->n);
		b->at = 0;
	}
	if (s.n > b->cap - b->n) {
		size_t cap = b->n + s.n, twice = 2 * b->cap;
		u8 *p;

		cap = cap < twice ? twice : cap < BUF_MIN ? BUF_MIN : cap;
		p = (u8 *)realloc(b->p, cap);
		if (p == NULL)
			return ERR_NOMEM;
		b->p = p;
		b->cap = cap;
	}
	if (s.n != 0)
		slice_copy(b->p + b->at + b->n, s);
	b->n += s.n;
	return ERR_OK;
}

void net_buf_drop(struct net_buf *b, size_t n)
{
	n = size_min(n, b->n);
	b->at += n;
	b->n -= n;
	if (b->n == 0)
		net_buf_free(b);
}

void net_buf_free(struct net_buf *b)
{
	free(b->p);
	*b = (struct net_buf){NULL, 0, 0, 0};
}
