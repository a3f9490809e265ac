/* The folder of a development PKI: `seed`, which is secret, and `root.der`, which is what others
 * trust. */
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attest/sim/sim_kit.h"
#include "base/hex.h"

#define SEED_NAME "seed"
#define ROOT_NAME "root.der"
#define RAND_LEN  8u
#define NAME_MAX_ 32u

static enum err err_of_errno_here(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ELOOP: /* a symbolic link where a file should be */
		return ERR_CORRUPT;
	default:
		return ERR_IO;
	}
}

static void fill_random(void *out, size_t n)
{
	u8 *p = out;

	while (n != 0) {
		ssize_t got = getrandom(p, n, 0);

		CHECK(got > 0 || errno == EINTR);
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
}

struct file {
	const char *name;
	mode_t mode;
	bool is_secret; /* only ours, and nobody else may read it */
};

static const struct file seed_file = {SEED_NAME, 0600, true};
static const struct file root_file = {ROOT_NAME, 0644, false};

static enum err read_open(int fd, const struct file *f, u8 *out, size_t cap, size_t *n)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (!S_ISREG(st.st_mode) || st.st_size < 0 || (u64)st.st_size > cap)
		return ERR_CORRUPT;
	if (f->is_secret && ((st.st_mode & 0777) != f->mode || st.st_uid != geteuid()))
		return ERR_DENIED;
	got = read(fd, out, cap);
	if (got < 0)
		return ERR_IO;
	*n = (size_t)got;
	return ERR_OK;
}

static enum err read_file(int dir, const struct file *f, u8 *out, size_t cap, size_t *n)
{
	int fd = openat(dir, f->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum err e;

	if (fd < 0)
		return err_of_errno_here();
	e = read_open(fd, f, out, cap, n);
	(void)close(fd);
	return e;
}

static enum err write_open(int fd, const struct file *f, struct slice data)
{
	if (fchmod(fd, f->mode) != 0 || write(fd, data.p, data.n) != (ssize_t)data.n ||
	    fsync(fd) != 0)
		return ERR_IO;
	return ERR_OK;
}

/* make_file writes under another name and links it to its own, so that a file is there whole or
 * not at all, and the first of two makers wins. */
static enum err make_file(int dir, const struct file *f, struct slice data)
{
	char name[NAME_MAX_] = {0};
	u8 rnd[RAND_LEN];
	size_t at = strlen(f->name);
	enum err e;
	int fd;

	fill_random(rnd, sizeof(rnd));
	memcpy(name, f->name, at);
	name[at] = '.';
	hex_encode(name + at + 1, SLICE_ARR(rnd));
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_of_errno_here();
	e = write_open(fd, f, data);
	(void)close(fd);
	if (e == ERR_OK && linkat(dir, name, dir, f->name, 0) != 0 && errno != EEXIST)
		e = ERR_IO;
	(void)unlinkat(dir, name, 0);
	return e == ERR_OK && fsync(dir) != 0 ? ERR_IO : e;
}

static enum err read_seed(int dir, struct secret32 *out)
{
	u8 b[sizeof(out->b) + 1];
	size_t n = 0;
	enum err e = read_file(dir, &seed_file, b, sizeof(b), &n);

	if (e == ERR_OK && n != sizeof(out->b))
		e = ERR_CORRUPT;
	if (e == ERR_OK)
		memcpy(out->b, b, sizeof(out->b));
	mem_wipe(b, sizeof(b));
	return e;
}

static enum err make_seed(int dir)
{
	struct secret32 seed;
	enum err e;

	fill_random(seed.b, sizeof(seed.b));
	e = make_file(dir, &seed_file, SLICE_ARR(seed.b));
	secret32_release(&seed);
	return e;
}

/* Whoever makes both makes the seed first. So a root that is there before the seed is looked for
 * has none: it was put there to be trusted, and nothing can be issued under it. */
static enum err get_seed(int dir, struct secret32 *out)
{
	bool has_root = faccessat(dir, ROOT_NAME, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	enum err e = read_seed(dir, out);

	if (e != ERR_NOT_FOUND)
		return e;
	if (has_root)
		return ERR_CORRUPT;
	TRY(make_seed(dir));
	return read_seed(dir, out);
}

/* The root is whoever linked first; it is read back and compared with the seed. */
static enum err get_root(int dir, struct sim_pki *out, const struct secret32 *seed)
{
	u8 der[ATTEST_ROOT_MAX];
	size_t n = 0;
	enum err e = read_file(dir, &root_file, der, sizeof(der), &n);

	if (e == ERR_NOT_FOUND) {
		TRY(sim_pki_from_seed(out, seed, SLICE_EMPTY));
		e = make_file(dir, &root_file, slice_of(out->root_der, out->root_len));
		sim_pki_release(out);
		if (e == ERR_OK)
			e = read_file(dir, &root_file, der, sizeof(der), &n);
	}
	if (e == ERR_OK && n == 0)
		e = ERR_CORRUPT;
	return e == ERR_OK ? sim_pki_from_seed(out, seed, slice_of(der, n)) : e;
}

enum err sim_pki_open(struct sim_pki *out, const char *dir)
{
	struct secret32 seed = {{0}};
	enum err e;
	int fd;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return err_of_errno_here();
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_of_errno_here();
	e = get_seed(fd, &seed);
	if (e == ERR_OK)
		e = get_root(fd, out, &seed);
	secret32_release(&seed);
	(void)close(fd);
	return e;
}
