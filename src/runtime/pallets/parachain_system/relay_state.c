#include "runtime/pallets/parachain_system/parachain_system.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "runtime/pallets/parachain_info/parachain_info_gen.h"

/* Well-known keys of the relay chain's state are those of its pallets: polkadot-sdk
 * polkadot/primitives/src/v8, well_known_keys. */
static const char ump_room[] = ":relay_dispatch_queue_remaining_capacity";

static struct storage_key plain_key(const char *pallet, const char *item)
{
	return storage_key(slice_str(pallet), slice_str(item));
}

static struct storage_key para_key(const char *pallet, const char *item, u32 id)
{
	struct storage_key k = plain_key(pallet, item);
	u8 raw[4];

	store_le32(raw, id);
	storage_key_twox_64_concat(&k, SLICE_ARR(raw));
	return k;
}

enum err relay_state_open(struct ctx *c, struct relay_state *out, const u8 root[32],
			  struct slice proof)
{
	memcpy(out->root, root, 32);
	if (trie_proof_open(&out->proof, proof, TRIE_LIMITS_DEFAULT, c->a) != ERR_OK)
		return frame_refuse(c, "the relay state proof does not decode");
	if (trie_set_find(&out->proof.nodes, root) == NULL)
		return frame_refuse(c, "the relay state proof is of another root");
	return parachain_info_parachain_id_get(c, &out->para_id);
}

static enum err read_raw(struct ctx *c, const struct relay_state *s, struct slice key, bool *found,
			 struct rd *value)
{
	struct slice raw = SLICE_EMPTY;

	*found = false;
	if (trie_proof_read(&s->proof, s->root, key, found, &raw) != ERR_OK)
		return frame_refuse(c, "the relay state proof is incomplete");
	*value = rd_from(raw);
	return ERR_OK;
}

static enum err read(struct ctx *c, const struct relay_state *s, struct storage_key key,
		     bool *found, struct rd *value)
{
	return read_raw(c, s, storage_key_slice(&key), found, value);
}

static enum err need(struct ctx *c, const struct relay_state *s, struct storage_key key,
		     struct rd *value)
{
	bool found;

	TRY(read(c, s, key, &found, value));
	return found ? ERR_OK : frame_refuse(c, "the relay state proof lacks a value");
}

/* What follows the fields that we know does not concern us: upstream reads these as prefixes. */
static enum err decoded(struct ctx *c, const struct rd *r)
{
	return r->err == ERR_OK ? ERR_OK : frame_refuse(c, "the relay state does not decode");
}

enum err relay_state_slot(struct ctx *c, const struct relay_state *s, u64 *slot)
{
	struct rd r;

	TRY(need(c, s, plain_key("Babe", "CurrentSlot"), &r));
	*slot = rd_u64(&r);
	return decoded(c, &r);
}

enum err relay_state_config(struct ctx *c, const struct relay_state *s,
			    struct abridged_host_configuration *out)
{
	struct rd r;

	TRY(need(c, s, plain_key("Configuration", "ActiveConfig"), &r));
	rd_abridged_host_configuration(&r, out);
	return decoded(c, &r);
}

enum err relay_state_included_head(struct ctx *c, const struct relay_state *s, u8 hash[32])
{
	struct rd r;

	TRY(need(c, s, para_key("Paras", "Heads", s->para_id), &r));
	blake2_256(hash, rd_vec(&r, UINT32_MAX));
	return decoded(c, &r);
}

enum err relay_state_go_ahead(struct ctx *c, const struct relay_state *s,
			      struct parachain_system_upgrade_go_ahead *out)
{
	struct rd r;

	memset(out, 0, sizeof(*out));
	TRY(read(c, s, para_key("Paras", "UpgradeGoAheadSignal", s->para_id), &out->has_list,
		 &r));
	if (!out->has_list)
		return ERR_OK;
	rd_upgrade_go_ahead(&r, &out->list);
	return decoded(c, &r);
}

enum err relay_state_restriction(struct ctx *c, const struct relay_state *s,
				 struct parachain_system_upgrade_restriction_signal *out)
{
	struct rd r;

	memset(out, 0, sizeof(*out));
	TRY(read(c, s, para_key("Paras", "UpgradeRestrictionSignal", s->para_id),
		 &out->has_list, &r));
	if (!out->has_list)
		return ERR_OK;
	rd_upgrade_restriction(&r, &out->list);
	return decoded(c, &r);
}

static enum err read_room(struct ctx *c, const struct relay_state *s,
			  const struct abridged_host_configuration *config,
			  struct relay_dispatch_queue_remaining_capacity *out)
{
	u8 key[sizeof(ump_room) - 1 + 4];
	bool found;
	struct rd r;

	memcpy(key, ump_room, sizeof(key) - 4);
	store_le32(key + sizeof(key) - 4, s->para_id);
	TRY(read_raw(c, s, SLICE_ARR(key), &found, &r));
	if (found) {
		rd_relay_dispatch_queue_remaining_capacity(&r, out);
		return decoded(c, &r);
	}
	/* Relay chains of 2023 name the size instead. */
	TRY(read(c, s, para_key("Ump", "RelayDispatchQueueSize", s->para_id), &found, &r));
	out->remaining_count = config->max_upward_queue_count;
	out->remaining_size = config->max_upward_queue_size;
	if (!found)
		return ERR_OK;
	out->remaining_count = (u32)sat_sub_u64(out->remaining_count, rd_u32(&r));
	out->remaining_size = (u32)sat_sub_u64(out->remaining_size, rd_u32(&r));
	return decoded(c, &r);
}

static enum err read_channel(struct ctx *c, const struct relay_state *s, u32 sender, u32 recipient,
			     struct abridged_hrmp_channel *out)
{
	struct storage_key k = plain_key("Hrmp", "HrmpChannels");
	u8 id[8];
	struct rd r;

	store_le32(id, sender);
	store_le32(id + 4, recipient);
	storage_key_twox_64_concat(&k, SLICE_ARR(id));
	TRY(need(c, s, k, &r));
	rd_abridged_hrmp_channel(&r, out);
	return decoded(c, &r);
}

/* The index is sorted on the relay chain; that it is, is checked, as lookups rely on it. */
static enum err read_channels(struct ctx *c, const struct relay_state *s, bool ingress,
			      struct hrmp_channel_of *out, u32 *num)
{
	const char *item = ingress ? "HrmpIngressChannelsIndex" : "HrmpEgressChannelsIndex";
	bool found;
	struct rd r;

	*num = 0;
	TRY(read(c, s, para_key("Hrmp", item, s->para_id), &found, &r));
	if (!found)
		return ERR_OK;
	*num = rd_seq_len(&r, 4);
	if (*num > PARA_CHANNELS_MAX)
		return frame_refuse(c, "there are more channels than this runtime can hold");
	for (u32 i = 0; i < *num; i++) {
		u32 id = rd_u32(&r);

		if (i > 0 && id <= out[i - 1].id)
			return frame_refuse(c, "the relay chain's channels are not in order");
		out[i].id = id;
		TRY(read_channel(c, s, ingress ? id : s->para_id, ingress ? s->para_id : id,
				 &out[i].channel));
	}
	return decoded(c, &r);
}

enum err relay_state_messaging(struct ctx *c, const struct relay_state *s,
			       const struct abridged_host_configuration *config,
			       struct messaging_state_snapshot *out)
{
	bool found;
	struct rd r;

	memset(out, 0, sizeof(*out));
	TRY(read(c, s, para_key("Dmp", "DownwardMessageQueueHeads", s->para_id), &found, &r));
	if (found) {
		rd_bytes(&r, out->dmq_mqc_head, 32);
		TRY(decoded(c, &r));
	}
	TRY(read_room(c, s, config, &out->relay_dispatch_queue_remaining_capacity));
	TRY(read_channels(c, s, true, out->ingress_channels.items, &out->ingress_channels.num));
	return read_channels(c, s, false, out->egress_channels.items, &out->egress_channels.num);
}
