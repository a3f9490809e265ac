#include "worker/pal/sandbox/seccomp.h"

#include <sys/syscall.h>

/* The enclave moves bytes on its descriptors, waits, and takes memory. Nothing
 * here makes a descriptor except recvmsg, and one that a peer smuggles in that
 * way is not listed, so it cannot be used. */
static const struct seccomp_row rows[] = {
    {SYS_read, SECCOMP_FD},
    {SYS_write, SECCOMP_FD},
    {SYS_readv, SECCOMP_FD},
    {SYS_writev, SECCOMP_FD},
    {SYS_recvfrom, SECCOMP_FD},
    {SYS_sendto, SECCOMP_FD},
    {SYS_recvmsg, SECCOMP_FD},
    {SYS_sendmsg, SECCOMP_FD},
    {SYS_shutdown, SECCOMP_FD},
    {SYS_close, SECCOMP_FD},
    {SYS_poll, SECCOMP_ANY},
    {SYS_ppoll, SECCOMP_ANY},
    {SYS_clock_gettime, SECCOMP_ANY},
    {SYS_getrandom, SECCOMP_ANY},
    {SYS_brk, SECCOMP_ANY},
    {SYS_mmap, SECCOMP_ANON},
    {SYS_mprotect, SECCOMP_NO_EXEC},
    {SYS_munmap, SECCOMP_ANY},
    {SYS_mremap, SECCOMP_ANY},
    {SYS_madvise, SECCOMP_ANY},
    {SYS_futex, SECCOMP_ANY},
    {SYS_rt_sigreturn, SECCOMP_ANY},
    {SYS_rt_sigprocmask, SECCOMP_ANY},
    {SYS_sigaltstack, SECCOMP_ANY},
    {SYS_restart_syscall, SECCOMP_ANY},
    /* abort() */
    {SYS_getpid, SECCOMP_ANY},
    {SYS_gettid, SECCOMP_ANY},
    {SYS_tgkill, SECCOMP_SELF},
    {SYS_exit, SECCOMP_ANY},
    {SYS_exit_group, SECCOMP_ANY},
};

const struct seccomp_table seccomp_enclave = {rows, ARRAY_LEN(rows)};
