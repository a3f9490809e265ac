/* Made by tools/gen_pallets.py from runtime/pallets/sudo/pallet.toml; edit that. */
#include "primitives/gen/sudo_gen.h"

struct storage_key sudo_key_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Sudo"), SLICE_LIT("Key"));

	return k;
}

enum err sudo_key_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

void rd_sudo_sudo_args(struct rd *r, struct sudo_sudo_args *out)
{
	memset(out, 0, sizeof(*out));
	out->call = rd_take(r, rd_left(r));
}

void wr_sudo_sudo_args(struct wr *w, const struct sudo_sudo_args *in)
{
	wr_slice(w, in->call);
}

void wr_call_sudo_sudo(struct wr *w, const struct sudo_sudo_args *in)
{
	wr_u8(w, SUDO_PALLET);
	wr_u8(w, SUDO_CALL_SUDO);
	wr_sudo_sudo_args(w, in);
}

void rd_sudo_set_key_args(struct rd *r, struct sudo_set_key_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_multi_address(r, &out->new);
}

void wr_sudo_set_key_args(struct wr *w, const struct sudo_set_key_args *in)
{
	wr_multi_address(w, &in->new);
}

void wr_call_sudo_set_key(struct wr *w, const struct sudo_set_key_args *in)
{
	wr_u8(w, SUDO_PALLET);
	wr_u8(w, SUDO_CALL_SET_KEY);
	wr_sudo_set_key_args(w, in);
}

void rd_event_sudo_sudid(struct rd *r, struct event_sudo_sudid *out)
{
	memset(out, 0, sizeof(*out));
	rd_dispatch_result(r, &out->sudo_result);
}

void wr_event_sudo_sudid(struct wr *w, const struct event_sudo_sudid *in)
{
	wr_dispatch_result(w, &in->sudo_result);
}

void rd_event_sudo_key_changed(struct rd *r, struct event_sudo_key_changed *out)
{
	memset(out, 0, sizeof(*out));
	out->has_old = rd_option(r);
	if (out->has_old)
		rd_bytes(r, out->old, 32);
	rd_bytes(r, out->new, 32);
}

void wr_event_sudo_key_changed(struct wr *w, const struct event_sudo_key_changed *in)
{
	wr_bool(w, in->has_old);
	if (in->has_old)
		wr_bytes(w, in->old, 32);
	wr_bytes(w, in->new, 32);
}

const char *sudo_error_name(u8 error)
{
	static const char *const names[] = {
		"RequireSudo",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
