#ifndef CLI_CODE_DIR_H
#define CLI_CODE_DIR_H
/* cli/code_dir: an agent's folder, phala.json and its entry file, as it is hashed.
 *
 * The manifest is checked against docs/schema/phala.schema.json, which is inside the program,
 * so that a mistake shows here and not as a run that fails. The enclave checks again. */
#include "cli/agent.h"

#define CODE_DIR_WHY_MAX 512u

/* code_dir_read: dir NULL is the built-in example. Unless ERR_OK, why has one sentence that
 * names the file. ERR_INVALID: the manifest does not fit its schema; those of os/file.h and
 * text/json.h. */
enum err code_dir_read(const char *dir, struct arena *a, struct agent_code *out,
                       char why[CODE_DIR_WHY_MAX]) MUST_CHECK;

#endif /* CLI_CODE_DIR_H */
