/* Handshake messages for a responder and an initiator, then transport messages: lengths in the
 * input cut it up. Nothing that a stranger makes up is accepted as sealed. */
#include "net/identity.h"
#include "net/noise.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static struct noise_key key(u8 fill)
{
	struct secret32 secret;
	struct noise_key k;

	memset(secret.b, fill, sizeof(secret.b));
	noise_key_of(&k, &secret);
	return k;
}

static struct slice cut(struct slice *in)
{
	size_t n = in->n == 0 ? 0 : size_min(2u * in->p[0], in->n - 1);
	struct slice part = slice_of(in->n == 0 ? NULL : in->p + 1, n);

	*in = slice_from(*in, n + 1);
	return part;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct slice in = slice_from(slice_of(data, size), 1), payload = SLICE_EMPTY;
	bool initiator = size != 0 && data[0] % 2 == 1;
	const struct noise_key s = key(1), e = key(2);
	u8 out[1024], answer[1024], pub[32];
	struct wr w = wr_into(answer, sizeof(answer));
	struct noise n;
	enum err err = ERR_OK;

	noise_init(&n, initiator, &s, &e, SLICE_EMPTY);
	if (initiator)
		err = noise_write(&n, SLICE_EMPTY, &w);
	while (in.n != 0 && err == ERR_OK && !noise_done(&n)) {
		err = noise_read(&n, cut(&in), out, &payload);
		if (err == ERR_OK && !noise_done(&n))
			err = noise_write(&n, SLICE_LIT("hello"), &w);
	}
	/* The keys above are no secret to a fuzzer, but Poly1305 and X25519 are in its way. */
	CHECK(err != ERR_OK || !noise_done(&n) || !initiator);
	err = identity_hello_check(slice_of(data, size), s.pub, pub);
	(void)err;
	noise_release(&n);
	return 0;
}
