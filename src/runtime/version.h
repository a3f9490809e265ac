#ifndef RUNTIME_VERSION_H
#define RUNTIME_VERSION_H
/* runtime/version: what Core_version, the metadata and each signature name. */
#include "scale/encode.h"

#define RUNTIME_SPEC_VERSION 1u
#define RUNTIME_TX_VERSION   1u

void wr_runtime_version(struct wr *w);

#endif /* RUNTIME_VERSION_H */
