/*~ Inside a dstack CVM (Phala Cloud): the guest agent quotes and derives keys.
 *
 * The agent's key is the app's, by path; which code may have it is what dstack's KMS decided at
 * boot. pal_seal_key binds it to our measurement besides. The measurement is of the whole CVM. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "worker/pal/dstack/agent.h"
#include "worker/pal/port.h"

/* Purpose and algorithm are not in the agent's derivation: nobody else may take this path. */
#define KEY_PATH "phala-enclave/seal/v1"

static enum err detect(const char *sys_root)
{
	if (agent_is_there(sys_root))
		return ERR_OK;
	return pal_fail(ERR_NOT_FOUND,
	                "/var/run/dstack.sock is not there: this is no dstack CVM, or the "
	                "socket is not mounted into the container (volumes in "
	                "docker-compose)");
}

/* Memory for one answer; freed with its secrets wiped. */
static enum err arena_take(struct arena *a)
{
	void *mem = malloc(AGENT_ARENA);

	if (mem == NULL)
		return pal_fail(ERR_NOMEM, "no memory for an answer of dstack's agent");
	*a = arena_of(mem, AGENT_ARENA);
	return ERR_OK;
}

static void arena_give(struct arena *a)
{
	mem_wipe(a->mem, a->used);
	free(a->mem);
}

static enum err malformed(const char *method, const char *member)
{
	return pal_fail(ERR_CORRUPT,
	                "dstack's agent: the answer to %s has no usable \"%s\"; is the agent "
	                "older than 0.5?",
	                method, member);
}

static enum err ask_quote(const char *sys_root, const u8 report_data[64], struct arena *a,
                          const struct json **out)
{
	char json[192], hex[129];
	int n;

	hex_encode(hex, slice_of(report_data, 64));
	hex[128] = '\0';
	n = snprintf(json, sizeof(json), "{\"report_data\":\"%s\"}", hex);
	return agent_ask(sys_root, "GetQuote", slice_of(json, (size_t)n), a, out);
}

static enum err take_quote(const struct json *answer, u8 *buf, size_t cap, size_t *n)
{
	struct slice hex;
	enum err e;

	if (!json_str(json_get(answer, "quote"), &hex) || hex.n == 0)
		return malformed("GetQuote", "quote");
	e = hex_decode(buf, cap, n, hex);
	return e == ERR_OK ? e : malformed("GetQuote", "quote");
}

static enum err quote(const char *sys_root, const u8 report_data[64], u8 *buf, size_t cap,
                      size_t *n)
{
	const struct json *answer;
	struct arena a;
	enum err e;

	TRY(arena_take(&a));
	e = ask_quote(sys_root, report_data, &a, &answer);
	if (e == ERR_OK)
		e = take_quote(answer, buf, cap, n);
	arena_give(&a);
	return e;
}

/* --- start -------------------------------------------------------------------------------------
 */

static enum err seal_root(const char *sys_root, struct secret32 *out)
{
	static const char ask[] = "{\"path\":\"" KEY_PATH "\",\"purpose\":\"seal\"}";
	const struct json *answer;
	struct slice hex = SLICE_EMPTY;
	struct arena a;
	enum err e;

	TRY(arena_take(&a));
	e = agent_ask(sys_root, "GetKey", SLICE_LIT(ask), &a, &answer);
	if (e == ERR_OK && (!json_str(json_get(answer, "key"), &hex) ||
	                    hex_decode_exact(out->b, sizeof(out->b), hex) != ERR_OK))
		e = malformed("GetKey", "key");
	arena_give(&a);
	return e;
}

/* The log is for who wants to know what the registers mean; without it a quote is a quote. */
static enum err read_log(const char *sys_root, struct slice *out)
{
	static const u8 nothing[64];
	const struct json *answer;
	struct slice text;
	struct arena a;
	enum err e;

	TRY(arena_take(&a));
	e = ask_quote(sys_root, nothing, &a, &answer);
	if (e == ERR_OK && json_str(json_get(answer, "event_log"), &text) && text.n > 0 &&
	    text.n <= PAL_EVENT_LOG_MAX) {
		u8 *mem = malloc(text.n);

		if (mem != NULL) {
			slice_copy(mem, text);
			*out = slice_of(mem, text.n);
		}
	}
	arena_give(&a);
	return e;
}

static enum err start(const struct pal_opts *o, struct pal_facts *out)
{
	static const u8 nothing[64];
	static u8 first[PAL_QUOTE_MAX];
	const char *sys_root = o->sys_root == NULL ? "" : o->sys_root;
	size_t n;

	TRY(pal_quote(nothing, first, sizeof(first), &n));
	TRY(pal_read_quote(slice_of(first, n), out));
	TRY(seal_root(sys_root, &out->root));
	return read_log(sys_root, &out->event_log);
}

const struct pal_port pal_port_dstack = {.name = "dstack",
                                         .device = "dstack's agent socket",
                                         .keeps_keys = true,
                                         .forks = true,
                                         .is_real = true,
                                         .is_dcap = true,
                                         .quoting = PAL_QUOTE_SOCKET,
                                         .detect = detect,
                                         .start = start,
                                         .quote = quote};
