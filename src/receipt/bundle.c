#include "receipt/bundle.h"

#include "consensus/grandpa.h"
#include "receipt/receipt.h"
#include "text/json.h"
#include "text/json_wr.h"
#include "trie/proof.h"

#define BUNDLE_TEXT_MAX 64u /* chain name and id */

static const char *const names[] = {
    "version", "chainName", "chainId",       "genesis", "receipt", "signature",
    "output",  "header",    "justification", "proof",   "block",   "attestation",
};

/* Only in bundles of chains whose authorities have changed. */
static const char handovers_name[] = "handovers";

/* check_names wants each name once and no other; the reader refuses a name twice. */
static enum err check_names(const struct json *j)
{
	u32 more = json_get(j, handovers_name) != NULL;

	if (!json_is(j, JSON_OBJECT) || j->num != ARRAY_LEN(names) + more)
		return ERR_FORMAT;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (json_get(j, names[i]) == NULL)
			return ERR_FORMAT;
	}
	return ERR_OK;
}

static enum err read_text(const struct json *j, size_t max, struct slice *out)
{
	if (!json_str(j, out))
		return ERR_FORMAT;
	return out->n > max ? ERR_LIMIT : ERR_OK;
}

/* node_len is the length of the bytes that a hex string holds. */
static enum err node_len(const struct json *j, size_t *n)
{
	if (!json_is(j, JSON_STRING) || j->text.n < 2 || j->text.n % 2 != 0)
		return ERR_FORMAT;
	*n = (j->text.n - 2) / 2;
	return ERR_OK;
}

/* read_proof turns the list of hex strings into SCALE Vec<Vec<u8>>. */
static enum err read_proof(const struct json *list, struct arena *a, struct slice *out)
{
	struct wr count = wr_count(), w;
	void *mem;
	size_t n;

	if (!json_is(list, JSON_ARRAY))
		return ERR_FORMAT;
	if (list->num > TRIE_PROOF_NODES_MAX)
		return ERR_LIMIT;
	wr_compact(&count, list->num);
	for (const struct json *j = list->first; j != NULL; j = j->next) {
		TRY(node_len(j, &n));
		wr_compact(&count, n);
		count.n += n;
	}
	mem = arena_alloc(a, count.n);
	if (mem == NULL)
		return ERR_NOMEM;
	w = wr_into(mem, count.n);
	wr_compact(&w, list->num);
	for (const struct json *j = list->first; j != NULL; j = j->next) {
		TRY(node_len(j, &n));
		wr_compact(&w, n);
		TRY(json_hex_exact(j, w.p + w.n, n));
		w.n += n;
	}
	CHECK(w.n == count.n);
	return wr_done(&w, out);
}

static enum err read_block(const struct json *j, struct bundle *b)
{
	b->has_block = !json_is(j, JSON_NULL);
	b->block_number = 0;
	memset(b->block_hash, 0, sizeof(b->block_hash));
	if (!b->has_block)
		return ERR_OK;
	if (!json_is(j, JSON_OBJECT) || j->num != 2 ||
	    !json_u32(json_get(j, "number"), &b->block_number))
		return ERR_FORMAT;
	if (json_get(j, "hash") == NULL)
		return ERR_FORMAT;
	return json_hex_exact(json_get(j, "hash"), b->block_hash, sizeof(b->block_hash));
}

/* Exactly one of the two says what the quote is about. */
static enum err read_statement(const struct json *j, struct arena *a, struct bundle_attestation *x)
{
	const struct json *info = json_get(j, "info"), *renewal = json_get(j, "renewal");

	if ((info == NULL) == (renewal == NULL))
		return ERR_FORMAT;
	x->is_renewal = renewal != NULL;
	return json_hex(info != NULL ? info : renewal, BUNDLE_STATEMENT_MAX, a, &x->statement);
}

static enum err read_attestation(const struct json *j, struct arena *a,
                                 struct bundle_attestation *x)
{
	const struct json *collateral = json_get(j, "collateral");

	if (!json_is(j, JSON_OBJECT) || j->num != 3 || !json_is(collateral, JSON_OBJECT))
		return ERR_FORMAT;
	TRY(read_statement(j, a, x));
	if (json_get(j, "quote") == NULL)
		return ERR_FORMAT;
	TRY(json_hex(json_get(j, "quote"), BUNDLE_QUOTE_MAX, a, &x->quote));
	TRY(json_canonical(collateral, a, &x->collateral));
	return x->collateral.n > BUNDLE_COLLATERAL_MAX ? ERR_LIMIT : ERR_OK;
}

static enum err read_fields(struct bundle *b, const struct json *j, struct arena *a)
{
	u64 version;

	if (!json_u64(json_get(j, "version"), &version))
		return ERR_FORMAT;
	if (version != BUNDLE_VERSION)
		return ERR_VERSION;
	TRY(check_names(j));
	TRY(read_text(json_get(j, "chainName"), BUNDLE_TEXT_MAX, &b->chain_name));
	TRY(read_text(json_get(j, "chainId"), BUNDLE_TEXT_MAX, &b->chain_id));
	TRY(json_hex_exact(json_get(j, "genesis"), b->genesis, sizeof(b->genesis)));
	TRY(json_hex(json_get(j, "receipt"), RECEIPT_MAX, a, &b->receipt));
	TRY(json_hex_exact(json_get(j, "signature"), b->signature, sizeof(b->signature)));
	TRY(read_text(json_get(j, "output"), RECEIPT_OUTPUT_MAX, &b->output));
	TRY(json_hex(json_get(j, "header"), HEADER_MAX, a, &b->header));
	TRY(json_hex(json_get(j, "justification"), GRANDPA_JUSTIFICATION_MAX, a,
	             &b->justification));
	b->handovers = SLICE_EMPTY;
	if (json_get(j, handovers_name) != NULL)
		TRY(json_hex(json_get(j, handovers_name), BUNDLE_HANDOVERS_MAX, a, &b->handovers));
	TRY(read_proof(json_get(j, "proof"), a, &b->proof));
	TRY(read_block(json_get(j, "block"), b));
	j = json_get(j, "attestation");
	memset(&b->attestation, 0, sizeof(b->attestation));
	b->has_attestation = !json_is(j, JSON_NULL);
	return b->has_attestation ? read_attestation(j, a, &b->attestation) : ERR_OK;
}

enum err bundle_parse(struct bundle *out, struct slice json, struct arena *a)
{
	const struct json *j;
	struct bundle b;
	enum err e;

	if (json.n > BUNDLE_MAX)
		return ERR_LIMIT;
	e = json_parse(&j, json, a);
	if (e != ERR_OK)
		return e == ERR_EXISTS ? ERR_FORMAT : e;
	TRY(read_fields(&b, j, a));
	*out = b;
	return ERR_OK;
}

static enum err write_proof(struct json_wr *w, struct slice proof)
{
	struct rd r = rd_from(proof);
	u32 num = rd_seq_len(&r, 1);

	json_wr_key(w, "proof");
	json_wr_arr(w);
	for (u32 i = 0; i < num && r.err == ERR_OK; i++)
		json_wr_hex(w, rd_vec(&r, proof.n));
	json_wr_arr_end(w);
	return rd_end(&r);
}

static void write_block(struct json_wr *w, const struct bundle *b)
{
	json_wr_key(w, "block");
	if (!b->has_block) {
		json_wr_null(w);
		return;
	}
	json_wr_obj(w);
	json_wr_m_u64(w, "number", b->block_number);
	json_wr_m_hex(w, "hash", SLICE_ARR(b->block_hash));
	json_wr_obj_end(w);
}

static void write_attestation(struct json_wr *w, const struct bundle_attestation *x)
{
	json_wr_obj(w);
	json_wr_m_hex(w, x->is_renewal ? "renewal" : "info", x->statement);
	json_wr_m_hex(w, "quote", x->quote);
	json_wr_key(w, "collateral");
	json_wr_raw(w, x->collateral);
	json_wr_obj_end(w);
}

enum err bundle_write(const struct bundle *b, struct arena *a, struct slice *json)
{
	struct json_wr w = json_wr_arena(a);
	enum err e;

	json_wr_obj(&w);
	json_wr_m_u64(&w, "version", BUNDLE_VERSION);
	json_wr_m_str(&w, "chainName", b->chain_name);
	json_wr_m_str(&w, "chainId", b->chain_id);
	json_wr_m_hex(&w, "genesis", SLICE_ARR(b->genesis));
	json_wr_m_hex(&w, "receipt", b->receipt);
	json_wr_m_hex(&w, "signature", SLICE_ARR(b->signature));
	json_wr_m_str(&w, "output", b->output);
	json_wr_m_hex(&w, "header", b->header);
	json_wr_m_hex(&w, "justification", b->justification);
	if (b->handovers.n != 0)
		json_wr_m_hex(&w, handovers_name, b->handovers);
	e = write_proof(&w, b->proof);
	write_block(&w, b);
	json_wr_key(&w, "attestation");
	if (b->has_attestation)
		write_attestation(&w, &b->attestation);
	else
		json_wr_null(&w);
	json_wr_obj_end(&w);
	if (e != ERR_OK)
		return e;
	return json_wr_arena_done(&w, a, json);
}

enum err bundle_attestation_parse(struct bundle_attestation *out, struct slice json,
                                  struct arena *a)
{
	const struct json *j;

	if (json.n > BUNDLE_MAX)
		return ERR_LIMIT;
	TRY(json_parse(&j, json, a));
	memset(out, 0, sizeof(*out));
	return read_attestation(j, a, out);
}

enum err bundle_attestation_write(const struct bundle_attestation *x, struct arena *a,
                                  struct slice *json)
{
	struct json_wr w = json_wr_arena(a);

	write_attestation(&w, x);
	return json_wr_arena_done(&w, a, json);
}
