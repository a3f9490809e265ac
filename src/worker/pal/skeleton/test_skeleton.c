#include "base/test.h"
#include "worker/pal/port.h"

TEST(the_skeleton_owes_every_function_and_starts_nothing)
{
	struct pal_opts o = {.port = "skeleton", .state_dir = "."};
	struct pal_facts f = {0};
	u8 buf[16], report_data[64] = {0};
	size_t n = 1;

	EXPECT_ERR(ERR_NOT_FOUND, pal_port_skeleton.detect(""));
	EXPECT(strstr(pal_why(), "skeleton") != NULL);
	EXPECT_ERR(ERR_UNSUPPORTED, pal_port_skeleton.start(&o, &f));
	EXPECT_ERR(ERR_UNSUPPORTED, pal_port_skeleton.quote("", report_data, buf, 16, &n));
	EXPECT(n == 0 && pal_port_skeleton.is_simulated && !pal_port_skeleton.is_real);
}

TEST(a_release_has_no_skeleton)
{
	struct pal_opts o = {.port = "skeleton", .state_dir = "."};

#ifdef NDEBUG
	EXPECT_ERR(ERR_INVALID, pal_start(&o));
#else
	EXPECT_ERR(ERR_NOT_FOUND, pal_start(&o));
#endif
	EXPECT(strcmp(pal_name(), "none") == 0 && pal_is_simulated() && !pal_keeps_keys());
}

TEST_MAIN()
