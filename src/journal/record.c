#include "journal/record.h"

static void rd_limits(struct rd *r, struct journal_limits *x)
{
	x->cpu_ms = rd_u32(r);
	x->wall_ms = rd_u32(r);
	x->memory_mb = rd_u32(r);
	x->host_calls = rd_u32(r);
	x->output_bytes = rd_u32(r);
	x->journal_bytes = rd_u32(r);
}

static void wr_limits(struct wr *w, const struct journal_limits *x)
{
	wr_u32(w, x->cpu_ms);
	wr_u32(w, x->wall_ms);
	wr_u32(w, x->memory_mb);
	wr_u32(w, x->host_calls);
	wr_u32(w, x->output_bytes);
	wr_u32(w, x->journal_bytes);
}

static void rd_run(struct rd *r, struct journal_run *x)
{
	if (rd_u8(r) != JOURNAL_VERSION)
		rd_fail(r, ERR_VERSION);
	rd_bytes(r, x->genesis, sizeof(x->genesis));
	rd_bytes(r, x->agent, sizeof(x->agent));
	rd_bytes(r, x->code_id, sizeof(x->code_id));
	rd_bytes(r, x->manifest_hash, sizeof(x->manifest_hash));
	rd_bytes(r, x->engine_hash, sizeof(x->engine_hash));
	rd_bytes(r, x->run_id, sizeof(x->run_id));
	x->attempt = rd_u32(r);
	rd_bytes(r, x->trigger, sizeof(x->trigger));
	rd_bytes(r, x->seed, sizeof(x->seed));
	rd_limits(r, &x->limits);
	x->now_ms = rd_u64(r);
	x->input = rd_vec(r, JOURNAL_PAYLOAD_MAX);
}

static void wr_payload(struct wr *w, struct slice s)
{
	if (s.n > JOURNAL_PAYLOAD_MAX && w->err == ERR_OK)
		w->err = ERR_LIMIT;
	wr_vec(w, s);
}

static void wr_run(struct wr *w, const struct journal_run *x)
{
	wr_u8(w, JOURNAL_VERSION);
	wr_bytes(w, x->genesis, sizeof(x->genesis));
	wr_bytes(w, x->agent, sizeof(x->agent));
	wr_bytes(w, x->code_id, sizeof(x->code_id));
	wr_bytes(w, x->manifest_hash, sizeof(x->manifest_hash));
	wr_bytes(w, x->engine_hash, sizeof(x->engine_hash));
	wr_bytes(w, x->run_id, sizeof(x->run_id));
	wr_u32(w, x->attempt);
	wr_bytes(w, x->trigger, sizeof(x->trigger));
	wr_bytes(w, x->seed, sizeof(x->seed));
	wr_limits(w, &x->limits);
	wr_u64(w, x->now_ms);
	wr_payload(w, x->input);
}

static void rd_event(struct rd *r, struct journal_event *x)
{
	x->seq = rd_u64(r);
	x->call_id = rd_u32(r);
	rd_bytes(r, x->request_hash, sizeof(x->request_hash));
	x->kind = rd_u8(r);
	x->status = rd_u16(r);
	x->now_ms = rd_u64(r);
	x->payload = rd_vec(r, JOURNAL_PAYLOAD_MAX);
}

static void wr_event(struct wr *w, const struct journal_event *x)
{
	wr_u64(w, x->seq);
	wr_u32(w, x->call_id);
	wr_bytes(w, x->request_hash, sizeof(x->request_hash));
	wr_u8(w, x->kind);
	wr_u16(w, x->status);
	wr_u64(w, x->now_ms);
	wr_payload(w, x->payload);
}

static void rd_call(struct rd *r, struct journal_call *x)
{
	x->call_id = rd_u32(r);
	x->kind = rd_u8(r);
	rd_bytes(r, x->request_hash, sizeof(x->request_hash));
}

static void wr_call(struct wr *w, const struct journal_call *x)
{
	wr_u32(w, x->call_id);
	wr_u8(w, x->kind);
	wr_bytes(w, x->request_hash, sizeof(x->request_hash));
}

static void rd_end_record(struct rd *r, struct journal_end *x)
{
	x->status = rd_u8(r);
	rd_bytes(r, x->output_hash, sizeof(x->output_hash));
}

static void wr_end_record(struct wr *w, const struct journal_end *x)
{
	wr_u8(w, x->status);
	wr_bytes(w, x->output_hash, sizeof(x->output_hash));
}

void rd_journal_record(struct rd *r, struct journal_record *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = (enum journal_tag)rd_tag(r, NUM_JOURNAL_TAGS);
	switch (out->tag) {
	case JOURNAL_RUN:
		rd_run(r, &out->u.run);
		break;
	case JOURNAL_EVENT:
		rd_event(r, &out->u.event);
		break;
	case JOURNAL_CALL:
		rd_call(r, &out->u.call);
		break;
	case JOURNAL_END:
		rd_end_record(r, &out->u.end);
		break;
	case NUM_JOURNAL_TAGS:
		break;
	}
}

void wr_journal_record(struct wr *w, const struct journal_record *x)
{
	CHECK(x->tag < NUM_JOURNAL_TAGS);
	wr_u8(w, (u8)x->tag);
	switch (x->tag) {
	case JOURNAL_RUN:
		wr_run(w, &x->u.run);
		break;
	case JOURNAL_EVENT:
		wr_event(w, &x->u.event);
		break;
	case JOURNAL_CALL:
		wr_call(w, &x->u.call);
		break;
	case JOURNAL_END:
		wr_end_record(w, &x->u.end);
		break;
	case NUM_JOURNAL_TAGS:
		break;
	}
}

enum err journal_record_decode(struct journal_record *out, struct slice in)
{
	struct rd r = rd_from(in);

	if (in.n > JOURNAL_RECORD_MAX)
		return ERR_LIMIT;
	rd_journal_record(&r, out);
	return rd_end(&r);
}
