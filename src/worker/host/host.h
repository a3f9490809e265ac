#ifndef WORKER_HOST_HOST_H
#define WORKER_HOST_HOST_H
/* worker/host: the untrusted half of a worker: supervisor of `phala-enclave`, relayer to
 * the chain, HTTP API.
 *
 * For cli. It moves bytes and keeps files; no secret enters this process in clear, and what
 * it says about the chain is proven to the enclave. Everything runs on one libuv loop. It may
 * be killed at any moment: what it needs lies in the state folder, and what is on its way
 * is done again. A folder belongs to one process (ERR_CONFLICT).
 *
 *   enclave/  of the enclave alone      journal/TRIGGER.journal  encrypted records of runs
 *   sealed, light: sealed blobs         results/TRIGGER.json     receipt, signature, output
 *   code/  secrets/  bodies/            bundles/RECEIPT.json     for `phala verify`
 *   attestation/BOOT.json               what vouched for a boot, for bundles
 *
 * Ownership: worker_host_open copies the options except what is marked borrowed;
 * worker_host_close releases all, after worker_host_stop and a run of the loop.
 * HTTP: docs/protocol/worker.md. */
#include "crypto/sr25519.h"
#include "primitives/chain_spec.h"

struct uv_loop_s;
struct worker_host;

#define WORKER_HOST_RESOLVE_MAX 16u

/* Connections to host:port go to to_host:to_port instead, like curl's --connect-to; TLS
 * still checks the first name. port 0 means any. to_host is a numeric address or a name, and
 * the address rules do not apply to it: the operator wrote it down. */
struct worker_resolve {
	const char *host;
	u16 port;
	const char *to_host;
	u16 to_port;
};

/* As the chain shows it. */
struct worker_registered {
	u8 pubkey[32], x25519[32];
	u64 incarnation;
	u8 tee;              /* attest.h enum attest_tee; 0: no evidence */
	u8 trust_domain[32]; /* the root that vouches for it */
	bool production;     /* that root is Intel's */
	const char *status;  /* of its TCB; "" without evidence */
	u64 valid_until;     /* Unix seconds; 0: for ever */
};

/* Called from the loop. Strings and slices are lent for the call; any may be NULL. */
struct worker_observer {
	void *ctx;
	/* step: progress of a run for people; kind as in worker.toml (started, fetch, model, log,
	 * finished); the host adds "seen", "submitted", "dropped". */
	void (*step)(void *ctx, const u8 trigger[32], const char *kind, const char *text);
	/* registered: a finalized block shows this boot of the worker. Again after each boot. */
	void (*registered)(void *ctx, const struct worker_registered *r);
	/* attest: something happened about evidence: what is "upload", "register", "renew",
	 * "renewed", "refused", "missing" or "expired"; fix is what a person can do, or "". */
	void (*attest)(void *ctx, const char *what, const char *text, const char *fix);
	/* recorded: block is a finalized block in which the chain shows the receipt; bundle is the
	 * absolute path of the file for `phala verify`. */
	void (*recorded)(void *ctx, const u8 trigger[32], const u8 receipt[32], u32 block,
			 const char *bundle);
	/* dead: this trigger will not be tried again; why says what the operator can do. */
	void (*dead)(void *ctx, const u8 trigger[32], const char *why);
	/* enclave: a process was started or (pid -1) has ended. */
	void (*enclave)(void *ctx, int pid);
	/* fatal: the worker cannot go on. */
	void (*fatal)(void *ctx, enum err e, const char *why);
};

struct worker_host_opts {
	const char *node_host;
	u16 node_port;
	const char *state_dir; /* made if missing, 0700 */
	const char *api_host;
	u16 api_port; /* 0: any */
	const char *enclave_path;
	struct slice dev_ca; /* PEM, or empty */
	struct sr25519_pair operator_key; /* pays fees */
	const struct chain_spec *spec; /* borrowed */
	bool allow_private; /* guests may reach loopback and private addresses (*.localhost too) */
	u32 boxes;
	const char *port;       /* platform port of the enclave, or NULL: it looks for one */
	const char *sim_pki;    /* folder of the development PKI, or NULL */
	const char *collateral; /* file as phala attest fetch-collateral makes it, or NULL */
	const char *enclave_crash_at; /* --crash-at of the first start of the enclave, or NULL */
	const struct worker_resolve *resolve; /* or NULL */
	size_t num_resolve;
	struct worker_observer observer;
};

/* worker_host_open locks the folder and reads what an earlier process left. */
enum err worker_host_open(struct worker_host **out, const struct worker_host_opts *o) MUST_CHECK;
/* worker_host_start starts the enclave and the API. ERR_CONFLICT: the API's port is taken;
 * ERR_NOT_FOUND: no enclave there. */
enum err worker_host_start(struct worker_host *h, struct uv_loop_s *loop) MUST_CHECK;
/* worker_host_stop ends the enclave and closes what is on the loop; no observer is called after. */
void worker_host_stop(struct worker_host *h);
void worker_host_close(struct worker_host *h);

u16 worker_host_port(const struct worker_host *h);

#endif /* WORKER_HOST_HOST_H */
