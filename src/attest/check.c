/* Names and texts of the checks. */
#include "attest/attest.h"

static const struct {
	const char *id, *text;
	enum attest_class cls;
} checks[NUM_ATTEST_CHECKS] = {
#define C(name, cls, id, text) [ATTEST_##name] = {id, text, ATTEST_CLASS_##cls},
#include "attest/check.def"
#undef C
};

const char *attest_check_id(enum attest_check c)
{
	return (u32)c < NUM_ATTEST_CHECKS ? checks[c].id : "unknown";
}

const char *attest_check_text(enum attest_check c)
{
	return (u32)c < NUM_ATTEST_CHECKS ? checks[c].text : "unknown check";
}

enum attest_class attest_check_class(enum attest_check c)
{
	return (u32)c < NUM_ATTEST_CHECKS ? checks[c].cls : ATTEST_CLASS_FORMAT;
}

const char *attest_class_name(enum attest_class c)
{
	static const char *const names[] = {"", "format", "crypto", "tcb", "policy"};

	return (u32)c < ARRAY_LEN(names) ? names[c] : "";
}

static const char *const statuses[NUM_ATTEST_STATUSES] = {
    [ATTEST_UP_TO_DATE] = "UpToDate",
    [ATTEST_SW_HARDENING_NEEDED] = "SWHardeningNeeded",
    [ATTEST_CONFIGURATION_NEEDED] = "ConfigurationNeeded",
    [ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED] = "ConfigurationAndSWHardeningNeeded",
    [ATTEST_OUT_OF_DATE] = "OutOfDate",
    [ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED] = "OutOfDateConfigurationNeeded",
    [ATTEST_REVOKED] = "Revoked",
    [ATTEST_RELAUNCH_ADVISED] = "RelaunchAdvised",
    [ATTEST_RELAUNCH_ADVISED_CONFIGURATION_NEEDED] = "RelaunchAdvisedConfigurationNeeded",
};

const char *attest_status_name(enum attest_status s)
{
	return (u32)s < NUM_ATTEST_STATUSES ? statuses[s] : "unknown";
}

bool attest_status_of(struct slice name, enum attest_status *out)
{
	for (u32 i = 0; i < NUM_ATTEST_STATUSES; i++) {
		if (!slice_eq(name, slice_str(statuses[i])))
			continue;
		*out = (enum attest_status)i;
		return true;
	}
	return false;
}
