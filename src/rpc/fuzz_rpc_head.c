/* Parameters of strangers for the methods of chainHead_v1, transaction_v1, transactionWatch_v1
 * and archive_v1, one call a line: a letter for the method, then the parameters. In them $s is
 * the newest subscription, $o the newest operation, $h the genesis block's hash. Whatever they
 * are: the answer is valid JSON, so is every event, and at the end nothing is held. */
#include <stdio.h>

#include "base/hex.h"
#include "node/node_kit.h"
#include "rpc/core.h"

#define LINES_MAX 64u

static struct node_kit kit;
static struct node *node;
static struct rpc *rpc;
static struct arena mem;
static char genesis[67] = "0x", sub[RPC_ID_MAX] = "1", op[RPC_ID_MAX] = "1";

static void take_id(const struct json *j, char out[RPC_ID_MAX])
{
	struct slice s;

	if (!json_str(j, &s) || s.n >= RPC_ID_MAX || s.n == 0)
		return;
	slice_copy(out, s);
	out[s.n] = '\0';
}

static const struct json *must_be_json(struct slice text)
{
	const struct json *j;

	arena_reset(&mem);
	CHECK(json_parse(&j, text, &mem) == ERR_OK);
	CHECK(json_str_is(json_get(j, "jsonrpc"), "2.0"));
	return j;
}

static enum err stub_send(void *ctx, struct slice text)
{
	(void)ctx;
	CHECK(json_path(must_be_json(text), "params.subscription") != NULL);
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
	o = (struct node_opts){.dir = kit.dir,
			       .spec = &kit.spec,
			       .archive = true,
			       .aura = kit.aura,
			       .grandpa = kit.grandpa};
	NODE_KIT_MUST(node_open(&node, &o));
	NODE_KIT_MUST(rpc_new(&rpc, node));
	NODE_KIT_MUST(rpc_observe(rpc));
	NODE_KIT_MUST(arena_map(&mem, (size_t)256 << 20));
	hex_encode(genesis + 2, SLICE_ARR(kit.spec.genesis_hash));
	(void)atexit(clean_up);
}

/* The method that a letter stands for, of the four tables in turn. */
static const char *method_of(u8 letter)
{
	static const struct rpc_table *const tables[] = {&rpc_chain_head, &rpc_transaction,
							 &rpc_archive};
	size_t i = letter >= 'a' ? letter - 'a' : letter;

	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		if (i < tables[t]->num)
			return tables[t]->rows[i].name;
		i -= tables[t]->num;
	}
	return "chainHead_v1_follow";
}

/* Writes the parameters with what $s, $o and $h stand for. */
static void wr_params(struct wr *w, struct slice params)
{
	for (size_t i = 0; i < params.n; i++) {
		const char *is = i + 1 == params.n || params.p[i] != '$' ? NULL
				 : params.p[i + 1] == 's'		 ? sub
				 : params.p[i + 1] == 'o'		 ? op
				 : params.p[i + 1] == 'h'		 ? genesis
									 : NULL;

		if (is == NULL) {
			wr_u8(w, params.p[i]);
			continue;
		}
		wr_slice(w, slice_str(is));
		i++;
	}
}

static void one_call(struct rpc_conn *conn, struct slice line)
{
	static u8 text[1 << 20];
	struct wr w = wr_into(text, sizeof(text));
	const struct json *j;
	struct slice out;

	if (line.n == 0)
		return;
	wr_slice(&w, SLICE_LIT("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""));
	wr_slice(&w, slice_str(method_of(line.p[0])));
	wr_slice(&w, SLICE_LIT("\",\"params\":"));
	wr_params(&w, slice_from(line, 1));
	wr_slice(&w, SLICE_LIT("}"));
	if (w.err != ERR_OK)
		return;
	rpc_handle(rpc, conn, slice_of(text, w.n), &out);
	j = must_be_json(out);
	take_id(json_get(j, "result"), sub);
	take_id(json_path(j, "result.operationId"), op);
	rpc_prime(conn);
	for (u32 i = 0; i < 4 && rpc_run_later(rpc); i++)
		continue;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpc_conn conn = {.send = stub_send};
	struct slice left = slice_of(data, size);

	set_up();
	rpc_conn_add(rpc, &conn);
	for (u32 i = 0; i < LINES_MAX && left.n > 0; i++) {
		size_t n = 0;

		while (n < left.n && left.p[n] != '\n')
			n++;
		one_call(&conn, slice_of(left.p, n));
		left = slice_from(left, n + 1);
	}
	rpc_on_block(rpc);
	rpc_on_finalized(rpc, &node_chain(node)->finalized);
	rpc_conn_remove(&conn);
	CHECK(rpc->held == 0 && rpc->num_subs == 0);
	return 0;
}
