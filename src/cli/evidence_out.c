#include "cli/evidence_out.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "evidence/gpu.h"
#include "os/file.h"
#include "text/json.h"

static bool fail(struct evidence_job *j, const char *why, const char *fix, const char *what,
                 const char *name)
{
	j->failed = out_errorf(j->o, EXIT_USER, why, fix, "%s %s", what, name);
	return false;
}

bool evidence_file(struct evidence_job *j, const char *path, size_t max, struct slice *out)
{
	enum err e;

	*out = SLICE_EMPTY;
	if (path == NULL)
		return true;
	e = file_read(j->a, path, max, out);
	if (e == ERR_OK)
		return true;
	return fail(j, err_text(e),
	            e == ERR_LIMIT ? "is it the right file? it is too large to be one"
	                           : "check the path and that you may read it",
	            "cannot read", path);
}

static bool is_space(u8 c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_digit(u8 c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool has_0x(struct slice text)
{
	return text.n > 2 && text.p[0] == '0' && text.p[1] == 'x';
}

bool evidence_file_hex(struct evidence_job *j, const char *path, size_t max, struct slice *out)
{
	struct slice text;
	size_t n = 0;
	u8 *p;

	if (!evidence_file(j, path, 3 * max, &text))
		return false;
	*out = text;
	p = arena_alloc(j->a, text.n);
	if (p == NULL)
		return fail(j, "there is not enough memory", "give a smaller file", "cannot read",
		            path);
	/* "0x" as phala-enclave --check writes it. */
	for (size_t i = has_0x(text) ? 2 : 0; i < text.n; i++) {
		if (is_digit(text.p[i]))
			p[n++] = text.p[i];
		else if (!is_space(text.p[i]))
			return true; /* bytes as they are */
	}
	if (n == 0 || n % 2 != 0)
		return true;
	if (hex_decode(p, n / 2, &out->n, slice_of(p, n)) != ERR_OK)
		return true;
	out->p = p; /* in place: a byte is written where two digits were read */
	return true;
}

bool evidence_hex(struct evidence_job *j, const char *option, const char *text, size_t n,
                  struct slice *out)
{
	u8 *p;

	*out = SLICE_EMPTY;
	if (text == NULL)
		return true;
	p = arena_alloc(j->a, n);
	if (p != NULL && hex_decode_exact(p, n, slice_str(text)) == ERR_OK) {
		*out = slice_of(p, n);
		return true;
	}
	j->failed = out_errorf(j->o, EXIT_USER, "it is no hexadecimal text of that length",
	                       "0x and two digits a byte", "--%s wants %zu bytes", option, n);
	return false;
}

bool evidence_u64(const char *text, size_t n, u64 *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9' || *out > (UINT64_MAX - 9) / 10)
			return false;
		*out = *out * 10 + (u64)(text[i] - '0');
	}
	return n != 0;
}

bool evidence_time(struct evidence_job *j, const char *text, u64 *out)
{
	if (text == NULL) {
		*out = (u64)time(NULL);
		return true;
	}
	return evidence_u64(text, strlen(text), out) ||
	       fail(j, "it is no whole number", "give Unix seconds: date +%s", "cannot read --time",
	            text);
}

static bool same(const char *s, size_t n, const char *name)
{
	return slice_eq(slice_of(s, n), slice_str(name));
}

bool evidence_flags(struct evidence_job *j, const char *option, const char *list,
                    const struct evidence_flag *flags, size_t num)
{
	char known[256] = "known are";

	for (size_t i = 0; i < num; i++) {
		size_t at = strlen(known);

		(void)snprintf(known + at, sizeof(known) - at, "%s %s", i == 0 ? "" : ",",
		               flags[i].name);
	}
	while (list != NULL && *list != 0) {
		size_t n = strcspn(list, ","), i = 0;

		while (i < num && !same(list, n, flags[i].name))
			i++;
		if (i == num) {
			j->failed = out_errorf(j->o, EXIT_USER, "it is not known", known,
			                       "--%s %.*s", option, (int)n, list);
			return false;
		}
		*flags[i].on = true;
		list += n + (list[n] == ',' ? 1 : 0);
	}
	return true;
}

bool evidence_list(struct evidence_job *j, const char *list, const char *const **out)
{
	const char **names;
	size_t num = 1, at = 0;

	*out = NULL;
	if (list == NULL)
		return true;
	for (const char *p = list; *p != 0; p++)
		num += *p == ',';
	names = arena_zalloc(j->a, num + 1, sizeof(*names));
	while (names != NULL && at < num) {
		size_t n = strcspn(list, ",");

		if (arena_strz(j->a, slice_of(list, n), &names[at]) != ERR_OK)
			break;
		at++;
		list += n + (list[n] == ',' ? 1 : 0);
	}
	if (names == NULL || at < num)
		return fail(j, "there is not enough memory", "give a shorter list", "cannot read",
		            "a list");
	*out = (const char *const *)names;
	return true;
}

bool evidence_nonce(struct evidence_job *j, const char *nonce, const char *worker_key,
                    const char *challenge, struct slice *out)
{
	struct slice key, c;
	u8 *p;

	if (!evidence_hex(j, "nonce", nonce, 32, out) ||
	    !evidence_hex(j, "worker-key", worker_key, 32, &key) ||
	    !evidence_hex(j, "challenge", challenge, 32, &c))
		return false;
	if (key.n == 0 && c.n == 0)
		return true;
	p = arena_alloc(j->a, 32);
	if (nonce != NULL || key.n == 0 || c.n == 0 || p == NULL) {
		j->failed = out_error(j->o, EXIT_USER, "cannot tell which nonce is meant",
		                      "it is given, or comes from a worker's key and a challenge",
		                      "--nonce HEX, or --worker-key HEX --challenge HEX");
		return false;
	}
	gpu_bind_nonce(p, key.p, c.p);
	*out = slice_of(p, 32);
	return true;
}

/* --- The verdict ------------------------------------------------------------------------------ */

static void print_value(const char *prefix, const struct json *j)
{
	static const char *const bools[] = {"no", "yes"};

	if (json_is(j, JSON_BOOL))
		(void)printf("%s%.*s: %s\n", prefix, (int)j->key.n, j->key.p, bools[j->boolean]);
	else if (json_is(j, JSON_NULL))
		(void)printf("%s%.*s: -\n", prefix, (int)j->key.n, j->key.p);
	else {
		(void)printf("%s%.*s: ", prefix, (int)j->key.n, j->key.p);
		out_text(stdout, j->text);
		(void)printf("\n");
	}
}

/* Facts have at most a list of objects in them. */
static void print_facts(const struct json *facts)
{
	for (const struct json *m = facts->first; m != NULL; m = m->next) {
		if (!json_is(m, JSON_ARRAY)) {
			print_value("", m);
			continue;
		}
		for (const struct json *e = m->first; e != NULL; e = e->next) {
			(void)printf("%.*s:\n", (int)m->key.n, m->key.p);
			for (const struct json *v = e->first; v != NULL; v = v->next)
				print_value("  ", v);
		}
	}
}

static enum cli_exit no_report(struct evidence_job *j, enum err e)
{
	return out_error(j->o, EXIT_USER, "the report cannot be made", err_text(e), "try again");
}

static enum cli_exit verdict_text(struct evidence_job *j, enum evidence_check c, struct slice facts)
{
	const struct json *tree;
	enum err e = json_parse(&tree, facts, j->a);

	if (e != ERR_OK)
		return no_report(j, e);
	print_facts(tree);
	if (c == EVIDENCE_OK) {
		(void)printf("accepted\n");
		return EXIT_DONE;
	}
	(void)fprintf(stderr, "error: verification refused: %s\n  why: %s\n  fix: %s\n",
	              evidence_check_id(c), evidence_check_text(c), evidence_check_fix(c));
	return EXIT_REFUSED;
}

enum cli_exit evidence_verdict(struct evidence_job *j, enum evidence_check c,
                               void (*facts)(struct json_wr *, const void *), const void *arg)
{
	struct json_wr w = json_wr_arena(j->a);
	struct slice text;
	enum err e;

	json_wr_obj(&w);
	if (j->o->json) {
		json_wr_m_cstr(&w, "verdict", c == EVIDENCE_OK ? "accepted" : "refused");
		json_wr_m_cstr(&w, "class", attest_class_name(evidence_check_class(c)));
		json_wr_m_cstr(&w, "check", evidence_check_id(c));
		json_wr_m_cstr(&w, "why", evidence_check_text(c));
		if (c != EVIDENCE_OK)
			json_wr_m_cstr(&w, "fix", evidence_check_fix(c));
	}
	if (facts != NULL)
		facts(&w, arg);
	json_wr_obj_end(&w);
	e = json_wr_arena_done(&w, j->a, &text);
	if (e != ERR_OK)
		return no_report(j, e);
	if (!j->o->json)
		return verdict_text(j, c, text);
	out_raw(text);
	return c == EVIDENCE_OK ? EXIT_DONE : EXIT_REFUSED;
}
