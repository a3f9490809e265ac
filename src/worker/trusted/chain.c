/* What the enclave believes about the chain, and what it tells the chain about itself. */
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

/* 2^31 steps a boot leave 2^22 boots below 2^53, where JSON numbers end. */
#define INCARNATION_STEP_MAX (1u << 31)
#define NAMED_LEN            (32u + 8u + 4u + 32u)

/* Why the platform gave no quote, for people. */
static const char *no_quote(void)
{
	return pal_why()[0] != '\0' ? pal_why() : "the platform gives no quote";
}

enum err chain_read(struct worker *w, const struct trie_proof *p, const struct storage_key *k,
                    bool *found, struct slice *value)
{
	return trie_proof_read(p, w->light.state_root, storage_key_slice(k), found, value);
}

/* Timestamp.Now at the head that `l` has just reached. */
static enum err read_time(struct worker *w, const struct light *l, struct slice proof, u64 *ms)
{
	struct storage_key k = timestamp_now_key();
	struct slice value;
	struct rd r;
	bool found;

	TRY(light_read(l, proof, storage_key_slice(&k), &w->scratch, &found, &value));
	if (!found)
		return ERR_NOT_FOUND;
	r = rd_from(value);
	*ms = rd_u64(&r);
	return rd_end(&r);
}

/* A node keeps the states of its newest blocks only, so on the way up a long chain there may be
 * no proof of the time. Then the time is unknown until there is, and nobody registers before. */
static bool time_can_wait(const struct worker *w, const struct msg_sync *m)
{
	return m->time_proof.n == 0 && w->state == W_READY;
}

static enum err advance(struct worker *w, const struct msg_sync *m, const char **why)
{
	struct light *next = (struct light *)arena_alloc(&w->scratch, sizeof(*next));
	u64 ms = 0;

	if (next == NULL)
		return ERR_NOMEM;
	*next = w->light;
	*why = "the headers or their justification do not hold";
	TRY(light_advance(next, m->headers.items, m->headers.num, m->justification));
	*why = "the proof of Timestamp.Now does not hold at that head";
	if (!time_can_wait(w, m))
		TRY(read_time(w, next, m->time_proof, &ms));
	w->light = *next;
	w->head_ms = ms;
	return ERR_OK;
}

void chain_sync(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_sync m;
	struct msg_synced done = {0};
	const char *why = "the request does not decode";
	struct wr out;
	enum err e;

	rd_msg_sync(&r, &m);
	e = rd_end(&r);
	if (e == ERR_OK)
		e = advance(w, &m, &why);
	if (e == ERR_OK)
		e = light_seal(w, &done.light);
	if (e != ERR_OK) {
		say_refused(w, m.seq, e, why);
		return;
	}
	clock_hint(w, m.now_ms);
	done.seq = m.seq;
	done.number = w->light.number;
	memcpy(done.hash, w->light.hash, 32);
	out = say_begin(w, MSG_SYNCED);
	wr_msg_synced(&out, &done);
	say_end(w, &out);
}

/* The next incarnation: above what the chain has, and above any of this boot. The step is
 * random, so that a rolled back light client cannot be walked through the chain's real past
 * to a block that has this very number from an older boot: old triggers would run again. */
static enum err next_incarnation(struct worker *w, struct slice proof, u64 *out)
{
	struct storage_key k = registry_workers_v3_key(w->key.pub);
	struct worker_info_v3 info;
	struct trie_proof p;
	struct slice value;
	u64 known = w->incarnation;
	u32 step;
	bool found;

	TRY(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, &w->scratch));
	TRY(chain_read(w, &p, &k, &found, &value));
	if (found) {
		TRY(registry_workers_v3_decode(&info, value));
		known = info.incarnation > known ? info.incarnation : known;
	}
	pal_random(&step, sizeof(step));
	return ADD_OK(known, 1 + (u64)(step % INCARNATION_STEP_MAX), out) ? ERR_OK : ERR_OVERFLOW;
}

static void fill_info(const struct worker *w, const struct msg_register *m,
                      struct worker_registration_info_v3 *info)
{
	memset(info, 0, sizeof(*info));
	info->version = 1;
	memcpy(info->pubkey, w->key.pub, 32);
	memcpy(info->ecdh_pubkey, w->x25519_pub, 32);
	memcpy(info->genesis_block_hash, w->light.genesis, 32);
	info->has_operator = m->has_operator;
	memcpy(info->operator, m->operator, 32);
	memcpy(info->x25519, w->x25519_pub, 32);
	memcpy(info->measurement, w->measurement, 32);
	info->incarnation = w->incarnation;
	info->block_number = w->light.number;
	memcpy(info->block_hash, w->light.hash, 32);
}

static void sign(struct worker *w, const struct slice *parts, size_t num, u8 sig[64])
{
	u8 hash[32], hedge[32];

	blake2_256_parts(hash, parts, num);
	pal_random(hedge, sizeof(hedge));
	sr25519_sign(sig, &w->key, SLICE_ARR(hash), hedge);
	mem_wipe(hedge, sizeof(hedge));
}

/* What the platform says about this code, bound to these bytes; empty where it says nothing.
 * docs/protocol/attestation.md, "What is bound". */
static enum err quote(struct worker *w, const struct slice *parts, size_t num, struct slice *out)
{
	u8 report_data[64] = {0};
	u8 *buf = (u8 *)arena_alloc(&w->scratch, PAL_QUOTE_MAX);
	size_t n = 0;
	enum err e;

	*out = SLICE_EMPTY;
	if (buf == NULL)
		return ERR_NOMEM;
	blake2_256_parts(report_data, parts, num);
	e = pal_quote(report_data, buf, PAL_QUOTE_MAX, &n);
	if (e == ERR_UNSUPPORTED && w->tee == TEE_NONE)
		return ERR_OK;
	TRY(e);
	*out = slice_of(buf, n);
	return ERR_OK;
}

static enum err registration(struct worker *w, const struct msg_register *m,
                             struct msg_registration *done, const char **why)
{
	struct worker_registration_info_v3 info;
	struct wr out;
	u64 incarnation;
	enum err e;

	*why = "the time at the verified head is not proven";
	if (w->light.number > 0 && w->head_ms == 0)
		return ERR_STALE;
	*why = "the proof of our own registration does not hold";
	TRY(next_incarnation(w, m->proof, &incarnation));
	w->incarnation = incarnation;
	fill_info(w, m, &info);
	out = wr_arena(&w->scratch);
	wr_worker_registration_info_v3(&out, &info);
	TRY(wr_arena_done(&out, &w->scratch, &done->info));
	sign(w, (const struct slice[]){SLICE_LIT("phala/register/v3"), done->info}, 2,
	     done->signature);
	done->seq = m->seq;
	e = quote(w, (const struct slice[]){SLICE_LIT("phala/attest/register/v3"), done->info}, 2,
	          &done->quote);
	*why = no_quote();
	return e;
}

void chain_register(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_register m;
	struct msg_registration done;
	const char *why = "the request does not decode";
	struct wr out;
	enum err e;

	rd_msg_register(&r, &m);
	e = rd_end(&r);
	if (e == ERR_OK)
		e = registration(w, &m, &done, &why);
	if (e != ERR_OK) {
		say_refused(w, m.seq, e, why);
		return;
	}
	/* Runs that were started under an older incarnation can no longer be recorded. */
	w->sequence = 0;
	memset(w->previous, 0, sizeof(w->previous));
	w->state = W_REGISTERED;
	out = say_begin(w, MSG_REGISTRATION);
	wr_msg_registration(&out, &done);
	say_end(w, &out);
}

/* named is what heartbeats and renewals are about: this boot, at the verified head. */
static void fill_named(const struct worker *w, u8 named[NAMED_LEN])
{
	struct wr s = wr_into(named, NAMED_LEN);

	wr_bytes(&s, w->key.pub, 32);
	wr_u64(&s, w->incarnation);
	wr_u32(&s, w->light.number);
	wr_bytes(&s, w->light.hash, 32);
	CHECK(s.err == ERR_OK && s.n == NAMED_LEN);
}

static enum err renewal(struct worker *w, struct msg_renewal *done)
{
	u8 named[NAMED_LEN];

	fill_named(w, named);
	sign(w,
	     (const struct slice[]){SLICE_LIT("phala/renew/v1"), SLICE_ARR(w->light.genesis),
	                            SLICE_ARR(named)},
	     3, done->signature);
	done->incarnation = w->incarnation;
	done->block_number = w->light.number;
	memcpy(done->block_hash, w->light.hash, 32);
	return quote(w,
	             (const struct slice[]){SLICE_LIT("phala/attest/renew/v1"),
	                                    SLICE_ARR(w->light.genesis), SLICE_ARR(named)},
	             3, &done->quote);
}

void chain_renew(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_renew m;
	struct msg_renewal done = {0};
	struct wr out;
	enum err e;

	rd_msg_renew(&r, &m);
	e = rd_end(&r);
	if (e != ERR_OK) {
		say_refused(w, m.seq, e, "the request does not decode");
		return;
	}
	e = renewal(w, &done);
	if (e != ERR_OK) {
		say_refused(w, m.seq, e, no_quote());
		return;
	}
	done.seq = m.seq;
	out = say_begin(w, MSG_RENEWAL);
	wr_msg_renewal(&out, &done);
	say_end(w, &out);
}

void chain_heartbeat(struct worker *w, struct slice body)
{
	u8 reply[4 + 32 + 8 + 64], named[NAMED_LEN];
	struct rd r = rd_from(body);
	struct wr out = wr_into(reply, sizeof(reply));
	struct msg_heartbeat m;
	struct slice bytes;
	u8 sig[64];

	rd_msg_heartbeat(&r, &m);
	if (rd_end(&r) != ERR_OK) {
		say_refused(w, m.seq, ERR_FORMAT, "the request does not decode");
		return;
	}
	fill_named(w, named);
	sign(w,
	     (const struct slice[]){SLICE_LIT("phala/heartbeat/v1"), SLICE_ARR(w->light.genesis),
	                            SLICE_ARR(named)},
	     3, sig);
	wr_u32(&out, w->light.number);
	wr_bytes(&out, w->light.hash, 32);
	wr_u64(&out, w->incarnation);
	wr_bytes(&out, sig, 64);
	CHECK(wr_done(&out, &bytes) == ERR_OK);
	say_ok(w, m.seq, bytes);
}
