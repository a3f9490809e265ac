#include "worker/pal/sandbox/seccomp.h"

#include <sys/syscall.h>

/* A quoting process asks the platform for a quote, and is asked on one socket. It reads and
 * writes what it opened itself, so descriptors are not listed; it makes no file, starts no
 * program, and has no key to lose. */
#define QUOTER_ROWS                                                                                \
	{SYS_read, SECCOMP_ANY}, {SYS_write, SECCOMP_ANY}, {SYS_recvfrom, SECCOMP_ANY},            \
	    {SYS_sendto, SECCOMP_ANY}, {SYS_close, SECCOMP_ANY}, {SYS_poll, SECCOMP_ANY},          \
	    {SYS_ppoll, SECCOMP_ANY}, {SYS_clock_gettime, SECCOMP_ANY},                            \
	    {SYS_nanosleep, SECCOMP_ANY}, {SYS_clock_nanosleep, SECCOMP_ANY},                      \
	    {SYS_brk, SECCOMP_ANY}, {SYS_mmap, SECCOMP_ANON}, {SYS_mprotect, SECCOMP_NO_EXEC},     \
	    {SYS_munmap, SECCOMP_ANY}, {SYS_mremap, SECCOMP_ANY}, {SYS_madvise, SECCOMP_ANY},      \
	    {SYS_futex, SECCOMP_ANY}, {SYS_rt_sigreturn, SECCOMP_ANY},                             \
	    {SYS_rt_sigprocmask, SECCOMP_ANY}, {SYS_restart_syscall, SECCOMP_ANY},                 \
	    {SYS_getpid, SECCOMP_ANY}, {SYS_gettid, SECCOMP_ANY}, {SYS_tgkill, SECCOMP_SELF},      \
	    {SYS_exit, SECCOMP_ANY}, {SYS_exit_group, SECCOMP_ANY}

/* configfs-tsm: a folder is a request. */
static const struct seccomp_row files[] = {
    QUOTER_ROWS,
    {SYS_openat, SECCOMP_OPEN},
    {SYS_mkdir, SECCOMP_ANY},
    {SYS_rmdir, SECCOMP_ANY},
};

/* An agent on a Unix socket. */
static const struct seccomp_row sockets[] = {
    QUOTER_ROWS,
    {SYS_socket, SECCOMP_UNIX},
    {SYS_connect, SECCOMP_ANY},
};

const struct seccomp_table seccomp_quoter_files = {files, ARRAY_LEN(files)};
const struct seccomp_table seccomp_quoter_socket = {sockets, ARRAY_LEN(sockets)};
