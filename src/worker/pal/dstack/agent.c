#include "worker/pal/dstack/agent.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "text/http1.h"
#include "worker/pal/dev/dev.h"
#include "worker/pal/port.h"

#define REQUEST_MAX 1024u
#define READ_LEN    16384u
#define SAID_MAX    120u

struct call {
	const char *method;
	int fd;
	u64 until_ns;
};

/* Of a container, and of the image. */
static const char *const sockets[] = {"/var/run/dstack.sock", "/var/run/dstack/dstack.sock"};

bool agent_is_there(const char *sys_root)
{
	for (size_t i = 0; i < ARRAY_LEN(sockets); i++)
		if (dev_has(sys_root, sockets[i]))
			return true;
	return false;
}

static enum err failed(const struct call *c, enum err e, const char *what)
{
	return pal_fail(e,
	                "dstack's agent: %s failed: %s; is dstack-guest-agent well? (journalctl in "
	                "the CVM)",
	                c->method, what);
}

static enum err await(const struct call *c, short events)
{
	for (;;) {
		struct pollfd p = {.fd = c->fd, .events = events};
		u64 now = pal_clock_mono_ns();
		int rc;

		if (now >= c->until_ns)
			return failed(c, ERR_TIMEOUT, "it took too long");
		rc = poll(&p, 1, (int)((c->until_ns - now) / 1000000u) + 1);
		if (rc > 0)
			return ERR_OK;
		if (rc < 0 && errno != EINTR)
			return failed(c, ERR_IO, strerror(errno));
	}
}

/* The sandbox of the quoting process looks for no files, so the one that answers is found by
 * connecting. */
static enum err open_socket(struct call *c, const char *sys_root)
{
	int no = ENOENT;

	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->fd < 0)
		return failed(c, ERR_IO, strerror(errno));
	for (size_t i = 0; i < ARRAY_LEN(sockets); i++) {
		struct sockaddr_un un = {.sun_family = AF_UNIX};
		int n = snprintf(un.sun_path, sizeof(un.sun_path), "%s%s", sys_root, sockets[i]);

		if (n <= 0 || (size_t)n >= sizeof(un.sun_path))
			return failed(c, ERR_LIMIT, "the path of its socket is too long");
		if (connect(c->fd, (const struct sockaddr *)&un, sizeof(un)) == 0)
			return ERR_OK;
		if (errno != ENOENT)
			no = errno;
	}
	return failed(c, dev_err(no), strerror(no));
}

static enum err send_all(const struct call *c, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = send(c->fd, text, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EAGAIN) {
			TRY(await(c, POLLOUT));
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(c, ERR_IO, strerror(errno));
		text += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

static enum err send_request(const struct call *c, struct slice json)
{
	char text[REQUEST_MAX];
	int n = snprintf(text, sizeof(text),
	                 "POST /%s HTTP/1.1\r\nHost: dstack\r\nContent-Type: application/json\r\n"
	                 "Content-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
	                 c->method, json.n, (int)json.n, (const char *)json.p);

	CHECK(n > 0 && (size_t)n < sizeof(text));
	return send_all(c, text, (size_t)n);
}

static enum err read_answer(const struct call *c, struct http1 *h)
{
	static u8 buf[READ_LEN];
	size_t used;
	enum err e;

	while (h->state != HTTP1_DONE) {
		ssize_t n = recv(c->fd, buf, sizeof(buf), 0);

		if (n < 0 && errno == EAGAIN) {
			TRY(await(c, POLLIN));
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(c, ERR_IO, strerror(errno));
		e = n == 0 ? http1_eof(h) : http1_feed(h, slice_of(buf, (size_t)n), &used);
		if (e != ERR_OK)
			return failed(c, e == ERR_LIMIT ? e : ERR_CORRUPT, err_text(e));
	}
	return ERR_OK;
}

/* What it says about an error, for people, without control codes. */
static enum err refused(const struct call *c, const struct http1 *h)
{
	char said[SAID_MAX + 40];
	size_t n = (size_t)snprintf(said, sizeof(said), "status %u: ", (unsigned)h->status);

	for (size_t i = 0; i < h->body.n && i < SAID_MAX; i++) {
		u8 b = h->body.p[i];

		said[n++] = b >= ' ' && b <= '~' ? (char)b : ' ';
	}
	said[n] = '\0';
	return failed(c, h->status == 404 ? ERR_UNSUPPORTED : ERR_IO, said);
}

static enum err converse(struct call *c, const char *sys_root, struct slice json, struct arena *a,
                         const struct json **out)
{
	struct http1 h;
	enum err e;

	TRY(open_socket(c, sys_root));
	TRY(send_request(c, json));
	TRY(http1_init(&h, HTTP1_RESPONSE, a, AGENT_BODY_MAX));
	TRY(read_answer(c, &h));
	if (h.status != 200)
		return refused(c, &h);
	e = json_parse(out, h.body, a);
	if (e != ERR_OK)
		return failed(c, ERR_CORRUPT, err_text(e));
	return json_is(*out, JSON_OBJECT) ? ERR_OK : failed(c, ERR_CORRUPT, "no JSON object");
}

enum err agent_ask(const char *sys_root, const char *method, struct slice json, struct arena *a,
                   const struct json **out)
{
	struct call c = {.method = method,
	                 .fd = -1,
	                 .until_ns = pal_clock_mono_ns() + (u64)pal_port_ms() * 1000000u};
	enum err e = converse(&c, sys_root, json, a, out);

	if (c.fd >= 0)
		(void)close(c.fd);
	return e;
}
