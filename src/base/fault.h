#ifndef BASE_FAULT_H
#define BASE_FAULT_H
/* base/fault: named places at which a test may kill the program.
 *
 * FAULT_POINT("node.import.after_commit") marks a moment at which a crash must
 * lose nothing. In builds with PH_FAULTS the program may arm one point with
 * `--crash-at NAME:N`; the N-th pass then calls the hook, which does not come
 * back. In all other builds the macro is nothing and fault_set refuses, so a
 * released program cannot be killed this way. Freestanding: the hook does the
 * killing, and only the program knows how. Not for libraries' own errors. */
#include "base/err.h"

#ifdef PH_FAULTS
#define FAULT_POINT(name) fault_pass(name)
#else
#define FAULT_POINT(name) ((void)0)
#endif

/* fault_set arms the point of "NAME:N" (N from 1); spec is kept, not copied.
 * die must not return. ERR_FORMAT for a bad spec; ERR_UNSUPPORTED in builds
 * without fault points. */
enum err fault_set(const char *spec, void (*die)(void)) MUST_CHECK;

/* fault_pass is what FAULT_POINT calls. */
void fault_pass(const char *name);

#endif /* BASE_FAULT_H */
