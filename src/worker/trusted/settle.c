/* What a run did and cost, and the receipt that says so. */
#include "text/json.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

/* Everything a receipt borrows, for the time it takes to write it. */
struct bill {
	struct receipt x;
	struct receipt_model_call models[RECEIPT_MODEL_CALLS_MAX];
	u8 asked[RECEIPT_MODEL_CALLS_MAX][RECEIPT_NAME_MAX];
	u8 served[RECEIPT_MODEL_CALLS_MAX][RECEIPT_NAME_MAX];
	struct receipt_egress egress[RECEIPT_EGRESS_MAX];
	u8 hosts[RECEIPT_EGRESS_MAX][URL_HOST_MAX];
	struct receipt_secret secrets[RECEIPT_SECRETS_MAX];
};

/* A JSON member as text of at most RECEIPT_NAME_MAX bytes, else empty. */
static struct slice name_of(const struct json *j, const char *key, u8 keep[RECEIPT_NAME_MAX])
{
	struct slice s = SLICE_EMPTY;

	if (!json_str(json_get(j, key), &s) || s.n > RECEIPT_NAME_MAX)
		return SLICE_EMPTY;
	slice_copy(keep, s);
	return slice_of(keep, s.n);
}

static void read_served(struct worker *w, struct bill *b, const struct call *c, u32 i)
{
	struct receipt_cost *cost = &b->x.cost;
	const struct json *j;
	struct box_answer ans;
	u64 n;

	if (box_answer_decode(&ans, c->answer) != ERR_OK ||
	    json_parse(&j, ans.body, &w->scratch) != ERR_OK)
		return;
	b->models[i].model_served = name_of(j, "model", b->served[i]);
	if (json_u64(json_path(j, "usage.prompt_tokens"), &n))
		cost->tokens_in = sat_add_u64(cost->tokens_in, n);
	if (json_u64(json_path(j, "usage.completion_tokens"), &n))
		cost->tokens_out = sat_add_u64(cost->tokens_out, n);
}

/* model and token counts as the two bodies name them (OpenAI chat completions). A body that
 * is too large to read leaves them empty; the hashes stand in any case. */
static void add_model(struct worker *w, struct bill *b, const struct call *c, struct slice body,
                      const struct manifest_model *model)
{
	size_t mark = arena_mark(&w->scratch);
	u32 i = b->x.num_model_calls;
	const struct json *j;

	if (i == RECEIPT_MODEL_CALLS_MAX)
		return;
	b->x.num_model_calls++;
	b->models[i].provider = model->provider;
	memcpy(b->models[i].request_hash, c->request_hash, 32);
	blake2_256(b->models[i].response_hash, c->answer);
	if (json_parse(&j, body, &w->scratch) == ERR_OK)
		b->models[i].model_asked = name_of(j, "model", b->asked[i]);
	arena_rewind(&w->scratch, mark);
	if (c->status != BOX_STATUS_FAILED)
		read_served(w, b, c, i);
	w->scratch_is_plain = true;
	arena_rewind(&w->scratch, mark);
}

/* A call that left stands in the receipt whether or not it was answered: a guest could send
 * something and abort. */
static void add_egress(struct worker *w, const struct lane *l, struct bill *b, const struct call *c)
{
	u32 i = b->x.num_egress;
	const struct manifest_model *model;
	struct box_fetch f;
	struct url url;

	if (!c->noted || i == RECEIPT_EGRESS_MAX || box_fetch_decode(&f, c->payload) != ERR_OK ||
	    url_parse(&url, f.url) != ERR_OK)
		return;
	b->x.num_egress++;
	slice_copy(b->hosts[i], slice_of(url.host, url.host_len));
	b->egress[i].host = slice_of(b->hosts[i], url.host_len);
	b->egress[i].method = f.method;
	b->egress[i].status = c->status;
	memcpy(b->egress[i].request_hash, c->request_hash, 32);
	blake2_256(b->egress[i].response_hash, c->answer);
	model = manifest_model(&l->manifest, &url);
	if (model != NULL)
		add_model(w, b, c, f.body, model);
}

/* Answered calls in the order of the journal, then the others. */
static void add_calls(struct worker *w, const struct lane *l, struct bill *b)
{
	struct receipt_cost *cost = &b->x.cost;

	b->x.model_calls = b->models;
	b->x.egress = b->egress;
	for (u32 i = 0; i < l->num_events; i++) {
		const struct call *c = &l->calls[l->order[i]];

		cost->bytes_out = sat_add_u64(cost->bytes_out, c->payload.n);
		cost->bytes_in = sat_add_u64(cost->bytes_in, c->answer.n);
		add_egress(w, l, b, c);
	}
	for (u32 i = 0; i < l->num_calls; i++) {
		const struct call *c = &l->calls[i];

		if (!c->noted || c->has_event)
			continue;
		cost->bytes_out = sat_add_u64(cost->bytes_out, c->payload.n);
		add_egress(w, l, b, c);
	}
}

static void add_secrets(const struct lane *l, struct bill *b)
{
	for (u32 i = 0; i < l->num_secrets; i++) {
		b->secrets[i].name = l->secrets[i].decl->name;
		b->secrets[i].version = l->secrets[i].version;
	}
	b->x.secrets = b->secrets;
	b->x.num_secrets = l->num_secrets;
}

static void fill_who(const struct worker *w, const struct lane *l, struct receipt *x)
{
	memcpy(x->genesis, w->light.genesis, 32);
	memcpy(x->agent, l->trigger.agent, 32);
	memcpy(x->code_id, l->run.code_id, 32);
	memcpy(x->manifest_hash, l->run.manifest_hash, 32);
	memcpy(x->engine_hash, w->engine_hash, 32);
	memcpy(x->worker, w->key.pub, 32);
	memcpy(x->measurement, w->measurement, 32);
	x->tee = (enum tee_kind)w->tee;
	memcpy(x->trust_domain, w->trust_domain, 32);
	x->incarnation = w->incarnation;
	x->lease_epoch = l->lease.epoch;
	x->head_number = w->light.number;
	memcpy(x->head_hash, w->light.hash, 32);
	x->sequence = w->sequence;
	memcpy(x->previous, w->previous, 32);
}

static void fill_run(const struct lane *l, struct receipt *x)
{
	memcpy(x->run_id, l->run.run_id, 32);
	x->attempt = l->run.attempt;
	x->lane = l->idx;
	memcpy(x->trigger, l->trigger_id, 32);
	memcpy(x->subject, l->trigger.subject, 32);
	blake2_256(x->input_hash, l->run.input);
	blake2_256(x->output_hash, l->end.output);
	x->outcome = l->end.outcome;
	x->cost.cpu_us = l->end.cpu_us;
	x->cost.host_calls = l->num_calls;
	x->cost.wall_ms = l->now_ms - l->run.now_ms;
}

static void say_result(struct worker *w, const struct lane *l, struct slice receipt,
                       const u8 sig[64])
{
	struct msg_result m = {.receipt = receipt, .output = l->end.output};
	struct wr out = say_begin(w, MSG_RESULT);

	memcpy(m.trigger, l->trigger_id, 32);
	memcpy(m.run_id, l->run.run_id, 32);
	memcpy(m.signature, sig, 64);
	wr_msg_result(&out, &m);
	say_end(w, &out);
}

/* What went wrong, for the person who looks at the worker; the record has the typed outcome. */
static void say_end_step(struct worker *w, const struct lane *l)
{
	char text[512];
	struct wr m = wr_into(text, sizeof(text) - 1);
	struct slice s, error = l->end.error;

	error.n = size_min(error.n, 400);
	while (error.n > 0 && !utf8_ok(error)) /* not through the middle of a character */
		error.n--;
	wr_slice(&m, slice_str(receipt_outcome_word(l->end.outcome)));
	if (l->end.outcome != OUTCOME_OK && error.n != 0) {
		wr_slice(&m, SLICE_LIT(": "));
		wr_slice(&m, error);
	}
	if (wr_done(&m, &s) != ERR_OK)
		return;
	text[s.n] = '\0';
	say_step(w, l, "finished", text);
}

enum err settle_receipt(struct worker *w, const struct lane *l)
{
	struct bill *b = (struct bill *)arena_zalloc(&w->scratch, 1, sizeof(*b));
	struct slice scale;
	u8 sig[64];

	if (b == NULL)
		return ERR_NOMEM;
	fill_who(w, l, &b->x);
	fill_run(l, &b->x);
	add_calls(w, l, b);
	add_secrets(l, b);
	if (l->has_writer)
		journal_writer_root(&l->writer, b->x.journal_root);
	else
		journal_reader_root(&l->reader, b->x.journal_root);
	TRY(receipt_encode(&b->x, &w->scratch, &scale));
	TRY(receipt_sign(scale, &w->key, sig));
	receipt_id(scale, w->previous);
	w->sequence++;
	say_end_step(w, l);
	say_result(w, l, scale, sig);
	return ERR_OK;
}
