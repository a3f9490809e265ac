#include "worker/pal/sandbox/seccomp.h"

#include <sys/syscall.h>

/* A report reads /proc/self/maps and the program's debug information, so this
 * list opens files: a sanitizer build protects nothing and is never shipped. */
static const struct seccomp_row rows[] = {
    {SYS_open, SECCOMP_ANY},
    {SYS_openat, SECCOMP_ANY},
    {SYS_read, SECCOMP_ANY},
    {SYS_pread64, SECCOMP_ANY},
    {SYS_write, SECCOMP_ANY},
    {SYS_close, SECCOMP_ANY},
    {SYS_lseek, SECCOMP_ANY},
    {SYS_stat, SECCOMP_ANY},
    {SYS_fstat, SECCOMP_ANY},
    {SYS_lstat, SECCOMP_ANY},
    {SYS_newfstatat, SECCOMP_ANY},
    {SYS_access, SECCOMP_ANY},
    {SYS_readlink, SECCOMP_ANY},
    {SYS_readlinkat, SECCOMP_ANY},
    {SYS_getcwd, SECCOMP_ANY},
    {SYS_ioctl, SECCOMP_ANY},
    {SYS_fcntl, SECCOMP_ANY},
    {SYS_mmap, SECCOMP_ANY},
    {SYS_mprotect, SECCOMP_ANY},
    {SYS_munmap, SECCOMP_ANY},
    {SYS_mincore, SECCOMP_ANY},
    {SYS_getrandom, SECCOMP_ANY},
    {SYS_getrlimit, SECCOMP_ANY},
    {SYS_setrlimit, SECCOMP_ANY},
    {SYS_prlimit64, SECCOMP_ANY},
    {SYS_getrusage, SECCOMP_ANY},
    {SYS_prctl, SECCOMP_ANY},
    {SYS_uname, SECCOMP_ANY},
    {SYS_sysinfo, SECCOMP_ANY},
    {SYS_getuid, SECCOMP_ANY},
    {SYS_getppid, SECCOMP_ANY},
    {SYS_sched_yield, SECCOMP_ANY},
    {SYS_sched_getaffinity, SECCOMP_ANY},
    {SYS_rt_sigaction, SECCOMP_ANY},
    {SYS_rt_sigprocmask, SECCOMP_ANY},
    {SYS_sigaltstack, SECCOMP_ANY},
    {SYS_clock_gettime, SECCOMP_ANY},
    {SYS_nanosleep, SECCOMP_ANY},
    {SYS_clock_nanosleep, SECCOMP_ANY},
    {SYS_kill, SECCOMP_SELF},
};

const struct seccomp_table seccomp_sanitizer = {rows, ARRAY_LEN(rows)};
