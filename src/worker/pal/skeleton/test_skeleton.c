#include "base/test.h"
#include "worker/pal/pal.h"

/* Each function of pal.h once: a port that lacks one does not link. */
static const struct {
	enum err (*start)(const struct pal_opts *);
	void (*random)(void *, size_t);
	void (*seal_key)(struct secret32 *, struct slice);
	u64 (*clock_hint_ms)(void);
	u64 (*clock_mono_ns)(void);
} owed = {pal_start, pal_random, pal_seal_key, pal_clock_hint_ms, pal_clock_mono_ns};

TEST(the_skeleton_has_every_function_and_starts_nothing)
{
	struct pal_opts o = {.state_dir = "."};
	u8 m[32], report_data[64] = {0};
	size_t n;

	EXPECT(owed.random != NULL && owed.seal_key != NULL);
	EXPECT(owed.clock_hint_ms() == 0 && owed.clock_mono_ns() == 0);
	EXPECT_ERR(ERR_UNSUPPORTED, owed.start(&o));
	EXPECT(strcmp(pal_name(), "skeleton") == 0);
	EXPECT(pal_is_simulated());
	EXPECT_ERR(ERR_UNSUPPORTED, pal_quote(report_data, m, sizeof(m), &n));
	EXPECT_ERR(ERR_UNSUPPORTED, pal_sandbox_enter(PAL_BOX, NULL, 0));
	pal_measurement(m);
	EXPECT(m[0] == 0);
}

TEST_MAIN()
