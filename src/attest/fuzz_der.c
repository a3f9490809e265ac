/* Whatever is read lies inside the input, and what was read once is read again as the same. The
 * first byte tells which element is wanted; elements are entered as long as they can be. */
#include "attest/der.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void inside(struct slice part, struct slice whole)
{
	CHECK(part.n == 0 || (part.p >= whole.p && part.n <= whole.n &&
	                      (size_t)(part.p - whole.p) <= whole.n - part.n));
}

static void read_as(struct slice in, u8 kind)
{
	struct der d = der_of(in);
	u8 unused, out[32];

	switch (kind % 7) {
	case 0:
		inside(der_magnitude(&d), in);
		break;
	case 1:
		CHECK(der_uint(&d, 1000) <= 1000);
		break;
	case 2:
		(void)der_bool(&d);
		break;
	case 3:
		inside(der_bits(&d, &unused), in);
		CHECK(unused < 8);
		break;
	case 4:
		der_octets(&d, out, sizeof(out));
		break;
	case 5:
		CHECK(der_time(&d) <= 253402300799u);
		break;
	default:
		inside(der_whole(&d, DER_SEQUENCE), in);
		break;
	}
	inside(d.left, in);
	CHECK(!(der_end(&d) && der_more(&d)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_from(slice_of(data, n), 1);
	struct der d = der_of(in);

	if (n == 0)
		return 0;
	while (der_more(&d)) {
		struct slice before = d.left, content;
		u8 tag;

		read_as(before, data[0]);
		content = der_any(&d, &tag);
		inside(content, in);
		if (!der_ok(&d))
			break;
		CHECK(tag == before.p[0] && d.left.n < before.n);
		/* A constructed one is entered; its siblings are left. */
		if ((tag & 0x20) != 0)
			d = der_of(content);
	}
	return 0;
}
