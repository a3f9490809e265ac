/* What it means when the chain refuses a registration, a renewal or collateral, and what a person
 * can do about it. Pure. */
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

#define FETCH "fetch it again with phala attest fetch-collateral, and give it with --collateral"
#define GOVERN "governance of the chain decides that"
#define UPDATE "update the machine's firmware and microcode, then start the worker again"

static const struct admission_row unknown = {ADMISSION_AGAIN, "the extrinsic failed",
					     "look at the node's log"};

#define ROW(name, what, why, fix) [REGISTRY_ERROR_##name] = {ADMISSION_##what, why, fix}

static const struct admission_row rows[] = {
	ROW(INVALID_SIGNATURE, AGAIN, "the worker's signature does not verify", ""),
	ROW(WORKER_NOT_FOUND, AGAIN, "the chain does not know the worker", ""),
	ROW(NONE_ATTESTATION_DISABLED, WAIT, "the chain wants evidence, and this worker has none",
	    "run it on a machine with a TEE, or on a development chain with --port sim"),
	ROW(GENESIS_BLOCK_HASH_REJECTED, WAIT, "the worker belongs to another chain",
	    "give it a --state of its own for each chain"),
	ROW(STALE_BLOCK, AGAIN, "the block that it named is too old by now", ""),
	ROW(INCARNATION_NOT_NEWER, AGAIN,
	    "a later boot of this worker is registered: is a copy of its state running somewhere?",
	    "stop the other one; a worker's state folder belongs to one machine"),
	ROW(INCARNATION_MISMATCH, AGAIN,
	    "another boot of this worker is registered: is a copy of its state running somewhere?",
	    "stop the other one; a worker's state folder belongs to one machine"),
	ROW(INVALID_INPUT, WAIT, "the chain does not read this registration",
	    "chain and worker are of different versions: update the older one"),
	ROW(REGISTRATION_FROZEN, WAIT, "registration of workers is frozen", GOVERN),
	ROW(ROOT_UNKNOWN, WAIT, "the chain does not accept the root that vouches for this machine",
	    GOVERN),
	ROW(DEVELOPMENT_ROOT, WAIT, "the chain accepts no development root",
	    "run it on a machine with a TEE"),
	ROW(ROOT_CRL_MISSING, AGAIN, "the chain lacks the root's revocation list", ""),
	ROW(PCK_CRL_MISSING, AGAIN, "the chain lacks the revocation list of the platform's CA", ""),
	ROW(TCB_INFO_MISSING, AGAIN, "the chain lacks the TCB info for this machine", ""),
	ROW(QE_IDENTITY_MISSING, AGAIN, "the chain lacks the quoting enclave's identity", ""),
	ROW(COLLATERAL_MALFORMED, WAIT, "it is malformed", FETCH),
	ROW(COLLATERAL_CRYPTOGRAPHY, WAIT, "it is not signed by the root that the chain accepts",
	    FETCH),
	ROW(COLLATERAL_EXPIRED, WAIT, "it has expired", FETCH),
	ROW(COLLATERAL_NOT_YET, AGAIN, "it is issued in the future: the chain's clock is behind",
	    ""),
	ROW(COLLATERAL_NOT_NEWER, RACE, "the chain has a newer one", ""),
	ROW(COLLATERAL_CONFLICT, RACE, "the chain has another one of the same time", FETCH),
	ROW(COLLATERAL_EVALUATION, WAIT,
	    "its evaluation data number is lower than the chain demands", FETCH),
	ROW(COLLATERAL_FULL, WAIT, "the chain has no room for it", GOVERN),
	ROW(QUOTE_MALFORMED, AGAIN, "the chain does not read the platform's quote",
	    "the platform's quoting service is broken or unknown"),
	ROW(QUOTE_CRYPTOGRAPHY, AGAIN, "the platform's quote does not verify", FETCH),
	ROW(CERTIFICATE_EXPIRED, WAIT, "a certificate of the platform's quote has expired",
	    "the platform's quoting service needs a new PCK certificate"),
	ROW(CERTIFICATE_REVOKED, WAIT, "a certificate of the platform's quote is revoked",
	    "this machine is not trusted any more"),
	ROW(TCB_TOO_OLD, WAIT, "the machine's TCB is older than any known level", UPDATE),
	ROW(TCB_REVOKED, WAIT, "the machine's TCB is revoked", UPDATE),
	ROW(TCB_STATUS_NOT_ACCEPTED, WAIT, "the chain does not accept the machine's TCB status",
	    UPDATE),
	ROW(EVALUATION_TOO_LOW, WAIT,
	    "the collateral's evaluation data number is lower than the chain demands", FETCH),
	ROW(DEBUG_NOT_ACCEPTED, WAIT, "the enclave can be debugged",
	    "build it without the debug attribute"),
	ROW(ATTRIBUTES_NOT_ACCEPTED, WAIT,
	    "the enclave or TD has attributes that the chain does not accept",
	    "start it with the attributes that docs/operating names"),
	ROW(ADVISORY_DENIED, WAIT, "an advisory that applies to the machine is on the chain's list",
	    UPDATE),
	ROW(FMSPC_DENIED, WAIT, "this kind of machine is on the chain's list", GOVERN),
	ROW(REPORT_DATA_MISMATCH, AGAIN, "the quote was made for something else", ""),
	ROW(MEASUREMENT_MISMATCH, AGAIN, "the quote measures other code than the enclave says", ""),
	ROW(MEASUREMENT_NOT_ALLOWED, WAIT, "this build of the enclave is not on the chain's list",
	    GOVERN),
	ROW(MEASUREMENT_REVOKED, WAIT, "this build of the enclave is revoked", "update phala"),
	ROW(PLATFORM_MISMATCH, AGAIN, "the worker has moved to another machine", ""),
	ROW(PLATFORM_NOT_LISTED, WAIT, "this machine is not on the chain's list, or too low on it",
	    GOVERN),
	ROW(PLATFORM_REVOKED, WAIT, "this machine is revoked", GOVERN),
	ROW(PLATFORM_FULL, WAIT, "as many workers as may be run on this machine",
	    "stop one of them and wait until it has expired"),
	ROW(NOT_APPROVED, WAIT, "the worker has neither a bond nor governance's word",
	    "call PhalaRegistry.bond_worker for its key, or ask governance"),
	ROW(WORKER_EXPIRED, AGAIN, "the attestation was over before the renewal came", ""),
};

struct admission_row admission_of_error(u8 pallet, u8 error)
{
	if (pallet != REGISTRY_PALLET || error >= ARRAY_LEN(rows) || rows[error].why == NULL)
		return unknown;
	return rows[error];
}
