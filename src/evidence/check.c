/* Names, texts and advice of the checks. */
#include "evidence/evidence.h"

static const struct {
	const char *id, *text, *fix;
	enum attest_class cls;
} checks[NUM_EVIDENCE_CHECKS] = {
#define C(name, cls, id, text, fix) [EVIDENCE_##name] = {id, text, fix, ATTEST_CLASS_##cls},
#include "evidence/check.def"
#undef C
};

const char *evidence_check_id(enum evidence_check c)
{
	return (u32)c < NUM_EVIDENCE_CHECKS ? checks[c].id : "unknown";
}

const char *evidence_check_text(enum evidence_check c)
{
	return (u32)c < NUM_EVIDENCE_CHECKS ? checks[c].text : "unknown check";
}

const char *evidence_check_fix(enum evidence_check c)
{
	return (u32)c < NUM_EVIDENCE_CHECKS ? checks[c].fix : "";
}

enum attest_class evidence_check_class(enum evidence_check c)
{
	return (u32)c < NUM_EVIDENCE_CHECKS ? checks[c].cls : ATTEST_CLASS_FORMAT;
}
