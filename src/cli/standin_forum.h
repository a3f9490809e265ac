#ifndef CLI_STANDIN_FORUM_H
#define CLI_STANDIN_FORUM_H
/* cli/standin_forum: pages of the stand-in proposal forum.
 *
 * /referenda/N.json and attachments beside it, from a folder or from the example inside the
 * program. A referendum without a page of its own gets the text of number 0. JSON pages
 * say in themselves that they are a stand-in. */
#include "base/arena.h"

struct standin_page {
	struct slice body;
	const char *type;
};

/* standin_forum_page; dir NULL: the example. ERR_NOT_FOUND for other paths; path is a
 * stranger's and cannot leave the folder. */
enum err standin_forum_page(const char *dir, struct slice path, struct arena *a,
                            struct standin_page *out) MUST_CHECK;

#endif /* CLI_STANDIN_FORUM_H */
