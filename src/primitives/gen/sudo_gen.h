#ifndef PRIMITIVES_GEN_SUDO_GEN_H
#define PRIMITIVES_GEN_SUDO_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/sudo/pallet.toml; edit that. */
#include "primitives/gen/system_gen.h"
#include "primitives/multi.h"
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define SUDO_PALLET 6u

enum sudo_call {
	SUDO_CALL_SUDO = 0,
	SUDO_CALL_SET_KEY = 2,
};

enum sudo_event {
	SUDO_EVENT_SUDID = 0,
	SUDO_EVENT_KEY_CHANGED = 1,
};

enum sudo_error {
	SUDO_ERROR_REQUIRE_SUDO = 0,
};

/* sudo_error_name returns the name in the descriptor, or NULL. */
const char *sudo_error_name(u8 error);

/* storage Sudo.Key: AccountId */
struct storage_key sudo_key_key(void);
enum err sudo_key_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* call Sudo.sudo. */
struct sudo_sudo_args {
	struct slice call;
};
void rd_sudo_sudo_args(struct rd *r, struct sudo_sudo_args *out);
void wr_sudo_sudo_args(struct wr *w, const struct sudo_sudo_args *in);
void wr_call_sudo_sudo(struct wr *w, const struct sudo_sudo_args *in);

/* call Sudo.set_key. */
struct sudo_set_key_args {
	struct multi_address new;
};
void rd_sudo_set_key_args(struct rd *r, struct sudo_set_key_args *out);
void wr_sudo_set_key_args(struct wr *w, const struct sudo_set_key_args *in);
void wr_call_sudo_set_key(struct wr *w, const struct sudo_set_key_args *in);

/* event Sudo.Sudid. */
struct event_sudo_sudid {
	struct dispatch_result sudo_result;
};
void rd_event_sudo_sudid(struct rd *r, struct event_sudo_sudid *out);
void wr_event_sudo_sudid(struct wr *w, const struct event_sudo_sudid *in);

/* event Sudo.KeyChanged. */
struct event_sudo_key_changed {
	bool has_old;
	u8 old[32];
	u8 new[32];
};
void rd_event_sudo_key_changed(struct rd *r, struct event_sudo_key_changed *out);
void wr_event_sudo_key_changed(struct wr *w, const struct event_sudo_key_changed *in);

#endif /* PRIMITIVES_GEN_SUDO_GEN_H */
