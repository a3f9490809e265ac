/* state_getStorage by 100 clients at a time, each waiting for its answer before it asks again,
 * over HTTP and over WebSocket: against the real server on a node that seals, and against a
 * server of a few lines in Node.js that looks the same answer up in a Map. Then read proofs. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/bench.h"
#include "base/hex.h"
#include "node/node.h"
#include "node/node_kit.h"
#include "os/spawn.h"
#include "rpc/rpc.h"

#define CONNS     100
#define WARM_UP   20000u
#define SAMPLES   100000u
#define PROOFS    3000u
#define ANSWER_MAX 65536u

static struct node_kit kit;
static uv_loop_t loop;
static uv_async_t stop;
static struct node *node;
static struct rpc *rpc;
static uv_thread_t thread;

struct client {
	int fd;
	u64 sent_ns;
	size_t got, want; /* want 0: not known yet */
	u8 buf[ANSWER_MAX];
};

static struct client clients[CONNS];
static u64 took[SAMPLES];

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "bench_rpc: %s\n", what);
	exit(1);
}

/* --- the server ---------------------------------------------------------------------------- */

static void on_stop(uv_async_t *a)
{
	node_stop(node);
	rpc_close(rpc);
	uv_close((uv_handle_t *)a, NULL);
}

static void serve(void *p)
{
	(void)p;
	(void)uv_run(&loop, UV_RUN_DEFAULT);
}

static void set_up(void)
{
	struct rpc_opts ro = {.host = "127.0.0.1"};
	struct node_opts o;

	node_kit_init(&kit, 3000);
	o = (struct node_opts){
	    .dir = kit.dir, .spec = &kit.spec, .aura = kit.aura, .grandpa = kit.grandpa};
	NODE_KIT_MUST(node_open(&node, &o));
	must(uv_loop_init(&loop) == 0 && uv_async_init(&loop, &stop, on_stop) == 0, "no loop");
	NODE_KIT_MUST(rpc_serve(&rpc, node, &loop, &ro));
	NODE_KIT_MUST(node_start(node, &loop));
	must(uv_thread_create(&thread, serve, NULL) == 0, "no thread");
}

/* --- the clients --------------------------------------------------------------------------- */

static int dial(u16 port)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} at = {.in = {.sin_family = AF_INET,
		       .sin_port = htons(port),
		       .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	must(fd >= 0 && connect(fd, &at.any, sizeof(at.in)) == 0, "cannot connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static void upgrade(int fd)
{
	static const char ask[] =
	    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	char c, last[4] = "";

	must(send(fd, ask, sizeof(ask) - 1, 0) > 0, "cannot send");
	while (memcmp(last, "\r\n\r\n", 4) != 0) {
		must(recv(fd, &c, 1, 0) == 1, "no upgrade");
		memmove(last, last + 1, 3);
		last[3] = c;
	}
}

/* The length of the answer that begins here, 0 when it cannot be told yet. */
static size_t answer_len(const struct client *c, bool ws)
{
	const char *head = (const char *)c->buf, *end, *field;

	if (ws) {
		if (c->got < 4)
			return 0;
		must(c->buf[0] == 0x81 && c->buf[1] < 127, "no text frame");
		if (c->buf[1] < 126)
			return 2u + c->buf[1];
		return 4u + ((size_t)c->buf[2] << 8 | c->buf[3]);
	}
	end = memmem(head, c->got, "\r\n\r\n", 4);
	if (end == NULL)
		return 0;
	field = memmem(head, c->got, "ontent-Length: ", 15);
	must(field != NULL && field < end, "no length");
	return (size_t)(end - head) + 4 + strtoul(field + 15, NULL, 10);
}

static void ask(struct client *c, struct slice request)
{
	c->got = 0;
	c->want = 0;
	c->sent_ns = bench_now_ns();
	must(send(c->fd, request.p, request.n, MSG_NOSIGNAL) == (ssize_t)request.n, "cannot send");
}

/* Reads what is there; true when the answer is whole. */
static bool answered(struct client *c, bool ws)
{
	ssize_t n = recv(c->fd, c->buf + c->got, sizeof(c->buf) - c->got, 0);

	must(n > 0, "the server hung up");
	c->got += (size_t)n;
	if (c->want == 0)
		c->want = answer_len(c, ws);
	must(c->want == 0 || c->got <= c->want, "more than one answer");
	return c->want != 0 && c->got == c->want;
}

static int by_time(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Runs `num` requests over all clients; returns nanoseconds for all of them. */
static u64 run(struct slice request, bool ws, u32 num, const char *expect)
{
	int ep = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event ev[CONNS];
	u32 asked = 0, done = 0;
	u64 start = bench_now_ns();

	for (u32 i = 0; i < CONNS; i++) {
		ev[0] = (struct epoll_event){.events = EPOLLIN, .data.u32 = i};
		must(epoll_ctl(ep, EPOLL_CTL_ADD, clients[i].fd, &ev[0]) == 0, "epoll");
		ask(&clients[i], request);
		asked++;
	}
	while (done < num) {
		int n = epoll_wait(ep, ev, CONNS, 5000);

		must(n > 0, "no answer");
		for (int i = 0; i < n; i++) {
			struct client *c = &clients[ev[i].data.u32];

			if (!answered(c, ws))
				continue;
			if (done == 0)
				must(memmem(c->buf, c->got, expect, strlen(expect)) != NULL,
				     "wrong answer");
			took[done++ % SAMPLES] = bench_now_ns() - c->sent_ns;
			if (asked < num) {
				ask(c, request);
				asked++;
			}
			if (done == num)
				break;
		}
	}
	(void)close(ep);
	return bench_now_ns() - start;
}

struct figures {
	u64 rate, p50_us, p99_us, cpu_ns;
};

/* CPU time of the server's thread: what it would do with a core of its own. */
static u64 server_cpu_ns(void)
{
	clockid_t clock;
	struct timespec t;

	must(pthread_getcpuclockid(thread, &clock) == 0 && clock_gettime(clock, &t) == 0,
	     "no CPU clock");
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

static struct figures measure(u16 port, bool ws, struct slice request, const char *expect)
{
	struct figures f;
	u64 ns;

	for (u32 i = 0; i < CONNS; i++) {
		clients[i].fd = dial(port);
		if (ws)
			upgrade(clients[i].fd);
	}
	(void)run(request, ws, WARM_UP, expect);
	f.cpu_ns = server_cpu_ns();
	ns = run(request, ws, SAMPLES, expect);
	f.cpu_ns = (server_cpu_ns() - f.cpu_ns) / SAMPLES;
	f.rate = (u64)SAMPLES * 1000000000u / ns;
	qsort(took, SAMPLES, sizeof(took[0]), by_time);
	f.p50_us = took[SAMPLES / 2] / 1000;
	f.p99_us = took[SAMPLES / 100 * 99] / 1000;
	for (u32 i = 0; i < CONNS; i++)
		(void)close(clients[i].fd);
	return f;
}

/* --- the requests -------------------------------------------------------------------------- */

static struct slice http_of(struct slice json)
{
	char *text = (char *)arena_alloc(&kit.a, json.n + 256);
	int n;

	CHECK(text != NULL);
	n = snprintf(text, json.n + 256,
		     "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
		     "Content-Length: %zu\r\n\r\n%.*s",
		     json.n, (int)json.n, json.p);
	return slice_of(text, (size_t)n);
}

/* A masked text frame, with a mask of zeros. */
static struct slice ws_of(struct slice json)
{
	u8 *p = (u8 *)arena_alloc(&kit.a, json.n + 16);
	size_t at = 2;

	CHECK(p != NULL && json.n < 65536);
	p[0] = 0x81;
	p[1] = (u8)(0x80 | (json.n < 126 ? json.n : 126));
	if (json.n >= 126) {
		p[at++] = (u8)(json.n >> 8);
		p[at++] = (u8)json.n;
	}
	memset(p + at, 0, 4);
	slice_copy(p + at + 4, json);
	return slice_of(p, at + 4 + json.n);
}

static struct slice account_request(const char *method, const char *before, const char *after)
{
	struct storage_key key = system_account_key(kit.aura.pub);
	char *text = (char *)arena_alloc(&kit.a, 1024), hex[256] = "";
	int n;

	CHECK(text != NULL);
	hex_encode(hex, storage_key_slice(&key));
	n = snprintf(text, 1024,
		     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s\"0x%s\"%s]}",
		     method, before, hex, after);
	return slice_of(text, (size_t)n);
}

/* --- the peer ------------------------------------------------------------------------------ */

/* Both on one port, as ours. The value has as many bytes as an account. */
static const char peer_source[] =
    "const map = new Map([['state_getStorage', '0x' + 'ab'.repeat(80)]]);"
    "const answer = (text) => { const q = JSON.parse(text); return JSON.stringify("
    "{ jsonrpc: '2.0', id: q.id, result: map.get(q.method) ?? null }); };"
    "const s = require('http').createServer((q, r) => { let b = '';"
    "q.on('data', (d) => { b += d; }); q.on('end', () => { const a = answer(b);"
    "r.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': a.length });"
    "r.end(a); }); });"
    "try { const { WebSocketServer } = require(process.cwd() + '/tests/js/node_modules/ws');"
    "new WebSocketServer({ server: s, perMessageDeflate: false })"
    ".on('connection', (c) => c.on('message', (m) => c.send(answer(m.toString())))); }"
    "catch (e) { console.error(e.message); }"
    "s.listen(0, '127.0.0.1', () => console.log(s.address().port));";

/* Returns the port of the peer, 0 if there is no Node.js. */
static u16 peer_start(struct child *c)
{
	const char *argv[] = {"env", "node", "-e", peer_source, NULL}, *keep[] = {"PATH", NULL};
	char line[16] = "";
	int out[2];
	ssize_t n = 0;

	if (pipe(out) != 0)
		return 0;
	if (spawn_start(c, &(struct spawn_opts){.path = "/usr/bin/env",
						.argv = argv,
						.env_keep = keep,
						.fds = &(struct spawn_fd){out[1], 1},
						.num_fds = 1}) == ERR_OK) {
		(void)close(out[1]);
		n = read(out[0], line, sizeof(line) - 1);
	}
	(void)close(out[0]);
	return n > 0 ? (u16)strtoul(line, NULL, 10) : 0;
}

static void compare(const char *name, const char *peer, u16 port, bool ws, struct slice request)
{
	struct figures ours = measure(rpc_port(rpc), ws, request, "\"result\":\"0x");
	struct figures other = {.rate = 0};

	printf("%s_reads %llu /s", name, (unsigned long long)ours.rate);
	if (port == 0) {
		printf("\n");
	} else {
		other = measure(port, ws, request, "\"result\":\"0x");
		printf(" peer=%s %llu ratio=%.2f\n", peer, (unsigned long long)other.rate,
		       (double)ours.rate / (double)other.rate);
	}
	printf("%s_reads_per_core %llu /s\n", name,
	       (unsigned long long)(1000000000u / (ours.cpu_ns == 0 ? 1 : ours.cpu_ns)));
	printf("%s_read_p50 %llu us\n", name, (unsigned long long)ours.p50_us);
	printf("%s_read_p99 %llu us", name, (unsigned long long)ours.p99_us);
	if (port == 0)
		printf("\n");
	else
		printf(" peer=%s %llu ratio=%.2f\n", peer, (unsigned long long)other.p99_us,
		       (double)other.p99_us / (double)(ours.p99_us == 0 ? 1 : ours.p99_us));
}

static void proofs(void)
{
	struct slice request = ws_of(account_request("state_getReadProof", "[", "]"));
	u64 ns;

	for (u32 i = 0; i < CONNS; i++) {
		clients[i].fd = dial(rpc_port(rpc));
		upgrade(clients[i].fd);
	}
	ns = run(request, true, PROOFS, "\"proof\":[");
	bench_rate("rpc_read_proofs", ns / PROOFS);
	for (u32 i = 0; i < CONNS; i++)
		(void)close(clients[i].fd);
}

int main(void)
{
	struct child c = CHILD_NONE;
	struct slice json;
	u16 port;

	set_up();
	port = peer_start(&c);
	json = account_request("state_getStorage", "", "");
	compare("rpc_http", "node-http", port, false, http_of(json));
	compare("rpc_ws", "node-ws", port, true, ws_of(json));
	proofs();
	child_stop(&c, 1000);
	(void)uv_async_send(&stop);
	(void)uv_thread_join(&thread);
	(void)uv_loop_close(&loop);
	node_close(node);
	node_kit_free(&kit);
	return 0;
}
