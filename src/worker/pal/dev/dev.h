#ifndef WORKER_PAL_DEV_DEV_H
#define WORKER_PAL_DEV_DEV_H
/* worker/pal/dev: files of the kernel, or of whoever plays it. For the ports.
 *
 * What is read is from outside: everything has a limit. Errors are those of errno in our words;
 * errno itself stays set for messages: ENOENT and the like ERR_NOT_FOUND; EACCES, EPERM, EROFS
 * ERR_DENIED; EBUSY, EAGAIN, EINTR ERR_AGAIN; ETIMEDOUT ERR_TIMEOUT; EINVAL ERR_INVALID; ENXIO,
 * ENODEV, ENOTTY ERR_UNSUPPORTED; EFBIG ERR_LIMIT; others ERR_IO. */
#include "base/slice.h"

#define DEV_PATH_MAX 512u

struct dev_path {
	char s[DEV_PATH_MAX];
};

/* dev_path is root followed by the path: ERR_LIMIT when too long. */
enum err dev_path(struct dev_path *out, const char *root, const char *path) MUST_CHECK;
bool dev_has(const char *root, const char *path);
/* dev_err is errno as an error. */
enum err dev_err(int no);
/* dev_read reads a file to its end: ERR_LIMIT (errno EFBIG) if it holds more than cap. */
enum err dev_read(const char *path, u8 *buf, size_t cap, size_t *n) MUST_CHECK;
/* dev_write writes all in one write(2) and closes; drivers act on the one or the other. */
enum err dev_write(const char *path, struct slice bytes) MUST_CHECK;

#endif /* WORKER_PAL_DEV_DEV_H */
