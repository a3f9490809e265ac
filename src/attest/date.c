#include "attest/date.h"

#define DAY_S        86400u
#define YEAR_MAX     9999u
#define UNIX_MAX     253402300799u /* 9999-12-31T23:59:59Z */
#define DAYS_TO_1970 719468u       /* from 0000-03-01 */

static bool is_leap(u32 year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static u32 days_in(u32 year, u32 month)
{
	static const u8 days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* Years that begin in March put the leap day at the end, so that the days before a month are
 * a linear function of it: months of 31, 30, 31, 30, 31 days, 153 in all, repeat. */
bool date_unix(u64 *out, const struct date *d)
{
	u32 year, month;
	u64 days;

	if (d->year < 1970 || d->year > YEAR_MAX || d->month < 1 || d->month > 12 || d->day < 1 ||
	    d->day > days_in(d->year, d->month) || d->hour > 23 || d->minute > 59 || d->second > 59)
		return false;
	month = d->month > 2 ? d->month - 3 : d->month + 9;
	year = d->month > 2 ? d->year : d->year - 1;
	days = (u64)year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
	       d->day - 1 - DAYS_TO_1970;
	*out = days * DAY_S + d->hour * 3600u + d->minute * 60u + d->second;
	return true;
}

struct date date_of(u64 unix_s)
{
	u64 t = unix_s > UNIX_MAX ? UNIX_MAX : unix_s;
	u32 days = (u32)(t / DAY_S) + DAYS_TO_1970, s = (u32)(t % DAY_S);
	u32 era = days / 146097, day = days % 146097; /* of 400 years */
	u32 year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	struct date d;

	day -= year * 365 + year / 4 - year / 100;
	d.month = (5 * day + 2) / 153;
	d.day = day - (153 * d.month + 2) / 5 + 1;
	d.month = d.month < 10 ? d.month + 3 : d.month - 9;
	d.year = year + era * 400 + (d.month <= 2 ? 1u : 0u);
	d.hour = s / 3600;
	d.minute = s / 60 % 60;
	d.second = s % 60;
	return d;
}

bool date_digits(u32 *out, const u8 *p, size_t n)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		*out = *out * 10 + (u32)(p[i] - '0');
	}
	return true;
}

bool date_iso(u64 *out, struct slice s)
{
	struct date d;

	if (s.n != DATE_ISO_LEN || s.p[4] != '-' || s.p[7] != '-' || s.p[10] != 'T' ||
	    s.p[13] != ':' || s.p[16] != ':' || s.p[19] != 'Z')
		return false;
	return date_digits(&d.year, s.p, 4) && date_digits(&d.month, s.p + 5, 2) &&
	       date_digits(&d.day, s.p + 8, 2) && date_digits(&d.hour, s.p + 11, 2) &&
	       date_digits(&d.minute, s.p + 14, 2) && date_digits(&d.second, s.p + 17, 2) &&
	       date_unix(out, &d);
}

static void put_digits(char *out, u32 v, size_t n)
{
	for (size_t i = n; i-- > 0; v /= 10)
		out[i] = (char)('0' + v % 10);
}

void date_iso_write(char out[DATE_ISO_LEN], u64 unix_s)
{
	struct date d = date_of(unix_s);

	memcpy(out, "0000-00-00T00:00:00Z", DATE_ISO_LEN);
	put_digits(out, d.year, 4);
	put_digits(out + 5, d.month, 2);
	put_digits(out + 8, d.day, 2);
	put_digits(out + 11, d.hour, 2);
	put_digits(out + 14, d.minute, 2);
	put_digits(out + 17, d.second, 2);
}
