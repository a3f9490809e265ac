#include "os/dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIAL_ADDRS_MAX 8u

union addr {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct dial {
	uv_loop_t *loop;
	uv_getaddrinfo_t lookup;
	uv_connect_t connect;
	uv_timer_t soon; /* for results that are there at once */
	uv_tcp_t *tcp;   /* the attempt under way */
	union addr addrs[DIAL_ADDRS_MAX];
	size_t num_addrs, next;
	dial_done *done; /* NULL: cancelled or told */
	void *ctx;
	bool busy, closed; /* a request of libuv is out; the timer is gone */
};

static void dial_unref(struct dial *d)
{
	if (!d->busy && d->closed)
		free(d);
}

static void soon_closed(uv_handle_t *h)
{
	struct dial *d = h->data;

	d->closed = true;
	dial_unref(d);
}

static void dial_shut(struct dial *d)
{
	union {
		uv_timer_t *timer;
		uv_handle_t *handle;
	} u = {&d->soon};

	if (uv_is_closing(u.handle))
		return;
	uv_close(u.handle, soon_closed);
	if (d->tcp != NULL)
		stream_tcp_drop(d->tcp);
	d->tcp = NULL;
}

static void finish(struct dial *d, enum err e)
{
	dial_done *done = d->done;
	uv_tcp_t *tcp = e == ERR_OK ? d->tcp : NULL;

	if (e == ERR_OK)
		d->tcp = NULL;
	d->done = NULL;
	dial_shut(d);
	if (done != NULL)
		done(d->ctx, e, tcp);
}

static void try_next(struct dial *d);

static void on_connect(uv_connect_t *req, int status)
{
	struct dial *d = req->data;

	d->busy = false;
	if (d->done == NULL) {
		dial_unref(d);
		return;
	}
	if (status == 0) {
		finish(d, ERR_OK);
		return;
	}
	stream_tcp_drop(d->tcp);
	d->tcp = NULL;
	try_next(d);
}

static void try_next(struct dial *d)
{
	while (d->next < d->num_addrs) {
		const union addr *at = &d->addrs[d->next++];

		d->tcp = stream_tcp(d->loop);
		if (d->tcp == NULL)
			break;
		d->connect.data = d;
		if (uv_tcp_connect(&d->connect, d->tcp, &at->any, on_connect) == 0) {
			d->busy = true;
			return;
		}
		stream_tcp_drop(d->tcp);
		d->tcp = NULL;
	}
	finish(d, ERR_IO);
}

static void on_soon(uv_timer_t *t)
{
	try_next(t->data);
}

static void on_lookup(uv_getaddrinfo_t *req, int status, struct addrinfo *list)
{
	struct dial *d = req->data;

	d->busy = false;
	for (const struct addrinfo *a = status == 0 ? list : NULL;
	     a != NULL && d->num_addrs < DIAL_ADDRS_MAX; a = a->ai_next) {
		size_t n = a->ai_addrlen;

		if (n <= sizeof(d->addrs[0]))
			memcpy(&d->addrs[d->num_addrs++], a->ai_addr, n);
	}
	uv_freeaddrinfo(list);
	if (d->done != NULL)
		try_next(d);
	else
		dial_unref(d);
}

/* is_localhost: the name or one below it, with or without the root's dot. */
static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t n = strlen(host), len = sizeof(name) - 1;

	if (n != 0 && host[n - 1] == '.')
		n--;
	if (n < len || strncasecmp(host + n - len, name, len) != 0)
		return false;
	return n == len || host[n - len - 1] == '.';
}

static enum err lookup(struct dial *d, const char *host, u16 port)
{
	const struct addrinfo hints = {
	    .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	char service[8];

	(void)snprintf(service, sizeof(service), "%u", port);
	d->lookup.data = d;
	if (uv_getaddrinfo(d->loop, &d->lookup, on_lookup, host, service, &hints) != 0)
		return ERR_IO;
	d->busy = true;
	return ERR_OK;
}

enum err dial_start(struct dial **out, uv_loop_t *loop, const char *host, u16 port, dial_done *done,
                    void *ctx)
{
	const char *numeric = is_localhost(host) ? "127.0.0.1" : host;
	struct dial *d;

	if (host[0] == '\0' || strlen(host) > DIAL_HOST_MAX || port == 0)
		return ERR_INVALID;
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return ERR_NOMEM;
	d->loop = loop;
	d->done = done;
	d->ctx = ctx;
	(void)uv_timer_init(loop, &d->soon);
	d->soon.data = d;
	if (uv_ip4_addr(numeric, port, &d->addrs[0].v4) == 0 ||
	    uv_ip6_addr(numeric, port, &d->addrs[0].v6) == 0) {
		d->num_addrs = 1;
		(void)uv_timer_start(&d->soon, on_soon, 0, 0);
	} else if (lookup(d, host, port) != ERR_OK) {
		d->done = NULL;
		dial_shut(d);
		return ERR_IO;
	}
	*out = d;
	return ERR_OK;
}

void dial_cancel(struct dial *d)
{
	union {
		uv_getaddrinfo_t *lookup;
		uv_req_t *req;
	} u = {&d->lookup};

	d->done = NULL;
	if (d->busy && d->tcp == NULL)
		(void)uv_cancel(u.req); /* its callback comes in any case */
	dial_shut(d);
}
