/* What the engine itself imports: a C library's view of a machine where nothing happens.
 * tools/gen_engine.py binds the minified import names to these. */
#include "base/bytes.h"
#include "box/host.h"
#include "box/run.h"

#define WASI_ENOTSUP 52u
#define WASI_ESPIPE  70u

void box_import_assert_fail(u32 text, u32 file, u32 line, u32 func);
u32 box_import_fd_write(u32 fd, u32 iov, u32 num, u32 written);
u32 box_import_fd_close(u32 fd);
u32 box_import_environ_get(u32 list, u32 buf);
u32 box_import_environ_sizes(u32 num, u32 len);
u32 box_import_normalize_module(u32 rt, u32 ctx, u32 base, u32 name);
u32 box_import_load_module(u32 rt, u32 ctx, u32 name);
u32 box_import_should_interrupt(u32 rt);
u32 box_import_set_itimer(u32 which, double ms);
u32 box_import_resize_heap(u32 bytes);
void box_import_keepalive(void);
void box_import_localtime(u64 t, u32 tm);
void box_import_tzset(u32 zone, u32 summer, u32 std_name, u32 dst_name);
u32 box_import_fd_seek(u32 fd, u64 offset, u32 whence, u32 out);
double box_import_date_now(void);
void box_import_abort(void);
void box_import_exit(u32 code);
u32 box_import_call_function(u32 ctx, u32 self, u32 argc, u32 argv, u32 id);
void box_import_free_host_ref(u32 rt, u32 id);

static void put_u32(u32 ptr, u32 v)
{
	store_le32(rt_mem(ptr, 4), v);
}

void box_import_assert_fail(u32 text, u32 file, u32 line, u32 func)
{
	(void)text, (void)file, (void)line, (void)func;
	rt_trap("engine assertion");
}

/* Whatever the engine prints is swallowed. */
u32 box_import_fd_write(u32 fd, u32 iov, u32 num, u32 written)
{
	u32 sum = 0;

	(void)fd;
	for (u32 i = 0; i < num && i < 1024; i++)
		sum += load_le32(rt_mem(iov + 8 * i + 4, 4));
	put_u32(written, sum);
	return 0;
}

u32 box_import_fd_close(u32 fd)
{
	(void)fd;
	return WASI_ENOTSUP;
}

u32 box_import_environ_get(u32 list, u32 buf)
{
	(void)list, (void)buf;
	return 0;
}

u32 box_import_environ_sizes(u32 num, u32 len)
{
	put_u32(num, 0);
	put_u32(len, 0);
	return 0;
}

/* Modules: there is one, the bundle. */
u32 box_import_normalize_module(u32 rt, u32 ctx, u32 base, u32 name)
{
	(void)rt, (void)ctx, (void)base, (void)name;
	return 0;
}

u32 box_import_load_module(u32 rt, u32 ctx, u32 name)
{
	(void)rt, (void)ctx, (void)name;
	return 0;
}

u32 box_import_should_interrupt(u32 rt)
{
	(void)rt;
	return 0;
}

u32 box_import_set_itimer(u32 which, double ms)
{
	(void)which, (void)ms;
	return 0;
}

u32 box_import_resize_heap(u32 bytes)
{
	u32 ok;

	rt_leave();
	ok = rt_grow(bytes) ? 1 : 0;
	rt_enter();
	return ok;
}

void box_import_keepalive(void)
{
}

/* struct tm of emscripten: nine int and the offset from UTC. Guests live in UTC, and libc is
 * not asked: it would open its time zone files. Days to a date by way of years that start in
 * March, so that the leap day is their last. */
#define DATE_MAX_S 8640000000000ll /* ECMA-262: 100 million days around 1970 */

void box_import_localtime(u64 t, u32 tm)
{
	int64_t s = (int64_t)t, days, era, day_of_era, year_of_era, day, month, year, yday;
	u8 *p = rt_mem(tm, 40);
	bool leap;

	if (s > DATE_MAX_S || s < -DATE_MAX_S)
		s = 0;
	days = (s >= 0 ? s : s - 86399) / 86400;
	s -= days * 86400;
	era = (days + 719468 >= 0 ? days + 719468 : days + 719468 - 146096) / 146097;
	day_of_era = days + 719468 - era * 146097;
	year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day + 2) / 153; /* from March */
	year = year_of_era + era * 400 + (month >= 10 ? 1 : 0);
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	yday = month >= 10 ? day - 306 : day + 59 + (leap ? 1 : 0);
	store_le32(p, (u32)(s % 60));
	store_le32(p + 4, (u32)(s / 60 % 60));
	store_le32(p + 8, (u32)(s / 3600));
	store_le32(p + 12, (u32)(day - (153 * month + 2) / 5 + 1));
	store_le32(p + 16, (u32)(month >= 10 ? month - 10 : month + 2));
	store_le32(p + 20, (u32)(year - 1900));
	store_le32(p + 24, (u32)(((days + 4) % 7 + 7) % 7));
	store_le32(p + 28, (u32)yday);
	store_le32(p + 32, 0);
	store_le32(p + 36, 0);
}

void box_import_tzset(u32 zone, u32 summer, u32 std_name, u32 dst_name)
{
	put_u32(zone, 0);
	put_u32(summer, 0);
	memcpy(rt_mem(std_name, 4), "UTC", 4);
	memcpy(rt_mem(dst_name, 4), "UTC", 4);
}

u32 box_import_fd_seek(u32 fd, u64 offset, u32 whence, u32 out)
{
	(void)fd, (void)offset, (void)whence, (void)out;
	return WASI_ESPIPE;
}

double box_import_date_now(void)
{
	return (double)box_run.now_ms;
}

void box_import_abort(void)
{
	rt_trap("engine abort");
}

void box_import_exit(u32 code)
{
	(void)code;
	rt_trap("engine exit");
}

u32 box_import_call_function(u32 ctx, u32 self, u32 argc, u32 argv, u32 id)
{
	u32 result;

	(void)ctx, (void)self;
	rt_leave();
	result = host_call(id, argc, argv);
	rt_enter();
	return result;
}

void box_import_free_host_ref(u32 rt, u32 id)
{
	(void)rt, (void)id;
}
