#ifndef ATTEST_SIM_LEVELS_H
#define ATTEST_SIM_LEVELS_H
/* attest/sim/levels: the one platform model that the simulator knows. Internal.
 *
 * A simulated platform is at the newest level; FMSPCs that begin with DE70 are made up. */
#include "base/base.h"

#define SIM_FMSPC     "\xde\x70\x00\x00\x00\x00"
#define SIM_FMSPC_HEX "DE7000000000"
#define SIM_PCESVN    13u
#define SIM_QE_ISVSVN 8u
#define SIM_QE_PRODID 1u /* TD_QE: one more */
/* TEE_TCB_SVN of a simulated TD: module version 1, at SVN 5. */
#define SIM_TD_SVN     5u
#define SIM_TD_VERSION 1u
#define SIM_TD_LOADER  2u
/* Components of the newest level, as C string of 16 bytes. */
#define SIM_COMPS "\x0b\x0b\x03\x03\xff\xff\0\0\0\0\0\0\0\0\0"

/* MRSIGNER of Intel's quoting enclaves, so that identities look like the real ones. */
#define SIM_QE_MRSIGNER_HEX    "8C4F5775D796503E96137F77C68A829A0056AC8DED70140B081B094490C57BFF"
#define SIM_TD_QE_MRSIGNER_HEX "DC9E2A7C6F948F17474E34A7FC43ED030F7C1563F1BABDDF6340C82E0E54A8C5"

#endif /* ATTEST_SIM_LEVELS_H */
