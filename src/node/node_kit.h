#ifndef NODE_NODE_KIT_H
#define NODE_NODE_KIT_H
/* node/node_kit: a development chain in a temporary folder, for tests and benches.
 *
 * Header only, for test, fuzz and bench programs of this folder and of rpc. A failure of
 * the kit itself aborts. Time is the test's: pass kit_slot_time to chain_author. */
#include <stdlib.h>

#include "base/test.h"
#include "crypto/uri.h"
#include "node/chain.h"
#include "node/dev_spec.h"
#include "os/arena_map.h"
#include "os/file.h"
#include "os/tmpdir.h"
#include "primitives/extrinsic.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/system_gen.h"
#include "runtime/version.h"

#define NODE_KIT_SLOT_MS 1000u
#define NODE_KIT_SLOT0   1750000000u

#define NODE_KIT_MUST(x)                                                                           \
	do {                                                                                       \
		enum err kit_e_ = (x);                                                             \
		if (kit_e_ != ERR_OK) {                                                            \
			(void)fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #x,           \
				      err_name(kit_e_));                                           \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

struct node_kit {
	struct arena a;    /* the spec: lives as long as the kit */
	struct arena work; /* one test step */
	struct chain_spec spec;
	struct sr25519_pair aura, bob;
	struct ed25519_pair grandpa;
	char dir[OS_PATH_MAX];
};

static inline void node_kit_init_with(struct node_kit *k, const struct dev_spec_opts *o)
{
	memset(k, 0, sizeof(*k));
	NODE_KIT_MUST(arena_map(&k->a, (size_t)64 << 20));
	NODE_KIT_MUST(arena_map(&k->work, (size_t)1 << 30));
	NODE_KIT_MUST(dev_spec_make(&k->spec, o, &k->a));
	NODE_KIT_MUST(dev_keys(&k->aura, &k->grandpa));
	NODE_KIT_MUST(sr25519_from_uri(&k->bob, SLICE_LIT("//Bob")));
	NODE_KIT_MUST(tmpdir_make(k->dir, sizeof(k->dir), "ph-node-"));
}

static inline void node_kit_init(struct node_kit *k, u32 slot_ms)
{
	struct dev_spec_opts o = {.slot_ms = slot_ms, .allow_unattested = true};

	node_kit_init_with(k, &o);
}

static inline void node_kit_free(struct node_kit *k)
{
	NODE_KIT_MUST(file_remove_tree(k->dir));
	arena_unmap(&k->a);
	arena_unmap(&k->work);
	sr25519_release(&k->aura);
	sr25519_release(&k->bob);
	ed25519_release(&k->grandpa);
}

/* node_kit_db opens a store in a folder of this name below the kit's. */
static inline struct db *node_kit_db(struct node_kit *k, const char *name, bool archive)
{
	static char path[OS_PATH_MAX];
	struct db_opts o = {.dir = path, .archive = archive, .map_bytes = (u64)256 << 20};
	struct db *db = NULL;

	NODE_KIT_MUST(path_join(path, sizeof(path), k->dir, name));
	NODE_KIT_MUST(file_mkdirs(path, 0700));
	NODE_KIT_MUST(db_open(&db, &o));
	return db;
}

/* node_kit_time is a time within the slot of block `number`. */
static inline u64 node_kit_time(const struct chain *c, u32 number)
{
	return (u64)(NODE_KIT_SLOT0 + number) * c->slot_ms + c->slot_ms / 3;
}

static inline struct slice node_kit_sign(struct node_kit *k, const struct sr25519_pair *who,
					 u32 nonce, struct slice call, struct arena *a)
{
	struct extrinsic_ctx x = {.spec_version = RUNTIME_SPEC_VERSION,
				  .tx_version = RUNTIME_TX_VERSION,
				  .nonce = nonce,
				  .era = ERA_IMMORTAL};
	struct wr w = wr_arena(a);
	struct slice xt;

	memcpy(x.genesis, k->spec.genesis_hash, 32);
	NODE_KIT_MUST(extrinsic_sign(&w, &x, who, call));
	NODE_KIT_MUST(wr_arena_done(&w, a, &xt));
	return xt;
}

/* node_kit_transfer is a signed Balances.transfer_keep_alive. */
static inline struct slice node_kit_transfer(struct node_kit *k, const struct sr25519_pair *from,
					     u32 nonce, const u8 to[32], u64 amount,
					     struct arena *a)
{
	struct balances_transfer_keep_alive_args args = {.dest = multi_address_id(to),
							 .value = bal(amount)};
	u8 call[128];
	struct wr w = wr_into(call, sizeof(call));

	wr_call_balances_transfer_keep_alive(&w, &args);
	NODE_KIT_MUST(w.err);
	return node_kit_sign(k, from, nonce, slice_of(call, w.n), a);
}

/* A chain_source over a list. */
struct node_kit_list {
	const struct slice *xts;
	u32 num, at, applied;
};

static inline bool node_kit_next(void *ctx, struct slice *xt)
{
	struct node_kit_list *l = (struct node_kit_list *)ctx;

	if (l->at == l->num)
		return false;
	*xt = l->xts[l->at++];
	return true;
}

static inline void node_kit_applied(void *ctx, struct slice result)
{
	struct node_kit_list *l = (struct node_kit_list *)ctx;

	l->applied += result.n >= 1 && result.p[0] == 0;
}

static inline bool node_kit_full(void *ctx)
{
	(void)ctx;
	return false;
}

static inline struct chain_source node_kit_source(struct node_kit_list *l)
{
	return (struct chain_source){l, node_kit_next, node_kit_applied, node_kit_full};
}

/* node_kit_balance reads what an account owns after block `number`. */
static inline u128 node_kit_balance(struct chain *c, u32 number, const u8 who[32], struct arena *a)
{
	struct storage_key key = system_account_key(who);
	struct account_info info;
	struct chain_session s;
	struct slice raw;
	bool found;

	NODE_KIT_MUST(chain_session(c, number, a, &s));
	NODE_KIT_MUST(runtime_get(&s.rt, storage_key_slice(&key), &found, &raw));
	memset(&info, 0, sizeof(info));
	if (found)
		NODE_KIT_MUST(system_account_decode(&info, raw));
	db_view_close(&s.view);
	return info.data.free.raw;
}

#endif /* NODE_NODE_KIT_H */
