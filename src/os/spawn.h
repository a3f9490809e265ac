#ifndef OS_SPAWN_H
#define OS_SPAWN_H
/* os/spawn: start a child that inherits only what is listed.
 *
 * The child gets the descriptors of the map and no others, and of our
 * environment only the variables named, so a secret in it cannot leak along.
 * `pidfd` becomes readable when the child ends: give it to the loop. Release
 * every child, on every path. */
#include <sys/types.h>

#include "base/err.h"

#define SPAWN_FDS_MAX 8u
#define SPAWN_ENV_MAX 32u

struct spawn_fd {
	int ours, childs;
};

struct spawn_opts {
	const char *path;            /* program; no search in PATH */
	const char *const *argv;     /* NULL-terminated, argv[0] included */
	const char *const *env_keep; /* names taken over from our environment, or NULL */
	const char *const *env_set;  /* "NAME=value", or NULL */
	const struct spawn_fd *fds;  /* 0, 1 and 2 are /dev/null unless mapped */
	size_t num_fds;
};

struct child {
	pid_t pid; /* -1 when there is none */
	int pidfd;
};

#define CHILD_NONE ((struct child){.pid = -1, .pidfd = -1})

/* spawn_start; ERR_NOT_FOUND, ERR_DENIED, ERR_LIMIT or ERR_IO. */
enum err spawn_start(struct child *out, const struct spawn_opts *o) MUST_CHECK;

/* How a child ended: code for exit(code), else the signal. */
struct child_end {
	bool signalled;
	int code;
};

/* child_poll reaps the child if it has ended (ERR_AGAIN while it runs) and then
 * sets *c to CHILD_NONE. child_wait waits up to timeout_ms: ERR_TIMEOUT. */
enum err child_poll(struct child *c, struct child_end *out) MUST_CHECK;
enum err child_wait(struct child *c, u32 timeout_ms, struct child_end *out) MUST_CHECK;
/* child_signal sends a signal; safe after the child's end, its pid is not reused before. */
void child_signal(const struct child *c, int sig);
/* child_stop asks with SIGTERM, waits grace_ms, then kills and reaps. */
void child_stop(struct child *c, u32 grace_ms);

/* socket_pair makes a stream socketpair, both ends close-on-exec. */
enum err socket_pair(int fds[2]) MUST_CHECK;
/* self_path writes the path of the running program. */
enum err self_path(char *out, size_t cap) MUST_CHECK;

#endif /* OS_SPAWN_H */
