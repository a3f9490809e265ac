#ifndef RUNTIME_WEIGHTS_H
#define RUNTIME_WEIGHTS_H
/* runtime/weights: what blocks and extrinsics cost before any call, in picoseconds.
 *
 * Measured by bench_weights (`make weights`), times its safety factor, as are the numbers in
 * the pallets' descriptors. Weights are what an importer needs: it checks the signatures of
 * many sr25519 extrinsics together. */
#define WEIGHT_BASE_BLOCK      500000000u  /* hooks, inherent, roots of a block with nothing else */
#define WEIGHT_BASE_EXTRINSIC  54000000u   /* decode, batched signature, nonce, fee, events */
#define WEIGHT_SIGNATURE_ALONE 40000000u   /* more for ed25519 and ecdsa, which are not batched */
#define WEIGHT_PER_BYTE        10000u      /* of the encoded extrinsic: three hashes, a copy */
#define WEIGHT_DB_READ         8000000u    /* a row of a large state */
#define WEIGHT_DB_WRITE        25000000u   /* with its part of the state root */

#endif /* RUNTIME_WEIGHTS_H */
