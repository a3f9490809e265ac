#ifndef JOURNAL_MERKLE_H
#define JOURNAL_MERKLE_H
/* journal/merkle: the root of a growing list, in log(n) memory.
 *
 * The tree of RFC 6962 section 2.1 with blake2_256 in place of SHA-256: a leaf
 * is H(0x00 ++ data), a node H(0x01 ++ left ++ right), and the left subtree of
 * an incomplete tree is the largest perfect one. The root of no leaves is H("").
 * Freestanding; both sides of the TEE line. */
#include "base/slice.h"

struct merkle {
	u64 num;         /* leaves so far */
	u8 peak[64][32]; /* if bit i of num is set: root of a perfect subtree of 2^i leaves */
};

void merkle_init(struct merkle *m);
/* merkle_leaf hashes the data of one leaf. */
void merkle_leaf(u8 out[32], struct slice data);
void merkle_append(struct merkle *m, const u8 leaf[32]);
void merkle_root(const struct merkle *m, u8 out[32]);

#endif /* JOURNAL_MERKLE_H */
