/* The server's connection against arbitrary bytes in arbitrary pieces. The first byte of an
 * input is the size of the pieces; its top bit puts a WebSocket upgrade in front. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "os/http_server.h"

#define ROUNDS_MAX 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char upgrade[] =
    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static uv_loop_t loop;
static struct http_server *server;
static int sockets;

static void on_request(void *ctx, struct http_call *call, const struct http_request *req)
{
	(void)ctx;
	http_call_answer(call, &(struct http_answer){.status = 200, .body = req->body});
}

static bool on_ws_open(void *ctx, struct ws *ws, const struct http_request *req)
{
	(void)ctx;
	(void)ws;
	sockets++;
	return req->path.n < 100;
}

static void on_ws_message(void *ctx, struct ws *ws, struct slice text)
{
	(void)ctx;
	if (text.n == 1)
		ws_close(ws, 1000, "bye");
	else
		(void)!ws_send_text(ws, text);
}

static void on_ws_close(void *ctx, struct ws *ws)
{
	(void)ctx;
	(void)ws;
	sockets--;
}

static void start(void)
{
	static const struct http_handlers on = {on_request, on_ws_open, on_ws_message, on_ws_close,
	                                         NULL};
	static const struct http_limits limits = {.conns_max = 8,
	                                          .body_max = 4096,
	                                          .ws_message_max = 4096,
	                                          .send_queue_max = 65536,
	                                          .request_ms = 10000,
	                                          .idle_ms = 10000,
	                                          .ws_ping_ms = 10000};
	struct http_server_opts o = {.host = "127.0.0.1", .limits = &limits, .handlers = &on};

	CHECK(uv_loop_init(&loop) == 0);
	CHECK(http_server_listen(&server, &loop, &o, NULL) == ERR_OK);
}

static int dial(void)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} at = {.in = {.sin_family = AF_INET,
	               .sin_port = htons(http_server_port(server)),
	               .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct linger hard = {.l_onoff = 1, .l_linger = 0};

	CHECK(fd >= 0 && connect(fd, &at.any, sizeof(at.in)) == 0);
	/* Closing by reset leaves no port in TIME_WAIT. */
	CHECK(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard)) == 0);
	CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
	return fd;
}

static void turn(int fd)
{
	char drop[4096];

	for (int i = 0; i < 3; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	while (recv(fd, drop, sizeof(drop), 0) > 0)
		;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t piece;
	int fd;

	if (n == 0)
		return 0;
	if (server == NULL)
		start();
	piece = (size_t)(data[0] & 0x7f) + 1;
	fd = dial();
	turn(fd);
	if ((data[0] & 0x80) != 0)
		(void)!send(fd, upgrade, sizeof(upgrade) - 1, MSG_NOSIGNAL);
	for (size_t at = 1, rounds = 0; at < n && rounds < ROUNDS_MAX; rounds++) {
		size_t m = size_min(piece, n - at);

		if (send(fd, data + at, m, MSG_NOSIGNAL) != (ssize_t)m)
			break;
		at += m;
		turn(fd);
	}
	turn(fd);
	(void)close(fd);
	for (int i = 0; i < 5; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	CHECK(sockets >= 0 && sockets <= 8);
	return 0;
}
