#ifndef BASE_TEST_H
#define BASE_TEST_H
/* base/test: the unit-test harness, about sixty lines.
 *
 * A test file defines TEST(name_as_a_sentence) bodies and ends with
 * TEST_MAIN(). Run one test with `./test_x part_of_its_name`. EXPECT goes on
 * after a failure, REQUIRE leaves the test. Registration uses constructors:
 * tests are hosted and order does not matter there. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"

struct test_case {
	const char *name;
	void (*fn)(void);
	struct test_case *next;
};

static struct test_case *test_list;
static int test_failures;

#define TEST(id)                                                                                   \
	static void test_fn_##id(void);                                                            \
	static struct test_case test_case_##id = {#id, test_fn_##id, NULL};                        \
	__attribute__((constructor)) static void test_add_##id(void)                               \
	{                                                                                          \
		test_case_##id.next = test_list;                                                   \
		test_list = &test_case_##id;                                                       \
	}                                                                                          \
	static void test_fn_##id(void)

#define TEST_FAIL(what)                                                                            \
	(test_failures++, (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, (what)))
#define EXPECT(c) ((c) ? (void)0 : TEST_FAIL("expected: " #c))
#define REQUIRE(c)                                                                                 \
	do {                                                                                       \
		if (!(c)) {                                                                        \
			TEST_FAIL("required: " #c);                                                \
			return;                                                                    \
		}                                                                                  \
	} while (0)
/* EXPECT_ERR compares an enum err and prints both names. */
#define EXPECT_ERR(want, got)                                                                      \
	do {                                                                                       \
		enum err got_ = (got);                                                             \
		if (got_ != (want)) {                                                              \
			TEST_FAIL("wrong error for " #got);                                        \
			(void)fprintf(stderr, "\twant %s, got %s\n", err_name(want),               \
			              err_name(got_));                                             \
		}                                                                                  \
	} while (0)
#define EXPECT_OK(x) EXPECT_ERR(ERR_OK, x)

static inline int test_run_all(int argc, char **argv)
{
	int num = 0, failed = 0;

	for (struct test_case *t = test_list; t != NULL; t = t->next) {
		int before = test_failures;

		if (argc > 1 && strstr(t->name, argv[1]) == NULL)
			continue;
		t->fn();
		num++;
		if (test_failures != before) {
			failed++;
			(void)fprintf(stderr, "FAIL %s\n", t->name);
		}
	}
	printf("%d passed, %d failed\n", num - failed, failed);
	return failed == 0 && num > 0 ? 0 : 1;
}

#define TEST_MAIN()                                                                                \
	int main(int argc, char **argv)                                                            \
	{                                                                                          \
		return test_run_all(argc, argv);                                                   \
	}

#endif /* BASE_TEST_H */
