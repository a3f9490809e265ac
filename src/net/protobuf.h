#ifndef NET_PROTOBUF_H
#define NET_PROTOBUF_H
/* net/protobuf: the little of Protocol Buffers that libp2p and the light protocols need.
 *
 * A message is read field by field through a bounded cursor; slices borrow from the input.
 * Errors are recorded in the cursor: ERR_SHORT, ERR_OVERFLOW (a varint beyond 64 bits),
 * ERR_TAG (wire types 3, 4, 6, 7; field number 0). Unknown fields are the caller's to pass over.
 * A field that should occur once and occurs twice: the last one counts, as in the format.
 * Format: protobuf.dev/programming-guides/encoding. */
#include "scale/decode.h"
#include "scale/encode.h"

enum pb_wire { PB_VARINT = 0, PB_FIXED64 = 1, PB_BYTES = 2, PB_FIXED32 = 5 };

struct pb_field {
	u32 number;
	enum pb_wire wire;
	u64 value;          /* VARINT, FIXED64, FIXED32 */
	struct slice bytes; /* BYTES */
};

/* pb_next reads one field; false at the end, or with the error in r. */
bool pb_next(struct rd *r, struct pb_field *out);

/* Unsigned LEB128, which also frames messages on streams. At most 10 bytes. */
u64 rd_uvarint(struct rd *r);
void wr_uvarint(struct wr *w, u64 v);

void pb_put_varint(struct wr *w, u32 number, u64 v);
void pb_put_bytes(struct wr *w, u32 number, struct slice bytes);

/* pb_open begins a message inside a message; pb_close inserts its length in front of it. */
size_t pb_open(struct wr *w, u32 number);
void pb_close(struct wr *w, size_t start);

#endif /* NET_PROTOBUF_H */
