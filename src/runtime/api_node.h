#ifndef RUNTIME_API_NODE_H
#define RUNTIME_API_NODE_H
/* runtime/api_node: the entry points for operators: genesis and session keys. */
#include "runtime/frame/frame.h"

enum err api_build_state(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_get_preset(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_preset_names(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_generate_session_keys(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_decode_session_keys(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_sender_sequence(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;

#endif /* RUNTIME_API_NODE_H */
