#include "cli/cmd.h"

#include <stdio.h>
#include <string.h>

static const struct cmd *const cmds[] = {
    &cmd_demo,   &cmd_dev,    &cmd_deploy, &cmd_secrets, &cmd_call,   &cmd_runs,
    &cmd_replay, &cmd_verify, &cmd_attest, &cmd_node,    &cmd_worker, &cmd_doctor,
    &cmd_standin, &cmd_chain_spec,
};

static void usage(FILE *f)
{
	(void)fprintf(f, "usage: phala COMMAND [options]\n\n");
	for (size_t i = 0; i < ARRAY_LEN(cmds); i++)
		(void)fprintf(f, "  %-10s %s\n", cmds[i]->name, cmds[i]->summary);
	(void)fprintf(f,
	              "\n`phala COMMAND --help` lists the options. Exit codes: 0 ok, 1 user or I/O "
	              "error,\n2 agent error, 3 verification refused, 4 budget, 5 network.\n");
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

int cmd_parse(const struct cmd_spec *spec, int *argc, char **argv, struct out *o)
{
	char why[256] = "";
	char fix[64];
	int num = 0;
	enum err e;

	out_init(o, false);
	if (wants_help(*argc, argv)) {
		(void)printf("usage: phala %s %s\n\n%s\n\n", spec->cmd->name, spec->cmd->args,
		             spec->cmd->summary);
		opt_help(spec->opts);
		return EXIT_DONE;
	}
	e = opt_parse(spec->opts, *argc, argv, &num, why, sizeof(why));
	out_init(o, spec->json != NULL && *spec->json);
	(void)snprintf(fix, sizeof(fix), "phala %s --help", spec->cmd->name);
	if (e == ERR_OK && (num < spec->args_min || num > spec->args_max)) {
		(void)snprintf(why, sizeof(why), "it takes: %s", spec->cmd->args);
		e = ERR_INVALID;
	}
	if (e != ERR_OK)
		return (int)out_errorf(o, EXIT_USER, why, fix, "cannot run phala %s",
		                       spec->cmd->name);
	*argc = num;
	return -1;
}

int cmd_sub_run(const struct cmd_sub *table, int argc, char **argv)
{
	if (argc < 2)
		return -1;
	for (; table->name != NULL; table++)
		if (strcmp(argv[1], table->name) == 0)
			return (int)table->cmd->run(argc - 1, argv + 1);
	return -1;
}

void cmd_sub_list(FILE *f, const struct cmd_sub *table)
{
	for (; table->name != NULL; table++)
		(void)fprintf(f, "  phala %s %s\n      %s\n", table->cmd->name, table->cmd->args,
			      table->cmd->summary);
}

int cmd_main(int argc, char **argv)
{
	struct out o;

	if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
		usage(argc < 2 ? stderr : stdout);
		return argc < 2 ? EXIT_USER : EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("phala " PH_VERSION "\n");
		return EXIT_DONE;
	}
	for (size_t i = 0; i < ARRAY_LEN(cmds); i++)
		if (strcmp(argv[1], cmds[i]->name) == 0)
			return (int)cmds[i]->run(argc - 1, argv + 1);
	out_init(&o, false);
	return (int)out_errorf(&o, EXIT_USER, "it is not in the list of commands", "phala help",
	                       "unknown command \"%s\"", argv[1]);
}
