/* phala secrets: seal a value to a worker, list names, forget one.
 *
 * The value comes from stdin or a prompt and is wiped as soon as it is sealed. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/agent.h"
#include "cli/remote.h"
#include "os/clock.h"
#include "primitives/gen/registry_gen.h"

#define VALUE_MAX    4096u
#define NAME_LEN_MAX 64u

struct args {
	const char *what, *name, *agent;
	struct remote r;
	bool json;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	interrupted = sig;
}

/* At the prompt, Ctrl-C must not leave the terminal without echo; and a crash must not write the
 * value into a core file. */
static void guard_value(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
	const struct rlimit none = {0, 0};
	struct sigaction a = {.sa_handler = on_interrupt}; /* read ends: no SA_RESTART */

	(void)setrlimit(RLIMIT_CORE, &none);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)sigaction(signals[i], &a, NULL);
}

static ssize_t read_quietly(char *buf, size_t cap)
{
	size_t n = 0;
	ssize_t got;

	while (n < cap) {
		got = read(STDIN_FILENO, buf + n, cap - n);
		if (got < 0 && errno == EINTR && interrupted == 0)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
		if (isatty(STDIN_FILENO) == 1 && buf[n - 1] == '\n')
			break;
	}
	return (ssize_t)n;
}

/* One line from a terminal without showing it, or all of a pipe. */
static size_t read_value(const char *name, char buf[VALUE_MAX])
{
	bool tty = isatty(STDIN_FILENO) == 1;
	struct termios old, quiet;
	size_t n;

	guard_value();
	if (tty && tcgetattr(STDIN_FILENO, &old) == 0) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)fprintf(stderr, "Value of %s (not shown): ", name);
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	} else {
		tty = false;
	}
	n = (size_t)read_quietly(buf, VALUE_MAX);
	if (tty) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		(void)fputc('\n', stderr);
	}
	if (interrupted != 0) {
		mem_wipe(buf, VALUE_MAX);
		n = 0;
		(void)signal(interrupted, SIG_DFL);
		(void)raise(interrupted);
	}
	while (n > 0 && (buf[n - 1] == '\n' || buf[n - 1] == '\r'))
		n--;
	return n;
}

/* Versions only go up, also over a deletion that left no trace: seconds of the clock do. */
static u32 next_version(void)
{
	return (u32)(clock_unix_ms() / 1000);
}

/* The worker's keys as the chain proves them: what is signed or sealed is for it alone. */
static enum cli_exit proven_worker(struct args *x, struct worker_info_v3 *info)
{
	struct chain_spec *spec = (struct chain_spec *)arena_zalloc(&x->r.a, 1, sizeof(*spec));
	u8 pubkey[32];
	enum cli_exit code;
	enum err e;

	CHECK(spec != NULL);
	code = remote_spec(&x->r, spec);
	if (code == EXIT_DONE)
		code = remote_worker_key(&x->r, pubkey);
	if (code != EXIT_DONE)
		return code;
	e = agent_worker_keys(&x->r.node, spec, pubkey, &x->r.a, info);
	return e == ERR_OK ? EXIT_DONE
	                   : remote_failed(&x->r, &x->r.node, e, "the worker's key is not proven");
}

static bool is_attested(const struct worker_info_v3 *info)
{
	return info->tee != 0 && mem_eq(info->trust_domain, chain_spec_production_root, 32);
}

static enum cli_exit seal(struct args *x, struct agent_secret *s, const char *value, size_t n)
{
	struct sr25519_pair owner;
	struct worker_info_v3 info;
	enum cli_exit code = proven_worker(x, &info);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	code = remote_owner(&x->r, &owner);
	if (code != EXIT_DONE)
		return code;
	s->worker_x25519 = info.x25519;
	e = agent_secret_set(&x->r.worker, s, slice_of(value, n), &owner, &x->r.a);
	sr25519_release(&owner);
	if (e != ERR_OK)
		return remote_failed(&x->r, &x->r.worker, e, "the worker does not take the secret");
	out_step(x->r.out, "sealed", "%s version %u for this worker only (%s)", x->name, s->version,
	         is_attested(&info) ? "attested" : "simulated");
	return EXIT_DONE;
}

/* A name that no manifest can declare: most often it is NAME=VALUE. */
static bool name_ok(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

	return n > 0 && n <= NAME_LEN_MAX && name[n] == '\0';
}

static enum cli_exit set(struct args *x, const u8 agent[32])
{
	struct agent_secret s = {
	    .agent = agent, .name = slice_str(x->name), .version = next_version()};
	static char value[VALUE_MAX];
	size_t n = read_value(x->name, value);
	enum cli_exit code;

	if (n == 0 || n == VALUE_MAX) {
		mem_wipe(value, sizeof(value));
		return out_error(x->r.out, EXIT_USER, "there is no usable value",
		                 n == 0 ? "stdin is empty" : "it is longer than 4095 bytes",
		                 "printf %s \"$KEY\" | phala secrets set NAME --agent ID");
	}
	code = seal(x, &s, value, n);
	mem_wipe(value, sizeof(value));
	return code;
}

static enum cli_exit list(struct args *x, const u8 agent[32], struct slice *all,
                          const struct json **parsed)
{
	char target[96], hex[65] = {0};
	enum err e;

	hex_encode(hex, slice_of(agent, 32));
	(void)snprintf(target, sizeof(target), "/secrets/0x%s", hex);
	e = client_http(&x->r.worker, "GET", target, SLICE_EMPTY, &x->r.a, all);
	if (e == ERR_OK)
		e = json_parse(parsed, *all, &x->r.a);
	return e == ERR_OK ? EXIT_DONE
	                   : remote_failed(&x->r, &x->r.worker, e, "the secrets cannot be listed");
}

static enum cli_exit show(struct args *x, const u8 agent[32])
{
	const struct json *j;
	struct slice all;
	enum cli_exit code = list(x, agent, &all, &j);

	if (code != EXIT_DONE)
		return code;
	if (x->json) {
		out_raw(all);
		return EXIT_DONE;
	}
	for (j = json_is(j, JSON_ARRAY) ? j->first : NULL; j != NULL; j = j->next) {
		struct slice name;
		u32 version;

		if (json_str(json_get(j, "name"), &name) &&
		    json_u32(json_get(j, "version"), &version))
			(void)printf("%-24.*s version %u\n", (int)name.n, name.p, version);
	}
	return EXIT_DONE;
}

static enum cli_exit forget(struct args *x, const u8 agent[32])
{
	struct agent_secret s = {.agent = agent, .name = slice_str(x->name)};
	struct sr25519_pair owner;
	struct worker_info_v3 info;
	const struct json *j;
	struct slice all;
	bool found = false;
	enum cli_exit code = list(x, agent, &all, &j);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	for (j = json_is(j, JSON_ARRAY) ? j->first : NULL; j != NULL && !found; j = j->next)
		found = json_str_is(json_get(j, "name"), x->name) &&
		        json_u32(json_get(j, "version"), &s.version);
	if (!found)
		return out_error(x->r.out, EXIT_USER, "there is no such secret", x->name,
		                 "phala secrets list shows the names");
	code = proven_worker(x, &info);
	if (code == EXIT_DONE)
		code = remote_owner(&x->r, &owner);
	if (code != EXIT_DONE)
		return code;
	s.worker_x25519 = info.x25519;
	e = agent_secret_rm(&x->r.worker, &s, &owner, &x->r.a);
	sr25519_release(&owner);
	if (e != ERR_OK)
		return remote_failed(&x->r, &x->r.worker, e, "the worker does not forget it");
	out_step(x->r.out, "forgotten", "%s", x->name);
	return EXIT_DONE;
}

static enum cli_exit wrong_use(const struct out *o, const char *why)
{
	return out_error(o, EXIT_USER, "cannot run phala secrets", why,
	                 "printf %s \"$KEY\" | phala secrets set OPENAI_API_KEY --agent 0x… "
	                 "--chain chain.json");
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {.r = REMOTE_DEFAULTS};
	const struct opt opts[] = {
	    OPT_STRING_ROW("agent", "ID", "agent that may use it (required)", &x.agent),
	    REMOTE_WORKER_ROW(&x.r),
	    REMOTE_NODE_ROW(&x.r),
	    REMOTE_CHAIN_ROW(&x.r),
	    REMOTE_OWNER_ROW(&x.r),
	    OPT_FLAG_ROW("json", "JSON on stdout", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_secrets, opts, 1, 3, &x.json};
	enum cli_exit code;
	struct out o;
	u8 agent[32];
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	x.what = argv[0];
	x.name = argc > 1 ? argv[1] : NULL;
	if (argc > 2)
		return wrong_use(&o, "a value in the arguments was readable by every process of "
		                     "this machine: change it, and give it on stdin");
	if (x.name != NULL && !name_ok(x.name))
		return wrong_use(&o, "NAME is letters, digits and _, at most 64; a value is never "
		                     "an argument");
	code = remote_open(&x.r, &o);
	if (code == EXIT_DONE)
		code = remote_id(&x.r, x.agent, "--agent", agent);
	if (code != EXIT_DONE)
		return code;
	if (strcmp(x.what, "list") == 0 && x.name == NULL)
		return show(&x, agent);
	if (strcmp(x.what, "set") == 0 && x.name != NULL)
		return set(&x, agent);
	if (strcmp(x.what, "rm") == 0 && x.name != NULL)
		return forget(&x, agent);
	return wrong_use(&o, "it takes: set NAME, rm NAME or list");
}

const struct cmd cmd_secrets = {"secrets", "set NAME | list | rm NAME --agent ID",
                                "seal a secret to a worker (value from stdin or a prompt)", run};
