/* scenario SEED EXTRINSICS FLIPS: chains of made-up blocks, for two builds to agree on.
 *
 * The first chain upgrades to blobs of this build; in the second each call of each pallet
 * succeeds and fails, or this fails. Each further chain is a kit of its own (with PH_ORACLE_DIR, a
 * file of its own) of up to CHAIN_XTS extrinsics, good and bad; of one block in each chain, FLIPS
 * bytes, all over it, are flipped one by one, and in the first of these chains every byte. At the
 * end every entry point is asked. Natively this is a test by itself: importing gives what building
 * gave, and no flipped byte passes. */
#include <inttypes.h>
#include <string.h>

#include "primitives/gen/balances_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "runtime/profiles/profile.h"
#include "runtime/scenario/args.h"
#include "runtime/scenario/cover.h"
#include "runtime/scenario/guided.h"
#include "runtime/scenario/signer.h"

#define CHAIN_XTS 500u
#define KIT_MIB   96u
#define CALL_MAX  32768u
#define HASHES    64u
#define TRIES     400u /* of a call, until it succeeds and fails */

static struct kit kit;
static struct args rng;
static u8 hashes[HASHES][32]; /* of the last blocks, by number */
static u32 num_sent, num_invalid, num_failed, num_flipped;
static u32 num_sudids; /* events in the open block */

static const u8 sudo_bytes[] = {SUDO_PALLET, SUDO_CALL_SUDO};
static const u8 timestamp_bytes[] = {TIMESTAMP_PALLET, TIMESTAMP_CALL_SET};
#define sudo_sudo     SLICE_ARR(sudo_bytes)
#define timestamp_set SLICE_ARR(timestamp_bytes)

/* --- extrinsics -------------------------------------------------------------------- */

static struct slice made_call(void)
{
	static u8 buf[CALL_MAX];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice call;

	if (args_below(&rng, 4) == 0)
		args_root_call(&rng, &w);
	else
		args_call(&rng, &w);
	if (wr_done(&w, &call) != ERR_OK || call.n == 0)
		return SLICE_LIT("\0\0\4x"); /* too long: a remark instead */
	switch (args_below(&rng, 32)) {
	case 0: /* bytes too few, */
		call.n -= args_below(&rng, (u32)call.n);
		break;
	case 1: /* and wrong ones */
		buf[args_below(&rng, (u32)call.n)] ^= (u8)args_random(&rng);
		break;
	default:
		break;
	}
	return call;
}

static void make_mortal(struct extrinsic_ctx *x)
{
	u32 now = kit.number - 1, birth;

	x->era = era_mortal(4u << args_below(&rng, 5), now);
	birth = era_birth(x->era, kit.number);
	memcpy(x->birth_hash, hashes[birth % HASHES], 32);
}

/* One thing in eight is wrong with it. */
static void spoil(struct extrinsic_ctx *x)
{
	switch (args_below(&rng, 48)) {
	case 0:
		x->nonce++;
		break;
	case 1:
		x->nonce--;
		break;
	case 2:
		x->spec_version++;
		break;
	case 3:
		x->genesis[3] ^= 1;
		break;
	case 4:
		x->birth_hash[0] ^= 1;
		break;
	case 5:
		x->tip = (u128)KIT_UNIT * 2000000u;
		break;
	default:
		break;
	}
}

static struct slice signed_xt(struct slice call)
{
	u32 who = args_below(&rng, NUM_SIGNERS);
	struct extrinsic_ctx x = signer_ctx(&kit, who);
	struct slice xt;
	u8 *copy;

	if (args_below(&rng, 2) == 0)
		make_mortal(&x);
	if (args_below(&rng, 4) == 0)
		x.tip = (u128)args_below(&rng, 1000) * 1000000u;
	spoil(&x);
	xt = signer_sign(&kit, who, &x, call);
	if (args_below(&rng, 40) != 0)
		return xt;
	/* A byte of the sender, the signature or the extra data, after the length prefix. */
	copy = arena_alloc(&kit.block, xt.n);
	CHECK(copy != NULL);
	slice_copy(copy, xt);
	copy[4 + args_below(&rng, (u32)size_min(xt.n - 4, 110))] ^= (u8)(1u << args_below(&rng, 8));
	return slice_of(copy, xt.n);
}

static struct slice bare_xt(struct slice call)
{
	struct wr w = wr_arena(&kit.block);
	struct slice xt;

	wr_extrinsic_bare(&w, args_below(&rng, 2) == 0 ? 4 : 5, call);
	KIT_MUST(wr_arena_done(&w, &kit.block, &xt));
	return xt;
}

/* The call inside Sudo.sudo ends as the last Sudid says. */
static void note_sudo(struct slice inner)
{
	struct event_sudo_sudid e = {0};
	struct slice fields;

	while (kit_event(&kit, SUDO_PALLET, SUDO_EVENT_SUDID, num_sudids, &fields)) {
		struct rd r = rd_from(fields);

		rd_event_sudo_sudid(&r, &e);
		KIT_MUST(r.err);
		num_sudids++;
	}
	cover_note(inner, e.sudo_result.tag == DISPATCH_RESULT_OK ? SEEN_OK : SEEN_FAILED);
}

static void send(struct slice call, struct slice xt)
{
	struct kit_result r = kit_apply(&kit, xt);

	num_sent++;
	num_invalid += r.invalid;
	num_failed += r.failed;
	cover_note(call, r.invalid ? SEEN_REFUSED : r.failed ? SEEN_FAILED : SEEN_OK);
	if (!r.invalid && !r.failed && slice_starts(call, sudo_sudo))
		note_sudo(slice_from(call, 2));
}

static void send_one(void)
{
	struct slice call = made_call();

	send(call, args_below(&rng, 32) == 0 ? bare_xt(call) : signed_xt(call));
}

/* --- blocks ------------------------------------------------------------------------ */

/* What events begin with are hashes and accounts that later calls can name. */
static void note_events(void)
{
	struct rd r = rd_from(kit.events);

	for (u32 n = rd_seq_len(&r, 4); n > 0 && r.err == ERR_OK; n--) {
		struct event_record e;

		rd_event_record(&r, &e);
		if (r.err == ERR_OK && e.pallet >= 20 && e.fields.n >= 32)
			args_note(&rng, e.fields.p);
	}
}

static void flip_one(struct slice block, u8 *copy, u32 at)
{
	size_t mark = arena_mark(&kit.block);
	struct runtime_session s;
	enum err e;

	copy[at] ^= (u8)(1u << args_below(&rng, 8));
	e = kit_execute(&kit, slice_of(copy, block.n), &s);
	if (e == ERR_OK) {
		(void)fprintf(stderr, "a block with another byte %" PRIu32 " was accepted\n", at);
		exit(1);
	}
	dump_refused(&kit.dump, "Core_execute_block", slice_of(copy, block.n), e, runtime_why(&s));
	copy[at] = block.p[at];
	num_flipped++;
	arena_rewind(&kit.block, mark);
}

static void flip(u32 flips)
{
	struct slice block = kit_block_bytes(&kit);
	u32 step = flips == 0 ? 0 : 1 + (u32)(block.n - 1) / flips;
	u8 *copy = arena_alloc(&kit.block, block.n);

	CHECK(copy != NULL);
	slice_copy(copy, block);
	for (u32 at = 0; step != 0 && at < block.n; at += step)
		flip_one(block, copy, at);
}

static u128 owns(u32 who)
{
	u8 account[32];

	signer_account(&kit, who, account);
	return kit_account(&kit, account).data.free.raw;
}

/* Calls spend at random; the richest pays for the others. False when nobody has anything left. */
static bool share(void)
{
	struct balances_transfer_keep_alive_args t = {.value = bal((u128)20000 * KIT_UNIT)};
	u32 rich = 0;

	for (u32 i = 1; i < NUM_SIGNERS; i++)
		rich = owns(i) > owns(rich) ? i : rich;
	for (u32 i = 0; i < NUM_SIGNERS; i++) {
		u8 buf[64], account[32];
		struct wr w = wr_into(buf, sizeof(buf));
		struct extrinsic_ctx x = signer_ctx(&kit, rich);

		if (owns(i) >= (u128)1000 * KIT_UNIT)
			continue;
		signer_account(&kit, i, account);
		t.dest = multi_address_id(account);
		wr_call_balances_transfer_keep_alive(&w, &t);
		(void)kit_apply(&kit, signer_sign(&kit, rich, &x, slice_of(buf, w.n)));
	}
	return owns(rich) > (u128)100000 * KIT_UNIT;
}

/* False when the chain has no more to give. */
static bool open_block(void)
{
	memcpy(hashes[kit.number % HASHES], kit.parent, 32);
	kit_begin(&kit);
	cover_note(timestamp_set, SEEN_OK);
	num_sudids = 0;
	return share();
}

/* False when the chain has no more to give. */
static bool one_block(u32 num, u32 flips)
{
	bool more = open_block();

	for (u32 i = 0; i < num; i++)
		send_one();
	kit_close(&kit);
	flip(flips);
	kit_commit(&kit);
	note_events();
	return more;
}

/* --- entry points ------------------------------------------------------------------ */

enum arg_kind {
	ARG_HEADER, ARG_BLOCK, ARG_XT, ARG_XT_LEN, ARG_CALL_LEN, ARG_POOL, ARG_ACCOUNT, ARG_VERSION,
	ARG_INHERENTS, ARG_CHECK, ARG_KEYS, ARG_NONE, ARG_WEIGHT, ARG_JSON, ARG_EMPTY, NUM_ARG_KINDS
};

static void wr_inherents(struct wr *w)
{
	wr_compact(w, 1);
	wr_bytes(w, "timstap0", 8);
	wr_compact(w, 8);
	wr_u64(w, (kit_slot(&kit) + 1) * KIT_SLOT_MS);
}

static void wr_transfer(struct wr *w)
{
	wr_u8(w, 10);
	wr_u8(w, 3);
	wr_u8(w, 0);
	wr_bytes(w, kit.key[BOB].pub, 32);
	wr_compact(w, 1234567890123u);
}

static void wr_block(struct wr *w)
{
	wr_header(w, &kit.header);
	wr_compact(w, 0);
}

static void wr_arg_kind(struct wr *w, enum arg_kind kind, struct slice xt)
{
	switch (kind) {
	case ARG_HEADER:
		wr_header(w, &kit.header);
		break;
	case ARG_BLOCK:
		wr_block(w);
		break;
	case ARG_XT:
		wr_slice(w, xt);
		break;
	case ARG_XT_LEN:
		wr_slice(w, xt);
		wr_u32(w, (u32)xt.n);
		break;
	case ARG_CALL_LEN:
		wr_transfer(w);
		wr_u32(w, 39);
		break;
	case ARG_POOL:
		wr_u8(w, 2);
		wr_slice(w, xt);
		wr_bytes(w, kit.parent, 32);
		break;
	case ARG_ACCOUNT:
		wr_bytes(w, kit.key[ALICE].pub, 32);
		break;
	case ARG_VERSION:
		wr_u32(w, 14 + args_below(&rng, 4));
		break;
	case ARG_INHERENTS:
		wr_inherents(w);
		break;
	case ARG_CHECK:
		wr_block(w);
		wr_inherents(w);
		break;
	case ARG_KEYS:
		wr_compact(w, 64);
		wr_bytes(w, kit.key, 64);
		break;
	case ARG_NONE:
		wr_u8(w, 0);
		break;
	case ARG_WEIGHT:
		wr_compact(w, 123456789);
		wr_compact(w, 4096);
		break;
	case ARG_JSON:
		wr_vec(w, SLICE_LIT("{\"balances\":{\"balances\":[]}}"));
		break;
	case ARG_EMPTY:
	case NUM_ARG_KINDS:
		break;
	}
}

static void ask(const char *method, enum arg_kind kind, struct slice xt)
{
	size_t mark = arena_mark(&kit.block);
	struct wr w = wr_arena(&kit.block);
	struct runtime_session s;
	struct slice args, out;
	enum err e;

	wr_arg_kind(&w, kind, xt);
	KIT_MUST(wr_arena_done(&w, &kit.block, &args));
	KIT_MUST(runtime_open(&s, &kit.db, kit.root, &kit.block));
	e = runtime_call(&s, method, args, &out);
	if (e == ERR_OK)
		dump_call(&kit.dump, method, args, out);
	else
		dump_refused(&kit.dump, method, args, e, runtime_why(&s));
	arena_rewind(&kit.block, mark);
}

/* The answer is the node's, and no executor without a keystore gives one. */
static bool asks_keystore(const char *method)
{
	return strcmp(method, "SessionKeys_generate_session_keys") == 0;
}

/* Each entry point gets each kind of argument: one of them is the right one. */
static void ask_all(void)
{
	static const char *const methods[] = {
#define API(name, version, ...)
#define ENTRY(method, fn) #method,
#include "runtime/api.def"
#include PROFILE_APIS
#undef API
#undef ENTRY
	};
	struct extrinsic_ctx x = kit_ctx(&kit, ALICE);
	u8 call[64];
	struct wr w = wr_into(call, sizeof(call));
	struct slice xt;

	wr_transfer(&w);
	xt = kit_sign(&kit, ALICE, &x, slice_of(call, w.n));
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		for (u32 kind = 0; !asks_keystore(methods[i]) && kind < NUM_ARG_KINDS; kind++)
			ask(methods[i], (enum arg_kind)kind, xt);
	for (u32 v = 0; v < 16; v++)
		ask("Metadata_metadata_at_version", ARG_VERSION, xt);
}

/* --- chains ------------------------------------------------------------------------ */

static void start_chain(void)
{
	u8 account[32];

	kit_init(&kit, KIT_MIB);
	for (u32 i = 0; i < NUM_SIGNERS; i++) {
		signer_account(&kit, i, account);
		args_note(&rng, account);
	}
	args_note(&rng, kit.genesis);
}

static void end_block(void)
{
	kit_end(&kit);
	note_events();
}

static void send_guided(enum kit_key who, bool as_root, struct slice call)
{
	struct wr w = wr_arena(&kit.block);
	struct extrinsic_ctx x = kit_ctx(&kit, who);

	if (as_root)
		wr_slice(&w, sudo_sudo);
	wr_slice(&w, call);
	KIT_MUST(wr_arena_done(&w, &kit.block, &call));
	send(call, kit_sign(&kit, who, &x, call));
}

/* Makes call i up until it has succeeded and failed, by anybody and by root. */
static void try_call(u32 i)
{
	static u8 buf[CALL_MAX];

	for (u32 tries = 0; tries < TRIES; tries++) {
		bool as_root = tries % 2 == 1;
		u32 who = as_root ? ALICE : args_below(&rng, NUM_SIGNERS);
		struct wr w = wr_into(buf, sizeof(buf));
		struct extrinsic_ctx x = signer_ctx(&kit, who);
		struct slice call;

		if (cover_enough(i))
			break;
		args_one(&rng, &w, i, as_root);
		if (wr_done(&w, &call) == ERR_OK)
			send(call, signer_sign(&kit, who, &x, call));
		if (tries % 40 == 39) { /* what events named can be named then */
			end_block();
			(void)open_block();
		}
	}
}

/* New code is a chain of its own: the executor takes the whole state again for every task. */
static void chain_of_code(void)
{
	start_chain();
	(void)open_block();
	guided_code(send_guided);
	end_block();
	(void)one_block(5, 0);
	kit_free(&kit);
}

static void start_over(void)
{
	end_block();
	kit_free(&kit);
	start_chain();
	(void)one_block(0, 0);
	(void)open_block();
}

/* Each call succeeds and fails. One that takes all that there is ends its chain, for nobody could
 * pay for the others. */
static void chain_of_each(void)
{
	start_chain();
	(void)one_block(0, 0);
	(void)open_block();
	guided_worker(&kit, send_guided);
	guided_sudo(&kit, send_guided);
	end_block();
	for (u32 i = 0; i < args_num(); i++) {
		if (!open_block())
			start_over();
		try_call(i);
		end_block();
	}
	kit_free(&kit);
}

/* Returns how many extrinsics it took. */
static u32 one_chain(u32 left, u32 flips)
{
	u32 xts = left < CHAIN_XTS ? left : CHAIN_XTS, flip_at = 1 + args_below(&rng, 3), sent = 0;
	bool more = true;

	start_chain();
	for (u32 block = 0; sent < xts && more; block++) {
		u32 num = 1 + args_below(&rng, block == flip_at ? 3 : 40);

		num = num < xts - sent ? num : xts - sent;
		more = one_block(num, block == flip_at ? flips : 0);
		sent += num;
	}
	if (sent == left)
		ask_all();
	kit_free(&kit);
	return sent;
}

int main(int argc, char **argv)
{
	u32 left;

	if (argc != 4) {
		(void)fprintf(stderr, "usage: scenario SEED EXTRINSICS FLIPS\n");
		return 2;
	}
	rng.state = strtoull(argv[1], NULL, 10) * 2 + 1;
	left = (u32)strtoul(argv[2], NULL, 10);
	chain_of_code();
	chain_of_each();
	for (u32 flips = UINT32_MAX; left > 0; flips = (u32)strtoul(argv[3], NULL, 10))
		left -= one_chain(left, flips);
	printf("%" PRIu32 " extrinsics, of which %" PRIu32 " invalid and %" PRIu32
	       " failed; %" PRIu32 " flipped bytes refused\n",
	       num_sent, num_invalid, num_failed, num_flipped);
	if (cover_report())
		return 0;
	(void)fprintf(stderr, "a call never succeeded, or never failed: see the table\n");
	return 1;
}
