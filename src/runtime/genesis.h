#ifndef RUNTIME_GENESIS_H
#define RUNTIME_GENESIS_H
/* runtime/genesis: what profiles add to the state of block 0 (profile_genesis).
 *
 * Errors stick in g->err. Rows may come in any order. */
#include "primitives/storage_key.h"
#include "runtime/runtime.h"

struct genesis {
	struct arena *a;
	struct trie_pair *pairs;
	size_t num;
	enum err err;
};

void genesis_add_u32(struct genesis *g, struct storage_key k, u32 v);
/* genesis_add_sessions adds session keys, and the authorities that finalize. */
void genesis_add_sessions(struct genesis *g, const struct runtime_genesis *in);

#endif /* RUNTIME_GENESIS_H */
