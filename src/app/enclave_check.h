#ifndef APP_ENCLAVE_CHECK_H
#define APP_ENCLAVE_CHECK_H
/* app/enclave_check: what phala-enclave says of its platform to whoever starts it by hand.
 *
 * Not the worker: no keys are made, nothing is stored (but sim's own folders). */
#include "worker/pal/pal.h"

/* enclave_ports prints a line a port: name, yes or no, and what it found or lacks. */
int enclave_ports(void);
/* enclave_check starts the port, enters the sandbox, and prints one JSON object with a quote for
 * the report data (128 hex digits; NULL: zeros). Returns the exit code. */
int enclave_check(const struct pal_opts *o, const char *report_data);

#endif /* APP_ENCLAVE_CHECK_H */
