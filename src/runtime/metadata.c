#include "runtime/metadata.h"

#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/timestamp/timestamp.h"
#include "runtime/profiles/profile.h"
#include "runtime/version.h"

static void metadata_version(struct wr *w)
{
	struct wr n = wr_count();

	wr_runtime_version(&n);
	wr_compact(w, n.n);
	wr_runtime_version(w);
}

#include PROFILE_METADATA

/* The accessors that constants call allocate nothing in c->a, so w may stay open. */
enum err metadata_encode(struct ctx *c, struct slice *out)
{
	struct wr w = wr_arena(c->a);

	metadata_write(c, &w);
	return wr_arena_done(&w, c->a, out);
}
