/* Requests and notifications of strangers: the first byte picks the protocol. */
#include "net/serve.h"
#include "node/node.h"
#include "node/node_kit.h"

static struct node_kit kit;
static struct node *node;

static void clean_up(void)
{
	node_close(node);
	node_kit_free(&kit);
}

static void set_up(void)
{
	struct chain_block b;
	struct node_opts o;

	if (node != NULL)
		return;
	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	o = (struct node_opts){
	    .dir = kit.dir, .spec = &kit.spec, .aura = kit.aura, .grandpa = kit.grandpa};
	NODE_KIT_MUST(node_open(&node, &o));
	for (u32 i = 1; i <= 4; i++)
		NODE_KIT_MUST(chain_author(node_chain(node), &kit.aura,
					   node_kit_time(node_chain(node), i), NULL, &kit.work,
					   &b));
	(void)atexit(clean_up);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = slice_of(data, size), out = SLICE_EMPTY;
	size_t pick;
	enum err e;

	set_up();
	arena_reset(&kit.work);
	if (size == 0)
		return 0;
	pick = data[0] % (serve_num_protocols + NUM_SERVE_TOPICS);
	in = slice_from(in, 1);
	if (pick < serve_num_protocols) {
		e = serve_protocols[pick].serve(node, in, &kit.work, &out);
		CHECK(e != ERR_OK || out.n <= serve_protocols[pick].response_max);
	} else {
		const struct serve_notification *t =
		    &serve_notifications[pick - serve_num_protocols];

		e = t->check(node, in);
		e = t->take(node, in, &kit.work);
	}
	(void)e;
	return 0;
}
