#include "box/rt.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <wasm-rt.h>
#if defined(__x86_64__)
#include <asm/prctl.h>
#endif

#include "qts.h"

#if defined(__SANITIZE_ADDRESS__)
#define PH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PH_ASAN 1
#endif
#endif
/* IN_HANDLER: runs in a signal handler, where the sanitizer's own bookkeeping before a jump
 * could wait for a lock that the interrupted code holds. */
#ifdef PH_ASAN
#include <sanitizer/asan_interface.h>
#define IN_HANDLER __attribute__((no_sanitize_address))
#else
#define IN_HANDLER
#endif

/* u32 address + u32 constant + 8 bytes, and a page to be past any rounding. */
#define RESERVE_GS     ((8ull << 30) + 2 * RT_PAGE)
#define RESERVE_BOUNDS ((u64)RT_PAGES_MAX * RT_PAGE)
#define FIRST_PAGES    256u /* what the module declares */
#define FUNC_TYPES_MAX 128u
#define FUNC_ARGS_MAX  24u
#define TABLE_MAX      4096u
#define ALT_STACK_LEN  (64u << 10)
#define STACK_GUARD    (2u << 20)

struct rt box_rt;

/* Names that the translated code links to. */
extern wasm_rt_memory_t box_wasm_memory;
wasm_rt_memory_t box_wasm_memory;

struct func_type {
	u32 num_params, num_results;
	u8 kinds[FUNC_ARGS_MAX];
};

static struct func_type func_types[FUNC_TYPES_MAX];
static u32 num_func_types;
static wasm_rt_funcref_t table_cells[TABLE_MAX];
static u64 reserved;
static u8 alt_stack[ALT_STACK_LEN]; /* of signal handlers */
static enum box_mode forced_mode;
static bool is_forced;

/* One engine per process means that %gs is set once, so the system call does and the
 * FSGSBASE instructions are not needed. Some sandboxed kernels refuse the call. */
static bool set_gs(const void *base)
{
#if defined(__x86_64__)
	return syscall(SYS_arch_prctl, ARCH_SET_GS, base) == 0;
#else
	(void)base;
	return false;
#endif
}

static bool has_gs(void)
{
	static int known; /* 0: not asked yet */

	if (known == 0)
		known = set_gs(NULL) ? 1 : -1;
	return known > 0;
}

enum box_mode box_mode(void)
{
	if (is_forced)
		return forced_mode;
	return has_gs() ? BOX_MODE_GS : BOX_MODE_BOUNDS;
}

enum err box_set_mode(enum box_mode m)
{
	if (m == BOX_MODE_GS && !has_gs())
		return ERR_UNSUPPORTED;
	forced_mode = m;
	is_forced = true;
	return ERR_OK;
}

/* ---- what wasm2c's output needs of a runtime ---- */

void wasm_rt_trap(wasm_rt_trap_t code)
{
	static const char *const words[] = {
	    [WASM_RT_TRAP_OOB] = "out-of-bounds access",
	    [WASM_RT_TRAP_INT_OVERFLOW] = "integer overflow",
	    [WASM_RT_TRAP_DIV_BY_ZERO] = "division by zero",
	    [WASM_RT_TRAP_INVALID_CONVERSION] = "bad number conversion",
	    [WASM_RT_TRAP_UNREACHABLE] = "unreachable code",
	    [WASM_RT_TRAP_CALL_INDIRECT] = "bad indirect call",
	    [WASM_RT_TRAP_EXHAUSTION] = "native stack exhausted",
	};
	const char *why = (size_t)code < ARRAY_LEN(words) ? words[code] : NULL;

	rt_trap(why != NULL ? why : "trap");
}

bool wasm_rt_is_initialized(void)
{
	return true;
}

u32 wasm_rt_register_func_type(u32 num_params, u32 num_results, ...)
{
	struct func_type t = {.num_params = num_params, .num_results = num_results};
	va_list ap;

	CHECK(num_params + num_results <= FUNC_ARGS_MAX);
	va_start(ap, num_results);
	for (u32 i = 0; i < num_params + num_results; i++)
		t.kinds[i] = (u8)va_arg(ap, int);
	va_end(ap);
	for (u32 i = 0; i < num_func_types; i++)
		if (memcmp(&func_types[i], &t, sizeof(t)) == 0)
			return i + 1;
	CHECK(num_func_types < FUNC_TYPES_MAX);
	func_types[num_func_types++] = t;
	return num_func_types;
}

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *t, u32 elements, u32 max);
void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *t, u32 elements, u32 max)
{
	CHECK(elements <= TABLE_MAX);
	*t = (wasm_rt_funcref_table_t){.data = table_cells, .max_size = max, .size = elements};
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *t)
{
	t->size = 0;
}

/* ---- leaving the guest ---- */

IN_HANDLER void rt_halt(enum rt_stop why)
{
	box_rt.in_guest = 0;
	box_rt.stop = why;
	__builtin_longjmp(box_rt.out, 1);
}

IN_HANDLER void rt_trap(const char *why)
{
	box_rt.why = why;
	rt_halt(RT_TRAP);
}

/* Frames that were jumped over leave their red zones behind. */
static void forget_frames(void)
{
#ifdef PH_ASAN
	u8 *here = (u8 *)__builtin_frame_address(0);

	__asan_unpoison_memory_region(here - RT_STACK_LEN, RT_STACK_LEN);
	__asan_unpoison_memory_region(alt_stack, sizeof(alt_stack));
#endif
}

IN_HANDLER void rt_signal(enum rt_stop why)
{
	if (box_rt.in_guest)
		rt_halt(why);
	box_rt.pending = (sig_atomic_t)why;
}

/* The compiler's own jump, because libc's may take locks under a sanitizer, and this one is
 * taken from signal handlers. Nothing here lives in registers across it. */
__attribute__((noinline)) enum rt_stop rt_run(void (*fn)(void *arg), void *arg)
{
	box_rt.stop = RT_RETURNED;
	if (__builtin_setjmp(box_rt.out) == 0)
		fn(arg);
	else
		forget_frames();
	box_rt.in_guest = 0;
	return box_rt.stop;
}

/* A fault of the guest hits the window's forbidden part or the stack's end. Any other is a
 * bug of ours and must not be survived. */
IN_HANDLER static void on_fault(int sig, siginfo_t *info, void *context)
{
	const u8 *at = (const u8 *)info->si_addr;

	(void)context;
	if (box_rt.in_guest) {
		if (sig == SIGFPE)
			rt_trap("arithmetic fault");
		if (at >= box_rt.base && at < box_rt.base + reserved)
			rt_trap("out-of-bounds access");
		if (at >= box_rt.stack_low && at < box_rt.stack_high)
			rt_trap("native stack exhausted");
	}
	(void)signal(sig, SIG_DFL);
}

static enum err take_signals(void)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE};
	stack_t ss = {.ss_sp = alt_stack, .ss_size = sizeof(alt_stack)};
	struct sigaction sa = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	sigset_t all;

	if (sigaltstack(&ss, NULL) != 0)
		return ERR_NOMEM;
	sa.sa_sigaction = on_fault;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (sigaction(faults[i], &sa, NULL) != 0)
			return ERR_IO;
	(void)sigemptyset(&all);
	return sigprocmask(SIG_SETMASK, &all, NULL) == 0 ? ERR_OK : ERR_IO;
}

/* The main thread's stack grows on demand up to the soft limit of this moment. */
static enum err take_stack(void)
{
	struct rlimit rl;
	u8 *here = (u8 *)__builtin_frame_address(0);

	if (getrlimit(RLIMIT_STACK, &rl) != 0)
		return ERR_IO;
	if (rl.rlim_cur != RLIM_INFINITY && rl.rlim_cur < RT_STACK_LEN) {
		rl.rlim_cur = RT_STACK_LEN;
		if (setrlimit(RLIMIT_STACK, &rl) != 0)
			return ERR_NOMEM;
	}
	box_rt.stack_high = here;
	box_rt.stack_low = here - RT_STACK_LEN - STACK_GUARD;
	return ERR_OK;
}

enum err rt_start(enum box_mode mode)
{
	void *p;

	box_rt.qts = mode == BOX_MODE_GS ? &qts_gs : &qts_bounds;
	reserved = mode == BOX_MODE_GS ? RESERVE_GS : RESERVE_BOUNDS;
	p = mmap(NULL, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return ERR_NOMEM;
	box_rt.base = (u8 *)p;
	box_rt.inst = calloc(1, box_rt.qts->instance_len);
	if (box_rt.inst == NULL)
		return ERR_NOMEM;
	box_wasm_memory.data = box_rt.base;
	box_wasm_memory.max_pages = RT_PAGES_MAX;
	box_rt.max_pages = RT_PAGES_MAX;
	TRY(rt_set_pages(FIRST_PAGES));
	TRY(take_stack());
	TRY(take_signals());
	if (mode == BOX_MODE_GS && !set_gs(box_rt.base))
		return ERR_UNSUPPORTED;
	box_rt.qts->init_module();
	box_rt.qts->instantiate(box_rt.inst);
	return ERR_OK;
}

enum err rt_set_pages(u32 pages)
{
	u64 old = rt_size(), now = (u64)pages * RT_PAGE;

	if (pages > RT_PAGES_MAX)
		return ERR_NOMEM;
	if (now > old && mprotect(box_rt.base + old, now - old, PROT_READ | PROT_WRITE) != 0)
		return ERR_NOMEM;
	if (now < old) {
		/* Both or the next run would find what this one left behind. */
		CHECK(madvise(box_rt.base + now, old - now, MADV_DONTNEED) == 0);
		CHECK(mprotect(box_rt.base + now, old - now, PROT_NONE) == 0);
	}
	box_rt.pages = pages;
	box_wasm_memory.pages = pages;
	box_wasm_memory.size = (u32)now;
	return ERR_OK;
}

bool rt_grow(u32 bytes)
{
	u64 pages = ((u64)bytes + RT_PAGE - 1) / RT_PAGE;

	if (pages <= box_rt.pages)
		return true;
	if (pages > box_rt.max_pages || rt_set_pages((u32)pages) != ERR_OK) {
		box_rt.refused = true;
		return false;
	}
	return true;
}

u8 *rt_mem(u32 ptr, u32 len)
{
	if ((u64)ptr + len > rt_size())
		rt_trap("bad pointer in a host call");
	return box_rt.base + ptr;
}

bool rt_text(u32 ptr, u32 max, struct slice *out)
{
	const u8 *p = rt_mem(ptr, 1), *nul;
	u64 room = rt_size() - ptr;
	size_t n = size_min((size_t)room, (size_t)max + 1);

	nul = (const u8 *)memchr(p, 0, n);
	if (nul == NULL)
		return false;
	*out = slice_of(p, (size_t)(nul - p));
	return true;
}
