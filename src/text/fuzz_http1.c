/* A message has one meaning, whatever the pieces it comes in. The first byte chooses the
 * role, the second how the rest is cut. */
#include "text/http1.h"

#define BODY_MAX 5000u

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[2][HTTP1_HEAD_MAX + 4 * BODY_MAX];
static struct http1 h[2];

static enum err read_all(struct http1 *m, struct slice in, u8 cut, size_t *used)
{
	enum err e = ERR_OK;
	u8 step = cut;

	*used = 0;
	while (*used < in.n && e == ERR_OK && m->state != HTTP1_DONE) {
		struct slice part = slice_from(in, *used);
		size_t k;

		if (cut != 0)
			part.n = size_min(part.n, (size_t)step % 7 + 1);
		e = http1_feed(m, part, &k);
		CHECK(k <= part.n);
		*used += k;
		step = (u8)(step * 5u + 1u);
	}
	return e;
}

static void check_sane(const struct http1 *m, struct slice in)
{
	CHECK(m->num_fields <= HTTP1_FIELDS_MAX && m->body_len <= BODY_MAX);
	CHECK(m->body_len <= in.n);
	for (u32 i = 0; i < m->num_fields; i++) {
		CHECK(http1_is_token(m->fields[i].name));
		CHECK(http1_is_field_value(m->fields[i].value));
	}
	if (m->role == HTTP1_REQUEST)
		CHECK(http1_is_token(m->method) && http1_is_target(m->target));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	enum http1_role role;
	struct slice in;
	enum err e[2];
	size_t used[2];

	if (n < 2)
		return 0;
	role = data[0] % 2 == 0 ? HTTP1_REQUEST : HTTP1_RESPONSE;
	in = slice_of(data + 2, n - 2);
	for (int i = 0; i < 2; i++) {
		struct arena a = arena_of(mem[i], sizeof(mem[i]));

		CHECK(http1_init(&h[i], role, &a, BODY_MAX) == ERR_OK);
		e[i] = read_all(&h[i], in, i == 0 ? 0 : (u8)(data[1] | 1u), &used[i]);
		if (e[i] == ERR_OK)
			e[i] = http1_eof(&h[i]);
	}
	CHECK(e[0] == e[1] && used[0] == used[1] && h[0].state == h[1].state);
	CHECK(h[0].status == h[1].status && h[0].num_fields == h[1].num_fields);
	CHECK(slice_eq(h[0].body, h[1].body) && h[0].keep_alive == h[1].keep_alive);
	if (e[0] == ERR_OK)
		check_sane(&h[0], in);
	return 0;
}
