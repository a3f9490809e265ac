#include "cli/spec_file.h"

#include "os/file.h"

static const char fix[] = "give a file that `phala chain-spec` or `phala node --build-spec` made";

enum cli_exit spec_file_read(const struct out *o, const char *path, struct arena *a,
			     struct chain_spec *spec)
{
	struct slice json;
	enum err e = file_read(a, path, CHAIN_SPEC_MAX, &json);

	if (e != ERR_OK)
		return out_errorf(o, EXIT_USER, err_text(e), fix, "cannot read the chain spec %s",
				  path);
	e = chain_spec_parse(spec, json, a);
	if (e != ERR_OK)
		return out_errorf(o, EXIT_USER, err_text(e), fix, "%s is no chain spec", path);
	return EXIT_DONE;
}
