#ifndef ATTEST_SIM_SIM_H
#define ATTEST_SIM_SIM_H
/* attest/sim: the development PKI and its quoting enclave. Hosted.
 *
 * It issues quotes and collateral of the real formats under a root of its own, so that every
 * check of a verifier runs; only the root differs. What it says is worth nothing: whoever has
 * the folder can forge everything. Marks for machines and people: O="DEV ONLY - not Intel"
 * in each name, no "Intel" anywhere, FMSPC DE70…, PPID "DEVSIM"…, user data
 * "SIMULATED-TEE-01". A verifier tells it by the root (attest_root.production).
 *
 * A folder, made at first use: `seed` (32 bytes, 0600) and `root.der`. Whoever only has to
 * trust it needs root.der. */
#include "attest/attest.h"
#include "base/secret.h"

#define SIM_QUOTE_MAX 8192u

struct sim_pki {
	u8 root_der[ATTEST_ROOT_MAX];
	size_t root_len;
	struct secret32 root, ca, signer; /* P-256 */
	struct secret32 seed;
};

/* sim_pki_open reads the folder, making it when missing. ERR_NOT_FOUND (no parent), ERR_DENIED
 * (seed of others, or readable by others), ERR_CORRUPT, ERR_IO. */
enum err sim_pki_open(struct sim_pki *out, const char *dir) MUST_CHECK;
/* sim_pki_from_seed makes one in memory: tests, and who reads files by itself. With an empty
 * root it signs a new root certificate. */
enum err sim_pki_from_seed(struct sim_pki *out, const struct secret32 *seed,
			   struct slice root_der) MUST_CHECK;
/* sim_pki_release wipes the keys. */
void sim_pki_release(struct sim_pki *p);

/* A simulated machine: its PCK key and attestation key, by its own seed. */
struct sim_platform {
	struct secret32 pck, attestation;
	u8 ppid[16];
	u8 chain[4096]; /* PEM: PCK, CA, root; a NUL follows */
	size_t chain_len;
};
enum err sim_platform_make(struct sim_platform *out, const struct sim_pki *pki,
			   const struct secret32 *machine_seed) MUST_CHECK;
void sim_platform_release(struct sim_platform *p);

enum sim_kind { SIM_SGX_3, SIM_TDX_4, SIM_TDX_5, SIM_TDX_5_TD15 };

struct sim_body {
	enum sim_kind kind;
	bool debug; /* for tests and demonstrations: an honest verifier refuses it */
	/* SGX: MRENCLAVE = measurement; TDX: MRTD = measurement ‖ 16 zeros, the rest as of a
	 * plain TD. */
	u8 measurement[32];
	u8 report_data[64];
};
/* sim_quote writes a quote. ERR_LIMIT without room (SIM_QUOTE_MAX is enough). */
enum err sim_quote(const struct sim_platform *p, const struct sim_body *b, u8 *buf, size_t cap,
		   size_t *n) MUST_CHECK;

/* sim_collateral issues collateral as of `now` for 30 days: all of it in the arena. */
struct sim_collateral_opts {
	enum attest_tee tee;
	u64 now; /* Unix seconds: issueDate, thisUpdate */
	u32 eval; /* tcbEvaluationDataNumber; 0: 17 */
	const u8 *revoked_ppid; /* 16: this platform's PCK certificate is on the CRL; or NULL */
};
enum err sim_collateral(const struct sim_pki *pki, const struct sim_collateral_opts *o,
			struct arena *a, struct attest_collateral_raw *out) MUST_CHECK;

#endif /* ATTEST_SIM_SIM_H */
