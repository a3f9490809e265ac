#include "cli/remote.h"

#include "base/hex.h"
#include "cli/keys.h"
#include "os/arena_map.h"
#include "os/file.h"

#define ARENA_CAP               ((size_t)512 << 20)
#define HTTP_METHOD_NOT_ALLOWED 405

enum cli_exit remote_open(struct remote *r, struct out *o)
{
	r->out = o;
	if (arena_map(&r->a, ARENA_CAP) != ERR_OK)
		return out_error(o, EXIT_USER, "no address space", "a limit is set",
		                 "ulimit -v unlimited");
	if (client_open(&r->worker, r->worker_url) != ERR_OK)
		return out_error(o, EXIT_USER, "--worker is no URL", r->worker_url,
		                 "--worker " REMOTE_WORKER);
	if (client_open(&r->node, r->node_url) != ERR_OK)
		return out_error(o, EXIT_USER, "--node is no URL", r->node_url,
		                 "--node " REMOTE_NODE);
	return EXIT_DONE;
}

enum cli_exit remote_owner(const struct remote *r, struct sr25519_pair *owner)
{
	enum err e = keys_read(owner, r->owner_name);

	if (e == ERR_OK)
		return EXIT_DONE;
	return out_error(r->out, EXIT_USER, "the owner's key is not usable", err_text(e),
	                 keys_fix(e));
}

enum cli_exit remote_spec(struct remote *r, struct chain_spec *spec)
{
	struct slice json;
	enum err e;

	if (r->chain == NULL)
		return out_error(
		    r->out, EXIT_USER, "the chain is not named",
		    "what a worker says about itself is believed only if the chain proves it",
		    "add --chain FILE, the spec of the chain that you trust");
	e = file_read(&r->a, r->chain, CHAIN_SPEC_MAX, &json);
	if (e == ERR_OK)
		e = chain_spec_parse(spec, json, &r->a);
	if (e == ERR_OK)
		return EXIT_DONE;
	return out_errorf(r->out, EXIT_USER, err_text(e),
	                  "the node keeps its chain's as chain.json in its --dir",
	                  "%s is no readable chain spec", r->chain);
}

enum cli_exit remote_id(const struct remote *r, const char *text, const char *what, u8 id[32])
{
	if (text != NULL && hex_decode_exact(id, 32, slice_str(text)) == ERR_OK)
		return EXIT_DONE;
	return out_errorf(r->out, EXIT_USER,
	                  text == NULL ? "it is not given"
	                               : "it is not 0x and 64 hexadecimal digits",
	                  "phala runs --json lists agents and triggers", "%s is not usable", what);
}

enum cli_exit remote_failed(const struct remote *r, const struct client *c, enum err e,
                            const char *what)
{
	bool gone = e == ERR_IO || e == ERR_TIMEOUT || e == ERR_EOF;
	const char *fix = "phala runs shows the worker's view";

	if (gone)
		fix = "is it running, and is the URL right? phala dev starts node and worker";
	else if (c == &r->node)
		fix = "is it the node of this chain, and can the account pay? //Alice can on a "
		      "development chain";
	else if (c->code == HTTP_METHOD_NOT_ALLOWED)
		fix = "is --worker the worker's API (8787) and not the node (9944)?";
	return out_error(r->out, gone ? EXIT_NETWORK : EXIT_USER, what,
	                 c->why[0] != '\0' ? c->why : err_text(e), fix);
}

enum cli_exit remote_worker_key(struct remote *r, u8 pubkey[32])
{
	const struct json *info;
	enum err e = client_json(&r->worker, "GET", "/info", SLICE_EMPTY, &r->a, &info);

	if (e == ERR_OK)
		e = json_hex_exact(json_get(info, "pubkey"), pubkey, 32);
	return e == ERR_OK ? EXIT_DONE : remote_failed(r, &r->worker, e, "no word from the worker");
}
