#ifndef RUNTIME_API_H
#define RUNTIME_API_H
/* runtime/api: the entry points by name, natively and as exports of the blob.
 *
 * args and *out are SCALE; *out lies in c->a. ERR_NOT_FOUND for an unknown method,
 * ERR_INVALID (c->why) where the blob would trap. */
#include "runtime/frame/frame.h"

enum err api_call(struct ctx *c, const char *method, struct slice args,
		  struct slice *out) MUST_CHECK;

/* api_no_args is what an entry point says when it has read all that it takes. */
enum err api_no_args(struct ctx *c, const struct rd *in) MUST_CHECK;

#endif /* RUNTIME_API_H */
