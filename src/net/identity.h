#ifndef NET_IDENTITY_H
#define NET_IDENTITY_H
/* net/identity: who a node is on the network: an ed25519 key, its PeerId, its addresses.
 *
 * The key lies in the node's folder (IDENTITY_FILE, 0600: the 32-byte seed in hex) and is made
 * at the first start. It names the node to its peers and has no power over the chain.
 * Errors: ERR_UNSUPPORTED (a peer's key of another kind), ERR_KEY, ERR_SIGNATURE, the cursor's;
 * ERR_CORRUPT for a damaged key file, those of os/file.
 * Source: github.com/libp2p/specs peer-ids, noise, addressing; multiformats/multiaddr. */
#include "crypto/ed25519.h"
#include "scale/encode.h"

#define IDENTITY_FILE     "p2p.key"
#define PEER_ID_TEXT_MAX  64u /* with NUL */
#define MULTIADDR_TEXT_MAX 160u /* with NUL */
#define IDENTITY_HELLO_MAX 256u

struct identity {
	struct ed25519_pair key;
	char peer_id[PEER_ID_TEXT_MAX];
};

void identity_of(struct identity *out, const struct secret32 *seed);
/* identity_load reads dir's key, or makes one when there is none and make is set. */
enum err identity_load(struct identity *out, const char *dir, bool make) MUST_CHECK;
void identity_release(struct identity *id);

/* peer_id_text is the base58 PeerId of an ed25519 public key, with NUL. */
void peer_id_text(char out[PEER_ID_TEXT_MAX], const u8 pub[32]);

/* libp2p's PublicKey message; only ed25519 keys. */
void wr_public_key(struct wr *w, const u8 pub[32]);
enum err public_key_decode(u8 pub[32], struct slice in) MUST_CHECK;

/* The payload of the Noise handshake, which ties the static key to the identity. */
void wr_identity_hello(struct wr *w, const struct identity *id, const u8 noise_static[32]);
enum err identity_hello_check(struct slice payload, const u8 noise_static[32],
			      u8 pub[32]) MUST_CHECK;

struct net_addr {
	bool v6;
	u8 ip[16]; /* network order; the first 4 for IPv4 */
	u16 port;
};

/* wr_multiaddr writes the binary form: /ip4|ip6/…/tcp/PORT[/ws]. */
void wr_multiaddr(struct wr *w, const struct net_addr *a, bool ws);
/* multiaddr_text is the same for people, with /p2p/<peer_id> unless that is NULL. */
void multiaddr_text(char out[MULTIADDR_TEXT_MAX], const struct net_addr *a, bool ws,
		    const char *peer_id);

#endif /* NET_IDENTITY_H */
