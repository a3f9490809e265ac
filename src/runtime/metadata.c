#include "runtime/metadata.h"

#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/grandpa/grandpa.h"
#include "runtime/pallets/mq/mq.h"
#include "runtime/pallets/session/session.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/timestamp/timestamp.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/profiles/profile.h"
#include "runtime/version.h"

/* The next `len` bytes of metadata_bytes, or a constant if that is not 0; in the versions whose
 * bits are set, lowest version first. */
struct metadata_run {
	u8 versions;
	u8 constant;
	u16 len;
};

static void metadata_version(struct wr *w)
{
	struct wr n = wr_count();

	wr_runtime_version(&n);
	wr_compact(w, n.n);
	wr_runtime_version(w);
}

#include PROFILE_METADATA
#include PROFILE_HASH

const u8 *metadata_hash(void)
{
	return profile_metadata_hash;
}

/* The accessors that constants call allocate nothing in c->a, so w may stay open. */
enum err metadata_encode(struct ctx *c, u32 version, struct slice *out)
{
	struct wr w = wr_arena(c->a);
	const u8 *p = metadata_bytes;
	u32 bit;

	CHECK(metadata_has(version));
	bit = 1u << (version - METADATA_VERSION_MIN);
	wr_bytes(&w, "meta", 4);
	wr_u8(&w, (u8)version);
	for (size_t i = 0; i < ARRAY_LEN(metadata_runs); i++) {
		const struct metadata_run *run = &metadata_runs[i];

		if ((run->versions & bit) != 0 && run->constant != 0)
			metadata_constant(c, &w, run->constant);
		else if ((run->versions & bit) != 0)
			wr_bytes(&w, p, run->len);
		p += run->len;
	}
	return wr_arena_done(&w, c->a, out);
}
