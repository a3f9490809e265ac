/* Files. What is public or sealed lies here and nothing else; names are hashes or checked. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "worker/host/int.h"

#define CODE_VERSION    1u
#define SECRET_FILE_MAX 16384u
#define SECRETS_MAX     16u
#define NAME_MAX_LEN    64u

static const char *const folders[] = {"enclave", "code",    "secrets", "owners",
				      "bodies",  "journal", "results", "bundles", "attestation"};

enum err store_open(struct worker_host *h)
{
	char path[HOST_PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		TRY(path_join(path, sizeof(path), h->dir, folders[i]));
		TRY(file_mkdirs(path, 0700));
	}
	return ERR_OK;
}

enum err store_path(const struct worker_host *h, char out[HOST_PATH_MAX], const char *dir,
		    struct slice id, const char *ext)
{
	char hex[65] = {0};
	int n;

	CHECK(id.n <= 32);
	hex_encode(hex, id);
	n = snprintf(out, HOST_PATH_MAX, "%s/%s/%s%s", h->dir, dir, hex, ext);
	return n > 0 && (size_t)n < HOST_PATH_MAX ? ERR_OK : ERR_LIMIT;
}

/* How many entries a folder has, at most max. */
static u32 count(const struct worker_host *h, const char *name, u32 max)
{
	char path[HOST_PATH_MAX];
	struct dirent *d;
	u32 n = 0;
	DIR *dir;

	if (path_join(path, sizeof(path), h->dir, name) != ERR_OK)
		return max;
	dir = opendir(path);
	if (dir == NULL)
		return max;
	while (n < max && (d = readdir(dir)) != NULL)
		n += d->d_name[0] != '.';
	(void)closedir(dir);
	return n;
}

/* Removes the file that was not written to for the longest time. */
static void drop_oldest(const struct worker_host *h, const char *name)
{
	char dir[HOST_PATH_MAX], path[HOST_PATH_MAX], oldest[HOST_PATH_MAX] = "";
	struct timespec least = {0};
	struct dirent *d;
	struct stat st;
	DIR *l;

	if (path_join(dir, sizeof(dir), h->dir, name) != ERR_OK || (l = opendir(dir)) == NULL)
		return;
	while ((d = readdir(l)) != NULL) {
		if (d->d_name[0] == '.' ||
		    path_join(path, sizeof(path), dir, d->d_name) != ERR_OK || stat(path, &st) != 0)
			continue;
		if (oldest[0] != '\0' && (st.st_mtim.tv_sec > least.tv_sec ||
					  (st.st_mtim.tv_sec == least.tv_sec &&
					   st.st_mtim.tv_nsec >= least.tv_nsec)))
			continue;
		least = st.st_mtim;
		memcpy(oldest, path, sizeof(oldest));
	}
	(void)closedir(l);
	if (oldest[0] != '\0')
		(void)unlink(oldest);
}

/* --- code -------------------------------------------------------------------------------- */

static enum err code_bytes(struct arena *a, struct slice manifest, struct slice bundle,
			   struct slice *out)
{
	size_t cap = manifest.n + bundle.n + 32;
	u8 *buf = (u8 *)arena_alloc(a, cap);
	struct wr w = wr_into(buf, cap);

	if (buf == NULL)
		return ERR_NOMEM;
	wr_u32(&w, CODE_VERSION);
	wr_vec(&w, manifest);
	wr_vec(&w, bundle);
	return wr_done(&w, out);
}

enum err store_code(struct worker_host *h, struct slice manifest, struct slice bundle,
		    u8 code_id[32], u8 manifest_hash[32])
{
	size_t mark = arena_mark(&h->scratch);
	char path[HOST_PATH_MAX];
	struct slice bytes;
	enum err e;

	if (manifest.n > MANIFEST_MAX || bundle.n > BUNDLE_CODE_MAX)
		return ERR_LIMIT;
	TRY(code_bytes(&h->scratch, manifest, bundle, &bytes));
	blake2_256(code_id, bytes);
	blake2_256(manifest_hash, manifest);
	e = store_path(h, path, "code", slice_of(code_id, 32), ".code");
	if (e == ERR_OK && !file_exists(path))
		e = count(h, "code", CODES_MAX) == CODES_MAX ? ERR_FULL
							     : file_write_atomic(path, bytes, 0600);
	arena_rewind(&h->scratch, mark);
	return e;
}

enum err store_read_code(struct worker_host *h, const u8 code_id[32], struct arena *a,
			 struct slice *manifest, struct slice *bundle)
{
	char path[HOST_PATH_MAX];
	struct slice bytes;
	struct rd r;

	TRY(store_path(h, path, "code", slice_of(code_id, 32), ".code"));
	TRY(file_read(a, path, MANIFEST_MAX + BUNDLE_CODE_MAX + 32, &bytes));
	r = rd_from(bytes);
	if (rd_u32(&r) != CODE_VERSION)
		rd_fail(&r, ERR_VERSION);
	*manifest = rd_vec(&r, MANIFEST_MAX);
	*bundle = rd_vec(&r, BUNDLE_CODE_MAX);
	return rd_end(&r);
}

/* --- bodies ------------------------------------------------------------------------------ */

enum err store_body(struct worker_host *h, struct slice body, u8 hash[32])
{
	char path[HOST_PATH_MAX];

	if (body.n > BODY_MAX)
		return ERR_LIMIT;
	blake2_256(hash, body);
	TRY(store_path(h, path, "bodies", slice_of(hash, 32), ".body"));
	if (file_exists(path))
		return ERR_OK;
	/* Anybody may send one, so a full folder must not be the end of it. */
	if (count(h, "bodies", BODIES_MAX) == BODIES_MAX)
		drop_oldest(h, "bodies");
	return file_write_atomic(path, body, 0600);
}

enum err store_read_body(struct worker_host *h, const u8 hash[32], struct arena *a,
			 struct slice *out)
{
	char path[HOST_PATH_MAX];

	TRY(store_path(h, path, "bodies", slice_of(hash, 32), ".body"));
	return file_read(a, path, BODY_MAX, out);
}

void store_drop_body(struct worker_host *h, const u8 hash[32])
{
	char path[HOST_PATH_MAX];

	if (store_path(h, path, "bodies", slice_of(hash, 32), ".body") == ERR_OK)
		(void)unlink(path);
}

/* --- secrets ----------------------------------------------------------------------------- */

bool store_is_name(struct slice name)
{
	if (name.n == 0 || name.n > NAME_MAX_LEN)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		u8 c = name.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		      c == '_'))
			return false;
	}
	return true;
}

static enum err secret_path(const struct worker_host *h, char out[HOST_PATH_MAX],
			    const u8 agent[32], struct slice name)
{
	char dir[HOST_PATH_MAX], file[NAME_MAX_LEN + 8] = {0};

	slice_copy(file, name);
	memcpy(file + name.n, ".bin", 5);
	TRY(store_path(h, dir, "secrets", slice_of(agent, 32), ""));
	if (!file_exists(dir)) {
		if (count(h, "secrets", AGENTS_MAX) == AGENTS_MAX)
			return ERR_FULL;
		TRY(file_mkdirs(dir, 0700));
	}
	return path_join(out, HOST_PATH_MAX, dir, file);
}

static enum err read_secret(const char *path, struct arena *a, struct sealed_secret *out)
{
	struct slice bytes;
	struct rd r;

	TRY(file_read(a, path, SECRET_FILE_MAX, &bytes));
	r = rd_from(bytes);
	rd_sealed_secret(&r, out);
	return rd_end(&r);
}

enum err store_secret(struct worker_host *h, const u8 agent[32], const struct sealed_secret *s)
{
	size_t mark = arena_mark(&h->scratch);
	struct sealed_secret old;
	char path[HOST_PATH_MAX];
	struct slice bytes;
	struct wr w;
	enum err e;

	if (!store_is_name(s->name))
		return ERR_INVALID;
	TRY(secret_path(h, path, agent, s->name));
	e = read_secret(path, &h->scratch, &old);
	arena_rewind(&h->scratch, mark);
	/* Deleting names the version that is there; setting needs a higher one. */
	if (e == ERR_OK && (old.version > s->version ||
			    (old.version == s->version && (s->sealed.n != 0 || old.sealed.n == 0))))
		return ERR_STALE;
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	w = wr_arena(&h->scratch);
	wr_sealed_secret(&w, s);
	e = wr_arena_done(&w, &h->scratch, &bytes);
	if (e == ERR_OK)
		e = file_write_atomic(path, bytes, 0600);
	arena_rewind(&h->scratch, mark);
	return e;
}

enum err store_read_secrets(struct worker_host *h, const u8 agent[32], struct arena *a,
			    struct sealed_secret out[SECRETS_MAX], u32 *num)
{
	char dir[HOST_PATH_MAX], path[HOST_PATH_MAX];
	struct dirent *d;
	enum err e = ERR_OK;
	DIR *l;

	*num = 0;
	TRY(store_path(h, dir, "secrets", slice_of(agent, 32), ""));
	l = opendir(dir);
	if (l == NULL)
		return ERR_OK;
	while (e == ERR_OK && *num < SECRETS_MAX && (d = readdir(l)) != NULL) {
		size_t n = strlen(d->d_name);

		if (n < 5 || strcmp(d->d_name + n - 4, ".bin") != 0 ||
		    !store_is_name(slice_of(d->d_name, n - 4)))
			continue;
		e = path_join(path, sizeof(path), dir, d->d_name);
		if (e == ERR_OK)
			e = read_secret(path, a, &out[*num]);
		if (e == ERR_OK && out[*num].sealed.n != 0)
			(*num)++;
	}
	(void)closedir(l);
	return e;
}

enum err store_owner_key(struct worker_host *h, const u8 agent[32], const struct owner_key *k)
{
	u8 buf[96];
	struct wr w = wr_into(buf, sizeof(buf));
	char path[HOST_PATH_MAX];

	wr_owner_key(&w, k);
	TRY(store_path(h, path, "owners", slice_of(agent, 32), ".key"));
	if (!file_exists(path) && count(h, "owners", AGENTS_MAX) == AGENTS_MAX)
		return ERR_FULL;
	return file_write_atomic(path, SLICE_ARR(buf), 0600);
}

enum err store_read_owner_key(struct worker_host *h, const u8 agent[32], struct arena *a,
			      bool *found, struct owner_key *out)
{
	char path[HOST_PATH_MAX];
	struct slice bytes;
	struct rd r;
	enum err e;

	*found = false;
	TRY(store_path(h, path, "owners", slice_of(agent, 32), ".key"));
	e = file_read(a, path, 96, &bytes);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	r = rd_from(bytes);
	rd_owner_key(&r, out);
	*found = true;
	return rd_end(&r);
}

/* --- attestation ------------------------------------------------------------------------- */

static enum err attestation_path(const struct worker_host *h, u64 incarnation,
				 char out[HOST_PATH_MAX])
{
	u8 id[8];

	for (u32 i = 0; i < sizeof(id); i++)
		id[i] = (u8)(incarnation >> (56 - 8 * i));
	return store_path(h, out, "attestation", SLICE_ARR(id), ".json");
}

enum err store_attestation(struct worker_host *h, u64 incarnation,
			   const struct bundle_attestation *x)
{
	size_t mark = arena_mark(&h->scratch);
	char path[HOST_PATH_MAX];
	struct slice text;
	enum err e = bundle_attestation_write(x, &h->scratch, &text);

	if (e == ERR_OK)
		e = attestation_path(h, incarnation, path);
	if (e == ERR_OK && count(h, "attestation", ATTESTATIONS_MAX) == ATTESTATIONS_MAX)
		drop_oldest(h, "attestation");
	if (e == ERR_OK)
		e = file_write_atomic(path, text, 0600);
	arena_rewind(&h->scratch, mark);
	return e;
}

enum err store_read_attestation(struct worker_host *h, u64 incarnation, struct arena *a,
				struct bundle_attestation *out)
{
	char path[HOST_PATH_MAX];
	struct slice text;

	TRY(attestation_path(h, incarnation, path));
	TRY(file_read(a, path, BUNDLE_MAX, &text));
	return bundle_attestation_parse(out, text, a);
}

/* --- results ----------------------------------------------------------------------------- */

static void write_results(struct json_wr *w, const struct job *j)
{
	json_wr_key(w, "results");
	json_wr_arr(w);
	for (u32 i = 0; i < j->num_results; i++) {
		json_wr_obj(w);
		json_wr_m_hex(w, "receipt", j->results[i].receipt);
		json_wr_m_hex(w, "signature", SLICE_ARR(j->results[i].signature));
		json_wr_m_str(w, "output", j->results[i].output);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

enum err store_result(struct worker_host *h, const struct job *j)
{
	size_t mark = arena_mark(&h->scratch);
	struct json_wr w = json_wr_arena(&h->scratch);
	char path[HOST_PATH_MAX];
	struct slice text;
	enum err e;

	json_wr_obj(&w);
	json_wr_m_hex(&w, "trigger", SLICE_ARR(j->id));
	json_wr_m_hex(&w, "agent", SLICE_ARR(j->agent));
	json_wr_m_hex(&w, "subject", SLICE_ARR(j->subject));
	json_wr_m_hex(&w, "runId", SLICE_ARR(j->run_id));
	write_results(&w, j);
	if (j->is_recorded) {
		json_wr_m_hex(&w, "recorded", SLICE_ARR(j->recorded));
		json_wr_m_u64(&w, "block", j->recorded_at);
		json_wr_m_bool(&w, "bundle", j->has_bundle);
	}
	json_wr_obj_end(&w);
	e = json_wr_arena_done(&w, &h->scratch, &text);
	if (e == ERR_OK)
		e = store_path(h, path, "results", SLICE_ARR(j->id), ".json");
	if (e == ERR_OK)
		e = file_write_atomic(path, text, 0600);
	arena_rewind(&h->scratch, mark);
	return e;
}

static enum err read_one(struct job *j, const struct json *x, struct arena *a)
{
	struct job_result *r = &j->results[j->num_results];
	struct slice receipt, output;
	u8 *p;

	TRY(json_hex_exact(json_get(x, "signature"), r->signature, 64));
	TRY(json_hex(json_get(x, "receipt"), RECEIPT_MAX, a, &receipt));
	if (!json_str(json_get(x, "output"), &output))
		return ERR_FORMAT;
	p = (u8 *)host_alloc(receipt.n + output.n + 1, 1);
	slice_copy(p, receipt);
	slice_copy(p + receipt.n, output);
	r->receipt = slice_of(p, receipt.n);
	r->output = slice_of(p + receipt.n, output.n);
	receipt_id(r->receipt, r->id);
	j->num_results++;
	return ERR_OK;
}

enum err store_read_result(struct job *j, struct slice text, struct arena *a)
{
	const struct json *o, *list;

	TRY(json_parse(&o, text, a));
	TRY(json_hex_exact(json_get(o, "agent"), j->agent, 32));
	TRY(json_hex_exact(json_get(o, "subject"), j->subject, 32));
	TRY(json_hex_exact(json_get(o, "runId"), j->run_id, 32));
	j->has_run_id = true;
	list = json_get(o, "results");
	if (!json_is(list, JSON_ARRAY) || list->num == 0 || list->num > JOB_RESULTS_MAX)
		return ERR_FORMAT;
	for (const struct json *x = list->first; x != NULL; x = x->next)
		TRY(read_one(j, x, a));
	if (json_get(o, "recorded") == NULL)
		return ERR_OK;
	TRY(json_hex_exact(json_get(o, "recorded"), j->recorded, 32));
	if (!json_u32(json_get(o, "block"), &j->recorded_at) ||
	    !json_bool(json_get(o, "bundle"), &j->has_bundle))
		return ERR_FORMAT;
	j->is_recorded = true;
	j->state = JOB_DONE;
	return ERR_OK;
}
