#include "runtime/scenario/cover.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/scenario/args.h"

#define CALLS_MAX 128u

static u32 counts[CALLS_MAX][NUM_SEEN];

#define COLLATERAL "takes what an attestation root signed: pallets/registry/test_registry_*.c"

/* What cannot be seen here, and why. The tests of pallets are executed by both builds too. */
static const struct {
	const char *call;
	enum seen how;
	const char *why;
} elsewhere[] = {
	{"PhalaAgents.submit_result", SEEN_OK,
	 "takes the signed receipt of a run: pallets/agents/test_agents.c"},
	{"PhalaRegistry.put_root_crl", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.put_pck_crl", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.put_tcb_info", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.put_qe_identity", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.renew_worker", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.add_root", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.remove_root", SEEN_OK, COLLATERAL},
	{"PhalaRegistry.prune", SEEN_OK, COLLATERAL},
	{"Utility.batch", SEEN_FAILED,
	 "tells of a call that fails by the event BatchInterrupted, and succeeds"},
};

void cover_note(struct slice call, enum seen how)
{
	u32 i;

	if (call.n >= 2 && args_find(call.p[0], call.p[1], &i))
		counts[i][how]++;
}

static const char *excuse(const char *call, enum seen how)
{
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++)
		if (elsewhere[i].how == how && strcmp(elsewhere[i].call, call) == 0)
			return elsewhere[i].why;
	return NULL;
}

static bool enough(u32 i, enum seen how)
{
	return counts[i][how] > 0 || excuse(args_name(i), how) != NULL;
}

bool cover_enough(u32 i)
{
	return enough(i, SEEN_OK) && enough(i, SEEN_FAILED);
}

static void tell_none(u32 i, enum seen how)
{
	const char *why = excuse(args_name(i), how);

	if (counts[i][how] > 0)
		return;
	printf("\t%s: %s\n", how == SEEN_OK ? "never succeeded" : "never failed",
	       why == NULL ? "MISSING" : why);
}

bool cover_report(void)
{
	bool all = true;

	CHECK(args_num() <= CALLS_MAX);
	printf("%-36s %8s %8s %8s\n", "call", "ok", "failed", "refused");
	for (u32 i = 0; i < args_num(); i++) {
		printf("%-36s %8" PRIu32 " %8" PRIu32 " %8" PRIu32 "\n", args_name(i),
		       counts[i][SEEN_OK], counts[i][SEEN_FAILED], counts[i][SEEN_REFUSED]);
		tell_none(i, SEEN_OK);
		tell_none(i, SEEN_FAILED);
		all = cover_enough(i) && all;
	}
	return all;
}
