/* phala verify eventlog: does this log lead to the registers of a TDX quote, and what does it say
 * was booted? Offline. */
#include <string.h>

#include "cli/evidence_out.h"
#include "evidence/eventlog.h"
#include "os/arena_map.h"

struct args {
	const char *quote, *rtmr[EVENTLOG_NUM_RTMRS], *app_id, *compose_hash;
	bool json;
};

/* Facts: the registers that were compared, and what the log says. */
struct found {
	struct eventlog log;
	u32 mask;
};

static void facts(struct json_wr *w, const void *arg)
{
	static const char *const names[] = {"rtmr0", "rtmr1", "rtmr2", "rtmr3"};
	const struct found *f = arg;
	u64 events = 0;

	for (u32 i = 0; i < EVENTLOG_NUM_RTMRS; i++) {
		events += f->log.num_events[i];
		if ((f->mask >> i & 1) != 0)
			json_wr_m_hex(w, names[i], SLICE_ARR(f->log.rtmr[i]));
	}
	json_wr_m_u64(w, "events", events);
	json_wr_m_u64(w, "eventsWithProvenContent", f->log.num_described);
	if (f->log.app_id.n == 0)
		return;
	json_wr_m_hex(w, "appId", f->log.app_id);
	json_wr_m_hex(w, "composeHash", f->log.compose_hash);
	json_wr_m_hex(w, "instanceId", f->log.instance_id);
	json_wr_m_hex(w, "osImageHash", f->log.os_image_hash);
}

/* Registers to compare with: of the quote, or one by one. */
static bool read_rtmrs(struct evidence_job *j, const struct args *x, u8 out[][48], u32 *mask,
                       enum evidence_check *c)
{
	static const char *const options[] = {"rtmr0", "rtmr1", "rtmr2", "rtmr3"};
	struct slice quote;

	*c = EVIDENCE_OK;
	*mask = 0;
	if (!evidence_file_hex(j, x->quote, ATTEST_QUOTE_MAX, &quote))
		return false;
	if (x->quote != NULL) {
		*c = eventlog_rtmrs(out, quote);
		*mask = EVENTLOG_ALL_MASK;
	}
	for (u32 i = 0; i < EVENTLOG_NUM_RTMRS; i++) {
		struct slice v;

		if (!evidence_hex(j, options[i], x->rtmr[i], 48, &v))
			return false;
		if (v.n == 0)
			continue;
		memcpy(out[i], v.p, 48);
		*mask |= 1u << i;
	}
	return true;
}

static bool is_json(struct slice s)
{
	size_t i = 0;

	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t'))
		i++;
	return i < s.n && s.p[i] == '[';
}

static enum evidence_check replay(struct evidence_job *j, struct found *f, struct slice text)
{
	enum evidence_check c;

	if (is_json(text))
		return eventlog_dstack(&f->log, text, j->a);
	c = eventlog_ccel(&f->log, text);
	/* RTMR3 is not firmware's: comparing it with this log would say nothing. */
	f->mask &= f->log.mask;
	return c;
}

static enum cli_exit judge(struct evidence_job *j, const char *path, const struct args *x)
{
	static struct found f;
	static u8 rtmr[EVENTLOG_NUM_RTMRS][48];
	struct slice text, app_id, compose_hash;
	enum evidence_check c;

	if (!evidence_file_hex(j, path, EVENTLOG_CCEL_MAX, &text) ||
	    !evidence_hex(j, "app-id", x->app_id, 20, &app_id) ||
	    !evidence_hex(j, "compose-hash", x->compose_hash, 32, &compose_hash) ||
	    !read_rtmrs(j, x, rtmr, &f.mask, &c))
		return j->failed;
	if (c == EVIDENCE_OK)
		c = replay(j, &f, text);
	if (c == EVIDENCE_OK && f.mask == 0)
		return out_error(j->o, EXIT_USER, "there is nothing to compare with",
		                 "firmware's log is about RTMR0 to RTMR2",
		                 "--quote FILE, or --rtmr0 HEX and so on");
	if (c == EVIDENCE_OK)
		c = eventlog_check(&f.log, (const u8(*)[48])rtmr, f.mask);
	if (c != EVIDENCE_OK)
		return evidence_verdict(j, c, NULL, NULL);
	return evidence_verdict(j, eventlog_policy_check(&f.log, app_id, compose_hash), facts, &f);
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {0};
	const struct opt opts[] = {
	    OPT_STRING_ROW("quote", "FILE", "TDX quote; verify it with phala verify quote",
	                   &x.quote),
	    OPT_STRING_ROW("rtmr0", "HEX", "or: a register that the log must lead to", &x.rtmr[0]),
	    OPT_STRING_ROW("rtmr1", "HEX", "another", &x.rtmr[1]),
	    OPT_STRING_ROW("rtmr2", "HEX", "another", &x.rtmr[2]),
	    OPT_STRING_ROW("rtmr3", "HEX", "another", &x.rtmr[3]),
	    OPT_STRING_ROW("app-id", "HEX", "expected app id (dstack)", &x.app_id),
	    OPT_STRING_ROW("compose-hash", "HEX", "expected compose hash (dstack)",
	                   &x.compose_hash),
	    OPT_FLAG_ROW("json", "verdict and facts as one JSON object", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_verify_eventlog, opts, 1, 1, &x.json};
	struct out o;
	struct arena a;
	struct evidence_job j = {&o, &a, EXIT_USER};
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	if (x.quote == NULL && x.rtmr[0] == NULL && x.rtmr[1] == NULL && x.rtmr[2] == NULL &&
	    x.rtmr[3] == NULL)
		return out_error(
		    &o, EXIT_USER, "cannot run phala verify eventlog",
		    "a log alone proves nothing: a quote has the registers it leads to",
		    "add --quote FILE, or --rtmr0 HEX and so on");
	if (arena_map(&a, EVIDENCE_ARENA + EVIDENCE_FILES) != ERR_OK)
		return out_error(&o, EXIT_USER, "cannot run phala verify eventlog",
		                 "no address space", "ulimit -v unlimited");
	done = (int)judge(&j, argv[0], &x);
	arena_unmap(&a);
	return (enum cli_exit)done;
}

const struct cmd cmd_verify_eventlog = {"verify eventlog", "LOG --quote FILE [options]",
                                        "replay an event log to the registers of a TDX quote", run};
