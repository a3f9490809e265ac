/* phala dev: chain, worker and stand-ins for working on an agent, with the example deployed. */
#include <stdio.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/demo.h"
#include "text/json_wr.h"

#define BLOCK_TIME_MS 1000u
#define NODE_PORT     9944u
#define API_PORT      8787u
#define READY_MAX     8192u
#define TURN_MS       200u

static void say_ready(const struct demo *d)
{
	static u8 buf[READY_MAX];
	struct json_wr w = json_wr_into(buf, sizeof(buf));
	struct slice s;
	char agent[65] = {0};

	hex_encode(agent, SLICE_ARR(d->agent));
	out_line(&d->out,
	         "\n  node        http://127.0.0.1:%u (also ws://)\n  worker      "
	         "http://127.0.0.1:%u\n  chain spec  %s\n  agent       0x%s, owner //Alice\n\n"
	         "Try in another terminal: phala call 0x%s --wait\n"
	         "An agent of your own:    phala deploy DIR\nCtrl-C ends it.",
	         (unsigned int)d->net.node_port, (unsigned int)d->net.api_port, d->spec_path, agent,
	         agent);
	if (!d->out.json)
		return;
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "step", "ready");
	json_wr_m_u64(&w, "nodePort", d->net.node_port);
	json_wr_m_u64(&w, "apiPort", d->net.api_port);
	json_wr_m_u64(&w, "standinPort", d->net.standin_port);
	json_wr_m_hex(&w, "agent", SLICE_ARR(d->agent));
	json_wr_m_hex(&w, "worker", SLICE_ARR(d->pubkey));
	json_wr_m_cstr(&w, "chain", d->spec_path);
	json_wr_obj_end(&w);
	if (json_wr_done(&w, &s) == ERR_OK)
		out_raw(s);
}

static enum cli_exit run(int argc, char **argv)
{
	struct demo_opts x = {.block_time_ms = BLOCK_TIME_MS, .model_script = "ok"};
	u32 node_port = NODE_PORT, api_port = API_PORT;
	bool json = false;
	const struct opt opts[] = {
	    OPT_STRING_ROW("dir", "DIR", "keep everything here (default: a temporary folder)",
	                   &x.dir),
	    OPT_U32_ROW("node-port", "N", "JSON-RPC (default 9944, 0: any)", &node_port),
	    OPT_U32_ROW("api-port", "N", "worker API (default 8787, 0: any)", &api_port),
	    OPT_U32_ROW("block-time", "MS", "time between blocks (default 1000)", &x.block_time_ms),
	    OPT_U32_ROW("session-blocks", "N", "blocks of a session (default ten minutes)",
	                &x.session_blocks),
	    OPT_STRING_ROW("forum", "DIR", "serve this as https://forum.localhost/referenda",
	                   &x.forum_dir),
	    OPT_STRING_ROW("model-script", "NAME", "what the stand-in model does", &x.model_script),
	    OPT_FLAG_ROW("json", "steps as JSON lines", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_dev, opts, 0, 0, &json};
	struct demo *d = &demo;
	enum cli_exit code;
	int done = cmd_parse(&spec, &argc, argv, &d->out);

	if (done >= 0)
		return (enum cli_exit)done;
	if (node_port > UINT16_MAX || api_port > UINT16_MAX)
		return out_error(&d->out, EXIT_USER, "cannot run phala dev",
		                 "a port is at most 65535", "give 0 to take a free one");
	x.node_port = (u16)node_port;
	x.api_port = (u16)api_port;
	code = demo_prepare(d, &x);
	if (code == EXIT_DONE)
		code = demo_start(d);
	if (code == EXIT_DONE)
		code = demo_deploy(d);
	if (code == EXIT_DONE)
		code = demo_lease(d);
	if (code == EXIT_DONE) {
		say_ready(d);
		for (;;)
			demo_wait(d, TURN_MS);
	}
	demo_stop(d);
	return code;
}

const struct cmd cmd_dev = {"dev", "[options]",
                            "a local network to work on agents: node, worker, stand-ins", run};
