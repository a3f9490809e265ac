#ifndef CLI_NODE_BLOCKS_H
#define CLI_NODE_BLOCKS_H
/* cli/node_blocks: the two commands below `phala node` that work on a stopped node's folder. */
#include "cli/cmd.h"

extern const struct cmd cmd_node_export, cmd_node_import;

#endif /* CLI_NODE_BLOCKS_H */
