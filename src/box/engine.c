#include "box/engine.h"

#include "box/host.h"
#include "qts.h"

/* The engine's shadow stack limit; the native stack is 64 times larger, because translated
 * frames are larger than the shadow stack knows. */
#define JS_STACK_LEN (512u << 10)
#define EVAL_MODULE  1u
#define EVAL_GLOBAL  0u

extern const u8 box_prelude[]; /* with a NUL */
extern const unsigned box_prelude_len;

struct engine box_engine;

/* ENTER(x = api->f(…)) runs guest code around one call of an export. */
#define ENTER(call)                                                                                \
	do {                                                                                       \
		rt_enter();                                                                        \
		call;                                                                              \
		rt_leave();                                                                        \
	} while (0)

static const struct qts *api(void)
{
	return box_rt.qts;
}

static u32 guest_alloc(size_t n)
{
	u32 p;

	ENTER(p = api()->malloc(box_rt.inst, (u32)n));
	if (p == 0)
		rt_halt(RT_MEMORY);
	(void)rt_mem(p, (u32)n);
	return p;
}

static void guest_free(u32 p)
{
	ENTER(api()->free(box_rt.inst, p));
}

/* A copy in guest memory, with a NUL behind it. */
static u32 guest_copy(struct slice s)
{
	u32 p = guest_alloc(s.n + 1);
	u8 *to = rt_mem(p, (u32)s.n + 1);

	slice_copy(to, s);
	to[s.n] = 0;
	return p;
}

static u32 checked_value(u32 v)
{
	if (v == 0)
		rt_halt(RT_MEMORY);
	return v;
}

u32 js_text(struct slice utf8)
{
	u32 p = guest_copy(utf8), v;

	ENTER(v = api()->QTS_NewString(box_rt.inst, box_engine.ctx, p));
	guest_free(p);
	return checked_value(v);
}

u32 js_bytes(struct slice data)
{
	u32 p = guest_copy(data), v;

	ENTER(v = api()->QTS_NewArrayBuffer(box_rt.inst, box_engine.ctx, p, (u32)data.n));
	return checked_value(v);
}

u32 js_number(double x)
{
	u32 v;

	ENTER(v = api()->QTS_NewFloat64(box_rt.inst, box_engine.ctx, x));
	return checked_value(v);
}

u32 js_undefined(void)
{
	u32 v;

	ENTER(v = api()->QTS_GetUndefined(box_rt.inst));
	return v;
}

void js_release(u32 value)
{
	ENTER(api()->QTS_FreeValuePointer(box_rt.inst, box_engine.ctx, value));
}

void js_call(u32 fn, u32 *args, u32 num)
{
	u32 vec = guest_alloc(4u * num + 4u), self = js_undefined(), result, error;

	for (u32 i = 0; i < num; i++)
		memcpy(rt_mem(vec + 4u * i, 4), &args[i], 4);
	ENTER(result = api()->QTS_Call(box_rt.inst, box_engine.ctx, fn, self, num, vec));
	guest_free(vec);
	for (u32 i = 0; i < num; i++)
		js_release(args[i]);
	error = js_error(result);
	if (error != 0)
		js_release(error);
	js_release(result);
}

u32 js_error(u32 value)
{
	u32 e;

	ENTER(e = api()->QTS_ResolveException(box_rt.inst, box_engine.ctx, value));
	return e;
}

bool js_get_text(u32 value, u32 max, struct slice *out, u32 *release)
{
	u32 p;

	ENTER(p = api()->QTS_GetString(box_rt.inst, box_engine.ctx, value));
	if (p == 0)
		return false;
	if (!rt_text(p, max, out)) {
		js_release_text(p);
		return false;
	}
	*release = p;
	return true;
}

void js_release_text(u32 release)
{
	ENTER(api()->QTS_FreeCString(box_rt.inst, box_engine.ctx, release));
}

bool js_get_u32(u32 value, u32 *out)
{
	double x;

	ENTER(x = api()->QTS_GetFloat64(box_rt.inst, box_engine.ctx, value));
	if (!(x >= 0 && x <= 4294967295.0) || (double)(u32)x < x)
		return false;
	*out = (u32)x;
	return true;
}

bool js_get_bytes(u32 argv, u32 max, struct slice *out)
{
	u32 data, all, offset, len;

	if (!js_get_u32(js_arg(argv, 1), &offset) || !js_get_u32(js_arg(argv, 2), &len) ||
	    len > max)
		return false;
	ENTER(all = api()->QTS_GetArrayBufferLength(box_rt.inst, box_engine.ctx, argv));
	ENTER(data = api()->QTS_GetArrayBuffer(box_rt.inst, box_engine.ctx, argv));
	if (offset > all || len > all - offset)
		return false;
	if (len == 0)
		*out = SLICE_EMPTY;
	else
		*out = slice_of(rt_mem(data + offset, len), len);
	return true;
}

void engine_set_memory_limit(u64 bytes)
{
	ENTER(api()->QTS_RuntimeSetMemoryLimit(box_rt.inst, box_engine.rt, (u32)bytes));
}

static u32 get_prop(u32 object, const char *name)
{
	u32 key = js_text(slice_str(name)), v;

	ENTER(v = api()->QTS_GetProp(box_rt.inst, box_engine.ctx, object, key));
	js_release(key);
	return v;
}

static u32 host_object(void)
{
	u32 object;

	ENTER(object = api()->QTS_NewObject(box_rt.inst, box_engine.ctx));
	for (u32 id = 1; host_name(id) != NULL; id++) {
		u32 text = guest_copy(slice_str(host_name(id)));
		u32 key = js_text(slice_str(host_name(id))), fn;

		ENTER(fn = api()->QTS_NewFunction(box_rt.inst, box_engine.ctx, text, 0, 0, id));
		ENTER(api()->QTS_SetProp(box_rt.inst, box_engine.ctx, object, key, fn));
		js_release(fn);
		js_release(key);
		guest_free(text);
	}
	return object;
}

static u32 eval(struct slice source, const char *file, u32 flags)
{
	u32 src = guest_copy(source), name = guest_copy(slice_str(file)), v;

	ENTER(v = api()->QTS_Eval(box_rt.inst, box_engine.ctx, src, (u32)source.n, name, 0, flags));
	guest_free(name);
	guest_free(src);
	return v;
}

u32 engine_eval_module(struct slice source)
{
	return eval(source, "agent.js", EVAL_MODULE);
}

void engine_boot(void)
{
	u32 make, hooks, vec, host, self;

	ENTER(api()->ctors(box_rt.inst));
	ENTER(box_engine.rt = api()->QTS_NewRuntime(box_rt.inst));
	ENTER(api()->QTS_RuntimeSetMaxStackSize(box_rt.inst, box_engine.rt, JS_STACK_LEN));
	ENTER(box_engine.ctx = api()->QTS_NewContext(box_rt.inst, box_engine.rt, 0));
	make = eval(slice_of(box_prelude, box_prelude_len), "prelude.js", EVAL_GLOBAL);
	CHECK(js_error(make) == 0);
	host = host_object();
	vec = guest_alloc(4);
	memcpy(rt_mem(vec, 4), &host, 4);
	self = js_undefined();
	ENTER(hooks = api()->QTS_Call(box_rt.inst, box_engine.ctx, make, self, 1, vec));
	CHECK(js_error(hooks) == 0);
	box_engine.on_load = get_prop(hooks, "load");
	box_engine.on_run = get_prop(hooks, "run");
	box_engine.on_event = get_prop(hooks, "event");
	engine_pump();
}

void engine_pump(void)
{
	u32 slot = guest_alloc(4), pending, done, error;

	for (;;) {
		ENTER(pending = api()->QTS_IsJobPending(box_rt.inst, box_engine.rt));
		if (pending == 0)
			break;
		ENTER(done = api()->QTS_ExecutePendingJob(box_rt.inst, box_engine.rt, UINT32_MAX,
		                                          slot));
		error = js_error(done);
		if (error != 0)
			js_release(error);
		js_release(done);
	}
	guest_free(slot);
}
