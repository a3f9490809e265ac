#ifndef RUNTIME_PALLETS_MQ_MQ_H
#define RUNTIME_PALLETS_MQ_MQ_H
/* runtime/pallets/mq: ordered messages to workers and agents, one queue per destination.
 *
 * A reader without the state follows one queue by read proofs: Queues[d] names the last block
 * with messages, QueueBlocks[d][block] the one before it, Messages[d][i] the messages; `head`
 * (blake2_256 of the head before, then of each message) tells it that none is missing. It reads
 * nothing of other queues.
 * Who may send where is decided before a payload is looked at, and nothing here decodes one.
 * Everything is bounded: messages stay MQ_KEEP_BLOCKS, a queue holds MQ_QUEUE_MAX, and there
 * are no queues but those of fixed topics, of registered agents, and what root names. */
#include "runtime/pallets/mq/mq_gen.h"

#define MQ_KEEP_BLOCKS 7200u
#define MQ_QUEUE_MAX   1024u

/* mq_push sends as a pallet. Errors: BadDestination, QueueFull. */
enum err mq_push(struct ctx *c, struct slice pallet, struct slice destination,
		 struct slice payload) MUST_CHECK;

#endif /* RUNTIME_PALLETS_MQ_MQ_H */
