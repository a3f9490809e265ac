#ifndef WORKER_PAL_SANDBOX_SECCOMP_H
#define WORKER_PAL_SANDBOX_SECCOMP_H
/* worker/pal/sandbox/seccomp: which system calls a role may make, as data.
 *
 * Everything that is in no table kills the process with SIGSYS. A row says how
 * narrowly a call is allowed. */
#include "base/base.h"

enum seccomp_guard {
	SECCOMP_ANY,     /* with any arguments */
	SECCOMP_FD,      /* the first argument is a listed descriptor */
	SECCOMP_ANON,    /* mmap: anonymous memory that is not executable */
	SECCOMP_NO_EXEC, /* mprotect: not executable */
	SECCOMP_SELF,    /* the first argument is this process */
	SECCOMP_OPEN,    /* openat: makes and empties no file */
	SECCOMP_UNIX     /* socket: of this machine */
};

struct seccomp_row {
	int nr;
	enum seccomp_guard guard;
};

struct seccomp_table {
	const struct seccomp_row *rows;
	size_t num;
};

extern const struct seccomp_table seccomp_enclave, seccomp_box;
extern const struct seccomp_table seccomp_quoter_files, seccomp_quoter_socket;
/* What AddressSanitizer and its reports need on top of either; loaded only in
 * sanitizer builds. */
extern const struct seccomp_table seccomp_sanitizer;

#endif /* WORKER_PAL_SANDBOX_SECCOMP_H */
