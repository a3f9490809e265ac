#ifndef RUNTIME_PALLETS_XCMP_QUEUE_H
#define RUNTIME_PALLETS_XCMP_QUEUE_H
/* pallets/xcmp_queue: pages of messages, out to siblings and in from siblings and the relay chain.
 *
 * Outbound: messages of one format are gathered into pages, each at most as large as the channel
 * takes; a block carries one page per recipient. Inbound: a queue that is worked off in order,
 * as far as a block's weight allows. A sibling that sends faster is asked to stop, and what it
 * sends nevertheless is dropped. Nothing is executed: what arrives is kept and reported.
 * A page is a format byte and its content (see `enum xcmp_format`).
 * Source: polkadot-sdk cumulus/pallets/xcmp-queue, cumulus/primitives/core. */
#include "primitives/gen/parachain_system_gen.h"
#include "runtime/pallets/xcmp_queue/xcmp_queue_gen.h"

enum xcmp_format {
	XCMP_VERSIONED_XCM, /* one after the other, without lengths */
	XCMP_BLOBS,         /* each a SCALE Vec<u8> */
	XCMP_SIGNALS,       /* bytes: 0 suspend, 1 resume */
	XCMP_OPAQUE_XCM,    /* each a SCALE Vec<u8> that holds a VersionedXcm */
};

/* Pages of one sibling that wait: at so many it is asked to stop, at so many more are dropped,
 * and at so few it may go on. */
#define XCMP_SUSPEND_AT 32u
#define XCMP_DROP_AT    48u
#define XCMP_RESUME_AT  8u

/* What a block may spend on inbound pages, and what one costs, in picoseconds. */
#define XCMP_SERVICE_WEIGHT 500000000000u
#define XCMP_PAGE_WEIGHT    1000000000u
#define XCMP_BYTE_WEIGHT    10000u

/* Messages in a page: its weight pays for so many events. */
#define XCMP_PAGE_MESSAGES_MAX 64u

/* A message above this length is reported without its bytes. */
#define XCMP_REPORT_MAX 4096u

/* xcmp_queue_enqueue takes a page that arrived; it is dropped if its sender has too many. */
enum err xcmp_queue_enqueue(struct ctx *c, const struct inbound_origin *from,
			    const struct para_message *page) MUST_CHECK;
/* xcmp_queue_service works off what waits, once per block. */
enum err xcmp_queue_service(struct ctx *c) MUST_CHECK;

/* xcmp_queue_send puts a message into the recipient's last page, or a new one. */
enum err xcmp_queue_send(struct ctx *c, u32 recipient, enum xcmp_format format,
			 struct slice message) MUST_CHECK;
/* xcmp_queue_take_outbound takes this block's pages: at most max, ascending by recipient. */
enum err xcmp_queue_take_outbound(struct ctx *c, u32 max,
				  struct parachain_system_hrmp_outbound_messages *out) MUST_CHECK;
/* xcmp_queue_signal tells a sibling to stop sending, or to go on. */
enum err xcmp_queue_signal(struct ctx *c, u32 recipient, bool resume) MUST_CHECK;
/* xcmp_queue_heed does what a sibling's signal says. */
enum err xcmp_queue_heed(struct ctx *c, u32 recipient, bool resume) MUST_CHECK;

/* xcmp_queue_config is the stored thresholds, or the defaults above. */
enum err xcmp_queue_config(struct ctx *c, struct queue_config_data *out) MUST_CHECK;

#endif /* RUNTIME_PALLETS_XCMP_QUEUE_H */
