#ifndef PRIMITIVES_GEN_REFERENDA_GEN_H
#define PRIMITIVES_GEN_REFERENDA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/referenda/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define REFERENDA_PALLET 60u

enum referenda_call {
	REFERENDA_CALL_SUBMIT = 0,
	REFERENDA_CALL_SET_ANALYST = 200,
};

enum referenda_event {
	REFERENDA_EVENT_SUBMITTED = 0,
	REFERENDA_EVENT_ANALYST_SET = 200,
	REFERENDA_EVENT_ASSESSED = 201,
};

enum referenda_error {
	REFERENDA_ERROR_NOT_ONGOING = 0,
	REFERENDA_ERROR_BAD_TRACK = 1,
	REFERENDA_ERROR_NO_PROPOSAL = 2,
	REFERENDA_ERROR_AGENT_NOT_FOUND = 3,
};

/* referenda_error_name returns the name in the descriptor, or NULL. */
const char *referenda_error_name(u8 error);

struct bounded_lookup {
	u8 hash[32];
	u32 len;
};
void rd_bounded_lookup(struct rd *r, struct bounded_lookup *out);
void wr_bounded_lookup(struct wr *w, const struct bounded_lookup *in);

enum dispatch_time_tag {
	DISPATCH_TIME_AT = 0,
	DISPATCH_TIME_AFTER = 1,
};
struct dispatch_time {
	u8 tag; /* enum dispatch_time_tag */
	union {
		u32 at;
		u32 after;
	} u;
};
void rd_dispatch_time(struct rd *r, struct dispatch_time *out);
void wr_dispatch_time(struct wr *w, const struct dispatch_time *in);

enum raw_origin_tag {
	RAW_ORIGIN_ROOT = 0,
	RAW_ORIGIN_SIGNED = 1,
	RAW_ORIGIN_NONE = 2,
};
struct raw_origin {
	u8 tag; /* enum raw_origin_tag */
	union {
		u8 signed_[32];
	} u;
};
void rd_raw_origin(struct rd *r, struct raw_origin *out);
void wr_raw_origin(struct wr *w, const struct raw_origin *in);

/* The analyst's verified result, decoded from its canonical JSON output. */
struct assessment {
	u8 agent[32];
	u8 receipt[32];
	u8 strength;
	u8 score;
	struct slice reason; /* at most 2048 bytes */
	struct {
		u32 num;
		struct slice items[16]; /* at most 256 bytes */
	} risks;
	u32 block;
};
void rd_assessment(struct rd *r, struct assessment *out);
void wr_assessment(struct wr *w, const struct assessment *in);

/* A proposal: preimage-hash legacy form, inline call bytes (at most 128), or hash and length. */
enum bounded_tag {
	BOUNDED_LEGACY = 0,
	BOUNDED_INLINE = 1,
	BOUNDED_LOOKUP = 2,
};
struct bounded {
	u8 tag; /* enum bounded_tag */
	union {
		u8 legacy[32];
		struct slice inline_; /* at most 128 bytes */
		struct bounded_lookup lookup;
	} u;
};
void rd_bounded(struct rd *r, struct bounded *out);
void wr_bounded(struct wr *w, const struct bounded *in);

/* The outer OriginCaller: only system origins exist here. */
enum proposal_origin_tag {
	PROPOSAL_ORIGIN_SYSTEM = 0,
};
struct proposal_origin {
	u8 tag; /* enum proposal_origin_tag */
	union {
		struct raw_origin system;
	} u;
};
void rd_proposal_origin(struct rd *r, struct proposal_origin *out);
void wr_proposal_origin(struct wr *w, const struct proposal_origin *in);

struct referendum_info {
	u16 track;
	struct proposal_origin origin;
	struct bounded proposal;
	struct dispatch_time enactment;
	u8 submitter[32];
	u32 submitted;
};
void rd_referendum_info(struct rd *r, struct referendum_info *out);
void wr_referendum_info(struct wr *w, const struct referendum_info *in);

/* storage Referenda.ReferendumCount: u32 */
struct storage_key referenda_referendum_count_key(void);
enum err referenda_referendum_count_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage map Referenda.ReferendumInfoFor: ReferendumInfo */
struct storage_key referenda_referendum_info_for_prefix(void);
struct storage_key referenda_referendum_info_for_key(u32 key);
enum err referenda_referendum_info_for_decode(struct referendum_info *out, struct slice raw) MUST_CHECK;

/* storage map Referenda.IndexOf: u32. Which referendum a subject of PhalaAgents stands for. */
struct storage_key referenda_index_of_prefix(void);
struct storage_key referenda_index_of_key(const u8 key[32]);
enum err referenda_index_of_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage Referenda.Analyst: H256. The agent whose results count as assessments; set by root. */
struct storage_key referenda_analyst_key(void);
enum err referenda_analyst_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* storage map Referenda.Assessments: Assessment */
struct storage_key referenda_assessments_prefix(void);
struct storage_key referenda_assessments_key(u32 key);
enum err referenda_assessments_decode(struct assessment *out, struct slice raw) MUST_CHECK;

/* call Referenda.submit. */
struct referenda_submit_args {
	struct proposal_origin proposal_origin;
	struct bounded proposal;
	struct dispatch_time enactment_moment;
};
void rd_referenda_submit_args(struct rd *r, struct referenda_submit_args *out);
void wr_referenda_submit_args(struct wr *w, const struct referenda_submit_args *in);
void wr_call_referenda_submit(struct wr *w, const struct referenda_submit_args *in);

/* call Referenda.set_analyst. */
struct referenda_set_analyst_args {
	u8 agent[32];
};
void rd_referenda_set_analyst_args(struct rd *r, struct referenda_set_analyst_args *out);
void wr_referenda_set_analyst_args(struct wr *w, const struct referenda_set_analyst_args *in);
void wr_call_referenda_set_analyst(struct wr *w, const struct referenda_set_analyst_args *in);

/* event Referenda.Submitted. Agents that subscribe to this event get subject = blake2_256("referenda" ++ SCALE(index u32)). */
struct event_referenda_submitted {
	u32 index;
	u16 track;
	struct bounded proposal;
};
void rd_event_referenda_submitted(struct rd *r, struct event_referenda_submitted *out);
void wr_event_referenda_submitted(struct wr *w, const struct event_referenda_submitted *in);

/* event Referenda.AnalystSet. */
struct event_referenda_analyst_set {
	u8 agent[32];
};
void rd_event_referenda_analyst_set(struct rd *r, struct event_referenda_analyst_set *out);
void wr_event_referenda_analyst_set(struct wr *w, const struct event_referenda_analyst_set *in);

/* event Referenda.Assessed. */
struct event_referenda_assessed {
	u32 index;
	u8 agent[32];
	u8 receipt[32];
	u8 score;
};
void rd_event_referenda_assessed(struct rd *r, struct event_referenda_assessed *out);
void wr_event_referenda_assessed(struct wr *w, const struct event_referenda_assessed *in);

#endif /* PRIMITIVES_GEN_REFERENDA_GEN_H */
