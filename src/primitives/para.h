#ifndef PRIMITIVES_PARA_H
#define PRIMITIVES_PARA_H
/* primitives/para: what a collator tells its parachain about the relay chain, where the bounds
 * are the block's and not a descriptor's.
 *
 * The readers walk over every item, so what they accept decodes to its last byte, and lend the
 * encodings: the runtime reads them once more, item by item. Errors are the reader's.
 * Format: polkadot-sdk cumulus/primitives/parachain-inherent, substrate/primitives/trie. */
#include "scale/decode.h"
#include "scale/encode.h"

/* A full proof: Vec<Vec<u8>>, what trie_proof_open takes. */
struct storage_proof {
	struct slice encoded;
};

void rd_storage_proof(struct rd *r, struct storage_proof *out);
void wr_storage_proof(struct wr *w, const struct storage_proof *in);

struct parachain_inherent_data {
	struct slice validation_data; /* PersistedValidationData */
	struct storage_proof relay_chain_state;
	u32 num_downward;
	struct slice downward; /* num_downward InboundDownwardMessage, one after the other */
	u32 num_senders;
	struct slice horizontal; /* num_senders (ParaId, Vec<InboundHrmpMessage>), ascending */
};

void rd_parachain_inherent_data(struct rd *r, struct parachain_inherent_data *out);
void wr_parachain_inherent_data(struct wr *w, const struct parachain_inherent_data *in);

/* One message of the lists: when it reached the relay chain, and its bytes. */
struct para_message {
	u32 sent_at;
	struct slice data;
};

void rd_para_message(struct rd *r, struct para_message *out);

#endif /* PRIMITIVES_PARA_H */
