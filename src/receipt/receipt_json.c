#include "receipt/receipt.h"
#include "text/json_wr.h"

static const char *word(const char *const *words, size_t num, size_t i)
{
	return i < num ? words[i] : "unknown";
}

const char *receipt_outcome_word(enum receipt_outcome o)
{
	static const char *const words[NUM_OUTCOMES] = {
	    "ok",     "agent-error", "cpu",       "wall",   "memory", "host-calls",
	    "budget", "trap",        "no-output", "denied", "model"};

	return word(words, NUM_OUTCOMES, (size_t)o);
}

const char *receipt_strength_word(enum receipt_strength s)
{
	static const char *const words[NUM_STRENGTHS] = {"simulated", "attested", "attested+model",
	                                                 "re-executed"};

	return word(words, NUM_STRENGTHS, (size_t)s);
}

const char *receipt_tee_word(enum tee_kind t)
{
	static const char *const words[NUM_TEES] = {"none", "sgx", "tdx", "sev-snp"};

	return word(words, NUM_TEES, (size_t)t);
}

static void m_hash(struct json_wr *w, const char *key, const u8 hash[32])
{
	json_wr_m_hex(w, key, slice_of(hash, 32));
}

static void m_option_hash(struct json_wr *w, const char *key, bool has, const u8 hash[32])
{
	json_wr_key(w, key);
	if (has)
		json_wr_hex(w, slice_of(hash, 32));
	else
		json_wr_null(w);
}

static void model_calls(struct json_wr *w, const struct receipt *x)
{
	json_wr_key(w, "model_calls");
	json_wr_arr(w);
	for (u32 i = 0; i < x->num_model_calls; i++) {
		json_wr_obj(w);
		json_wr_m_str(w, "provider", x->model_calls[i].provider);
		json_wr_m_str(w, "model_asked", x->model_calls[i].model_asked);
		json_wr_m_str(w, "model_served", x->model_calls[i].model_served);
		m_hash(w, "request_hash", x->model_calls[i].request_hash);
		m_hash(w, "response_hash", x->model_calls[i].response_hash);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void egress(struct json_wr *w, const struct receipt *x)
{
	json_wr_key(w, "egress");
	json_wr_arr(w);
	for (u32 i = 0; i < x->num_egress; i++) {
		json_wr_obj(w);
		json_wr_m_str(w, "host", x->egress[i].host);
		json_wr_m_str(w, "method", x->egress[i].method);
		json_wr_m_u64(w, "status", x->egress[i].status);
		m_hash(w, "request_hash", x->egress[i].request_hash);
		m_hash(w, "response_hash", x->egress[i].response_hash);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void outbox(struct json_wr *w, const struct receipt *x)
{
	json_wr_key(w, "outbox");
	json_wr_arr(w);
	for (u32 i = 0; i < x->num_outbox; i++) {
		json_wr_obj(w);
		json_wr_m_str(w, "chain", x->outbox[i].chain);
		json_wr_m_u64(w, "n", x->outbox[i].n);
		m_hash(w, "hash", x->outbox[i].hash);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void secrets(struct json_wr *w, const struct receipt *x)
{
	json_wr_key(w, "secrets");
	json_wr_arr(w);
	for (u32 i = 0; i < x->num_secrets; i++) {
		json_wr_obj(w);
		json_wr_m_str(w, "name", x->secrets[i].name);
		json_wr_m_u64(w, "version", x->secrets[i].version);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void cost(struct json_wr *w, const struct receipt_cost *x)
{
	json_wr_key(w, "cost");
	json_wr_obj(w);
	json_wr_m_u64(w, "cpu_us", x->cpu_us);
	json_wr_m_u64(w, "wall_ms", x->wall_ms);
	json_wr_m_u64(w, "host_calls", x->host_calls);
	json_wr_m_u64(w, "bytes_in", x->bytes_in);
	json_wr_m_u64(w, "bytes_out", x->bytes_out);
	json_wr_m_u64(w, "tokens_in", x->tokens_in);
	json_wr_m_u64(w, "tokens_out", x->tokens_out);
	json_wr_obj_end(w);
}

static void identity(struct json_wr *w, const struct receipt *x)
{
	json_wr_m_u64(w, "version", RECEIPT_VERSION);
	m_hash(w, "genesis", x->genesis);
	m_hash(w, "agent", x->agent);
	m_hash(w, "code_id", x->code_id);
	m_hash(w, "manifest_hash", x->manifest_hash);
	m_hash(w, "engine_hash", x->engine_hash);
	m_hash(w, "worker", x->worker);
	m_hash(w, "measurement", x->measurement);
	json_wr_m_cstr(w, "tee", receipt_tee_word(x->tee));
	m_hash(w, "trust_domain", x->trust_domain);
	json_wr_m_u64(w, "incarnation", x->incarnation);
	json_wr_m_u64(w, "key_generation", x->key_generation);
	json_wr_m_u64(w, "lease_epoch", x->lease_epoch);
}

void receipt_to_json(struct json_wr *w, const struct receipt *x)
{
	json_wr_obj(w);
	identity(w, x);
	m_hash(w, "run_id", x->run_id);
	json_wr_m_u64(w, "attempt", x->attempt);
	json_wr_m_u64(w, "lane", x->lane);
	m_hash(w, "trigger", x->trigger);
	m_hash(w, "subject", x->subject);
	m_hash(w, "input_hash", x->input_hash);
	m_hash(w, "output_hash", x->output_hash);
	json_wr_m_cstr(w, "outcome", receipt_outcome_word(x->outcome));
	m_hash(w, "journal_root", x->journal_root);
	model_calls(w, x);
	egress(w, x);
	m_option_hash(w, "state_before", x->has_state_before, x->state_before);
	m_option_hash(w, "state_after", x->has_state_after, x->state_after);
	outbox(w, x);
	secrets(w, x);
	cost(w, &x->cost);
	json_wr_m_u64(w, "head_number", x->head_number);
	m_hash(w, "head_hash", x->head_hash);
	json_wr_m_u64(w, "sequence", x->sequence);
	m_hash(w, "previous", x->previous);
	json_wr_obj_end(w);
}
