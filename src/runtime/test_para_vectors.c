/* What the black-box tests of the para profile are fed with. It links the native build:
 *   para_vectors genesis PARA_ID SLOT_MS    the raw state of block 0, a line of JSON per row
 *   para_vectors pov                        arguments of validate_block, good and spoilt */
#include "runtime/test_para_pov.h"

static void print_hex(const char *before, struct slice s, const char *after)
{
	(void)printf("%s0x", before);
	for (size_t i = 0; i < s.n; i++)
		(void)printf("%02x", s.p[i]);
	(void)printf("%s", after);
}

static int genesis(u32 para_id, u64 slot_ms)
{
	static const char *const uris[] = {"//Alice", "//Bob"};
	struct arena a = arena_of(malloc(1u << 20), 1u << 20);
	struct runtime_endowment endowed[2] = {{.amount = 0}, {.amount = 0}};
	struct runtime_genesis g = {.slot_ms = slot_ms, .para_id = para_id, .endowed = endowed,
				    .num_endowed = ARRAY_LEN(endowed), .allow_unattested = true};
	const struct trie_pair *pairs;
	struct sr25519_pair key;
	size_t num;

	for (size_t i = ARRAY_LEN(uris); i-- > 0;) {
		KIT_MUST(sr25519_from_uri(&key, slice_str(uris[i])));
		memcpy(endowed[i].account, key.pub, 32);
		endowed[i].amount = (u128)KIT_UNIT * 1000000u;
	}
	memcpy(g.aura, key.pub, 32);
	memcpy(g.sudo, key.pub, 32);
	sr25519_release(&key);
	KIT_MUST(runtime_genesis_state(&g, &a, &pairs, &num));
	for (size_t i = 0; i < num; i++) {
		print_hex("[\"", pairs[i].key, "\", ");
		print_hex("\"", pairs[i].value, "\"]\n");
	}
	free(a.mem);
	return 0;
}

static int povs(void)
{
	static struct para p;
	static struct pov v;
	static u8 head[HEADER_MAX];

	pov_chain(&v, &p);
	for (int f = 0; f < NUM_POV_FAULTS; f++) {
		struct wr w = wr_into(head, sizeof(head));

		(void)printf("{\"name\": \"%s\", \"good\": %s, ", pov_faults[f].name,
			     pov_faults[f].why == NULL ? "true" : "false");
		print_hex("\"args\": \"", pov_args(&v, &p, (enum pov_fault)f), "\", ");
		wr_pov_header(&w, &v, &p, (enum pov_fault)f);
		print_hex("\"head\": \"", slice_of(head, w.n), "\"}\n");
	}
	para_free(&p);
	free(v.a.mem);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "genesis") == 0)
		return genesis((u32)strtoul(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
	if (argc == 2 && strcmp(argv[1], "pov") == 0)
		return povs();
	(void)fprintf(stderr, "usage: para_vectors genesis PARA_ID SLOT_MS | pov\n");
	return 2;
}
