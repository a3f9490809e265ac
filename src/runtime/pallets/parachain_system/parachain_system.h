#ifndef RUNTIME_PALLETS_PARACHAIN_SYSTEM_H
#define RUNTIME_PALLETS_PARACHAIN_SYSTEM_H
/* pallets/parachain_system: what the relay chain tells this chain, and what it is told.
 *
 * The inherent set_validation_data stands in every block. It brings a proof of the relay chain's
 * state and the messages that arrived; what does not agree with the proof refuses the block.
 * Where upstream panics, this refuses (ERR_INVALID, c->why); both mean the same to a node.
 * Files: relay_state (the proof), inbound (message queue chains), segment (blocks that the relay
 * chain has not included yet), parachain_system (the hooks and calls).
 * Source: polkadot-sdk cumulus/pallets/parachain-system, cumulus/pallets/aura-ext. */
#include "runtime/pallets/parachain_system/parachain_system_gen.h"
#include "trie/proof.h"

#define RELAY_SLOT_MS 6000u
/* Parachain blocks per relay slot, and blocks that may wait for inclusion. */
#define PARA_VELOCITY            1u
#define PARA_UNINCLUDED_CAPACITY 3u
/* Channels in one direction, of the descriptor's lists. */
#define PARA_CHANNELS_MAX 128u

extern const u8 engine_relay_state[4]; /* "RPSR" */

/* An opened proof of relay chain state; it borrows the inherent's bytes. */
struct relay_state {
	struct trie_proof proof;
	u8 root[32];
	u32 para_id;
};

/* relay_state_open refuses a proof that does not contain the root. */
enum err relay_state_open(struct ctx *c, struct relay_state *out, const u8 root[32],
			  struct slice proof) MUST_CHECK;
/* All of these refuse when the proof does not tell, or tells what does not decode. */
enum err relay_state_slot(struct ctx *c, const struct relay_state *s, u64 *slot) MUST_CHECK;
enum err relay_state_config(struct ctx *c, const struct relay_state *s,
			    struct abridged_host_configuration *out) MUST_CHECK;
/* relay_state_included_head is the hash of the block that the relay chain included last. */
enum err relay_state_included_head(struct ctx *c, const struct relay_state *s,
				   u8 hash[32]) MUST_CHECK;
enum err relay_state_go_ahead(struct ctx *c, const struct relay_state *s,
			      struct parachain_system_upgrade_go_ahead *out) MUST_CHECK;
enum err relay_state_restriction(
	struct ctx *c, const struct relay_state *s,
	struct parachain_system_upgrade_restriction_signal *out) MUST_CHECK;
enum err relay_state_messaging(struct ctx *c, const struct relay_state *s,
			       const struct abridged_host_configuration *config,
			       struct messaging_state_snapshot *out) MUST_CHECK;

/* inbound_downward and inbound_horizontal check the messages against the relay chain's queue
 * heads and hand them to XcmpQueue. */
enum err inbound_downward(struct ctx *c, const struct parachain_inherent_data *d,
			  const u8 expected_head[32]) MUST_CHECK;
enum err inbound_horizontal(struct ctx *c, const struct parachain_inherent_data *d,
			    const struct messaging_state_snapshot *state,
			    u32 relay_parent_number) MUST_CHECK;

/* segment_note_parent writes down the hash of the block before, now that it is known. */
enum err segment_note_parent(struct ctx *c) MUST_CHECK;
/* segment_drop_included forgets blocks up to the included one, and refuses the block if those
 * that are left fill the capacity. */
enum err segment_drop_included(struct ctx *c, const u8 included[32]) MUST_CHECK;
/* segment_limit takes what waiting blocks will use off what the relay chain has room for. */
enum err segment_limit(struct ctx *c, struct messaging_state_snapshot *state) MUST_CHECK;
/* segment_add adds this block. `limits` is the relay chain's state before segment_limit. */
enum err segment_add(struct ctx *c, const struct messaging_state_snapshot *limits,
		     const struct used_bandwidth *used, u32 watermark,
		     const struct parachain_system_upgrade_go_ahead *signal) MUST_CHECK;
/* segment_size_after is how many blocks wait behind this one. */
enum err segment_size_after(struct ctx *c, const u8 included[32], u32 *num) MUST_CHECK;

/* parachain_system_send_upward queues a message to the relay chain; TooBig if it is too long,
 * or the queue is full. */
enum err parachain_system_send_upward(struct ctx *c, struct slice message) MUST_CHECK;
/* parachain_system_schedule_upgrade is what set_code means on a parachain. */
enum err parachain_system_schedule_upgrade(struct ctx *c, struct slice code) MUST_CHECK;

/* What may be sent to a sibling now. */
enum channel_kind { CHANNEL_CLOSED, CHANNEL_FULL, CHANNEL_READY };
struct channel_status {
	enum channel_kind kind;
	u32 size_now_max, size_ever_max; /* CHANNEL_READY; size_ever_max also CHANNEL_FULL */
};
enum err parachain_system_channel(struct ctx *c, u32 recipient,
				  struct channel_status *out) MUST_CHECK;

#endif /* RUNTIME_PALLETS_PARACHAIN_SYSTEM_H */
