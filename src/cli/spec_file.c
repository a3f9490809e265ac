#include "cli/spec_file.h"

#include <stdio.h>
#include <string.h>

#include "attest/sim/sim.h"

static const char fix[] =
    "give a file that `phala chain-spec` made, or chain.json of a node's --dir";

enum cli_exit spec_file_read(const struct out *o, const char *path, struct arena *a,
			     struct chain_spec *spec)
{
	struct slice json;
	enum err e = file_read(a, path, CHAIN_SPEC_MAX, &json);

	if (e != ERR_OK)
		return out_errorf(o, EXIT_USER, err_text(e), fix, "cannot read the chain spec %s",
				  path);
	e = chain_spec_parse(spec, json, a);
	if (e == ERR_DENIED)
		return out_errorf(o, EXIT_USER,
				  "it takes workers without evidence or of a development root, and "
				  "its chainType is neither Development nor Local",
				  "take another chain spec; this one believes simulators",
				  "%s is no chain to rely on", path);
	if (e != ERR_OK)
		return out_errorf(o, EXIT_USER, err_text(e), fix, "%s is no chain spec", path);
	return EXIT_DONE;
}

enum cli_exit spec_file_dev(const struct out *o, const struct dev_spec_opts *opts,
			    struct arena *a, struct chain_spec *spec)
{
	struct dev_spec_opts with = *opts;
	enum err e;

	if (with.slot_ms == 0)
		with.slot_ms = SPEC_SLOT_MS;
	e = dev_spec_make(spec, &with, a);
	if (e == ERR_OK)
		return EXIT_DONE;
	if (e == ERR_LIMIT)
		return out_error(o, EXIT_USER, "--block-time is out of range",
				 "it is in milliseconds, from 50", "try --block-time 1000");
	return out_error(o, EXIT_USER, "cannot make a chain spec", err_text(e),
			 "report this as a bug");
}

/* Makes what is above dir. */
static enum err make_parent(const char *dir)
{
	char parent[OS_PATH_MAX];
	size_t n = strlen(dir);
	const char *slash;

	while (n > 1 && dir[n - 1] == '/')
		n--;
	slash = (const char *)memrchr(dir, '/', n);
	if (slash == NULL || slash == dir)
		return ERR_OK;
	if ((size_t)(slash - dir) >= sizeof(parent))
		return ERR_LIMIT;
	(void)snprintf(parent, sizeof(parent), "%.*s", (int)(slash - dir), dir);
	return file_mkdirs(parent, 0700);
}

enum cli_exit spec_file_root(const struct out *o, const char *dir, struct arena *a,
			     struct slice *der)
{
	struct sim_pki pki;
	enum err e = make_parent(dir);

	if (e == ERR_OK)
		e = sim_pki_open(&pki, dir);
	if (e == ERR_OK) {
		e = arena_dup(a, slice_of(pki.root_der, pki.root_len), der);
		sim_pki_release(&pki);
	}
	if (e == ERR_OK)
		return EXIT_DONE;
	return out_errorf(o, EXIT_USER, err_text(e),
			  e == ERR_DENIED
			      ? "its seed must be yours alone: chmod 600, or take another --sim-pki"
			      : "take another --sim-pki: a new folder is a new root and chain",
			  "cannot use the development PKI in %s", dir);
}

enum cli_exit spec_file_stored(const struct out *o, const char *dir, char path[OS_PATH_MAX])
{
	enum err e = path_join(path, OS_PATH_MAX, dir, "chain.json");

	return e == ERR_OK ? EXIT_DONE
			   : out_error(o, EXIT_USER, "--dir is too long", err_text(e),
				       "take a shorter path");
}

enum cli_exit spec_file_keep(const struct out *o, const char *dir, const struct chain_spec *spec,
			     struct arena *a)
{
	char path[OS_PATH_MAX];
	struct slice json;
	enum cli_exit x = spec_file_stored(o, dir, path);
	enum err e;

	if (x != EXIT_DONE || file_exists(path))
		return x;
	e = chain_spec_write(spec, a, &json);
	if (e == ERR_OK)
		e = file_write_atomic(path, json, 0644);
	return e == ERR_OK ? EXIT_DONE
			   : out_errorf(o, EXIT_USER, err_text(e), "is the disk full?",
					"cannot write %s", path);
}
