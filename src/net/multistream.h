#ifndef NET_MULTISTREAM_H
#define NET_MULTISTREAM_H
/* net/multistream: multistream-select 1.0, how two ends agree on what a stream speaks.
 *
 * Bytes in, bytes out, both roles. The listener answers proposals until it knows one ("na"
 * for the others); the dialer proposes one name and sends it with the header at once.
 * Bytes behind the agreement belong to the protocol and are left to the caller.
 * Errors: ERR_FORMAT (no such message, or not the one that is due), ERR_LIMIT (a longer
 * line than MULTISTREAM_LINE_MAX, or more proposals than MULTISTREAM_TRIES_MAX).
 * Source: github.com/multiformats/multistream-select. */
#include "scale/encode.h"

#define MULTISTREAM_LINE_MAX  256u /* bytes of a line with its newline */
#define MULTISTREAM_TRIES_MAX 16u
#define MULTISTREAM_OUT_MAX   (2u * (MULTISTREAM_LINE_MAX + 2u))

enum multistream_state { MULTISTREAM_OPEN, MULTISTREAM_AGREED, MULTISTREAM_REFUSED };

struct multistream {
	enum multistream_state state;
	int choice; /* of the listener, once agreed: what `find` returned */
	/* Private. */
	const char *wanted; /* the dialer's proposal; NULL for a listener */
	bool greeted;
	u32 tries;
	size_t n;
	u8 line[MULTISTREAM_LINE_MAX + 2];
};

/* find returns a number from 0 for a name that is spoken here, -1 for any other. */
typedef int multistream_find(const void *ctx, struct slice name);

void multistream_listen(struct multistream *m);
/* multistream_dial writes the proposal into w; name is borrowed until the end. */
void multistream_dial(struct multistream *m, const char *name, struct wr *w);
/* multistream_feed takes bytes until the state changes; *used tells how many. Answers are
 * written into w, at most MULTISTREAM_OUT_MAX bytes for each call: it stops after one. */
enum err multistream_feed(struct multistream *m, struct slice in, size_t *used,
			  multistream_find *find, const void *ctx, struct wr *w) MUST_CHECK;

/* wr_multistream writes one message: length, name, newline. */
void wr_multistream(struct wr *w, struct slice name);

#endif /* NET_MULTISTREAM_H */
