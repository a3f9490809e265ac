#ifndef WORKER_PAL_TEST_DEV_KIT_H
#define WORKER_PAL_TEST_DEV_KIT_H
/* A kernel for tests: paths below `kit->root` that a fake owns never reach the real one.
 *
 * The linker turns open, read, write, close, mkdir, rmdir, access, statfs and ioctl of the code
 * under test into the functions here (--wrap), so that code has no seam of its own. State that the
 * quoting process and the test both see lies in shared memory: `kit`. A test binary defines one
 * `kit_dev`. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/test.h"

#define KIT_FD      100000
#define KIT_HANDLES 64
#define KIT_BUF     (256u << 10)

/* An open file of the fake. */
struct kit_file {
	bool used, filled, written;
	int node; /* what it is: the fake's own number */
	int item;
	u8 *buf;
	size_t len, pos;
};

/* What a fake implements; paths are without the root. Results as of the kernel: negative errno. */
struct kit_dev {
	bool (*owns)(const char *path);
	int (*open)(struct kit_file *f, const char *path, int flags);
	ssize_t (*fill)(struct kit_file *f); /* first read: fills buf */
	ssize_t (*write)(struct kit_file *f, const u8 *p, size_t n);
	void (*close)(struct kit_file *f);
	int (*mkdir)(const char *path);
	int (*rmdir)(const char *path);
	bool (*has)(const char *path);
	int (*ioctl)(struct kit_file *f, unsigned long nr, void *arg);
};
extern const struct kit_dev kit_dev;

/* What happens to the calls of every fake. */
struct kit_faults {
	size_t short_read; /* a read gives at most so many bytes; 0: all */
	u32 eintr_reads;   /* so many reads are interrupted first */
	u32 hang_ms;       /* the next first read takes so long */
	bool die;          /* the process ends in the next first read */
	bool disk;         /* /run is no tmpfs */
};

struct kit_shared {
	char root[64];
	struct kit_faults faults;
	u32 opens, leaked; /* leaked: files still open at the end are opens - closes */
	u32 closes;
};

static struct kit_shared *kit;
static struct kit_file kit_files[KIT_HANDLES];

static inline void *kit_share(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

/* On a tmpfs, as /run is. */
static inline void kit_begin(void)
{
	if (kit == NULL)
		kit = (struct kit_shared *)kit_share(sizeof(*kit));
	memset(kit, 0, sizeof(*kit));
	(void)snprintf(kit->root, sizeof(kit->root), "/dev/shm/ph-pal-XXXXXX");
	CHECK(mkdtemp(kit->root) != NULL);
}

static inline void kit_end(void)
{
	char cmd[128];
	FILE *f;

	EXPECT(kit->opens == kit->closes);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", kit->root);
	f = popen(cmd, "r");
	CHECK(f != NULL && pclose(f) == 0);
}

/* kit_hex reads a file of hex beside the tests. */
static inline size_t kit_hex(const char *path, u8 *out, size_t cap)
{
	static char text[64u << 10];
	FILE *f = fopen(path, "r");
	size_t n, got, len = 0;

	CHECK(f != NULL);
	n = fread(text, 1, sizeof(text), f);
	(void)fclose(f);
	for (size_t i = 0; i < n; i++)
		if (text[i] > ' ')
			text[len++] = text[i];
	CHECK(hex_decode(out, cap, &got, slice_of(text, len)) == ERR_OK);
	return got;
}

/* --- the calls ------------------------------------------------------------------------------ */

static inline const char *kit_path(const char *path)
{
	size_t n = kit == NULL ? 0 : strlen(kit->root);

	if (n == 0 || strncmp(path, kit->root, n) != 0)
		return NULL;
	return kit_dev.owns(path + n) ? path + n : NULL;
}

static inline struct kit_file *kit_file(int fd)
{
	if (fd < KIT_FD || fd >= KIT_FD + KIT_HANDLES || !kit_files[fd - KIT_FD].used)
		return NULL;
	return &kit_files[fd - KIT_FD];
}

static inline int kit_result(int rc)
{
	if (rc >= 0)
		return rc;
	errno = -rc;
	return -1;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	const char *rel = kit_path(path);
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (rel == NULL)
		return __real_open(path, flags, mode);
	for (int i = 0; i < KIT_HANDLES; i++) {
		struct kit_file *f = &kit_files[i];
		int rc;

		if (f->used)
			continue;
		*f = (struct kit_file){.buf = f->buf};
		if (f->buf == NULL)
			f->buf = (u8 *)malloc(KIT_BUF);
		CHECK(f->buf != NULL);
		rc = kit_dev.open(f, rel, flags);
		if (rc < 0)
			return kit_result(rc);
		f->used = true;
		kit->opens++;
		return KIT_FD + i;
	}
	return kit_result(-EMFILE);
}

ssize_t __real_read(int fd, void *p, size_t n);
ssize_t __wrap_read(int fd, void *p, size_t n);
ssize_t __wrap_read(int fd, void *p, size_t n)
{
	struct kit_file *f = kit_file(fd);

	if (f == NULL)
		return __real_read(fd, p, n);
	if (kit->faults.eintr_reads > 0) {
		kit->faults.eintr_reads--;
		errno = EINTR;
		return -1;
	}
	if (!f->filled) {
		ssize_t rc;

		if (kit->faults.die)
			_exit(3);
		if (kit->faults.hang_ms > 0) {
			struct timespec t = {.tv_sec = kit->faults.hang_ms / 1000,
			                     .tv_nsec =
			                         (long)(kit->faults.hang_ms % 1000) * 1000000};

			kit->faults.hang_ms = 0;
			(void)nanosleep(&t, NULL);
		}
		rc = kit_dev.fill(f);
		if (rc < 0)
			return kit_result((int)rc);
		f->filled = true;
		f->len = (size_t)rc;
	}
	n = size_min(n, f->len - f->pos);
	if (kit->faults.short_read != 0)
		n = size_min(n, kit->faults.short_read);
	memcpy(p, f->buf + f->pos, n);
	f->pos += n;
	return (ssize_t)n;
}

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	struct kit_file *f = kit_file(fd);

	return f == NULL ? __real_write(fd, p, n)
	                 : kit_result((int)kit_dev.write(f, (const u8 *)p, n));
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	struct kit_file *f = kit_file(fd);

	if (f == NULL)
		return __real_close(fd);
	kit_dev.close(f);
	f->used = false;
	kit->closes++;
	return 0;
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode)
{
	const char *rel = kit_path(path);

	return rel == NULL ? __real_mkdir(path, mode) : kit_result(kit_dev.mkdir(rel));
}

int __real_rmdir(const char *path);
int __wrap_rmdir(const char *path);
int __wrap_rmdir(const char *path)
{
	const char *rel = kit_path(path);

	return rel == NULL ? __real_rmdir(path) : kit_result(kit_dev.rmdir(rel));
}

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
	const char *rel = kit_path(path);

	return rel == NULL ? __real_access(path, mode) : kit_result(kit_dev.has(rel) ? 0 : -ENOENT);
}

int __real_statfs(const char *path, struct statfs *out);
int __wrap_statfs(const char *path, struct statfs *out);
int __wrap_statfs(const char *path, struct statfs *out)
{
	int rc = __real_statfs(path, out);

	if (rc == 0 && kit->faults.disk)
		out->f_type = EXT4_SUPER_MAGIC;
	return rc;
}

int __real_ioctl(int fd, unsigned long nr, void *arg);
int __wrap_ioctl(int fd, unsigned long nr, void *arg);
int __wrap_ioctl(int fd, unsigned long nr, void *arg)
{
	struct kit_file *f = kit_file(fd);

	return f == NULL ? __real_ioctl(fd, nr, arg) : kit_result(kit_dev.ioctl(f, nr, arg));
}

#endif /* WORKER_PAL_TEST_DEV_KIT_H */
