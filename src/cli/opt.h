#ifndef CLI_OPT_H
#define CLI_OPT_H
/* cli/opt: option tables.
 *
 * A command has one table; parsing, --help and the reference page come from
 * it, so an undocumented option cannot exist. `--name value` and `--name=value`
 * are accepted; `--` ends the options; the rest are positional. Values borrow
 * from argv. */
#include "cli/out.h"

enum opt_kind {
	OPT_FLAG,   /* bool */
	OPT_STRING, /* const char * */
	OPT_U32,    /* u32, decimal */
};

struct opt {
	const char *name;  /* without the dashes; NULL ends a table */
	const char *value; /* what --help calls the value; NULL for flags */
	const char *help;
	enum opt_kind kind;
	void *out;
};

#define OPT_FLAG_ROW(n, help, p)                                                                   \
	{                                                                                          \
		(n), NULL, (help), OPT_FLAG, (p)                                                   \
	}
#define OPT_STRING_ROW(n, v, help, p)                                                              \
	{                                                                                          \
		(n), (v), (help), OPT_STRING, (p)                                                  \
	}
#define OPT_U32_ROW(n, v, help, p)                                                                 \
	{                                                                                          \
		(n), (v), (help), OPT_U32, (p)                                                     \
	}
#define OPT_END                                                                                    \
	{                                                                                          \
		NULL, NULL, NULL, OPT_FLAG, NULL                                                   \
	}

/* opt_parse fills the table's outs and moves positional arguments to the front
 * of argv; *num_args receives how many there are. On a mistake it writes one
 * sentence into why (cap bytes) and returns ERR_INVALID. argv[0] is skipped. */
enum err opt_parse(const struct opt *table, int argc, char **argv, int *num_args, char *why,
                   size_t cap) MUST_CHECK;

/* opt_help prints the table. */
void opt_help(const struct opt *table);

#endif /* CLI_OPT_H */
