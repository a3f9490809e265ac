/* The server against Node's fetch and the WebSocket of npm's ws, which share no code with it. */
#include "os/spawn.h"
#include "os/test_server.h"

TEST(node_agrees_about_http_and_websocket)
{
	char port[8];
	const char *keep[] = {"PATH", "HOME", NULL};
	const char *argv[] = {"env",
	                      "node",
	                      "--no-warnings",
	                      PH_SOURCE_DIR "/src/os/test_node.mjs",
	                      port,
	                      NULL};
	struct child c = CHILD_NONE;
	struct child_end end = {0};
	struct ts ts;

	ts_start(&ts, &ts_limits);
	(void)snprintf(port, sizeof(port), "%u", ts.port);
	REQUIRE(spawn_start(&c, &(struct spawn_opts){.path = "/usr/bin/env",
	                                             .argv = argv,
	                                             .env_keep = keep,
	                                             .fds = (struct spawn_fd[]){{1, 1}, {2, 2}},
	                                             .num_fds = 2}) == ERR_OK);
	EXPECT_OK(child_wait(&c, 60000, &end));
	EXPECT(!end.signalled && end.code == 0);
	child_stop(&c, 0);
	ts_stop(&ts);
	EXPECT(ts.opened == 1 && ts.closed == 1);
}

TEST_MAIN()
