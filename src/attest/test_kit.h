#ifndef ATTEST_TEST_KIT_H
#define ATTEST_TEST_KIT_H
/* attest/test_kit: the three public samples, for tests. */
#include <stdio.h>

#include "attest/attest.h"
#include "base/hex.h"
#include "base/test.h"

struct kit_sample {
	const char *name;
	u64 now; /* within the validity of its collateral */
	u8 quote[ATTEST_QUOTE_MAX];
	size_t quote_len;
	struct attest_collateral_raw raw;
	u8 mem[1 << 18]; /* behind raw */
	size_t mem_used;
};

static const struct {
	const char *name;
	u64 now;
} kit_names[3] = {
    {"sgx_quote", 1750400000}, {"tdx_quote", 1750400000}, {"tdx_quote_outdated", 1772000000}};

enum { KIT_SGX, KIT_TDX, KIT_OUTDATED, KIT_NUM };

static u8 kit_file[1 << 16];
static u8 kit_mem[ATTEST_ARENA];

static inline struct arena kit_arena(void)
{
	return arena_of(kit_mem, sizeof(kit_mem));
}

static inline struct slice kit_read(const char *name, const char *suffix)
{
	char path[512];
	FILE *f;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/src/attest/vectors/%s%s", PH_SOURCE_DIR, name,
	               suffix);
	f = fopen(path, "rb");
	CHECK(f != NULL);
	n = fread(kit_file, 1, sizeof(kit_file), f);
	CHECK(n < sizeof(kit_file) && fclose(f) == 0);
	return slice_of(kit_file, n);
}

/* Whoever wants it changed, changes the bytes that it points to, and has it read again. */
static inline void kit_load(struct kit_sample *s, int which)
{
	struct arena a = arena_of(s->mem, sizeof(s->mem));
	struct slice text;
	u8 *copy;
	size_t n = 0;

	s->name = kit_names[which].name;
	s->now = kit_names[which].now;
	text = kit_read(s->name, "_collateral.json");
	copy = arena_alloc(&a, text.n);
	CHECK(copy != NULL);
	slice_copy(copy, text);
	CHECK(attest_collateral_read(&s->raw, slice_of(copy, text.n), &a) == ATTEST_OK);
	s->mem_used = a.used;
	text = kit_read(s->name, ".hex");
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] > ' ')
			kit_file[n++] = text.p[i];
	CHECK(hex_decode(s->quote, sizeof(s->quote), &s->quote_len, slice_of(kit_file, n)) ==
	      ERR_OK);
}

static inline struct slice kit_quote(const struct kit_sample *s)
{
	return slice_of(s->quote, s->quote_len);
}

#define EXPECT_CHECK(want, got)                                                                    \
	do {                                                                                       \
		enum attest_check got_check_ = (got);                                              \
		if (got_check_ != (want)) {                                                        \
			TEST_FAIL("wrong check for " #got);                                        \
			(void)fprintf(stderr, "\twant %s, got %s\n", attest_check_id(want),        \
			              attest_check_id(got_check_));                                \
		}                                                                                  \
	} while (0)
#define REQUIRE_CHECK(want, got)                                                                   \
	do {                                                                                       \
		int before_ = test_failures;                                                       \
		EXPECT_CHECK(want, got);                                                           \
		if (before_ != test_failures)                                                      \
			return;                                                                    \
	} while (0)

#endif /* ATTEST_TEST_KIT_H */
