#include "cli/tls_filter.h"

static bool twice;

void tls_filter_twice(bool on)
{
	twice = on;
}

static enum err on_open(void **state, void *ctx)
{
	struct tls_conn *c = NULL;
	enum err e = tls_server_new(&c, (const struct tls_server_id *)ctx);

	*state = c;
	return e;
}

static enum err on_feed(void *state, struct slice in)
{
	return tls_feed((struct tls_conn *)state, in);
}

static enum err on_eof(void *state)
{
	return tls_feed_eof((struct tls_conn *)state);
}

static enum err on_read(void *state, u8 *buf, size_t cap, size_t *n)
{
	return tls_read((struct tls_conn *)state, buf, cap, n);
}

static enum err on_write(void *state, struct slice plain)
{
	TRY(tls_write((struct tls_conn *)state, plain));
	return twice ? tls_write((struct tls_conn *)state, plain) : ERR_OK;
}

static size_t on_take(void *state, u8 *buf, size_t cap)
{
	return tls_take((struct tls_conn *)state, buf, cap);
}

static void on_close(void *state)
{
	tls_close((struct tls_conn *)state);
}

static void on_free(void *state)
{
	tls_free((struct tls_conn *)state);
}

const struct filter_ops tls_filter_server = {.open = on_open,
                                             .feed = on_feed,
                                             .eof = on_eof,
                                             .read = on_read,
                                             .write = on_write,
                                             .take = on_take,
                                             .close = on_close,
                                             .free = on_free};
