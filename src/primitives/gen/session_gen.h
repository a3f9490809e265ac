#ifndef PRIMITIVES_GEN_SESSION_GEN_H
#define PRIMITIVES_GEN_SESSION_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/session/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define SESSION_PALLET 21u

enum session_call {
	SESSION_CALL_SET_KEYS = 0,
	SESSION_CALL_PURGE_KEYS = 1,
};

enum session_event {
	SESSION_EVENT_NEW_SESSION = 0,
};

enum session_error {
	SESSION_ERROR_INVALID_PROOF = 0,
	SESSION_ERROR_NO_ASSOCIATED_VALIDATOR_ID = 1,
	SESSION_ERROR_DUPLICATED_KEY = 2,
	SESSION_ERROR_NO_KEYS = 3,
	SESSION_ERROR_NO_ACCOUNT = 4,
};

/* session_error_name returns the name in the descriptor, or NULL. */
const char *session_error_name(u8 error);

struct session_keys {
	u8 aura[32];
	u8 grandpa[32];
};
void rd_session_keys(struct rd *r, struct session_keys *out);
void wr_session_keys(struct wr *w, const struct session_keys *in);

struct typed_key {
	u8 id[4];
	struct slice key; /* at most 32 bytes */
};
void rd_typed_key(struct rd *r, struct typed_key *out);
void wr_typed_key(struct wr *w, const struct typed_key *in);

struct queued_key {
	u8 validator[32];
	struct session_keys keys;
};
void rd_queued_key(struct rd *r, struct queued_key *out);
void wr_queued_key(struct wr *w, const struct queued_key *in);

/* storage Session.Validators: Vec<AccountId;32> */
struct session_validators {
	struct {
		u32 num;
		u8 items[32][32];
	} list;
};
void rd_session_validators(struct rd *r, struct session_validators *out);
void wr_session_validators(struct wr *w, const struct session_validators *in);
struct storage_key session_validators_key(void);
enum err session_validators_decode(struct session_validators *out, struct slice raw) MUST_CHECK;

/* storage Session.CurrentIndex: u32 */
struct storage_key session_current_index_key(void);
enum err session_current_index_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage Session.QueuedChanged: bool */
struct storage_key session_queued_changed_key(void);
enum err session_queued_changed_decode(bool *out, struct slice raw) MUST_CHECK;

/* storage Session.QueuedKeys: Vec<QueuedKey;32>. Keys of the next session. */
struct session_queued_keys {
	struct {
		u32 num;
		struct queued_key items[32];
	} list;
};
void rd_session_queued_keys(struct rd *r, struct session_queued_keys *out);
void wr_session_queued_keys(struct wr *w, const struct session_queued_keys *in);
struct storage_key session_queued_keys_key(void);
enum err session_queued_keys_decode(struct session_queued_keys *out, struct slice raw) MUST_CHECK;

/* storage map Session.NextKeys: SessionKeys */
struct storage_key session_next_keys_prefix(void);
struct storage_key session_next_keys_key(const u8 key[32]);
enum err session_next_keys_decode(struct session_keys *out, struct slice raw) MUST_CHECK;

/* storage map Session.KeyOwner: AccountId */
struct storage_key session_key_owner_prefix(void);
struct storage_key session_key_owner_key(const struct typed_key *key);
enum err session_key_owner_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* storage Session.Period: u32. Blocks of a session, 0 for one session without end. Ours: upstream fixes it in code, here genesis does. */
struct storage_key session_period_key(void);
enum err session_period_decode(u32 *out, struct slice raw) MUST_CHECK;

/* call Session.set_keys. Sets the caller's session keys, which count from the session after the next on. The proof is not looked at. */
struct session_set_keys_args {
	struct session_keys keys;
	struct slice proof; /* at most 1024 bytes */
};
void rd_session_set_keys_args(struct rd *r, struct session_set_keys_args *out);
void wr_session_set_keys_args(struct wr *w, const struct session_set_keys_args *in);
void wr_call_session_set_keys(struct wr *w, const struct session_set_keys_args *in);

/* call Session.purge_keys. Removes the caller's session keys. */
struct session_purge_keys_args {
	u8 nothing; /* C wants a member */
};
void rd_session_purge_keys_args(struct rd *r, struct session_purge_keys_args *out);
void wr_session_purge_keys_args(struct wr *w, const struct session_purge_keys_args *in);
void wr_call_session_purge_keys(struct wr *w, const struct session_purge_keys_args *in);

/* event Session.NewSession. The argument is the session's index, not a block number. */
struct event_session_new_session {
	u32 session_index;
};
void rd_event_session_new_session(struct rd *r, struct event_session_new_session *out);
void wr_event_session_new_session(struct wr *w, const struct event_session_new_session *in);

#endif /* PRIMITIVES_GEN_SESSION_GEN_H */
