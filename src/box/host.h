#ifndef BOX_HOST_H
#define BOX_HOST_H
/* box/host: the functions that the prelude calls in C, and only they.
 *
 * Ids are positions in one table; the guest may call any id with any arguments. */
#include "box/engine.h"

/* host_name is NULL past the end; ids start at 1. */
const char *host_name(u32 id);
/* host_call runs a host function: a value for the guest, or 0 for undefined. */
u32 host_call(u32 id, u32 argc, u32 argv);

#endif /* BOX_HOST_H */
