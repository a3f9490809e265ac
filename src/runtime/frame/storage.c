#include "runtime/frame/storage.h"

#include "runtime/host/host.h"

enum err state_get(struct ctx *c, const struct storage_key *k, bool *found, struct slice *raw)
{
	(void)c;
	return host_storage_get(storage_key_slice(k), found, raw);
}

enum err state_put(struct ctx *c, const struct storage_key *k, struct wr *w)
{
	struct slice raw;
	enum err e;

	TRY(wr_arena_done(w, c->a, &raw));
	e = host_storage_set(storage_key_slice(k), raw);
	if (raw.n != 0)
		arena_rewind(c->a, (size_t)(raw.p - c->a->mem));
	return e;
}

enum err state_kill(struct ctx *c, const struct storage_key *k)
{
	(void)c;
	return host_storage_clear(storage_key_slice(k));
}

enum err state_decoded(enum err e)
{
	return e == ERR_OK ? ERR_OK : ERR_CORRUPT;
}
