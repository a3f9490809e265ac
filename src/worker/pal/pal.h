#ifndef WORKER_PAL_PAL_H
#define WORKER_PAL_PAL_H
/* worker/pal: what the enclave needs from the platform it runs on.
 *
 * The only way from trusted code to randomness, clock, sealing and evidence. All ports are
 * linked (port.h, ports.c); one is chosen, by name, when the process starts and never again.
 * Trusted code may call everything here; pal_start and pal_sandbox_enter are for the
 * enclave's main alone. One platform a process: there is no handle.
 *
 * What each port protects, and what not: docs/operating/. `sim` protects nothing from the
 * machine's owner: seed and development PKI are on its disk, and the measurement is computed
 * by the program itself. It has the shape of the real thing so that the same code runs. */
#include "base/secret.h"
#include "base/slice.h"

#define PAL_QUOTE_MAX     16384u
#define PAL_EVENT_LOG_MAX ((size_t)256 << 10)
#define PAL_QUOTE_MS      12000u
#define PAL_FDS_MAX       72u
#define PAL_WHY_MAX       512u

struct pal_opts {
	/* "sim", "gramine", "tdx", "snp", "dstack", or "auto": the first real one that this
	 * machine offers, in the order dstack, gramine, tdx, snp. Never sim by itself. */
	const char *port;
	/* sim: an existing folder; holds the seed file, made when missing. */
	const char *state_dir;
	/* sim: folder of attest/sim, made when missing; NULL: it has no evidence to show
	 * (pal_tee is 0), as only a chain with AllowUnattested takes. */
	const char *pki_dir;
	/* How long pal_quote waits for the platform; 0: PAL_QUOTE_MS. */
	u32 quote_ms;
	/* Tests: a folder that stands before the path of every device; NULL: none. */
	const char *sys_root;
};

/* pal_start opens the platform, gets a first quote, and learns measurement, trust domain and
 * sealing root from it. It may start a quoting process that outlives pal_sandbox_enter and
 * ends with the caller. pal_why tells a person about a failure. ERR_INVALID (no such port),
 * ERR_NOT_FOUND (no such device, no state_dir), ERR_DENIED, ERR_CORRUPT (seed, or an answer
 * that is none), ERR_TIMEOUT, ERR_UNSUPPORTED, ERR_LIMIT, ERR_IO. */
enum err pal_start(const struct pal_opts *o) MUST_CHECK;
/* pal_choose finds the port and touches nothing; pal_name and pal_forks know from then on. For a
 * caller who forks before pal_start, which chooses anew. Errors of the choice as above. */
enum err pal_choose(const struct pal_opts *o) MUST_CHECK;
/* pal_why is about the latest pal_start or pal_quote that failed: what happened, why, and what
 * to do, in one line of text; "" if nobody knows more than the error does. */
const char *pal_why(void);

/* pal_name is "sim", "gramine", ... as in receipts and logs; "none" before it is chosen. */
const char *pal_name(void);
/* pal_is_simulated: results can never be stronger than "simulated", and
 * `--dev-ca` is taken. */
bool pal_is_simulated(void);
/* pal_keeps_keys: pal_seal_key gives the same key after the machine was started anew. Where it
 * does not (tdx), what was sealed is lost with the boot, and a new worker begins. */
bool pal_keeps_keys(void);
/* pal_forks: this platform isolates processes, so boxes may be forked. */
bool pal_forks(void);

/* pal_tee is which TEE the quotes are of: 0 none, 1 SGX, 2 TDX, 3 SEV-SNP, as in receipts. sim
 * with a PKI: 1, under its own root. */
u8 pal_tee(void);
/* pal_trust_domain is the SHA-256 of the root certificate at the end of the own quote's chain,
 * unverified; zero without evidence, and for SEV-SNP, whose report carries none. */
void pal_trust_domain(u8 out[32]);

/* pal_random fills out; it never fails and never blocks after pal_start. */
void pal_random(void *out, size_t n);

/* pal_clock_hint_ms is the platform's idea of Unix time: the host's, so a hint
 * only. pal_clock_mono_ns is for limits; it never goes back. */
u64 pal_clock_hint_ms(void);
u64 pal_clock_mono_ns(void);

/* pal_measurement names the code that runs here: what the own quote says of it
 * (attest_measurement; SEV-SNP: SHA-256 of the launch digest). sim: SHA-256 of the program's
 * ELF file, so a rebuild is a new worker. */
void pal_measurement(u8 out[32]);

/* pal_seal_key derives a key that only this code on this platform gets. The
 * context is a label and what it is bound to, such as the genesis hash. */
void pal_seal_key(struct secret32 *out, struct slice context);

/* pal_quote asks for evidence that binds report_data: a DCAP quote; SEV-SNP: the report (1,184
 * bytes), then the certificate table as the kernel gave it, possibly empty. Works after
 * pal_sandbox_enter, and may wait some seconds (PAL_QUOTE_MAX is enough room). ERR_UNSUPPORTED:
 * this port has none, and registration then carries no evidence. ERR_TIMEOUT, ERR_AGAIN
 * (others kept the device busy), ERR_CORRUPT, ERR_LIMIT, ERR_EOF (quoting process gone),
 * ERR_IO. */
enum err pal_quote(const u8 report_data[64], u8 *buf, size_t cap, size_t *n) MUST_CHECK;

/* pal_event_log is what explains the RTMRs of this boot, as the platform keeps it: dstack: JSON
 * text; tdx: the CCEL table (TCG log). Read at pal_start; lives as long as the process.
 * ERR_UNSUPPORTED: there is none. */
enum err pal_event_log(struct slice *out) MUST_CHECK;

/* pal_ports writes one line a port about this machine: name, "yes" or "no", and why; NUL
 * terminated. For `phala-enclave --ports`. */
void pal_ports(char *out, size_t cap, const char *sys_root);

/* Which process is about to lock itself in. */
enum pal_role {
	PAL_ENCLAVE, /* keys, TLS, protocol: moves bytes on its descriptors */
	PAL_BOX,     /* guest code: one socket, timers, memory */
	PAL_QUOTER_FILES,  /* the quoting process of tdx and snp: opens files */
	PAL_QUOTER_SOCKET, /* of dstack: connects to a Unix socket */
	NUM_PAL_ROLES
};

/* pal_sandbox_enter closes every descriptor but the listed ones (and, for PAL_ENCLAVE, the
 * quoting process's), gives up ptrace, core dumps and new privileges, asks to die with its
 * parent, and loads a seccomp filter that kills the process for anything that its role does not
 * need. No way back. fds are the only descriptors that I/O calls may name (a quoting process
 * also uses those that it opens). ERR_LIMIT, or ERR_IO if the kernel refuses: then do not go
 * on. gramine: only PAL_ENCLAVE, which does nothing: the LibOS has one process and the enclave
 * is its sandbox. */
enum err pal_sandbox_enter(enum pal_role role, const int *fds, size_t num_fds) MUST_CHECK;

#endif /* WORKER_PAL_PAL_H */
