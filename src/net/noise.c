#include "net/noise.h"

#include <sodium.h>

#include "base/bytes.h"
#include "crypto/seal.h"

enum token { T_END, T_E, T_S, T_EE, T_ES, T_SE };

/* Pattern XX: -> e   <- e, ee, s, es   -> s, se */
static const u8 pattern[3][5] = {{T_E}, {T_E, T_EE, T_S, T_ES}, {T_S, T_SE}};

static const char protocol[] = "Noise_XX_25519_ChaChaPoly_SHA256";
_Static_assert(sizeof(protocol) == 33, "the name is the first hash");

void noise_key_of(struct noise_key *out, const struct secret32 *secret)
{
	out->secret = *secret;
	x25519_public(out->pub, secret);
}

static void mix_hash(struct noise *n, struct slice data)
{
	crypto_hash_sha256_state st;

	CHECK(crypto_hash_sha256_init(&st) == 0);
	CHECK(crypto_hash_sha256_update(&st, n->h, sizeof(n->h)) == 0);
	if (data.n != 0)
		CHECK(crypto_hash_sha256_update(&st, data.p, data.n) == 0);
	CHECK(crypto_hash_sha256_final(&st, n->h) == 0);
}

static void hmac(struct secret32 *out, const struct secret32 *key, struct slice data)
{
	crypto_auth_hmacsha256_state st;

	CHECK(crypto_auth_hmacsha256_init(&st, key->b, sizeof(key->b)) == 0);
	if (data.n != 0)
		CHECK(crypto_auth_hmacsha256_update(&st, data.p, data.n) == 0);
	CHECK(crypto_auth_hmacsha256_final(&st, out->b) == 0);
	mem_wipe(&st, sizeof(st));
}

/* Noise's HKDF with two outputs: section 4.3. */
static void hkdf(struct secret32 *one, struct secret32 *two, const struct secret32 *ck,
		 struct slice input)
{
	struct secret32 temp;
	u8 more[33];

	hmac(&temp, ck, input);
	hmac(one, &temp, SLICE_LIT("\x01"));
	memcpy(more, one->b, 32);
	more[32] = 2;
	hmac(two, &temp, SLICE_ARR(more));
	mem_wipe(more, sizeof(more));
	secret32_release(&temp);
}

static enum err mix_dh(struct noise *n, const struct noise_key *ours, const u8 theirs[32])
{
	struct secret32 shared, ck;
	bool ok = crypto_scalarmult_curve25519(shared.b, ours->secret.b, theirs) == 0;

	if (ok) {
		hkdf(&ck, &n->k, &n->ck, SLICE_ARR(shared.b));
		n->ck = ck;
		n->n = 0;
		n->keyed = true;
		secret32_release(&ck);
	}
	secret32_release(&shared);
	return ok ? ERR_OK : ERR_KEY;
}

static void nonce_of(u8 nonce[12], u64 n)
{
	memset(nonce, 0, 4);
	store_le64(nonce + 4, n);
}

static enum err encrypt(const struct secret32 *k, u64 *n, struct slice ad, struct slice plain,
			u8 *out)
{
	u8 nonce[12];

	if (*n == UINT64_MAX)
		return ERR_EXHAUSTED;
	nonce_of(nonce, (*n)++);
	CHECK(crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, plain.p, plain.n, ad.p, ad.n,
							NULL, nonce, k->b) == 0);
	return ERR_OK;
}

static enum err decrypt(const struct secret32 *k, u64 *n, struct slice ad, struct slice in, u8 *out)
{
	u8 nonce[12];

	if (in.n < NOISE_TAG_LEN)
		return ERR_SHORT;
	if (*n == UINT64_MAX)
		return ERR_EXHAUSTED;
	nonce_of(nonce, *n);
	if (crypto_aead_chacha20poly1305_ietf_decrypt(out, NULL, NULL, in.p, in.n, ad.p, ad.n,
						      nonce, k->b) != 0)
		return ERR_DECRYPT;
	(*n)++;
	return ERR_OK;
}

void noise_init(struct noise *n, bool initiator, const struct noise_key *s,
		const struct noise_key *e, struct slice prologue)
{
	memset(n, 0, sizeof(*n));
	n->initiator = initiator;
	n->s = *s;
	n->e = *e;
	memcpy(n->h, protocol, 32);
	memcpy(n->ck.b, protocol, 32);
	mix_hash(n, prologue);
}

void noise_release(struct noise *n)
{
	mem_wipe(n, sizeof(*n));
}

bool noise_done(const struct noise *n)
{
	return n->step == ARRAY_LEN(pattern);
}

static bool our_turn(const struct noise *n)
{
	return (n->step % 2 == 0) == n->initiator;
}

static enum err mix_token(struct noise *n, enum token t)
{
	bool e_first = (t == T_ES) == n->initiator;

	if (t == T_EE)
		return mix_dh(n, &n->e, n->remote_ephemeral);
	return e_first ? mix_dh(n, &n->e, n->remote_static) : mix_dh(n, &n->s, n->remote_ephemeral);
}

/* Ends a message; after the last one both ends have their transport keys. */
static void next_step(struct noise *n)
{
	if (++n->step < ARRAY_LEN(pattern))
		return;
	if (n->initiator)
		hkdf(&n->send, &n->receive, &n->ck, SLICE_EMPTY);
	else
		hkdf(&n->receive, &n->send, &n->ck, SLICE_EMPTY);
	secret32_release(&n->ck);
	secret32_release(&n->k);
	secret32_release(&n->e.secret);
	secret32_release(&n->s.secret);
}

static enum err write_hashed(struct noise *n, struct slice plain, struct wr *w)
{
	size_t len = plain.n + (n->keyed ? NOISE_TAG_LEN : 0);

	if (w->err != ERR_OK || len > w->cap - w->n || len > NOISE_MESSAGE_MAX)
		return ERR_LIMIT;
	if (n->keyed)
		TRY(encrypt(&n->k, &n->n, SLICE_ARR(n->h), plain, w->p + w->n));
	else
		slice_copy(w->p + w->n, plain);
	mix_hash(n, slice_of(w->p + w->n, len));
	w->n += len;
	return ERR_OK;
}

enum err noise_write(struct noise *n, struct slice payload, struct wr *message)
{
	if (noise_done(n) || !our_turn(n))
		return ERR_STATE;
	for (const u8 *t = pattern[n->step]; *t != T_END; t++) {
		if (*t == T_E) {
			wr_bytes(message, n->e.pub, 32);
			mix_hash(n, SLICE_ARR(n->e.pub));
		} else if (*t == T_S) {
			TRY(write_hashed(n, SLICE_ARR(n->s.pub), message));
		} else {
			TRY(mix_token(n, (enum token)*t));
		}
	}
	TRY(write_hashed(n, payload, message));
	next_step(n);
	return ERR_OK;
}

/* Takes plain_len bytes' worth of ciphertext from the front of *in. */
static enum err read_hashed(struct noise *n, struct slice *in, size_t plain_len, u8 *out)
{
	size_t len = plain_len + (n->keyed ? NOISE_TAG_LEN : 0);
	struct slice part;
	u8 h[32];

	if (len > in->n)
		return ERR_SHORT;
	part = slice_of(in->p, len);
	memcpy(h, n->h, sizeof(h));
	mix_hash(n, part);
	if (n->keyed)
		TRY(decrypt(&n->k, &n->n, SLICE_ARR(h), part, out));
	else
		slice_copy(out, part);
	*in = slice_from(*in, len);
	return ERR_OK;
}

static enum err read_token(struct noise *n, enum token t, struct slice *in)
{
	if (t == T_S)
		return read_hashed(n, in, 32, n->remote_static);
	if (t != T_E)
		return mix_token(n, t);
	if (in->n < 32)
		return ERR_SHORT;
	memcpy(n->remote_ephemeral, in->p, 32);
	mix_hash(n, slice_of(in->p, 32));
	*in = slice_from(*in, 32);
	return ERR_OK;
}

enum err noise_read(struct noise *n, struct slice message, u8 *out, struct slice *payload)
{
	size_t tag, len;

	if (noise_done(n) || our_turn(n))
		return ERR_STATE;
	if (message.n > NOISE_MESSAGE_MAX)
		return ERR_LIMIT;
	for (const u8 *t = pattern[n->step]; *t != T_END; t++)
		TRY(read_token(n, (enum token)*t, &message));
	tag = n->keyed ? NOISE_TAG_LEN : 0;
	if (message.n < tag)
		return ERR_SHORT;
	len = message.n - tag;
	TRY(read_hashed(n, &message, len, out));
	*payload = slice_of(out, len);
	next_step(n);
	return ERR_OK;
}

enum err noise_seal(struct noise *n, struct slice plain, u8 *out)
{
	if (!noise_done(n))
		return ERR_STATE;
	if (plain.n > NOISE_MESSAGE_MAX - NOISE_TAG_LEN)
		return ERR_LIMIT;
	return encrypt(&n->send, &n->num_sent, SLICE_EMPTY, plain, out);
}

enum err noise_open(struct noise *n, struct slice in, u8 *out)
{
	if (!noise_done(n))
		return ERR_STATE;
	return decrypt(&n->receive, &n->num_received, SLICE_EMPTY, in, out);
}
