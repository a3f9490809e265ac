#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/hash.h"
#include "worker/pal/port.h"
#include "worker/pal/seed/seed.h"

#define SEED_NAME "sim-seed"

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

static enum err detect(const char *sys_root)
{
	(void)sys_root;
	return ERR_OK;
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	enum err e;

	TRY(measure_self(out->measurement));
	if (o->state_dir == NULL)
		return pal_fail(ERR_INVALID, "the sim port keeps a seed; give --state DIR");
	e = seed_get(o->state_dir, SEED_NAME, &out->root);
	if (e != ERR_OK)
		return pal_fail(e, "the seed of the simulated machine, %.300s/" SEED_NAME ", %s",
				o->state_dir, seed_complaint(e));
	if (o->pki_dir != NULL)
		return pal_fail(ERR_UNSUPPORTED, "sim does not quote yet; leave --pki out");
	return ERR_OK;
}

/* Without a PKI there is no evidence to show, so a chain takes its workers only if its
 * genesis says that it takes workers without any. */
static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
		      size_t *n)
{
	(void)sys_root;
	(void)report_data;
	(void)buf;
	(void)cap;
	(void)n;
	return ERR_UNSUPPORTED;
}

const struct pal_port pal_port_sim = {.name = "sim",
				      .device = "none needed: simulated, for development",
				      .is_simulated = true,
				      .keeps_keys = true,
				      .forks = true,
				      .quoting = PAL_QUOTE_HERE,
				      .detect = detect,
				      .start = start,
				      .quote = quote};
