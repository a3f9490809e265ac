/* A helper of the black-box tests, which are in Python and have no sr25519. Not installed.
 *
 *   test_xt submit NODE URI CALL   sign a call ("0x…"), submit it, wait until it is finalized
 *   test_xt vote URI MESSAGE       ed25519 signature of a message, as a GRANDPA voter makes it
 *
 * One JSON line on stdout. Exit 0 also when the chain refuses: `error` then has the name. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/client.h"
#include "crypto/uri.h"
#include "os/arena_map.h"
#include "primitives/gen/pallets_gen.h"

#define MEM_MAX     ((size_t)64 << 20)
#define ARG_LEN_MAX ((size_t)128 << 10)
#define WAIT_MS     20000u
#define PATIENCE_MS 5000u

static struct arena mem;

static int fail(const char *what, const char *why)
{
	(void)fprintf(stderr, "test_xt: %s: %s\n", what, why);
	return 1;
}

static enum err read_hex(const char *text, struct slice *out)
{
	u8 *bytes = (u8 *)arena_alloc(&mem, ARG_LEN_MAX);
	size_t n = 0;

	if (bytes == NULL)
		return ERR_NOMEM;
	TRY(hex_decode(bytes, ARG_LEN_MAX, &n, slice_str(text)));
	*out = slice_of(bytes, n);
	return ERR_OK;
}

static void put_hex(const char *key, struct slice s)
{
	(void)printf("\"%s\":\"0x", key);
	for (size_t i = 0; i < s.n; i++)
		(void)printf("%02x", s.p[i]);
	(void)printf("\"");
}

/* The events of our extrinsic only. */
static void put_events(const struct client_tx_done *done)
{
	struct rd r = rd_from(done->events);
	u32 num = rd_seq_len(&r, 4);
	const char *sep = "";

	(void)printf("\"events\":[");
	for (u32 i = 0; i < num && r.err == ERR_OK; i++) {
		struct event_record rec;

		rd_event_record(&r, &rec);
		if (r.err != ERR_OK || rec.phase.tag != PHASE_APPLY_EXTRINSIC ||
		    rec.phase.u.apply_extrinsic != done->index)
			continue;
		(void)printf("%s{\"pallet\":%u,\"event\":%u,", sep, rec.pallet, rec.event);
		put_hex("fields", rec.fields);
		(void)printf("}");
		sep = ",";
	}
	(void)printf("]");
}

static int submit(const char *node, const char *uri, const char *hex)
{
	struct client_tx_done done = {0};
	struct client_tx tx = {0};
	struct sr25519_pair pair;
	struct slice call;
	struct client c;
	enum err e;

	if (client_open(&c, node) != ERR_OK || read_hex(hex, &call) != ERR_OK ||
	    sr25519_from_uri(&pair, slice_str(uri)) != ERR_OK)
		return fail("bad argument", hex);
	c.patience_ms = PATIENCE_MS;
	e = client_sign(&c, &pair, call, &mem, &tx);
	sr25519_release(&pair);
	if (e == ERR_OK)
		e = client_send(&c, &tx, &mem);
	if (e == ERR_OK)
		e = client_wait(&c, &tx, WAIT_MS, &mem, &done);
	if (e != ERR_OK)
		return fail(err_name(e), c.why);
	(void)printf("{\"ok\":%s,\"error\":\"%s\",\"block\":%u,", done.ok ? "true" : "false",
	             done.error, done.block);
	put_hex("hash", SLICE_ARR(done.block_hash));
	(void)printf(",");
	put_events(&done);
	(void)printf("}\n");
	return 0;
}

static int vote(const char *uri, const char *hex)
{
	struct ed25519_pair pair;
	struct slice msg;
	u8 sig[64];

	if (read_hex(hex, &msg) != ERR_OK || ed25519_from_uri(&pair, slice_str(uri)) != ERR_OK)
		return fail("bad argument", hex);
	ed25519_sign(sig, &pair, msg);
	(void)printf("{");
	put_hex("public", SLICE_ARR(pair.pub));
	(void)printf(",");
	put_hex("signature", SLICE_ARR(sig));
	(void)printf("}\n");
	ed25519_release(&pair);
	return 0;
}

int main(int argc, char **argv)
{
	int rc = 1;

	if (arena_map(&mem, MEM_MAX) != ERR_OK)
		return fail("memory", "none");
	if (argc == 5 && strcmp(argv[1], "submit") == 0)
		rc = submit(argv[2], argv[3], argv[4]);
	else if (argc == 4 && strcmp(argv[1], "vote") == 0)
		rc = vote(argv[2], argv[3]);
	else
		(void)fail("usage", "test_xt submit NODE URI CALL | test_xt vote URI MESSAGE");
	arena_unmap(&mem);
	return rc;
}
