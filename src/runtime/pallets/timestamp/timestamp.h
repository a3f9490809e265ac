#ifndef RUNTIME_PALLETS_TIMESTAMP_H
#define RUNTIME_PALLETS_TIMESTAMP_H
/* pallets/timestamp: set exactly once per block, first, by an inherent without signer. */
#include "runtime/pallets/timestamp/timestamp_gen.h"

#define TIMESTAMP_DRIFT_MS_MAX 30000u /* a block's time may be so far ahead of our clock */

/* timestamp_minimum_period is for metadata: the stored value, or 0. */
u64 timestamp_minimum_period(struct ctx *c);

#endif /* RUNTIME_PALLETS_TIMESTAMP_H */
