#include "runtime/pallets/registry/int.h"

enum err registry_attest(struct ctx *c, const struct attestation_policy *p,
			 const struct dcap_evidence *ev, const u8 report_data[32],
			 const u8 measurement[32], struct registry_attested *out)
{
	(void)p;
	(void)ev;
	(void)report_data;
	(void)measurement;
	(void)out;
	return registry_fail_with(c, REGISTRY_ERROR_QUOTE_MALFORMED, 0);
}
