/* HTTPS calls of guests. The manifest decides where they may go; a secret enters a header here and
 * nowhere else; TLS ends here. The host only moves the encrypted bytes. */
#include "base/fault.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

/* Header fields that are ours to set; a guest's are left out, as the Fetch standard does. */
static const char *const ours[] = {
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "accept-encoding",
    "proxy-connection",
};

static bool is_ours(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (slice_eq(name, slice_str(ours[i])))
			return true;
	return false;
}

static bool method_ok(struct slice m)
{
	static const char *const known[] = {"GET",   "HEAD",   "POST",   "PUT",
	                                    "PATCH", "DELETE", "OPTIONS"};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (slice_eq(m, slice_str(known[i])))
			return true;
	return false;
}

/* What the manifest says about a call. */
static enum err fetch_check(const struct lane *l, struct slice payload, struct url *url,
                            struct box_fetch *f, const char **why)
{
	*why = "the request is malformed";
	TRY(box_fetch_decode(f, payload));
	TRY(url_parse(url, f->url));
	*why = "only https is allowed";
	if (!url->https)
		return ERR_DENIED;
	*why = "the host is not in the manifest's net list";
	if (!manifest_allows(&l->manifest, url))
		return ERR_DENIED;
	*why = "the method is not allowed";
	if (!method_ok(f->method))
		return ERR_DENIED;
	*why = "the URL holds characters that HTTP does not allow";
	if (url->target.n != 0 && !http1_is_target(url->target))
		return ERR_DENIED;
	for (u32 i = 0; i < f->headers.num; i++) {
		*why = "a header is not valid";
		if (!http1_is_token(f->headers.h[i].name) ||
		    !http1_is_field_value(f->headers.h[i].value))
			return ERR_DENIED;
	}
	*why = "";
	return ERR_OK;
}

/* --- the request -------------------------------------------------------------------------------
 */

static void put_number(struct wr *w, u64 v)
{
	u8 d[20];
	size_t n = sizeof(d);

	do {
		d[--n] = (u8)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	wr_bytes(w, d + n, sizeof(d) - n);
}

static void put_host(struct wr *w, const struct url *u)
{
	wr_slice(w, SLICE_LIT("host: "));
	wr_bytes(w, u->host, u->host_len);
	if (u->port != 443) {
		wr_u8(w, ':');
		put_number(w, u->port);
	}
	wr_slice(w, SLICE_LIT("\r\n"));
}

/* The request as it goes onto the wire, with secrets in place. */
static enum err put_request(const struct lane *l, const struct url *u, const struct box_fetch *f,
                            struct wr *w)
{
	bool has_body = f->body.n != 0 || slice_eq(f->method, SLICE_LIT("POST")) ||
	                slice_eq(f->method, SLICE_LIT("PUT")) ||
	                slice_eq(f->method, SLICE_LIT("PATCH"));

	wr_slice(w, f->method);
	wr_u8(w, ' ');
	if (u->target.n == 0 || u->target.p[0] != '/')
		wr_u8(w, '/');
	wr_slice(w, u->target);
	wr_slice(w, SLICE_LIT(" HTTP/1.1\r\n"));
	put_host(w, u);
	wr_slice(w, SLICE_LIT("accept-encoding: identity\r\nconnection: close\r\n"));
	if (has_body) {
		wr_slice(w, SLICE_LIT("content-length: "));
		put_number(w, f->body.n);
		wr_slice(w, SLICE_LIT("\r\n"));
	}
	for (u32 i = 0; i < f->headers.num; i++) {
		if (is_ours(f->headers.h[i].name))
			continue;
		wr_slice(w, f->headers.h[i].name);
		wr_slice(w, SLICE_LIT(": "));
		TRY(secrets_fill(l, u, f->headers.h[i].value, w));
		wr_slice(w, SLICE_LIT("\r\n"));
	}
	wr_slice(w, SLICE_LIT("\r\n"));
	wr_slice(w, f->body);
	return w->err;
}

static const char *why_not_built(enum err e)
{
	switch ((int)e) {
	case ERR_NOT_FOUND:
		return "a header names a secret that this worker does not have";
	case ERR_DENIED:
		return "the manifest does not send that secret to this host";
	case ERR_INVALID:
		return "the secret's value cannot stand in a header";
	default:
		return "the request is too large";
	}
}

enum err fetch_admit(const struct lane *l, const struct call *c, const char **why)
{
	struct wr size = wr_count();
	struct box_fetch f;
	struct url url;
	enum err e;

	TRY(fetch_check(l, c->payload, &url, &f, why));
	e = put_request(l, &url, &f, &size);
	*why = why_not_built(e);
	TRY(e);
	if (size.n > REQUEST_MAX)
		return ERR_LIMIT;
	if (c->noted) /* it was in flight at a crash: it has its place in the receipt */
		return ERR_OK;
	*why = "a run makes 64 HTTPS calls at most";
	if (l->num_fetches >= RECEIPT_EGRESS_MAX)
		return ERR_LIMIT;
	*why = "a run makes 16 model calls at most";
	if (manifest_model(&l->manifest, &url) != NULL &&
	    l->num_model_calls >= RECEIPT_MODEL_CALLS_MAX)
		return ERR_LIMIT;
	*why = "";
	return ERR_OK;
}

void fetch_note(struct lane *l, struct call *c)
{
	struct box_fetch f;
	struct url url;

	if (c->noted)
		return;
	c->noted = true;
	l->num_fetches++;
	if (box_fetch_decode(&f, c->payload) == ERR_OK && url_parse(&url, f.url) == ERR_OK &&
	    manifest_model(&l->manifest, &url) != NULL)
		l->num_model_calls++;
}

/* --- one connection --------------------------------------------------------------------------- */

/* What was not sent goes here, with the secrets in it. */
static void reset_conn(struct conn *c)
{
	mem_wipe(c->a.mem, c->a.used);
	arena_reset(&c->a);
	c->state = CONN_FREE;
}

static void close_conn(struct worker *w, struct conn *c)
{
	struct msg_net_close m = {.conn = c->id};
	struct wr out;

	if (c->state == CONN_FREE)
		return;
	out = say_begin(w, MSG_NET_CLOSE);
	wr_msg_net_close(&out, &m);
	say_end(w, &out);
	tls_free(c->tls);
	c->tls = NULL;
	reset_conn(c);
}

static void fail(struct worker *w, struct lane *l, struct conn *c, const char *code,
                 const char *message)
{
	u32 call = c->call;

	close_conn(w, c);
	lane_fail_call(w, l, call, code, message);
}

static struct conn *free_conn(struct lane *l)
{
	for (u32 i = 0; i < WORKER_CONNS_MAX; i++)
		if (l->conns[i].state == CONN_FREE)
			return &l->conns[i];
	return NULL;
}

static enum err open_conn(const struct lane *l, struct conn *c, u32 call)
{
	const char *why;
	struct box_fetch f;
	struct wr m;
	enum err e;

	c->call = call;
	c->sent = false;
	c->tls = NULL;
	TRY(fetch_check(l, l->calls[call].payload, &c->url, &f, &why));
	m = wr_arena(&c->a);
	e = put_request(l, &c->url, &f, &m);
	if (e != ERR_OK) {
		mem_wipe(m.p, m.n); /* a secret may be in it already */
		return e;
	}
	TRY(wr_arena_done(&m, &c->a, &c->request));
	TRY(http1_init(&c->http, HTTP1_RESPONSE, &c->a, BOX_ANSWER_BODY_MAX));
	if (slice_eq(f.method, SLICE_LIT("HEAD")))
		http1_expect_no_body(&c->http);
	return ERR_OK;
}

void fetch_start(struct worker *w, struct lane *l, u32 call)
{
	struct conn *c = free_conn(l);
	struct msg_net_open m;
	struct wr out;

	if (c == NULL) {
		l->calls[call].state = CALL_WAITING;
		l->num_waiting++;
		return;
	}
	l->calls[call].state = CALL_LIVE;
	if (open_conn(l, c, call) != ERR_OK) {
		/* fetch_admit let it through, so only memory can be short. */
		reset_conn(c);
		lane_fail_call(w, l, call, "E_LIMIT", "the request is too large");
		return;
	}
	c->state = CONN_OPENING;
	c->id = ++w->next_conn;
	c->deadline_ms = pal_clock_mono_ns() / 1000000u + CALL_TIMEOUT_MS;
	m = (struct msg_net_open){.conn = c->id, .port = c->url.port};
	m.host = slice_of(c->url.host, c->url.host_len);
	out = say_begin(w, MSG_NET_OPEN);
	wr_msg_net_open(&out, &m);
	say_end(w, &out);
}

/* Takes the next calls that wait for a connection. */
static void start_waiting(struct worker *w, struct lane *l)
{
	for (u32 i = 0; i < l->num_calls && l->num_waiting > 0 && free_conn(l) != NULL; i++) {
		if (l->state != LANE_LIVE || l->ended || l->cancelled)
			return;
		if (l->calls[i].state != CALL_WAITING)
			continue;
		l->num_waiting--;
		fetch_start(w, l, i);
	}
}

/* --- the answer ---------------------------------------------------------------------------------
 */

static u8 lower(u8 c)
{
	return c >= 'A' && c <= 'Z' ? (u8)(c + 32) : c;
}

static enum err lower_name(struct arena *a, struct slice name, struct slice *out)
{
	u8 *p = (u8 *)arena_alloc(a, name.n);

	if (p == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < name.n; i++)
		p[i] = lower(name.p[i]);
	*out = slice_of(p, name.n);
	return ERR_OK;
}

static enum err encode_answer(struct worker *w, const struct conn *c, struct slice *out)
{
	struct box_answer *ans = (struct box_answer *)arena_zalloc(&w->scratch, 1, sizeof(*ans));
	size_t total = 0;
	struct wr m;

	if (ans == NULL)
		return ERR_NOMEM;
	if (c->http.num_fields > BOX_HEADERS_MAX)
		return ERR_LIMIT;
	for (u32 i = 0; i < c->http.num_fields; i++) {
		struct box_header *h = &ans->headers.h[ans->headers.num++];

		TRY(lower_name(&w->scratch, c->http.fields[i].name, &h->name));
		h->value = c->http.fields[i].value;
		total += h->name.n + h->value.n;
		if (h->name.n > BOX_HEADER_NAME_MAX || h->value.n > BOX_HEADER_VALUE_MAX ||
		    total > BOX_HEADERS_LEN_MAX)
			return ERR_LIMIT;
	}
	ans->body = c->http.body;
	m = wr_arena(&w->scratch);
	wr_box_answer(&m, ans);
	return wr_arena_done(&m, &w->scratch, out);
}

static void say_fetch(struct worker *w, const struct lane *l, const struct conn *c)
{
	char text[URL_HOST_MAX + 32];
	struct wr m = wr_into(text, sizeof(text) - 1);
	bool model = manifest_model(&l->manifest, &c->url) != NULL;
	struct slice s;

	wr_bytes(&m, c->url.host, c->url.host_len);
	wr_slice(&m, SLICE_LIT(" answered "));
	put_number(&m, c->http.status);
	if (wr_done(&m, &s) != ERR_OK)
		return;
	text[s.n] = '\0';
	say_step(w, l, model ? "model" : "fetch", text);
}

/* The answer is whole: whatever else comes on this connection is not read. */
static void complete(struct worker *w, struct lane *l, struct conn *c)
{
	u32 call = c->call;
	u16 status = c->http.status;
	struct slice payload;
	enum err e;

	FAULT_POINT("enclave.call_answered");
	e = encode_answer(w, c, &payload);
	if (e != ERR_OK) {
		fail(w, l, c, "E_LIMIT", "the answer's headers are too large");
		return;
	}
	say_fetch(w, l, c);
	close_conn(w, c);
	lane_answer(w, l, call, status, payload);
}

/* --- bytes ---------------------------------------------------------------------------------------
 */

static void send_wire(struct worker *w, struct conn *c)
{
	u8 *buf = (u8 *)arena_alloc(&w->scratch, 65536);
	size_t n;

	while (buf != NULL && (n = tls_take(c->tls, buf, 65536)) > 0) {
		struct msg_net_send m = {.conn = c->id, .data = slice_of(buf, n)};
		struct wr out = say_begin(w, MSG_NET_SEND);

		wr_msg_net_send(&out, &m);
		say_end(w, &out);
	}
}

static enum err send_request(struct worker *w, struct conn *c)
{
	if (c->sent || !tls_ready(c->tls))
		return ERR_OK;
	TRY(tls_write(c->tls, c->request));
	/* http1's head buffer was taken after it, so only its own bytes are wiped. */
	mem_wipe((void *)(uintptr_t)c->request.p, c->request.n);
	c->sent = true;
	send_wire(w, c);
	FAULT_POINT("enclave.call_sent");
	return ERR_OK;
}

/* Reads what TLS has; ERR_AGAIN when more must come. */
static enum err read_answer(struct worker *w, struct conn *c)
{
	u8 *buf = (u8 *)arena_alloc(&w->scratch, 16384);
	size_t n, used;

	if (buf == NULL)
		return ERR_NOMEM;
	w->scratch_is_plain = true;
	while (c->http.state != HTTP1_DONE) {
		TRY(tls_read(c->tls, buf, 16384, &n));
		if (n == 0)
			return http1_eof(&c->http);
		TRY(http1_feed(&c->http, slice_of(buf, n), &used));
	}
	return ERR_OK;
}

static void on_bad_answer(struct worker *w, struct lane *l, struct conn *c, enum err e)
{
	if (tls_fault(c->tls) != TLS_FAULT_NONE)
		fail(w, l, c, "E_NETWORK", tls_why(c->tls));
	else if (e == ERR_LIMIT || e == ERR_NOMEM)
		fail(w, l, c, "E_LIMIT", "the answer is too large");
	else if (e == ERR_EOF)
		fail(w, l, c, "E_NETWORK", "the answer was cut short");
	else
		fail(w, l, c, "E_NETWORK", "the answer is not HTTP");
}

/* Moves a connection on as far as its bytes allow. */
static void pump(struct worker *w, struct lane *l, struct conn *c)
{
	enum err e;

	send_wire(w, c);
	e = send_request(w, c);
	if (e == ERR_OK)
		e = read_answer(w, c);
	send_wire(w, c);
	if (e == ERR_AGAIN)
		return;
	if (e == ERR_OK)
		complete(w, l, c);
	else
		on_bad_answer(w, l, c, e);
	start_waiting(w, l);
}

/* --- from the host
 * ---------------------------------------------------------------------------------- */

static struct conn *find_conn(struct worker *w, u32 id, struct lane **lane)
{
	for (u32 i = 0; i < w->num_lanes; i++) {
		for (u32 k = 0; k < WORKER_CONNS_MAX; k++) {
			struct conn *c = &w->lanes[i].conns[k];

			if (c->state != CONN_FREE && c->id == id) {
				*lane = &w->lanes[i];
				return c;
			}
		}
	}
	return NULL;
}

void net_opened(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_net_opened m;
	struct lane *l = NULL;
	struct conn *c;

	rd_msg_net_opened(&r, &m);
	c = rd_end(&r) == ERR_OK ? find_conn(w, m.conn, &l) : NULL;
	if (c == NULL || c->state != CONN_OPENING)
		return;
	c->state = CONN_OPEN;
	if (tls_client_new(&c->tls, w->roots, slice_of(c->url.host, c->url.host_len),
	                   w->clock_ms) != ERR_OK) {
		fail(w, l, c, "E_NETWORK", "TLS cannot be started for that host");
		return;
	}
	pump(w, l, c);
}

void net_data(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_net_data m;
	struct lane *l = NULL;
	struct conn *c;
	enum err e;

	rd_msg_net_data(&r, &m);
	c = rd_end(&r) == ERR_OK ? find_conn(w, m.conn, &l) : NULL;
	if (c == NULL || c->state != CONN_OPEN)
		return;
	e = tls_feed(c->tls, m.data);
	if (e != ERR_OK && tls_fault(c->tls) == TLS_FAULT_NONE)
		fail(w, l, c, "E_NETWORK", "the peer sends faster than it is read");
	else
		pump(w, l, c);
}

void net_closed(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	char why[129];
	struct msg_net_closed m;
	struct lane *l = NULL;
	struct conn *c;

	rd_msg_net_closed(&r, &m);
	c = rd_end(&r) == ERR_OK ? find_conn(w, m.conn, &l) : NULL;
	if (c == NULL)
		return;
	if (c->state == CONN_OPENING || m.reason.n != 0) {
		slice_copy(why, m.reason);
		why[m.reason.n] = '\0';
		fail(w, l, c, "E_NETWORK", m.reason.n != 0 ? why : "the connection was refused");
	} else {
		u32 id = c->id;

		/* tls_read tells whether the end was a proper one. */
		(void)!tls_feed_eof(c->tls);
		pump(w, l, c);
		if (c->state != CONN_FREE && c->id == id)
			fail(w, l, c, "E_NETWORK", "the connection was closed");
	}
	start_waiting(w, l);
}

/* --- time and ends
 * ------------------------------------------------------------------------------------- */

void fetch_tick(struct worker *w, struct lane *l)
{
	u64 now = pal_clock_mono_ns() / 1000000u;

	for (u32 i = 0; i < WORKER_CONNS_MAX; i++) {
		struct conn *c = &l->conns[i];

		if (c->state != CONN_FREE && now > c->deadline_ms)
			fail(w, l, c, "E_TIMEOUT", "the host did not answer in 60 seconds");
	}
	start_waiting(w, l);
}

void fetch_abort(struct worker *w, struct lane *l, u32 call)
{
	if (l->calls[call].state == CALL_WAITING) {
		l->calls[call].state = CALL_ANSWERED;
		l->num_waiting--;
		return;
	}
	l->calls[call].state = CALL_ANSWERED;
	for (u32 i = 0; i < WORKER_CONNS_MAX; i++)
		if (l->conns[i].state != CONN_FREE && l->conns[i].call == call)
			close_conn(w, &l->conns[i]);
	start_waiting(w, l);
}

void fetch_end_all(struct worker *w, struct lane *l)
{
	for (u32 i = 0; i < WORKER_CONNS_MAX; i++)
		close_conn(w, &l->conns[i]);
}
