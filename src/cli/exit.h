#ifndef CLI_EXIT_H
#define CLI_EXIT_H
/* cli/exit: the exit codes of every `phala` command; scripts rely on them. */
enum cli_exit {
	EXIT_DONE = 0,    /* did what was asked */
	EXIT_USER = 1,    /* wrong use, or input/output failed */
	EXIT_AGENT = 2,   /* the agent's run failed */
	EXIT_REFUSED = 3, /* a verification did not hold */
	EXIT_BUDGET = 4,  /* a limit or balance is used up */
	EXIT_NETWORK = 5, /* a peer could not be reached or did not answer */
};

#endif /* CLI_EXIT_H */
