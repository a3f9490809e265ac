#ifndef PRIMITIVES_GEN_PALLETS_GEN_H
#define PRIMITIVES_GEN_PALLETS_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets; edit the descriptors.
 *
 * What a reader of blocks needs over all pallets: names, and a walk through System.Events. */
#include "primitives/gen/system_gen.h"

/* pallet_name, pallet_event_name and pallet_error_name return NULL for unknown numbers. */
const char *pallet_name(u8 pallet);
const char *pallet_event_name(u8 pallet, u8 event);
const char *pallet_error_name(u8 pallet, u8 error);

/* One entry of System.Events. fields are what rd_event_<pallet>_<name> reads. */
struct event_record {
	struct phase phase;
	u8 pallet, event;
	struct slice fields; /* borrowed */
};

/* rd_event_record reads one entry; ERR_TAG for an event that no descriptor names. Read
 * System.Events as rd_seq_len(r, 4) and then so many records. */
void rd_event_record(struct rd *r, struct event_record *out);
/* wr_event_head and wr_event_tail are what stands around the fields of an entry. */
void wr_event_head(struct wr *w, const struct phase *phase, u8 pallet, u8 event);
void wr_event_tail(struct wr *w);

#endif /* PRIMITIVES_GEN_PALLETS_GEN_H */
