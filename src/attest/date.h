#ifndef ATTEST_DATE_H
#define ATTEST_DATE_H
/* attest/date: calendar dates as Unix seconds, without a libc. Internal to src/attest.
 *
 * The proleptic Gregorian calendar, 1970 to 9999, no leap seconds (as POSIX has it). Total. */
#include "base/slice.h"

struct date {
	u32 year, month, day, hour, minute, second;
};

/* date_unix is false for a date that does not exist. */
bool date_unix(u64 *out, const struct date *d);
/* date_of is its inverse, for times up to 9999-12-31T23:59:59Z; later ones give that. */
struct date date_of(u64 unix_s);

/* date_iso reads exactly YYYY-MM-DDThh:mm:ssZ. date_iso_write makes it, without a NUL. */
#define DATE_ISO_LEN 20u
bool date_iso(u64 *out, struct slice s);
void date_iso_write(char out[DATE_ISO_LEN], u64 unix_s);

/* date_digits reads n decimal digits at p; false if one is none. */
bool date_digits(u32 *out, const u8 *p, size_t n);

#endif /* ATTEST_DATE_H */
