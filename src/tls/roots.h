#ifndef TLS_ROOTS_H
#define TLS_ROOTS_H
/* tls/roots: the compiled-in root list. For this folder and its tests. */
#include "base/slice.h"

/* roots_compiled_in returns the certificates in DER. */
const struct slice *roots_compiled_in(size_t *num);

#endif /* TLS_ROOTS_H */
