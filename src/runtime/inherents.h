#ifndef RUNTIME_INHERENTS_H
#define RUNTIME_INHERENTS_H
/* runtime/inherents: extrinsics that the author adds: the timestamp.
 *
 * InherentData is BTreeMap<[u8; 8], Vec<u8>>; identifier "timstap0" holds u64 ms.
 * Source: polkadot-sdk substrate/primitives/{inherents,timestamp}. */
#include "runtime/frame/frame.h"

enum err api_inherent_extrinsics(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_check_inherents(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;

#endif /* RUNTIME_INHERENTS_H */
