#ifndef RUNTIME_FRAME_STORAGE_H
#define RUNTIME_FRAME_STORAGE_H
/* runtime/frame/storage: what the generated accessors are made of. */
#include "primitives/storage_key.h"
#include "runtime/frame/frame.h"

enum err state_get(struct ctx *c, const struct storage_key *k, bool *found,
		   struct slice *raw) MUST_CHECK;
/* state_put ends w, which was begun with wr_arena(c->a), stores it and gives it back. */
enum err state_put(struct ctx *c, const struct storage_key *k, struct wr *w) MUST_CHECK;
enum err state_kill(struct ctx *c, const struct storage_key *k) MUST_CHECK;
/* state_decoded turns a decode error of our own state into ERR_CORRUPT. */
enum err state_decoded(enum err e) MUST_CHECK;

#endif /* RUNTIME_FRAME_STORAGE_H */
