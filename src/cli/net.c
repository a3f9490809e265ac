#include "cli/net.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/clock.h"

#define TURN_MS          10u
#define BACKOFF_FIRST_MS 50u
#define BACKOFF_MAX_MS   2000u
#define QUICK_MS         3000u /* who lives shorter died quickly */
#define QUICK_DEATHS_MAX 8u
#define STOP_GRACE_MS    3000u
#define RULE_TEXT_MAX    256u

static const char *const names[NUM_NETS] = {"standin", "node", "worker"};
static const char *const env_keep[] = {"PATH",         "HOME",          "TMPDIR", "LANG",
                                       "ASAN_OPTIONS", "UBSAN_OPTIONS", NULL};

/* Arguments of one start; the texts live until exec. */
struct argv {
	const char *v[NET_ARGS_MAX + 1];
	size_t n;
	char text[8][OS_PATH_MAX];
	size_t num_text;
};

static void arg(struct argv *a, const char *s)
{
	CHECK(a->n < NET_ARGS_MAX);
	a->v[a->n++] = s;
	a->v[a->n] = NULL;
}

static void arg2(struct argv *a, const char *name, const char *value)
{
	arg(a, name);
	arg(a, value);
}

static void arg_port(struct argv *a, const char *name, u16 port)
{
	char *s;

	CHECK(a->num_text < ARRAY_LEN(a->text));
	s = a->text[a->num_text++];
	(void)snprintf(s, sizeof(a->text[0]), "%u", (unsigned int)port);
	arg2(a, name, s);
}

static void arg_path(struct argv *a, const struct net *n, const char *name, const char *file)
{
	char *s;

	CHECK(a->num_text < ARRAY_LEN(a->text));
	s = a->text[a->num_text++];
	CHECK(path_join(s, sizeof(a->text[0]), n->dir, file) == ERR_OK);
	arg2(a, name, s);
}

static void standin_args(const struct net *n, struct argv *a)
{
	arg2(a, "--model-script", n->o.model_script);
	if (n->o.key_sha256 != NULL)
		arg2(a, "--expect-key-sha256", n->o.key_sha256);
	if (n->o.forum_dir != NULL)
		arg2(a, "--forum", n->o.forum_dir);
	arg_path(a, n, "--ca-out", "dev-ca.pem");
	arg_port(a, "--port", n->standin_port);
	arg_port(a, "--stats-port", n->stats_port);
}

static void node_args(const struct net *n, struct argv *a)
{
	arg_path(a, n, "--dir", "node");
	arg_path(a, n, "--chain", "chain.json");
	arg_port(a, "--port", n->node_port);
	arg(a, "--archive");
}

static void worker_args(const struct net *n, struct argv *a)
{
	char *url = a->text[a->num_text++], *rules;

	(void)snprintf(url, sizeof(a->text[0]), "http://127.0.0.1:%u", (unsigned int)n->node_port);
	arg2(a, "--node", url);
	arg_path(a, n, "--chain", "chain.json");
	arg_path(a, n, "--state", "worker");
	arg_port(a, "--api-port", n->api_port);
	arg2(a, "--port", "sim");
	arg_path(a, n, "--sim-pki", "sim-pki");
	if (n->o.with_standin) {
		rules = a->text[a->num_text++];
		(void)snprintf(rules, RULE_TEXT_MAX,
		               "model.localhost:443:127.0.0.1:%u,forum.localhost:443:127.0.0.1:%u",
		               (unsigned int)n->standin_port, (unsigned int)n->standin_port);
		arg2(a, "--connect-to", n->o.connect_to != NULL ? n->o.connect_to : rules);
		arg_path(a, n, "--dev-ca", "dev-ca.pem");
	} else if (n->o.connect_to != NULL) {
		arg2(a, "--connect-to", n->o.connect_to);
	}
	if (n->o.allow_private)
		arg(a, "--allow-private");
}

static void crash_args(const struct net *n, enum net_id id, struct argv *a)
{
	if (n->crash.name == NULL || n->procs[id].starts > 0)
		return;
	if (strcmp(n->crash.name, names[id]) == 0)
		arg2(a, "--crash-at", n->crash.point);
	else if (id == NET_WORKER && strcmp(n->crash.name, "enclave") == 0)
		arg2(a, "--enclave-crash-at", n->crash.point);
}

enum err net_init(struct net *n, const struct net_opts *o)
{
	static char name[16];
	const char *colon;
	char logs[OS_PATH_MAX];

	memset(n, 0, sizeof(*n));
	n->o = *o;
	n->enclave = -1;
	n->node_port = o->node_port;
	n->api_port = o->api_port;
	for (size_t i = 0; i < NUM_NETS; i++) {
		n->procs[i].child = CHILD_NONE;
		n->procs[i].events.fd = n->procs[i].log.fd = -1;
	}
	if (o->crash_at != NULL) {
		colon = strchr(o->crash_at, ':');
		if (colon == NULL || (size_t)(colon - o->crash_at) >= sizeof(name))
			return ERR_FORMAT;
		(void)snprintf(name, sizeof(name), "%.*s", (int)(colon - o->crash_at), o->crash_at);
		if (strcmp(name, "node") != 0 && strcmp(name, "worker") != 0 &&
		    strcmp(name, "enclave") != 0)
			return ERR_FORMAT;
		n->crash.name = name;
		n->crash.point = colon + 1;
	}
	(void)snprintf(n->dir, sizeof(n->dir), "%s", o->dir);
	TRY(path_join(logs, sizeof(logs), n->dir, "logs"));
	TRY(file_mkdirs(logs, 0700));
	return self_path(n->self, sizeof(n->self));
}

void net_want(struct net *n, enum net_id id)
{
	n->procs[id].wanted = true;
}

/* --- starting --------------------------------------------------------------------------- */

static enum err open_log(const struct net *n, enum net_id id, const char *ext, int *fd,
                         struct net_tail *tail)
{
	char path[OS_PATH_MAX], file[32];

	(void)snprintf(file, sizeof(file), "logs/%s.%s", names[id], ext);
	TRY(path_join(path, sizeof(path), n->dir, file));
	*fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return err_of_errno(errno);
	if (tail->fd >= 0)
		return ERR_OK;
	tail->fd = open(path, O_RDONLY | O_CLOEXEC);
	/* What an earlier demo left in this folder is not news. */
	return tail->fd >= 0 && lseek(tail->fd, 0, SEEK_END) >= 0 ? ERR_OK : err_of_errno(errno);
}

static enum err start(struct net *n, enum net_id id)
{
	static void (*const args[NUM_NETS])(const struct net *,
	                                    struct argv *) = {standin_args, node_args, worker_args};
	struct net_proc *p = &n->procs[id];
	static struct argv a;
	int out = -1, err = -1;
	enum err e = open_log(n, id, "events", &out, &p->events);

	if (e == ERR_OK)
		e = open_log(n, id, "log", &err, &p->log);
	memset(&a, 0, sizeof(a));
	arg(&a, n->self);
	arg2(&a, names[id], "--json");
	args[id](n, &a);
	crash_args(n, id, &a);
	if (e == ERR_OK)
		e = spawn_start(&p->child,
		                &(struct spawn_opts){.path = n->self,
		                                     .argv = a.v,
		                                     .env_keep = env_keep,
		                                     .fds = (struct spawn_fd[]){{out, 1}, {err, 2}},
		                                     .num_fds = 2});
	if (out >= 0)
		(void)close(out);
	if (err >= 0)
		(void)close(err);
	if (e != ERR_OK) {
		(void)snprintf(n->why, sizeof(n->why), "%s does not start: %s", names[id],
		               err_text(e));
		return e;
	}
	p->starts++;
	p->started_ms = clock_mono_ms();
	p->is_ready = false;
	if (id == NET_WORKER)
		n->enclave_starts = 0;
	return ERR_OK;
}

/* --- what children say -------------------------------------------------------------------- */

static void set_port(const struct json *line, const char *key, u16 *out)
{
	u32 port;

	if (json_u32(json_get(line, key), &port) && port <= UINT16_MAX)
		*out = (u16)port;
}

static void on_ready(struct net *n, enum net_id id, const struct json *line)
{
	n->procs[id].is_ready = n->procs[id].was_ready = true;
	if (id == NET_STANDIN) {
		set_port(line, "port", &n->standin_port);
		set_port(line, "statsPort", &n->stats_port);
	} else if (id == NET_NODE) {
		set_port(line, "port", &n->node_port);
	} else {
		set_port(line, "apiPort", &n->api_port);
	}
}

static void on_enclave(struct net *n, const struct json *line)
{
	int64_t pid;

	if (!json_i64(json_get(line, "pid"), &pid))
		return;
	n->enclave = (int)pid;
	if (pid > 0 && n->enclave_starts++ > 0)
		n->restarts++;
}

static void on_event_line(struct net *n, enum net_id id, struct slice text)
{
	struct arena a = arena_of(n->line_mem, sizeof(n->line_mem));
	const struct json *line;

	if (json_parse(&line, text, &a) != ERR_OK)
		return;
	if (json_str_is(json_get(line, "event"), "ready"))
		on_ready(n, id, line);
	if (json_str_is(json_get(line, "event"), "enclave"))
		on_enclave(n, line);
	if (n->on_event != NULL)
		n->on_event(n->event_ctx, id, line);
}

/* Log lines begin with a time and stay in the file, except for bugs of ours; what is no log
 * line comes from a sanitizer or is an error message, and a person should see it. */
static void on_log_line(enum net_id id, struct slice text)
{
	bool is_log = text.n > 24 && text.p[0] == '2' && text.p[4] == '-' && text.p[10] == 'T';

	if (text.n == 0 || (is_log && memmem(text.p, text.n, " BROKEN ", 8) == NULL))
		return;
	(void)fprintf(stderr, "%s: %.*s\n", names[id], (int)text.n, text.p);
}

static void take_line(struct net *n, enum net_id id, struct net_tail *t, size_t len)
{
	struct slice text = slice_of(t->line, len);

	if (t == &n->procs[id].events)
		on_event_line(n, id, text);
	else
		on_log_line(id, text);
}

static void read_tail(struct net *n, enum net_id id, struct net_tail *t)
{
	ssize_t got;

	if (t->fd < 0)
		return;
	while ((got = read(t->fd, t->line + t->n, sizeof(t->line) - t->n)) > 0) {
		char *nl;

		t->n += (size_t)got;
		while ((nl = (char *)memchr(t->line, '\n', t->n)) != NULL) {
			size_t len = (size_t)(nl - t->line);

			take_line(n, id, t, len);
			t->n -= len + 1;
			memmove(t->line, nl + 1, t->n);
		}
		if (t->n == sizeof(t->line)) {
			take_line(n, id, t, t->n);
			t->n = 0;
		}
	}
}

static void read_all(struct net *n)
{
	for (u32 i = 0; i < NUM_NETS; i++) {
		read_tail(n, (enum net_id)i, &n->procs[i].events);
		read_tail(n, (enum net_id)i, &n->procs[i].log);
	}
}

/* --- keeping them up ------------------------------------------------------------------------ */

/* A child that never served and left by itself will not do better next time. */
static bool is_hopeless(const struct net_proc *p, const struct child_end *end)
{
	return (!p->was_ready && !end->signalled && end->code != 137) ||
	       p->quick_deaths > QUICK_DEATHS_MAX;
}

static enum err on_death(struct net *n, enum net_id id, const struct child_end *end)
{
	struct net_proc *p = &n->procs[id];
	u64 now = clock_mono_ms();
	u32 wait;

	read_all(n);
	p->quick_deaths = now - p->started_ms < QUICK_MS ? p->quick_deaths + 1 : 0;
	if (id == NET_WORKER)
		n->enclave = -1;
	if (id == NET_STANDIN || is_hopeless(p, end)) {
		(void)snprintf(n->why, sizeof(n->why),
		               "%s ended with %s %d; see %.180s/logs/%s.log", names[id],
		               end->signalled ? "signal" : "code", end->code, n->dir, names[id]);
		return ERR_IO;
	}
	wait = BACKOFF_FIRST_MS << (p->quick_deaths < 6 ? p->quick_deaths : 6);
	p->not_before_ms = now + (wait < BACKOFF_MAX_MS ? wait : BACKOFF_MAX_MS);
	n->restarts++;
	return ERR_OK;
}

static enum err look_after(struct net *n, enum net_id id)
{
	struct net_proc *p = &n->procs[id];
	struct child_end end;

	if (p->child.pid > 0 && child_poll(&p->child, &end) == ERR_OK && !n->stopping)
		TRY(on_death(n, id, &end));
	if (p->wanted && p->child.pid <= 0 && !n->stopping && clock_mono_ms() >= p->not_before_ms)
		return start(n, id);
	return ERR_OK;
}

enum err net_pump(struct net *n, u32 ms)
{
	u64 until = clock_mono_ms() + ms;

	for (;;) {
		u64 now;

		for (u32 i = 0; i < NUM_NETS; i++)
			TRY(look_after(n, (enum net_id)i));
		read_all(n);
		now = clock_mono_ms();
		if (now >= until || n->stopping)
			return ERR_OK;
		clock_sleep_ms((u32)(until - now < TURN_MS ? until - now : TURN_MS));
	}
}

void net_stop(struct net *n)
{
	static const enum net_id order[] = {NET_WORKER, NET_NODE, NET_STANDIN};

	if (n->dir[0] == '\0')
		return; /* never set up */
	n->stopping = true;
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		struct net_proc *p = &n->procs[order[i]];

		if (p->child.pid > 0)
			child_stop(&p->child, STOP_GRACE_MS);
	}
	read_all(n);
	for (u32 i = 0; i < NUM_NETS; i++) {
		if (n->procs[i].events.fd >= 0)
			(void)close(n->procs[i].events.fd);
		if (n->procs[i].log.fd >= 0)
			(void)close(n->procs[i].log.fd);
		n->procs[i].events.fd = n->procs[i].log.fd = -1;
	}
}

int net_pid(const struct net *n, enum net_id id)
{
	return (int)n->procs[id].child.pid;
}

/* The parent of a process: the fourth field of /proc/PID/stat, behind the name in brackets. */
static int parent_of(const char *pid)
{
	char path[64], text[512];
	const char *p;
	ssize_t got;
	int fd, ppid = -1;

	(void)snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	if (got <= 0)
		return -1;
	text[got] = '\0';
	p = strrchr(text, ')');
	if (p != NULL && strlen(p) > 4)
		ppid = (int)strtol(p + 4, NULL, 10);
	return ppid;
}

size_t net_boxes(const struct net *n, int pids[NET_BOXES_MAX])
{
	DIR *dir = opendir("/proc");
	const struct dirent *d;
	size_t num = 0;

	while (dir != NULL && n->enclave > 0 && num < NET_BOXES_MAX && (d = readdir(dir)) != NULL)
		if (d->d_name[0] >= '1' && d->d_name[0] <= '9' &&
		    parent_of(d->d_name) == n->enclave)
			pids[num++] = (int)strtol(d->d_name, NULL, 10);
	if (dir != NULL)
		(void)closedir(dir);
	return num;
}
