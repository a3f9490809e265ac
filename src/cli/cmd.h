#ifndef CLI_CMD_H
#define CLI_CMD_H
/* cli/cmd: the subcommand table of `phala`.
 *
 * Each command is one file that exports one `struct cmd`; cmd.c lists them.
 * A command gets its own argv (argv[0] is its name) and returns an exit code. */
#include "cli/opt.h"

struct cmd {
	const char *name;
	const char *args;    /* shown after the name, may be "" */
	const char *summary; /* one line */
	enum cli_exit (*run)(int argc, char **argv);
};

extern const struct cmd cmd_attest, cmd_call, cmd_chain_spec, cmd_demo, cmd_deploy, cmd_dev,
    cmd_doctor, cmd_node, cmd_replay, cmd_runs, cmd_secrets, cmd_standin, cmd_verify, cmd_worker;
extern const struct cmd cmd_verify_eventlog, cmd_verify_gpu_evidence, cmd_verify_gpu_jwt,
    cmd_verify_quote,
    cmd_verify_snp; /* sub-commands of verify */
extern const struct cmd cmd_attest_fetch, cmd_attest_simulate; /* sub-commands of attest */

/* cmd_parse does what every command starts with: parse the table, answer
 * --help (adds the row itself) and set up `o`. It returns -1 to go on, else
 * the exit code to return. num_args is checked against [min, max]. */
struct cmd_spec {
	const struct cmd *cmd;
	const struct opt *opts;
	int args_min, args_max;
	const bool *json; /* where the --json row stores, or NULL */
};
int cmd_parse(const struct cmd_spec *spec, int *argc, char **argv, struct out *o) MUST_CHECK;

/* A command with sub-commands has a table of them that ends with {NULL, NULL}; the name of the
 * struct cmd is both words ("verify quote"), so that --help and errors say both. */
struct cmd_sub {
	const char *name;
	const struct cmd *cmd;
};
/* cmd_sub_run runs the sub-command that argv[1] names, and returns its exit code; -1 if it
 * names none. cmd_sub_list prints the table, one line each. */
int cmd_sub_run(const struct cmd_sub *table, int argc, char **argv) MUST_CHECK;
void cmd_sub_list(FILE *f, const struct cmd_sub *table);

/* cmd_main finds the command of argv[1] and runs it. */
int cmd_main(int argc, char **argv);

#endif /* CLI_CMD_H */
