#include "base/utf8.h"

size_t utf8_seq(struct slice s)
{
	static const u32 least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n;
	u32 c;

	if (s.n == 0)
		return 0;
	n = s.p[0] < 0x80 ? 1 : s.p[0] >> 5 == 6 ? 2 : s.p[0] >> 4 == 14 ? 3 : 4;
	if (n == 1)
		return 1;
	if ((n == 4 && s.p[0] >> 3 != 30) || n > s.n)
		return 0;
	c = s.p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (s.p[i] >> 6 != 2)
			return 0;
		c = c << 6 | (s.p[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return n;
}

bool utf8_ok(struct slice s)
{
	while (s.n > 0) {
		size_t n = utf8_seq(s);

		if (n == 0)
			return false;
		s = slice_from(s, n);
	}
	return true;
}
