#ifndef CLI_SPEC_FILE_H
#define CLI_SPEC_FILE_H
/* cli/spec_file: the chain specs of the commands that run or read a chain, with errors that a
 * person can use: each function has printed on o what is wrong when it fails. What is read
 * lies in the arena. */
#include "cli/out.h"
#include "node/dev_spec.h"
#include "os/file.h"

#define SPEC_SIM_PKI "sim-pki" /* the development PKI's folder beside a chain's files */
#define SPEC_SLOT_MS 3000u /* of a development chain when nobody says */

/* spec_file_read parses a file that somebody named. */
enum cli_exit spec_file_read(const struct out *o, const char *path, struct arena *a,
			     struct chain_spec *spec) MUST_CHECK;
/* spec_file_dev makes the spec of a development chain; a slot_ms of 0 is SPEC_SLOT_MS. */
enum cli_exit spec_file_dev(const struct out *o, const struct dev_spec_opts *opts,
			    struct arena *a, struct chain_spec *spec) MUST_CHECK;
/* spec_file_root opens the development PKI in a folder, making it when missing, for the DER of
 * its root. The parent folder is made too. */
enum cli_exit spec_file_root(const struct out *o, const char *dir, struct arena *a,
			     struct slice *der) MUST_CHECK;
/* spec_file_stored gives the path of the spec that a node keeps in its folder. */
enum cli_exit spec_file_stored(const struct out *o, const char *dir,
			       char path[OS_PATH_MAX]) MUST_CHECK;
/* spec_file_keep writes the spec there, for verifiers and the next start, unless it is there. */
enum cli_exit spec_file_keep(const struct out *o, const char *dir, const struct chain_spec *spec,
			     struct arena *a) MUST_CHECK;

#endif /* CLI_SPEC_FILE_H */
