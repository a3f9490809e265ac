#ifndef WORKER_PAL_TSM_TSM_H
#define WORKER_PAL_TSM_TSM_H
/* worker/pal/tsm: reports through Linux's configfs-tsm, for tdx and snp.
 *
 * A request is a folder of its own in /sys/kernel/config/tsm/report. The data is written, the
 * report read, and the generation counter must have moved by exactly our one write; else
 * somebody else used the folder, and it is tried again, a bounded number of times. Buffers are
 * static: one caller a process.
 * Sources: Linux Documentation/ABI/testing/configfs-tsm, drivers/virt/coco/tsm.c (6.7 on),
 * fs/configfs/file.c. */
#include "base/slice.h"

#define TSM_REPORT_DIR "/sys/kernel/config/tsm/report"
#define TSM_BLOB_MAX   ((size_t)64 << 10)
#define TSM_TRIES_MAX  8u

struct tsm_request {
	const char *sys_root;
	const char *provider; /* "tdx_guest", "sev_guest" */
	const char *port;     /* the name of ours, for people */
	bool want_aux;
};

/* tsm_report asks for it; out and aux are lent until the next call; aux is empty when the kernel
 * has none. On failure pal_why tells. ERR_NOT_FOUND, ERR_DENIED, ERR_UNSUPPORTED (no
 * provider), ERR_INVALID (another provider), ERR_AGAIN, ERR_TIMEOUT, ERR_LIMIT, ERR_IO. */
enum err tsm_report(const struct tsm_request *q, const u8 report_data[64], struct slice *out,
                    struct slice *aux) MUST_CHECK;
/* tsm_detect: whether the interface is there, and a driver of that name beside it. */
enum err tsm_detect(const struct tsm_request *q, const char *device, const char *class_path);

#endif /* WORKER_PAL_TSM_TSM_H */
