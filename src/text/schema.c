#include "text/schema.h"

#include "base/utf8.h"
#include "text/dec.h"
#include "text/json_int.h"

/* Each frame is one subschema inside of the one before, so a schema of json_parse cannot
 * need more; one more level for a boolean schema, which is no container. */
#define FRAMES_MAX (JSON_DEPTH_MAX + 1)
/* Work is counted in units of about a compared byte; a step is this many. */
#define UNITS_PER_STEP 64u
/* What a place may take of the sentence. */
#define PLACE_MAX (SCHEMA_WHY_MAX - 96u)

struct keyword;

enum segment { SEG_NONE, SEG_KEY, SEG_INDEX };

struct frame {
	const struct json *schema, *value;
	const struct json *kw;     /* keyword at work, a member of schema */
	const struct keyword *def; /* what it means */
	/* Where the keyword's loop is. */
	const struct json *sub, *item;
	u32 idx, matched;
	/* How value hangs on the value of the frame before. */
	enum segment seg;
	u32 seg_idx;
};

struct checker {
	struct arena *a;
	char *why;
	size_t why_len;
	u64 units;
	u32 depth;
	struct frame stack[FRAMES_MAX];
};

enum operand {
	OPERAND_ANY,
	OPERAND_STRING,
	OPERAND_BOOL,
	OPERAND_COUNT,
	OPERAND_NUMBER,
	OPERAND_FACTOR,
	OPERAND_TYPES,
	OPERAND_ARRAY,
	OPERAND_NAMES,
	OPERAND_SCHEMA, /* from here on: subschemas */
	OPERAND_SCHEMAS,
	OPERAND_MEMBERS,
};

enum apply {
	APPLY_NOT_AT_ALL,
	APPLY_PROPERTIES,
	APPLY_ADDITIONAL,
	APPLY_ITEMS,
	APPLY_PREFIX,
	APPLY_ALL,
	APPLY_ANY,
	APPLY_ONE,
	APPLY_NOT,
};

struct keyword {
	const char *name;
	enum operand operand;
	/* Keywords without subschemas: NULL for annotations. */
	enum err (*check)(struct checker *c, const struct json *kw, const struct json *value);
	enum apply apply;
};

static enum err spend(struct checker *c, u64 units)
{
	c->units += units;
	return c->units > (u64)SCHEMA_STEPS_MAX * UNITS_PER_STEP ? ERR_LIMIT : ERR_OK;
}

/* --- The sentence for people. --- */

static void put(struct checker *c, struct slice s, size_t max)
{
	for (size_t i = 0; i < s.n && c->why_len < max; i++)
		c->why[c->why_len++] = (char)(s.p[i] < 0x20 || s.p[i] == 0x7f ? '?' : s.p[i]);
}

static void put_cstr(struct checker *c, const char *s)
{
	put(c, slice_str(s), SCHEMA_WHY_MAX - 1);
}

/* put_token writes one part of a JSON pointer (RFC 6901 section 3). */
static void put_token(struct checker *c, struct slice key)
{
	put(c, SLICE_LIT("/"), PLACE_MAX);
	for (size_t i = 0; i < key.n; i++) {
		struct slice one = slice_of(key.p + i, 1);

		put(c,
		    key.p[i] == '~'   ? SLICE_LIT("~0")
		    : key.p[i] == '/' ? SLICE_LIT("~1")
		                      : one,
		    PLACE_MAX);
	}
}

static void put_index(struct checker *c, u32 v)
{
	u8 text[10];
	size_t at = sizeof(text);

	do {
		text[--at] = (u8)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	put_token(c, slice_of(text + at, sizeof(text) - at));
}

/* A cut may have gone through a character: take its beginning away. */
static void drop_half_character(struct checker *c)
{
	while (c->why_len > 0 && !utf8_ok(slice_of(c->why, c->why_len)))
		c->why_len--;
}

static void put_place(struct checker *c)
{
	for (u32 i = 0; i < c->depth; i++) {
		const struct frame *f = &c->stack[i];

		if (f->seg == SEG_KEY)
			put_token(c, f->value->key);
		else if (f->seg == SEG_INDEX)
			put_index(c, f->seg_idx);
	}
	drop_half_character(c);
	if (c->why_len == 0)
		put_cstr(c, "the value");
	else if (c->why_len + 4 > PLACE_MAX)
		put_cstr(c, "...");
}

static void put_end(struct checker *c)
{
	drop_half_character(c);
	c->why[c->why_len] = '\0';
}

/* refuse says that the value at hand does not fit, and why. */
static enum err refuse(struct checker *c, const char *what, struct slice operand, const char *after)
{
	c->why_len = 0;
	put_place(c);
	put_cstr(c, " ");
	put_cstr(c, what);
	put(c, operand, SCHEMA_WHY_MAX - 16);
	drop_half_character(c);
	put_cstr(c, after);
	put_end(c);
	return ERR_INVALID;
}

/* bad_schema tells the way through the schema instead. */
static enum err bad_schema(struct checker *c, enum err e, struct slice key, const char *what)
{
	c->why_len = 0;
	put_cstr(c, "schema: ");
	for (u32 i = 0; i + 1 < c->depth; i++) {
		const struct frame *f = &c->stack[i], *kid = &c->stack[i + 1];

		put_token(c, f->kw->key);
		if (f->def->operand == OPERAND_MEMBERS)
			put_token(c, kid->schema->key);
		else if (f->def->operand == OPERAND_SCHEMAS)
			put_index(c, f->idx - 1);
	}
	put_token(c, key);
	drop_half_character(c);
	put_cstr(c, " ");
	put_cstr(c, what);
	put_end(c);
	return e;
}

/* --- Keywords without subschemas. --- */

static bool is_integer(struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '.' || text.p[i] == 'e' || text.p[i] == 'E')
			return false;
	return true;
}

static const struct {
	const char *name;
	enum json_kind kind;
	bool integer;
} types[] = {
    {"null", JSON_NULL, false},     {"boolean", JSON_BOOL, false},  {"number", JSON_NUMBER, false},
    {"integer", JSON_NUMBER, true}, {"string", JSON_STRING, false}, {"array", JSON_ARRAY, false},
    {"object", JSON_OBJECT, false},
};

static bool has_type(const struct json *value, const struct json *name)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (json_str_is(name, types[i].name))
			return value->kind == types[i].kind &&
			       (!types[i].integer || is_integer(value->text));
	return false;
}

static enum err check_type(struct checker *c, const struct json *kw, const struct json *value)
{
	TRY(spend(c, value->kind == JSON_NUMBER ? value->text.n : 0));
	if (kw->kind == JSON_STRING)
		return has_type(value, kw) ? ERR_OK : refuse(c, "is not of type ", kw->text, "");
	for (const struct json *t = kw->first; t != NULL; t = t->next)
		if (has_type(value, t))
			return ERR_OK;
	return refuse(c, "is of none of the types allowed", SLICE_EMPTY, "");
}

/* The normal text of a value: equal exactly for equal values (RFC 8785 with decimals). */
static enum err normal(struct checker *c, const struct json *j, struct slice *out)
{
	enum err e = json_write_sorted(j, dec_write, c->a, out);

	if (e != ERR_OK)
		return e == ERR_UNSUPPORTED ? ERR_LIMIT : e;
	return spend(c, out->n);
}

static enum err equal(struct checker *c, const struct json *x, const struct json *y, bool *eq)
{
	size_t mark = arena_mark(c->a);
	struct slice nx, ny;

	TRY(spend(c, 4));
	*eq = false;
	if (x->kind != y->kind || x->num != y->num)
		return ERR_OK;
	if (x->kind == JSON_STRING) {
		*eq = slice_eq(x->text, y->text);
		return spend(c, x->text.n == y->text.n ? x->text.n : 0);
	}
	TRY(normal(c, x, &nx));
	TRY(normal(c, y, &ny));
	*eq = slice_eq(nx, ny);
	arena_rewind(c->a, mark);
	return ERR_OK;
}

static enum err check_enum(struct checker *c, const struct json *kw, const struct json *value)
{
	for (const struct json *one = kw->first; one != NULL; one = one->next) {
		bool eq;

		TRY(equal(c, one, value, &eq));
		if (eq)
			return ERR_OK;
	}
	return refuse(c, "is none of the values allowed", SLICE_EMPTY, "");
}

static enum err check_const(struct checker *c, const struct json *kw, const struct json *value)
{
	bool eq;

	TRY(equal(c, kw, value, &eq));
	return eq ? ERR_OK : refuse(c, "is not the value wanted", SLICE_EMPTY, "");
}

/* find is json_get that is paid for. */
static enum err find(struct checker *c, const struct json *j, struct slice key,
                     const struct json **out)
{
	*out = NULL;
	if (j == NULL || j->kind != JSON_OBJECT)
		return ERR_OK;
	for (const struct json *m = j->first; m != NULL; m = m->next) {
		TRY(spend(c, 1 + (m->key.n == key.n ? key.n : 0)));
		if (slice_eq(m->key, key)) {
			*out = m;
			return ERR_OK;
		}
	}
	return ERR_OK;
}

static enum err check_required(struct checker *c, const struct json *kw, const struct json *value)
{
	if (value->kind != JSON_OBJECT)
		return ERR_OK;
	for (const struct json *name = kw->first; name != NULL; name = name->next) {
		const struct json *m;

		TRY(find(c, value, name->text, &m));
		if (m == NULL)
			return refuse(c, "lacks \"", name->text, "\"");
	}
	return ERR_OK;
}

static u64 count_of(const struct json *kw)
{
	u64 v = 0;

	CHECK(json_u64(kw, &v));
	return v;
}

static enum err check_min_items(struct checker *c, const struct json *kw, const struct json *value)
{
	if (value->kind != JSON_ARRAY || value->num >= count_of(kw))
		return ERR_OK;
	return refuse(c, "has fewer items than ", kw->text, "");
}

static enum err check_max_items(struct checker *c, const struct json *kw, const struct json *value)
{
	if (value->kind != JSON_ARRAY || value->num <= count_of(kw))
		return ERR_OK;
	return refuse(c, "has more items than ", kw->text, "");
}

/* Any total order finds equal texts. */
static int text_cmp(struct slice x, struct slice y)
{
	if (x.n != y.n)
		return x.n < y.n ? -1 : 1;
	return x.n == 0 ? 0 : memcmp(x.p, y.p, x.n);
}

/* all_differ sorts the normal texts: n log n, where comparing pairs would be n squared. */
static enum err all_differ(struct checker *c, const struct json *value, bool *differ)
{
	struct json *node = arena_zalloc(c->a, value->num, sizeof(*node));
	const struct json **v = arena_zalloc(c->a, value->num, sizeof(const struct json *));
	size_t n = 0;
	u64 total = 0, rounds = 1;

	if (node == NULL || v == NULL)
		return ERR_NOMEM;
	for (const struct json *m = value->first; m != NULL; m = m->next, n++) {
		TRY(normal(c, m, &node[n].key));
		total += 1 + node[n].key.n;
		v[n] = &node[n];
	}
	CHECK(n == value->num);
	for (size_t k = n; k > 1; k /= 2)
		rounds++;
	TRY(spend(c, total * rounds / 4));
	json_sort_keys(v, n, text_cmp);
	*differ = true;
	for (size_t i = 1; i < n; i++)
		if (slice_eq(v[i - 1]->key, v[i]->key))
			*differ = false;
	return ERR_OK;
}

static enum err check_unique(struct checker *c, const struct json *kw, const struct json *value)
{
	size_t mark = arena_mark(c->a);
	bool differ;

	if (!kw->boolean || value->kind != JSON_ARRAY || value->num < 2)
		return ERR_OK;
	TRY(all_differ(c, value, &differ));
	arena_rewind(c->a, mark);
	return differ ? ERR_OK : refuse(c, "has an item twice", SLICE_EMPTY, "");
}

/* Lengths are in characters, that is code points. */
static enum err length_of(struct checker *c, const struct json *value, u64 *out)
{
	*out = 0;
	for (size_t i = 0; i < value->text.n; i++)
		*out += (value->text.p[i] & 0xc0) != 0x80 ? 1 : 0;
	return spend(c, value->text.n);
}

static enum err check_min_length(struct checker *c, const struct json *kw, const struct json *value)
{
	u64 n;

	if (value->kind != JSON_STRING)
		return ERR_OK;
	TRY(length_of(c, value, &n));
	return n >= count_of(kw) ? ERR_OK : refuse(c, "is shorter than ", kw->text, "");
}

static enum err check_max_length(struct checker *c, const struct json *kw, const struct json *value)
{
	u64 n;

	if (value->kind != JSON_STRING)
		return ERR_OK;
	TRY(length_of(c, value, &n));
	return n <= count_of(kw) ? ERR_OK : refuse(c, "is longer than ", kw->text, "");
}

/* compare_to: *cmp is 0 for values that are no numbers, *is_number tells. */
static enum err compare_to(struct checker *c, const struct json *kw, const struct json *value,
                           bool *is_number, int *cmp)
{
	struct dec x, limit;

	*cmp = 0;
	*is_number = value->kind == JSON_NUMBER;
	if (!*is_number)
		return ERR_OK;
	TRY(spend(c, kw->text.n + value->text.n));
	if (!dec_read(&x, value->text) || !dec_read(&limit, kw->text))
		return ERR_LIMIT;
	*cmp = dec_cmp(&x, &limit);
	return ERR_OK;
}

static enum err check_minimum(struct checker *c, const struct json *kw, const struct json *value)
{
	bool number;
	int cmp;

	TRY(compare_to(c, kw, value, &number, &cmp));
	return cmp >= 0 ? ERR_OK : refuse(c, "is less than ", kw->text, "");
}

static enum err check_maximum(struct checker *c, const struct json *kw, const struct json *value)
{
	bool number;
	int cmp;

	TRY(compare_to(c, kw, value, &number, &cmp));
	return cmp <= 0 ? ERR_OK : refuse(c, "is greater than ", kw->text, "");
}

static enum err check_above(struct checker *c, const struct json *kw, const struct json *value)
{
	bool number;
	int cmp;

	TRY(compare_to(c, kw, value, &number, &cmp));
	return !number || cmp > 0 ? ERR_OK : refuse(c, "is not greater than ", kw->text, "");
}

static enum err check_below(struct checker *c, const struct json *kw, const struct json *value)
{
	bool number;
	int cmp;

	TRY(compare_to(c, kw, value, &number, &cmp));
	return !number || cmp < 0 ? ERR_OK : refuse(c, "is not less than ", kw->text, "");
}

static enum err check_multiple(struct checker *c, const struct json *kw, const struct json *value)
{
	struct dec x;

	if (value->kind != JSON_NUMBER)
		return ERR_OK;
	TRY(spend(c, value->text.n));
	if (!dec_read(&x, value->text))
		return ERR_LIMIT;
	if (dec_is_multiple(&x, count_of(kw)))
		return ERR_OK;
	return refuse(c, "is not a multiple of ", kw->text, "");
}

static const struct keyword keywords[] = {
    {"$comment", OPERAND_STRING, NULL, APPLY_NOT_AT_ALL},
    {"$id", OPERAND_STRING, NULL, APPLY_NOT_AT_ALL},
    {"$schema", OPERAND_STRING, NULL, APPLY_NOT_AT_ALL},
    {"title", OPERAND_STRING, NULL, APPLY_NOT_AT_ALL},
    {"description", OPERAND_STRING, NULL, APPLY_NOT_AT_ALL},
    {"format", OPERAND_STRING, NULL, APPLY_NOT_AT_ALL},
    {"default", OPERAND_ANY, NULL, APPLY_NOT_AT_ALL},
    {"examples", OPERAND_ARRAY, NULL, APPLY_NOT_AT_ALL},
    {"type", OPERAND_TYPES, check_type, APPLY_NOT_AT_ALL},
    {"enum", OPERAND_ARRAY, check_enum, APPLY_NOT_AT_ALL},
    {"const", OPERAND_ANY, check_const, APPLY_NOT_AT_ALL},
    {"required", OPERAND_NAMES, check_required, APPLY_NOT_AT_ALL},
    {"minItems", OPERAND_COUNT, check_min_items, APPLY_NOT_AT_ALL},
    {"maxItems", OPERAND_COUNT, check_max_items, APPLY_NOT_AT_ALL},
    {"uniqueItems", OPERAND_BOOL, check_unique, APPLY_NOT_AT_ALL},
    {"minLength", OPERAND_COUNT, check_min_length, APPLY_NOT_AT_ALL},
    {"maxLength", OPERAND_COUNT, check_max_length, APPLY_NOT_AT_ALL},
    {"minimum", OPERAND_NUMBER, check_minimum, APPLY_NOT_AT_ALL},
    {"maximum", OPERAND_NUMBER, check_maximum, APPLY_NOT_AT_ALL},
    {"exclusiveMinimum", OPERAND_NUMBER, check_above, APPLY_NOT_AT_ALL},
    {"exclusiveMaximum", OPERAND_NUMBER, check_below, APPLY_NOT_AT_ALL},
    {"multipleOf", OPERAND_FACTOR, check_multiple, APPLY_NOT_AT_ALL},
    {"properties", OPERAND_MEMBERS, NULL, APPLY_PROPERTIES},
    {"additionalProperties", OPERAND_SCHEMA, NULL, APPLY_ADDITIONAL},
    {"items", OPERAND_SCHEMA, NULL, APPLY_ITEMS},
    {"prefixItems", OPERAND_SCHEMAS, NULL, APPLY_PREFIX},
    {"allOf", OPERAND_SCHEMAS, NULL, APPLY_ALL},
    {"anyOf", OPERAND_SCHEMAS, NULL, APPLY_ANY},
    {"oneOf", OPERAND_SCHEMAS, NULL, APPLY_ONE},
    {"not", OPERAND_SCHEMA, NULL, APPLY_NOT},
};

static const struct keyword *keyword_of(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (slice_eq(name, slice_str(keywords[i].name)))
			return &keywords[i];
	return NULL;
}

/* --- First the schema itself, all of it, whatever the value is. --- */

static bool is_type_name(const struct json *j)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (json_str_is(j, types[i].name))
			return true;
	return false;
}

static bool types_ok(const struct json *kw)
{
	if (kw->kind != JSON_ARRAY)
		return is_type_name(kw);
	for (const struct json *t = kw->first; t != NULL; t = t->next)
		if (!is_type_name(t))
			return false;
	return kw->num > 0 && kw->num <= ARRAY_LEN(types);
}

static bool names_ok(const struct json *kw)
{
	if (kw->kind != JSON_ARRAY)
		return false;
	for (const struct json *t = kw->first; t != NULL; t = t->next)
		if (t->kind != JSON_STRING)
			return false;
	return true;
}

static bool is_schema(const struct json *j)
{
	return j->kind == JSON_BOOL || j->kind == JSON_OBJECT;
}

static bool schemas_ok(const struct json *kw, enum json_kind box)
{
	if (kw->kind != box || (box == JSON_ARRAY && kw->num == 0))
		return false;
	for (const struct json *s = kw->first; s != NULL; s = s->next)
		if (!is_schema(s))
			return false;
	return true;
}

static bool operand_ok(enum operand op, const struct json *kw)
{
	struct dec d;
	u64 v;

	switch (op) {
	case OPERAND_ANY:
		return true;
	case OPERAND_STRING:
		return kw->kind == JSON_STRING;
	case OPERAND_BOOL:
		return kw->kind == JSON_BOOL;
	case OPERAND_COUNT:
		return json_u64(kw, &v);
	case OPERAND_FACTOR:
	case OPERAND_NUMBER:
		return kw->kind == JSON_NUMBER && dec_read(&d, kw->text) &&
		       (op == OPERAND_NUMBER || (!d.neg && !d.zero));
	case OPERAND_TYPES:
		return types_ok(kw);
	case OPERAND_ARRAY:
		return kw->kind == JSON_ARRAY;
	case OPERAND_NAMES:
		return names_ok(kw);
	case OPERAND_SCHEMA:
		return is_schema(kw);
	case OPERAND_SCHEMAS:
		return schemas_ok(kw, JSON_ARRAY);
	case OPERAND_MEMBERS:
		return schemas_ok(kw, JSON_OBJECT);
	}
	return false;
}

static enum err push(struct checker *c, struct frame f)
{
	if (c->depth == FRAMES_MAX)
		return ERR_LIMIT;
	c->stack[c->depth++] = f;
	return ERR_OK;
}

static enum err check_operand(struct checker *c, struct frame *f)
{
	const struct json *kw = f->kw;
	u64 v;

	f->def = keyword_of(kw->key);
	if (f->def == NULL)
		return bad_schema(c, ERR_UNSUPPORTED, kw->key, "is not a keyword known here");
	TRY(spend(c, UNITS_PER_STEP + kw->num));
	if (!operand_ok(f->def->operand, kw))
		return bad_schema(c, ERR_FORMAT, kw->key, "has a value of the wrong kind");
	if (f->def->operand == OPERAND_FACTOR && (!json_u64(kw, &v) || v > DEC_FACTOR_MAX))
		return bad_schema(c, ERR_UNSUPPORTED, kw->key, "must be an integer below 10^18");
	f->idx = 0;
	f->sub = f->def->operand == OPERAND_SCHEMA  ? kw
	         : f->def->operand > OPERAND_SCHEMA ? kw->first
	                                            : NULL;
	return ERR_OK;
}

static enum err check_schema(struct checker *c, const struct json *root)
{
	if (!is_schema(root))
		return bad_schema(c, ERR_FORMAT, SLICE_EMPTY, "is neither object nor boolean");
	TRY(push(c, (struct frame){.schema = root, .item = root->first}));
	while (c->depth > 0) {
		struct frame *f = &c->stack[c->depth - 1];
		const struct json *sub = f->sub;

		if (sub != NULL) {
			f->sub = f->def->operand == OPERAND_SCHEMA ? NULL : sub->next;
			f->idx++;
			TRY(push(c, (struct frame){.schema = sub, .item = sub->first}));
		} else if (f->item != NULL) {
			f->kw = f->item;
			f->item = f->item->next;
			TRY(check_operand(c, f));
		} else {
			c->depth--;
		}
	}
	return ERR_OK;
}

/* --- Then the value, without recursion: a stack of subschemas at work. --- */

/* enter starts a subschema; ERR_AGAIN says that it has keywords to go through. */
static enum err enter(struct checker *c, struct frame f)
{
	CHECK(f.schema != NULL);
	TRY(push(c, f));
	TRY(spend(c, UNITS_PER_STEP));
	if (f.schema->kind == JSON_OBJECT)
		return ERR_AGAIN;
	if (!f.schema->boolean)
		(void)refuse(c, "is not allowed", SLICE_EMPTY, "");
	c->depth--;
	return f.schema->boolean ? ERR_OK : ERR_INVALID;
}

static enum err leave(struct checker *c, enum err result)
{
	c->depth--;
	return result;
}

static enum err begin_keyword(struct checker *c, struct frame *f, const struct json *kw)
{
	const struct json *before;

	f->kw = kw;
	f->sub = f->item = NULL;
	f->idx = f->matched = 0;
	if (kw == NULL)
		return ERR_OK;
	TRY(spend(c, UNITS_PER_STEP));
	f->def = keyword_of(kw->key);
	CHECK(f->def != NULL);
	f->sub = f->def->operand == OPERAND_SCHEMA ? kw : kw->first;
	if (f->value->kind == JSON_ARRAY || f->value->kind == JSON_OBJECT)
		f->item = f->value->first;
	if (f->def->apply != APPLY_ITEMS)
		return ERR_OK;
	/* items is about what prefixItems leaves. */
	TRY(find(c, f->schema, SLICE_LIT("prefixItems"), &before));
	for (; before != NULL && f->item != NULL && f->idx < before->num; f->idx++)
		f->item = f->item->next;
	return spend(c, f->idx);
}

static enum err next_property(struct checker *c, struct frame *f, struct frame *kid)
{
	while (f->sub != NULL) {
		kid->schema = f->sub;
		kid->seg = SEG_KEY;
		f->sub = f->sub->next;
		TRY(find(c, f->value, kid->schema->key, &kid->value));
		if (kid->value != NULL)
			return ERR_AGAIN;
	}
	return ERR_OK;
}

static enum err next_additional(struct checker *c, struct frame *f, struct frame *kid)
{
	const struct json *named, *known;

	if (f->value->kind != JSON_OBJECT)
		return ERR_OK;
	TRY(find(c, f->schema, SLICE_LIT("properties"), &named));
	while (f->item != NULL) {
		*kid = (struct frame){.schema = f->kw, .value = f->item, .seg = SEG_KEY};
		f->item = f->item->next;
		TRY(find(c, named, kid->value->key, &known));
		if (known == NULL)
			return ERR_AGAIN;
	}
	return ERR_OK;
}

static enum err next_item(struct frame *f, struct frame *kid)
{
	if (f->value->kind != JSON_ARRAY || f->item == NULL || f->sub == NULL)
		return ERR_OK;
	*kid = (struct frame){
	    .schema = f->sub, .value = f->item, .seg = SEG_INDEX, .seg_idx = f->idx++};
	f->item = f->item->next;
	if (f->def->apply == APPLY_PREFIX)
		f->sub = f->sub->next;
	return ERR_AGAIN;
}

/* next_branch serves allOf, anyOf, oneOf and not, and judges when none is left. */
static enum err next_branch(struct checker *c, struct frame *f, struct frame *kid)
{
	enum apply apply = f->def->apply;

	if (f->sub != NULL) {
		*kid = (struct frame){.schema = f->sub, .value = f->value, .seg = SEG_NONE};
		f->sub = apply == APPLY_NOT ? NULL : f->sub->next;
		return ERR_AGAIN;
	}
	if (apply == APPLY_ANY && f->matched == 0)
		return refuse(c, "fits none of anyOf", SLICE_EMPTY, "");
	if (apply == APPLY_ONE && f->matched == 0)
		return refuse(c, "fits none of oneOf", SLICE_EMPTY, "");
	if (apply == APPLY_ONE && f->matched > 1)
		return refuse(c, "fits more than one of oneOf", SLICE_EMPTY, "");
	if (apply == APPLY_NOT && f->matched > 0)
		return refuse(c, "fits what it must not", SLICE_EMPTY, "");
	return ERR_OK;
}

static enum err next_kid(struct checker *c, struct frame *f, struct frame *kid)
{
	switch (f->def->apply) {
	case APPLY_NOT_AT_ALL:
		return f->def->check == NULL ? ERR_OK : f->def->check(c, f->kw, f->value);
	case APPLY_PROPERTIES:
		return next_property(c, f, kid);
	case APPLY_ADDITIONAL:
		return next_additional(c, f, kid);
	case APPLY_ITEMS:
	case APPLY_PREFIX:
		return next_item(f, kid);
	case APPLY_ALL:
	case APPLY_ANY:
	case APPLY_ONE:
	case APPLY_NOT:
		return next_branch(c, f, kid);
	}
	return ERR_STATE;
}

/* advance does one thing in the innermost subschema: a keyword, or a step into the next
 * subschema. ERR_AGAIN: there is more; ERR_OK and ERR_INVALID: this one is through. */
static enum err advance(struct checker *c)
{
	struct frame *f = &c->stack[c->depth - 1];
	struct frame kid = {.seg = SEG_NONE};
	enum err e;

	if (f->def == NULL)
		TRY(begin_keyword(c, f, f->schema->first));
	if (f->kw == NULL)
		return leave(c, ERR_OK);
	e = next_kid(c, f, &kid);
	if (e == ERR_AGAIN)
		return enter(c, kid);
	if (e == ERR_INVALID)
		return leave(c, e);
	if (e != ERR_OK)
		return e;
	TRY(begin_keyword(c, f, f->kw->next));
	return ERR_AGAIN;
}

/* kid_done tells the frame on top how its subschema ended. */
static enum err kid_done(struct checker *c, enum err result)
{
	struct frame *f = &c->stack[c->depth - 1];
	enum apply apply = f->def->apply;

	f->matched += result == ERR_OK ? 1 : 0;
	if (apply == APPLY_ANY && result == ERR_OK)
		f->sub = NULL;
	if (apply == APPLY_ANY || apply == APPLY_ONE || apply == APPLY_NOT)
		return ERR_AGAIN;
	return result == ERR_OK ? ERR_AGAIN : leave(c, result);
}

static enum err check_value(struct checker *c, const struct json *schema, const struct json *value)
{
	enum err e = enter(c, (struct frame){.schema = schema, .value = value});

	for (;;) {
		if (e == ERR_AGAIN)
			e = advance(c);
		else if ((e == ERR_OK || e == ERR_INVALID) && c->depth > 0)
			e = kid_done(c, e);
		else
			return e;
	}
}

static void copy_text(char why[SCHEMA_WHY_MAX], const char *text)
{
	memcpy(why, text, strlen(text) + 1);
}

enum err schema_check(const struct json *schema, const struct json *value, struct arena *a,
                      char why[SCHEMA_WHY_MAX])
{
	size_t mark = arena_mark(a);
	struct checker *c = arena_zalloc(a, 1, sizeof(*c));
	enum err e = ERR_NOMEM;

	CHECK(schema != NULL && value != NULL);
	why[0] = '\0';
	if (c != NULL) {
		*c = (struct checker){.a = a, .why = why};
		e = check_schema(c, schema);
		if (e == ERR_OK)
			e = check_value(c, schema, value);
	}
	if (e == ERR_OK)
		why[0] = '\0'; /* a branch that did not fit may have left its reason */
	if (e == ERR_LIMIT)
		copy_text(why, "the check takes more work than its limit");
	if (e == ERR_NOMEM)
		copy_text(why, "the check takes more memory than it has");
	arena_rewind(a, mark);
	return e;
}
