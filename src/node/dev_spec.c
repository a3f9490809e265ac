#include "node/dev_spec.h"

#include "crypto/hash.h"
#include "crypto/uri.h"
#include "runtime/blob.h"
#include "runtime/runtime.h"
#include "runtime/version.h"

static const char *const rich[] = {
    "//Alice", "//Bob",         "//Charlie",       "//Dave",        "//Eve", "//Ferdie",
    "//Alice//stash", "//Bob//stash", "//Charlie//stash", "//Worker",
};

#define UNIT        ((u128)1000000000000u) /* 12 decimals */
#define ENDOWMENT   (UNIT * 10000000u)
#define SS58_PREFIX 30u

enum err dev_keys(struct sr25519_pair *aura, struct ed25519_pair *grandpa)
{
	TRY(sr25519_from_uri(aura, SLICE_LIT("//Alice")));
	return ed25519_from_uri(grandpa, SLICE_LIT("//Alice"));
}

static enum err endow(struct runtime_genesis *g, struct arena *a)
{
	struct runtime_endowment *e =
	    (struct runtime_endowment *)arena_zalloc(a, ARRAY_LEN(rich), sizeof(*e));
	struct sr25519_pair pair;

	if (e == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < ARRAY_LEN(rich); i++) {
		TRY(sr25519_from_uri(&pair, slice_str(rich[i])));
		memcpy(e[i].account, pair.pub, 32);
		e[i].amount = ENDOWMENT;
		sr25519_release(&pair);
	}
	g->endowed = e;
	g->num_endowed = ARRAY_LEN(rich);
	return ERR_OK;
}

enum err dev_spec_make(struct chain_spec *out, const struct dev_spec_opts *o, struct arena *a)
{
	struct runtime_genesis g = {.slot_ms = o->slot_ms,
				    .session_blocks = o->session_blocks,
				    .allow_unattested = o->allow_unattested,
				    .development = true,
				    .attestation_roots = &o->attestation_root,
				    .num_attestation_roots = o->attestation_root.n != 0,
				    .code = runtime_blob()};
	struct sr25519_pair aura;
	struct ed25519_pair grandpa;

	if (o->slot_ms < DEV_SLOT_MS_MIN)
		return ERR_LIMIT;
	memset(out, 0, sizeof(*out));
	TRY(dev_keys(&aura, &grandpa));
	memcpy(g.aura, aura.pub, 32);
	memcpy(g.sudo, aura.pub, 32);
	memcpy(g.grandpa, grandpa.pub, 32);
	sr25519_release(&aura);
	ed25519_release(&grandpa);
	TRY(endow(&g, a));
	TRY(runtime_genesis_state(&g, a, &out->top, &out->num_top));
	out->name = slice_str(o->name != NULL ? o->name : "Phala Development");
	out->id = SLICE_LIT("phala_dev");
	out->chain_type = SLICE_LIT("Development");
	out->token_symbol = SLICE_LIT(RUNTIME_TOKEN_SYMBOL);
	out->token_decimals = RUNTIME_TOKEN_DECIMALS;
	out->ss58_format = SS58_PREFIX;
	out->allow_simulated = true;
	if (o->attestation_root.n != 0) {
		sha2_256(out->roots[0], o->attestation_root);
		out->num_roots = 1;
	}
	return chain_spec_derive(out, a);
}
