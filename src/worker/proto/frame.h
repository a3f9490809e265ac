#ifndef WORKER_PROTO_FRAME_H
#define WORKER_PROTO_FRAME_H
/* worker/proto/frame: length-prefixed frames over the fd-3 byte stream.
 *
 * Used by both sides of the TEE line and by nobody else. Sans-I/O: the owner
 * reads bytes into the buffer and takes whole frames out. A frame is
 * length u32 LE ++ id u8 ++ body, where length counts id and body. A length
 * of zero or above FRAME_MAX is ERR_LIMIT, and the stream is then unusable:
 * the peer is broken or hostile. Freestanding. */
#include "scale/encode.h"

#define FRAME_MAX      (4u << 20) /* id and body */
#define FRAME_HEAD_LEN 4u
#define FRAME_BUF_LEN  (FRAME_MAX + FRAME_HEAD_LEN)

/* A receive buffer; mem must hold FRAME_BUF_LEN bytes and belongs to the caller. */
struct frame_in {
	u8 *mem;
	size_t have, at; /* bytes received; bytes of frames already handed out */
};

struct frame {
	u8 id;
	struct slice body; /* borrowed until the next frame_room */
};

struct frame_in frame_in_of(u8 *mem);

/* frame_room returns where to read more bytes and how many fit; it moves what
 * is left to the front, so frames taken before are gone. Never zero after all
 * whole frames were taken. */
u8 *frame_room(struct frame_in *f, size_t *cap);
/* frame_received tells how many bytes were read into the room. */
void frame_received(struct frame_in *f, size_t n);
/* frame_take takes the next whole frame; ERR_AGAIN if it is not there yet. */
enum err frame_take(struct frame_in *f, struct frame *out) MUST_CHECK;

/* frame_begin reserves the head in w; the body is then written to w, and
 * frame_end fills in the length. */
void frame_begin(struct wr *w, u8 id);
enum err frame_end(struct wr *w, struct slice *out) MUST_CHECK;

#endif /* WORKER_PROTO_FRAME_H */
