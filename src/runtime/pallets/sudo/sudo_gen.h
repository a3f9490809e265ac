#ifndef RUNTIME_PALLETS_SUDO_GEN_H
#define RUNTIME_PALLETS_SUDO_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/sudo/pallet.toml; edit that. */
#include "primitives/gen/sudo_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_sudo;

enum err sudo_key_get(struct ctx *c, bool *found, u8 out[32]) MUST_CHECK;
enum err sudo_key_put(struct ctx *c, const u8 v[32]) MUST_CHECK;
enum err sudo_key_kill(struct ctx *c) MUST_CHECK;

enum err sudo_deposit_sudid(struct ctx *c, const struct event_sudo_sudid *e) MUST_CHECK;
enum err sudo_deposit_key_changed(struct ctx *c, const struct event_sudo_key_changed *e) MUST_CHECK;

/* sudo_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err sudo_fail(struct ctx *c, enum sudo_error error) MUST_CHECK;

/* Written by hand in sudo.c. */
enum err sudo_sudo(struct ctx *c, const struct origin *o,
		const struct sudo_sudo_args *a) MUST_CHECK;
enum err sudo_set_key(struct ctx *c, const struct origin *o,
		const struct sudo_set_key_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_SUDO_GEN_H */
