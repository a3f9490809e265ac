#ifndef BASE_BASE_H
#define BASE_BASE_H
/* base/base: the dialect of this code base: integer names, attributes, assertions.
 *
 * Every other file includes this one. It needs only C17 freestanding headers,
 * so it serves the runtime (wasm32), the enclave and the host alike. The few
 * compiler extensions that the project allows are named here and nowhere else. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
__extension__ typedef unsigned __int128 u128;

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN               __attribute__((noreturn))
#define UNUSED                 __attribute__((unused))
/* HASH_ARITH marks functions whose unsigned wrap-around is the algorithm. */
#if defined(__clang__)
#define HASH_ARITH __attribute__((no_sanitize("unsigned-integer-overflow", "implicit-conversion")))
#else
#define HASH_ARITH
#endif

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* base_abort reports a broken invariant of our own and does not return. The
 * host prints file:line and aborts; wasm traps. Supplied by base/abort.c or,
 * in the wasm build, by the runtime's glue. */
NORETURN void base_abort(const char *file, int line, const char *what);

/* CHECK(c): our own invariant, on in release too. A remote peer must never be
 * able to make one fail; input errors are `enum err` values. */
#define CHECK(c) ((c) ? (void)0 : base_abort(__FILE__, __LINE__, #c))

/* DCHECK(c): the same for hot loops, only in builds without NDEBUG. */
#ifdef NDEBUG
#define DCHECK(c) ((void)0)
#else
#define DCHECK(c) CHECK(c)
#endif

static inline size_t size_min(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif /* BASE_BASE_H */
