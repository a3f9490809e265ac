/* How fast the small tools of every program are: hex, UTF-8, constant-time comparison. */
#include "base/bench.h"
#include "base/hex.h"
#include "base/utf8.h"

static u8 bytes[1 << 16], again[1 << 16];
static char text[2 << 16];

static void rate(const char *name, size_t n, u64 ns)
{
	printf("%s %llu MB/s\n", name, (unsigned long long)(n * 1000 / ns));
}

int main(void)
{
	u64 ns;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)(i * 7 % 251);
	BENCH_LOOP(ns, 20, 20, hex_encode(text, SLICE_ARR(bytes)));
	rate("hex_encode", sizeof(bytes), ns);
	BENCH_LOOP(ns, 20, 20, CHECK(hex_decode_exact(again, sizeof(again), SLICE_ARR(text)) == 0));
	rate("hex_decode", sizeof(bytes), ns);
	BENCH_LOOP(ns, 20, 20, CHECK(utf8_ok(SLICE_ARR(text))));
	rate("utf8_check", sizeof(text), ns);
	BENCH_LOOP(ns, 20, 20, CHECK(mem_eq_ct(bytes, again, sizeof(bytes))));
	rate("mem_eq_ct", sizeof(bytes), ns);
	return 0;
}
