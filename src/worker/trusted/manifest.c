#include "worker/trusted/manifest.h"

#include "text/json.h"

/* One member of the manifest and who reads it. */
struct member {
	const char *name;
	bool (*read)(struct manifest *m, const struct json *j, struct arena *a);
};

static bool text_of(const struct json *j, size_t min, size_t max, struct slice *out)
{
	return json_str(j, out) && out->n >= min && out->n <= max;
}

static bool read_hosts(const struct json *j, u32 max, struct slice *out, u32 *num)
{
	*num = 0;
	if (!json_is(j, JSON_ARRAY) || j->num > max)
		return false;
	for (const struct json *e = j->first; e != NULL; e = e->next) {
		struct slice host;

		if (!text_of(e, 1, 260, &host) || !url_host_ok(host))
			return false;
		out[(*num)++] = host;
	}
	return true;
}

static bool read_name(struct manifest *m, const struct json *j, struct arena *a)
{
	(void)a;
	return text_of(j, 1, MANIFEST_NAME_MAX, &m->name);
}

static bool read_entry(struct manifest *m, const struct json *j, struct arena *a)
{
	(void)a;
	return text_of(j, 1, 255, &m->entry);
}

static bool read_net(struct manifest *m, const struct json *j, struct arena *a)
{
	(void)a;
	return read_hosts(j, MANIFEST_NET_MAX, m->net, &m->num_net);
}

/* Names are what can stand behind "secret://" in a header. */
static bool secret_name_ok(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		u8 c = s.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		      c == '_'))
			return false;
	}
	return s.n >= 1 && s.n <= MANIFEST_NAME_MAX;
}

static bool read_secret(struct manifest_secret *s, const struct json *j)
{
	s->name = j->key;
	if (!secret_name_ok(s->name) || !json_is(j, JSON_OBJECT))
		return false;
	for (const struct json *e = j->first; e != NULL; e = e->next) {
		bool ok = false;

		if (slice_eq(e->key, SLICE_LIT("hosts")))
			ok = read_hosts(e, MANIFEST_HOSTS_MAX, s->hosts, &s->num_hosts);
		else if (slice_eq(e->key, SLICE_LIT("reveal")))
			ok = json_bool(e, &s->reveal);
		if (!ok)
			return false;
	}
	return s->num_hosts > 0;
}

static bool read_secrets(struct manifest *m, const struct json *j, struct arena *a)
{
	(void)a;
	if (!json_is(j, JSON_OBJECT) || j->num > MANIFEST_SECRETS_MAX)
		return false;
	for (const struct json *e = j->first; e != NULL; e = e->next)
		if (!read_secret(&m->secrets[m->num_secrets++], e))
			return false;
	return true;
}

static bool read_models(struct manifest *m, const struct json *j, struct arena *a)
{
	(void)a;
	if (!json_is(j, JSON_OBJECT) || j->num > MANIFEST_MODELS_MAX)
		return false;
	for (const struct json *e = j->first; e != NULL; e = e->next) {
		struct manifest_model *model = &m->models[m->num_models++];

		model->host = e->key;
		if (!url_host_ok(model->host) || !json_is(e, JSON_OBJECT) || e->num != 2 ||
		    !text_of(json_get(e, "provider"), 1, 64, &model->provider) ||
		    !json_str_is(json_get(e, "format"), "openai-chat"))
			return false;
	}
	return true;
}

static bool read_config(struct manifest *m, const struct json *j, struct arena *a)
{
	return json_is(j, JSON_OBJECT) && json_canonical(j, a, &m->config) == ERR_OK;
}

struct limit {
	const char *name;
	size_t at; /* in struct journal_limits */
	u32 min, max;
};

static const struct limit limits[] = {
    {"cpuMs", offsetof(struct journal_limits, cpu_ms), 1, 60000},
    {"wallMs", offsetof(struct journal_limits, wall_ms), 1, 600000},
    {"memoryMb", offsetof(struct journal_limits, memory_mb), 1, 512},
    {"hostCalls", offsetof(struct journal_limits, host_calls), 0, 1000},
    {"outputBytes", offsetof(struct journal_limits, output_bytes), 0, 8192},
};

static bool read_limits(struct manifest *m, const struct json *j, struct arena *a)
{
	u32 v, known = 0;

	(void)a;
	if (!json_is(j, JSON_OBJECT))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		const struct json *e = json_get(j, limits[i].name);

		if (e == NULL)
			continue;
		known++;
		if (!json_u32(e, &v) || v < limits[i].min || v > limits[i].max)
			return false;
		memcpy((u8 *)&m->limits + limits[i].at, &v, sizeof(v));
	}
	return known == j->num;
}

/* The worker host subscribes; the enclave has no use for it but to know the member. */
static bool read_triggers(struct manifest *m, const struct json *j, struct arena *a)
{
	(void)m;
	(void)a;
	return json_is(j, JSON_ARRAY) && j->num <= 16;
}

static const struct member members[] = {
    {"name", read_name},       {"entry", read_entry},       {"net", read_net},
    {"secrets", read_secrets}, {"models", read_models},     {"config", read_config},
    {"limits", read_limits},   {"triggers", read_triggers},
};

static const struct member *member_of(struct slice key)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (slice_eq(key, slice_str(members[i].name)))
			return &members[i];
	return NULL;
}

static enum err check_canonical(const struct json *j, struct slice bytes, struct arena *a)
{
	size_t mark = arena_mark(a);
	struct slice again;

	TRY(json_canonical(j, a, &again));
	arena_rewind(a, mark);
	return slice_eq(bytes, again) ? ERR_OK : ERR_NONCANONICAL;
}

enum err manifest_parse(struct manifest *out, struct slice json, struct arena *a, const char **why)
{
	const struct json *j;

	*why = "";
	memset(out, 0, sizeof(*out));
	out->config = SLICE_LIT("{}");
	out->limits = (struct journal_limits){.cpu_ms = 1000,
	                                      .wall_ms = 60000,
	                                      .memory_mb = 64,
	                                      .host_calls = 64,
	                                      .output_bytes = 8192,
	                                      .journal_bytes = JOURNAL_MAX};
	TRY(json_parse(&j, json, a));
	TRY(check_canonical(j, json, a));
	if (!json_is(j, JSON_OBJECT))
		return ERR_INVALID;
	for (const struct json *e = j->first; e != NULL; e = e->next) {
		const struct member *m = member_of(e->key);

		*why = m == NULL ? "unknown member" : m->name;
		if (m == NULL || !m->read(out, e, a))
			return ERR_INVALID;
	}
	*why = "name and entry are required";
	if (out->name.n == 0 || out->entry.n == 0)
		return ERR_INVALID;
	*why = "";
	return ERR_OK;
}

const struct manifest_secret *manifest_secret(const struct manifest *m, struct slice name)
{
	for (u32 i = 0; i < m->num_secrets; i++)
		if (slice_eq(m->secrets[i].name, name))
			return &m->secrets[i];
	return NULL;
}

static bool in_list(const struct slice *hosts, u32 num, const struct url *u)
{
	for (u32 i = 0; i < num; i++)
		if (url_host_is(u, hosts[i]))
			return true;
	return false;
}

bool manifest_allows(const struct manifest *m, const struct url *u)
{
	return in_list(m->net, m->num_net, u);
}

bool manifest_secret_goes_to(const struct manifest_secret *s, const struct url *u)
{
	return in_list(s->hosts, s->num_hosts, u);
}

const struct manifest_model *manifest_model(const struct manifest *m, const struct url *u)
{
	for (u32 i = 0; i < m->num_models; i++)
		if (url_host_is(u, m->models[i].host))
			return &m->models[i];
	return NULL;
}
