#include "cli/code_dir.h"

#include <stdio.h>
#include <string.h>

#include "box/wire.h"
#include "cli/example.h"
#include "cli/manifest_edit.h"
#include "os/file.h"
#include "text/schema.h"
#include "text/url.h"

#define MANIFEST_FILE "phala.json"
#define MANIFEST_MAX  65536u
#define ENTRY_MAX     255u

struct example_file {
	const char *name;
	struct slice data;
};

#include "cli/schema_gen.h"

static enum err say(char why[CODE_DIR_WHY_MAX], const char *file, const char *text, enum err e)
{
	(void)snprintf(why, CODE_DIR_WHY_MAX, "%s: %s", file, text);
	return e;
}

static enum err read_one(const char *dir, const char *name, size_t max, struct arena *a,
                         struct slice *out)
{
	char path[OS_PATH_MAX];

	if (dir == NULL)
		return example_get(slice_str(name), out) ? ERR_OK : ERR_NOT_FOUND;
	TRY(path_join(path, sizeof(path), dir, name));
	return file_read(a, path, max, out);
}

static enum err check_schema(const struct json *manifest, struct arena *a,
                             char why[CODE_DIR_WHY_MAX])
{
	char place[SCHEMA_WHY_MAX] = "";
	const struct json *schema;
	enum err e = json_parse(&schema, example_files[0].data, a);

	if (e == ERR_OK)
		e = schema_check(schema, manifest, a, place);
	return e == ERR_OK ? e : say(why, MANIFEST_FILE, place, e);
}

static bool hosts_ok(const struct json *list)
{
	struct slice host;

	for (list = json_is(list, JSON_ARRAY) ? list->first : NULL; list != NULL; list = list->next)
		if (!json_str(list, &host) || !url_host_ok(host))
			return false;
	return true;
}

/* What the schema cannot say: which texts are hosts. */
static enum err check_hosts(const struct json *manifest, char why[CODE_DIR_WHY_MAX])
{
	static const char text[] = "hosts are names like api.openai.com or host:port, no URLs";
	const struct json *j = json_get(manifest, "secrets");
	bool ok = hosts_ok(json_get(manifest, "net"));

	for (j = json_is(j, JSON_OBJECT) ? j->first : NULL; j != NULL; j = j->next)
		ok = ok && hosts_ok(json_get(j, "hosts"));
	j = json_get(manifest, "models");
	for (j = json_is(j, JSON_OBJECT) ? j->first : NULL; j != NULL; j = j->next)
		ok = ok && url_host_ok(j->key);
	return ok ? ERR_OK : say(why, MANIFEST_FILE, text, ERR_INVALID);
}

/* From the text as written to the canonical one. */
static enum err read_manifest(const char *dir, struct arena *a, struct slice *out,
                              char why[CODE_DIR_WHY_MAX])
{
	const struct manifest_edit as_it_is = {0};
	struct slice text;
	const struct json *j;
	enum err e = read_one(dir, MANIFEST_FILE, MANIFEST_MAX, a, &text);

	if (e != ERR_OK)
		return say(why, MANIFEST_FILE, err_text(e), e);
	e = json_parse(&j, text, a);
	if (e != ERR_OK)
		return say(why, MANIFEST_FILE, "it is not JSON", e);
	TRY(check_schema(j, a, why));
	TRY(check_hosts(j, why));
	e = manifest_canonical(text, &as_it_is, a, out);
	return e == ERR_OK ? e : say(why, MANIFEST_FILE, "numbers must be integers", e);
}

enum err code_dir_read(const char *dir, struct arena *a, struct agent_code *out,
                       char why[CODE_DIR_WHY_MAX])
{
	struct slice manifest, bundle, entry = SLICE_EMPTY;
	char name[ENTRY_MAX + 1];
	const struct json *j;
	enum err e;

	why[0] = '\0';
	TRY(read_manifest(dir, a, &manifest, why));
	TRY(json_parse(&j, manifest, a));
	(void)json_str(json_get(j, "entry"), &entry);
	(void)snprintf(name, sizeof(name), "%.*s", (int)entry.n, entry.p);
	e = read_one(dir, name, BOX_BUNDLE_MAX, a, &bundle);
	if (e != ERR_OK)
		return say(why, name, err_text(e), e);
	return agent_code_of(out, manifest, bundle, a);
}
