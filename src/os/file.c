#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TREE_FDS_MAX 32
/* A temporary name is ".", the file's name, ".", a process id and a number. */
#define TMP_NAME_MAX (255u + 40u)

static const struct {
	int num;
	enum err err;
} errno_table[] = {
    {ENOENT, ERR_NOT_FOUND},   {ENOTDIR, ERR_NOT_FOUND},    {EACCES, ERR_DENIED},
    {EPERM, ERR_DENIED},       {EROFS, ERR_DENIED},         {EEXIST, ERR_EXISTS},
    {ENAMETOOLONG, ERR_LIMIT}, {EFBIG, ERR_LIMIT},          {EMFILE, ERR_LIMIT},
    {ENFILE, ERR_LIMIT},       {EWOULDBLOCK, ERR_CONFLICT}, {EADDRINUSE, ERR_CONFLICT},
    {ENOMEM, ERR_NOMEM},       {EINVAL, ERR_INVALID},       {EBADF, ERR_INVALID},
    {ETIMEDOUT, ERR_TIMEOUT},  {ENOSPC, ERR_FULL},          {EDQUOT, ERR_FULL},
};

enum err err_of_errno(int errnum)
{
	for (size_t i = 0; i < ARRAY_LEN(errno_table); i++)
		if (errno_table[i].num == errnum)
			return errno_table[i].err;
	return errnum == 0 ? ERR_OK : ERR_IO;
}

static enum err err_now(void)
{
	return errno == 0 ? ERR_IO : err_of_errno(errno);
}

/* Closing must not hide the errno of what went wrong before. */
static void close_quiet(int fd)
{
	int saved = errno;

	(void)close(fd);
	errno = saved;
}

enum err path_join(char *out, size_t cap, const char *dir, const char *name)
{
	size_t d = strlen(dir), n = strlen(name);
	bool slash = d != 0 && dir[d - 1] != '/';

	if (d >= cap || n >= cap - d || (slash && n + 1 >= cap - d))
		return ERR_LIMIT;
	memmove(out, dir, d);
	if (slash)
		out[d++] = '/';
	memcpy(out + d, name, n + 1);
	return ERR_OK;
}

static enum err read_full(int fd, u8 *p, size_t n)
{
	while (n != 0) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return ERR_IO; /* an early end: the file shrank under us */
		p += got;
		n -= (size_t)got;
	}
	return ERR_OK;
}

static enum err write_full(int fd, struct slice s, off_t at)
{
	while (s.n != 0) {
		ssize_t put = pwrite(fd, s.p, s.n, at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_now();
		s = slice_from(s, (size_t)put);
		at += put;
	}
	return ERR_OK;
}

static enum err read_open(struct arena *a, int fd, size_t max, struct slice *out)
{
	struct stat st;
	u8 *p;

	if (fstat(fd, &st) != 0)
		return err_now();
	if (!S_ISREG(st.st_mode))
		return ERR_INVALID;
	if ((u64)st.st_size > max)
		return ERR_LIMIT;
	p = arena_alloc(a, (size_t)st.st_size);
	if (p == NULL)
		return ERR_NOMEM;
	TRY(read_full(fd, p, (size_t)st.st_size));
	*out = slice_of(p, (size_t)st.st_size);
	return ERR_OK;
}

enum err file_read(struct arena *a, const char *path, size_t max, struct slice *out)
{
	/* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum err e;

	if (fd < 0)
		return err_now();
	e = read_open(a, fd, max, out);
	close_quiet(fd);
	return e;
}

enum err file_map(const char *path, size_t max, struct slice *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p = NULL;
	enum err e = ERR_OK;

	if (fd < 0)
		return err_now();
	if (fstat(fd, &st) != 0)
		e = err_now();
	else if (!S_ISREG(st.st_mode))
		e = ERR_INVALID;
	else if ((u64)st.st_size > max)
		e = ERR_LIMIT;
	if (e == ERR_OK && st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			e = err_now();
	}
	close_quiet(fd);
	if (e == ERR_OK)
		*out = slice_of(p, (size_t)st.st_size);
	return e;
}

void file_unmap(struct slice file)
{
	union {
		const u8 *in;
		void *out;
	} u = {file.p};

	if (file.n != 0)
		(void)munmap(u.out, file.n);
}

/* path_folder writes the folder of path and points *name at the last part. */
static enum err path_folder(char *out, size_t cap, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;

	*name = path + n;
	if (**name == '\0')
		return ERR_INVALID;
	if (strlen(*name) > 255 || n >= cap)
		return ERR_LIMIT;
	if (n == 0) {
		memcpy(out, ".", 2);
	} else {
		memcpy(out, path, n);
		out[n] = '\0';
	}
	return ERR_OK;
}

static enum err folder_open(const char *path, const char **name, int *fd)
{
	char dir[OS_PATH_MAX];

	TRY(path_folder(dir, sizeof(dir), path, name));
	*fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd < 0 ? err_now() : ERR_OK;
}

static enum err write_tmp(int dir, const char *tmp, struct slice data, u32 mode)
{
	int fd = openat(dir, tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum err e;

	if (fd < 0)
		return err_now();
	e = write_full(fd, data, 0);
	if (e == ERR_OK && (fchmod(fd, mode & 07777) != 0 || fsync(fd) != 0))
		e = err_now();
	close_quiet(fd);
	return e;
}

static enum err write_replace(int dir, const char *name, struct slice data, u32 mode)
{
	static unsigned counter; /* two writes of one process never share a name */
	char tmp[TMP_NAME_MAX];
	enum err e;

	(void)snprintf(tmp, sizeof(tmp), ".%.200s.%ld.%u", name, (long)getpid(), counter++);
	/* A leftover of a dead process that had our id. */
	(void)unlinkat(dir, tmp, 0);
	e = write_tmp(dir, tmp, data, mode);
	if (e == ERR_OK && renameat(dir, tmp, dir, name) != 0)
		e = err_now();
	if (e != ERR_OK) {
		int saved = errno;

		(void)unlinkat(dir, tmp, 0);
		errno = saved;
		return e;
	}
	return fsync(dir) != 0 ? err_now() : ERR_OK;
}

enum err file_write_atomic(const char *path, struct slice data, u32 mode)
{
	const char *name;
	enum err e;
	int dir;

	TRY(folder_open(path, &name, &dir));
	e = write_replace(dir, name, data, mode);
	close_quiet(dir);
	return e;
}

static enum err store_open(int fd, u64 offset, struct slice data)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_now();
	if (!S_ISREG(st.st_mode) || offset > (u64)st.st_size)
		return ERR_INVALID;
	if (data.n > (u64)INT64_MAX - offset)
		return ERR_LIMIT;
	/* Cut first: a crash in between leaves the old bytes before offset and
	 * nothing behind them, never new bytes followed by old ones. */
	if ((u64)st.st_size > offset && ftruncate(fd, (off_t)offset) != 0)
		return err_now();
	TRY(write_full(fd, data, (off_t)offset));
	return fsync(fd) != 0 ? err_now() : ERR_OK;
}

enum err file_store_at(const char *path, u64 offset, struct slice data)
{
	const char *name;
	struct stat st;
	bool fresh;
	int dir, fd;
	enum err e;

	TRY(folder_open(path, &name, &dir));
	fresh = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0;
	if (fresh && offset != 0) {
		close_quiet(dir);
		return ERR_INVALID; /* and make no empty file */
	}
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
	e = fd < 0 ? err_now() : store_open(fd, offset, data);
	/* The name of a new file must last as well. */
	if (e == ERR_OK && fresh && fsync(dir) != 0)
		e = err_now();
	if (fd >= 0)
		close_quiet(fd);
	close_quiet(dir);
	return e;
}

static enum err mkdir_one(const char *path, u32 mode)
{
	struct stat st;

	if (mkdir(path, mode & 07777) == 0)
		return ERR_OK;
	if (errno != EEXIST)
		return err_now();
	if (stat(path, &st) != 0)
		return err_now();
	return S_ISDIR(st.st_mode) ? ERR_OK : ERR_EXISTS;
}

enum err file_mkdirs(const char *path, u32 mode)
{
	char part[OS_PATH_MAX];
	size_t n = strlen(path);

	if (n == 0)
		return ERR_INVALID;
	if (n >= sizeof(part))
		return ERR_LIMIT;
	memcpy(part, path, n + 1);
	for (size_t i = 1; i < n; i++) {
		if (part[i] != '/' || part[i - 1] == '/')
			continue;
		part[i] = '\0';
		TRY(mkdir_one(part, mode));
		part[i] = '/';
	}
	return mkdir_one(part, mode);
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)at;
	/* FTW_DEPTH: what a folder holds comes before the folder. */
	return (kind == FTW_DP ? rmdir(path) : unlink(path)) == 0 || errno == ENOENT ? 0 : -1;
}

enum err file_remove_tree(const char *path)
{
	errno = 0;
	if (nftw(path, remove_one, TREE_FDS_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0)
		return ERR_OK;
	return errno == ENOENT ? ERR_OK : err_now();
}

enum err file_lock(const char *path, int *fd)
{
	int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum err e;

	if (f < 0)
		return err_now();
	if (flock(f, LOCK_EX | LOCK_NB) != 0) {
		e = err_now();
		close_quiet(f);
		return e;
	}
	*fd = f;
	return ERR_OK;
}

void file_unlock(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}
