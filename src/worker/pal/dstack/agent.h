#ifndef WORKER_PAL_DSTACK_AGENT_H
#define WORKER_PAL_DSTACK_AGENT_H
/* worker/pal/dstack/agent: one question to dstack's guest agent. For the port.
 *
 * HTTP/1.1 with JSON over a Unix socket, one connection a question. The agent is part of the
 * guest, but what it says is read like a stranger's: strict, bounded in size and time.
 * Source: dstack, sdk/curl/api.md (API of 0.5 and later). */
#include "base/arena.h"
#include "text/json.h"

#define AGENT_BODY_MAX ((size_t)1 << 20) /* a quote in hex and an event log */
/* Enough for every answer within the limit. */
#define AGENT_ARENA ((size_t)6 << 20)

/* Whether its socket is there. Not from within a sandbox. */
bool agent_is_there(const char *sys_root);
/* agent_ask posts JSON to /method and reads the JSON object that answers; it lives in the arena.
 * On failure pal_why tells. ERR_NOT_FOUND, ERR_DENIED, ERR_AGAIN, ERR_TIMEOUT, ERR_UNSUPPORTED
 * (no such method), ERR_CORRUPT (malformed), ERR_LIMIT, ERR_IO. */
enum err agent_ask(const char *sys_root, const char *method, struct slice json, struct arena *a,
                   const struct json **out) MUST_CHECK;

#endif /* WORKER_PAL_DSTACK_AGENT_H */
