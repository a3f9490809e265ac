/* phala deploy: an agent's folder becomes an agent on the chain, with a worker that runs it.
 *
 * The worker gets the code first, then one extrinsic registers the agent (or gives an
 * existing one new code), subscribes it to its triggers and assigns the lease: all or none. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/code_dir.h"
#include "cli/keys.h"
#include "cli/remote.h"
#include "os/clock.h"
#include "primitives/gen/pallets_gen.h"
#include "primitives/gen/utility_gen.h"
#include "text/json_wr.h"

#define CALLS_MAX      4096u
#define TX_TIMEOUT_MS  60000u
#define LEASE_BLOCKS   100000u
#define OWNER_WAIT_MS  15000u
#define POLL_MS        250u
#define PATIENCE_MS    5000u
#define NUM_INDICES    256u
#define LINE_MAX_BYTES 4096u

struct deploy {
	struct remote r;
	const char *agent_text; /* NULL: a new agent */
	bool json;
	struct agent_code code;
	const struct json *manifest;
	struct sr25519_pair owner;
	u8 agent[32], salt[32], worker[32];
	u32 num_calls;
};

static struct deploy deploy;

/* --- the extrinsic ------------------------------------------------------------------------ */

/* "Referenda.Submitted" by its two indices. */
static bool find_event(struct slice name, struct event_kind *out)
{
	char full[128];

	for (unsigned int p = 0; p < NUM_INDICES; p++) {
		if (pallet_name((u8)p) == NULL)
			continue;
		for (unsigned int e = 0; e < NUM_INDICES; e++) {
			if (pallet_event_name((u8)p, (u8)e) == NULL)
				continue;
			(void)snprintf(full, sizeof(full), "%s.%s", pallet_name((u8)p),
			               pallet_event_name((u8)p, (u8)e));
			*out = (struct event_kind){(u8)p, (u8)e};
			if (slice_eq(name, slice_str(full)))
				return true;
		}
	}
	return false;
}

static enum err is_subscribed(struct deploy *d, const struct event_kind *kind, bool *is)
{
	struct storage_key k = agents_subscriptions_key(kind);
	struct client *node = &d->r.node;
	struct slice value;
	struct rd r;
	bool found;
	u8 id[32];

	*is = false;
	TRY(client_storage(node, storage_key_slice(&k), NULL, &d->r.a, &found, &value));
	if (!found)
		return ERR_OK;
	r = rd_from(value);
	for (u32 n = rd_seq_len(&r, 32); n > 0 && r.err == ERR_OK; n--) {
		rd_bytes(&r, id, sizeof(id));
		*is = *is || mem_eq(id, d->agent, 32);
	}
	return rd_end(&r);
}

static enum err put_code(struct deploy *d, struct wr *w)
{
	struct agents_set_code_args set = {0};
	struct agents_register_args reg = {0};

	d->num_calls++;
	memcpy(set.agent, d->agent, 32);
	memcpy(set.code_id, d->code.code_id, 32);
	memcpy(set.manifest_hash, d->code.manifest_hash, 32);
	if (d->agent_text != NULL) {
		wr_call_agents_set_code(w, &set);
		return w->err;
	}
	memcpy(reg.salt, d->salt, 32);
	memcpy(reg.code_id, d->code.code_id, 32);
	memcpy(reg.manifest_hash, d->code.manifest_hash, 32);
	wr_call_agents_register(w, &reg);
	return w->err;
}

static enum err put_triggers(struct deploy *d, struct wr *w)
{
	const struct json *t = json_get(d->manifest, "triggers");
	struct agents_subscribe_args sub;
	struct slice name;
	bool is;

	memcpy(sub.agent, d->agent, 32);
	for (t = json_is(t, JSON_ARRAY) ? t->first : NULL; t != NULL; t = t->next) {
		if (!json_str(json_get(t, "event"), &name) || !find_event(name, &sub.kind))
			return ERR_INVALID;
		TRY(is_subscribed(d, &sub.kind, &is));
		if (is)
			continue;
		wr_call_agents_subscribe(w, &sub);
		d->num_calls++;
	}
	return w->err;
}

static enum err make_call(struct deploy *d, struct slice *out)
{
	struct agents_assign_lease_args lease = {.blocks = LEASE_BLOCKS};
	struct utility_batch_all_args batch;
	u8 calls[CALLS_MAX];
	struct wr c = wr_into(calls, sizeof(calls)), all;

	TRY(put_code(d, &c));
	TRY(put_triggers(d, &c));
	memcpy(lease.agent, d->agent, 32);
	memcpy(lease.worker, d->worker, 32);
	wr_call_agents_assign_lease(&c, &lease);
	batch.num_calls = d->num_calls + 1;
	TRY(wr_done(&c, &batch.calls));
	all = wr_arena(&d->r.a);
	wr_call_utility_batch_all(&all, &batch);
	return wr_arena_done(&all, &d->r.a, out);
}

static const char *fix_of(const char *error)
{
	static const struct {
		const char *error, *fix;
	} known[] = {
	    {"PhalaAgents.NotOwner", "--owner must be the account that registered the agent"},
	    {"PhalaAgents.AgentNotFound", "leave --agent out to register a new one"},
	    {"PhalaAgents.WorkerNotRegistered",
	     "wait until the worker is registered: GET /info of its API says so"},
	    {"PhalaAgents.WorkerNotLive", "the worker is behind or stopped; look at its log"},
	    {"PhalaAgents.TooManySubscribers", "16 agents have this trigger; name another"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(error, known[i].error) == 0)
			return known[i].fix;
	return "phala deploy --help";
}

static enum cli_exit submit(struct deploy *d)
{
	struct client *node = &d->r.node;
	struct client_tx_done done;
	struct client_tx tx;
	struct slice call;
	enum err e = make_call(d, &call);

	if (e == ERR_INVALID)
		return out_error(d->r.out, EXIT_USER, "the agent cannot be deployed",
		                 "phala.json: /triggers names an event that this chain does not "
		                 "have",
		                 "\"triggers\": [{\"event\": \"Referenda.Submitted\"}]");
	if (e == ERR_OK)
		e = client_sign(node, &d->owner, call, &d->r.a, &tx);
	if (e == ERR_OK)
		e = client_send(node, &tx, &d->r.a);
	if (e == ERR_OK)
		e = client_wait(node, &tx, TX_TIMEOUT_MS, &d->r.a, &done);
	if (e != ERR_OK)
		return remote_failed(&d->r, node, e, "the agent is not on the chain");
	if (!done.ok)
		return out_error(d->r.out, EXIT_USER, "the chain refused the agent", done.error,
		                 fix_of(done.error));
	return EXIT_DONE;
}

/* --- the worker --------------------------------------------------------------------------- */

/* Journals wrapped to the owner's key can be replayed. The worker hears of a new owner a
 * moment after us. */
static enum cli_exit give_owner_key(struct deploy *d)
{
	u64 until = clock_mono_ms() + OWNER_WAIT_MS;
	enum err e;

	for (;;) {
		e = agent_owner_key(&d->r.worker, d->agent, &d->owner, &d->r.a);
		if (e != ERR_DENIED || clock_mono_ms() > until)
			break;
		client_pause(&d->r.worker, POLL_MS);
	}
	return e == ERR_OK ? EXIT_DONE
	                   : remote_failed(&d->r, &d->r.worker, e,
	                                   "the worker does not take the owner's key");
}

static void say(const struct deploy *d)
{
	const struct json *s = json_get(d->manifest, "secrets");
	static u8 buf[LINE_MAX_BYTES];
	struct json_wr w = json_wr_into(buf, sizeof(buf));
	char agent[65] = {0}, code[65] = {0};
	struct slice name = SLICE_EMPTY, text;

	(void)json_str(json_get(d->manifest, "name"), &name);
	hex_encode(agent, SLICE_ARR(d->agent));
	hex_encode(code, SLICE_ARR(d->code.code_id));
	out_line(d->r.out, "agent        %.*s 0x%s\ncode         0x%s", (int)name.n, name.p, agent,
	         code);
	for (s = json_is(s, JSON_OBJECT) ? s->first : NULL; s != NULL; s = s->next)
		out_line(d->r.out, "secret       phala secrets set %.*s --agent 0x%s --chain SPEC",
		         (int)s->key.n, s->key.p, agent);
	out_line(d->r.out, "run          phala call 0x%s --wait", agent);
	if (!d->r.out->json)
		return;
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "step", "deployed");
	json_wr_m_str(&w, "name", name);
	json_wr_m_hex(&w, "agent", SLICE_ARR(d->agent));
	json_wr_m_hex(&w, "codeId", SLICE_ARR(d->code.code_id));
	json_wr_m_hex(&w, "worker", SLICE_ARR(d->worker));
	json_wr_obj_end(&w);
	if (json_wr_done(&w, &text) == ERR_OK)
		out_raw(text);
}

static enum cli_exit prepare(struct deploy *d, const char *dir)
{
	char why[CODE_DIR_WHY_MAX];
	enum cli_exit code;
	enum err e = code_dir_read(dir, &d->r.a, &d->code, why);

	if (e == ERR_OK)
		e = json_parse(&d->manifest, d->code.manifest, &d->r.a);
	if (e != ERR_OK)
		return out_errorf(d->r.out, EXIT_USER, why,
		                  "DIR holds phala.json (docs/schema/phala.schema.json) and its "
		                  "entry file",
		                  "%s is no agent's folder", dir);
	code = remote_owner(&d->r, &d->owner);
	if (code != EXIT_DONE)
		return code;
	if (d->agent_text != NULL)
		return remote_id(&d->r, d->agent_text, "--agent", d->agent);
	keys_random(d->salt, sizeof(d->salt));
	agent_id_of(d->agent, d->owner.pub, d->salt);
	return EXIT_DONE;
}

static enum cli_exit work(struct deploy *d, const char *dir)
{
	enum cli_exit code = prepare(d, dir);
	enum err e;

	if (code == EXIT_DONE)
		code = remote_worker_key(&d->r, d->worker);
	if (code != EXIT_DONE)
		return code;
	e = agent_upload(&d->r.worker, &d->code, &d->r.a);
	if (e != ERR_OK)
		return remote_failed(&d->r, &d->r.worker, e, "the worker does not take the code");
	code = submit(d);
	if (code == EXIT_DONE)
		code = give_owner_key(d);
	if (code == EXIT_DONE)
		say(d);
	return code;
}

static enum cli_exit run(int argc, char **argv)
{
	struct deploy *d = &deploy;
	const struct opt opts[] = {
	    OPT_STRING_ROW("agent", "ID", "give this agent the code instead of a new one",
	                   &d->agent_text),
	    REMOTE_WORKER_ROW(&d->r),
	    REMOTE_NODE_ROW(&d->r),
	    REMOTE_OWNER_ROW(&d->r),
	    OPT_FLAG_ROW("json", "one JSON line", &d->json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_deploy, opts, 1, 1, &d->json};
	enum cli_exit code;
	struct out o;
	int done;

	d->r = (struct remote)REMOTE_DEFAULTS;
	done = cmd_parse(&spec, &argc, argv, &o);
	if (done >= 0)
		return (enum cli_exit)done;
	code = remote_open(&d->r, &o);
	if (code != EXIT_DONE)
		return code;
	d->r.worker.patience_ms = d->r.node.patience_ms = PATIENCE_MS;
	code = work(d, argv[0]);
	sr25519_release(&d->owner);
	return code;
}

const struct cmd cmd_deploy = {"deploy", "DIR [--agent ID]",
                               "register an agent and give it to a worker", run};
