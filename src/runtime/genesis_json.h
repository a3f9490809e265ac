#ifndef RUNTIME_GENESIS_JSON_H
#define RUNTIME_GENESIS_JSON_H
/* runtime/genesis_json: the genesis of a chain as people write it, and the presets.
 *
 * Shape (all members optional but session.keys; amounts are plain integers, accounts SS58 of
 * any prefix or 0x-hex, a window or period of 0 means its default):
 *   {"aura":{"slotDuration":3000}, "balances":{"balances":[["5G…",1000]]},
 *    "session":{"keys":[["5G…","5G…",{"aura":"5G…","grandpa":"5F…"}]],"period":0},
 *    "sudo":{"key":"5G…"}, "phalaAgents":{"freshnessWindow":0},
 *    "phalaRegistry":{"allowUnattested":false,"development":false,"livenessWindow":0,
 *                     "attestationRoots":["0x…DER"]}}
 * The para profile has {"aura":{"authorities":["5G…"]}, "parachainInfo":{"parachainId":2000}} in
 * the place of "session".
 * An unknown member is an error, so that a misspelt one is not a silent default.
 * Names follow polkadot-sdk's RuntimeGenesisConfig where the pallet is upstream's. */
#include "runtime/runtime.h"

/* genesis_parse: ERR_INVALID, *why then says in one phrase what is wrong; ERR_NOMEM. What it
 * makes lies in the arena. */
enum err genesis_parse(struct runtime_genesis *out, struct slice json, struct arena *a,
		       const char **why) MUST_CHECK;

/* The presets: "development" and "local_testnet" take workers whose quotes end in a development
 * root, which phalaRegistry.attestationRoots or sudo has to name; "unattested_test" also takes
 * workers without evidence, and is for tests alone. genesis_preset is the text of a preset, NULL
 * for an unknown name; "" is the default, which believes nobody. */
const char *genesis_preset(struct slice name);
extern const char *const genesis_preset_names[];
extern const size_t genesis_num_presets;

#endif /* RUNTIME_GENESIS_JSON_H */
