#include "box/wire.h"

#include <string.h>

#include "base/bytes.h"
#include "base/utf8.h"
#include "crypto/hash.h"

#define FRAME_HEAD 4u

enum err box_frame_next(struct slice in, struct box_frame *out, size_t *used)
{
	u32 len;

	if (in.n < FRAME_HEAD)
		return ERR_AGAIN;
	len = load_le32(in.p);
	if (len == 0)
		return ERR_FORMAT;
	if (len > BOX_FRAME_MAX)
		return ERR_LIMIT;
	if (in.n - FRAME_HEAD < len)
		return ERR_AGAIN;
	*out = (struct box_frame){in.p[FRAME_HEAD], slice_of(in.p + FRAME_HEAD + 1, len - 1)};
	*used = FRAME_HEAD + (size_t)len;
	return ERR_OK;
}

static void wr_fail(struct wr *w, enum err e)
{
	if (w->err == ERR_OK)
		w->err = e;
}

static size_t frame_open(struct wr *w, enum box_frame_id id)
{
	size_t at = w->n;

	wr_u32(w, 0);
	wr_u8(w, (u8)id);
	return at;
}

static void frame_close(struct wr *w, size_t at)
{
	size_t len = w->n - at - FRAME_HEAD;

	if (w->err != ERR_OK)
		return;
	if (len > BOX_FRAME_MAX)
		wr_fail(w, ERR_LIMIT);
	else if (w->p != NULL)
		store_le32(w->p + at, (u32)len);
}

static void wr_vec_max(struct wr *w, struct slice s, size_t max)
{
	if (s.n > max)
		wr_fail(w, ERR_LIMIT);
	wr_vec(w, s);
}

/* Text goes out in the only form that the reader takes: UTF-8, and not too long. */
static void wr_text(struct wr *w, struct slice s, size_t max)
{
	if (!utf8_ok(s))
		wr_fail(w, ERR_UTF8);
	wr_vec_max(w, s, max);
}

static void wr_limits(struct wr *w, const struct journal_limits *l)
{
	wr_u32(w, l->cpu_ms);
	wr_u32(w, l->wall_ms);
	wr_u32(w, l->memory_mb);
	wr_u32(w, l->host_calls);
	wr_u32(w, l->output_bytes);
	wr_u32(w, l->journal_bytes);
}

static void rd_limits(struct rd *r, struct journal_limits *l)
{
	l->cpu_ms = rd_u32(r);
	l->wall_ms = rd_u32(r);
	l->memory_mb = rd_u32(r);
	l->host_calls = rd_u32(r);
	l->output_bytes = rd_u32(r);
	l->journal_bytes = rd_u32(r);
	if (l->memory_mb > BOX_MEMORY_MB_MAX || l->output_bytes > BOX_OUTPUT_MAX)
		rd_fail(r, ERR_LIMIT);
}

void box_put_start(struct wr *w, const struct box_start *x)
{
	size_t at = frame_open(w, BOX_START);

	wr_bytes(w, x->run_id, 32);
	wr_bytes(w, x->seed, 32);
	wr_u64(w, x->now_ms);
	wr_limits(w, &x->limits);
	if (x->limits.memory_mb > BOX_MEMORY_MB_MAX || x->limits.output_bytes > BOX_OUTPUT_MAX ||
	    x->num_secrets > BOX_SECRETS_MAX) {
		wr_fail(w, ERR_LIMIT);
		return;
	}
	wr_vec_max(w, x->bundle, BOX_BUNDLE_MAX);
	wr_text(w, x->config, BOX_CONFIG_MAX);
	wr_text(w, x->input, BOX_INPUT_MAX);
	wr_compact(w, x->num_secrets);
	for (u32 i = 0; i < x->num_secrets; i++) {
		wr_text(w, x->secrets[i].name, BOX_NAME_MAX);
		wr_bool(w, x->secrets[i].reveal);
	}
	frame_close(w, at);
}

enum err box_get_start(struct box_start *out, struct slice body)
{
	struct rd r = rd_from(body);

	rd_bytes(&r, out->run_id, 32);
	rd_bytes(&r, out->seed, 32);
	out->now_ms = rd_u64(&r);
	rd_limits(&r, &out->limits);
	out->bundle = rd_vec(&r, BOX_BUNDLE_MAX);
	out->config = rd_str(&r, BOX_CONFIG_MAX);
	out->input = rd_str(&r, BOX_INPUT_MAX);
	out->num_secrets = rd_seq_len(&r, 2);
	if (out->num_secrets > BOX_SECRETS_MAX) {
		out->num_secrets = 0;
		rd_fail(&r, ERR_LIMIT);
	}
	for (u32 i = 0; i < out->num_secrets; i++) {
		out->secrets[i].name = rd_str(&r, BOX_NAME_MAX);
		out->secrets[i].reveal = rd_bool(&r);
	}
	return rd_end(&r);
}

void box_put_event(struct wr *w, const struct box_event *x)
{
	size_t at = frame_open(w, BOX_EVENT);

	wr_u32(w, x->call_id);
	wr_u8(w, x->kind);
	wr_u16(w, x->status);
	wr_u64(w, x->now_ms);
	wr_vec_max(w, x->payload, BOX_PAYLOAD_MAX);
	frame_close(w, at);
}

static u8 rd_kind(struct rd *r)
{
	u8 kind = rd_u8(r);

	if (kind < BOX_FETCH || kind > BOX_REVEAL)
		rd_fail(r, ERR_TAG);
	return kind;
}

enum err box_get_event(struct box_event *out, struct slice body)
{
	struct rd r = rd_from(body);

	out->call_id = rd_u32(&r);
	out->kind = rd_kind(&r);
	out->status = rd_u16(&r);
	out->now_ms = rd_u64(&r);
	out->payload = rd_vec(&r, BOX_PAYLOAD_MAX);
	return rd_end(&r);
}

void box_put_cancel(struct wr *w, enum receipt_outcome why)
{
	size_t at = frame_open(w, BOX_CANCEL);

	wr_u8(w, (u8)why);
	frame_close(w, at);
}

enum err box_get_cancel(enum receipt_outcome *out, struct slice body)
{
	struct rd r = rd_from(body);
	u8 why = rd_tag(&r, NUM_OUTCOMES);

	TRY(rd_end(&r));
	*out = (enum receipt_outcome)why;
	return ERR_OK;
}

void box_put_call(struct wr *w, const struct box_call *x)
{
	size_t at = frame_open(w, BOX_CALL);

	wr_u32(w, x->call_id);
	wr_u8(w, x->kind);
	wr_vec_max(w, x->payload, BOX_PAYLOAD_MAX);
	frame_close(w, at);
}

enum err box_get_call(struct box_call *out, struct slice body)
{
	struct rd r = rd_from(body);

	out->call_id = rd_u32(&r);
	out->kind = rd_kind(&r);
	out->payload = rd_vec(&r, BOX_PAYLOAD_MAX);
	return rd_end(&r);
}

void box_put_abort(struct wr *w, u32 call_id)
{
	size_t at = frame_open(w, BOX_ABORT);

	wr_u32(w, call_id);
	frame_close(w, at);
}

enum err box_get_abort(u32 *call_id, struct slice body)
{
	struct rd r = rd_from(body);

	*call_id = rd_u32(&r);
	return rd_end(&r);
}

void box_put_log(struct wr *w, const struct box_log *x)
{
	size_t at = frame_open(w, BOX_LOG);

	wr_u8(w, x->level);
	wr_text(w, x->text, BOX_LOG_MAX);
	frame_close(w, at);
}

enum err box_get_log(struct box_log *out, struct slice body)
{
	struct rd r = rd_from(body);

	out->level = rd_tag(&r, 4);
	out->text = rd_str(&r, BOX_LOG_MAX);
	return rd_end(&r);
}

void box_put_end(struct wr *w, const struct box_end *x)
{
	size_t at = frame_open(w, BOX_END);

	wr_u8(w, (u8)x->outcome);
	wr_text(w, x->output, BOX_OUTPUT_MAX);
	wr_text(w, x->code, BOX_CODE_MAX);
	wr_text(w, x->error, BOX_ERROR_MAX);
	wr_u64(w, x->cpu_us);
	wr_u32(w, x->host_calls);
	wr_u64(w, x->memory_peak);
	frame_close(w, at);
}

enum err box_get_end(struct box_end *out, struct slice body)
{
	struct rd r = rd_from(body);

	out->outcome = (enum receipt_outcome)rd_tag(&r, NUM_OUTCOMES);
	out->output = rd_str(&r, BOX_OUTPUT_MAX);
	out->code = rd_str(&r, BOX_CODE_MAX);
	out->error = rd_str(&r, BOX_ERROR_MAX);
	out->cpu_us = rd_u64(&r);
	out->host_calls = rd_u32(&r);
	out->memory_peak = rd_u64(&r);
	return rd_end(&r);
}

/* RFC 9110 token; upper case for methods, lower case for header names. */
static bool is_token(struct slice s, u8 case_lo, u8 case_hi)
{
	for (size_t i = 0; i < s.n; i++) {
		u8 c = s.p[i];
		bool ok = (c >= case_lo && c <= case_hi) || (c >= '0' && c <= '9') ||
		          (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);

		if (!ok)
			return false;
	}
	return s.n != 0;
}

static bool is_header_value(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == 0 || s.p[i] == '\r' || s.p[i] == '\n')
			return false;
	return true;
}

/* Visible ASCII: what a URL looks like before anyone parses it. */
static bool is_url_text(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return s.n != 0;
}

static enum err headers_check(const struct box_headers *h)
{
	size_t len = 0;

	if (h->num > BOX_HEADERS_MAX)
		return ERR_LIMIT;
	for (u32 i = 0; i < h->num; i++) {
		len += h->h[i].name.n + h->h[i].value.n;
		if (h->h[i].name.n > BOX_HEADER_NAME_MAX ||
		    h->h[i].value.n > BOX_HEADER_VALUE_MAX || len > BOX_HEADERS_LEN_MAX)
			return ERR_LIMIT;
		if (!is_token(h->h[i].name, 'a', 'z') || !is_header_value(h->h[i].value))
			return ERR_FORMAT;
	}
	return ERR_OK;
}

static void wr_headers(struct wr *w, const struct box_headers *h)
{
	enum err e = headers_check(h);

	if (e != ERR_OK) {
		wr_fail(w, e);
		return;
	}
	wr_compact(w, h->num);
	for (u32 i = 0; i < h->num; i++) {
		wr_text(w, h->h[i].name, BOX_HEADER_NAME_MAX);
		wr_vec_max(w, h->h[i].value, BOX_HEADER_VALUE_MAX);
	}
}

static void rd_headers(struct rd *r, struct box_headers *h)
{
	h->num = rd_seq_len(r, 2);
	if (h->num > BOX_HEADERS_MAX) {
		h->num = 0;
		rd_fail(r, ERR_LIMIT);
	}
	for (u32 i = 0; i < h->num; i++) {
		h->h[i].name = rd_str(r, BOX_HEADER_NAME_MAX);
		h->h[i].value = rd_vec(r, BOX_HEADER_VALUE_MAX);
	}
	if (r->err == ERR_OK && headers_check(h) != ERR_OK)
		rd_fail(r, headers_check(h));
}

static enum err fetch_check(const struct box_fetch *x)
{
	if (x->method.n > BOX_METHOD_MAX || x->url.n > BOX_URL_MAX ||
	    x->body.n > BOX_REQUEST_BODY_MAX)
		return ERR_LIMIT;
	return is_token(x->method, 'A', 'Z') && is_url_text(x->url) ? ERR_OK : ERR_FORMAT;
}

void wr_box_fetch(struct wr *w, const struct box_fetch *x)
{
	enum err e = fetch_check(x);

	if (e != ERR_OK)
		wr_fail(w, e);
	wr_vec(w, x->method);
	wr_vec(w, x->url);
	wr_headers(w, &x->headers);
	wr_vec(w, x->body);
}

enum err box_fetch_decode(struct box_fetch *out, struct slice payload)
{
	struct rd r = rd_from(payload);

	out->method = rd_str(&r, BOX_METHOD_MAX);
	out->url = rd_str(&r, BOX_URL_MAX);
	rd_headers(&r, &out->headers);
	out->body = rd_vec(&r, BOX_REQUEST_BODY_MAX);
	TRY(rd_end(&r));
	return fetch_check(out);
}

void wr_box_answer(struct wr *w, const struct box_answer *x)
{
	wr_headers(w, &x->headers);
	wr_vec_max(w, x->body, BOX_ANSWER_BODY_MAX);
}

enum err box_answer_decode(struct box_answer *out, struct slice payload)
{
	struct rd r = rd_from(payload);

	rd_headers(&r, &out->headers);
	out->body = rd_vec(&r, BOX_ANSWER_BODY_MAX);
	return rd_end(&r);
}

void wr_box_failure(struct wr *w, const struct box_failure *x)
{
	wr_text(w, x->code, BOX_CODE_MAX);
	wr_text(w, x->message, BOX_ERROR_MAX);
}

enum err box_failure_decode(struct box_failure *out, struct slice payload)
{
	struct rd r = rd_from(payload);

	out->code = rd_str(&r, BOX_CODE_MAX);
	out->message = rd_str(&r, BOX_ERROR_MAX);
	return rd_end(&r);
}

enum err box_sleep_decode(u32 *ms, struct slice payload)
{
	struct rd r = rd_from(payload);

	*ms = rd_u32(&r);
	if (*ms > BOX_SLEEP_MS_MAX)
		rd_fail(&r, ERR_LIMIT);
	return rd_end(&r);
}

enum err box_reveal_decode(struct slice *name, struct slice payload)
{
	struct rd r = rd_from(payload);

	*name = rd_str(&r, BOX_NAME_MAX);
	return rd_end(&r);
}

void box_request_hash(u8 out[32], u8 kind, struct slice payload)
{
	u8 head[8];
	struct wr w = wr_into(head, sizeof(head));
	struct slice parts[2] = {{head, 0}, payload};

	wr_u8(&w, kind);
	wr_compact(&w, payload.n);
	parts[0].n = w.n;
	blake2_256_parts(out, parts, 2);
}
