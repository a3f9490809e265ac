#include "crypto/uri.h"

#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hash.h"

/* A junction this long is still hashed in one piece; nobody types more. */
#define JUNCTION_MAX 255u

/* The mini secret of "bottom drive obey lake curtain smoke basket hold race lonely fit
 * walk": PBKDF2-HMAC-SHA-512 over its BIP-39 entropy. It is public. */
static const u8 DEV_SEED[32] = {0xfa, 0xc7, 0x95, 0x9d, 0xbf, 0xe7, 0x2f, 0x05, 0x2e, 0x5a, 0x0c,
                                0x3c, 0x8d, 0x65, 0x30, 0xf2, 0x02, 0xb0, 0x2f, 0xd8, 0xf9, 0xf5,
                                0xca, 0x35, 0x80, 0xec, 0x8d, 0xeb, 0x77, 0x97, 0x47, 0x9e};
#define DEV_PHRASE "bottom drive obey lake curtain smoke basket hold race lonely fit walk"

static size_t until_slash(struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '/')
		n++;
	return n;
}

static enum err base_seed(struct secret32 *seed, struct slice base)
{
	if (base.n == 0 || slice_eq(base, SLICE_LIT(DEV_PHRASE))) {
		memcpy(seed->b, DEV_SEED, sizeof(DEV_SEED));
		return ERR_OK;
	}
	if (slice_starts(base, SLICE_LIT("0x")))
		return hex_decode_exact(seed->b, sizeof(seed->b), base);
	/* Words would need the BIP-39 list; a secret typed here belongs into a file. */
	return ERR_UNSUPPORTED;
}

/* take_seed takes what comes before the first junction off the front. */
static enum err take_seed(struct secret32 *seed, struct slice *uri)
{
	size_t n = until_slash(*uri);
	enum err e = base_seed(seed, slice_of(uri->p, n));

	*uri = slice_from(*uri, n);
	return e;
}

/* parse_u64 reads as Rust's str::parse::<u64> does: an optional plus, then digits. */
static bool parse_u64(u64 *out, struct slice s)
{
	u64 v = 0;

	if (s.n > 1 && s.p[0] == '+')
		s = slice_from(s, 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (u64)(s.p[i] - '0'), &v))
			return false;
	}
	*out = v;
	return s.n > 0;
}

/* chain_code makes the 32 bytes of a junction. */
static void chain_code(u8 cc[32], struct slice junction)
{
	u8 len[2];
	u64 number;

	memset(cc, 0, 32);
	if (parse_u64(&number, junction)) {
		store_le64(cc, number);
		return;
	}
	/* The SCALE form: Compact(length), then the text. */
	size_t len_n = junction.n < 64 ? 1 : 2;

	store_le16(len, (u16)(junction.n << 2 | (len_n - 1)));
	const struct slice parts[] = {slice_of(len, len_n), junction};

	if (len_n + junction.n > 32) {
		blake2_256_parts(cc, parts, ARRAY_LEN(parts));
		return;
	}
	memcpy(cc, len, len_n);
	slice_copy(cc + len_n, junction);
}

/* next_hard takes one "//junction" off the front; s is not empty. */
static enum err next_hard(u8 cc[32], struct slice *s)
{
	if (!slice_starts(*s, SLICE_LIT("//")) || slice_starts(*s, SLICE_LIT("///")))
		return ERR_UNSUPPORTED;
	*s = slice_from(*s, 2);
	size_t n = until_slash(*s);

	if (n == 0)
		return ERR_FORMAT;
	if (n > JUNCTION_MAX)
		return ERR_LIMIT;
	chain_code(cc, slice_of(s->p, n));
	*s = slice_from(*s, n);
	return ERR_OK;
}

enum err sr25519_from_uri(struct sr25519_pair *out, struct slice uri)
{
	struct sr25519_pair pair;
	struct secret32 seed;
	u8 cc[32];
	enum err e = take_seed(&seed, &uri);

	if (e != ERR_OK)
		return e;
	sr25519_from_seed(&pair, &seed);
	secret32_release(&seed);
	while (uri.n > 0 && (e = next_hard(cc, &uri)) == ERR_OK)
		sr25519_derive_hard(&pair, &pair, cc);
	if (e == ERR_OK)
		*out = pair;
	sr25519_release(&pair);
	return e;
}

enum err ed25519_from_uri(struct ed25519_pair *out, struct slice uri)
{
	struct ed25519_pair pair;
	struct secret32 seed;
	u8 cc[32];
	enum err e = take_seed(&seed, &uri);

	if (e != ERR_OK)
		return e;
	ed25519_from_seed(&pair, &seed);
	secret32_release(&seed);
	while (uri.n > 0 && (e = next_hard(cc, &uri)) == ERR_OK)
		ed25519_derive_hard(&pair, &pair, cc);
	if (e == ERR_OK)
		*out = pair;
	ed25519_release(&pair);
	return e;
}
