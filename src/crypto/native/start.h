#ifndef CRYPTO_NATIVE_START_H
#define CRYPTO_NATIVE_START_H
/* crypto/native/start: libsodium is ready before main().
 *
 * Only files of this folder include it. Picking the fast code paths and opening the
 * randomness source happens in a constructor, so it is done before any program drops its
 * system calls, and no caller needs an init function. Repeating it is harmless. */
#include <sodium.h>

#include "base/base.h"

__attribute__((constructor)) static void crypto_native_start(void)
{
	CHECK(sodium_init() >= 0);
}

#endif /* CRYPTO_NATIVE_START_H */
