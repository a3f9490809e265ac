#ifndef RUNTIME_PALLETS_PARACHAIN_SYSTEM_COLLATION_H
#define RUNTIME_PALLETS_PARACHAIN_SYSTEM_COLLATION_H
/* parachain_system/collation: what a block sends to the relay chain, read from the state after it.
 *
 * The same facts go out in two shapes: CollationInfo for the collator, ValidationResult for the
 * validators. Slices are the host's.
 * Source: polkadot-sdk cumulus/primitives/core, polkadot/parachain/src/primitives.rs. */
#include "runtime/frame/frame.h"

struct collation {
	struct slice upward;     /* encoded Vec<Bytes> */
	struct slice horizontal; /* encoded Vec<OutboundHrmpMessage>, ascending by recipient */
	bool has_code;
	struct slice code;
	u32 processed_downward, hrmp_watermark;
	struct slice head; /* the header, or what the runtime wants in its place */
};

enum err collation_get(struct ctx *c, struct slice header, struct collation *out) MUST_CHECK;
void wr_collation_info(struct wr *w, const struct collation *in);
void wr_validation_result(struct wr *w, const struct collation *in);

#endif /* RUNTIME_PALLETS_PARACHAIN_SYSTEM_COLLATION_H */
