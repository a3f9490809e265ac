/* Messages of strangers, one a line: whatever they are, each gets valid JSON or nothing, and
 * so does each thing that a subscription says. A line "@xyPARAMS" calls the method that the two
 * bytes name, so that every method and parameter is within reach. */
#include "node/node_kit.h"
#include "rpc/core.h"

static struct node_kit kit;
static struct node *node;
static struct rpc *rpc;
static struct arena mem;

static void must_be_json(struct slice text)
{
	const struct json *j;

	arena_reset(&mem);
	CHECK(json_parse(&j, text, &mem) == ERR_OK);
	CHECK(json_is(j, JSON_ARRAY) || json_str_is(json_get(j, "jsonrpc"), "2.0"));
}

static enum err stub_send(void *ctx, struct slice text)
{
	(void)ctx;
	must_be_json(text);
	return ERR_OK;
}

static void clean_up(void)
{
	rpc_free(rpc);
	node_close(node);
	arena_unmap(&mem);
	node_kit_free(&kit);
}

static void set_up(void)
{
	struct node_opts o;

	if (rpc != NULL)
		return;
	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	o = (struct node_opts){
	    .dir = kit.dir, .spec = &kit.spec, .aura = kit.aura, .grandpa = kit.grandpa};
	NODE_KIT_MUST(node_open(&node, &o));
	NODE_KIT_MUST(rpc_new(&rpc, node));
	NODE_KIT_MUST(rpc_observe(rpc));
	NODE_KIT_MUST(arena_map(&mem, (size_t)256 << 20));
	(void)atexit(clean_up);
}

static void message(struct rpc_conn *conn, struct slice in)
{
	struct slice out;

	rpc_handle(rpc, conn, in, &out);
	if (out.n != 0)
		must_be_json(out);
	if (conn != NULL)
		rpc_prime(conn);
}

/* Makes a request of "@xyPARAMS". */
static struct slice call_of(struct slice line)
{
	static char text[1 << 20];
	u32 at = line.n < 3 ? 0 : (u32)line.p[1] * 95u + line.p[2];
	int n;

	if (line.n < 3 || line.p[0] != '@')
		return line;
	line = slice_from(line, 3);
	n = snprintf(text, sizeof(text),
		     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%.*s}",
		     rpc->entries[at % rpc->num_entries].m->name, (int)size_min(line.n, 1 << 19),
		     line.p);
	return slice_of(text, (size_t)n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpc_conn conn = {.send = stub_send};
	struct slice left = slice_of(data, size);

	set_up();
	rpc->allow_unsafe = size % 2 == 0;
	rpc_conn_add(rpc, &conn);
	while (left.n > 0) {
		size_t n = 0;

		while (n < left.n && left.p[n] != '\n')
			n++;
		message(&conn, call_of(slice_of(left.p, n)));
		message(NULL, call_of(slice_of(left.p, n)));
		left = slice_from(left, n + 1);
	}
	rpc_on_block(rpc);
	rpc_on_finalized(rpc, &node_chain(node)->finalized);
	(void)rpc_run_later(rpc);
	rpc_conn_remove(&conn);
	return 0;
}
