/* What only the chain that stands alone has. */
#include "runtime/api.h"
#include "runtime/genesis.h"
#include "runtime/pallets/grandpa/grandpa_gen.h"
#include "runtime/pallets/system/system.h"
#include "runtime/profiles/profile.h"

const u64 profile_proof_size_max = UINT64_MAX;
const bool profile_slot_needed = true;
const bool profile_has_sessions = true;

enum err profile_set_code(struct ctx *c, struct slice code)
{
	return system_put_code(c, code);
}

void profile_genesis(struct genesis *g, const struct runtime_genesis *in)
{
	genesis_add_sessions(g, in);
}

enum err profile_inherent(struct ctx *c, struct slice id, struct slice data, struct wr *out,
			  bool *made)
{
	(void)c;
	(void)id;
	(void)data;
	(void)out;
	*made = false;
	return ERR_OK;
}

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
