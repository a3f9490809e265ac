#include "evidence/jwt.h"

#include "attest/pem.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "evidence/sig.h"
#include "text/json.h"

/* --- base64url (RFC 4648, section 5, without padding) ----------------------------------------- */

static bool to_standard(u8 *out, struct slice in)
{
	for (size_t i = 0; i < in.n; i++) {
		u8 c = in.p[i];

		if (c == '+' || c == '/' || c == '=')
			return false;
		out[i] = c == '-' ? '+' : c == '_' ? '/' : c;
	}
	return true;
}

static enum evidence_check base64url(struct slice *out, struct slice in, struct arena *a)
{
	size_t padded = (in.n + 3) / 4 * 4;
	u8 *text;

	if (in.n % 4 == 1)
		return EVIDENCE_JWT_BASE64;
	text = arena_alloc(a, padded);
	if (text == NULL)
		return EVIDENCE_MEMORY;
	if (!to_standard(text, in))
		return EVIDENCE_JWT_BASE64;
	memset(text + in.n, '=', padded - in.n);
	/* In place: three bytes are written where four were read. */
	if (!base64_decode_strict(text, padded, &out->n, slice_of(text, padded)))
		return EVIDENCE_JWT_BASE64;
	out->p = text;
	return EVIDENCE_OK;
}

/* --- Keys ------------------------------------------------------------------------------------- */

static bool absent_or(const struct json *j, const char *text)
{
	return j == NULL || json_str_is(j, text);
}

static bool coordinate(u8 out[48], const struct json *j, struct arena *a)
{
	struct slice text, bytes;

	if (!json_str(j, &text) || base64url(&bytes, text, a) != EVIDENCE_OK || bytes.n != 48)
		return false;
	memcpy(out, bytes.p, 48);
	return true;
}

static bool read_key(struct jwt_keys *out, const struct json *j, struct arena *a)
{
	struct jwt_key *k = &out->key[out->num];

	if (!json_str_is(json_get(j, "kty"), "EC") || !json_str_is(json_get(j, "crv"), "P-384") ||
	    !absent_or(json_get(j, "alg"), "ES384") || !absent_or(json_get(j, "use"), "sig"))
		return true; /* for something else */
	if (out->num == JWT_KEYS_MAX || !json_str(json_get(j, "kid"), &k->kid) || k->kid.n == 0)
		return false;
	if (!coordinate(k->point, json_get(j, "x"), a) ||
	    !coordinate(k->point + 48, json_get(j, "y"), a))
		return false;
	for (u32 i = 0; i < out->num; i++)
		if (slice_eq(out->key[i].kid, k->kid))
			return false;
	out->num++;
	return true;
}

enum evidence_check jwt_keys_read(struct jwt_keys *out, struct slice json, struct arena *a)
{
	const struct json *j, *list;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (json.n > JWT_JWKS_MAX)
		return EVIDENCE_JWKS;
	e = json_parse(&j, json, a);
	if (e != ERR_OK)
		return e == ERR_NOMEM ? EVIDENCE_MEMORY : EVIDENCE_JWKS;
	list = json_get(j, "keys");
	if (!json_is(list, JSON_ARRAY))
		return EVIDENCE_JWKS;
	for (const struct json *k = list->first; k != NULL; k = k->next)
		if (!json_is(k, JSON_OBJECT) || !read_key(out, k, a))
			return EVIDENCE_JWKS;
	return out->num == 0 ? EVIDENCE_JWKS : EVIDENCE_OK;
}

/* --- One token -------------------------------------------------------------------------------- */

/* Three parts; the signature may be empty, so that "alg": "none" is told by its name. */
static bool split(struct slice part[3], struct slice token)
{
	u32 num = 0;
	size_t from = 0;

	for (size_t i = 0; i <= token.n; i++) {
		if (i != token.n && token.p[i] != '.')
			continue;
		if (num == 3 || (i == from && num != 2))
			return false;
		part[num++] = slice_of(token.p + from, i - from);
		from = i + 1;
	}
	return num == 3;
}

static enum evidence_check parse_object(const struct json **out, struct slice text,
                                        enum evidence_check malformed, struct arena *a)
{
	enum err e = json_parse(out, text, a);

	if (e == ERR_NOMEM)
		return EVIDENCE_MEMORY;
	return e == ERR_OK && json_is(*out, JSON_OBJECT) ? EVIDENCE_OK : malformed;
}

/* The header may say how it is signed and with which of our keys, and repeat certificates, which
 * are not looked at. Whatever else it says could only widen what is accepted. */
static enum evidence_check check_header(const struct json *h)
{
	static const char *const harmless[] = {"alg", "typ", "kid", "x5c", "x5t", "x5t#S256"};

	if (!json_str_is(json_get(h, "alg"), "ES384"))
		return EVIDENCE_JWT_ALG;
	for (const struct json *m = h->first; m != NULL; m = m->next) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
			known = known || slice_eq(m->key, slice_str(harmless[i]));
		if (!known)
			return EVIDENCE_JWT_HEADER_MEMBER;
	}
	return absent_or(json_get(h, "typ"), "JWT") ? EVIDENCE_OK : EVIDENCE_JWT_HEADER;
}

static enum evidence_check find_key(const struct jwt_key **out, const struct jwt_keys *keys,
                                    const struct json *header)
{
	struct slice kid;

	if (!json_str(json_get(header, "kid"), &kid))
		return EVIDENCE_JWT_KID;
	for (u32 i = 0; i < keys->num; i++) {
		if (!slice_eq(keys->key[i].kid, kid))
			continue;
		*out = &keys->key[i];
		return EVIDENCE_OK;
	}
	return EVIDENCE_JWT_KID;
}

/* The claims of a token whose signature holds. */
static enum evidence_check open_token(const struct json **claims, const struct jwt_key **key,
                                      struct slice token, const struct jwt_keys *keys,
                                      struct arena *a)
{
	struct slice part[3], header, payload, sig;
	const struct json *h;
	u8 hash[48];

	if (token.n > JWT_TOKEN_MAX)
		return EVIDENCE_JWT_SIZE;
	if (!split(part, token))
		return EVIDENCE_JWT_PARTS;
	TRY_CHECK(base64url(&header, part[0], a));
	TRY_CHECK(parse_object(&h, header, EVIDENCE_JWT_HEADER, a));
	TRY_CHECK(check_header(h));
	TRY_CHECK(find_key(key, keys, h));
	TRY_CHECK(base64url(&sig, part[2], a));
	if (sig.n != 96)
		return EVIDENCE_JWT_SIGNATURE;
	sha2_384(hash, slice_of(token.p, part[0].n + 1 + part[1].n));
	if (!p384_verify((*key)->point, hash, sig.p))
		return EVIDENCE_JWT_SIGNATURE;
	TRY_CHECK(base64url(&payload, part[1], a));
	return parse_object(claims, payload, EVIDENCE_JWT_CLAIMS, a);
}

static enum evidence_check check_times(struct jwt_result *r, const struct json *c, u64 now)
{
	u64 iat, nbf, exp;

	if (!json_u64(json_get(c, "iat"), &iat) || !json_u64(json_get(c, "nbf"), &nbf) ||
	    !json_u64(json_get(c, "exp"), &exp))
		return EVIDENCE_JWT_TIMES;
	if (now >= sat_add_u64(exp, JWT_SKEW))
		return EVIDENCE_JWT_EXPIRED;
	if (sat_add_u64(now, JWT_SKEW) < nbf || sat_add_u64(now, JWT_SKEW) < iat)
		return EVIDENCE_JWT_NOT_YET;
	if (iat < r->issued)
		r->issued = iat;
	if (exp == 0 || exp - 1 < r->valid_until)
		r->valid_until = exp == 0 ? 0 : exp - 1;
	return EVIDENCE_OK;
}

/* What holds for the overall token and for every detached one. */
static enum evidence_check check_common(struct jwt_result *r, const struct json *c,
                                        const struct jwt_input *in)
{
	const char *issuer = in->issuer == NULL ? JWT_NRAS_ISSUER : in->issuer;
	struct slice text;
	u8 nonce[32];

	if (!json_str_is(json_get(c, "iss"), issuer))
		return EVIDENCE_JWT_ISS;
	TRY_CHECK(check_times(r, c, in->now));
	if (!json_str(json_get(c, "eat_nonce"), &text) || text.n != 64 ||
	    hex_decode_exact(nonce, 32, text) != ERR_OK || !mem_eq(nonce, in->nonce, 32))
		return EVIDENCE_JWT_NONCE;
	return EVIDENCE_OK;
}

/* --- Claims of one GPU ------------------------------------------------------------------------ */

/* Members that must be there and say exactly this; NULL: true. */
static const struct {
	const char *name, *text;
} must[] = {
    {"measres", "success"},
    {"dbgstat", "disabled"},
    {"secboot", NULL},
    {"x-nvidia-gpu-arch-check", NULL},
    {"x-nvidia-gpu-attestation-report-parsed", NULL},
    {"x-nvidia-gpu-attestation-report-nonce-match", NULL},
    {"x-nvidia-gpu-attestation-report-signature-verified", NULL},
    {"x-nvidia-gpu-driver-rim-fetched", NULL},
    {"x-nvidia-gpu-driver-rim-signature-verified", NULL},
    {"x-nvidia-gpu-driver-rim-measurements-available", NULL},
    {"x-nvidia-gpu-vbios-rim-fetched", NULL},
    {"x-nvidia-gpu-vbios-rim-signature-verified", NULL},
    {"x-nvidia-gpu-vbios-rim-measurements-available", NULL},
    {"x-nvidia-gpu-vbios-index-no-conflict", NULL},
};

/* Chains that the service checked: claims of version 2 have one boolean, version 3 has details. */
static const struct {
	const char *v2, *v3;
} chains[] = {
    {"x-nvidia-gpu-attestation-report-cert-chain-validated",
     "x-nvidia-gpu-attestation-report-cert-chain"},
    {"x-nvidia-gpu-driver-rim-cert-validated", "x-nvidia-gpu-driver-rim-cert-chain"},
    {"x-nvidia-gpu-vbios-rim-cert-validated", "x-nvidia-gpu-vbios-rim-cert-chain"},
};

static bool is_true(const struct json *j)
{
	bool v;

	return json_bool(j, &v) && v;
}

static bool says_false(const struct json *j)
{
	bool v;

	return json_bool(j, &v) && !v;
}

static enum evidence_check check_chain_claim(const struct json *v2, const struct json *v3)
{
	if (v3 == NULL)
		return is_true(v2) ? EVIDENCE_OK : EVIDENCE_JWT_CERT_STATUS;
	if (!json_str_is(json_get(v3, "x-nvidia-cert-status"), "valid") ||
	    !json_str_is(json_get(v3, "x-nvidia-cert-ocsp-status"), "good"))
		return EVIDENCE_JWT_CERT_STATUS;
	for (const struct json *m = v3->first; m != NULL; m = m->next)
		if (says_false(m))
			return EVIDENCE_JWT_CERT_STATUS;
	return EVIDENCE_OK;
}

static enum evidence_check check_claims(const struct json *c)
{
	const struct json *bad = json_get(c, "x-nvidia-mismatch-measurement-records");

	for (size_t i = 0; i < ARRAY_LEN(must); i++) {
		const struct json *j = json_get(c, must[i].name);

		if (must[i].text == NULL ? !is_true(j) : !json_str_is(j, must[i].text))
			return EVIDENCE_JWT_CLAIM;
	}
	for (size_t i = 0; i < ARRAY_LEN(chains); i++)
		TRY_CHECK(check_chain_claim(json_get(c, chains[i].v2), json_get(c, chains[i].v3)));
	/* Whatever else the service denies of the GPU, known here or not. */
	for (const struct json *m = c->first; m != NULL; m = m->next)
		if (slice_starts(m->key, SLICE_LIT("x-nvidia-gpu-")) && says_false(m))
			return EVIDENCE_JWT_CLAIM;
	if (bad != NULL && !json_is(bad, JSON_NULL) && !(json_is(bad, JSON_ARRAY) && bad->num == 0))
		return EVIDENCE_JWT_MISMATCH;
	return EVIDENCE_OK;
}

static bool is_decimal(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n != 0 && s.n < GPU_UEID_TEXT && s.p[0] != '0';
}

static enum evidence_check read_gpu(struct jwt_result *r, const struct json *c, struct slice name)
{
	const struct json *warning = json_get(c, "x-nvidia-attestation-warning");
	struct jwt_gpu *g = &r->gpu[r->num_gpus];

	memset(g, 0, sizeof(*g));
	g->name = name;
	if (!json_str(json_get(c, "hwmodel"), &g->model) ||
	    !json_str(json_get(c, "x-nvidia-gpu-driver-version"), &g->driver) ||
	    !json_str(json_get(c, "x-nvidia-gpu-vbios-version"), &g->vbios) ||
	    !json_str(json_get(c, "ueid"), &g->ueid) || !is_decimal(g->ueid))
		return EVIDENCE_JWT_CLAIM;
	if (warning != NULL && !json_is(warning, JSON_NULL) && !json_str(warning, &g->warning))
		g->warning = SLICE_LIT("not a text");
	for (u32 i = 0; i < r->num_gpus; i++)
		if (slice_eq(r->gpu[i].ueid, g->ueid))
			return EVIDENCE_JWT_UEID_TWICE;
	r->num_gpus++;
	return EVIDENCE_OK;
}

/* --- The answer ------------------------------------------------------------------------------- */

/* ["DIGEST", ["SHA-256", hex]] of the token's text. */
static enum evidence_check check_digest(const struct json *entry, struct slice token)
{
	const struct json *pair = json_at(entry, 1);
	const struct json *alg = json_at(pair, 0);
	struct slice text;
	u8 want[32], have[32];

	if (!json_is(entry, JSON_ARRAY) || entry->num != 2 || !json_is(pair, JSON_ARRAY) ||
	    pair->num != 2 || !json_str_is(json_at(entry, 0), "DIGEST") ||
	    !(json_str_is(alg, "SHA-256") || json_str_is(alg, "SHA256")) ||
	    !json_str(json_at(pair, 1), &text) || text.n != 64 ||
	    hex_decode_exact(want, 32, text) != ERR_OK)
		return EVIDENCE_JWT_SUBMODS;
	sha2_256(have, token);
	return mem_eq(want, have, 32) ? EVIDENCE_OK : EVIDENCE_JWT_DIGEST;
}

static enum evidence_check check_overall(struct jwt_result *r, const struct json *c,
                                         const struct jwt_input *in)
{
	TRY_CHECK(check_common(r, c, in));
	if (!json_str_is(json_get(c, "sub"), JWT_NRAS_SUBJECT))
		return EVIDENCE_JWT_SUB;
	return is_true(json_get(c, "x-nvidia-overall-att-result")) ? EVIDENCE_OK
	                                                           : EVIDENCE_JWT_RESULT;
}

static enum evidence_check check_detached(struct jwt_result *r, const struct json *submods,
                                          const struct json *detached, const struct jwt_input *in,
                                          struct arena *a)
{
	if (!json_is(submods, JSON_OBJECT) || submods->num == 0 || submods->num != detached->num ||
	    submods->num > JWT_GPUS_MAX)
		return EVIDENCE_JWT_SUBMODS;
	for (const struct json *s = submods->first; s != NULL; s = s->next) {
		const struct json *d = detached->first, *c;
		const struct jwt_key *key;
		struct slice token;

		while (d != NULL && !slice_eq(d->key, s->key))
			d = d->next;
		if (!json_str(d, &token))
			return EVIDENCE_JWT_SUBMODS;
		TRY_CHECK(check_digest(s, token));
		TRY_CHECK(open_token(&c, &key, token, in->keys, a));
		TRY_CHECK(check_common(r, c, in));
		TRY_CHECK(check_claims(c));
		TRY_CHECK(read_gpu(r, c, s->key));
	}
	return EVIDENCE_OK;
}

enum evidence_check jwt_verify(struct jwt_result *out, const struct jwt_input *in, struct arena *a)
{
	const struct json *j, *overall, *detached, *c;
	const struct jwt_key *key;
	struct slice token;
	enum err e;

	memset(out, 0, sizeof(*out));
	out->issued = out->valid_until = UINT64_MAX;
	if (in->response.n > JWT_RESPONSE_MAX)
		return EVIDENCE_JWT_SIZE;
	e = json_parse(&j, in->response, a);
	if (e == ERR_NOMEM)
		return EVIDENCE_MEMORY;
	if (e != ERR_OK || !json_is(j, JSON_ARRAY) || j->num != 2)
		return EVIDENCE_JWT_RESPONSE;
	overall = json_at(j, 0);
	detached = json_at(j, 1);
	if (!json_is(overall, JSON_ARRAY) || overall->num != 2 ||
	    !json_str_is(json_at(overall, 0), "JWT") || !json_str(json_at(overall, 1), &token) ||
	    !json_is(detached, JSON_OBJECT))
		return EVIDENCE_JWT_RESPONSE;
	TRY_CHECK(open_token(&c, &key, token, in->keys, a));
	out->kid = key->kid;
	TRY_CHECK(check_overall(out, c, in));
	return check_detached(out, json_get(c, "submods"), detached, in, a);
}

/* --- Policy ----------------------------------------------------------------------------------- */

static bool listed(struct slice s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_eq(s, slice_str(*list)))
			return true;
	return false;
}

static enum evidence_check check_gpu(const struct jwt_gpu *g, const struct jwt_policy *p)
{
	if (p->models != NULL && !listed(g->model, p->models))
		return EVIDENCE_JWT_MODEL;
	if (p->min_driver != NULL && !gpu_version_at_least(g->driver, p->min_driver, 10))
		return EVIDENCE_JWT_DRIVER;
	if (p->min_vbios != NULL && !gpu_version_at_least(g->vbios, p->min_vbios, 16))
		return EVIDENCE_JWT_VBIOS;
	if (p->ueids_denied != NULL && listed(g->ueid, p->ueids_denied))
		return EVIDENCE_JWT_UEID;
	return g->warning.n != 0 && !p->allow_warning ? EVIDENCE_JWT_WARNING : EVIDENCE_OK;
}

enum evidence_check jwt_policy_check(const struct jwt_result *r, const struct jwt_policy *p)
{
	if (p->num_gpus != 0 && r->num_gpus != p->num_gpus)
		return EVIDENCE_JWT_COUNT;
	if (p->max_age != 0 && p->now > sat_add_u64(r->issued, p->max_age))
		return EVIDENCE_JWT_TOO_OLD;
	for (u32 i = 0; i < r->num_gpus; i++)
		TRY_CHECK(check_gpu(&r->gpu[i], p));
	return EVIDENCE_OK;
}
