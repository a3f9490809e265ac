/* Input is a schema, a zero byte and a value: every outcome has its sentence, and the
 * answer is the same with the schema wrapped in what changes nothing. */
#include "text/schema.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 21];

static enum err wrapped(const struct json *schema, const struct json *value, struct arena *a)
{
	struct json inner = *schema, all = {.kind = JSON_ARRAY, .num = 1, .first = &inner};
	struct json outer = {.kind = JSON_OBJECT, .num = 1, .first = &all};
	char why[SCHEMA_WHY_MAX];

	inner.next = NULL;
	all.key = SLICE_LIT("allOf");
	return schema_check(&outer, value, a, why);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *schema, *value;
	char why[SCHEMA_WHY_MAX];
	size_t cut = 0, mark;
	enum err e;

	while (cut < n && data[cut] != 0)
		cut++;
	if (cut == n || json_parse(&schema, slice_of(data, cut), &a) != ERR_OK ||
	    json_parse(&value, slice_of(data + cut + 1, n - cut - 1), &a) != ERR_OK)
		return 0;
	mark = a.used;
	e = schema_check(schema, value, &a, why);
	CHECK(a.used == mark && strlen(why) < SCHEMA_WHY_MAX && utf8_ok(slice_str(why)));
	CHECK((e == ERR_OK) == (why[0] == '\0'));
	CHECK(e == ERR_OK || e == ERR_INVALID || e == ERR_UNSUPPORTED || e == ERR_FORMAT ||
	      e == ERR_LIMIT || e == ERR_NOMEM);
	if (e == ERR_OK || e == ERR_INVALID)
		CHECK(wrapped(schema, value, &a) == e || wrapped(schema, value, &a) == ERR_LIMIT);
	return 0;
}
