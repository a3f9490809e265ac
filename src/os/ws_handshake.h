#ifndef OS_WS_HANDSHAKE_H
#define OS_WS_HANDSHAKE_H
/* os/ws_handshake: the keys of RFC 6455 section 4, without I/O. */
#include "base/slice.h"

#define WS_KEY_LEN    24u
#define WS_ACCEPT_LEN 28u

/* ws_key_ok: base64 of exactly 16 bytes. */
bool ws_key_ok(struct slice key);
/* ws_key_make writes a fresh key and a NUL. */
enum err ws_key_make(char out[WS_KEY_LEN + 1]) MUST_CHECK;
/* ws_accept_of writes the answer to a key, with NUL. */
void ws_accept_of(char out[WS_ACCEPT_LEN + 1], struct slice key);

#endif /* OS_WS_HANDSHAKE_H */
