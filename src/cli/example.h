#ifndef CLI_EXAMPLE_H
#define CLI_EXAMPLE_H
/* cli/example: examples/governance-analyst inside the program, so that `phala demo` works
 * from any folder. */
#include "base/slice.h"

/* example_get finds a file by its path in the example's folder, such as "forum/0.json". */
bool example_get(struct slice name, struct slice *out);

#endif /* CLI_EXAMPLE_H */
