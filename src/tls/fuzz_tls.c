/* Bytes of a hostile peer: fed to a fresh end as they are, or laid over the
 * other end's real first flight. No end may become ready from that, and a
 * failure must stay one. */
#include "tls/dev_ca.h"
#include "tls/tls.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

#define NOW_MS     1795500000000u
#define FLIGHT_MAX 16384u
#define EDIT_LEN   3u
#define HEAD_LEN   5u

enum mode { RAW_TO_CLIENT, RAW_TO_SERVER, EDITED_TO_CLIENT, EDITED_TO_SERVER, NUM_MODES };

static struct tls_roots *roots;
static struct tls_server_id *server_id;

static void start_once(void)
{
	static const char *const hosts[] = {"a.localhost"};
	static struct tls_pem ca, leaf;
	const struct tls_leaf want = {hosts, 1, NOW_MS - 86400000u, NOW_MS + 86400000u};

	if (roots != NULL)
		return;
	CHECK(tls_start() == ERR_OK && tls_dev_ca_make(&ca, NOW_MS) == ERR_OK);
	CHECK(tls_dev_leaf_make(&leaf, &ca, &want) == ERR_OK);
	CHECK(tls_roots_new(&roots, tls_pem_cert(&ca)) == ERR_OK);
	CHECK(tls_server_id_new(&server_id, tls_pem_cert(&leaf), tls_pem_key(&leaf)) == ERR_OK);
}

/* edit changes bytes at offset u16 by xor u8 and says whether any differ then.
 * The first record's header is left alone: TLS does not authenticate it. */
static bool edit(u8 *flight, size_t len, struct slice edits)
{
	static u8 before[FLIGHT_MAX];

	memcpy(before, flight, len);
	for (; edits.n >= EDIT_LEN && len > HEAD_LEN; edits = slice_from(edits, EDIT_LEN)) {
		size_t at = (size_t)edits.p[0] | (size_t)edits.p[1] << 8;

		flight[HEAD_LEN + at % (len - HEAD_LEN)] ^= edits.p[2];
	}
	return !mem_eq(before, flight, len);
}

static void feed(struct tls_conn *c, struct slice in)
{
	u8 buf[256];
	size_t n;
	enum err e = tls_feed(c, in);

	CHECK(e == ERR_OK || e == ERR_TLS || e == ERR_FULL);
	CHECK((tls_fault(c) != TLS_FAULT_NONE) == (e == ERR_TLS));
	CHECK((strlen(tls_why(c)) != 0) == (e == ERR_TLS));
	if (e == ERR_TLS)
		CHECK(tls_read(c, buf, sizeof(buf), &n) == ERR_TLS && !tls_ready(c));
	e = tls_feed_eof(c);
	CHECK(e == ERR_TLS || e == ERR_EOF);
	(void)tls_take(c, buf, sizeof(buf));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 flight[FLIGHT_MAX];
	struct tls_conn *client, *server;
	struct slice rest = slice_from(slice_of(data, n), 1);
	size_t len;

	if (n == 0)
		return 0;
	start_once();
	CHECK(tls_client_new(&client, roots, SLICE_LIT("a.localhost"), NOW_MS) == ERR_OK);
	CHECK(tls_server_new(&server, server_id) == ERR_OK);
	len = tls_take(client, flight, sizeof(flight));
	switch (data[0] % NUM_MODES) {
	case RAW_TO_CLIENT:
		feed(client, rest);
		CHECK(!tls_ready(client));
		break;
	case RAW_TO_SERVER:
		feed(server, rest);
		CHECK(!tls_ready(server));
		break;
	case EDITED_TO_SERVER:
		(void)edit(flight, len, rest);
		feed(server, slice_of(flight, len));
		CHECK(!tls_ready(server));
		break;
	default:
		CHECK(tls_feed(server, slice_of(flight, len)) == ERR_OK);
		len = tls_take(server, flight, sizeof(flight));
		if (edit(flight, len, rest)) {
			feed(client, slice_of(flight, len));
			CHECK(!tls_ready(client));
		}
	}
	tls_free(client);
	tls_free(server);
	return 0;
}
