#include "cli/example.h"

struct example_file {
	const char *name;
	struct slice data;
};

#include "cli/example_gen.h"

bool example_get(struct slice name, struct slice *out)
{
	for (size_t i = 0; i < ARRAY_LEN(example_files); i++) {
		if (!slice_eq(name, slice_str(example_files[i].name)))
			continue;
		*out = example_files[i].data;
		return true;
	}
	return false;
}
