/* Tokens signed at run time by OpenSSL; the claims are those that NVIDIA publishes as examples
 * (vectors/claims_*.json). tests/test_verify_evidence.py has tokens of another library. */
#include "evidence/jwt.c"

#include "evidence/test_util.h"

#include <openssl/hmac.h>

#define NOW  1750000000u
#define HOST JWT_NRAS_ISSUER

static EVP_PKEY *service, *other;
static struct jwt_keys keys;
static struct jwt_result r;
static char jwks[2048];

static const u8 nonce[32] = {0x93, 0x1d, 0x8d, 0xd0, 0xad, 0xd2, 0x03, 0xac, 0x3d, 0x8b, 0x4f,
                             0xbd, 0xe7, 0x5e, 0x11, 0x52, 0x78, 0xee, 0xfc, 0xdc, 0xea, 0xc5,
                             0xb8, 0x76, 0x71, 0xa7, 0x48, 0xf3, 0x23, 0x64, 0xdf, 0xcb};

/* --- Making answers --------------------------------------------------------------------------- */

static size_t url64(char *out, struct slice in)
{
	size_t n = base64_len(in.n);

	base64_encode(out, in);
	for (size_t i = 0; i < n; i++) {
		if (out[i] == '=') {
			n = i;
			break;
		}
		out[i] = out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i];
	}
	out[n] = 0;
	return n;
}

static void point_of(u8 out[96], EVP_PKEY *k)
{
	u8 p[97];
	size_t n;

	if (EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PUB_KEY, p, sizeof(p), &n) != 1)
		exit(1);
	memcpy(out, p + 1, 96);
}

static void make_keys(void)
{
	static u8 mem[32768];
	struct arena a = arena_of(mem, sizeof(mem));
	char x[80], y[80];
	u8 p[96];

	if (service != NULL)
		return;
	service = new_p384();
	other = new_p384();
	point_of(p, service);
	(void)url64(x, slice_of(p, 48));
	(void)url64(y, slice_of(p + 48, 48));
	(void)snprintf(jwks, sizeof(jwks),
	               "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k1\",\"n\":\"AQ\",\"e\":\"AQAB\"},"
	               "{\"kty\":\"EC\",\"crv\":\"P-384\",\"kid\":\"k1\",\"alg\":\"ES384\","
	               "\"use\":\"sig\",\"x\":\"%s\",\"y\":\"%s\"}]}",
	               x, y);
	EXPECT_CHECK(EVIDENCE_OK, jwt_keys_read(&keys, slice_str(jwks), &a));
}

static const char good_header[] = "{\"alg\":\"ES384\",\"typ\":\"JWT\",\"kid\":\"k1\"}";

/* What a case changes of a good answer; %s of the claims' texts is not touched. */
struct own {
	const char *header; /* of both tokens */
	const char *iss, *sub, *result, *nonce, *times;
	const char *digest_name; /* "SHA-256" */
	const char *cut, *put;   /* in the GPU's claims: this text becomes that one */
	const char *overall_cut, *overall_put;
	EVP_PKEY *overall_key, *gpu_key;
	u32 num_gpus;
	bool same_ueid, wrong_digest, missing_detached, other_name;
	const char *claims; /* file */
};

static struct own own_good(void)
{
	make_keys();
	return (struct own){
	    .header = good_header,
	    .iss = HOST,
	    .sub = JWT_NRAS_SUBJECT,
	    .result = "true",
	    .nonce = "931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb",
	    .times = "\"iat\":1749999990,\"nbf\":1749999980,\"exp\":1750003600",
	    .digest_name = "SHA-256",
	    .overall_key = service,
	    .gpu_key = service,
	    .num_gpus = 1,
	    .claims = "claims_v3.json",
	};
}

static char *token(const char *header, const char *claims, EVP_PKEY *key)
{
	char *out = (char *)arena_alloc(&files, 16384);
	size_t n = url64(out, slice_str(header));
	u8 sig[96];

	out[n++] = '.';
	n += url64(out + n, slice_str(claims));
	sign_p384(sig, key, slice_of(out, n));
	out[n++] = '.';
	n += url64(out + n, SLICE_ARR(sig));
	return out;
}

/* The first `cut` of text becomes `put`. */
static char *edit(const char *text, const char *cut, const char *put)
{
	char *out = (char *)arena_alloc(&files, 8192);
	const char *at = cut == NULL ? NULL : strstr(text, cut);

	if (cut != NULL && at == NULL) {
		TEST_FAIL(cut);
		exit(1);
	}
	if (at == NULL)
		(void)snprintf(out, 8192, "%s", text);
	else
		(void)snprintf(out, 8192, "%.*s%s%s", (int)(at - text), text, put,
		               at + strlen(cut));
	return out;
}

static char *cstr(struct slice s)
{
	char *out = (char *)arena_alloc(&files, s.n + 1);

	slice_copy(out, s);
	out[s.n] = 0;
	return out;
}

/* NVIDIA's example with our issuer and times, and no warning. */
static char *gpu_claims(const struct own *o, u32 i)
{
	char *c = cstr(read_text(o->claims)), iss[96], serial[64], times[160];

	(void)snprintf(iss, sizeof(iss), "\"iss\": \"%s\"", o->iss);
	c = edit(c, "\"iss\": \"https://nras.attestation-stg.nvidia.com\"", iss);
	(void)snprintf(times, sizeof(times), "\"dbgstat\":\"disabled\",%s", o->times);
	c = edit(c, "\"dbgstat\":\"disabled\"", times);
	if (strcmp(o->claims, "claims_v3.json") == 0) {
		c = edit(c, "\"nbf\": 1736197199,", "");
		c = edit(c, "\"exp\": 1736200919,", "");
		c = edit(c, "\"iat\": 1736197319,", "");
		c = edit(c,
		         "\"x-nvidia-attestation-warning\": \"THE CERTIFICATE HCC RIM L4 Signer IS "
		         "REVOKED WITH THE STATUS AS 'CERTIFICATE_HOLD'.\"",
		         "\"x-nvidia-attestation-warning\": null");
		(void)snprintf(serial, sizeof(serial), "\"ueid\": \"%u\"",
		               o->same_ueid ? 1000 : 1000 + i);
		c = edit(c, "\"ueid\": \"490457405999046854973671575630853621547794591064\"",
		         serial);
	} else {
		c = edit(c, "\"nbf\": 1727387975,", "");
		c = edit(c, "\"exp\": 4880995383,", "");
		c = edit(c, "\"iat\": 1727387975,", "");
	}
	return edit(c, o->cut, o->put);
}

static struct slice own_answer(const struct own *o)
{
	char *out = (char *)arena_alloc(&files, 131072), *overall = out + 98304;
	char *subs = (char *)arena_alloc(&files, 8192), *toks = (char *)arena_alloc(&files, 65536);
	size_t n = 0, m = 0;

	subs[0] = toks[0] = 0;
	for (u32 i = 0; i < o->num_gpus; i++) {
		char *t = token(o->header, gpu_claims(o, i), o->gpu_key), hex[65];
		u8 hash[32];

		sha2_256(hash, slice_str(t));
		hash[0] ^= (u8)o->wrong_digest;
		hex_encode(hex, SLICE_ARR(hash));
		hex[64] = 0;
		n += (size_t)snprintf(subs + n, 8192 - n,
		                      "%s\"GPU-%u\":[\"DIGEST\",[\"%s\",\"%s\"]]",
		                      i == 0 ? "" : ",", i, o->digest_name, hex);
		if (o->missing_detached && i == 0)
			continue;
		m += (size_t)snprintf(toks + m, 65536 - m, "%s\"GPU-%u\":\"%s\"", m == 0 ? "" : ",",
		                      i + (o->other_name ? 1 : 0), t);
	}
	(void)snprintf(overall, 32768,
	               "{\"sub\":\"%s\",\"iss\":\"%s\",\"x-nvidia-ver\":\"3.0\","
	               "\"x-nvidia-overall-att-result\":%s,\"eat_nonce\":\"%s\",%s,"
	               "\"submods\":{%s}}",
	               o->sub, o->iss, o->result, o->nonce, o->times, subs);
	overall = edit(overall, o->overall_cut, o->overall_put);
	n = (size_t)snprintf(out, 98304, "[[\"JWT\",\"%s\"],{%s}]",
	                     token(o->header, overall, o->overall_key), toks);
	return slice_of(out, n);
}

static enum evidence_check verify(struct slice answer, u64 now)
{
	struct arena a = arena_of(test_mem, sizeof(test_mem));
	struct jwt_input in = {.response = answer, .keys = &keys, .now = now};

	memcpy(in.nonce, nonce, 32);
	return jwt_verify(&r, &in, &a);
}

static enum evidence_check own_verify(const struct own *o)
{
	size_t mark = arena_mark(&files);
	enum evidence_check c = verify(own_answer(o), NOW);

	arena_rewind(&files, mark);
	return c;
}

/* --- Tests ------------------------------------------------------------------------------------ */

TEST(answers_with_claims_of_both_versions_are_accepted)
{
	struct own o = own_good();
	struct jwt_policy p = {.now = NOW, .max_age = 60, .num_gpus = 1};

	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	EXPECT_CHECK(EVIDENCE_OK, jwt_policy_check(&r, &p));
	EXPECT(r.num_gpus == 1 && slice_eq(r.gpu[0].name, SLICE_LIT("GPU-0")));
	EXPECT(slice_eq(r.gpu[0].model, SLICE_LIT("GH100 A01 GSP BROM")));
	EXPECT(slice_eq(r.gpu[0].driver, SLICE_LIT("570.44")));
	EXPECT(slice_eq(r.gpu[0].vbios, SLICE_LIT("96.00.9F.00.01")));
	EXPECT(slice_eq(r.gpu[0].ueid, SLICE_LIT("1000")) && r.gpu[0].warning.n == 0);
	EXPECT(r.issued == 1749999990 && r.valid_until == 1750003599);
	EXPECT(slice_eq(r.kid, SLICE_LIT("k1")));
	o.claims = "claims_v2.json";
	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	EXPECT(
	    slice_eq(r.gpu[0].ueid, SLICE_LIT("481858311570236547493498289839486179865867984732")));
	o = own_good();
	o.num_gpus = 8;
	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	EXPECT(r.num_gpus == 8);
	o.num_gpus = 16;
	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	o = own_good();
	o.digest_name = "SHA256";
	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
}

static const struct {
	const char *header;
	enum evidence_check want;
} headers[] = {
    {"{\"alg\":\"none\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"None\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"HS384\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"ES256\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"RS384\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"es384\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":[\"ES384\"],\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"ALG\":\"ES384\",\"kid\":\"k1\"}", EVIDENCE_JWT_ALG},
    {"{\"alg\":\"none\",\"alg\":\"ES384\",\"kid\":\"k1\"}", EVIDENCE_JWT_HEADER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"\\u0061lg\":\"none\"}", EVIDENCE_JWT_HEADER},
    {"[]", EVIDENCE_JWT_HEADER},
    {"{", EVIDENCE_JWT_HEADER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}", EVIDENCE_JWT_HEADER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"jku\":\"https://x/\"}", EVIDENCE_JWT_HEADER_MEMBER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"x5u\":\"https://x/\"}", EVIDENCE_JWT_HEADER_MEMBER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"jwk\":{}}", EVIDENCE_JWT_HEADER_MEMBER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"crit\":[\"b64\"]}", EVIDENCE_JWT_HEADER_MEMBER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"b64\":false}", EVIDENCE_JWT_HEADER_MEMBER},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"zip\":\"DEF\"}", EVIDENCE_JWT_HEADER_MEMBER},
    {"{\"alg\":\"ES384\"}", EVIDENCE_JWT_KID},
    {"{\"alg\":\"ES384\",\"kid\":\"k2\"}", EVIDENCE_JWT_KID},
    {"{\"alg\":\"ES384\",\"kid\":1}", EVIDENCE_JWT_KID},
    {"{\"alg\":\"ES384\",\"kid\":\"k1\",\"x5c\":[\"MIIB\"]}", EVIDENCE_OK},
    {"{\"kid\":\"k1\",\"alg\":\"ES384\"}", EVIDENCE_OK},
};

TEST(only_es384_with_a_pinned_key_is_heard)
{
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct own o = own_good();
		enum evidence_check c;

		o.header = headers[i].header;
		c = own_verify(&o);
		if (c != headers[i].want)
			(void)fprintf(stderr, "%s\n", headers[i].header);
		EXPECT_CHECK(headers[i].want, c);
	}
}

TEST(the_local_verifiers_answer_is_refused_because_nobody_signed_it)
{
	make_keys();
	EXPECT_CHECK(EVIDENCE_JWT_ALG, verify(read_text("eat_unsigned.json"), NOW));
}

/* HMAC with the public key as secret: the classic. */
TEST(a_token_signed_with_the_public_key_as_secret_is_refused)
{
	static const char h[] = "{\"alg\":\"HS384\",\"kid\":\"k1\"}";
	char text[4096], mac64[80];
	u8 p[96], mac[64];
	unsigned len = 0;
	size_t n;

	make_keys();
	point_of(p, service);
	n = (size_t)snprintf(text, sizeof(text), "[[\"JWT\",\"");
	n += url64(text + n, slice_str(h));
	text[n++] = '.';
	n += url64(text + n, SLICE_LIT("{}"));
	(void)HMAC(EVP_sha384(), p, 96, (const u8 *)text, n, mac, &len);
	(void)url64(mac64, slice_of(mac, len));
	n += (size_t)snprintf(text + n, sizeof(text) - n, ".%s\"],{}]", mac64);
	EXPECT_CHECK(EVIDENCE_JWT_ALG, verify(slice_of(text, n), NOW));
}

static const struct {
	const char *cut, *put;
	enum evidence_check want;
} claims[] = {
    {"\"measres\": \"success\"", "\"measres\": \"fail\"", EVIDENCE_JWT_CLAIM},
    {"\"measres\": \"success\",", "", EVIDENCE_JWT_CLAIM},
    {"\"secboot\":true", "\"secboot\":false", EVIDENCE_JWT_CLAIM},
    {"\"secboot\":true", "\"secboot\":\"true\"", EVIDENCE_JWT_CLAIM},
    {"\"secboot\":true", "\"secboot\":1", EVIDENCE_JWT_CLAIM},
    {"\"dbgstat\":\"disabled\"", "\"dbgstat\":\"enabled\"", EVIDENCE_JWT_CLAIM},
    {"\"dbgstat\":\"disabled\",", "", EVIDENCE_JWT_CLAIM},
    {"arch-check\": true", "arch-check\": false", EVIDENCE_JWT_CLAIM},
    {"report-parsed\": true", "report-parsed\": false", EVIDENCE_JWT_CLAIM},
    {"nonce-match\": true", "nonce-match\": false", EVIDENCE_JWT_CLAIM},
    {"report-signature-verified\": true", "report-signature-verified\": null", EVIDENCE_JWT_CLAIM},
    {"fwid-match\": true", "fwid-match\": false", EVIDENCE_JWT_CLAIM},
    {"driver-rim-fetched\": true", "driver-rim-fetched\": false", EVIDENCE_JWT_CLAIM},
    {"driver-rim-schema-validated\": true", "driver-rim-schema-validated\": false",
     EVIDENCE_JWT_CLAIM},
    {"driver-rim-signature-verified\": true", "driver-rim-signature-verified\": false",
     EVIDENCE_JWT_CLAIM},
    {"driver-rim-version-match\": true", "driver-rim-version-match\": false", EVIDENCE_JWT_CLAIM},
    {"driver-rim-measurements-available\": true", "driver-rim-measurements-available\": false",
     EVIDENCE_JWT_CLAIM},
    {"vbios-rim-fetched\": true", "vbios-rim-fetched\": false", EVIDENCE_JWT_CLAIM},
    {"vbios-rim-signature-verified\": true", "vbios-rim-signature-verified\": false",
     EVIDENCE_JWT_CLAIM},
    {"vbios-rim-measurements-available\": true", "vbios-rim-measurements-available\": false",
     EVIDENCE_JWT_CLAIM},
    {"vbios-index-no-conflict\": true", "vbios-index-no-conflict\": false", EVIDENCE_JWT_CLAIM},
    {"\"oemid\": \"5703\"", "\"x-nvidia-gpu-new\": false", EVIDENCE_JWT_CLAIM},
    {"\"x-nvidia-cert-status\": \"valid\"", "\"x-nvidia-cert-status\": \"expired\"",
     EVIDENCE_JWT_CERT_STATUS},
    {"\"x-nvidia-cert-ocsp-status\": \"good\"", "\"x-nvidia-cert-ocsp-status\": \"revoked\"",
     EVIDENCE_JWT_CERT_STATUS},
    {"\"x-nvidia-cert-revocation-reason\": null", "\"x-nvidia-cert-ocsp-nonce-matches\": false",
     EVIDENCE_JWT_CERT_STATUS},
    {"\"x-nvidia-gpu-driver-rim-cert-chain\"", "\"x-other\"", EVIDENCE_JWT_CERT_STATUS},
    {"\"oemid\": \"5703\"", "\"x-nvidia-mismatch-measurement-records\": [{\"index\": 3}]",
     EVIDENCE_JWT_MISMATCH},
    {"\"oemid\": \"5703\"", "\"x-nvidia-mismatch-measurement-records\": []", EVIDENCE_OK},
    {"\"oemid\": \"5703\"", "\"x-nvidia-mismatch-measurement-records\": null", EVIDENCE_OK},
    {"\"oemid\": \"5703\"", "\"measres\": \"success\"", EVIDENCE_JWT_CLAIMS},
    {"\"oemid\": \"5703\"", "\"oemid\": \"5703\", \"oemid\": \"5703\"", EVIDENCE_JWT_CLAIMS},
    {"\"hwmodel\"", "\"hwmodel2\"", EVIDENCE_JWT_CLAIM},
    {"\"ueid\": \"1000\"", "\"ueid\": \"01000\"", EVIDENCE_JWT_CLAIM},
    {"\"ueid\": \"1000\"", "\"ueid\": 1000", EVIDENCE_JWT_CLAIM},
    {"\"ueid\": \"1000\"", "\"ueid\": \"\"", EVIDENCE_JWT_CLAIM},
    {"931d8dd0", "931d8dd1", EVIDENCE_JWT_NONCE},
    {"\"eat_nonce\"", "\"nonce\"", EVIDENCE_JWT_NONCE},
    {"\"iss\": \"" HOST "\"", "\"iss\": \"https://nras.attestation-stg.nvidia.com\"",
     EVIDENCE_JWT_ISS},
    {"\"exp\":1750003600", "\"exp\":1749999940", EVIDENCE_JWT_EXPIRED},
    {"\"exp\":1750003600", "\"exp\":1749999941", EVIDENCE_OK},
    {"\"exp\":1750003600", "\"exp\":1750003600.5", EVIDENCE_JWT_TIMES},
    {"\"exp\":1750003600", "\"exp\":\"1750003600\"", EVIDENCE_JWT_TIMES},
    {"\"exp\":1750003600", "\"exp2\":1", EVIDENCE_JWT_TIMES},
    {"\"exp\":1750003600", "\"exp\":0", EVIDENCE_JWT_EXPIRED},
    {"\"nbf\":1749999980", "\"nbf\":1750000061", EVIDENCE_JWT_NOT_YET},
    {"\"nbf\":1749999980", "\"nbf\":1750000060", EVIDENCE_OK},
    {"\"iat\":1749999990", "\"iat\":1750000061", EVIDENCE_JWT_NOT_YET},
    {"\"iat\":1749999990", "\"iat\":-1", EVIDENCE_JWT_TIMES},
};

TEST(each_claim_of_a_gpu_is_checked)
{
	for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
		struct own o = own_good();
		enum evidence_check c;

		o.cut = claims[i].cut;
		o.put = claims[i].put;
		c = own_verify(&o);
		if (c != claims[i].want)
			(void)fprintf(stderr, "%s -> %s\n", o.cut, o.put);
		EXPECT_CHECK(claims[i].want, c);
	}
}

static const struct {
	const char *cut, *put;
	enum evidence_check want;
} overalls[] = {
    {"\"sub\":\"" JWT_NRAS_SUBJECT "\"", "\"sub\":\"NVIDIA\"", EVIDENCE_JWT_SUB},
    {"\"sub\":\"" JWT_NRAS_SUBJECT "\",", "", EVIDENCE_JWT_SUB},
    {"result\":true", "result\":false", EVIDENCE_JWT_RESULT},
    {"result\":true", "result\":\"true\"", EVIDENCE_JWT_RESULT},
    {"result\":true", "result2\":true", EVIDENCE_JWT_RESULT},
    {"\"iss\":\"https", "\"iss\":\"http", EVIDENCE_JWT_ISS},
    {"\"iss\":\"" HOST "\"", "\"iss\":[\"" HOST "\"]", EVIDENCE_JWT_ISS},
    {"931d8dd0", "031d8dd0", EVIDENCE_JWT_NONCE},
    {"\"exp\":1750003600", "\"exp\":1749999940", EVIDENCE_JWT_EXPIRED},
    {"\"submods\"", "\"submod\"", EVIDENCE_JWT_SUBMODS},
    {"\"DIGEST\"", "\"JWT\"", EVIDENCE_JWT_SUBMODS},
    {"\"SHA-256\"", "\"MD5\"", EVIDENCE_JWT_SUBMODS},
    {"[\"DIGEST\",", "[\"DIGEST\",0,", EVIDENCE_JWT_SUBMODS},
    {"\"GPU-0\":", "\"GPU-1\":", EVIDENCE_JWT_SUBMODS},
    {"\"x-nvidia-ver\":\"3.0\"", "\"sub\":\"" JWT_NRAS_SUBJECT "\"", EVIDENCE_JWT_CLAIMS},
};

TEST(each_claim_of_the_overall_token_is_checked)
{
	for (size_t i = 0; i < ARRAY_LEN(overalls); i++) {
		struct own o = own_good();

		o.overall_cut = overalls[i].cut;
		o.overall_put = overalls[i].put;
		EXPECT_CHECK(overalls[i].want, own_verify(&o));
	}
}

TEST(detached_tokens_are_the_ones_that_the_overall_token_names)
{
	struct own o = own_good();

	o.wrong_digest = true;
	EXPECT_CHECK(EVIDENCE_JWT_DIGEST, own_verify(&o));
	o = own_good();
	o.num_gpus = 2;
	o.missing_detached = true;
	EXPECT_CHECK(EVIDENCE_JWT_SUBMODS, own_verify(&o));
	o = own_good();
	o.other_name = true;
	EXPECT_CHECK(EVIDENCE_JWT_SUBMODS, own_verify(&o));
	o = own_good();
	o.num_gpus = 0;
	EXPECT_CHECK(EVIDENCE_JWT_SUBMODS, own_verify(&o));
	o.num_gpus = 17;
	EXPECT_CHECK(EVIDENCE_JWT_SUBMODS, own_verify(&o));
	o = own_good();
	o.num_gpus = 2;
	o.same_ueid = true;
	EXPECT_CHECK(EVIDENCE_JWT_UEID_TWICE, own_verify(&o));
	o = own_good();
	o.gpu_key = other;
	EXPECT_CHECK(EVIDENCE_JWT_SIGNATURE, own_verify(&o));
	o = own_good();
	o.overall_key = other;
	EXPECT_CHECK(EVIDENCE_JWT_SIGNATURE, own_verify(&o));
}

TEST(an_answer_of_another_form_is_refused)
{
	static const struct {
		const char *text;
		enum evidence_check want;
	} forms[] = {
	    {"", EVIDENCE_JWT_RESPONSE},
	    {"{}", EVIDENCE_JWT_RESPONSE},
	    {"[]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWT\",\"a.b.c\"]]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWS\",\"a.b.c\"],{}]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWT\",1],{}]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWT\",\"a.b.c\"],{},{}]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWT\",\"a.b.c\"],[]]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWT\",\"a.b.c\"],{\"GPU-0\":\"\",\"GPU-0\":\"\"}]", EVIDENCE_JWT_RESPONSE},
	    {"[[\"JWT\",\"\"],{}]", EVIDENCE_JWT_PARTS},
	    {"[[\"JWT\",\"e30\"],{}]", EVIDENCE_JWT_PARTS},
	    {"[[\"JWT\",\"e30.e30\"],{}]", EVIDENCE_JWT_PARTS},
	    {"[[\"JWT\",\"e30.e30.e30.e30\"],{}]", EVIDENCE_JWT_PARTS},
	    {"[[\"JWT\",\".e30.e30\"],{}]", EVIDENCE_JWT_PARTS},
	    {"[[\"JWT\",\"e30..e30\"],{}]", EVIDENCE_JWT_PARTS},
	    {"[[\"JWT\",\"e30=.e30.e30\"],{}]", EVIDENCE_JWT_BASE64},
	    {"[[\"JWT\",\"e3+.e30.e30\"],{}]", EVIDENCE_JWT_BASE64},
	    {"[[\"JWT\",\"e3/.e30.e30\"],{}]", EVIDENCE_JWT_BASE64},
	    {"[[\"JWT\",\"e31.e30.e30\"],{}]", EVIDENCE_JWT_BASE64}, /* spare bits */
	    {"[[\"JWT\",\"e.e30.e30\"],{}]", EVIDENCE_JWT_BASE64},
	    {"[[\"JWT\",\"e3\\n0.e30.e30\"],{}]", EVIDENCE_JWT_BASE64},
	    {"[[\"JWT\",\"e30.e30.e30\"],{}]", EVIDENCE_JWT_ALG},
	};

	make_keys();
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		EXPECT_CHECK(forms[i].want, verify(slice_str(forms[i].text), NOW));
	EXPECT_CHECK(EVIDENCE_JWT_SIZE, verify(slice_of(file_mem, JWT_RESPONSE_MAX + 1), NOW));
}

TEST(time_counts_to_the_second)
{
	struct own o = own_good();
	struct slice answer = own_answer(&o);
	struct jwt_policy p = {.max_age = 100, .now = 1749999990 + 100};

	EXPECT_CHECK(EVIDENCE_OK, verify(answer, 1750003600 + JWT_SKEW - 1));
	EXPECT_CHECK(EVIDENCE_JWT_EXPIRED, verify(answer, 1750003600 + JWT_SKEW));
	EXPECT_CHECK(EVIDENCE_JWT_EXPIRED, verify(answer, UINT64_MAX - 1));
	EXPECT_CHECK(EVIDENCE_OK, verify(answer, 1749999990 - JWT_SKEW));
	EXPECT_CHECK(EVIDENCE_JWT_NOT_YET, verify(answer, 1749999990 - JWT_SKEW - 1));
	EXPECT_CHECK(EVIDENCE_JWT_NOT_YET, verify(answer, 0));
	REQUIRE(verify(answer, NOW) == EVIDENCE_OK);
	EXPECT_CHECK(EVIDENCE_OK, jwt_policy_check(&r, &p));
	p.now++;
	EXPECT_CHECK(EVIDENCE_JWT_TOO_OLD, jwt_policy_check(&r, &p));
}

TEST(policy_refuses_what_it_does_not_accept)
{
	static const char *const models[] = {"GB100 A01 GSP BROM", NULL};
	static const char *const denied[] = {"7", "1000", NULL};
	struct own o = own_good();
	struct jwt_policy p = {.num_gpus = 2};

	o.cut = "\"x-nvidia-attestation-warning\": null";
	o.put = "\"x-nvidia-attestation-warning\": \"on hold\"";
	REQUIRE(own_verify(&o) == EVIDENCE_OK);
	EXPECT_CHECK(EVIDENCE_JWT_COUNT, jwt_policy_check(&r, &p));
	p = (struct jwt_policy){0};
	EXPECT_CHECK(EVIDENCE_JWT_WARNING, jwt_policy_check(&r, &p));
	p.allow_warning = true;
	EXPECT_CHECK(EVIDENCE_OK, jwt_policy_check(&r, &p));
	p.models = models;
	EXPECT_CHECK(EVIDENCE_JWT_MODEL, jwt_policy_check(&r, &p));
	p.models = NULL;
	p.min_driver = "570.45";
	EXPECT_CHECK(EVIDENCE_JWT_DRIVER, jwt_policy_check(&r, &p));
	p.min_driver = "570.44";
	p.min_vbios = "96.00.A0";
	EXPECT_CHECK(EVIDENCE_JWT_VBIOS, jwt_policy_check(&r, &p));
	p.min_vbios = "96.00.9F.00.01";
	p.ueids_denied = denied;
	EXPECT_CHECK(EVIDENCE_JWT_UEID, jwt_policy_check(&r, &p));
	o.put = "\"x-nvidia-attestation-warning\": [\"odd\"]";
	REQUIRE(own_verify(&o) == EVIDENCE_OK);
	EXPECT(r.gpu[0].warning.n != 0);
}

/* Of the answer's text only what JSON lets be written in two ways may change: nothing here, but
 * space into another kind of space; there is none. */
TEST(no_bit_of_an_answer_can_change)
{
	struct own o = own_good();
	struct slice answer = own_answer(&o);
	u8 *p = copy_of(answer);

	REQUIRE(verify(answer, NOW) == EVIDENCE_OK);
	for (size_t i = 0; i < answer.n; i++) {
		for (u32 bit = 0; bit < 8; bit++) {
			p[i] ^= (u8)(1u << bit);
			if (verify(slice_of(p, answer.n), NOW) == EVIDENCE_OK) {
				(void)fprintf(stderr, "accepted: byte %zu bit %u\n", i, bit);
				TEST_FAIL("a flipped bit");
			}
			p[i] ^= (u8)(1u << bit);
		}
	}
	for (size_t n = 0; n < answer.n; n++)
		EXPECT(verify(slice_of(answer.p, n), NOW) != EVIDENCE_OK);
}

TEST(key_files_are_read_strictly)
{
	static const char *const bad[] = {
	    "",
	    "{}",
	    "[]",
	    "{\"keys\":{}}",
	    "{\"keys\":[]}",
	    "{\"keys\":[1]}",
	    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\"}]}",
	    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"x\":\"\",\"y\":\"\"}]}",
	    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"kid\":\"a\",\"x\":\"\",\"y\":\"\"}]}",
	    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}]}",
	    "{\"keys\":[],\"keys\":[]}",
	};
	struct arena a = arena_of(test_mem, sizeof(test_mem));
	struct jwt_keys k;
	char *twice, *ec;

	make_keys();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT_CHECK(EVIDENCE_JWKS, jwt_keys_read(&k, slice_str(bad[i]), &a));
	ec = strstr(jwks, "{\"kty\":\"EC\"");
	twice = (char *)arena_alloc(&files, 4096);
	(void)snprintf(twice, 4096, "{\"keys\":[%.*s,%s", (int)(strlen(ec) - 2), ec, ec);
	EXPECT_CHECK(EVIDENCE_JWKS, jwt_keys_read(&k, slice_str(twice), &a));
	twice = edit(jwks, "\"ES384\"", "\"ES256\"");
	EXPECT_CHECK(EVIDENCE_JWKS, jwt_keys_read(&k, slice_str(twice), &a));
	twice = edit(jwks, "\"sig\"", "\"enc\"");
	EXPECT_CHECK(EVIDENCE_JWKS, jwt_keys_read(&k, slice_str(twice), &a));
	EXPECT_CHECK(EVIDENCE_OK, jwt_keys_read(&k, slice_str(jwks), &a));
	EXPECT(k.num == 1);
	a = arena_of(test_mem, 64);
	EXPECT_CHECK(EVIDENCE_MEMORY, jwt_keys_read(&k, slice_str(jwks), &a));
}

TEST_MAIN()
