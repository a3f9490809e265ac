#ifndef WORKER_PAL_PORT_H
#define WORKER_PAL_PORT_H
/* worker/pal/port: what a platform owes, as one row of a table. For the ports and pal.c.
 *
 * A port finds its device (`detect`), starts, and makes quotes; all else (choice, key
 * derivation, quoting process, sandbox) is pal.c's. A port keeps no state beside what `start`
 * and `quote` share, and everything it reads from a device is untrusted until the sizes hold:
 * the host may answer in its place. The smallest port is skeleton/. */
#include "worker/pal/pal.h"

/* What `start` finds out. pal.c owns it and wipes root when it fails. */
struct pal_facts {
	u8 tee;
	u8 measurement[32];
	u8 trust_domain[32];
	/* Only this code on this platform has it; pal_seal_key derives from it with the
	 * measurement as salt. */
	struct secret32 root;
	struct slice event_log; /* from malloc, or empty */
};

/* Where a quote is made. */
enum pal_quoting {
	PAL_QUOTE_HERE,   /* in the enclave itself: nothing that a sandbox forbids */
	PAL_QUOTE_FILES,  /* in a quoting process with this role */
	PAL_QUOTE_SOCKET
};

struct pal_port {
	const char *name;
	const char *device; /* what detect looks for, for people */
	bool is_simulated, keeps_keys, forks;
	bool is_real; /* "auto" may choose it */
	bool is_dcap; /* its quotes are Intel's */
	enum pal_quoting quoting;
	/* detect: ERR_OK if this machine has it. On failure it has called pal_fail. It changes
	 * nothing. */
	enum err (*detect)(const char *sys_root);
	/* start runs once, before the sandbox, after detect and after the quoting process was
	 * started: pal_quote works already. */
	enum err (*start)(const struct pal_opts *o, struct pal_facts *out);
	/* quote: as pal_quote. With a quoting process it runs there; `sys_root` is borrowed for
	 * the life of the process. */
	enum err (*quote)(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
			  size_t *n);
};

/* In the order in which "auto" looks. */
extern const struct pal_port *const pal_port_table[];
extern const size_t num_pal_ports;

extern const struct pal_port pal_port_dstack, pal_port_gramine, pal_port_tdx, pal_port_snp;
extern const struct pal_port pal_port_sim, pal_port_skeleton;

/* pal_read_quote fills in tee, measurement and trust_domain from an own DCAP quote. Nothing is
 * verified: it is about ourselves, and others will verify. ERR_CORRUPT, with pal_why. */
enum err pal_read_quote(struct slice quote, struct pal_facts *out) MUST_CHECK;

/* pal_port_ms is how long a port may take for one answer: less than the caller waits, so that it
 * says why. */
u32 pal_port_ms(void);

/* pal_quoter_fd is the socket to the quoting process, or -1. For the sandbox. */
int pal_quoter_fd(void);

/* pal_fail notes what pal_why says, and returns e. */
enum err pal_fail(enum err e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif /* WORKER_PAL_PORT_H */
