#ifndef CLI_TLS_FILTER_H
#define CLI_TLS_FILTER_H
/* cli/tls_filter: TLS as a filter for os/http_server and os/http_client. */
#include "os/filter.h"
#include "tls/tls.h"

/* filter_ctx is a struct tls_server_id. */
extern const struct filter_ops tls_filter_server;

/* The client's end; filter_ctx is one of these, which outlives the request. */
struct tls_filter_peer {
	const struct tls_roots *roots;
	struct slice host; /* a DNS name */
	u64 now_unix_ms;
	enum tls_fault fault; /* out: of the last connection */
};
extern const struct filter_ops tls_filter_client;

/* tls_filter_twice makes everything that is written until it is switched off go out twice:
 * how the stand-in model gives two answers to one question. */
void tls_filter_twice(bool on);

#endif /* CLI_TLS_FILTER_H */
