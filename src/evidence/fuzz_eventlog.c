/* A log of dstack if it begins with '[', else one of firmware. */
#include "evidence/eventlog.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[2 << 20];

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice in = slice_of(data, n);
	static struct eventlog log;
	u64 events = 0;

	if (n != 0 && data[0] == '[') {
		if (eventlog_dstack(&log, in, &a) != EVIDENCE_OK)
			return 0;
		CHECK(log.app_id.n == 20 && log.compose_hash.n == 32 && log.instance_id.n <= 20);
		CHECK(log.num_events[3] >= 3);
	} else if (eventlog_ccel(&log, in) != EVIDENCE_OK) {
		return 0;
	}
	for (u32 i = 0; i < EVENTLOG_NUM_RTMRS; i++)
		events += log.num_events[i];
	CHECK(events <= EVENTLOG_EVENTS_MAX && log.num_described <= events);
	CHECK(eventlog_check(&log, (const u8(*)[48])log.rtmr, EVENTLOG_ALL_MASK) == EVIDENCE_OK);
	return 0;
}
