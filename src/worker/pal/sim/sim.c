#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attest/sim/sim.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "worker/pal/port.h"
#include "worker/pal/seed/seed.h"

#define SEED_NAME     "sim-seed"
#define MACHINE_LABEL "phala/pal/sim/machine/v1"

static struct {
	bool has_pki;
	u8 measurement[32];
	struct sim_platform machine;
} self;

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

static enum err sign_quote(const u8 report_data[64], u8 *buf, size_t cap, size_t *n)
{
	struct sim_body b = {.kind = SIM_SGX_3};

	memcpy(b.measurement, self.measurement, sizeof(b.measurement));
	memcpy(b.report_data, report_data, sizeof(b.report_data));
	return sim_quote(&self.machine, &b, buf, cap, n);
}

/* The machine is the seed's, whatever code runs on it: its PPID stays when the program is built
 * anew. */
static enum err open_pki(const char *dir, const struct secret32 *seed)
{
	struct secret32 machine;
	struct sim_pki pki;
	enum err e = sim_pki_open(&pki, dir);

	if (e != ERR_OK)
		return pal_fail(e,
		                "the development PKI in %.300s cannot be used: %s; see its files "
		                "(seed: 32 bytes, 0600), or name another folder",
		                dir, err_text(e));
	hkdf_256(&machine, SLICE_EMPTY, SLICE_ARR(seed->b), SLICE_LIT(MACHINE_LABEL));
	e = sim_platform_make(&self.machine, &pki, &machine);
	secret32_release(&machine);
	sim_pki_release(&pki);
	return e;
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	static const u8 nothing[64];
	static u8 buf[SIM_QUOTE_MAX];
	size_t n;
	enum err e;

	sim_platform_release(&self.machine);
	self.has_pki = false;
	TRY(measure_self(out->measurement));
	if (o->state_dir == NULL)
		return pal_fail(ERR_INVALID, "the sim port keeps a seed; give --state DIR");
	e = seed_get(o->state_dir, SEED_NAME, &out->root);
	if (e != ERR_OK)
		return pal_fail(e, "the seed of the simulated machine, %.300s/" SEED_NAME ", %s",
		                o->state_dir, seed_complaint(e));
	if (o->pki_dir == NULL)
		return ERR_OK;
	TRY(open_pki(o->pki_dir, &out->root));
	memcpy(self.measurement, out->measurement, sizeof(self.measurement));
	/* What it says of itself is what its quote says, as on a real platform. */
	TRY(sign_quote(nothing, buf, sizeof(buf), &n));
	TRY(pal_read_quote(slice_of(buf, n), out));
	self.has_pki = true;
	return ERR_OK;
}

/* Without a PKI there is no evidence to show, so a chain takes its workers only if its
 * genesis says that it takes workers without any. */
static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
                      size_t *n)
{
	(void)sys_root;
	return self.has_pki ? sign_quote(report_data, buf, cap, n) : ERR_UNSUPPORTED;
}

const struct pal_port pal_port_sim = {.name = "sim",
                                      .device = "none needed: simulated, for development",
                                      .is_simulated = true,
                                      .keeps_keys = true,
                                      .forks = true,
                                      .is_dcap = true,
                                      .quoting = PAL_QUOTE_HERE,
                                      .detect = detect,
                                      .start = start,
                                      .quote = quote};
