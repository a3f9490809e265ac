/* The genesis that people write, and the entry points for operators. */
#include "attest/sim/sim.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/registry_gen.h"
#include "runtime/genesis_json.h"
#include "runtime/test_kit.h"

#define MIB 16u

static struct arena mem;
static struct trie_set set;
static struct trie_db db;
static struct runtime_session s;

static void open_empty(void)
{
	mem = arena_of(malloc(MIB << 20), MIB << 20);
	CHECK(mem.mem != NULL);
	set = trie_set_init(&mem);
	db = trie_set_db(&set);
	KIT_MUST(runtime_open(&s, &db, trie_empty_root, &mem));
}

static struct slice call_api(const char *method, const struct wr *args)
{
	struct slice out = SLICE_EMPTY;

	KIT_MUST(args->err);
	KIT_MUST(runtime_call(&s, method, slice_of(args->p, args->n), &out));
	return out;
}

static struct slice build(const char *json)
{
	static u8 buf[16384];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_vec(&w, slice_str(json));
	return call_api("GenesisBuilder_build_state", &w);
}

static struct slice preset(const char *name)
{
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r;

	wr_bool(&w, name != NULL);
	if (name != NULL)
		wr_vec(&w, slice_str(name));
	r = rd_from(call_api("GenesisBuilder_get_preset", &w));
	return rd_bool(&r) ? rd_vec(&r, 1u << 20) : SLICE_EMPTY;
}

TEST(each_preset_is_listed_and_builds)
{
	struct wr none = wr_into(NULL, 0);
	struct slice names;
	struct rd r;
	u32 num;

	open_empty();
	names = call_api("GenesisBuilder_preset_names", &none);
	r = rd_from(names);
	num = rd_seq_len(&r, 1);
	EXPECT(num == 3);
	for (; num > 0; num--) {
		static char text[8192], name[64];
		struct slice n = rd_vec(&r, 63), json;
		const struct trie_change *list;
		struct slice out;
		size_t num_rows;

		memcpy(name, n.p, n.n);
		name[n.n] = 0;
		json = preset(name);
		REQUIRE(json.n > 0 && json.n < sizeof(text));
		memcpy(text, json.p, json.n);
		text[json.n] = 0;
		KIT_MUST(runtime_open(&s, &db, trie_empty_root, &mem));
		out = build(text);
		EXPECT(out.n == 1 && out.p[0] == 0);
		KIT_MUST(runtime_changes(&s, &list, &num_rows));
		EXPECT(num_rows > 20);
	}
	EXPECT_OK(rd_end(&r));
	EXPECT(preset("staging").n == 0);
	EXPECT(preset(NULL).n > 0);
	free(mem.mem);
}

TEST(what_is_wrong_with_a_configuration_is_told_and_writes_nothing)
{
#define A "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
#define K                                                                                          \
	"\"session\":{\"keys\":[[\"" A "\",\"" A "\",{\"aura\":\"" A "\",\"grandpa\":\"" A        \
	"\"}]]}"
	static const struct {
		const char *json, *why;
	} rows[] = {
	    {"", "no JSON"},
	    {"[]", "no object"},
	    {"{\"aura\":{}}", "session.keys: nobody makes blocks"},
	    {"{\"session\":{\"keys\":[[\"" A "\"]]}}",
	     "session.keys: a row is not [account, account, {aura, grandpa}]"},
	    {"{" K ",\"balances\":{\"balances\":[[\"" A "\",1.5]]}}",
	     "balances.balances: a row is not [account, amount]"},
	    {"{" K ",\"balances\":{\"balances\":[[\"5GrwvaEF\",1000000000000]]}}",
	     "balances.balances: a row is not [account, amount]"},
	    {"{" K ",\"balances\":{\"balances\":[[\"" A "\",1]]}}",
	     "an account twice, too few tokens for one, or a slot below 50 ms"},
	    {"{" K ",\"aura\":{\"slotDuration\":49}}",
	     "an account twice, too few tokens for one, or a slot below 50 ms"},
	    {"{" K ",\"aura\":{\"slotDuratoin\":100}}", "a member that no pallet has"},
	    {"{" K ",\"sudo\":{\"key\":\"0x12\"}}", "sudo.key: no account"},
	    {"{" K ",\"phalaRegistry\":{\"development\":1}}",
	     "phalaRegistry.development: not true or false"},
	    {"{" K ",\"phalaRegistry\":{\"attestationRoots\":0}}",
	     "phalaRegistry.attestationRoots: no list, or too long"},
	    {"{" K ",\"phalaRegistry\":{\"attestationRoots\":[\"3082\"]}}",
	     "phalaRegistry.attestationRoots: a row is no 0x-hex of a certificate"},
	};
	const struct trie_change *list;
	size_t num;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice out;
		struct rd r;

		open_empty();
		out = build(rows[i].json);
		r = rd_from(out);
		EXPECT(rd_bool(&r));
		EXPECT(slice_eq(rd_vec(&r, 200), slice_str(rows[i].why)));
		EXPECT_OK(rd_end(&r));
		KIT_MUST(runtime_changes(&s, &list, &num));
		EXPECT(num == 0);
		free(mem.mem);
	}
	open_empty();
	EXPECT(build("{" K "}").p[0] == 0);
	free(mem.mem);
}

/* --- attestation roots ----------------------------------------------------------------------- */

/* A configuration with these roots; "" when it was built, else what is wrong with it. */
static struct slice roots_verdict(const char *flag, const struct slice *roots, size_t num)
{
	static char json[8192], hex[2 * ATTEST_ROOT_MAX + 1];
	int n = snprintf(json, sizeof(json), "{%s,\"phalaRegistry\":{\"attestationRoots\":[", K);
	struct rd r;

	for (size_t i = 0; i < num; i++) {
		hex_encode(hex, roots[i]);
		hex[2 * roots[i].n] = 0;
		n += snprintf(json + n, sizeof(json) - (size_t)n, "%s\"0x%s\"", i > 0 ? "," : "",
			      hex);
	}
	(void)snprintf(json + n, sizeof(json) - (size_t)n, "]%s}}", flag);
	open_empty();
	r = rd_from(build(json));
	return rd_bool(&r) ? rd_vec(&r, 200) : SLICE_EMPTY;
}

static bool has_root(struct slice der)
{
	struct storage_key k;
	struct slice raw;
	bool found;
	u8 id[32];

	sha2_256(id, der);
	k = registry_roots_key(id);
	KIT_MUST(runtime_get(&s, storage_key_slice(&k), &found, &raw));
	return found;
}

TEST(a_production_configuration_refuses_a_development_root)
{
	const struct secret32 seed = {{1}};
	struct slice roots[3] = {attest_intel_root(), SLICE_EMPTY, SLICE_LIT("no certificate")};
	struct sim_pki pki;

	KIT_MUST(sim_pki_from_seed(&pki, &seed, SLICE_EMPTY));
	roots[1] = slice_of(pki.root_der, pki.root_len);
	EXPECT(roots_verdict("", roots, 1).n == 0);
	EXPECT(has_root(roots[0]));
	free(mem.mem);
	EXPECT(slice_eq(roots_verdict("", roots, 2),
			SLICE_LIT("phalaRegistry.attestationRoots: a row is not Intel's, and the "
				  "chain is not for development")));
	EXPECT(!has_root(roots[0]) && !has_root(roots[1]));
	free(mem.mem);
	EXPECT(roots_verdict(",\"development\":true", roots, 2).n == 0);
	EXPECT(has_root(roots[0]) && has_root(roots[1]));
	free(mem.mem);
	EXPECT(slice_eq(roots_verdict(",\"development\":true", roots, 3),
			SLICE_LIT("phalaRegistry.attestationRoots: a row is no certificate of a "
				  "root")));
	free(mem.mem);
	sim_pki_release(&pki);
}

static bool says(const char *name, const char *member)
{
	size_t n = strlen(member);
	struct slice text;

	open_empty();
	text = preset(name);
	for (; text.n >= n; text = slice_from(text, 1))
		if (memcmp(text.p, member, n) == 0)
			break;
	free(mem.mem);
	return text.n >= n;
}

TEST(only_the_preset_for_tests_takes_workers_without_evidence)
{
	EXPECT(says("development", "\"allowUnattested\":false"));
	EXPECT(says("local_testnet", "\"allowUnattested\":false"));
	EXPECT(says(NULL, "\"allowUnattested\":false"));
	EXPECT(says(NULL, "\"development\":false"));
	EXPECT(says("unattested_test", "\"allowUnattested\":true"));
}

TEST(amounts_use_all_128_bits)
{
	struct storage_key k = balances_total_issuance_key();
	struct balance total;
	struct slice raw;
	bool found;

	open_empty();
	EXPECT(build("{" K ",\"balances\":{\"balances\":[[\"" A
		     "\",340282366920938463463374607431768211455]]}}")
		       .p[0] == 0);
	KIT_MUST(runtime_get(&s, storage_key_slice(&k), &found, &raw));
	REQUIRE(found && balances_total_issuance_decode(&total, raw) == ERR_OK);
	EXPECT(total.raw == ~(u128)0);
	EXPECT(build("{" K ",\"balances\":{\"balances\":[[\"" A
		     "\",340282366920938463463374607431768211456]]}}")
		       .p[0] == 1);
	free(mem.mem);
}

static enum err make_key(void *ctx, const u8 type[4], const struct slice *seed, u8 pub[32])
{
	u32 *num = ctx;

	memset(pub, type[0], 32);
	pub[31] = (u8)(seed == NULL ? 0 : seed->n);
	(*num)++;
	return ERR_OK;
}

TEST(session_keys_come_from_the_nodes_keystore)
{
	u32 num = 0;
	const struct runtime_keystore store = {.ctx = &num, .generate = make_key};
	struct slice out, keys;
	u8 buf[16];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r;

	open_empty();
	wr_bool(&w, true);
	wr_vec(&w, SLICE_LIT("//Alice"));
	EXPECT_ERR(ERR_INVALID, runtime_call(&s, "SessionKeys_generate_session_keys",
					     slice_of(buf, w.n), &out));
	runtime_keystore_use(&store);
	out = call_api("SessionKeys_generate_session_keys", &w);
	runtime_keystore_use(NULL);
	r = rd_from(out);
	keys = rd_vec(&r, 64);
	REQUIRE(keys.n == 64);
	EXPECT(num == 2 && keys.p[0] == 'a' && keys.p[32] == 'g' && keys.p[31] == 7);
	w = wr_into(buf, 0);
	EXPECT_OK(runtime_call(&s, "SessionKeys_decode_session_keys", out, &out));
	EXPECT(out.n == 76 - 0 && out.p[0] == 1 && out.p[1] == 2 << 2);
	free(mem.mem);
}

TEST_MAIN()
