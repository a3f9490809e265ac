#include "cli/manifest_edit.h"

#include "scale/encode.h"
#include "text/json.h"
#include "text/json_wr.h"
#include "text/url.h"

#define MANIFEST_MAX 65536u
#define SECRET_NAME  "OPENAI_API_KEY"
#define FORUM_HOST   "forum.localhost"

struct edit {
	const struct manifest_edit *want;
	struct arena *a;
	struct url model;
	char host[URL_HOST_MAX + 8]; /* with the port if it is not 443 */
};

static enum err put_as_is(struct json_wr *w, const struct json *j, struct arena *a)
{
	struct slice text;

	TRY(json_canonical(j, a, &text));
	json_wr_raw(w, text);
	return ERR_OK;
}

/* Members of an object one after the other; those that `skip` names are left out. */
static enum err put_members(struct json_wr *w, const struct json *obj, const char *const *skip,
                            size_t num, struct arena *a)
{
	for (const struct json *j = json_is(obj, JSON_OBJECT) ? obj->first : NULL; j != NULL;
	     j = j->next) {
		bool left_out = false;

		for (size_t i = 0; i < num; i++)
			left_out = left_out || slice_eq(j->key, slice_str(skip[i]));
		if (left_out)
			continue;
		json_wr_key_slice(w, j->key);
		TRY(put_as_is(w, j, a));
	}
	return ERR_OK;
}

static enum err put_limits(struct json_wr *w, const struct json *limits, const struct edit *e)
{
	static const char *const mine[] = {"wallMs"};

	json_wr_key(w, "limits");
	json_wr_obj(w);
	TRY(put_members(w, limits, mine, 1, e->a));
	json_wr_m_u64(w, "wallMs", e->want->wall_ms);
	json_wr_obj_end(w);
	return ERR_OK;
}

/* net, secrets and models with the real model's host; config with its URL. */
static enum err put_model(struct json_wr *w, const struct json *config, const struct edit *e)
{
	static const char *const mine[] = {"model", "modelName"};
	const struct json *name = json_get(config, "modelName");
	struct slice text = SLICE_EMPTY;

	json_wr_key(w, "net");
	json_wr_arr(w);
	json_wr_cstr(w, FORUM_HOST);
	json_wr_cstr(w, e->host);
	json_wr_arr_end(w);
	json_wr_key(w, "secrets");
	json_wr_obj(w);
	json_wr_key(w, SECRET_NAME);
	json_wr_obj(w);
	json_wr_key(w, "hosts");
	json_wr_arr(w);
	json_wr_cstr(w, e->host);
	json_wr_arr_end(w);
	json_wr_obj_end(w);
	json_wr_obj_end(w);
	json_wr_key(w, "models");
	json_wr_obj(w);
	json_wr_key(w, e->host);
	json_wr_obj(w);
	json_wr_m_cstr(w, "provider", "openai");
	json_wr_m_cstr(w, "format", "openai-chat");
	json_wr_obj_end(w);
	json_wr_obj_end(w);
	json_wr_key(w, "config");
	json_wr_obj(w);
	TRY(put_members(w, config, mine, ARRAY_LEN(mine), e->a));
	json_wr_m_cstr(w, "model", e->want->model_url);
	if (e->want->model_name != NULL)
		text = slice_str(e->want->model_name);
	else if (!json_str(name, &text))
		text = SLICE_LIT("gpt-4o-mini");
	json_wr_m_str(w, "modelName", text);
	json_wr_obj_end(w);
	return ERR_OK;
}

static enum err read_model(struct edit *e)
{
	struct wr w = wr_into(e->host, sizeof(e->host) - 1);
	char port[8];
	size_t n = 0;
	u16 v;

	if (e->want->model_url == NULL)
		return ERR_OK;
	TRY(url_parse(&e->model, slice_str(e->want->model_url)));
	if (!e->model.https)
		return ERR_INVALID;
	wr_bytes(&w, e->model.host, e->model.host_len);
	if (e->model.port != 443) {
		for (v = e->model.port; v > 0; v = (u16)(v / 10))
			port[n++] = (char)('0' + v % 10);
		wr_u8(&w, ':');
		while (n > 0)
			wr_u8(&w, (u8)port[--n]);
	}
	if (w.err != ERR_OK)
		return w.err;
	e->host[w.n] = '\0';
	return ERR_OK;
}

static enum err put_all(struct json_wr *w, const struct json *j, const struct edit *e)
{
	const char *skip[8] = {"$schema"};
	size_t num = 1;

	if (e->want->wall_ms != 0)
		skip[num++] = "limits";
	if (e->want->model_url != NULL) {
		skip[num++] = "net";
		skip[num++] = "secrets";
		skip[num++] = "models";
		skip[num++] = "config";
	}
	json_wr_obj(w);
	TRY(put_members(w, j, skip, num, e->a));
	if (e->want->wall_ms != 0)
		TRY(put_limits(w, json_get(j, "limits"), e));
	if (e->want->model_url != NULL)
		TRY(put_model(w, json_get(j, "config"), e));
	json_wr_obj_end(w);
	return ERR_OK;
}

enum err manifest_canonical(struct slice json, const struct manifest_edit *edit, struct arena *a,
                            struct slice *out)
{
	struct edit e = {.want = edit, .a = a};
	u8 *mem = (u8 *)arena_alloc(a, MANIFEST_MAX);
	const struct json *j;
	struct slice text;
	struct json_wr w;

	if (mem == NULL)
		return ERR_NOMEM;
	TRY(read_model(&e));
	TRY(json_parse(&j, json, a));
	if (!json_is(j, JSON_OBJECT))
		return ERR_INVALID;
	w = json_wr_into(mem, MANIFEST_MAX);
	TRY(put_all(&w, j, &e));
	TRY(json_wr_done(&w, &text));
	TRY(json_parse(&j, text, a));
	return json_canonical(j, a, out);
}
