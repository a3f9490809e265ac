#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H
/* runtime/runtime: the state transition function, as the node calls it.
 *
 * The native build of what will also be the wasm blob: the same entry points by the same
 * names, SCALE in and SCALE out ("Core_execute_block", "BlockBuilder_apply_extrinsic", …;
 * list in runtime/api.c). A session is one block's (or one query's) view: the state behind
 * a root, and an overlay of changes that the calls made so far. Nothing is written to the
 * store. Single-threaded: one session is current at a time.
 *
 * Ownership: the session is the caller's; db, root and arena must outlive it; results
 * lie in the arena, which is never rewound: 2 MiB serve a query or a small block; a block
 * takes some 4 KiB per transfer and three times the bytes of its extrinsics. Failure of a
 * call means that the block or argument is bad, exactly where the blob would trap: the
 * overlay is then unusable.
 * Errors: ERR_NOT_FOUND (no such entry point), ERR_INVALID (refused, see runtime_why),
 * ERR_NOMEM, and what the store returned.
 * Facts: polkadot-sdk substrate/primitives/{api,block-builder,state-machine}. */
#include "base/arena.h"
#include "trie/trie.h"

#define RUNTIME_SPEC_NAME     "phala"
#define RUNTIME_SPEC_NAME_LEN 5

/* What a call may use for itself, besides what it leaves behind; the same in both builds, or
 * one would refuse what the other executes. */
#define RUNTIME_SCRATCH (16u << 20)

struct runtime_overlay;

struct runtime_session {
	const struct trie_db *db;
	u8 root[32]; /* of the parent block's state */
	struct arena *a;
	struct runtime_overlay *overlay;
	const char *why; /* one phrase about the last refusal, or "" */
};

enum err runtime_open(struct runtime_session *s, const struct trie_db *db, const u8 root[32],
		      struct arena *a) MUST_CHECK;

/* runtime_call runs one entry point. *out is its SCALE result. */
enum err runtime_call(struct runtime_session *s, const char *method, struct slice args,
		      struct slice *out) MUST_CHECK;
const char *runtime_why(const struct runtime_session *s);

/* runtime_refusal is what the blob logs, as an error of target "runtime", before it traps:
 * the name of the error, and why. */
#define RUNTIME_REFUSAL_MAX 160u
struct slice runtime_refusal(char buf[RUNTIME_REFUSAL_MAX], enum err e, const char *why);

/* runtime_changes lists what the calls changed, ascending by key, ready for trie_apply. */
enum err runtime_changes(struct runtime_session *s, const struct trie_change **out,
			 size_t *num) MUST_CHECK;

/* runtime_store writes the state with all changes into db, which holds the state that the session
 * began with, and tells its root. As trie_plan_store: roll back if it fails. */
enum err runtime_store(struct runtime_session *s, const struct trie_db *db,
		       u8 root[32]) MUST_CHECK;

/* runtime_get reads one key through the overlay. */
enum err runtime_get(struct runtime_session *s, struct slice key, bool *found,
		     struct slice *value) MUST_CHECK;

/* What the genesis state is made of; for `phala node --build-spec`, demo and tests. */
struct runtime_endowment {
	u8 account[32];
	u128 amount;
};

/* Who makes and finalises blocks: an account and its session keys. */
struct runtime_validator {
	u8 account[32];
	u8 aura[32];    /* sr25519 */
	u8 grandpa[32]; /* ed25519 */
};

#define RUNTIME_VALIDATORS_MAX 32u
#define RUNTIME_ROOTS_MAX      16u

struct runtime_genesis {
	u64 slot_ms;          /* Aura slot duration = 2 * Timestamp minimum period, at least 50 */
	u8 aura[32];          /* without `validators`: keys of the only one, the account of sudo */
	u8 grandpa[32];
	const struct runtime_validator *validators; /* at most RUNTIME_VALIDATORS_MAX */
	size_t num_validators;
	u32 session_blocks;   /* Session.Period; 0: 600 s worth of blocks, at least 40 */
	u8 sudo[32];          /* all zeroes: nobody is root */
	const struct runtime_endowment *endowed;
	size_t num_endowed;
	bool allow_unattested;    /* PhalaRegistry.AllowUnattested: explicit test chains alone */
	bool development;         /* development roots may be accepted; the relaxed policy */
	const struct slice *attestation_roots; /* DER; ERR_DENIED for others than Intel's, unless
						* development; ERR_INVALID for no certificate */
	size_t num_attestation_roots; /* at most RUNTIME_ROOTS_MAX */
	u32 freshness_blocks;     /* 0: 60 s worth of blocks, at least 4 */
	u32 liveness_blocks;      /* 0: 600 s worth of blocks, at least 40 */
	struct slice code;        /* the blob, for `:code`; empty: none */
	u32 para_id;              /* para profile only */
};

/* runtime_genesis_state makes the raw state, ascending by key, in the arena; the code is
 * borrowed. */
enum err runtime_genesis_state(const struct runtime_genesis *g, struct arena *a,
			       const struct trie_pair **pairs, size_t *num) MUST_CHECK;

/* runtime_keystore_use names who makes session keys for SessionKeys_generate_session_keys; NULL
 * for nobody. type is "aura" (sr25519) or "gran" (ed25519); seed is a phrase, or NULL for a random
 * key. The table must outlive its use. */
struct runtime_keystore {
	void *ctx;
	enum err (*generate)(void *ctx, const u8 type[4], const struct slice *seed, u8 pub[32]);
};
void runtime_keystore_use(const struct runtime_keystore *k);

/* runtime_signatures_known makes the native host skip signature checks that the pool has
 * already made: a bounded set of blake2_256(kind ++ sig ++ pub ++ msg). NULL turns it off.
 * Only ever filled with signatures that did verify. */
struct runtime_sigs;
struct runtime_sigs *runtime_sigs_new(size_t capacity);
void runtime_sigs_free(struct runtime_sigs *s);
void runtime_signatures_known(struct runtime_sigs *s);

/* runtime_threads_use lends the native host threads for signature checks: run calls fn(arg, i)
 * once for each i < num, on any thread, and returns when all are done (os/workers.h). NULL: the
 * caller's thread does them one after the other. Either way the answers are the same; only
 * how long they take differs. The table must outlive its use. */
struct runtime_threads {
	void *ctx;
	void (*run)(void *ctx, void (*fn)(void *arg, u32 i), void *arg, u32 num);
};
void runtime_threads_use(const struct runtime_threads *t);

/* runtime_foresee checks the sr25519 signatures of extrinsics that are about to be validated on
 * top of this session's block `parent`, in batches, and adds those that hold to the set of known
 * ones. Bytes that are no extrinsic are passed over; it changes no answer, and whatever fails
 * in it only leaves checks to be made later. Spends the session. */
void runtime_foresee(struct runtime_session *s, const u8 parent[32], const struct slice *xts,
		     size_t num);

#endif /* RUNTIME_RUNTIME_H */
