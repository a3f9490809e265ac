#ifndef BOX_ENGINE_H
#define BOX_ENGINE_H
/* box/engine: QuickJS inside the window, by way of its exported functions.
 *
 * A js value is a guest address of a value cell; 0 stands for undefined as a result and
 * never as an argument. All functions enter guest code, so they belong inside rt_run and
 * may not return. Whatever comes back from the guest is checked before use; a guest that
 * owns its engine can return anything. */
#include "box/rt.h"

/* What of the engine lives outside guest memory; part of a snapshot. */
struct engine {
	u32 rt, ctx;
	u32 on_load, on_run, on_event; /* functions of the prelude */
};

extern struct engine box_engine;

/* engine_boot makes runtime and context and runs the prelude, handing it the host
 * functions of box/host. */
void engine_boot(void);
void engine_set_memory_limit(u64 bytes);
/* engine_eval_module compiles and runs the bundle; the value may be an exception. */
u32 engine_eval_module(struct slice source);
/* engine_pump runs promise jobs until none is left. */
void engine_pump(void);

/* Making values; RT_MEMORY if the guest has no room. Text must be free of NUL. */
u32 js_text(struct slice utf8);
u32 js_bytes(struct slice data);
u32 js_number(double x);
u32 js_undefined(void);
void js_release(u32 value);
/* js_call drops its arguments; an exception in the callee is dropped too. */
void js_call(u32 fn, u32 *args, u32 num);
/* js_error turns a value that is an exception into its error, or returns 0. */
u32 js_error(u32 value);

/* Reading arguments of a host function: value i of the vector at argv. */
static inline u32 js_arg(u32 argv, u32 i)
{
	return argv + 8u * i;
}

/* js_get_text borrows UTF-8 (with lone surrogates as WTF-8) from guest memory until
 * *release goes to js_release_text; false if longer than max. */
bool js_get_text(u32 value, u32 max, struct slice *out, u32 *release);
void js_release_text(u32 release);
/* js_get_u32 is false unless value is an integer in range. */
bool js_get_u32(u32 value, u32 *out);
/* js_get_bytes borrows [offset, offset + len) of an ArrayBuffer, valid until the guest
 * runs; argv[0..2] = buffer, offset, length. */
bool js_get_bytes(u32 argv, u32 max, struct slice *out);

#endif /* BOX_ENGINE_H */
