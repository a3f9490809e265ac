#include "net/peer.h"

#include <stdio.h>

#include "base/hex.h"
#include "net/peer_int.h"

void peer_host_init(struct peer_host *h)
{
	char hex[2 * HASH_LEN + 1];
	size_t n = 0;

	hex_encode(hex, slice_of(h->genesis, HASH_LEN));
	hex[2 * HASH_LEN] = '\0';
	CHECK(2 + h->num_protocols + NUM_SERVE_TOPICS <= PEER_NAMES_MAX);
	(void)snprintf(h->name[n++], PEER_NAME_MAX, "/ipfs/ping/1.0.0");
	(void)snprintf(h->name[n++], PEER_NAME_MAX, "/ipfs/id/1.0.0");
	for (size_t i = 0; i < h->num_protocols; i++)
		(void)snprintf(h->name[n++], PEER_NAME_MAX, "/%s%s", hex, h->protocols[i].suffix);
	for (size_t i = 0; i < NUM_SERVE_TOPICS; i++)
		(void)snprintf(h->name[n++], PEER_NAME_MAX, "/%s%s", hex, h->topics[i].suffix);
	h->num_names = n;
	for (size_t i = 0; i < n; i++)
		h->names[i] = h->name[i];
}

bool peer_is_malformed(enum err e)
{
	static const enum err all[] = {ERR_SHORT, ERR_TRAILING, ERR_NONCANONICAL, ERR_TAG,
				       ERR_OVERFLOW, ERR_FORMAT, ERR_UTF8, ERR_DEPTH};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i] == e)
			return true;
	return false;
}

enum err peer_init(struct peer *p, const struct peer_conf *c)
{
	struct secret32 secret;
	struct noise_key s, e;

	memset(p, 0, sizeof(*p));
	p->conf = *c;
	TRY(c->host->random(secret.b));
	noise_key_of(&s, &secret);
	TRY(c->host->random(secret.b));
	noise_key_of(&e, &secret);
	noise_init(&p->noise, false, &s, &e, SLICE_EMPTY);
	secret32_release(&secret);
	mem_wipe(&s, sizeof(s));
	mem_wipe(&e, sizeof(e));
	multistream_listen(&p->ms);
	yamux_init(&p->mux, true, &peer_mux_events, p);
	p->born_ms = p->heard_ms = p->paid_ms = c->host->now_ms();
	p->work = PEER_WORK_BURST;
	return ERR_OK;
}

void peer_release(struct peer *p)
{
	yamux_release(&p->mux);
	noise_release(&p->noise);
	net_buf_free(&p->raw);
	p->received = 0;
	peer_count(p);
}

void peer_count(struct peer *p)
{
	size_t held = p->received + p->mux.pending;

	p->conf.host->held += held - p->held;
	p->held = held;
}

/* --- work -------------------------------------------------------------------------- */

void peer_spend(struct peer *p, u64 units)
{
	p->work -= (int64_t)units;
}

bool peer_is_throttled(struct peer *p)
{
	u64 now = p->conf.host->now_ms(), more = (now - p->paid_ms) * PEER_WORK_PER_S / 1000;

	if (more != 0) {
		p->paid_ms = now;
		p->work += (int64_t)more;
		if (p->work > PEER_WORK_BURST)
			p->work = PEER_WORK_BURST;
	}
	return p->work < 0;
}

static void begin_turn(struct peer *p)
{
	struct peer_host *h = p->conf.host;
	u64 turn = p->conf.turn == NULL ? 0 : p->conf.turn(p->conf.ctx);

	if (p->conf.turn != NULL && turn == h->turn)
		return;
	h->turn = turn;
	h->turn_end_ms = h->now_ms() + PEER_TURN_MS;
}

bool peer_may_work(struct peer *p)
{
	return p->conf.host->now_ms() < p->conf.host->turn_end_ms && !peer_is_throttled(p);
}

bool peer_is_postponed(const struct peer *p)
{
	return p->postponed;
}

/* --- layers ------------------------------------------------------------------------ */

void peer_send_plain(struct peer *p, struct slice head, struct slice body)
{
	u8 *frame = p->conf.host->frame;
	size_t n = head.n + body.n;
	enum err e;

	CHECK(n <= sizeof(p->conf.host->frame) - 2 - NOISE_TAG_LEN);
	slice_copy(frame + 2, head);
	slice_copy(frame + 2 + head.n, body);
	e = noise_seal(&p->noise, slice_of(frame + 2, n), frame + 2);
	if (e != ERR_OK) {
		p->broken = e;
		return;
	}
	n += NOISE_TAG_LEN;
	frame[0] = (u8)(n >> 8);
	frame[1] = (u8)(n & 0xff);
	p->conf.send(p->conf.ctx, slice_of(frame, n + 2));
}

static int find_noise(const void *ctx, struct slice name)
{
	(void)ctx;
	return slice_eq(name, SLICE_LIT("/noise")) ? 0 : -1;
}

static int find_yamux(const void *ctx, struct slice name)
{
	(void)ctx;
	return slice_eq(name, SLICE_LIT("/yamux/1.0.0")) ? 0 : -1;
}

/* One step of the outer or inner negotiation; takes bytes off *in. */
static enum err negotiate(struct peer *p, struct slice *in)
{
	bool outer = p->phase == PEER_OUTER;
	u8 answer[MULTISTREAM_OUT_MAX];
	struct wr w = wr_into(answer, sizeof(answer));
	size_t used;

	TRY(multistream_feed(&p->ms, *in, &used, outer ? find_noise : find_yamux, NULL, &w));
	*in = slice_from(*in, used);
	if (w.n != 0 && outer)
		p->conf.send(p->conf.ctx, slice_of(answer, w.n));
	else if (w.n != 0)
		peer_send_plain(p, slice_of(answer, w.n), SLICE_EMPTY);
	if (p->ms.state == MULTISTREAM_AGREED)
		p->phase = outer ? PEER_NOISE : PEER_OPEN;
	return ERR_OK;
}

static enum err send_hello(struct peer *p)
{
	u8 hello[IDENTITY_HELLO_MAX], frame[512];
	struct wr w = wr_into(hello, sizeof(hello)), f = wr_into(frame + 2, sizeof(frame) - 2);

	wr_identity_hello(&w, p->conf.host->id, p->noise.s.pub);
	CHECK(w.err == ERR_OK);
	TRY(noise_write(&p->noise, slice_of(hello, w.n), &f));
	frame[0] = (u8)(f.n >> 8);
	frame[1] = (u8)(f.n & 0xff);
	p->conf.send(p->conf.ctx, slice_of(frame, f.n + 2));
	return ERR_OK;
}

static enum err on_handshake(struct peer *p, struct slice message)
{
	u8 out[1024], pub[32];
	struct slice payload;

	if (message.n > sizeof(out))
		return ERR_LIMIT;
	TRY(noise_read(&p->noise, message, out, &payload));
	if (!noise_done(&p->noise))
		return send_hello(p);
	TRY(identity_hello_check(payload, p->noise.remote_static, pub));
	peer_id_text(p->id, pub);
	p->phase = PEER_INNER;
	multistream_listen(&p->ms);
	return ERR_OK;
}

static enum err on_plain(struct peer *p, struct slice in)
{
	while (in.n != 0 && p->phase == PEER_INNER)
		TRY(negotiate(p, &in));
	return in.n == 0 ? ERR_OK : yamux_feed(&p->mux, in);
}

/* Takes the Noise messages that are whole out of p->raw. */
static enum err take_frames(struct peer *p)
{
	for (;;) {
		u8 *at = p->raw.p + p->raw.at;
		size_t len;

		if (p->raw.n < 2)
			return ERR_OK;
		len = (size_t)at[0] << 8 | at[1];
		if (p->raw.n - 2 < len)
			return ERR_OK;
		if (p->phase == PEER_NOISE) {
			TRY(on_handshake(p, slice_of(at + 2, len)));
		} else {
			TRY(noise_open(&p->noise, slice_of(at + 2, len), at + 2));
			TRY(on_plain(p, slice_of(at + 2, len - NOISE_TAG_LEN)));
		}
		net_buf_drop(&p->raw, len + 2);
	}
}

enum err peer_feed(struct peer *p, struct slice in)
{
	enum err e = ERR_OK;

	begin_turn(p);
	p->heard_ms = p->conf.host->now_ms();
	while (in.n != 0 && e == ERR_OK && p->phase == PEER_OUTER)
		e = negotiate(p, &in);
	if (e == ERR_OK)
		e = net_buf_put(&p->raw, in);
	if (e == ERR_OK)
		e = take_frames(p);
	peer_count(p);
	return e != ERR_OK ? e : p->broken;
}

enum err peer_flush(struct peer *p)
{
	if (p->phase == PEER_OPEN)
		yamux_flush(&p->mux);
	peer_count(p);
	return p->broken;
}

enum err peer_tick(struct peer *p)
{
	u64 now = p->conf.host->now_ms();
	enum err e;

	if (p->phase != PEER_OPEN)
		return now - p->born_ms > PEER_HANDSHAKE_MS ? ERR_TIMEOUT : p->broken;
	if (now - p->heard_ms > PEER_SILENCE_MS)
		return ERR_TIMEOUT;
	if (now - p->heard_ms > PEER_PING_MS && now - p->pinged_ms > PEER_PING_MS) {
		p->pinged_ms = now;
		yamux_ping(&p->mux);
	}
	begin_turn(p);
	e = channel_resume(p);
	if (e == ERR_OK)
		e = channel_tick(p, now);
	return e != ERR_OK ? e : peer_flush(p);
}

void peer_goodbye(struct peer *p, enum yamux_goodbye why)
{
	if (p->phase == PEER_OPEN && p->broken == ERR_OK)
		yamux_goodbye(&p->mux, why);
}
