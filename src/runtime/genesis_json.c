#include "runtime/genesis_json.h"

#include "attest/attest.h"
#include "base/checked.h"
#include "crypto/ss58.h"
#include "runtime/profiles/profile.h"
#include "text/json.h"

#define SLOT_MS_DEFAULT 3000u

struct parse {
	struct arena *a;
	struct runtime_genesis *out;
	const char *why;
};

static enum err refuse(struct parse *p, const char *why)
{
	p->why = why;
	return ERR_INVALID;
}

/* account reads SS58 of any prefix, or 0x and 64 hex digits. */
static bool account(const struct json *j, u8 out[32])
{
	struct slice text;
	u16 prefix;

	if (!json_str(j, &text))
		return false;
	if (slice_starts(text, SLICE_LIT("0x")))
		return json_hex_exact(j, out, 32) == ERR_OK;
	return ss58_decode(out, &prefix, text) == ERR_OK;
}

static bool amount(const struct json *j, u128 *out)
{
	u128 v = 0;

	if (!json_is(j, JSON_NUMBER))
		return false;
	for (size_t i = 0; i < j->text.n; i++) {
		u8 digit = (u8)(j->text.p[i] - '0');

		if (digit > 9 || !MUL_OK(v, (u128)10, &v) || !ADD_OK(v, (u128)digit, &v))
			return false;
	}
	*out = v;
	return true;
}

/* --- members ------------------------------------------------------------------------------ */

static enum err slot_duration(struct parse *p, const struct json *j)
{
	return json_u64(j, &p->out->slot_ms) ? ERR_OK : refuse(p, "aura.slotDuration: no integer");
}

static enum err balances(struct parse *p, const struct json *j)
{
	struct runtime_endowment *e;
	const struct json *row;
	u32 i = 0;

	if (!json_is(j, JSON_ARRAY))
		return refuse(p, "balances.balances: no list");
	e = arena_zalloc(p->a, (size_t)j->num + 1, sizeof(*e));
	if (e == NULL)
		return ERR_NOMEM;
	for (row = j->first; row != NULL; row = row->next, i++)
		if (!json_is(row, JSON_ARRAY) || row->num != 2 ||
		    !account(json_at(row, 0), e[i].account) ||
		    !amount(json_at(row, 1), &e[i].amount))
			return refuse(p, "balances.balances: a row is not [account, amount]");
	p->out->endowed = e;
	p->out->num_endowed = j->num;
	return ERR_OK;
}

static bool validator(const struct json *row, struct runtime_validator *v)
{
	const struct json *keys = json_at(row, 2);
	u8 again[32];

	return json_is(row, JSON_ARRAY) && row->num == 3 && account(json_at(row, 0), v->account) &&
	       account(json_at(row, 1), again) && mem_eq(again, v->account, 32) &&
	       json_is(keys, JSON_OBJECT) && keys->num == 2 &&
	       account(json_get(keys, "aura"), v->aura) &&
	       account(json_get(keys, "grandpa"), v->grandpa);
}

static enum err session_keys(struct parse *p, const struct json *j)
{
	struct runtime_validator *v;
	const struct json *row;
	u32 i = 0;

	if (!json_is(j, JSON_ARRAY) || j->num > RUNTIME_VALIDATORS_MAX)
		return refuse(p, "session.keys: no list, or too long");
	v = arena_zalloc(p->a, (size_t)j->num + 1, sizeof(*v));
	if (v == NULL)
		return ERR_NOMEM;
	for (row = j->first; row != NULL; row = row->next)
		if (!validator(row, &v[i++]))
			return refuse(p, "session.keys: a row is not [account, account, "
					 "{aura, grandpa}]");
	p->out->validators = v;
	p->out->num_validators = j->num;
	return ERR_OK;
}

/* A parachain's authors have no session: their Aura keys stand alone. */
static enum err authorities(struct parse *p, const struct json *j)
{
	struct runtime_validator *v;
	u32 i = 0;

	if (profile_has_sessions)
		return refuse(p, "aura.authorities: they come from session.keys");
	if (!json_is(j, JSON_ARRAY) || j->num > RUNTIME_VALIDATORS_MAX)
		return refuse(p, "aura.authorities: no list, or too long");
	v = arena_zalloc(p->a, (size_t)j->num + 1, sizeof(*v));
	if (v == NULL)
		return ERR_NOMEM;
	for (const struct json *row = j->first; row != NULL; row = row->next, i++) {
		if (!account(row, v[i].aura))
			return refuse(p, "aura.authorities: no key");
		memcpy(v[i].account, v[i].aura, 32);
	}
	p->out->validators = v;
	p->out->num_validators = j->num;
	return ERR_OK;
}

static enum err para_id(struct parse *p, const struct json *j)
{
	if (profile_has_sessions)
		return refuse(p, "parachainInfo: this chain is no parachain");
	return json_u32(j, &p->out->para_id) ? ERR_OK
					     : refuse(p, "parachainInfo.parachainId: no integer");
}

static enum err session_period(struct parse *p, const struct json *j)
{
	return json_u32(j, &p->out->session_blocks) ? ERR_OK
						    : refuse(p, "session.period: no integer");
}

static enum err sudo_key(struct parse *p, const struct json *j)
{
	return json_is(j, JSON_NULL) || account(j, p->out->sudo)
		       ? ERR_OK
		       : refuse(p, "sudo.key: no account");
}

static enum err allow_unattested(struct parse *p, const struct json *j)
{
	return json_bool(j, &p->out->allow_unattested)
		       ? ERR_OK
		       : refuse(p, "phalaRegistry.allowUnattested: not true or false");
}

static enum err development(struct parse *p, const struct json *j)
{
	return json_bool(j, &p->out->development)
		       ? ERR_OK
		       : refuse(p, "phalaRegistry.development: not true or false");
}

static enum err attestation_roots(struct parse *p, const struct json *j)
{
	struct slice *roots;
	u32 i = 0;

	if (!json_is(j, JSON_ARRAY) || j->num > RUNTIME_ROOTS_MAX)
		return refuse(p, "phalaRegistry.attestationRoots: no list, or too long");
	roots = arena_zalloc(p->a, (size_t)j->num + 1, sizeof(*roots));
	if (roots == NULL)
		return ERR_NOMEM;
	for (const struct json *row = j->first; row != NULL; row = row->next)
		if (json_hex(row, ATTEST_ROOT_MAX, p->a, &roots[i++]) != ERR_OK)
			return refuse(p, "phalaRegistry.attestationRoots: a row is no 0x-hex of "
					 "a certificate");
	p->out->attestation_roots = roots;
	p->out->num_attestation_roots = j->num;
	return ERR_OK;
}

static enum err liveness_window(struct parse *p, const struct json *j)
{
	return json_u32(j, &p->out->liveness_blocks)
		       ? ERR_OK
		       : refuse(p, "phalaRegistry.livenessWindow: no integer");
}

static enum err freshness_window(struct parse *p, const struct json *j)
{
	return json_u32(j, &p->out->freshness_blocks)
		       ? ERR_OK
		       : refuse(p, "phalaAgents.freshnessWindow: no integer");
}

static const struct {
	const char *pallet, *member;
	enum err (*read)(struct parse *p, const struct json *j);
} members[] = {
	{"aura", "slotDuration", slot_duration},
	{"aura", "authorities", authorities},
	{"parachainInfo", "parachainId", para_id},
	{"balances", "balances", balances},
	{"session", "keys", session_keys},
	{"session", "period", session_period},
	{"sudo", "key", sudo_key},
	{"phalaRegistry", "allowUnattested", allow_unattested},
	{"phalaRegistry", "attestationRoots", attestation_roots},
	{"phalaRegistry", "development", development},
	{"phalaRegistry", "livenessWindow", liveness_window},
	{"phalaAgents", "freshnessWindow", freshness_window},
};

static enum err read_member(struct parse *p, const struct json *pallet, const struct json *j)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (slice_eq(pallet->key, slice_str(members[i].pallet)) &&
		    slice_eq(j->key, slice_str(members[i].member)))
			return members[i].read(p, j);
	return refuse(p, "a member that no pallet has");
}

/* What development means may be said after the roots. */
static enum err check_roots(struct parse *p)
{
	for (size_t i = 0; i < p->out->num_attestation_roots; i++) {
		struct attest_root root;

		if (attest_root_open(&root, p->out->attestation_roots[i]) != ATTEST_OK)
			return refuse(p, "phalaRegistry.attestationRoots: a row is no certificate "
					 "of a root");
		if (!root.production && !p->out->development)
			return refuse(p, "phalaRegistry.attestationRoots: a row is not Intel's, "
					 "and the chain is not for development");
	}
	return ERR_OK;
}

static enum err read_all(struct parse *p, const struct json *root)
{
	if (!json_is(root, JSON_OBJECT))
		return refuse(p, "no object");
	for (const struct json *pallet = root->first; pallet != NULL; pallet = pallet->next) {
		if (!json_is(pallet, JSON_OBJECT))
			return refuse(p, "a pallet's configuration is no object");
		for (const struct json *j = pallet->first; j != NULL; j = j->next)
			TRY(read_member(p, pallet, j));
	}
	TRY(check_roots(p));
	if (p->out->num_validators > 0)
		return ERR_OK;
	return refuse(p, profile_has_sessions ? "session.keys: nobody makes blocks"
					      : "aura.authorities: nobody makes blocks");
}

enum err genesis_parse(struct runtime_genesis *out, struct slice json, struct arena *a,
		       const char **why)
{
	struct parse p = {.a = a, .out = out, .why = ""};
	const struct json *root;
	enum err e;

	*out = (struct runtime_genesis){.slot_ms = SLOT_MS_DEFAULT};
	e = json_parse(&root, json, a);
	if (e == ERR_OK)
		e = read_all(&p, root);
	else if (e != ERR_NOMEM)
		e = refuse(&p, "no JSON");
	*why = p.why;
	return e;
}

/* --- presets ------------------------------------------------------------------------------ */

#define ALICE         "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
#define BOB           "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
#define ALICE_ED25519 "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu"
#define BOB_ED25519   "5GoNkf6WdbxCFnPdAnYYQyCjAKPJgLNxXwPjwTh6DGg6gN3E"
#define RICH(account) "[\"" account "\",10000000000000000000]"
#define KEYS(account, ed25519)                                                                     \
	"[\"" account "\",\"" account "\",{\"aura\":\"" account "\",\"grandpa\":\"" ed25519 "\"}]"

/* //Alice … //Ferdie, the stashes, and //Worker, which pays for a worker's messages. */
#define ENDOWED                                                                                    \
	RICH(ALICE) "," RICH(BOB) ","                                                              \
	RICH("5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y") ","                               \
	RICH("5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy") ","                               \
	RICH("5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw") ","                               \
	RICH("5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL") ","                               \
	RICH("5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY") ","                               \
	RICH("5HpG9w8EBLe5XCrbczpwq5TSXvedjrBGCwqxK1iQ7qUsSWFc") ","                               \
	RICH("5Ck5SLSHYac6WFt5UZRSsdJjwmpSZq85fd5TRNAdZQVzEAPT") ","                               \
	RICH("5DA7sHRHVBzoF6rq18JLec3fwvncKCrJu94mEng9pGrUxWWm")

/* Whom the registry believes. */
#define NOBODY     "\"allowUnattested\":false,\"development\":false"
#define SIMULATED  "\"allowUnattested\":false,\"development\":true"
#define UNATTESTED "\"allowUnattested\":true,\"development\":true"

#define CONFIG(endowed, keys, sudo, registry)                                                      \
	"{\"aura\":{\"slotDuration\":3000},\"balances\":{\"balances\":[" endowed "]},"             \
	"\"session\":{\"keys\":[" keys "],\"period\":0},\"sudo\":{\"key\":" sudo "},"              \
	"\"phalaRegistry\":{" registry ",\"livenessWindow\":0},"                                  \
	"\"phalaAgents\":{\"freshnessWindow\":0}}"

/* A parachain's slots are its relay chain's, so that each of them can have its block. */
#define PARA_CONFIG(endowed, keys, sudo, registry)                                                 \
	"{\"aura\":{\"slotDuration\":6000,\"authorities\":[" keys "]},"                            \
	"\"balances\":{\"balances\":[" endowed "]},"                                               \
	"\"parachainInfo\":{\"parachainId\":2000},\"sudo\":{\"key\":" sudo "},"                    \
	"\"phalaRegistry\":{" registry ",\"livenessWindow\":0},"                                  \
	"\"phalaAgents\":{\"freshnessWindow\":0}}"

const char *const genesis_preset_names[] = {"development", "local_testnet", "unattested_test"};
const size_t genesis_num_presets = ARRAY_LEN(genesis_preset_names);

static const char *const para_presets[] = {
	PARA_CONFIG(ENDOWED, "\"" ALICE "\"", "\"" ALICE "\"", SIMULATED),
	PARA_CONFIG(ENDOWED, "\"" ALICE "\",\"" BOB "\"", "\"" ALICE "\"", SIMULATED),
	PARA_CONFIG(ENDOWED, "\"" ALICE "\"", "\"" ALICE "\"", UNATTESTED),
};

static const char *const presets[] = {
	CONFIG(ENDOWED, KEYS(ALICE, ALICE_ED25519), "\"" ALICE "\"", SIMULATED),
	CONFIG(ENDOWED, KEYS(ALICE, ALICE_ED25519) "," KEYS(BOB, BOB_ED25519), "\"" ALICE "\"",
	       SIMULATED),
	CONFIG(ENDOWED, KEYS(ALICE, ALICE_ED25519), "\"" ALICE "\"", UNATTESTED),
};

const char *genesis_preset(struct slice name)
{
	_Static_assert(ARRAY_LEN(presets) == ARRAY_LEN(genesis_preset_names), "a text per name");

	_Static_assert(ARRAY_LEN(para_presets) == ARRAY_LEN(presets), "the same names");

	if (name.n == 0)
		return profile_has_sessions ? CONFIG("", "", "null", NOBODY)
					    : PARA_CONFIG("", "", "null", NOBODY);
	for (size_t i = 0; i < ARRAY_LEN(presets); i++)
		if (slice_eq(name, slice_str(genesis_preset_names[i])))
			return profile_has_sessions ? presets[i] : para_presets[i];
	return NULL;
}
