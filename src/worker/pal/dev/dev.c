#include "worker/pal/dev/dev.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum err dev_path(struct dev_path *out, const char *root, const char *path)
{
	int n = snprintf(out->s, sizeof(out->s), "%s%s", root, path);

	return n > 0 && (size_t)n < sizeof(out->s) ? ERR_OK : ERR_LIMIT;
}

bool dev_has(const char *root, const char *path)
{
	struct dev_path p;

	return dev_path(&p, root, path) == ERR_OK && access(p.s, F_OK) == 0;
}

enum err dev_err(int no)
{
	static const struct {
		int no;
		enum err e;
	} rows[] = {
	    {ENOENT, ERR_NOT_FOUND},   {ENOTDIR, ERR_NOT_FOUND},  {ECONNREFUSED, ERR_NOT_FOUND},
	    {EACCES, ERR_DENIED},      {EPERM, ERR_DENIED},       {EROFS, ERR_DENIED},
	    {EBUSY, ERR_AGAIN},        {EAGAIN, ERR_AGAIN},       {EINTR, ERR_AGAIN},
	    {ETIMEDOUT, ERR_TIMEOUT},  {EINVAL, ERR_INVALID},     {ENXIO, ERR_UNSUPPORTED},
	    {ENODEV, ERR_UNSUPPORTED}, {ENOTTY, ERR_UNSUPPORTED}, {EFBIG, ERR_LIMIT},
	    {EEXIST, ERR_EXISTS},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].no == no)
			return rows[i].e;
	return ERR_IO;
}

/* Closes and keeps the errno of what went before. */
static enum err close_after(int fd, enum err e)
{
	int no = errno;

	if (close(fd) != 0 && e == ERR_OK)
		return dev_err(errno);
	errno = no;
	return e;
}

static enum err read_all(int fd, u8 *buf, size_t cap, size_t *n)
{
	u8 more;

	*n = 0;
	for (;;) {
		bool full = *n == cap;
		ssize_t got = read(fd, full ? &more : buf + *n, full ? 1 : cap - *n);

		if (got < 0)
			return dev_err(errno);
		if (got == 0)
			return ERR_OK;
		if (full) {
			errno = EFBIG;
			return ERR_LIMIT;
		}
		*n += (size_t)got;
	}
}

enum err dev_read(const char *path, u8 *buf, size_t cap, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*n = 0;
	if (fd < 0)
		return dev_err(errno);
	return close_after(fd, read_all(fd, buf, cap, n));
}

enum err dev_write(const char *path, struct slice bytes)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	enum err e = ERR_OK;
	ssize_t put;

	if (fd < 0)
		return dev_err(errno);
	put = write(fd, bytes.p, bytes.n);
	if (put < 0)
		e = dev_err(errno);
	else if ((size_t)put != bytes.n) {
		errno = EIO;
		e = ERR_IO;
	}
	return close_after(fd, e);
}
