/* What parses and has a canonical form must parse again, to the same canonical form. */
#include "text/json.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 20];

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *j, *again;
	struct slice first, second;
	size_t at;
	enum err e = json_parse_at(&j, slice_of(data, n), &a, &at);

	CHECK(at <= n);
	if (e != ERR_OK)
		return 0;
	e = json_canonical(j, &a, &first);
	if (e != ERR_OK) {
		CHECK(e == ERR_UNSUPPORTED || e == ERR_NOMEM);
		return 0;
	}
	e = json_parse(&again, first, &a);
	if (e == ERR_NOMEM)
		return 0;
	CHECK(e == ERR_OK);
	CHECK(again->kind == j->kind && again->num == j->num);
	e = json_canonical(again, &a, &second);
	CHECK(e == ERR_NOMEM || (e == ERR_OK && slice_eq(first, second)));
	return 0;
}
