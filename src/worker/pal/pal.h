#ifndef WORKER_PAL_PAL_H
#define WORKER_PAL_PAL_H
/* worker/pal: what the enclave needs from the platform it runs on.
 *
 * The only way from trusted code to randomness, clock, sealing and evidence.
 * One port is linked: `sim` (this machine is no TEE, and says so), later
 * gramine, tdx, snp, dstack; `skeleton` shows the smallest one and must always
 * compile. Trusted code may call everything here; pal_start and
 * pal_sandbox_enter are for the enclave's main alone.
 *
 * What sim protects: nothing from the machine's owner. The seed file (0600) is
 * on the disk and the measurement is computed by the program itself. It has the
 * shape of the real thing so that the same code runs. */
#include "base/secret.h"
#include "base/slice.h"

#define PAL_QUOTE_MAX 16384u
#define PAL_FDS_MAX   72u

struct pal_opts {
	const char *state_dir; /* sim: an existing folder; holds the seed file, made when missing */
};

/* pal_start opens the platform. ERR_NOT_FOUND (no state_dir), ERR_DENIED,
 * ERR_CORRUPT (seed file), ERR_IO. */
enum err pal_start(const struct pal_opts *o) MUST_CHECK;

/* pal_name is "sim", "gramine", ... as in receipts and logs. */
const char *pal_name(void);
/* pal_is_simulated: results can never be stronger than "simulated", and
 * `--dev-ca` is taken. */
bool pal_is_simulated(void);

/* pal_random fills out; it never fails and never blocks after pal_start. */
void pal_random(void *out, size_t n);

/* pal_clock_hint_ms is the platform's idea of Unix time: the host's, so a hint
 * only. pal_clock_mono_ns is for limits; it never goes back. */
u64 pal_clock_hint_ms(void);
u64 pal_clock_mono_ns(void);

/* pal_measurement names the code that runs here. sim: SHA-256 of the program's
 * ELF file, so a rebuild is a new worker. */
void pal_measurement(u8 out[32]);

/* pal_seal_key derives a key that only this code on this platform gets. The
 * context is a label and what it is bound to, such as the genesis hash. */
void pal_seal_key(struct secret32 *out, struct slice context);

/* pal_quote asks for evidence that binds report_data. ERR_UNSUPPORTED: this port
 * has none, and registration then carries no evidence. */
enum err pal_quote(const u8 report_data[64], u8 *buf, size_t cap, size_t *n) MUST_CHECK;

/* Which process is about to lock itself in. */
enum pal_role {
	PAL_ENCLAVE, /* keys, TLS, protocol: moves bytes on its descriptors */
	PAL_BOX,     /* guest code: one socket, timers, memory */
};

/* pal_sandbox_enter closes every descriptor but the listed ones, gives up
 * ptrace, core dumps and new privileges, asks to die with its parent, and loads
 * a seccomp filter that kills the process for anything that its role does not
 * need. No way back. fds are the only descriptors that I/O calls may name.
 * ERR_LIMIT, or ERR_IO if the kernel refuses: then do not go on. */
enum err pal_sandbox_enter(enum pal_role role, const int *fds, size_t num_fds) MUST_CHECK;

#endif /* WORKER_PAL_PAL_H */
