#define _DEFAULT_SOURCE
#include "attest/date.h"

#include <time.h>

#include "base/test.h"

static struct date date_from_libc(time_t t)
{
	struct tm tm;

	(void)gmtime_r(&t, &tm);
	return (struct date){(u32)tm.tm_year + 1900, (u32)tm.tm_mon + 1, (u32)tm.tm_mday,
	                     (u32)tm.tm_hour,        (u32)tm.tm_min,     (u32)tm.tm_sec};
}

static bool same(const struct date *a, const struct date *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day &&
	       a->hour == b->hour && a->minute == b->minute && a->second == b->second;
}

TEST(every_day_until_the_year_9999_is_that_of_libc)
{
	u64 last = 253402300799u;

	for (u64 t = 0; t <= last; t += 86400 - 1) {
		struct date want = date_from_libc((time_t)t), got = date_of(t);
		u64 back = 0;

		REQUIRE(same(&want, &got));
		REQUIRE(date_unix(&back, &want) && back == t);
	}
	EXPECT(date_of(last).second == 59 && date_of(last + 1).year == 9999);
	EXPECT(date_of(UINT64_MAX).year == 9999);
}

TEST(dates_that_do_not_exist_are_refused)
{
	static const struct date bad[] = {
	    {1969, 12, 31, 0, 0, 0},    {10000, 1, 1, 0, 0, 0}, {2023, 2, 29, 0, 0, 0},
	    {2100, 2, 29, 0, 0, 0},     {2024, 2, 30, 0, 0, 0}, {2024, 4, 31, 0, 0, 0},
	    {2024, 0, 1, 0, 0, 0},      {2024, 13, 1, 0, 0, 0}, {2024, 1, 0, 0, 0, 0},
	    {2024, 1, 32, 0, 0, 0},     {2024, 1, 1, 24, 0, 0}, {2024, 1, 1, 0, 60, 0},
	    {2016, 12, 31, 23, 59, 60}, /* a leap second */
	};
	static const struct date good = {2000, 2, 29, 23, 59, 59};
	u64 t;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(!date_unix(&t, &bad[i]));
	EXPECT(date_unix(&t, &good) && t == 951868799);
}

TEST(iso_dates_have_one_form)
{
	static const char *const bad[] = {
	    "2025-06-19T10:32:08",
	    "2025-06-19T10:32:08z",
	    "2025-06-19 10:32:08Z",
	    "2025-06-19T10:32:08ZZ",
	    "2025-6-19T10:32:08Z",
	    "2025-06-19T10:32:8Z",
	    "2025-06-19T10:32:0:Z",
	    "2025-06-19T10:32:08+0",
	    "2025-13-19T10:32:08Z",
	    "2025-06-31T10:32:08Z",
	    "",
	    "2025_06-19T10:32:08Z",
	};
	char text[DATE_ISO_LEN];
	u64 t;

	EXPECT(date_iso(&t, SLICE_LIT("2025-06-19T10:32:08Z")) && t == 1750329128);
	date_iso_write(text, t);
	EXPECT(memcmp(text, "2025-06-19T10:32:08Z", sizeof(text)) == 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (date_iso(&t, slice_str(bad[i])))
			TEST_FAIL(bad[i]);
}

TEST_MAIN()
