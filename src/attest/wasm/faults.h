#ifndef ATTEST_WASM_FAULTS_H
#define ATTEST_WASM_FAULTS_H
/* attest/wasm/faults: well signed quotes with one thing wrong each, for attest_judge. Hosted. */
#include "attest/sim/sim_kit.h"

/* faults_make calls fn with each: its name, the kind of the quote, the quote. */
void faults_make(const struct sim_pki *pki, const struct sim_platform *machine,
		 void (*fn)(const char *name, enum sim_kind kind, struct slice quote));

#endif /* ATTEST_WASM_FAULTS_H */
