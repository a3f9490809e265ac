#ifndef NET_NOISE_H
#define NET_NOISE_H
/* net/noise: Noise_XX_25519_ChaChaPoly_SHA256, both roles, without I/O.
 *
 * Three handshake messages (the initiator writes the first and the third), then sealed
 * transport messages in both directions. Randomness comes from the caller, so vectors can
 * be replayed. What libp2p puts into the payloads is net/identity.
 * A failed call spoils the state: end the connection. Constant time in all secrets.
 * Errors: ERR_STATE (not this end's turn), ERR_SHORT, ERR_LIMIT (a message beyond
 * NOISE_MESSAGE_MAX), ERR_KEY (a point of small order), ERR_DECRYPT, ERR_EXHAUSTED (nonces).
 * Source: noiseprotocol.org/noise.html revision 34. */
#include "base/secret.h"
#include "scale/encode.h"

#define NOISE_MESSAGE_MAX 65535u
#define NOISE_TAG_LEN     16u

struct noise_key {
	struct secret32 secret;
	u8 pub[32];
};

struct noise {
	/* The peer's static key: authenticated once the message that holds it was read. */
	u8 remote_static[32];
	/* Private. */
	bool initiator, keyed;
	u8 step; /* of three */
	u8 h[32], remote_ephemeral[32];
	struct secret32 ck, k, send, receive;
	u64 n, num_sent, num_received;
	struct noise_key s, e;
};

void noise_key_of(struct noise_key *out, const struct secret32 *secret);
/* noise_init copies the keys. The ephemeral one must be fresh. */
void noise_init(struct noise *n, bool initiator, const struct noise_key *s,
		const struct noise_key *e, struct slice prologue);
void noise_release(struct noise *n);

/* The handshake. noise_read's payload lies in out, which has room for message.n bytes. */
enum err noise_write(struct noise *n, struct slice payload, struct wr *message) MUST_CHECK;
enum err noise_read(struct noise *n, struct slice message, u8 *out,
		    struct slice *payload) MUST_CHECK;
bool noise_done(const struct noise *n);

/* noise_seal writes plain.n + NOISE_TAG_LEN bytes; noise_open in.n - NOISE_TAG_LEN. Both
 * work in place. */
enum err noise_seal(struct noise *n, struct slice plain, u8 *out) MUST_CHECK;
enum err noise_open(struct noise *n, struct slice in, u8 *out) MUST_CHECK;

#endif /* NET_NOISE_H */
