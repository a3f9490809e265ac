/* The first byte says what the rest is: an answer (whose signatures cannot hold), a key file, or
 * the claims that a signed token would have, which nothing but a signature keeps from strangers. */
#include "evidence/jwt.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[2 << 20];

static void answer(struct slice in)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct jwt_keys keys = {.num = 1, .key[0].kid = SLICE_LIT("k1")};
	struct jwt_input x = {.response = in, .keys = &keys, .now = 1750000000};
	static struct jwt_result r;

	memset(keys.key[0].point, 1, 96); /* not on the curve */
	CHECK(jwt_verify(&r, &x, &a) != EVIDENCE_OK);
}

static void key_file(struct slice in)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct jwt_keys keys;

	if (jwt_keys_read(&keys, in, &a) == EVIDENCE_OK)
		CHECK(keys.num >= 1 && keys.num <= JWT_KEYS_MAX);
}

static void claims(struct slice in)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct jwt_input x = {.now = 1750000000};
	static struct jwt_result r;
	const struct json *c;

	memset(&r, 0, sizeof(r));
	r.issued = r.valid_until = UINT64_MAX;
	if (parse_object(&c, in, EVIDENCE_JWT_CLAIMS, &a) != EVIDENCE_OK)
		return;
	if (check_common(&r, c, &x) == EVIDENCE_OK)
		CHECK(r.issued <= x.now + JWT_SKEW && r.valid_until + 1 + JWT_SKEW > x.now);
	CHECK((u32)check_overall(&r, c, &x) < NUM_EVIDENCE_CHECKS);
	CHECK((u32)check_digest(json_get(c, "submods"), in) < NUM_EVIDENCE_CHECKS);
	if (check_claims(c) == EVIDENCE_OK && read_gpu(&r, c, SLICE_LIT("GPU-0")) == EVIDENCE_OK)
		CHECK(r.num_gpus == 1 && r.gpu[0].ueid.n < GPU_UEID_TEXT);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_from(slice_of(data, n), 1);

	if (n == 0)
		return 0;
	switch (data[0]) {
	case 'a':
		answer(in);
		break;
	case 'k':
		key_file(in);
		break;
	case 'c':
		claims(in);
		break;
	default:
		break;
	}
	return 0;
}
