/* HTTP requests and WebSocket messages per second over loopback: one client thread with
 * CONNS connections against our server and, where Node is installed, against Node's. */
#include "base/bench.h"
#include "os/spawn.h"
#include "os/test_server.h"

#define CONNS  32
#define ROUNDS 400

static const char request[] = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";
static const char upgrade[] =
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
static const char message[] = "\x81\x85\0\0\0\0hello";

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "bench_os: %s\n", what);
	exit(1);
}

/* round_trips sends the same bytes on every connection, reads every answer, and returns
 * nanoseconds for each. */
static u64 round_trips(const int *fds, const void *req, size_t n, size_t answer_len)
{
	u64 best;

	BENCH_LOOP(best, 5, ROUNDS / 5, {
		for (int i = 0; i < CONNS; i++)
			ts_send(fds[i], req, n);
		for (int i = 0; i < CONNS; i++)
			must(!ts_read(fds[i], answer_len, 5000), "no answer");
	});
	return best / CONNS;
}

static u64 bench_http(const struct ts *ts)
{
	size_t answer_len = 0;
	int fds[CONNS];
	u64 ns;

	for (int i = 0; i < CONNS; i++)
		fds[i] = ts_connect(ts);
	for (int i = 0; i < CONNS; i++) {
		ts_say(fds[i], request);
		must(!ts_read(fds[i], TS_ALL, 100) && ts_status(ts_got) == 200, "no answer");
		answer_len = ts_got_len;
	}
	ns = round_trips(fds, request, sizeof(request) - 1, answer_len);
	for (int i = 0; i < CONNS; i++)
		(void)close(fds[i]);
	return ns;
}

static u64 bench_ws(const struct ts *ts)
{
	int fds[CONNS];
	u64 ns;

	for (int i = 0; i < CONNS; i++) {
		fds[i] = ts_connect(ts);
		ts_say(fds[i], upgrade);
		must(!ts_read(fds[i], TS_ALL, 100) && ts_status(ts_got) == 101, "no upgrade");
	}
	ns = round_trips(fds, message, sizeof(message) - 1, 7);
	for (int i = 0; i < CONNS; i++)
		(void)close(fds[i]);
	return ns;
}

static const char node_server[] =
    "const s = require('http').createServer((q, r) => r.end('GET|/x|'));"
    "s.listen(0, '127.0.0.1', () => console.log(s.address().port));";

/* node_start fills in the port of a Node server; false if there is no Node. */
static bool node_start(struct ts *ts, struct child *c)
{
	const char *argv[] = {"env", "node", "-e", node_server, NULL}, *keep[] = {"PATH", NULL};
	char line[16] = "";
	int out[2];
	ssize_t n = 0;

	if (pipe(out) != 0)
		return false;
	if (spawn_start(c, &(struct spawn_opts){.path = "/usr/bin/env",
	                                        .argv = argv,
	                                        .env_keep = keep,
	                                        .fds = &(struct spawn_fd){out[1], 1},
	                                        .num_fds = 1}) == ERR_OK) {
		(void)close(out[1]);
		n = read(out[0], line, sizeof(line) - 1);
	}
	(void)close(out[0]);
	*ts = (struct ts){.port = (u16)strtoul(line, NULL, 10)};
	return n > 0 && ts->port != 0;
}

int main(void)
{
	struct child c = CHILD_NONE;
	struct ts ours, node;
	u64 http, ws, peer;

	ts_start(&ours, &ts_limits);
	http = bench_http(&ours);
	ws = bench_ws(&ours);
	ts_stop(&ours);
	if (node_start(&node, &c)) {
		peer = bench_http(&node);
		printf("http_requests %llu /s peer=node-http %llu ratio=%.2f\n",
		       (unsigned long long)(1000000000u / http),
		       (unsigned long long)(1000000000u / peer), (double)peer / (double)http);
	} else {
		bench_rate("http_requests", http);
	}
	child_stop(&c, 1000);
	bench_rate("ws_echoes", ws);
	return 0;
}
