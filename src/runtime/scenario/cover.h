#ifndef RUNTIME_SCENARIO_COVER_H
#define RUNTIME_SCENARIO_COVER_H
/* runtime/scenario/cover: what became of each call of each pallet, so that none is forgotten. */
#include "base/slice.h"

enum seen { SEEN_OK, SEEN_FAILED, SEEN_REFUSED, NUM_SEEN };

/* cover_note counts a call by its first two bytes; what no descriptor names is ignored. */
void cover_note(struct slice call, enum seen how);
/* cover_enough tells whether call i (args.h) was seen to succeed and to fail, as far as it can. */
bool cover_enough(u32 i);
/* cover_report prints the table. False unless that is enough for all calls. */
bool cover_report(void);

#endif /* RUNTIME_SCENARIO_COVER_H */
