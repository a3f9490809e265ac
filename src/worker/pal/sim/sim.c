#include "worker/pal/pal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "crypto/hash.h"
#include "crypto/seal.h"

#define SEED_NAME     "sim-seed"
#define SEAL_LABEL    "phala/pal/sim/seal/v1"
#define NUM_NAME_RAND 8u

static struct {
	bool started;
	struct secret32 seed;
	u8 measurement[32];
} sim;

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

static enum err seed_load(int dir, struct secret32 *out)
{
	int fd = openat(dir, SEED_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
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
static enum err seed_make(int dir)
{
	struct secret32 seed;
	u8 rnd[NUM_NAME_RAND];
	char name[sizeof(SEED_NAME) + 2 * NUM_NAME_RAND + 1] = SEED_NAME ".";
	enum err e;
	int fd;

	pal_random(rnd, sizeof(rnd));
	hex_encode(name + sizeof(SEED_NAME), SLICE_ARR(rnd));
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_of_open();
	pal_random(seed.b, sizeof(seed.b));
	e = seed_fill(fd, &seed);
	secret32_release(&seed);
	(void)close(fd);
	if (e == ERR_OK && linkat(dir, name, dir, SEED_NAME, 0) != 0 && errno != EEXIST)
		e = ERR_IO;
	(void)unlinkat(dir, name, 0);
	return e == ERR_OK && fsync(dir) != 0 ? ERR_IO : e;
}

static enum err seed_get(const char *state_dir, struct secret32 *out)
{
	int dir = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e;

	if (dir < 0)
		return err_of_open();
	e = seed_load(dir, out);
	if (e == ERR_NOT_FOUND) {
		e = seed_make(dir);
		if (e == ERR_OK)
			e = seed_load(dir, out);
	}
	(void)close(dir);
	return e;
}

static enum err measure_fd(int fd, u8 out[32])
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0 || st.st_size <= 0)
		return ERR_IO;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return ERR_IO;
	sha2_256(out, slice_of(p, (size_t)st.st_size));
	(void)munmap(p, (size_t)st.st_size);
	return ERR_OK;
}

/* The kernel's link leads to the file that runs, even if another one has its
 * name by now. */
static enum err measure_self(u8 out[32])
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return ERR_IO;
	e = measure_fd(fd, out);
	(void)close(fd);
	return e;
}

enum err pal_start(const struct pal_opts *o)
{
	TRY(measure_self(sim.measurement));
	TRY(seed_get(o->state_dir, &sim.seed));
	sim.started = true;
	return ERR_OK;
}

const char *pal_name(void)
{
	return "sim";
}

bool pal_is_simulated(void)
{
	return true;
}

void pal_random(void *out, size_t n)
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

u64 pal_clock_hint_ms(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_REALTIME, &t) == 0);
	return t.tv_sec < 0 ? 0 : (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}

u64 pal_clock_mono_ns(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

void pal_measurement(u8 out[32])
{
	CHECK(sim.started);
	memcpy(out, sim.measurement, sizeof(sim.measurement));
}

void pal_seal_key(struct secret32 *out, struct slice context)
{
	u8 info[sizeof(SEAL_LABEL) - 1 + 32] = SEAL_LABEL;

	CHECK(sim.started);
	sha2_256(info + sizeof(SEAL_LABEL) - 1, context);
	hkdf_256(out, SLICE_ARR(sim.measurement), SLICE_ARR(sim.seed.b), SLICE_ARR(info));
}

/* This port has no evidence to show, so a chain takes its workers only if its
 * genesis says that it takes workers without any. */
enum err pal_quote(const u8 report_data[64], u8 *buf, size_t cap, size_t *n)
{
	(void)report_data;
	(void)buf;
	(void)cap;
	(void)n;
	return ERR_UNSUPPORTED;
}
