#ifndef BOX_WASM_ACCESS_H
#define BOX_WASM_ACCESS_H
/* box/wasm_access: how the translated engine touches its linear memory.
 *
 * Included by tools/gen_engine.py into wasm2c's output, in front of the first use of its
 * macros; never by our own code. PH_ACCESS_GS: the memory's base is in %gs and the
 * reservation around it catches every address (u32 + u32 constant < 8 GiB), so an access
 * is one instruction. Otherwise wasm2c's own macros stay: a range check each. */
#ifdef PH_ACCESS_GS
#undef DEFINE_LOAD
#undef DEFINE_STORE
#ifdef __clang__
#define __seg_gs __attribute__((address_space(256)))
#endif
#define DEFINE_LOAD(name, t1, t2, t3)                                                              \
	typedef t1 __attribute__((aligned(1), may_alias)) cell_##name;                             \
	static inline t3 name(wasm_rt_memory_t *mem, u64 addr)                                     \
	{                                                                                          \
		t1 r = *(const cell_##name __seg_gs *)addr;                                        \
		return (t3)(t2)r;                                                                  \
	}
#define DEFINE_STORE(name, t1, t2)                                                                 \
	typedef t1 __attribute__((aligned(1), may_alias)) cell_##name;                             \
	static inline void name(wasm_rt_memory_t *mem, u64 addr, t2 v)                             \
	{                                                                                          \
		*(cell_##name __seg_gs *)addr = (t1)v;                                             \
	}
#endif
#endif /* BOX_WASM_ACCESS_H */
