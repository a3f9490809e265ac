#include "primitives/chain_spec.h"

#include "primitives/storage_key.h"
#include "text/json.h"
#include "text/json_wr.h"

#define SS58_DEFAULT 42u /* Substrate's, when a spec names none */

/* read_text reads a member that must be a short string. */
static enum err read_text(const struct json *j, struct slice *out)
{
	if (!json_str(j, out))
		return ERR_FORMAT;
	return out->n > CHAIN_SPEC_TEXT_MAX ? ERR_LIMIT : ERR_OK;
}

static bool is_given(const struct json *j)
{
	return j != NULL && !json_is(j, JSON_NULL);
}

static enum err read_properties(struct chain_spec *s, const struct json *j)
{
	const struct json *symbol = json_get(j, "tokenSymbol");
	const struct json *decimals = json_get(j, "tokenDecimals");
	const struct json *prefix = json_get(j, "ss58Format");
	u32 format = SS58_DEFAULT;

	s->token_symbol = SLICE_EMPTY;
	s->token_decimals = 0;
	if (is_given(j) && !json_is(j, JSON_OBJECT))
		return ERR_FORMAT;
	if (is_given(symbol))
		TRY(read_text(symbol, &s->token_symbol));
	if (is_given(decimals) && !json_u32(decimals, &s->token_decimals))
		return ERR_FORMAT;
	if (is_given(prefix) && (!json_u32(prefix, &format) || format > UINT16_MAX))
		return ERR_FORMAT;
	s->ss58_format = (u16)format;
	return ERR_OK;
}

static enum err read_extension(struct chain_spec *s, const struct json *j)
{
	const struct json *roots = json_get(j, "acceptedRoots");
	const struct json *allow = json_get(j, "allowSimulated");

	s->num_roots = 0;
	s->allow_simulated = false;
	if (is_given(j) && !json_is(j, JSON_OBJECT))
		return ERR_FORMAT;
	if (allow != NULL && !json_bool(allow, &s->allow_simulated))
		return ERR_FORMAT;
	if (roots == NULL)
		return ERR_OK;
	if (!json_is(roots, JSON_ARRAY))
		return ERR_FORMAT;
	if (roots->num > CHAIN_SPEC_ROOTS_MAX)
		return ERR_LIMIT;
	for (const struct json *r = roots->first; r != NULL; r = r->next) {
		u8 *to = s->roots[s->num_roots++];

		TRY(json_hex_exact(r, to, sizeof(s->roots[0])));
	}
	return ERR_OK;
}

/* Ours lies among the properties, because light clients refuse a file with members that they
 * do not know. Files of before have it at the top; both at once would be two answers. */
static enum err read_extensions(struct chain_spec *s, const struct json *spec)
{
	const struct json *in = json_path(spec, "properties.phala"), *top = json_get(spec, "phala");

	if (is_given(in) && is_given(top))
		return ERR_CONFLICT;
	return read_extension(s, is_given(in) ? in : top);
}

static void swap(struct trie_pair *a, struct trie_pair *b)
{
	struct trie_pair t = *a;

	*a = *b;
	*b = t;
}

/* sift lets v[at] sink in the heap v[0..n). */
static void sift(struct trie_pair *v, size_t at, size_t n)
{
	for (;;) {
		size_t kid = 2 * at + 1;

		if (kid >= n)
			return;
		if (kid + 1 < n && slice_cmp(v[kid].key, v[kid + 1].key) < 0)
			kid++;
		if (slice_cmp(v[at].key, v[kid].key) >= 0)
			return;
		swap(&v[at], &v[kid]);
		at = kid;
	}
}

/* sort_pairs is heapsort: bounded for any order a file may have. */
static void sort_pairs(struct trie_pair *v, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(v, i, n);
	for (size_t i = n; i-- > 1;) {
		swap(&v[0], &v[i]);
		sift(v, 0, i);
	}
}

static enum err read_pair(const struct json *m, struct arena *a, struct trie_pair *out)
{
	const struct json key = {.kind = JSON_STRING, .text = m->key};

	TRY(json_hex(&key, TRIE_KEY_MAX, a, &out->key));
	return json_hex(m, CHAIN_SPEC_MAX, a, &out->value);
}

static enum err read_top(struct chain_spec *s, const struct json *raw, struct arena *a)
{
	const struct json *top = json_get(raw, "top");
	const struct json *children = json_get(raw, "childrenDefault");
	struct trie_pair *v;
	size_t n = 0;

	if (!json_is(top, JSON_OBJECT))
		return ERR_FORMAT;
	if (is_given(children) && (!json_is(children, JSON_OBJECT) || children->num != 0))
		return ERR_UNSUPPORTED;
	if (top->num > CHAIN_SPEC_PAIRS_MAX)
		return ERR_LIMIT;
	v = arena_zalloc(a, top->num, sizeof(*v));
	if (v == NULL)
		return ERR_NOMEM;
	for (const struct json *m = top->first; m != NULL; m = m->next)
		TRY(read_pair(m, a, &v[n++]));
	sort_pairs(v, n);
	s->top = v;
	s->num_top = n;
	return ERR_OK;
}

/* --- what a production chain must not say --------------------------------------------------- */

const u8 chain_spec_production_root[32] = {
    0x44, 0xa0, 0x19, 0x6b, 0x2b, 0x99, 0xf8, 0x89, 0xb8, 0xe1, 0x49, 0xe9, 0x5b, 0x80, 0x7a, 0x35,
    0x0e, 0x74, 0x24, 0x96, 0x43, 0x99, 0xe8, 0x85, 0xa7, 0xcb, 0xb8, 0xcc, 0xfa, 0xb6, 0x74, 0xd3,
};

static bool is_production(const u8 root[32])
{
	return mem_eq(root, chain_spec_production_root, 32);
}

/* A flag of PhalaRegistry in the raw state. */
static bool flag(const struct chain_spec *s, const char *name)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), slice_str(name));
	struct slice v;

	return chain_spec_get(s, storage_key_slice(&k), &v) && !(v.n == 1 && v.p[0] == 0);
}

/* PhalaRegistry.Roots: the map's keys end with the hash of the certificate. */
static bool only_production_roots(const struct chain_spec *s)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("Roots"));
	struct slice prefix = storage_key_slice(&k);

	for (size_t i = 0; i < s->num_top; i++) {
		struct slice key = s->top[i].key;

		if (slice_starts(key, prefix) &&
		    (key.n != prefix.n + 32 || !is_production(key.p + prefix.n)))
			return false;
	}
	return true;
}

/* Whoever runs a chain that is no toy must not be talked into believing a simulator. */
static enum err check_production(const struct chain_spec *s)
{
	if (slice_eq(s->chain_type, SLICE_LIT("Development")) ||
	    slice_eq(s->chain_type, SLICE_LIT("Local")))
		return ERR_OK;
	for (u32 i = 0; i < s->num_roots; i++)
		if (!is_production(s->roots[i]))
			return ERR_DENIED;
	return s->allow_simulated || flag(s, "AllowUnattested") ||
		       flag(s, "AllowDevelopmentRoots") || !only_production_roots(s)
		   ? ERR_DENIED
		   : ERR_OK;
}

enum err chain_spec_parse(struct chain_spec *out, struct slice json, struct arena *a)
{
	const struct json *j;

	if (json.n > CHAIN_SPEC_MAX)
		return ERR_LIMIT;
	TRY(json_parse(&j, json, a));
	TRY(read_text(json_get(j, "name"), &out->name));
	TRY(read_text(json_get(j, "id"), &out->id));
	TRY(read_text(json_get(j, "chainType"), &out->chain_type));
	TRY(read_properties(out, json_get(j, "properties")));
	TRY(read_extensions(out, j));
	TRY(read_top(out, json_path(j, "genesis.raw"), a));
	TRY(chain_spec_derive(out, a));
	return check_production(out);
}

static enum err derive_authorities(struct chain_spec *s)
{
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("Authorities"));
	struct slice value;
	struct rd r;

	if (!chain_spec_get(s, storage_key_slice(&k), &value))
		return ERR_NOT_FOUND;
	r = rd_from(value);
	rd_authorities(&r, &s->grandpa);
	TRY(rd_end(&r));
	s->grandpa.set_id = 0;
	k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("CurrentSetId"));
	if (!chain_spec_get(s, storage_key_slice(&k), &value))
		return ERR_OK;
	r = rd_from(value);
	s->grandpa.set_id = rd_u64(&r);
	return rd_end(&r);
}

enum err chain_spec_derive(struct chain_spec *s, struct arena *a)
{
	u8 root[HASH_LEN];

	for (size_t i = 1; i < s->num_top; i++) {
		int order = slice_cmp(s->top[i - 1].key, s->top[i].key);

		if (order >= 0)
			return order == 0 ? ERR_KEY : ERR_INVALID;
	}
	TRY(derive_authorities(s));
	TRY(trie_root(TRIE_V1, s->top, s->num_top, a, root));
	header_genesis(&s->genesis, root);
	header_hash(&s->genesis, s->genesis_hash);
	return ERR_OK;
}

bool chain_spec_get(const struct chain_spec *s, struct slice key, struct slice *value)
{
	size_t low = 0, high = s->num_top;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = slice_cmp(s->top[mid].key, key);

		if (order == 0) {
			*value = s->top[mid].value;
			return true;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* The writer's layout is for people and for diff, so the line breaks are made here;
 * the values themselves come from text/json_wr. */

static struct json_wr rest_of(const struct wr *w)
{
	return w->err == ERR_OK ? json_wr_into(w->p + w->n, w->cap - w->n)
	                        : (struct json_wr){.err = w->err};
}

static void take(struct wr *w, const struct json_wr *j)
{
	struct slice s;
	enum err e = json_wr_done(j, &s);

	if (w->err == ERR_OK)
		w->err = e;
	if (w->err == ERR_OK)
		w->n += s.n;
}

static void put(struct wr *w, const char *text)
{
	wr_slice(w, slice_str(text));
}

static void put_text(struct wr *w, const char *before, struct slice s)
{
	struct json_wr j;

	put(w, before);
	j = rest_of(w);
	json_wr_str(&j, s);
	take(w, &j);
}

static void put_number(struct wr *w, const char *before, u64 v)
{
	struct json_wr j;

	put(w, before);
	j = rest_of(w);
	json_wr_u64(&j, v);
	take(w, &j);
}

static void put_hex(struct wr *w, const char *before, struct slice s)
{
	struct json_wr j;

	put(w, before);
	j = rest_of(w);
	json_wr_hex(&j, s);
	take(w, &j);
}

static void put_properties(struct wr *w, const struct chain_spec *s)
{
	put_number(w, ",\n  \"properties\": {\"ss58Format\": ", s->ss58_format);
	put_number(w, ", \"tokenDecimals\": ", s->token_decimals);
	put_text(w, ", \"tokenSymbol\": ", s->token_symbol);
	put(w, ",\n    \"phala\": {\"acceptedRoots\": [");
	for (u32 i = 0; i < s->num_roots; i++)
		put_hex(w, i == 0 ? "" : ", ", SLICE_ARR(s->roots[i]));
	put(w, "], \"allowSimulated\": ");
	put(w, s->allow_simulated ? "true" : "false");
	put(w, "}}");
}

static void put_head(struct wr *w, const struct chain_spec *s, const struct chain_spec_start *start)
{
	put_text(w, "{\n  \"name\": ", s->name);
	put_text(w, ",\n  \"id\": ", s->id);
	put_text(w, ",\n  \"chainType\": ", s->chain_type);
	put(w, ",\n  \"bootNodes\": [");
	for (size_t i = 0; i < start->num_boot_nodes; i++)
		put_text(w, i == 0 ? "\n    " : ",\n    ", start->boot_nodes[i]);
	put(w, "],\n  \"telemetryEndpoints\": null,\n  \"protocolId\": null");
	put_properties(w, s);
	if (start->header.n != 0) {
		/* Names and shape are Substrate's, which has BABE in mind: none of its epochs. */
		put(w, ",\n  \"lightSyncState\": {");
		put_hex(w, "\n    \"finalizedBlockHeader\": ", start->header);
		put(w, ",\n    \"babeEpochChanges\": \"0x00000000\"");
		put(w, ",\n    \"babeFinalizedBlockWeight\": 0");
		put_hex(w, ",\n    \"grandpaAuthoritySet\": ", start->authority_set);
		put(w, "\n  }");
	}
	put(w, ",\n  \"codeSubstitutes\": {}");
}

enum err chain_spec_write(const struct chain_spec *s, struct arena *a, struct slice *json)
{
	return chain_spec_write_start(s, &(struct chain_spec_start){.num_boot_nodes = 0}, a, json);
}

enum err chain_spec_write_start(const struct chain_spec *s, const struct chain_spec_start *start,
				struct arena *a, struct slice *json)
{
	struct wr w = wr_arena(a);

	put_head(&w, s, start);
	put(&w, ",\n  \"genesis\": {\"raw\": {\"top\": {");
	for (size_t i = 0; i < s->num_top; i++) {
		put_hex(&w, i == 0 ? "\n    " : ",\n    ", s->top[i].key);
		put_hex(&w, ": ", s->top[i].value);
	}
	put(&w, "\n  }, \"childrenDefault\": {}}}\n}\n");
	return wr_arena_done(&w, a, json);
}
