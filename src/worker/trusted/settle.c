/* What a run did and cost, and the receipt that says so. */
#include "text/json.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

/* Whether the call never left the enclave: refused by the manifest or by a limit. */
static bool never_left(const struct call *c)
{
	struct box_failure f;

	return c->status == BOX_STATUS_FAILED &&
	       (box_failure_decode(&f, c->answer) != ERR_OK ||
		slice_eq(f.code, SLICE_LIT("E_DENIED")) || slice_eq(f.code, SLICE_LIT("E_LIMIT")));
}

/* A JSON member as text of at most RECEIPT_NAME_MAX bytes, else empty. */
static struct slice name_of(const struct json *j, const char *key)
{
	struct slice s = SLICE_EMPTY;

	(void)json_str(json_get(j, key), &s);
	return s.n <= RECEIPT_NAME_MAX ? s : SLICE_EMPTY;
}

/* model and token counts as the two bodies name them (OpenAI chat completions). */
static void settle_model(struct lane *l, const struct call *c, const struct box_fetch *f,
			 const struct manifest_model *model)
{
	struct receipt_model_call *m;
	const struct json *asked = NULL, *served = NULL;
	struct box_answer ans;
	u64 n;

	if (l->num_model_calls == RECEIPT_MODEL_CALLS_MAX)
		return;
	m = &l->model_calls[l->num_model_calls++];
	memset(m, 0, sizeof(*m));
	m->provider = model->provider;
	memcpy(m->request_hash, c->request_hash, 32);
	blake2_256(m->response_hash, c->answer);
	if (json_parse(&asked, f->body, &l->a) == ERR_OK)
		m->model_asked = name_of(asked, "model");
	if (c->status == BOX_STATUS_FAILED || box_answer_decode(&ans, c->answer) != ERR_OK ||
	    json_parse(&served, ans.body, &l->a) != ERR_OK)
		return;
	m->model_served = name_of(served, "model");
	if (json_u64(json_path(served, "usage.prompt_tokens"), &n))
		l->cost.tokens_in = sat_add_u64(l->cost.tokens_in, n);
	if (json_u64(json_path(served, "usage.completion_tokens"), &n))
		l->cost.tokens_out = sat_add_u64(l->cost.tokens_out, n);
}

static void settle_fetch(struct lane *l, const struct call *c)
{
	struct receipt_egress *g;
	const struct manifest_model *model;
	struct box_fetch f;
	struct url url;

	if (never_left(c) || box_fetch_decode(&f, c->payload) != ERR_OK ||
	    url_parse(&url, f.url) != ERR_OK || l->num_egress == RECEIPT_EGRESS_MAX)
		return;
	g = &l->egress[l->num_egress];
	memset(g, 0, sizeof(*g));
	if (arena_dup(&l->a, slice_of(url.host, url.host_len), &g->host) != ERR_OK)
		return;
	l->num_egress++;
	if (l->state == LANE_REPLAY)
		l->num_fetches++;
	g->method = f.method;
	g->status = c->status;
	memcpy(g->request_hash, c->request_hash, 32);
	blake2_256(g->response_hash, c->answer);
	model = manifest_model(&l->manifest, &url);
	if (model != NULL)
		settle_model(l, c, &f, model);
}

void settle_event(struct lane *l, const struct call *c)
{
	l->cost.bytes_out = sat_add_u64(l->cost.bytes_out, c->payload.n);
	l->cost.bytes_in = sat_add_u64(l->cost.bytes_in, c->answer.n);
	if (c->kind == BOX_FETCH)
		settle_fetch(l, c);
}

static enum err list_secrets(struct lane *l, struct receipt *x)
{
	struct receipt_secret *s =
	    (struct receipt_secret *)arena_zalloc(&l->a, RECEIPT_SECRETS_MAX, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	for (u32 i = 0; i < l->num_secrets; i++) {
		s[i].name = l->secrets[i].decl->name;
		s[i].version = l->secrets[i].version;
	}
	x->secrets = s;
	x->num_secrets = l->num_secrets;
	return ERR_OK;
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
	x->tee = TEE_SIMULATED; /* the only port that has no quote is sim: see boot */
	x->incarnation = w->incarnation;
	x->lease_epoch = l->lease.epoch;
	x->head_number = w->light.number;
	memcpy(x->head_hash, w->light.hash, 32);
	x->sequence = w->sequence;
	memcpy(x->previous, w->previous, 32);
}

static void fill_run(struct lane *l, struct receipt *x)
{
	memcpy(x->run_id, l->run.run_id, 32);
	x->attempt = l->run.attempt;
	x->lane = l->idx;
	memcpy(x->trigger, l->trigger_id, 32);
	memcpy(x->subject, l->trigger.subject, 32);
	blake2_256(x->input_hash, l->run.input);
	blake2_256(x->output_hash, l->end.output);
	x->outcome = l->end.outcome;
	x->num_model_calls = l->num_model_calls;
	x->model_calls = l->model_calls;
	x->num_egress = l->num_egress;
	x->egress = l->egress;
	x->cost = l->cost;
	x->cost.cpu_us = l->end.cpu_us;
	x->cost.host_calls = l->end.host_calls;
	x->cost.wall_ms = l->now_ms - l->run.now_ms;
}

static void say_result(struct worker *w, const struct lane *l, struct slice receipt, const u8 sig[64])
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
	wr_slice(&m, slice_str(receipt_outcome_word(l->end.outcome)));
	if (l->end.outcome != OUTCOME_OK && error.n != 0) {
		wr_slice(&m, SLICE_LIT(": "));
		wr_slice(&m, error);
	}
	if (wr_done(&m, &s) != ERR_OK || !utf8_ok(s))
		return;
	text[s.n] = '\0';
	say_step(w, l, "finished", text);
}

enum err settle_receipt(struct worker *w, struct lane *l, const char **why)
{
	struct receipt *x = (struct receipt *)arena_zalloc(&l->a, 1, sizeof(*x));
	struct slice scale;
	u8 sig[64];

	if (x == NULL)
		return ERR_NOMEM;
	if (!pal_is_simulated()) {
		*why = "this port has no evidence to put into a receipt yet";
		return ERR_UNSUPPORTED;
	}
	fill_who(w, l, x);
	fill_run(l, x);
	if (l->has_writer)
		journal_writer_root(&l->writer, x->journal_root);
	else
		journal_reader_root(&l->reader, x->journal_root);
	TRY(list_secrets(l, x));
	TRY(receipt_encode(x, &l->a, &scale));
	TRY(receipt_sign(scale, &w->key, sig));
	receipt_id(scale, w->previous);
	w->sequence++;
	say_end_step(w, l);
	say_result(w, l, scale, sig);
	return ERR_OK;
}
