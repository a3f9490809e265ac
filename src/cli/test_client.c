/* The client against a worker that is not ready at once. */
#include "cli/client.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"

static const char not_yet[] = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\n{}";
static const char ok[] = "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";

/* A server that refuses `num` times and then answers, in a process of its own. */
static pid_t serve(u32 num, u16 *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	EXPECT(bind(fd, (struct sockaddr *)&a, len) == 0 && listen(fd, 8) == 0);
	EXPECT(getsockname(fd, (struct sockaddr *)&a, &len) == 0);
	*port = ntohs(a.sin_port);
	pid = fork();
	for (u32 i = 0; pid == 0 && i <= num; i++) {
		const char *say = i < num ? not_yet : ok;
		char request[1024];
		int peer = accept(fd, NULL, NULL);

		if (read(peer, request, sizeof(request)) <= 0 ||
		    write(peer, say, strlen(say)) != (ssize_t)strlen(say))
			_exit(1);
		(void)close(peer);
	}
	if (pid == 0)
		_exit(0);
	(void)close(fd);
	return pid;
}

static enum err ask(u32 refusals, u32 patience_ms, struct client *c)
{
	static u8 mem[1 << 20];
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice answer;
	u16 port;
	pid_t pid = serve(refusals, &port);
	enum err e;

	client_at(c, "127.0.0.1", port);
	c->patience_ms = patience_ms;
	e = client_http(c, "GET", "/info", SLICE_EMPTY, &a, &answer);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	return e;
}

TEST(a_worker_that_is_starting_is_asked_again)
{
	struct client c = {0};

	EXPECT_OK(ask(2, 20000, &c));
	EXPECT(c.attempts == 3);
}

TEST(without_patience_the_refusal_is_told)
{
	struct client c = {0};

	EXPECT_ERR(ERR_DENIED, ask(2, 0, &c));
	EXPECT(c.attempts == 1 && strstr(c.why, "503") != NULL);
}

TEST_MAIN()
