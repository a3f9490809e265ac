/* What only the chain that stands alone has. */
#include "runtime/api.h"
#include "runtime/pallets/grandpa/grandpa_gen.h"
#include "runtime/profiles/profile.h"

const u64 profile_proof_size_max = UINT64_MAX;

enum err grandpa_list(struct ctx *c, struct rd *in, struct wr *out)
{
	struct grandpa_authorities list;

	TRY(api_no_args(c, in));
	TRY(grandpa_authorities_get(c, &list));
	wr_grandpa_authorities(out, &list);
	return ERR_OK;
}

enum err current_set_id(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 id;

	TRY(api_no_args(c, in));
	TRY(grandpa_current_set_id_get(c, &id));
	wr_u64(out, id);
	return ERR_OK;
}

/* Equivocations are not punished here: None, whatever is reported. */
enum err none(struct ctx *c, struct rd *in, struct wr *out)
{
	(void)c;
	(void)in;
	wr_bool(out, false);
	return ERR_OK;
}
