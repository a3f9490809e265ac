/* What to do when chain or enclave says no. Pure. */
#include "primitives/gen/agents_gen.h"
#include "worker/host/int.h"

static const struct verdict_row unknown = {VERDICT_SOON, "the submission failed"};

static const struct verdict_row by_error[] = {
    [AGENTS_ERROR_AGENT_NOT_FOUND] = {VERDICT_DEAD, "the agent does not exist any more"},
    [AGENTS_ERROR_AGENT_PAUSED] = {VERDICT_LATER, "the agent is paused: its owner can resume it"},
    [AGENTS_ERROR_WORKER_NOT_REGISTERED] = {VERDICT_RESIGN, "the worker is not registered yet"},
    [AGENTS_ERROR_WORKER_NOT_LIVE] = {VERDICT_RESIGN, "the worker was silent for too long"},
    [AGENTS_ERROR_INCARNATION_NOT_CURRENT] = {VERDICT_RESIGN, "signed by an older boot"},
    [AGENTS_ERROR_LEASE_NOT_FOUND] = {VERDICT_DEAD,
				      "the agent has no lease: its owner assigns one"},
    [AGENTS_ERROR_LEASE_EXPIRED] = {VERDICT_DEAD,
				    "the lease has expired: the agent's owner renews it"},
    [AGENTS_ERROR_LEASE_WORKER_MISMATCH] = {VERDICT_DEAD, "another worker holds the lease now"},
    [AGENTS_ERROR_LEASE_EPOCH_NOT_CURRENT] = {VERDICT_RESIGN, "the lease was renewed meanwhile"},
    [AGENTS_ERROR_CODE_NOT_CURRENT] = {VERDICT_AFRESH, "the agent's code was changed meanwhile"},
    [AGENTS_ERROR_TRIGGER_NOT_FOUND] = {VERDICT_GONE, "the trigger does not wait any more"},
    [AGENTS_ERROR_TRIGGER_CONSUMED] = {VERDICT_GONE, "the trigger has its result already"},
    [AGENTS_ERROR_TRIGGER_MISMATCH] = {VERDICT_DEAD, "the receipt is for another trigger"},
    [AGENTS_ERROR_HEAD_NOT_FRESH] = {VERDICT_RESIGN, "the receipt's head is too old"},
    [AGENTS_ERROR_HEAD_MISMATCH] = {VERDICT_RESIGN, "the receipt's head is not this chain's"},
    [AGENTS_ERROR_RECEIPT_MALFORMED] = {VERDICT_DEAD, "the chain cannot read the receipt"},
    [AGENTS_ERROR_RECEIPT_SIGNATURE] = {VERDICT_DEAD, "the receipt's signature does not verify"},
    [AGENTS_ERROR_RECEIPT_GENESIS] = {VERDICT_DEAD, "the receipt is for another chain"},
    [AGENTS_ERROR_MEASUREMENT_MISMATCH] = {VERDICT_RESIGN,
					   "the worker is registered with other code"},
    [AGENTS_ERROR_OUTPUT_MISMATCH] = {VERDICT_DEAD, "the output is not the receipt's"},
    [AGENTS_ERROR_WORKER_UNATTESTED] = {VERDICT_LATER, "the chain wants evidence for the worker"},
    [AGENTS_ERROR_WORKER_EXPIRED] = {VERDICT_RESIGN, "the worker's attestation was over"},
    [AGENTS_ERROR_WORKER_ROOT_REMOVED] =
	{VERDICT_LATER, "the chain does not accept the root that vouches for the worker any more"},
    [AGENTS_ERROR_WORKER_MEASUREMENT_REVOKED] =
	{VERDICT_LATER, "this build of the enclave is revoked: update phala"},
    [AGENTS_ERROR_WORKER_PLATFORM_REVOKED] = {VERDICT_LATER, "this machine is revoked"},
};

struct verdict_row verdict_of_error(u8 pallet, u8 error)
{
	if (pallet != AGENTS_PALLET || error >= ARRAY_LEN(by_error) || by_error[error].why == NULL)
		return unknown;
	return by_error[error];
}

struct refusal_row {
	const char *code, *detail; /* detail: how it begins, "" for any */
	struct verdict_row row;
};

/* The first row that fits counts. Codes are names of base/err.def, details those of
 * worker/trusted. */
static const struct refusal_row by_code[] = {
    {"AGAIN", "", {VERDICT_SOON, "all boxes are busy"}},
    {"EXISTS", "that trigger", {VERDICT_SOON, "that trigger is being run"}},
    {"PROOF", "", {VERDICT_SOON, "the proof was for another head"}},
    {"CANCELLED", "", {VERDICT_SOON, "the enclave was restarted"}},
    {"NOT_FOUND", "the verified head", {VERDICT_GONE, "the trigger does not wait any more"}},
    {"NOT_FOUND", "", {VERDICT_LATER, "a row of the agent, its lease or this worker is missing"}},
    {"DENIED", "this worker", {VERDICT_RELEASE, "another worker holds the lease"}},
    {"STALE", "this worker", {VERDICT_LATER, "the lease has expired: the agent's owner renews it"}},
    {"CONFLICT", "the chain", {VERDICT_SOON, "the chain does not know this boot yet"}},
    {"STATE", "the agent", {VERDICT_LATER, "the agent is paused: its owner can resume it"}},
    {"STATE", "not allowed", {VERDICT_SOON, "the enclave is not registered yet"}},
    {"", "the journal", {VERDICT_AFRESH, "the journal does not fit: running afresh without it"}},
    {"DIVERGED", "", {VERDICT_AFRESH, "the replay went another way: running afresh"}},
    {"CHECKSUM", "manifest and", {VERDICT_LATER, "the stored code is not what the chain names"}},
    {"CHECKSUM", "the body", {VERDICT_LATER, "the body is not the one that was asked for"}},
    {"", "a secret", {VERDICT_LATER, "a secret does not open: set it again for this worker"}},
    {"TRAP", "", {VERDICT_SOON, "the box was lost"}},
    {"NOMEM", "", {VERDICT_SOON, "the enclave had no memory left"}},
    {"TIMEOUT", "", {VERDICT_SOON, "the end of the run was not stored in time"}},
};

struct verdict_row verdict_of_refusal(struct slice code, struct slice detail)
{
	for (size_t i = 0; i < ARRAY_LEN(by_code); i++) {
		const struct refusal_row *r = &by_code[i];

		if ((r->code[0] == '\0' || slice_eq(code, slice_str(r->code))) &&
		    slice_starts(detail, slice_str(r->detail)))
			return r->row;
	}
	return (struct verdict_row){VERDICT_DEAD, "the enclave cannot run it"};
}
