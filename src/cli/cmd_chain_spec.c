/* phala chain-spec: the file that a light client starts with. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/spec_file.h"
#include "net/net.h"
#include "node/chain.h"
#include "os/arena_map.h"

#define SPEC_ARENA_MAX ((size_t)512 << 20)
#define BOOT_NODES_MAX 16u
#define ADDRS_MAX      16384u

struct run {
	const char *dir, *chain, *boot_node, *sim_pki;
	u32 block_time;
	bool raw, no_checkpoint;
	struct out out;
	struct arena a;
	struct chain_spec spec;
	struct chain_spec_start start;
	struct slice boot_nodes[BOOT_NODES_MAX];
};

static enum cli_exit fail(const struct run *r, const char *what, enum err e, const char *fix)
{
	return out_error(&r->out, EXIT_USER, what, err_text(e), fix);
}

static enum err read_file(struct run *r, const char *name, size_t max, struct slice *out)
{
	char path[OS_PATH_MAX];

	TRY(path_join(path, sizeof(path), r->dir, name));
	return file_read(&r->a, path, max, out);
}

static enum cli_exit read_spec(struct run *r)
{
	struct dev_spec_opts dev = {.slot_ms = r->block_time};
	char path[OS_PATH_MAX];
	enum cli_exit x;

	if (r->chain != NULL)
		return spec_file_read(&r->out, r->chain, &r->a, &r->spec);
	if (r->dir == NULL) {
		x = r->sim_pki == NULL ? EXIT_DONE
				       : spec_file_root(&r->out, r->sim_pki, &r->a,
							&dev.attestation_root);
		return x == EXIT_DONE ? spec_file_dev(&r->out, &dev, &r->a, &r->spec) : x;
	}
	x = spec_file_stored(&r->out, r->dir, path);
	if (x != EXIT_DONE)
		return x;
	if (!file_exists(path))
		return out_errorf(&r->out, EXIT_USER, "there is no chain.json in it",
				  "give --dir the folder that `phala node --dir` has run in",
				  "cannot read the chain spec of %s", r->dir);
	return spec_file_read(&r->out, path, &r->a, &r->spec);
}

/* Where the node listened when it last started. One that never ran has no address. */
static enum cli_exit find_boot_nodes(struct run *r)
{
	struct slice text = SLICE_EMPTY;
	size_t n = 0;
	enum err e;

	r->start.boot_nodes = r->boot_nodes;
	if (r->boot_node != NULL)
		r->boot_nodes[n++] = slice_str(r->boot_node);
	else if (r->dir != NULL) {
		e = read_file(r, NET_ADDRS_FILE, ADDRS_MAX, &text);
		if (e != ERR_OK && e != ERR_NOT_FOUND)
			return fail(r, "cannot read the node's addresses", e,
				    "give one with --boot-node");
	}
	while (text.n != 0 && n < BOOT_NODES_MAX) {
		const u8 *end = (const u8 *)memchr(text.p, '\n', text.n);
		size_t len = end == NULL ? text.n : (size_t)(end - text.p);

		if (len != 0)
			r->boot_nodes[n++] = slice_of(text.p, len);
		text = slice_from(text, len + 1);
	}
	r->start.num_boot_nodes = n;
	if (n == 0)
		(void)fprintf(stderr, "no boot node: start the node once, or give one with "
				      "--boot-node /ip4/…/tcp/…/ws/p2p/…\n");
	return EXIT_DONE;
}

/* AuthoritySet of substrate/client/consensus/grandpa: the authorities, their set id, and no
 * pending change: the header is the newest finalized one, so what it scheduled is in force. */
static enum err put_authority_set(struct run *r, const struct authority_set *set)
{
	struct wr w = wr_arena(&r->a);

	wr_authorities(&w, set);
	wr_u64(&w, set->set_id);
	wr_u8(&w, 0); /* pending_standard_changes: no roots, */
	wr_u8(&w, 0); /* and no best finalized number */
	wr_u8(&w, 0); /* pending_forced_changes */
	wr_u8(&w, 0); /* authority_set_changes */
	return wr_arena_done(&w, &r->a, &r->start.authority_set);
}

static enum err checkpoint_of(struct run *r, struct chain *c)
{
	struct authority_set set;
	struct db_view v;
	struct slice header;
	enum err e;

	if (c->finalized.number == 0)
		return ERR_OK; /* the genesis state says it all */
	TRY(chain_authority_set(c, c->finalized.number + 1, &set));
	TRY(db_view_open(&v, c->db));
	e = db_header(&v, c->finalized.number, &header);
	if (e == ERR_OK)
		e = arena_dup(&r->a, header, &r->start.header);
	db_view_close(&v);
	return e == ERR_OK ? put_authority_set(r, &set) : e;
}

/* The node may be running: LMDB lets both look, and nothing is written here. */
static enum cli_exit find_checkpoint(struct run *r)
{
	struct db_opts o = {.dir = r->dir, .archive = true};
	char path[OS_PATH_MAX];
	static struct chain c; /* too large for a stack */
	struct db *db = NULL;
	enum err e;

	if (r->dir == NULL || r->no_checkpoint)
		return EXIT_DONE;
	e = path_join(path, sizeof(path), r->dir, "data.mdb");
	if (e == ERR_OK && !file_exists(path))
		return EXIT_DONE;
	if (e == ERR_OK)
		e = db_open(&db, &o);
	if (e == ERR_OK) {
		e = chain_open(&c, db, &r->spec, &r->a);
		if (e == ERR_OK)
			e = checkpoint_of(r, &c);
		db_close(db);
	}
	if (e == ERR_OK)
		return EXIT_DONE;
	return out_errorf(&r->out, EXIT_USER, err_text(e), "--no-checkpoint does without",
			  "cannot read the chain in %s", r->dir);
}

static enum cli_exit print(struct run *r)
{
	struct slice json;
	enum err e = chain_spec_write_start(&r->spec, &r->start, &r->a, &json);

	if (e != ERR_OK)
		return fail(r, "cannot write the chain spec", e, "report this as a bug");
	if (json.n != 0 && json.p[json.n - 1] == '\n')
		json.n--;
	out_raw(json);
	return EXIT_DONE;
}

static enum cli_exit run(int argc, char **argv)
{
	static struct run r; /* too large for a stack */
	const struct opt opts[] = {
	    OPT_STRING_ROW("dir", "DIR", "the node's folder: its chain, addresses and checkpoint",
			   &r.dir),
	    OPT_STRING_ROW("chain", "FILE", "another chain spec to start from", &r.chain),
	    OPT_U32_ROW("block-time", "MS", "without both: of the development chain (default 3000)",
			&r.block_time),
	    OPT_STRING_ROW("sim-pki", "DIR", "without both: development PKI that it accepts",
			   &r.sim_pki),
	    OPT_STRING_ROW("boot-node", "ADDR", "multiaddr of the node, instead of the stored ones",
			   &r.boot_node),
	    OPT_FLAG_ROW("no-checkpoint", "leave lightSyncState out", &r.no_checkpoint),
	    OPT_FLAG_ROW("raw", "the raw form, which is the only one there is", &r.raw),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_chain_spec, opts, 0, 0, NULL};
	enum cli_exit x;
	int done;

	memset(&r, 0, sizeof(r));
	done = cmd_parse(&spec, &argc, argv, &r.out);
	if (done >= 0)
		return (enum cli_exit)done;
	if (arena_map(&r.a, SPEC_ARENA_MAX) != ERR_OK)
		return fail(&r, "cannot start", ERR_NOMEM, "free some memory");
	x = read_spec(&r);
	if (x == EXIT_DONE)
		x = find_boot_nodes(&r);
	if (x == EXIT_DONE)
		x = find_checkpoint(&r);
	if (x == EXIT_DONE)
		x = print(&r);
	arena_unmap(&r.a);
	return x;
}

const struct cmd cmd_chain_spec = {"chain-spec", "[options]",
				   "print the chain spec for light clients", run};
