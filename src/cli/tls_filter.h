#ifndef CLI_TLS_FILTER_H
#define CLI_TLS_FILTER_H
/* cli/tls_filter: the server's end of TLS as a filter for os/http_server, for the stand-ins. */
#include "os/filter.h"
#include "tls/tls.h"

/* filter_ctx is a struct tls_server_id. */
extern const struct filter_ops tls_filter_server;

/* tls_filter_twice makes everything that is written until it is switched off go out twice:
 * how the stand-in model gives two answers to one question. */
void tls_filter_twice(bool on);

#endif /* CLI_TLS_FILTER_H */
