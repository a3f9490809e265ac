#ifndef PRIMITIVES_GEN_GRANDPA_GEN_H
#define PRIMITIVES_GEN_GRANDPA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define GRANDPA_PALLET 23u

struct authority_weight {
	u8 id[32];
	u64 weight;
};
void rd_authority_weight(struct rd *r, struct authority_weight *out);
void wr_authority_weight(struct wr *w, const struct authority_weight *in);

/* storage Grandpa.Authorities: Vec<AuthorityWeight;64> */
struct grandpa_authorities {
	struct {
		u32 num;
		struct authority_weight items[64];
	} list;
};
void rd_grandpa_authorities(struct rd *r, struct grandpa_authorities *out);
void wr_grandpa_authorities(struct wr *w, const struct grandpa_authorities *in);
struct storage_key grandpa_authorities_key(void);
enum err grandpa_authorities_decode(struct grandpa_authorities *out, struct slice raw) MUST_CHECK;

/* storage Grandpa.CurrentSetId: u64 */
struct storage_key grandpa_current_set_id_key(void);
enum err grandpa_current_set_id_decode(u64 *out, struct slice raw) MUST_CHECK;

#endif /* PRIMITIVES_GEN_GRANDPA_GEN_H */
