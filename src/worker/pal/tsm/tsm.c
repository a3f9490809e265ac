#include "worker/pal/tsm/tsm.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "worker/pal/dev/dev.h"
#include "worker/pal/port.h"

#define NAMES_MAX    64u /* folders that earlier processes of our number left */
#define PAUSE_MS_MIN 20u
#define LINE_MAX_LEN 64u

static u8 out_mem[TSM_BLOB_MAX], aux_mem[TSM_BLOB_MAX];
static u32 counter;

struct request {
	const struct tsm_request *q;
	struct dev_path dir;
};

static enum err path_of(const struct request *r, const char *name, struct dev_path *out)
{
	int n = snprintf(out->s, sizeof(out->s), "%s/%s", r->dir.s, name);

	return n > 0 && (size_t)n < sizeof(out->s) ? ERR_OK : ERR_LIMIT;
}

static enum err read_line(const struct request *r, const char *name, char line[LINE_MAX_LEN])
{
	struct dev_path p;
	size_t n;

	TRY(path_of(r, name, &p));
	TRY(dev_read(p.s, (u8 *)line, LINE_MAX_LEN - 1, &n));
	while (n > 0 && line[n - 1] == '\n')
		n--;
	line[n] = '\0';
	return ERR_OK;
}

static enum err read_generation(const struct request *r, u64 *out)
{
	char line[LINE_MAX_LEN];

	TRY(read_line(r, "generation", line));
	*out = 0;
	for (const char *c = line; *c != '\0' || c == line; c++) {
		errno = EPROTO;
		if (*c < '0' || *c > '9' || *out > UINT64_MAX / 10 - 1)
			return ERR_CORRUPT;
		*out = *out * 10 + (u64)(*c - '0');
	}
	return ERR_OK;
}

/* configfs hands the bytes to the driver when the file is closed, and nobody learns whether it
 * took them: the generation tells. */
static enum err write_data(const struct request *r, const u8 report_data[64])
{
	struct dev_path p;

	TRY(path_of(r, "inblob", &p));
	return dev_write(p.s, slice_of(report_data, 64));
}

static enum err read_blob(const struct request *r, const char *name, u8 *mem, struct slice *out)
{
	struct dev_path p;
	size_t n;

	TRY(path_of(r, name, &p));
	TRY(dev_read(p.s, mem, TSM_BLOB_MAX, &n));
	*out = slice_of(mem, n);
	return ERR_OK;
}

static enum err check_provider(const struct request *r)
{
	char line[LINE_MAX_LEN];

	TRY(read_line(r, "provider", line));
	if (strcmp(line, r->q->provider) == 0)
		return ERR_OK;
	for (char *c = line; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return pal_fail(ERR_INVALID,
	                "configfs-tsm speaks for \"%s\", and port %s needs \"%s\": this is another "
	                "kind of machine; name its port, or --port auto",
	                line, r->q->port, r->q->provider);
}

/* What is read between two looks at the counter. */
static enum err exchange(const struct request *r, const u8 report_data[64], struct slice *out,
                         struct slice *aux)
{
	u64 before, after;
	enum err e;

	TRY(check_provider(r));
	TRY(read_generation(r, &before));
	TRY(write_data(r, report_data));
	TRY(read_blob(r, "outblob", out_mem, out));
	*aux = SLICE_EMPTY;
	e = r->q->want_aux ? read_blob(r, "auxblob", aux_mem, aux) : ERR_OK;
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	TRY(read_generation(r, &after));
	errno = EBUSY;
	return after == before + 1 ? ERR_OK : ERR_AGAIN;
}

static enum err make_dir(struct request *r)
{
	struct dev_path base;

	TRY(dev_path(&base, r->q->sys_root, TSM_REPORT_DIR));
	for (u32 i = 0; i < NAMES_MAX; i++) {
		int n = snprintf(r->dir.s, sizeof(r->dir.s), "%s/phala-%d-%u", base.s,
		                 (int)getpid(), counter++);

		if (n <= 0 || (size_t)n >= sizeof(r->dir.s))
			return ERR_LIMIT;
		if (mkdir(r->dir.s, 0700) == 0)
			return ERR_OK;
		if (errno != EEXIST)
			return dev_err(errno);
	}
	return ERR_EXISTS;
}

static enum err try_once(const struct tsm_request *q, const u8 report_data[64], struct slice *out,
                         struct slice *aux)
{
	struct request r = {.q = q};
	enum err e;
	int no;

	TRY(make_dir(&r));
	e = exchange(&r, report_data, out, aux);
	no = errno;
	(void)rmdir(r.dir.s);
	errno = no;
	return e;
}

static const char *advice(enum err e)
{
	switch ((int)e) {
	case ERR_NOT_FOUND:
		return "mount configfs (mount -t configfs none /sys/kernel/config) on a kernel "
		       "from 6.7 "
		       "on with CONFIG_TSM_REPORTS";
	case ERR_DENIED:
		return "run as root, and in a container mount /sys/kernel/config writable";
	case ERR_UNSUPPORTED:
		return "no TEE driver has registered: load tdx_guest or sev-guest";
	case ERR_INVALID:
		return "the driver refused the request: see dmesg";
	case ERR_TIMEOUT:
		return "the host's quoting service does not answer: ask who runs the host";
	case ERR_LIMIT:
		return "the report is larger than any that is known";
	default:
		return "see dmesg";
	}
}

static enum err explain(enum err e, u32 tries)
{
	if (e == ERR_AGAIN)
		return pal_fail(
		    e,
		    "configfs-tsm gave no report in %u tries (%s): others keep it busy; "
		    "try again",
		    tries, strerror(errno));
	return pal_fail(e, "configfs-tsm gave no report: %s; %s", strerror(errno), advice(e));
}

enum err tsm_report(const struct tsm_request *q, const u8 report_data[64], struct slice *out,
                    struct slice *aux)
{
	u64 until = pal_clock_mono_ns() + (u64)pal_port_ms() * 1000000u;
	u32 pause_ms = PAUSE_MS_MIN;
	enum err e;

	(void)pal_fail(ERR_OK, "%s", "");
	for (u32 i = 1;; i++) {
		struct timespec t = {.tv_nsec = (long)pause_ms * 1000000};

		e = try_once(q, report_data, out, aux);
		if (e == ERR_OK || pal_why()[0] != '\0')
			return e;
		if (e != ERR_AGAIN || i == TSM_TRIES_MAX || pal_clock_mono_ns() >= until)
			return explain(e, i);
		(void)nanosleep(&t, NULL);
		pause_ms *= 2;
		if (pause_ms > 900)
			pause_ms = 900;
	}
}

enum err tsm_detect(const struct tsm_request *q, const char *device, const char *class_path)
{
	if (!dev_has(q->sys_root, device) && !dev_has(q->sys_root, class_path))
		return pal_fail(ERR_NOT_FOUND,
		                "neither %s nor %s is there: no such guest, or its driver "
		                "is not loaded",
		                device, class_path);
	if (!dev_has(q->sys_root, TSM_REPORT_DIR))
		return pal_fail(ERR_NOT_FOUND, TSM_REPORT_DIR " is not there: %s",
		                advice(ERR_NOT_FOUND));
	return ERR_OK;
}
