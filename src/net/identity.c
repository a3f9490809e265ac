#include "net/identity.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/hex.h"
#include "net/protobuf.h"
#include "os/file.h"
#include "text/base58.h"

/* What the signature of the handshake covers, in front of the static key. */
#define NOISE_DOMAIN "noise-libp2p-static-key:"

enum { KEY_TYPE_ED25519 = 1, CODE_IP4 = 4, CODE_TCP = 6, CODE_IP6 = 41, CODE_WS = 477 };

/* A PeerId of a short key is the key itself: multihash "identity" of the PublicKey message. */
void peer_id_text(char out[PEER_ID_TEXT_MAX], const u8 pub[32])
{
	u8 id[38];
	char text[BASE58_TEXT_MAX];
	struct wr w = wr_into(id, sizeof(id));
	size_t n;

	wr_u8(&w, 0);
	wr_u8(&w, 36);
	wr_public_key(&w, pub);
	CHECK(w.err == ERR_OK && w.n == sizeof(id));
	n = base58_encode(text, SLICE_ARR(id));
	CHECK(n < PEER_ID_TEXT_MAX);
	memcpy(out, text, n);
	out[n] = '\0';
}

void identity_of(struct identity *out, const struct secret32 *seed)
{
	ed25519_from_seed(&out->key, seed);
	peer_id_text(out->peer_id, out->key.pub);
}

void identity_release(struct identity *id)
{
	ed25519_release(&id->key);
}

static enum err make_key(const char *path, struct secret32 *seed)
{
	char text[65];
	enum err e;

	if (getrandom(seed->b, sizeof(seed->b), 0) != (ssize_t)sizeof(seed->b))
		return ERR_IO;
	hex_encode(text, SLICE_ARR(seed->b));
	text[64] = '\n';
	e = file_write_atomic(path, slice_of(text, 65), 0600);
	mem_wipe(text, sizeof(text));
	return e;
}

static enum err read_key(const char *path, struct secret32 *seed)
{
	u8 mem[256];
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice text = SLICE_EMPTY;
	enum err e = file_read(&a, path, 66, &text);
	size_t n = 0;

	if (e == ERR_OK && text.n == 65 && text.p[64] == '\n')
		text.n--;
	if (e == ERR_OK &&
	    (text.n != 64 || hex_decode(seed->b, sizeof(seed->b), &n, text) != ERR_OK))
		e = ERR_CORRUPT;
	mem_wipe(mem, sizeof(mem));
	return e == ERR_LIMIT ? ERR_CORRUPT : e;
}

enum err identity_load(struct identity *out, const char *dir, bool make)
{
	char path[OS_PATH_MAX];
	struct secret32 seed;
	enum err e;

	TRY(path_join(path, sizeof(path), dir, IDENTITY_FILE));
	e = read_key(path, &seed);
	if (e == ERR_NOT_FOUND && make)
		e = make_key(path, &seed);
	if (e == ERR_OK)
		identity_of(out, &seed);
	secret32_release(&seed);
	return e;
}

void wr_public_key(struct wr *w, const u8 pub[32])
{
	pb_put_varint(w, 1, KEY_TYPE_ED25519);
	pb_put_bytes(w, 2, slice_of(pub, 32));
}

enum err public_key_decode(u8 pub[32], struct slice in)
{
	struct rd r = rd_from(in);
	struct slice key = SLICE_EMPTY;
	u64 type = 0;
	struct pb_field f;

	while (pb_next(&r, &f)) {
		if (f.number == 1 && f.wire == PB_VARINT)
			type = f.value;
		else if (f.number == 2 && f.wire == PB_BYTES)
			key = f.bytes;
	}
	TRY(rd_end(&r));
	if (type != KEY_TYPE_ED25519)
		return ERR_UNSUPPORTED;
	if (key.n != 32)
		return ERR_KEY;
	memcpy(pub, key.p, 32);
	return ERR_OK;
}

static struct slice signed_of(u8 out[sizeof(NOISE_DOMAIN) - 1 + 32], const u8 noise_static[32])
{
	memcpy(out, NOISE_DOMAIN, sizeof(NOISE_DOMAIN) - 1);
	memcpy(out + sizeof(NOISE_DOMAIN) - 1, noise_static, 32);
	return slice_of(out, sizeof(NOISE_DOMAIN) - 1 + 32);
}

void wr_identity_hello(struct wr *w, const struct identity *id, const u8 noise_static[32])
{
	u8 msg[sizeof(NOISE_DOMAIN) - 1 + 32], sig[ED25519_SIG_LEN], key[40];
	struct wr k = wr_into(key, sizeof(key));

	wr_public_key(&k, id->key.pub);
	ed25519_sign(sig, &id->key, signed_of(msg, noise_static));
	pb_put_bytes(w, 1, slice_of(key, k.n));
	pb_put_bytes(w, 2, SLICE_ARR(sig));
}

enum err identity_hello_check(struct slice payload, const u8 noise_static[32], u8 pub[32])
{
	u8 msg[sizeof(NOISE_DOMAIN) - 1 + 32];
	struct rd r = rd_from(payload);
	struct slice key = SLICE_EMPTY, sig = SLICE_EMPTY;
	struct pb_field f;

	while (pb_next(&r, &f)) {
		if (f.number == 1 && f.wire == PB_BYTES)
			key = f.bytes;
		else if (f.number == 2 && f.wire == PB_BYTES)
			sig = f.bytes;
	}
	TRY(rd_end(&r));
	TRY(public_key_decode(pub, key));
	if (sig.n != ED25519_SIG_LEN)
		return ERR_SIGNATURE;
	return ed25519_verify(sig.p, signed_of(msg, noise_static), pub);
}

void wr_multiaddr(struct wr *w, const struct net_addr *a, bool ws)
{
	wr_uvarint(w, a->v6 ? CODE_IP6 : CODE_IP4);
	wr_bytes(w, a->ip, a->v6 ? 16 : 4);
	wr_uvarint(w, CODE_TCP);
	wr_u8(w, (u8)(a->port >> 8));
	wr_u8(w, (u8)(a->port & 0xff));
	if (ws)
		wr_uvarint(w, CODE_WS);
}

void multiaddr_text(char out[MULTIADDR_TEXT_MAX], const struct net_addr *a, bool ws,
		    const char *peer_id)
{
	char ip[INET6_ADDRSTRLEN] = "";

	(void)inet_ntop(a->v6 ? AF_INET6 : AF_INET, a->ip, ip, sizeof(ip));
	(void)snprintf(out, MULTIADDR_TEXT_MAX, "/%s/%s/tcp/%u%s%s%s", a->v6 ? "ip6" : "ip4", ip,
		       a->port, ws ? "/ws" : "", peer_id != NULL ? "/p2p/" : "",
		       peer_id != NULL ? peer_id : "");
}
