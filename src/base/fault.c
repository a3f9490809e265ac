#include "base/fault.h"

#include "base/mem.h"

#ifdef PH_FAULTS
static struct {
	const char *name;
	size_t name_len;
	u32 left; /* passes until the end; 0: not armed */
	void (*die)(void);
} armed;

/* Reads the digits after the last ':'. A number that needs more than six of
 * them was not meant. */
static u32 pass_number(const char *digits)
{
	u32 v = 0;

	for (size_t i = 0; digits[i] != '\0'; i++) {
		if (digits[i] < '0' || digits[i] > '9' || i == 6)
			return 0;
		v = v * 10 + (u32)(digits[i] - '0');
	}
	return v;
}

enum err fault_set(const char *spec, void (*die)(void))
{
	size_t colon = strlen(spec);
	u32 n;

	while (colon > 0 && spec[colon - 1] != ':')
		colon--;
	if (colon < 2)
		return ERR_FORMAT;
	n = pass_number(spec + colon);
	if (n == 0)
		return ERR_FORMAT;
	armed.name = spec;
	armed.name_len = colon - 1;
	armed.left = n;
	armed.die = die;
	return ERR_OK;
}

void fault_pass(const char *name)
{
	if (armed.left == 0 || strlen(name) != armed.name_len ||
	    memcmp(name, armed.name, armed.name_len) != 0)
		return;
	if (--armed.left == 0)
		armed.die();
}
#else
enum err fault_set(const char *spec, void (*die)(void))
{
	(void)spec;
	(void)die;
	return ERR_UNSUPPORTED;
}

void fault_pass(const char *name)
{
	(void)name;
}
#endif
