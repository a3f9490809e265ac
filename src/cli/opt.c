#include "cli/opt.h"

#include <stdio.h>
#include <string.h>

static const struct opt *opt_find(const struct opt *table, const char *name, size_t n)
{
	for (; table->name != NULL; table++)
		if (strlen(table->name) == n && memcmp(table->name, name, n) == 0)
			return table;
	return NULL;
}

static bool parse_u32(const char *s, u32 *out)
{
	u64 v = 0;

	if (*s == '\0' || strlen(s) > 10)
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return false;
		v = v * 10 + (u64)(*s - '0');
	}
	if (v > UINT32_MAX)
		return false;
	*out = (u32)v;
	return true;
}

/* Stores one value; false with a sentence in why if it does not fit. */
static bool opt_store(const struct opt *o, const char *value, char *why, size_t cap)
{
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)o->out = true;
		return true;
	case OPT_STRING:
		*(const char **)o->out = value;
		return true;
	case OPT_U32:
		if (parse_u32(value, o->out))
			return true;
		(void)snprintf(why, cap, "--%s wants a whole number, not \"%s\"", o->name, value);
		return false;
	}
	return false;
}

/* Handles argv[i], which starts with two dashes; returns the next index or 0. */
static int opt_one(const struct opt *table, int argc, char **argv, int i, char *why, size_t cap)
{
	const char *name = argv[i] + 2, *eq = strchr(name, '=');
	size_t n = eq != NULL ? (size_t)(eq - name) : strlen(name);
	const struct opt *o = opt_find(table, name, n);

	if (o == NULL) {
		(void)snprintf(why, cap, "there is no option --%.*s", (int)n, name);
		return 0;
	}
	if (o->kind == OPT_FLAG) {
		if (eq != NULL) {
			(void)snprintf(why, cap, "--%s takes no value", o->name);
			return 0;
		}
		return opt_store(o, NULL, why, cap) ? i + 1 : 0;
	}
	if (eq != NULL)
		return opt_store(o, eq + 1, why, cap) ? i + 1 : 0;
	if (i + 1 >= argc) {
		(void)snprintf(why, cap, "--%s wants a value: %s", o->name, o->value);
		return 0;
	}
	return opt_store(o, argv[i + 1], why, cap) ? i + 2 : 0;
}

enum err opt_parse(const struct opt *table, int argc, char **argv, int *num_args, char *why,
                   size_t cap)
{
	int num = 0, i = 1;

	while (i < argc) {
		if (strcmp(argv[i], "--") == 0) {
			for (i++; i < argc; i++)
				argv[num++] = argv[i];
			break;
		}
		if (strncmp(argv[i], "--", 2) != 0) {
			argv[num++] = argv[i++];
			continue;
		}
		i = opt_one(table, argc, argv, i, why, cap);
		if (i == 0)
			return ERR_INVALID;
	}
	*num_args = num;
	return ERR_OK;
}

void opt_help(const struct opt *table)
{
	for (; table->name != NULL; table++) {
		char left[64];

		(void)snprintf(left, sizeof(left), "--%s%s%s", table->name,
		               table->value != NULL ? " " : "",
		               table->value != NULL ? table->value : "");
		(void)printf("  %-26s %s\n", left, table->help);
	}
}
