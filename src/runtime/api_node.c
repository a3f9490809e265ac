#include "runtime/api_node.h"

#include "primitives/authority.h"
#include "runtime/api.h"
#include "runtime/genesis_json.h"
#include "runtime/host/host.h"
#include "runtime/pallets/mq/mq_gen.h"
#include "runtime/profiles/profile.h"

#define GENESIS_JSON_MAX (4u << 20)
#define PRESET_NAME_MAX  64u
#define SEED_MAX         1024u
#define KEYS_MAX         1024u
#define KEYS_LEN         64u /* aura, grandpa */
#define KEYS_LEN_PARA    32u /* aura */

static size_t keys_len(void)
{
	return profile_has_sessions ? KEYS_LEN : KEYS_LEN_PARA;
}

static enum err put_all(const struct trie_pair *pairs, size_t num)
{
	for (size_t i = 0; i < num; i++)
		TRY(host_storage_set(pairs[i].key, pairs[i].value));
	return ERR_OK;
}

/* What is wrong with a configuration is told to who wrote it; only a host that cannot go on
 * ends the call. */
static enum err build(struct ctx *c, struct slice json, const char **why)
{
	struct runtime_genesis g;
	const struct trie_pair *pairs;
	size_t num = 0;
	enum err e = genesis_parse(&g, json, c->a, why);

	if (e == ERR_OK) {
		*why = "an account twice, too few tokens for one, or a slot below 50 ms";
		e = runtime_genesis_state(&g, c->a, &pairs, &num);
	}
	if (e == ERR_INVALID || e == ERR_OVERFLOW)
		return ERR_OK;
	TRY(e);
	*why = NULL;
	return put_all(pairs, num);
}

enum err api_build_state(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice json = rd_vec(in, GENESIS_JSON_MAX);
	const char *why;

	TRY(api_no_args(c, in));
	TRY(build(c, json, &why));
	wr_bool(out, why != NULL);
	if (why != NULL)
		wr_vec(out, slice_str(why));
	return ERR_OK;
}

enum err api_get_preset(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice name = rd_option(in) ? rd_vec(in, PRESET_NAME_MAX) : SLICE_EMPTY;
	const char *text;

	TRY(api_no_args(c, in));
	text = genesis_preset(name);
	wr_bool(out, text != NULL);
	if (text != NULL)
		wr_vec(out, slice_str(text));
	return ERR_OK;
}

enum err api_preset_names(struct ctx *c, struct rd *in, struct wr *out)
{
	TRY(api_no_args(c, in));
	wr_compact(out, genesis_num_presets);
	for (size_t i = 0; i < genesis_num_presets; i++)
		wr_vec(out, slice_str(genesis_preset_names[i]));
	return ERR_OK;
}

/* The keys are made by the node, which keeps their secrets; only the public halves come here. */
enum err api_generate_session_keys(struct ctx *c, struct rd *in, struct wr *out)
{
	bool has_seed = rd_option(in);
	struct slice seed = has_seed ? rd_vec(in, SEED_MAX) : SLICE_EMPTY;
	u8 keys[KEYS_LEN];

	TRY(api_no_args(c, in));
	if (!host_generate_key(HOST_KEY_SR25519, key_type_aura, has_seed ? &seed : NULL, keys) ||
	    (profile_has_sessions &&
	     !host_generate_key(HOST_KEY_ED25519, key_type_grandpa, has_seed ? &seed : NULL,
				keys + 32)))
		return frame_refuse(c, "the node keeps no keys");
	wr_vec(out, slice_of(keys, keys_len()));
	return ERR_OK;
}

enum err api_decode_session_keys(struct ctx *c, struct rd *in, struct wr *out)
{
	struct slice keys = rd_vec(in, KEYS_MAX);

	TRY(api_no_args(c, in));
	wr_bool(out, keys.n == keys_len());
	if (keys.n != keys_len())
		return ERR_OK;
	wr_compact(out, keys.n / 32);
	wr_vec(out, slice_of(keys.p, 32));
	wr_bytes(out, key_type_aura, 4);
	if (!profile_has_sessions)
		return ERR_OK;
	wr_vec(out, slice_of(keys.p + 32, 32));
	wr_bytes(out, key_type_grandpa, 4);
	return ERR_OK;
}

/* MqApi: the number that a sender's next message must have. */
enum err api_sender_sequence(struct ctx *c, struct rd *in, struct wr *out)
{
	struct message_origin sender;
	bool found;
	u64 next;

	rd_message_origin(in, &sender);
	TRY(api_no_args(c, in));
	TRY(mq_offchain_ingress_get(c, &sender, &found, &next));
	wr_bool(out, found);
	if (found)
		wr_u64(out, next);
	return ERR_OK;
}
