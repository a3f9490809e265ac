/* Every single bit of Intel's three samples, quote and collateral, changed: nobody may get away
 * with one. What is not signed (PEM armour, base64 slack, lengths, zeros after the quote) has
 * one form only, so there is no bit that may change.
 *
 * A run takes one bit in SHARES; which, follows from the day, or PH_FLIPS=0 … 31.
 * PH_FLIPS=all takes them all (`make flips`). */
#include <stdlib.h>
#include <time.h>

#include "attest/test_kit.h"

#define SHARES 32u

/* Bits start, start + step, … of each item. */
struct pass {
	u32 start, step;
	u32 tried;
};

static struct kit_sample sample;
static struct attest_collateral verified, scratch;
static u8 verified_mem[1 << 20];

static struct pass pass_of_environment(void)
{
	const char *text = getenv("PH_FLIPS");
	u32 share = (u32)(time(NULL) / 86400) % SHARES;

	if (text != NULL && strcmp(text, "all") == 0)
		return (struct pass){0, 1, 0};
	if (text != NULL)
		share = (u32)strtoul(text, NULL, 10) % SHARES;
	return (struct pass){share, SHARES, 0};
}

static enum attest_check verify_quote(const struct attest_collateral *c)
{
	struct arena a = kit_arena();
	const struct attest_time t = {.now = sample.now};
	struct attest_result r;

	return attest_quote_verify(&r, kit_quote(&sample), c, t, &a);
}

static enum attest_check verify_collateral(struct attest_collateral *out, struct arena *a)
{
	const struct attest_time t = {.now = sample.now};
	struct attest_root root;
	enum attest_check c = attest_root_open(&root, attest_intel_root());

	return c == ATTEST_OK ? attest_collateral_verify(out, &sample.raw, &root, t, a) : c;
}

static enum attest_check verify_all(void)
{
	struct arena a = kit_arena();
	enum attest_check c = verify_collateral(&scratch, &a);
	struct attest_result r;

	if (c == ATTEST_OK)
		c = attest_quote_verify(&r, kit_quote(&sample), &scratch,
		                        (struct attest_time){.now = sample.now}, &a);
	return c;
}

/* The bits of these bytes. `known`: collateral that need not be verified again. */
static void flip(struct pass *p, const char *item, u8 *bytes, size_t n,
                 const struct attest_collateral *known, enum attest_check unflipped)
{
	for (size_t i = p->start; i < n * 8; i += p->step) {
		enum attest_check c;

		bytes[i / 8] ^= (u8)(1u << (i % 8));
		c = known != NULL ? verify_quote(known) : verify_all();
		bytes[i / 8] ^= (u8)(1u << (i % 8));
		p->tried++;
		/* A sample that is refused for its age is to be refused for the bit. */
		if (c != unflipped && c != ATTEST_OK)
			continue;
		TEST_FAIL("a changed bit makes no difference");
		(void)fprintf(stderr, "\t%s: %s, byte %zu, bit %zu\n", sample.name, item, i / 8,
		              i % 8);
	}
}

/* The items lie in a buffer of the sample's own; slices of it are only const for readers. */
static void flip_item(struct pass *p, const char *item, struct slice s, enum attest_check unflipped)
{
	flip(p, item, sample.mem + (s.p - sample.mem), s.n, NULL, unflipped);
}

static void flip_sample(int which, enum attest_check want)
{
	struct arena a = arena_of(verified_mem, sizeof(verified_mem));
	struct pass p = pass_of_environment();
	const struct attest_collateral_raw *raw = &sample.raw;

	kit_load(&sample, which);
	REQUIRE_CHECK(ATTEST_OK, verify_collateral(&verified, &a));
	REQUIRE_CHECK(want, verify_quote(&verified));
	REQUIRE_CHECK(want, verify_all());
	flip(&p, "quote", sample.quote, sample.quote_len, &verified, want);
	flip_item(&p, "pck_crl_issuer_chain", raw->pck_crl_issuer_chain, want);
	flip_item(&p, "root_ca_crl", raw->root_ca_crl, want);
	flip_item(&p, "pck_crl", raw->pck_crl, want);
	flip_item(&p, "tcb_info_issuer_chain", raw->tcb_info_issuer_chain, want);
	flip_item(&p, "tcb_info", raw->tcb_info, want);
	flip_item(&p, "tcb_info_signature", raw->tcb_info_signature, want);
	flip_item(&p, "qe_identity_issuer_chain", raw->qe_identity_issuer_chain, want);
	flip_item(&p, "qe_identity", raw->qe_identity, want);
	flip_item(&p, "qe_identity_signature", raw->qe_identity_signature, want);
	REQUIRE_CHECK(want, verify_all());
	printf("%s: %u bits from %u in steps of %u\n", sample.name, p.tried, p.start, p.step);
}

TEST(no_bit_of_the_sgx_sample_can_change)
{
	flip_sample(KIT_SGX, ATTEST_OK);
}

TEST(no_bit_of_the_tdx_sample_can_change)
{
	flip_sample(KIT_TDX, ATTEST_OK);
}

TEST(no_bit_of_the_outdated_sample_can_change)
{
	flip_sample(KIT_OUTDATED, ATTEST_TCB_LEVEL);
}

TEST_MAIN()
