#ifndef OS_FILE_H
#define OS_FILE_H
/* os/file: whole files, written so that a crash leaves the old or the new one.
 *
 * For the untrusted programs (node, worker host, CLI). Paths are NUL-terminated
 * and at most OS_PATH_MAX bytes. Every descriptor is close-on-exec. Errors:
 * ERR_NOT_FOUND, ERR_DENIED, ERR_EXISTS, ERR_LIMIT, ERR_FULL (the disk), ERR_CONFLICT and
 * ERR_IO; errno still tells more. */
#include "base/arena.h"

#define OS_PATH_MAX 4096u

/* path_join writes "dir/name" and a NUL; ERR_LIMIT if it does not fit. */
enum err path_join(char *out, size_t cap, const char *dir, const char *name) MUST_CHECK;

/* file_read puts a whole regular file of at most max bytes into the arena. */
enum err file_read(struct arena *a, const char *path, size_t max, struct slice *out) MUST_CHECK;

/* file_map lends a whole regular file of at most max bytes, however large, until file_unmap.
 * Nobody may shorten it meanwhile. */
enum err file_map(const char *path, size_t max, struct slice *out) MUST_CHECK;
void file_unmap(struct slice file);

/* file_write_atomic replaces path: temporary file, fsync, rename, fsync of the
 * folder. mode applies to the new file (0600 for what holds keys). */
enum err file_write_atomic(const char *path, struct slice data, u32 mode) MUST_CHECK;

/* file_store_at makes the file end with `data` at `offset`, durably: it is
 * created if missing, written, cut behind data, and fsynced. ERR_INVALID if
 * offset lies beyond the end, because a hole is never what was meant. */
enum err file_store_at(const char *path, u64 offset, struct slice data) MUST_CHECK;

/* file_mkdirs makes a folder and those above it; an existing one is fine. */
enum err file_mkdirs(const char *path, u32 mode) MUST_CHECK;

bool file_exists(const char *path);

/* file_remove_tree removes a folder and all in it, or a file; it follows no
 * links and does not leave the file system. ERR_OK if there is nothing. */
enum err file_remove_tree(const char *path) MUST_CHECK;

/* file_lock creates path and holds an exclusive lock until file_unlock or the
 * end of the process. ERR_CONFLICT if another process has it. */
enum err file_lock(const char *path, int *fd) MUST_CHECK;
void file_unlock(int fd);

/* err_of_errno maps what a system call left in errno. */
enum err err_of_errno(int errnum);

#endif /* OS_FILE_H */
