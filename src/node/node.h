#ifndef NODE_NODE_H
#define NODE_NODE_H
/* node/node: the running chain: seals blocks by the clock, keeps the pool, tells observers.
 *
 * The public face for rpc and cli; everything runs on one libuv loop. Opens and locks a
 * folder, writes the genesis state of a spec into it if it is new, then seals one block
 * per slot and finalizes two blocks behind.
 *
 * Ownership: node_open allocates, node_close releases; the spec must outlive the node.
 * Answers lie in the arena that the caller gives.
 * Errors: ERR_CONFLICT (another process has the folder), ERR_GENESIS (the folder holds
 * another chain), ERR_STALE (state pruned), ERR_NOT_FOUND, those of db.h and chain.h. */
#include "node/chain.h"
#include "node/pool.h"

struct uv_loop_s;
struct node;

#define NODE_THREADS_MAX 3u

struct node_opts {
	const char *dir; /* made if missing */
	const struct chain_spec *spec;
	bool archive;
	bool guard; /* db_guard: this node's store is the program's only one */
	/* Keys that the node holds in memory besides its keystore; copied. All zero: none. */
	struct sr25519_pair aura;
	struct ed25519_pair grandpa;
	/* Without the threads that check signatures beside the loop: one for each further
	 * processor, at most NODE_THREADS_MAX. */
	bool one_thread;
	/* The blob of the runtime that this program links, to compare with the chain's code.
	 * Empty: any code will do (tests, and whoever says so on the command line). */
	struct slice code;
	/* foreign is told once, when all blocks are final, that the chain's runtime is another:
	 * blocks end until a program with that runtime is started; reading goes on. */
	void (*foreign)(void *ctx, u32 number, const u8 needed[HASH_LEN]);
	/* fatal is called when the chain cannot go on (disk full, runtime fault). */
	void (*fatal)(void *ctx, enum err e, const char *why);
	void *fatal_ctx; /* of foreign, too */
};

enum err node_open(struct node **out, const struct node_opts *o) MUST_CHECK;
/* node_start begins sealing on the loop; node_stop ends it. */
enum err node_start(struct node *n, struct uv_loop_s *loop) MUST_CHECK;
void node_stop(struct node *n);
/* node_seal makes the block of the current slot at once, without a loop; ERR_AGAIN if that
 * slot has one. For benches and tests. */
enum err node_seal(struct node *n) MUST_CHECK;
void node_close(struct node *n);

struct chain *node_chain(struct node *n);
const struct pool *node_pool(const struct node *n);
const struct chain_spec *node_spec(const struct node *n);
/* node_is_archive tells whether the state of every block is there, and will be. */
bool node_is_archive(struct node *n);

/* Called from the loop, after the change is stored. Slices are lent for the call. */
struct node_observer {
	void *ctx;
	void (*block)(void *ctx, const struct chain_block *b); /* new best block */
	void (*finalized)(void *ctx, const struct db_ref *ref);
	void (*tx)(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32]);
};

#define NODE_OBSERVERS_MAX 8u
enum err node_observe(struct node *n, const struct node_observer *o) MUST_CHECK;

/* What became of a submitted extrinsic. error is SCALE TransactionValidityError when the
 * runtime refused it (node_submit then returns ERR_INVALID). */
struct node_verdict {
	u8 hash[32];
	u8 error[8];
	size_t error_len;
	u64 priority, rivals; /* ERR_CONFLICT: its own, and of those in its place */
	const char *trap;     /* ERR_INVALID without error: why the runtime stopped */
};

/* node_submit validates at the best block and puts it into the pool. ERR_INVALID with
 * verdict->error (its hash is banned then), or with verdict->trap; those of pool_add; ERR_LIMIT
 * (longer than a block); those of extrinsic_decode. */
enum err node_submit(struct node *n, struct slice xt, struct arena *a,
		     struct node_verdict *verdict) MUST_CHECK;
/* node_foresee checks the signatures of extrinsics that are about to be submitted, on all
 * threads and in batches, which costs half as much. It changes no answer of node_submit, and what
 * fails in it only takes node_submit longer. */
void node_foresee(struct node *n, const struct slice *xts, size_t num, struct arena *a);
/* node_remove takes a transaction out of the pool and bans it; false if there is none. */
bool node_remove(struct node *n, const u8 hash[32]);
/* node_recheck validates at most `max` transactions again that have been in the pool for some
 * blocks, those first that wait longest for it, and takes out what no longer applies. Returns
 * how many it looked at. A node that runs does it by itself, a little in each round of its
 * loop. */
u32 node_recheck(struct node *n, u32 max);

/* What happened since the start. */
struct node_counts {
	u64 submitted, validations, refused, pruned, blocks;
	u64 block_ns;      /* for all blocks together: building, sealing, storing */
	u64 last_block_ns; /* for the newest */
	u32 last_block_extrinsics;
};
const struct node_counts *node_counts(const struct node *n);

/* Reading. block: a hash, or NULL for the best one. */
enum err node_number(struct node *n, const u8 *block, u32 *number) MUST_CHECK;
enum err node_hash(struct node *n, u32 number, u8 hash[HASH_LEN]) MUST_CHECK;
enum err node_header(struct node *n, u32 number, struct arena *a, struct slice *out) MUST_CHECK;
enum err node_body(struct node *n, u32 number, struct arena *a, struct slice *out) MUST_CHECK;
enum err node_justification(struct node *n, u32 number, struct arena *a,
			    struct slice *out) MUST_CHECK;
enum err node_storage(struct node *n, u32 number, struct slice key, struct arena *a, bool *found,
		      struct slice *value) MUST_CHECK;
enum err node_next_key(struct node *n, u32 number, struct slice key, struct arena *a, bool *found,
		       struct slice *next) MUST_CHECK;
/* node_read_proof proves keys, present or absent: SCALE Vec<Vec<u8>>. */
enum err node_read_proof(struct node *n, u32 number, const struct slice *keys, size_t num,
			 struct arena *a, struct slice *out) MUST_CHECK;
/* node_call runs one runtime entry point on the state of a block and forgets its changes.
 * ERR_UNSUPPORTED where the chain's runtime is not the one that this program links. */
enum err node_call(struct node *n, u32 number, const char *method, struct slice args,
		   struct arena *a, struct slice *out) MUST_CHECK;
/* node_call_proof is a proof of all that such a call reads: SCALE Vec<Vec<u8>>. */
enum err node_call_proof(struct node *n, u32 number, const char *method, struct slice args,
			 struct arena *a, struct slice *out) MUST_CHECK;


/* Finality. node_warp_proof is the answer to /sync/warp: SCALE Vec<{Header, Justification}> ++
 * is_finished bool. A fragment for each block after `begin` that handed over to a new authority
 * set, then the newest finalized block; at most WARP_PROOF_MAX bytes: what does not fit is
 * left out, and is_finished is false. ERR_NOT_FOUND for a `begin` that is not one of our
 * finalized blocks. consensus/warp.h checks it. */
enum err node_warp_proof(struct node *n, const u8 begin[HASH_LEN], struct arena *a,
			 struct slice *out) MUST_CHECK;
/* node_warp_proof_max: the same with another limit, at least 64 bytes. */
enum err node_warp_proof_max(struct node *n, size_t max, const u8 begin[HASH_LEN], struct arena *a,
			     struct slice *out) MUST_CHECK;
/* node_authority_set is the set whose votes make block `number` final, with its set id. Up to the
 * newest finalized block + 1; beyond it ERR_STATE, because nobody knows yet. Each finalized
 * block is justified by the set in force before it, also one that hands over. */
enum err node_authority_set(struct node *n, u32 number, struct authority_set *out) MUST_CHECK;
/* node_set_change lists the finalized blocks that handed over: the first one at or after `from`,
 * and the id of the set that it was the last block of. ERR_NOT_FOUND when there is none. */
enum err node_set_change(struct node *n, u32 from, u32 *number, u64 *set_id) MUST_CHECK;

/* Keys. The node signs for whatever authorities the chain names, with what its keystore holds
 * (node/keystore.h): what is inserted counts from the next block on. Type is four letters; "aura"
 * (sr25519) and "gran" (ed25519) are the ones that are used. Session keys are both public keys
 * in this order, as Session.set_keys takes them. */
#define NODE_SESSION_KEYS_LEN 64u
/* ERR_KEY: pub is not the suri's; ERR_FORMAT, ERR_UNSUPPORTED: a suri that crypto/uri.h does not
 * take; those of os/file.h. */
enum err node_insert_key(struct node *n, const u8 type[4], struct slice suri,
			 const u8 pub[32]) MUST_CHECK;
enum err node_has_key(struct node *n, const u8 type[4], const u8 pub[32], bool *has) MUST_CHECK;
/* ERR_FORMAT for keys that are not NODE_SESSION_KEYS_LEN bytes. */
enum err node_has_session_keys(struct node *n, struct slice keys, bool *has) MUST_CHECK;
/* node_rotate_keys makes fresh keys; their public halves are to be sent to Session.set_keys. */
enum err node_rotate_keys(struct node *n, u8 keys[NODE_SESSION_KEYS_LEN]) MUST_CHECK;

#endif /* NODE_NODE_H */
