#ifndef CLI_NET_H
#define CLI_NET_H
/* cli/net: a local network as children of this process: stand-ins, node, worker.
 *
 * For `phala demo` and `phala dev`. Each child writes JSON lines and logs into DIR/logs; they
 * are read from there, so a child never waits for us. A child that dies is started again
 * with the same ports; a --crash-at goes to the first start only. Children die with us
 * (os/spawn). Nothing runs by itself: net_pump must be called often. */
#include "base/arena.h"
#include "os/file.h"
#include "os/spawn.h"
#include "text/json.h"

#define NET_ARGS_MAX  32u
#define NET_BOXES_MAX 16u
#define NET_LINE_MAX  16384u

enum net_id { NET_STANDIN, NET_NODE, NET_WORKER, NUM_NETS };

/* A log or event file that is read while a child writes it. */
struct net_tail {
	int fd; /* -1: not open */
	size_t n;
	char line[NET_LINE_MAX];
};

struct net_proc {
	struct child child;
	struct net_tail events, log;
	bool wanted, is_ready, was_ready;
	u32 starts, quick_deaths;
	u64 started_ms, not_before_ms;
	const char *crash_at; /* of the first start, or NULL */
};

struct net_opts {
	const char *dir; /* absolute; chain.json is there */
	bool with_standin;
	const char *model_script;
	const char *forum_dir;  /* NULL: the example */
	const char *key_sha256; /* hexadecimal, or NULL */
	const char *connect_to; /* rules; NULL: those of the stand-ins */
	bool allow_private;
	u16 node_port, api_port; /* 0: any */
	const char *crash_at;    /* "PROC:POINT:N", or NULL */
};

struct net {
	struct net_opts o;
	char self[OS_PATH_MAX], dir[OS_PATH_MAX];
	struct net_proc procs[NUM_NETS];
	u16 standin_port, stats_port, node_port, api_port;
	u32 restarts;
	int enclave;        /* pid, -1: none */
	u32 enclave_starts; /* of this worker process */
	struct {
		const char *name, *point;
	} crash;
	u8 line_mem[4 * NET_LINE_MAX];
	/* on_event gets each JSON line of a child; lent for the call. */
	void (*on_event)(void *ctx, enum net_id id, const struct json *line);
	void *event_ctx;
	char why[256]; /* when net_pump fails */
	volatile bool stopping;
};

/* net_init checks the options: ERR_FORMAT for crash_at. n is large: not on a stack. */
enum err net_init(struct net *n, const struct net_opts *o) MUST_CHECK;
/* net_want starts a child in the next net_pump and keeps it running. */
void net_want(struct net *n, enum net_id id);
/* net_pump looks after the children for ms. ERR_IO when one does not stay up, with why. */
enum err net_pump(struct net *n, u32 ms) MUST_CHECK;
/* net_stop ends all children, the worker first. */
void net_stop(struct net *n);

/* net_boxes finds the enclave's children. */
size_t net_boxes(const struct net *n, int pids[NET_BOXES_MAX]);
int net_pid(const struct net *n, enum net_id id);

#endif /* CLI_NET_H */
