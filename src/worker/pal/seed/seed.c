#include "worker/pal/seed/seed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "worker/pal/pal.h"

#define NUM_NAME_RAND 8u

static enum err err_of_open(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ELOOP: /* a symbolic link where the seed should be */
		return ERR_CORRUPT;
	default:
		return ERR_IO;
	}
}

/* seed_read wants exactly the seed: a file of ours that nobody else may read. */
static enum err seed_read(int fd, struct secret32 *out)
{
	u8 b[sizeof(out->b) + 1];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (!S_ISREG(st.st_mode))
		return ERR_CORRUPT;
	if ((st.st_mode & 0777) != 0600 || st.st_uid != geteuid())
		return ERR_DENIED;
	n = read(fd, b, sizeof(b));
	if (n == (ssize_t)sizeof(out->b))
		memcpy(out->b, b, sizeof(out->b));
	mem_wipe(b, sizeof(b));
	if (n < 0)
		return ERR_IO;
	return n == (ssize_t)sizeof(out->b) ? ERR_OK : ERR_CORRUPT;
}

static enum err seed_load(int dir, const char *file, struct secret32 *out)
{
	int fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum err e;

	if (fd < 0)
		return err_of_open();
	e = seed_read(fd, out);
	(void)close(fd);
	return e;
}

static enum err seed_fill(int fd, const struct secret32 *seed)
{
	if (fchmod(fd, 0600) != 0 ||
	    write(fd, seed->b, sizeof(seed->b)) != (ssize_t)sizeof(seed->b) || fsync(fd) != 0)
		return ERR_IO;
	return ERR_OK;
}

/* seed_make writes a new seed under another name and links it to its own, so
 * that it is there whole or not at all, and the first of two makers wins. */
static enum err seed_make(int dir, const char *file)
{
	struct secret32 seed;
	u8 rnd[NUM_NAME_RAND];
	char name[SEED_NAME_MAX + 2 * NUM_NAME_RAND + 2];
	size_t at = strlen(file) + 1;
	enum err e;
	int fd;

	CHECK(at <= SEED_NAME_MAX);
	(void)snprintf(name, sizeof(name), "%s.", file);
	pal_random(rnd, sizeof(rnd));
	hex_encode(name + at, SLICE_ARR(rnd));
	name[at + 2 * NUM_NAME_RAND] = '\0';
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_of_open();
	pal_random(seed.b, sizeof(seed.b));
	e = seed_fill(fd, &seed);
	secret32_release(&seed);
	(void)close(fd);
	if (e == ERR_OK && linkat(dir, name, dir, file, 0) != 0 && errno != EEXIST)
		e = ERR_IO;
	(void)unlinkat(dir, name, 0);
	return e == ERR_OK && fsync(dir) != 0 ? ERR_IO : e;
}

enum err seed_get(const char *folder, const char *file, struct secret32 *out)
{
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e;

	if (dir < 0)
		return err_of_open();
	e = seed_load(dir, file, out);
	if (e == ERR_NOT_FOUND) {
		e = seed_make(dir, file);
		if (e == ERR_OK)
			e = seed_load(dir, file, out);
	}
	(void)close(dir);
	return e;
}

const char *seed_complaint(enum err e)
{
	if (e == ERR_NOT_FOUND)
		return "cannot be made: there is no such folder; make it";
	if (e == ERR_DENIED)
		return "is not private to this user; it must be ours, with mode 0600";
	if (e == ERR_CORRUPT)
		return "is no seed of 32 bytes; remove it, and a new worker begins";
	return "cannot be read or written; see whether its disk is full or broken";
}
