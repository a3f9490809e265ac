#ifndef RUNTIME_SCENARIO_ARGS_H
#define RUNTIME_SCENARIO_ARGS_H
/* runtime/scenario/args: calls with made-up arguments, from a seed.
 *
 * Every call of every pallet, by recipes from the descriptors (tools/gen_scenario.py). Values
 * are mostly those that mean something: known accounts, hashes that events named, small
 * numbers and the edges of their types. */
#include "scale/encode.h"

#define ARGS_SEEN_MAX 64u

struct args {
	u64 state; /* of the generator; not 0 */
	u8 seen[ARGS_SEEN_MAX][32]; /* accounts and hashes that mean something */
	u32 num_seen, next_seen;
};

u64 args_random(struct args *a);
/* args_below is uniform enough, in [0, n). */
u32 args_below(struct args *a, u32 n);
void args_note(struct args *a, const u8 hash[32]);
/* Calls by number, in the order of pallets: how many, which one a pallet's call is, its name. */
u32 args_num(void);
bool args_find(u8 pallet, u8 call, u32 *i);
const char *args_name(u32 i);
/* args_one writes call number i; as_root: inside Sudo.sudo. */
void args_one(struct args *a, struct wr *w, u32 i, bool as_root);
/* args_call writes a call, with others inside it where it takes some. */
void args_call(struct args *a, struct wr *w);
/* args_root_call is the same, inside Sudo.sudo. */
void args_root_call(struct args *a, struct wr *w);

#endif /* RUNTIME_SCENARIO_ARGS_H */
