#ifndef BOX_PROC_H
#define BOX_PROC_H
/* box/proc: a box process, from fork to exit.
 *
 * The enclave (or `phala replay`) calls box_process_main in a fresh fork of its main
 * thread, with one end of a socketpair (SOCK_STREAM, blocking) and no other descriptor of
 * value. It boots the engine, takes the snapshot that runs start from, calls `lock`, and
 * serves runs until the peer closes. Everything it needs is allocated before `lock`; after
 * it the process uses only: read, write, poll, mprotect, madvise, timer_settime,
 * rt_sigreturn, rt_sigprocmask, clock_gettime, exit_group, futex (libc), and under a
 * sanitizer what that needs. It owns SIGSEGV, SIGBUS, SIGFPE, SIGXCPU and SIGALRM.
 * No keys may be in memory that matters: wipe before fork, or fork before they exist. */
#include "box/wire.h"

/* How the engine reaches guest memory. */
enum box_mode {
	BOX_MODE_GS,    /* %gs base and guard pages; x86-64 */
	BOX_MODE_BOUNDS /* a check before each access; runs everywhere */
};

/* box_mode picks the fastest mode this machine can run, unless box_set_mode was called
 * (before the fork). */
enum box_mode box_mode(void);
enum err box_set_mode(enum box_mode m) MUST_CHECK; /* ERR_UNSUPPORTED */

/* box_engine_hash names what decides how guest code behaves: engine wasm, translator,
 * prelude, access mode. A replay may run in another mode than the record: compare with
 * box_engine_hash_of each. */
void box_engine_hash(u8 out[32]);
void box_engine_hash_of(enum box_mode m, u8 out[32]);

NORETURN void box_process_main(int fd, void (*lock)(void));

#endif /* BOX_PROC_H */
