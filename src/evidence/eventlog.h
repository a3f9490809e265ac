#ifndef EVIDENCE_EVENTLOG_H
#define EVIDENCE_EVENTLOG_H
/* evidence/eventlog: what a TDX guest measured, event by event, replayed to the registers
 * (RTMR0..3) that its quote carries.
 *
 * Two forms: the JSON log of dstack's guest agent (all four registers), and the log that
 * firmware leaves in memory (CCEL, RTMR0..2). A log proves nothing until eventlog_check has
 * compared it with the registers of a quote that attest_quote_verify accepted. The digest of a
 * runtime event is computed from its content, never taken from the log; the digests
 * of other events are taken, so their payloads are only what somebody says, unless the
 * digest is the payload's hash (num_described).
 * Sources: dstack cc-eventlog (312dc605ebaa); TCG "PC Client Platform Firmware Profile" 1.05,
 * section 10 (crypto-agile log); Intel "TDX Module 1.5 ABI", RTMR.EXTEND; UEFI 2.10, section 38. */
#include "evidence/evidence.h"

#define EVENTLOG_JSON_MAX   (512u << 10)
#define EVENTLOG_CCEL_MAX   (2u << 20)
#define EVENTLOG_EVENTS_MAX 2048u
#define EVENTLOG_NUM_RTMRS  4u
/* Which registers a log of firmware covers: RTMR3 is extended by software after it. */
#define EVENTLOG_CCEL_MASK 0x7u
#define EVENTLOG_ALL_MASK  0xfu

struct eventlog {
	u8 rtmr[EVENTLOG_NUM_RTMRS][48];
	u32 mask; /* registers that this kind of log covers, as 1 << index */
	u32 num_events[EVENTLOG_NUM_RTMRS];
	u32 num_described; /* events whose digest is that of their content */
	/* dstack only. Of app_id, compose_hash and instance_id the first before "boot-mr-done",
	 * of the others the first before "system-ready"; empty when not there. */
	struct slice app_id;        /* 20 */
	struct slice compose_hash;  /* 32: SHA-256 of app-compose.json */
	struct slice instance_id;   /* 20, or empty */
	struct slice key_provider;  /* JSON */
	struct slice os_image_hash; /* 32 */
};

/* eventlog_dstack reads [{"imr", "event_type", "digest", "event", "event_payload", "version"?}…]:
 * LOG_SIZE, LOG_COMPRESSED, LOG_FORMAT, LOG_EVENT, LOG_IMR, LOG_TYPE, LOG_VERSION, LOG_NAME,
 * LOG_DIGEST, LOG_REPEATED, LOG_LATE, LOG_PAYLOAD, LOG_MISSING, MEMORY. */
enum evidence_check eventlog_dstack(struct eventlog *out, struct slice json,
                                    struct arena *a) MUST_CHECK;

/* eventlog_ccel reads the table's data area, filling included: LOG_SIZE, LOG_COMPRESSED, LOG_IMR,
 * CCEL_HEADER, CCEL_SHORT, CCEL_DIGEST, CCEL_TRAILING. */
enum evidence_check eventlog_ccel(struct eventlog *out, struct slice log) MUST_CHECK;

/* eventlog_rtmrs takes the registers out of a TDX quote, which it does not verify: LOG_QUOTE. */
enum evidence_check eventlog_rtmrs(u8 out[EVENTLOG_NUM_RTMRS][48], struct slice quote) MUST_CHECK;

/* eventlog_check compares the registers of mask: LOG_RTMR0..3. */
enum evidence_check eventlog_check(const struct eventlog *log,
                                   const u8 rtmr[EVENTLOG_NUM_RTMRS][48], u32 mask) MUST_CHECK;

/* eventlog_policy_check: LOG_APP_ID, LOG_COMPOSE_HASH. An empty slice says nothing. */
enum evidence_check eventlog_policy_check(const struct eventlog *log, struct slice app_id,
                                          struct slice compose_hash) MUST_CHECK;

#endif /* EVIDENCE_EVENTLOG_H */
