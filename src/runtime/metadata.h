#ifndef RUNTIME_METADATA_H
#define RUNTIME_METADATA_H
/* runtime/metadata: what polkadot.js and others read first, version 14. */
#include "runtime/frame/frame.h"

#define METADATA_VERSION 14u

/* metadata_encode makes the metadata in c->a. */
enum err metadata_encode(struct ctx *c, struct slice *out) MUST_CHECK;

#endif /* RUNTIME_METADATA_H */
