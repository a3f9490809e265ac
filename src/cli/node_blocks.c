/* phala node export-blocks, import-blocks: a chain as one file. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cli/node_blocks.h"
#include "cli/spec_file.h"
#include "crypto/hash.h"
#include "node/blocks_file.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "runtime/blob.h"

#define ARENA_MAX   ((size_t)2 << 30) /* the spec, and one block's work */
#define FILE_MAX    ((size_t)1 << 40)
#define PROGRESS_NS 1000000000u

struct run {
	const char *file, *dir, *chain;
	u32 from, to;
	bool json, archive;
	struct out out;
	struct arena a;
	struct chain_spec spec;
	struct chain c;
	struct db *db;
	FILE *f;
	int lock;
	const char *verb;
	u32 num;
	u64 told_ns;
};

/* What the chain said last about a refusal tells more than the error. */
static const char *why_of(const struct run *r, enum err e)
{
	return r->c.why != NULL && r->c.why[0] != '\0' ? r->c.why : err_text(e);
}

static enum cli_exit failed(const struct run *r, const char *what, enum err e, const char *fix)
{
	return out_error(&r->out, EXIT_USER, what, why_of(r, e), fix);
}

static enum cli_exit file_failed(const struct run *r, const char *what, enum err e,
				 const char *fix)
{
	return out_errorf(&r->out, EXIT_USER, why_of(r, e), fix, "cannot %s %s", what, r->file);
}

static void on_block(void *ctx, u32 number)
{
	struct run *r = (struct run *)ctx;
	u64 now = clock_mono_ns();

	r->num++;
	if (now - r->told_ns < PROGRESS_NS)
		return;
	r->told_ns = now;
	out_step(&r->out, "block", "%s %" PRIu32 " blocks, at block %" PRIu32, r->verb, r->num,
		 number);
}

/* The folder's own spec, or the one named for a folder that is made now. */
static enum cli_exit read_spec(struct run *r)
{
	char path[OS_PATH_MAX];
	enum cli_exit x = spec_file_stored(&r->out, r->dir, path);

	if (x != EXIT_DONE)
		return x;
	if (r->chain != NULL)
		return spec_file_read(&r->out, r->chain, &r->a, &r->spec);
	if (!file_exists(path))
		return out_errorf(&r->out, EXIT_USER, "there is no chain.json in it",
				  "give the folder of a node, and --chain SPEC for a new one",
				  "cannot open the chain in %s", r->dir);
	return spec_file_read(&r->out, path, &r->a, &r->spec);
}

static enum err open_store(struct run *r)
{
	struct db_opts o = {.dir = r->dir, .archive = r->archive};
	char lock[OS_PATH_MAX];
	u8 linked[HASH_LEN];

	TRY(file_mkdirs(r->dir, 0700));
	TRY(path_join(lock, sizeof(lock), r->dir, "lock"));
	TRY(file_lock(lock, &r->lock));
	TRY(db_open(&r->db, &o));
	db_guard(r->db, r->dir);
	TRY(chain_open(&r->c, r->db, &r->spec, &r->a));
	blake2_256(linked, runtime_blob());
	return chain_link(&r->c, linked, &r->a);
}

static enum cli_exit open_chain(struct run *r)
{
	enum cli_exit x = read_spec(r);
	enum err e;

	if (x != EXIT_DONE)
		return x;
	e = open_store(r);
	if (e == ERR_CONFLICT)
		return out_errorf(&r->out, EXIT_USER, "a node is running on it", "stop it first",
				  "cannot open the chain in %s", r->dir);
	if (e != ERR_OK)
		return failed(r, "cannot open the chain", e,
			      "take another --dir, or the --chain that made this one");
	return EXIT_DONE;
}

static void close_all(struct run *r)
{
	db_close(r->db);
	if (r->lock >= 0)
		file_unlock(r->lock);
	arena_unmap(&r->a);
}

static void say_done(const struct run *r)
{
	char line[160];

	out_line(&r->out, "%s %" PRIu32 " blocks; best %" PRIu32 ", final %" PRIu32, r->verb,
		 r->num, r->c.best.number, r->c.finalized.number);
	if (!r->json)
		return;
	(void)snprintf(line, sizeof(line),
		       "{\"blocks\":%" PRIu32 ",\"best\":%" PRIu32 ",\"finalized\":%" PRIu32 "}",
		       r->num, r->c.best.number, r->c.finalized.number);
	out_raw(slice_str(line));
}

static enum err put(void *ctx, struct slice bytes)
{
	struct run *r = (struct run *)ctx;

	return bytes.n == 0 || fwrite(bytes.p, 1, bytes.n, r->f) == bytes.n ? ERR_OK
									    : err_of_errno(errno);
}

static enum cli_exit export_to(struct run *r)
{
	const struct blocks_progress p = {r, on_block};
	const struct blocks_sink s = {r, put};
	u32 to = size_min(r->to, r->c.best.number) == r->to ? r->to : r->c.best.number;
	enum err e;

	r->f = fopen(r->file, "wbe");
	if (r->f == NULL)
		return file_failed(r, "write", err_of_errno(errno), "take another place");
	e = blocks_export(&r->c, r->from, to, &s, &p);
	if (fclose(r->f) != 0 && e == ERR_OK)
		e = err_of_errno(errno);
	if (e == ERR_NOT_FOUND)
		return out_error(&r->out, EXIT_USER, "there are no such blocks",
				 "--from lies behind the best block, or behind --to",
				 "leave --from and --to out for the whole chain");
	if (e != ERR_OK)
		return failed(r, "cannot export the blocks", e,
			      e == ERR_CORRUPT
				      ? "check the disk; export the blocks before it with --to"
				      : "is the disk full?");
	say_done(r);
	return EXIT_DONE;
}

static enum cli_exit import_from(struct run *r)
{
	const struct blocks_progress p = {r, on_block};
	struct slice file = SLICE_EMPTY;
	enum cli_exit x = spec_file_keep(&r->out, r->dir, &r->spec, &r->a);
	enum err e;

	if (x != EXIT_DONE)
		return x;
	e = file_map(r->file, FILE_MAX, &file);
	if (e != ERR_OK)
		return file_failed(r, "read", e, "give what `phala node export-blocks` wrote");
	e = blocks_import(&r->c, file, &r->a, &p);
	file_unmap(file);
	if (e == ERR_UNSUPPORTED && r->c.foreign)
		return out_error(&r->out, EXIT_USER, "the chain's runtime was upgraded",
				 "this program links another one and cannot check the next block",
				 "go on with the program that links it; what was imported is kept");
	if (e != ERR_OK)
		return file_failed(r, "import all blocks of", e,
				   r->num == 0 ? "give what `phala node export-blocks` wrote for "
						 "this chain, whole"
					       : "what was imported before is kept; the rest of "
						 "the file is not of this chain, or damaged");
	say_done(r);
	return EXIT_DONE;
}

static struct run the_run; /* too large for a stack */

static enum cli_exit run_with(const struct cmd_spec *spec, int argc, char **argv,
			      enum cli_exit (*work)(struct run *r), const char *verb)
{
	struct run *r = &the_run;
	enum cli_exit x;
	int done;

	memset(r, 0, sizeof(*r));
	r->from = 1;
	r->to = UINT32_MAX;
	r->lock = -1;
	r->verb = verb;
	r->told_ns = clock_mono_ns();
	done = cmd_parse(spec, &argc, argv, &r->out);
	if (done >= 0)
		return (enum cli_exit)done;
	r->file = argv[0];
	if (r->dir == NULL)
		return out_errorf(&r->out, EXIT_USER, "--dir is missing",
				  "name the folder of the node: --dir DIR", "cannot run phala %s",
				  spec->cmd->name);
	if (arena_map(&r->a, ARENA_MAX) != ERR_OK)
		return failed(r, "cannot start", ERR_NOMEM, "free some memory");
	x = open_chain(r);
	if (x == EXIT_DONE)
		x = work(r);
	close_all(r);
	return x;
}

static enum cli_exit run_export(int argc, char **argv)
{
	struct run *r = &the_run;
	const struct opt opts[] = {
	    OPT_STRING_ROW("dir", "DIR", "where the chain is kept", &r->dir),
	    OPT_U32_ROW("from", "N", "first block (default 1)", &r->from),
	    OPT_U32_ROW("to", "N", "last block (default: the best one)", &r->to),
	    OPT_FLAG_ROW("json", "JSON lines", &r->json),
	    OPT_END,
	};

	return run_with(&(struct cmd_spec){&cmd_node_export, opts, 1, 1, &r->json}, argc, argv,
			export_to, "exported");
}

static enum cli_exit run_import(int argc, char **argv)
{
	struct run *r = &the_run;
	const struct opt opts[] = {
	    OPT_STRING_ROW("dir", "DIR", "where the chain is kept, or will be", &r->dir),
	    OPT_STRING_ROW("chain", "FILE", "chain spec of a new folder", &r->chain),
	    OPT_FLAG_ROW("archive", "keep the states of all blocks", &r->archive),
	    OPT_FLAG_ROW("json", "JSON lines", &r->json),
	    OPT_END,
	};

	return run_with(&(struct cmd_spec){&cmd_node_import, opts, 1, 1, &r->json}, argc, argv,
			import_from, "imported");
}

const struct cmd cmd_node_export = {"node export-blocks", "FILE --dir DIR",
				    "write the blocks of a stopped node to a file", run_export};
const struct cmd cmd_node_import = {"node import-blocks", "FILE --dir DIR [--chain SPEC]",
				    "execute, check and store the blocks of a file", run_import};
