/* The development chain is the preset of the runtime, whoever builds it. */
#include <stdlib.h>

#include "attest/sim/sim.h"
#include "base/test.h"
#include "node/dev_spec.h"
#include "runtime/runtime.h"
#include "scale/decode.h"
#include "scale/encode.h"
#include "trie/set.h"

#define MIB 16u

TEST(the_development_chain_is_what_genesis_builder_makes_of_its_preset)
{
	static const u8 some_development[] = {1, 11 << 2, 'd', 'e', 'v', 'e', 'l',
					      'o', 'p', 'm', 'e', 'n', 't'};
	struct dev_spec_opts opts = {.slot_ms = 3000};
	struct arena a = arena_of(malloc(MIB << 20), MIB << 20);
	struct trie_set set = trie_set_init(&a);
	struct trie_db db = trie_set_db(&set);
	const struct trie_change *list;
	struct runtime_session s;
	struct chain_spec spec;
	struct slice out;
	size_t num, at = 0;
	struct rd r;

	REQUIRE(a.mem != NULL);
	REQUIRE(dev_spec_make(&spec, &opts, &a) == ERR_OK);
	REQUIRE(runtime_open(&s, &db, trie_empty_root, &a) == ERR_OK);
	REQUIRE(runtime_call(&s, "GenesisBuilder_get_preset", SLICE_ARR(some_development), &out) ==
		ERR_OK);
	r = rd_from(out);
	REQUIRE(rd_bool(&r));
	/* what follows is the Vec<u8> that build_state takes */
	REQUIRE(runtime_call(&s, "GenesisBuilder_build_state", slice_of(r.p, rd_left(&r)), &out) ==
		ERR_OK);
	EXPECT(out.n == 1 && out.p[0] == 0);
	REQUIRE(runtime_changes(&s, &list, &num) == ERR_OK);
	for (size_t i = 0; i < spec.num_top; i++) {
		if (slice_eq(spec.top[i].key, SLICE_LIT(":code")))
			continue; /* who makes a chain spec puts the blob there */
		REQUIRE(at < num);
		EXPECT(slice_eq(spec.top[i].key, list[at].key));
		EXPECT(slice_eq(spec.top[i].value, list[at].value));
		at++;
	}
	EXPECT(at == num);
	free(a.mem);
}

/* The development chain under another type: nobody must take it for one to rely on. */
TEST(a_development_chain_that_calls_itself_live_is_refused)
{
	const struct secret32 seed = {{1}};
	struct arena a = arena_of(malloc(MIB << 20), MIB << 20);
	struct dev_spec_opts opts = {.slot_ms = 3000};
	struct chain_spec spec, again;
	struct attest_root intel;
	struct sim_pki pki;
	struct slice json;

	REQUIRE(a.mem != NULL);
	REQUIRE(sim_pki_from_seed(&pki, &seed, SLICE_EMPTY) == ERR_OK);
	opts.attestation_root = slice_of(pki.root_der, pki.root_len);
	REQUIRE(dev_spec_make(&spec, &opts, &a) == ERR_OK);
	REQUIRE(chain_spec_write(&spec, &a, &json) == ERR_OK);
	EXPECT_OK(chain_spec_parse(&again, json, &a));
	spec.chain_type = SLICE_LIT("Live");
	REQUIRE(chain_spec_write(&spec, &a, &json) == ERR_OK);
	EXPECT_ERR(ERR_DENIED, chain_spec_parse(&again, json, &a));
	REQUIRE(attest_root_open(&intel, attest_intel_root()) == ATTEST_OK);
	EXPECT(mem_eq(intel.id, chain_spec_production_root, 32));
	sim_pki_release(&pki);
	free(a.mem);
}

TEST_MAIN()
