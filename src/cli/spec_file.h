#ifndef CLI_SPEC_FILE_H
#define CLI_SPEC_FILE_H
/* cli/spec_file: chain specs that a person named, with errors that a person can use. */
#include "cli/out.h"
#include "primitives/chain_spec.h"

/* spec_file_read parses a file; what is wrong with it is said on o. */
enum cli_exit spec_file_read(const struct out *o, const char *path, struct arena *a,
			     struct chain_spec *spec) MUST_CHECK;

#endif /* CLI_SPEC_FILE_H */
