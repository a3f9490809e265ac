#ifndef WORKER_PAL_TSM_TEST_TSM_KIT_H
#define WORKER_PAL_TSM_TEST_TSM_KIT_H
/* configfs-tsm as the kernel has it: drivers/virt/coco/tsm.c over fs/configfs/file.c.
 *
 * As there: a binary attribute is handed to the driver when its file is closed, and what the driver
 * says then is lost; the first read of a blob makes the report if the generation is another than
 * that of the last one; later reads of the file go on in the same bytes; more than the limit of
 * the attribute is EFBIG; a folder cannot be made without a driver. */
#include "worker/pal/test_dev_kit.h"

#define TSM_DIR    "/sys/kernel/config/tsm/report"
#define TSM_ITEMS  16
#define INBLOB_MAX 64u

enum tsm_node { INBLOB, OUTBLOB, AUXBLOB, PROVIDER, GENERATION, CCEL_LOG, DEVICE_NODE };

struct tsm_item {
	bool used;
	char name[64];
	u8 inblob[INBLOB_MAX];
	size_t inblob_len;
	u64 write_generation, read_generation;
	bool has_report;
	u8 report[KIT_BUF];
	size_t report_len;
};

struct tsm_kernel {
	bool is_mounted, has_class;
	int mkdir_errno, device_errno;
	const char *provider; /* NULL: no driver */
	size_t blob_max;      /* TSM_OUTBLOB_MAX: 32 KiB; later kernels: 16 MiB */
	int report_errno;     /* the driver fails so … */
	u32 num_failures;     /* … so many times */
	u32 num_races;        /* so many times another process writes before we look again */
	bool keeps_stale;     /* the report is always that of the first request */
	const u8 *ccel;
	size_t ccel_len;
	/* The report as the driver makes it: filled in from the template. */
	u8 blob[KIT_BUF], aux[KIT_BUF];
	size_t blob_len, aux_len, data_at;
	/* The key of SNP_GET_DERIVED_KEY. */
	u8 key[32], key_status;
	int key_errno;
	u64 seen_fields;
	/* What was seen. */
	u32 num_reports, num_mkdirs, num_rmdirs;
	struct tsm_item items[TSM_ITEMS];
};

static struct tsm_kernel *tsm;

static inline bool tsm_owns(const char *path)
{
	return strncmp(path, "/sys/", 5) == 0 || strncmp(path, "/dev/", 5) == 0;
}

static inline u32 tsm_live(void)
{
	u32 n = 0;

	for (int i = 0; i < TSM_ITEMS; i++)
		n += tsm->items[i].used;
	return n;
}

static inline int tsm_find(const char *name, size_t len)
{
	for (int i = 0; i < TSM_ITEMS; i++)
		if (tsm->items[i].used && strlen(tsm->items[i].name) == len &&
		    memcmp(tsm->items[i].name, name, len) == 0)
			return i;
	return -1;
}

static inline const char *tsm_name(const char *path)
{
	size_t n = strlen(TSM_DIR "/");

	return tsm->is_mounted && strncmp(path, TSM_DIR "/", n) == 0 ? path + n : NULL;
}

static inline bool tsm_has(const char *path)
{
	if (strcmp(path, TSM_DIR) == 0)
		return tsm->is_mounted;
	return tsm->has_class && (strcmp(path, "/sys/class/misc/tdx_guest") == 0 ||
	                          strcmp(path, "/dev/sev-guest") == 0);
}

static inline int tsm_open(struct kit_file *f, const char *path, int flags)
{
	static const char *const names[] = {"inblob", "outblob", "auxblob", "provider",
	                                    "generation"};
	const char *name = tsm_name(path), *attr;

	if (strcmp(path, "/dev/sev-guest") == 0 && tsm->has_class) {
		f->node = DEVICE_NODE;
		return -tsm->device_errno;
	}
	if (strcmp(path, "/sys/firmware/acpi/tables/data/CCEL") == 0 && tsm->ccel_len > 0) {
		f->node = CCEL_LOG;
		return 0;
	}
	attr = name == NULL ? NULL : strchr(name, '/');
	if (attr == NULL)
		return -ENOENT;
	f->item = tsm_find(name, (size_t)(attr - name));
	if (f->item < 0)
		return -ENOENT;
	for (int i = 0; i < (int)ARRAY_LEN(names); i++) {
		if (strcmp(attr + 1, names[i]) != 0)
			continue;
		/* tdx_guest shows no auxblob. */
		if (i == AUXBLOB && strcmp(tsm->provider, "tdx_guest") == 0)
			return -ENOENT;
		f->node = i;
		return ((flags & O_ACCMODE) == O_WRONLY) == (i == INBLOB) ? 0 : -EACCES;
	}
	return -ENOENT;
}

/* tsm_report_read: makes the report when it is not that of the last request. */
static inline int tsm_make(struct tsm_item *it)
{
	if (it->inblob_len == 0)
		return -EINVAL;
	if (it->has_report && it->read_generation == it->write_generation)
		return 0;
	if (it->inblob_len != 64)
		return -EINVAL;
	if (tsm->num_failures > 0) {
		tsm->num_failures--;
		return -tsm->report_errno;
	}
	memcpy(it->report, tsm->blob, tsm->blob_len);
	it->report_len = tsm->blob_len;
	if (!tsm->keeps_stale)
		memcpy(it->report + tsm->data_at, it->inblob, 64);
	it->has_report = true;
	it->read_generation = it->write_generation;
	tsm->num_reports++;
	return 0;
}

static inline ssize_t give(struct kit_file *f, const void *p, size_t n, size_t max)
{
	if (n > max)
		return -EFBIG;
	memcpy(f->buf, p, n);
	return (ssize_t)n;
}

static inline ssize_t tsm_fill(struct kit_file *f)
{
	struct tsm_item *it = &tsm->items[f->item];
	char line[64];
	int rc = 0;

	switch ((enum tsm_node)f->node) {
	case PROVIDER:
		rc = snprintf(line, sizeof(line), "%s\n", tsm->provider);
		return give(f, line, (size_t)rc, 4096);
	case GENERATION:
		rc = snprintf(line, sizeof(line), "%llu\n",
		              (unsigned long long)it->write_generation);
		return give(f, line, (size_t)rc, 4096);
	case OUTBLOB:
		rc = tsm_make(it);
		if (rc == 0 && tsm->num_races > 0) {
			tsm->num_races--;
			it->write_generation++;
		}
		return rc < 0 ? rc : give(f, it->report, it->report_len, tsm->blob_max);
	case AUXBLOB:
		rc = tsm_make(it);
		return rc < 0 ? rc : give(f, tsm->aux, tsm->aux_len, tsm->blob_max);
	case CCEL_LOG:
		return give(f, tsm->ccel, tsm->ccel_len, KIT_BUF);
	case INBLOB:
	case DEVICE_NODE:
		break;
	}
	return -EINVAL;
}

static inline ssize_t tsm_write(struct kit_file *f, const u8 *p, size_t n)
{
	if (f->node != INBLOB)
		return -EINVAL;
	if (f->len + n > INBLOB_MAX)
		return -EFBIG;
	memcpy(f->buf + f->len, p, n);
	f->len += n;
	f->written = true;
	return (ssize_t)n;
}

static inline void tsm_close(struct kit_file *f)
{
	struct tsm_item *it = &tsm->items[f->item];

	if (f->node != INBLOB || !f->written)
		return;
	memcpy(it->inblob, f->buf, f->len);
	it->inblob_len = f->len;
	it->write_generation++;
}

static inline int tsm_mkdir(const char *path)
{
	const char *name = tsm_name(path);

	if (!tsm->is_mounted || name == NULL)
		return -ENOENT;
	if (tsm->mkdir_errno != 0)
		return -tsm->mkdir_errno;
	if (tsm->provider == NULL)
		return -ENXIO;
	if (tsm_find(name, strlen(name)) >= 0)
		return -EEXIST;
	for (int i = 0; i < TSM_ITEMS; i++) {
		struct tsm_item *it = &tsm->items[i];

		if (it->used)
			continue;
		memset(it, 0, sizeof(*it));
		it->used = true;
		(void)snprintf(it->name, sizeof(it->name), "%s", name);
		tsm->num_mkdirs++;
		return 0;
	}
	return -ENOMEM;
}

static inline int tsm_rmdir(const char *path)
{
	const char *name = tsm_name(path);
	int i = name == NULL ? -1 : tsm_find(name, strlen(name));

	if (i < 0)
		return -ENOENT;
	tsm->items[i].used = false;
	tsm->num_rmdirs++;
	return 0;
}

/* A kernel with a driver that makes reports of this template. */
static inline void tsm_begin(const char *provider, const u8 *blob, size_t len, size_t data_at)
{
	kit_begin();
	if (tsm == NULL)
		tsm = (struct tsm_kernel *)kit_share(sizeof(*tsm));
	memset(tsm, 0, sizeof(*tsm));
	tsm->is_mounted = tsm->has_class = true;
	tsm->provider = provider;
	tsm->blob_max = 32768;
	memcpy(tsm->blob, blob, len);
	tsm->blob_len = len;
	tsm->data_at = data_at;
}

#endif /* WORKER_PAL_TSM_TEST_TSM_KIT_H */
