#include "worker/pal/port.h"

/* Order: what a machine inside another one offers comes first. The skeleton is for tests and for
 * who writes a port; a release has not got it. */
const struct pal_port *const pal_port_table[] = {
    &pal_port_dstack,   &pal_port_gramine, &pal_port_tdx, &pal_port_snp, &pal_port_sim,
#ifndef NDEBUG
    &pal_port_skeleton,
#endif
};
const size_t num_pal_ports = ARRAY_LEN(pal_port_table);
