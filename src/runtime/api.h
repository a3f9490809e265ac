#ifndef RUNTIME_API_H
#define RUNTIME_API_H
/* runtime/api: the entry points by name, natively and as exports of the blob.
 *
 * args and *out are SCALE; *out lies in c->a. ERR_NOT_FOUND for an unknown method,
 * ERR_INVALID (c->why) where the blob would trap. */
#include "runtime/frame/frame.h"

enum err api_call(struct ctx *c, const char *method, struct slice args,
		  struct slice *out) MUST_CHECK;

#endif /* RUNTIME_API_H */
