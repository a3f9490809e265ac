#ifndef OS_FREEPORT_H
#define OS_FREEPORT_H
/* os/freeport: TCP ports on 127.0.0.1 that nobody listens on at this moment.
 *
 * Another program can take one before it is used; servers that can report their
 * own port should listen on port 0 instead. */
#include "base/err.h"

/* freeport_find fills ports with num different ones (at most 16). */
enum err freeport_find(u16 *ports, size_t num) MUST_CHECK;

#endif /* OS_FREEPORT_H */
