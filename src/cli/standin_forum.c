#include "cli/standin_forum.h"

#include <stdio.h>
#include <string.h>

#include "cli/example.h"
#include "os/file.h"

#define FORUM_PREFIX   "/referenda/"
#define FORUM_NAME_MAX 64u
#define FORUM_FILE_MAX (1u << 20)

static const char notice[] = "\"standIn\":\"phala stand-in forum, not a real one\",";

/* Letters, digits, '-', '_' and '.', not in front: no way out of a folder. */
static bool name_ok(struct slice s)
{
	if (s.n == 0 || s.n > FORUM_NAME_MAX || s.p[0] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		u8 c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '-' || c == '_' || c == '.'))
			return false;
	}
	return true;
}

static bool ends_with(struct slice s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

static enum err load(const char *dir, struct slice name, struct arena *a, struct slice *out)
{
	char path[OS_PATH_MAX];
	int n;

	if (dir == NULL) {
		n = snprintf(path, sizeof(path), "forum/%.*s", (int)name.n, name.p);
		return example_get(slice_of(path, (size_t)n), out) ? ERR_OK : ERR_NOT_FOUND;
	}
	n = snprintf(path, sizeof(path), "%s/%.*s", dir, (int)name.n, name.p);
	if (n < 0 || (size_t)n >= sizeof(path))
		return ERR_LIMIT;
	return file_read(a, path, FORUM_FILE_MAX, out);
}

/* Puts the notice behind the object's first brace. */
static enum err label(struct arena *a, struct slice *page)
{
	const u8 *brace = (const u8 *)memchr(page->p, '{', page->n);
	size_t head, n = strlen(notice);
	u8 *out;

	if (brace == NULL)
		return ERR_FORMAT;
	head = (size_t)(brace - page->p) + 1;
	out = (u8 *)arena_alloc(a, page->n + n);
	if (out == NULL)
		return ERR_NOMEM;
	memcpy(out, page->p, head);
	memcpy(out + head, notice, n);
	memcpy(out + head + n, page->p + head, page->n - head);
	*page = slice_of(out, page->n + n);
	return ERR_OK;
}

enum err standin_forum_page(const char *dir, struct slice path, struct arena *a,
                            struct standin_page *out)
{
	struct slice name;
	bool json;
	enum err e;

	if (!slice_starts(path, SLICE_LIT(FORUM_PREFIX)))
		return ERR_NOT_FOUND;
	name = slice_from(path, strlen(FORUM_PREFIX));
	if (!name_ok(name))
		return ERR_NOT_FOUND;
	json = ends_with(name, ".json");
	e = load(dir, name, a, &out->body);
	if (e == ERR_NOT_FOUND && json)
		e = load(dir, SLICE_LIT("0.json"), a, &out->body);
	if (e != ERR_OK)
		return e;
	out->type = json ? "application/json" : "text/csv; charset=utf-8";
	return json ? label(a, &out->body) : ERR_OK;
}
