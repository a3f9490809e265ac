#ifndef RUNTIME_FRAME_FRAME_H
#define RUNTIME_FRAME_FRAME_H
/* runtime/frame: what every pallet is written against.
 *
 * A pallet is a descriptor (pallet.toml), the code generated from it, and hand-written
 * calls and hooks. frame knows no pallet by name; runtime.c lists them, and their order
 * is consensus.
 *
 * How a call fails. A handler returns ERR_OK, or ERR_DISPATCH after recording which
 * DispatchError it is (`x_fail(c, X_ERROR_…)`, dispatch_fail): then its storage changes
 * and events are undone, the extrinsic counts as failed, and the block goes on. Every
 * other error (ERR_NOMEM, a damaged store) means that the block cannot be executed:
 * hand it up with TRY and never turn input errors into it. Input that does not decode
 * must become an error of the pallet.
 *
 * Memory: c->a is scratch, gone after the extrinsic. */
#include "base/arena.h"
#include "primitives/gen/system_gen.h"
#include "primitives/multi.h"
#include "runtime/frame/weight.h"

/* A call inside a call inside a call … at most so deep. */
#define DISPATCH_DEPTH_MAX 8u

struct ctx {
	struct arena *a;
	struct dispatch_error error; /* of the last ERR_DISPATCH */
	const char *why;             /* one phrase about a refused block or argument */
	u32 depth;                   /* of nested dispatch; 1 in the extrinsic's own call */
	bool pays_no;                /* the call asked for its fee back */
	bool in_event_hook;
	struct weight spare;         /* of the extrinsic that runs: frame_spare_weight */
};

/* frame_refuse sets c->why and returns ERR_INVALID: the block or argument is bad. */
enum err frame_refuse(struct ctx *c, const char *why) MUST_CHECK;

/* Origins */
enum origin_kind { ORIGIN_ROOT, ORIGIN_SIGNED, ORIGIN_NONE };

struct origin {
	enum origin_kind kind;
	u8 who[32]; /* ORIGIN_SIGNED */
};

/* The generated glue calls these before the handler; BadOrigin otherwise. */
enum err ensure_signed(struct ctx *c, const struct origin *o) MUST_CHECK;
enum err ensure_root(struct ctx *c, const struct origin *o) MUST_CHECK;
enum err ensure_none(struct ctx *c, const struct origin *o) MUST_CHECK;
/* frame_lookup resolves an address to an account: CannotLookup for other than ID, as upstream's
 * AccountIdLookup (substrate/primitives/runtime/src/traits). */
enum err frame_lookup(struct ctx *c, const struct multi_address *a, u8 who[32]) MUST_CHECK;

/* Dispatch errors */
enum err dispatch_fail(struct ctx *c, enum dispatch_error_tag tag) MUST_CHECK;
enum err dispatch_fail_module(struct ctx *c, u8 pallet, u8 error) MUST_CHECK;
enum err dispatch_fail_token(struct ctx *c, enum token_error_tag tag) MUST_CHECK;
enum err dispatch_fail_arithmetic(struct ctx *c, enum arithmetic_error_tag tag) MUST_CHECK;
/* dispatch_pays_no refunds the fee of the extrinsic if its own call (not one inside a
 * batch) succeeds. The tip is kept. */
void dispatch_pays_no(struct ctx *c);

/* Calls */
enum nest { NEST_NONE, NEST_ONE, NEST_MANY }; /* calls that follow the arguments */

struct call_row {
	u8 index;
	u8 class; /* enum dispatch_class_tag */
	enum nest nest;
	struct weight weight;  /* at worst, with arguments of no length */
	u32 weight_per_byte;   /* picoseconds: of the arguments, but for calls inside them */
	u32 weight_per_call;   /* picoseconds: of each call inside, besides its own weight */
	const char *name;
	void (*skip)(struct rd *r);
	enum err (*run)(struct ctx *c, const struct origin *o, struct rd *args);
};

/* An event that was just deposited, as on_event hooks see it. */
struct frame_event {
	u8 pallet, event;
	u32 index; /* in System.Events of this block */
	struct slice fields; /* SCALE, in c->a */
};

struct pallet {
	u8 index;
	const char *name;
	const struct call_row *calls;
	size_t num_calls;
	/* on_upgrade runs first in the first block of another runtime than made the one before,
	 * and is told its spec_version: rows of an older form become those of this one. */
	enum err (*on_upgrade)(struct ctx *c, u32 from);
	enum err (*on_initialize)(struct ctx *c);
	enum err (*on_finalize)(struct ctx *c);
	/* on_event runs after each event of any pallet, in the same block; if the call that
	 * made the event is undone, so is what the hook did. A hook that returns ERR_DISPATCH
	 * is undone alone. Events that hooks deposit do not call hooks again. */
	enum err (*on_event)(struct ctx *c, const struct frame_event *e);
};

/* The pallet table, in runtime.c. */
extern const struct pallet *const runtime_pallets[];
extern const size_t runtime_num_pallets;

/* What can be said about a call before it runs. */
struct call_info {
	struct weight weight; /* at worst, of all calls together */
	u8 class;             /* enum dispatch_class_tag, of the outermost call */
};

/* call_inspect checks that `call` decodes to its last byte, with all calls inside it.
 * ERR_INVALID for an unknown pallet or call, else the reader's errors. */
enum err call_inspect(struct slice call, struct call_info *out) MUST_CHECK;

/* dispatch runs one call, read from r, in a storage layer of its own: kept if it
 * returns ERR_OK, undone if ERR_DISPATCH. */
enum err dispatch(struct ctx *c, const struct origin *o, struct rd *r) MUST_CHECK;

/* frame_note_weight adds work of hooks, which no extrinsic paid for, to the block's mandatory
 * weight. frame_spare_weight says that the call did less than its descriptor reckons with (an
 * event without subscribers): the extrinsic's weight and fee become smaller. */
enum err frame_note_weight(struct ctx *c, struct weight w) MUST_CHECK;
void frame_spare_weight(struct ctx *c, struct weight w);

/* event_deposit ends w (begun with wr_arena(c->a)) and appends the event. Pallets use the
 * generated x_deposit_y. */
enum err event_deposit(struct ctx *c, u8 pallet, u8 event, struct wr *w) MUST_CHECK;

#endif /* RUNTIME_FRAME_FRAME_H */
