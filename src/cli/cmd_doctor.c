/* phala doctor: what this machine lacks for running a worker, and the fix. */
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "cli/cmd.h"
#include "os/file.h"
#include "os/spawn.h"

/* Bit 1 of AT_HWCAP2: the kernel lets user space write the %gs base. */
#define HWCAP2_FSGSBASE_BIT 2ul
#define DISK_FREE_MIN       (1ull << 30)
/* Any clock before this build's year is certainly wrong. */
#define CLOCK_MIN_UNIX 1735689600
/* phala-enclave --ports: a line a port, in so many bytes, within so long. */
#define PORTS_MAX      8192u
#define PORTS_MS       5000
#define UV_VERSION_MIN 0x012800u /* 1.40 */

enum verdict { GOOD, NOTE, BAD };

struct finding {
	enum verdict verdict;
	char text[160];
	const char *fix;
};

static void check_clock(struct finding *f)
{
	time_t now = time(NULL);
	struct tm tm;

	(void)gmtime_r(&now, &tm);
	(void)strftime(f->text, sizeof(f->text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (now >= CLOCK_MIN_UNIX)
		return;
	f->verdict = BAD;
	f->fix =
	    "set the clock (timedatectl set-ntp true): TLS certificates and block times need it";
}

static void check_fsgsbase(struct finding *f)
{
	bool on = (getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE_BIT) != 0;

	(void)snprintf(f->text, sizeof(f->text), "%s",
	               on ? "boxes use the %gs segment" : "boxes use a base register, 7 % slower");
	if (on)
		return;
	f->verdict = NOTE;
	f->fix = "a kernel from 5.9 on with FSGSBASE makes boxes faster; nothing to do otherwise";
}

static void check_tee(struct finding *f)
{
	static const char *const devs[] = {"/dev/sgx_enclave", "/dev/tdx_guest", "/dev/sev-guest"};

	for (size_t i = 0; i < ARRAY_LEN(devs); i++) {
		if (access(devs[i], F_OK) != 0)
			continue;
		(void)snprintf(f->text, sizeof(f->text), "%s is there", devs[i]);
		return;
	}
	(void)snprintf(f->text, sizeof(f->text), "no SGX, TDX or SEV-SNP device");
	f->verdict = NOTE;
	f->fix = "workers here are simulated, which is all that development needs; "
		 "see the next line";
}

static void check_disk(struct finding *f)
{
	struct statvfs v;
	const char *tmp = getenv("TMPDIR");
	u64 free_bytes;

	if (tmp == NULL)
		tmp = "/tmp";
	if (statvfs(tmp, &v) != 0) {
		(void)snprintf(f->text, sizeof(f->text), "%s cannot be read", tmp);
		f->verdict = BAD;
		f->fix = "point TMPDIR at a writable folder";
		return;
	}
	free_bytes = (u64)v.f_bavail * v.f_frsize;
	(void)snprintf(f->text, sizeof(f->text), "%llu MiB free in %s",
	               (unsigned long long)(free_bytes >> 20), tmp);
	if (free_bytes >= DISK_FREE_MIN)
		return;
	f->verdict = BAD;
	f->fix = "free at least 1 GiB, or point TMPDIR elsewhere";
}

static bool is_taken(u16 port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	bool taken;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* As servers do it: a connection that has just ended does not keep the port. */
	taken = fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	        bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0;
	if (fd >= 0)
		(void)close(fd);
	return taken;
}

static void check_port(struct finding *f)
{
	static const u16 ports[] = {9944, 8787}; /* node and worker, when no other is given */
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
		bool taken = is_taken(ports[i]);

		n += (size_t)snprintf(f->text + n, sizeof(f->text) - n, "%s127.0.0.1:%u is %s",
		                      i > 0 ? ", " : "", (unsigned int)ports[i],
		                      taken ? "taken" : "free");
		if (taken)
			f->verdict = NOTE;
	}
	if (f->verdict == NOTE)
		f->fix = "phala demo takes free ports by itself; give phala node --port, phala "
		         "worker --api-port and phala dev both";
}

static void check_versions(struct finding *f)
{
	(void)snprintf(f->text, sizeof(f->text), "glibc %.20s, libuv %.20s", gnu_get_libc_version(),
	               uv_version_string());
	if (uv_version() >= UV_VERSION_MIN)
		return;
	f->verdict = BAD;
	f->fix = "libuv 1.40 or newer is needed: ./dev setup installs Debian's";
}

static const char *enclave_path(void)
{
	static char path[OS_PATH_MAX + sizeof("-enclave")];

	if (self_path(path, OS_PATH_MAX) == ERR_OK) {
		size_t n = strlen(path);

		(void)snprintf(path + n, sizeof(path) - n, "-enclave");
	}
	return path;
}

/* read_all reads to the end of the pipe, within PORTS_MS between two writes; false if the text
 * is not whole. */
static bool read_all(int fd, char *out, size_t cap)
{
	size_t n = 0;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t got;

		if (n + 1 >= cap || poll(&p, 1, PORTS_MS) <= 0)
			return false;
		got = read(fd, out + n, cap - 1 - n);
		if (got < 0)
			return false;
		out[n += (size_t)got] = '\0';
		if (got == 0)
			return true;
	}
}

/* ask_enclave: only trusted code knows its platforms, so it is asked. */
static bool ask_enclave(char *out, size_t cap)
{
	const char *const argv[] = {"phala-enclave", "--ports", NULL};
	struct child child = CHILD_NONE;
	struct child_end end = {.signalled = true};
	struct spawn_fd map = {.childs = STDOUT_FILENO};
	int fds[2];
	bool ok;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return false;
	map.ours = fds[1];
	ok = spawn_start(&child, &(struct spawn_opts){.path = enclave_path(),
	                                              .argv = argv,
	                                              .fds = &map,
	                                              .num_fds = 1}) == ERR_OK;
	(void)close(fds[1]);
	ok = ok && read_all(fds[0], out, cap) && child_wait(&child, PORTS_MS, &end) == ERR_OK &&
	     !end.signalled && end.code == 0;
	(void)close(fds[0]);
	child_stop(&child, 0);
	return ok;
}

static void check_platforms(struct finding *f)
{
	static char text[PORTS_MAX];
	size_t n = 0, num_real = 0;
	char *next, *save = NULL;

	if (!ask_enclave(text, sizeof(text))) {
		(void)snprintf(f->text, sizeof(f->text), "phala-enclave --ports gives no answer");
		f->verdict = BAD;
		f->fix = "run it by hand to see why; ./dev build makes it";
		return;
	}
	for (next = strtok_r(text, "\n", &save); next != NULL; next = strtok_r(NULL, "\n", &save)) {
		size_t name = strcspn(next, " ");

		if (strncmp(next + name, " yes", 4) != 0 || name > 16 || n + 20 > sizeof(f->text))
			continue;
		n += (size_t)snprintf(f->text + n, sizeof(f->text) - n, "%s%.*s",
		                      n > 0 ? ", " : "--port ", (int)name, next);
		num_real += strncmp(next, "sim ", 4) != 0;
	}
	if (num_real > 0)
		return;
	f->verdict = NOTE;
	f->fix = "development takes --port sim; what each real platform lacks here says "
		 "phala-enclave --ports";
}

static void check_enclave(struct finding *f)
{
	if (access(enclave_path(), X_OK) == 0) {
		(void)snprintf(f->text, sizeof(f->text), "phala-enclave lies beside phala");
		return;
	}
	(void)snprintf(f->text, sizeof(f->text), "phala-enclave is not beside phala");
	f->verdict = BAD;
	f->fix = "copy both programs together; ./dev build makes them";
}

static void check_address_space(struct finding *f)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_AS, &r) == 0 && r.rlim_cur != RLIM_INFINITY) {
		(void)snprintf(f->text, sizeof(f->text), "limited to %llu MiB",
		               (unsigned long long)(r.rlim_cur >> 20));
		f->verdict = BAD;
		f->fix = "ulimit -v unlimited: each box reserves 8 GiB of addresses, not of memory";
		return;
	}
	(void)snprintf(f->text, sizeof(f->text), "unlimited");
}

static void check_system(struct finding *f)
{
	struct utsname u;

	if (uname(&u) != 0) {
		f->verdict = BAD;
		f->fix = "run on Linux";
		return;
	}
	(void)snprintf(f->text, sizeof(f->text), "%.40s %.40s %.20s", u.sysname, u.release,
	               u.machine);
	if (strcmp(u.sysname, "Linux") == 0 && strcmp(u.machine, "x86_64") == 0)
		return;
	f->verdict = BAD;
	f->fix = "boxes need Linux on x86_64";
}

static const struct {
	const char *name;
	void (*check)(struct finding *f);
} checks[] = {
    {"system", check_system},
    {"clock", check_clock},
    {"fsgsbase", check_fsgsbase},
    {"tee", check_tee},
    {"platforms", check_platforms},
    {"disk", check_disk},
    {"port", check_port},
    {"addresses", check_address_space},
    {"versions", check_versions},
    {"enclave", check_enclave},
};

static void print_finding(const struct out *o, const char *name, const struct finding *f)
{
	static const char *const words[] = {"ok", "note", "BAD"};

	if (o->json) {
		(void)printf(
		    "{\"check\":\"%s\",\"verdict\":\"%s\",\"text\":\"%s\",\"fix\":\"%s\"}\n", name,
		    words[f->verdict], f->text, f->fix != NULL ? f->fix : "");
		return;
	}
	(void)printf("%-5s %-10s %s\n", words[f->verdict], name, f->text);
	if (f->fix != NULL)
		(void)printf("%16s fix: %s\n", "", f->fix);
}

static enum cli_exit run(int argc, char **argv)
{
	bool json = false;
	const struct opt opts[] = {
	    OPT_FLAG_ROW("json", "one JSON object a line", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_doctor, opts, 0, 0, &json};
	enum cli_exit code = EXIT_DONE;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		struct finding f = {.verdict = GOOD, .text = "", .fix = NULL};

		checks[i].check(&f);
		print_finding(&o, checks[i].name, &f);
		if (f.verdict == BAD)
			code = EXIT_USER;
	}
	return code;
}

const struct cmd cmd_doctor = {"doctor", "[--json]",
                               "check this machine, with the fix for each finding", run};
