#include "worker/pal/pal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker/pal/port.h"
#include "worker/pal/sandbox/seccomp.h"

static int int_cmp(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

/* close_others closes what lies between the listed descriptors. */
static enum err close_others(const int *fds, size_t num)
{
	int sorted[PAL_FDS_MAX + 1];
	unsigned from = 0;

	memcpy(sorted, fds, num * sizeof(*fds));
	qsort(sorted, num, sizeof(*sorted), int_cmp);
	for (size_t i = 0; i < num; i++) {
		unsigned fd = (unsigned)sorted[i];

		if (fd > from && close_range(from, fd - 1, 0) != 0)
			return ERR_IO;
		from = fd + 1;
	}
	return close_range(from, UINT_MAX, 0) == 0 ? ERR_OK : ERR_IO;
}

/* A core dump or a debugger would show keys; a program started from here could
 * gain rights; an orphan would serve nobody. */
static enum err give_up_rights(void)
{
	static const struct rlimit none;

	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		return ERR_IO;
	return ERR_OK;
}

/* The kernel reads descriptors and process ids as 32 bits, whatever is above. */
static struct scmp_arg_cmp arg_is(unsigned arg, int value)
{
	return SCMP_CMP64(arg, SCMP_CMP_MASKED_EQ, UINT32_MAX, (u32)value);
}

struct fd_list {
	const int *fds;
	size_t num;
};

static int allow_fds(scmp_filter_ctx f, int nr, const struct fd_list *l)
{
	int rc = 0;

	for (size_t i = 0; i < l->num && rc == 0; i++)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, nr, 1, arg_is(0, l->fds[i]));
	return rc;
}

static int allow_row(scmp_filter_ctx f, const struct seccomp_row *row, const struct fd_list *l)
{
	switch (row->guard) {
	case SECCOMP_ANY:
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, row->nr, 0);
	case SECCOMP_FD:
		return allow_fds(f, row->nr, l);
	case SECCOMP_ANON:
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, row->nr, 2,
		                        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		                        SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	case SECCOMP_NO_EXEC:
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, row->nr, 1,
		                        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	case SECCOMP_SELF:
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, row->nr, 1, arg_is(0, getpid()));
	case SECCOMP_OPEN:
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, row->nr, 1,
		                        SCMP_A2(SCMP_CMP_MASKED_EQ, O_CREAT | O_TRUNC, 0));
	case SECCOMP_UNIX:
		return seccomp_rule_add(f, SCMP_ACT_ALLOW, row->nr, 1, arg_is(0, AF_UNIX));
	}
	return -EINVAL;
}

static bool allow_table(scmp_filter_ctx f, const struct seccomp_table *t, const struct fd_list *l)
{
	for (size_t i = 0; i < t->num; i++) {
		int rc = allow_row(f, &t->rows[i], l);

		/* The sanitizer's wider rule came first and covers this one. */
		if (rc != 0 && rc != -EEXIST)
			return false;
	}
	return true;
}

static const struct seccomp_table *const tables[NUM_PAL_ROLES] = {
    [PAL_ENCLAVE] = &seccomp_enclave,
    [PAL_BOX] = &seccomp_box,
    [PAL_QUOTER_FILES] = &seccomp_quoter_files,
    [PAL_QUOTER_SOCKET] = &seccomp_quoter_socket,
};

static bool filter_fill(scmp_filter_ctx f, enum pal_role role, const struct fd_list *l)
{
	/* The binary tree matters: the box makes its calls between two guest steps. */
	if (seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0 ||
	    seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2) != 0 ||
	    seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1) != 0)
		return false;
#ifdef PH_SANITIZE
	if (!allow_table(f, &seccomp_sanitizer, l))
		return false;
#endif
	return allow_table(f, tables[role], l);
}

static enum err filter_load(enum pal_role role, const struct fd_list *l)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f != NULL && filter_fill(f, role, l) && seccomp_load(f) == 0;

	/* Under the filter by now; free() is among what it allows. */
	seccomp_release(f);
	return ok ? ERR_OK : ERR_IO;
}

enum err pal_sandbox_enter(enum pal_role role, const int *fds, size_t num_fds)
{
	int all[PAL_FDS_MAX + 1];
	struct fd_list l = {all, num_fds};

	if (num_fds > PAL_FDS_MAX)
		return ERR_LIMIT;
	if (!pal_forks())
		return role == PAL_ENCLAVE ? ERR_OK : ERR_UNSUPPORTED;
	for (size_t i = 0; i < num_fds; i++) {
		CHECK(fds[i] >= 0);
		all[i] = fds[i];
	}
	if (role == PAL_ENCLAVE && pal_quoter_fd() >= 0)
		all[l.num++] = pal_quoter_fd();
	TRY(close_others(all, l.num));
	TRY(give_up_rights());
	return filter_load(role, &l);
}
