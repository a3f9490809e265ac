#include "cli/tls_filter.h"

#include <stdlib.h>

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

/* --- the client's end ----------------------------------------------------------------------- */

struct client {
	struct tls_conn *conn;
	struct tls_filter_peer *peer;
};

static struct tls_conn *conn_of(void *state)
{
	return ((struct client *)state)->conn;
}

static enum err client_open(void **state, void *ctx)
{
	struct tls_filter_peer *p = (struct tls_filter_peer *)ctx;
	struct client *c = (struct client *)calloc(1, sizeof(*c));
	enum err e;

	if (c == NULL)
		return ERR_NOMEM;
	p->fault = TLS_FAULT_NONE;
	c->peer = p;
	e = tls_client_new(&c->conn, p->roots, p->host, p->now_unix_ms);
	if (e != ERR_OK) {
		free(c);
		c = NULL;
	}
	*state = c;
	return e;
}

static enum err client_feed(void *state, struct slice in)
{
	return tls_feed(conn_of(state), in);
}

static enum err client_eof(void *state)
{
	return tls_feed_eof(conn_of(state));
}

static enum err client_read(void *state, u8 *buf, size_t cap, size_t *n)
{
	return tls_read(conn_of(state), buf, cap, n);
}

static enum err client_write(void *state, struct slice plain)
{
	return tls_write(conn_of(state), plain);
}

static size_t client_take(void *state, u8 *buf, size_t cap)
{
	return tls_take(conn_of(state), buf, cap);
}

static void client_close(void *state)
{
	tls_close(conn_of(state));
}

/* The fault is the only thing of a connection that outlives it. */
static void client_free(void *state)
{
	struct client *c = (struct client *)state;

	if (c == NULL)
		return;
	c->peer->fault = tls_fault(c->conn);
	tls_free(c->conn);
	free(c);
}

const struct filter_ops tls_filter_client = {.open = client_open,
                                             .feed = client_feed,
                                             .eof = client_eof,
                                             .read = client_read,
                                             .write = client_write,
                                             .take = client_take,
                                             .close = client_close,
                                             .free = client_free};
