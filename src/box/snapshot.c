#include "box/snapshot.h"

#include <sys/mman.h>

#include "qts.h"

#define GAP_MAX    16u /* zero pages that are copied rather than forgotten */
#define STACK_WARM 16u /* pages below the stack pointer */
#define HEAP_WARM  32u /* pages behind the last one in use */

enum err snapshot_init(struct snapshot *s)
{
	void *p = mmap(NULL, SNAPSHOT_LEN_MAX, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return ERR_NOMEM;
	*s = (struct snapshot){.data = (u8 *)p};
	return ERR_OK;
}

static bool page_is_zero(u32 page)
{
	const u8 *p = box_rt.base + (size_t)page * SNAPSHOT_PAGE;
	u64 any = 0;

	for (size_t i = 0; i < SNAPSHOT_PAGE; i += 8) {
		u64 v;

		memcpy(&v, p + i, sizeof(v));
		any |= v;
	}
	return any == 0;
}

static void add_page(struct snapshot *s, u32 page)
{
	struct snapshot_run *last = s->num_runs == 0 ? NULL : &s->runs[s->num_runs - 1];

	if (last != NULL && (page - (last->page + last->num) <= GAP_MAX ||
	                     s->num_runs == SNAPSHOT_RUNS_MAX))
		last->num = page - last->page + 1;
	else
		s->runs[s->num_runs++] = (struct snapshot_run){page, 1};
}

enum err snapshot_take(struct snapshot *s)
{
	u32 num = (u32)(rt_size() / SNAPSHOT_PAGE);
	u32 top = *box_rt.qts->stack_pointer(box_rt.inst) / SNAPSHOT_PAGE;
	struct snapshot_run *last;
	size_t at = 0;

	s->full = false;
	s->num_runs = 0;
	for (u32 p = 0; p < num; p++)
		if ((p <= top && p + STACK_WARM >= top) || !page_is_zero(p))
			add_page(s, p);
	last = &s->runs[s->num_runs - 1];
	last->num = (u32)size_min(last->num + HEAP_WARM, num - last->page);
	for (u32 i = 0; i < s->num_runs; i++) {
		size_t n = (size_t)s->runs[i].num * SNAPSHOT_PAGE;

		if (n > SNAPSHOT_LEN_MAX - at)
			return ERR_LIMIT;
		memcpy(s->data + at, box_rt.base + (size_t)s->runs[i].page * SNAPSHOT_PAGE, n);
		at += n;
	}
	s->len = at;
	s->pages = box_rt.pages;
	s->stack_pointer = *box_rt.qts->stack_pointer(box_rt.inst);
	s->engine = box_engine;
	s->full = true;
	return ERR_OK;
}

static enum err forget(u32 from, u32 to)
{
	if (from >= to)
		return ERR_OK;
	return madvise(box_rt.base + (size_t)from * SNAPSHOT_PAGE,
	               (size_t)(to - from) * SNAPSHOT_PAGE, MADV_DONTNEED) == 0
	           ? ERR_OK
	           : ERR_NOMEM;
}

enum err snapshot_restore(const struct snapshot *s)
{
	u32 done = 0;
	size_t at = 0;

	TRY(rt_set_pages(s->pages));
	for (u32 i = 0; i < s->num_runs; i++) {
		size_t n = (size_t)s->runs[i].num * SNAPSHOT_PAGE;

		TRY(forget(done, s->runs[i].page));
		memcpy(box_rt.base + (size_t)s->runs[i].page * SNAPSHOT_PAGE, s->data + at, n);
		at += n;
		done = s->runs[i].page + s->runs[i].num;
	}
	TRY(forget(done, (u32)(rt_size() / SNAPSHOT_PAGE)));
	*box_rt.qts->stack_pointer(box_rt.inst) = s->stack_pointer;
	box_engine = s->engine;
	return ERR_OK;
}
