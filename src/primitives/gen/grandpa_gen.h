#ifndef PRIMITIVES_GEN_GRANDPA_GEN_H
#define PRIMITIVES_GEN_GRANDPA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define GRANDPA_PALLET 23u

enum grandpa_event {
	GRANDPA_EVENT_NEW_AUTHORITIES = 0,
};

enum grandpa_error {
	GRANDPA_ERROR_PAUSE_FAILED = 0,
	GRANDPA_ERROR_RESUME_FAILED = 1,
	GRANDPA_ERROR_CHANGE_PENDING = 2,
	GRANDPA_ERROR_TOO_SOON = 3,
	GRANDPA_ERROR_INVALID_KEY_OWNERSHIP_PROOF = 4,
	GRANDPA_ERROR_INVALID_EQUIVOCATION_PROOF = 5,
	GRANDPA_ERROR_DUPLICATE_OFFENCE_REPORT = 6,
};

/* grandpa_error_name returns the name in the descriptor, or NULL. */
const char *grandpa_error_name(u8 error);

struct authority_weight {
	u8 id[32];
	u64 weight;
};
void rd_authority_weight(struct rd *r, struct authority_weight *out);
void wr_authority_weight(struct wr *w, const struct authority_weight *in);

struct stored_pending_change {
	u32 scheduled_at;
	u32 delay;
	struct {
		u32 num;
		struct authority_weight items[64];
	} next_authorities;
	bool has_forced;
	u32 forced;
};
void rd_stored_pending_change(struct rd *r, struct stored_pending_change *out);
void wr_stored_pending_change(struct wr *w, const struct stored_pending_change *in);

/* storage Grandpa.PendingChange: StoredPendingChange */
struct storage_key grandpa_pending_change_key(void);
enum err grandpa_pending_change_decode(struct stored_pending_change *out, struct slice raw) MUST_CHECK;

/* storage Grandpa.CurrentSetId: u64 */
struct storage_key grandpa_current_set_id_key(void);
enum err grandpa_current_set_id_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage map Grandpa.SetIdSession: u32. The newest session that a set was responsible for. */
struct storage_key grandpa_set_id_session_prefix(void);
struct storage_key grandpa_set_id_session_key(u64 key);
enum err grandpa_set_id_session_decode(u32 *out, struct slice raw) MUST_CHECK;

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

/* event Grandpa.NewAuthorities. New authority set has been applied. */
struct event_grandpa_new_authorities {
	struct {
		u32 num;
		struct authority_weight items[64];
	} authority_set;
};
void rd_event_grandpa_new_authorities(struct rd *r, struct event_grandpa_new_authorities *out);
void wr_event_grandpa_new_authorities(struct wr *w, const struct event_grandpa_new_authorities *in);

#endif /* PRIMITIVES_GEN_GRANDPA_GEN_H */
