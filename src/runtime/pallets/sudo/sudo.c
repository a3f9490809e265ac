#include "runtime/pallets/sudo/sudo_gen.h"

static enum err ensure_sudo(struct ctx *c, const struct origin *o, bool *has_key, u8 key[32])
{
	TRY(sudo_key_get(c, has_key, key));
	if (!*has_key || !mem_eq(key, o->who, 32))
		return sudo_fail(c, SUDO_ERROR_REQUIRE_SUDO);
	return ERR_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DISPATCH_DEPTH_MAX */
enum err sudo_sudo(struct ctx *c, const struct origin *o, const struct sudo_sudo_args *a)
{
	const struct origin root = {.kind = ORIGIN_ROOT};
	struct event_sudo_sudid e = {.sudo_result.tag = DISPATCH_RESULT_OK};
	struct rd r = rd_from(a->call);
	bool has_key;
	u8 key[32];
	enum err err;

	TRY(ensure_sudo(c, o, &has_key, key));
	err = dispatch(c, &root, &r);
	if (err == ERR_DISPATCH) {
		e.sudo_result.tag = DISPATCH_RESULT_ERR;
		e.sudo_result.u.err = c->error;
	} else {
		TRY(err);
	}
	dispatch_pays_no(c);
	return sudo_deposit_sudid(c, &e);
}

enum err sudo_set_key(struct ctx *c, const struct origin *o, const struct sudo_set_key_args *a)
{
	struct event_sudo_key_changed e = {0};

	TRY(ensure_sudo(c, o, &e.has_old, e.old));
	TRY(frame_lookup(c, &a->new, e.new));
	TRY(sudo_key_put(c, e.new));
	dispatch_pays_no(c);
	return sudo_deposit_key_changed(c, &e);
}
