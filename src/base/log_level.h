#ifndef BASE_LOG_LEVEL_H
#define BASE_LOG_LEVEL_H
/* base/log_level: how much a log line matters. Both sides of the TEE line use
 * these numbers; they are part of the fd-3 protocol, so they never change. */
#include "base/base.h"

enum log_level {
	LOG_IO,      /* every byte that moves */
	LOG_TRACE,   /* every step */
	LOG_DEBUG,   /* for us */
	LOG_INFO,    /* for operators */
	LOG_UNUSUAL, /* a peer or the machine misbehaves; we cope */
	LOG_BROKEN,  /* our bug */
	NUM_LOG_LEVELS
};

static inline const char *log_level_name(enum log_level l)
{
	static const char *const names[NUM_LOG_LEVELS] = {"IO",   "TRACE",   "DEBUG",
	                                                  "INFO", "UNUSUAL", "BROKEN"};

	return (size_t)l < NUM_LOG_LEVELS ? names[l] : "BROKEN";
}

#endif /* BASE_LOG_LEVEL_H */
