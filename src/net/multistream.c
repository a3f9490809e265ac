#include "net/multistream.h"

#include "net/protobuf.h"

#define HEADER SLICE_LIT("/multistream/1.0.0")
#define REFUSE SLICE_LIT("na")

void wr_multistream(struct wr *w, struct slice name)
{
	wr_uvarint(w, name.n + 1);
	wr_slice(w, name);
	wr_u8(w, '\n');
}

void multistream_listen(struct multistream *m)
{
	memset(m, 0, sizeof(*m));
}

void multistream_dial(struct multistream *m, const char *name, struct wr *w)
{
	memset(m, 0, sizeof(*m));
	m->wanted = name;
	wr_multistream(w, HEADER);
	wr_multistream(w, slice_str(name));
}

/* Puts one byte to the line; *whole when it completes a message. */
static enum err collect(struct multistream *m, u8 byte, bool *whole)
{
	size_t head = m->n > 0 && m->line[0] >= 0x80 ? 2 : 1, len;

	m->line[m->n++] = byte;
	*whole = false;
	if (m->n == 1)
		return byte == 0 ? ERR_FORMAT : ERR_OK;
	/* A length takes two bytes at most; the shortest form only. */
	if (m->n == 2 && head == 2 && (byte == 0 || byte >= 0x80))
		return byte == 0 ? ERR_FORMAT : ERR_LIMIT;
	len = head == 1 ? m->line[0] : (size_t)(m->line[0] & 0x7f) | (size_t)m->line[1] << 7;
	if (len > MULTISTREAM_LINE_MAX)
		return ERR_LIMIT;
	if (m->n < head + len)
		return ERR_OK;
	*whole = true;
	return byte == '\n' ? ERR_OK : ERR_FORMAT;
}

static struct slice name_of(const struct multistream *m)
{
	size_t head = m->line[0] >= 0x80 ? 2 : 1;

	return slice_of(m->line + head, m->n - head - 1);
}

static enum err on_answer(struct multistream *m, struct slice name)
{
	if (slice_eq(name, REFUSE))
		m->state = MULTISTREAM_REFUSED;
	else if (slice_eq(name, slice_str(m->wanted)))
		m->state = MULTISTREAM_AGREED;
	else
		return ERR_FORMAT;
	return ERR_OK;
}

static enum err on_proposal(struct multistream *m, struct slice name, multistream_find *find,
			    const void *ctx, struct wr *w)
{
	if (++m->tries > MULTISTREAM_TRIES_MAX)
		return ERR_LIMIT;
	m->choice = find(ctx, name);
	if (m->choice >= 0)
		m->state = MULTISTREAM_AGREED;
	wr_multistream(w, m->choice >= 0 ? name : REFUSE);
	return ERR_OK;
}

enum err multistream_feed(struct multistream *m, struct slice in, size_t *used,
			  multistream_find *find, const void *ctx, struct wr *w)
{
	bool whole = false;

	*used = 0;
	while (*used < in.n && !whole && m->state == MULTISTREAM_OPEN) {
		TRY(collect(m, in.p[(*used)++], &whole));
		if (!whole)
			continue;
		if (m->greeted) {
			struct slice name = name_of(m);

			TRY(m->wanted != NULL ? on_answer(m, name)
					      : on_proposal(m, name, find, ctx, w));
		} else {
			if (!slice_eq(name_of(m), HEADER))
				return ERR_FORMAT;
			m->greeted = true;
			if (m->wanted == NULL)
				wr_multistream(w, HEADER);
		}
		m->n = 0;
	}
	return w->err;
}
