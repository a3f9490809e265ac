/* phala attest: what goes with quotes: collateral, and quotes of a simulated machine. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"

static const struct cmd_sub subs[] = {
    {"fetch-collateral", &cmd_attest_fetch},
    {"simulate", &cmd_attest_simulate},
    {NULL, NULL},
};

static enum cli_exit run(int argc, char **argv)
{
	struct out o;
	int done = cmd_sub_run(subs, argc, argv);
	bool help = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);

	if (done >= 0)
		return (enum cli_exit)done;
	if (argc < 2 || help) {
		FILE *f = help ? stdout : stderr;

		(void)fprintf(f, "usage: phala attest COMMAND [options]\n\n");
		cmd_sub_list(f, subs);
		return help ? EXIT_DONE : EXIT_USER;
	}
	out_init(&o, false);
	return out_errorf(&o, EXIT_USER, "it is not in the list of its commands",
	                  "phala attest --help", "unknown command \"attest %s\"", argv[1]);
}

const struct cmd cmd_attest = {"attest", "COMMAND [options]",
                               "fetch collateral; quotes of a simulated machine", run};
