/* The first request of a boot: keys, the chain that is meant, the light client. */
#include "box/proc.h"
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

#define SEALED_VERSION 1u
#define SEALED_LEN     (4u + 32u + 32u + 32u) /* version, genesis, seed, X25519 */

static const char seal_context[] = "phala/enclave/v1";
static const char light_context[] = "phala/light/v1";

size_t worker_memory(u32 num_lanes)
{
	size_t lane = LANE_MEM + WORKER_CONNS_MAX * CONN_MEM + sizeof(struct lane) +
	              CALLS_MAX * (sizeof(struct call) + sizeof(u32)) + JOURNAL_SCRATCH + 4096;

	return sizeof(struct worker) + SCRATCH_MEM + FRAME_BUF_LEN + BOX_FRAME_MAX + 4096 +
	       num_lanes * lane;
}

/* One lane's memory is taken once; runs reset it. */
static bool take_lane(struct lane *l, struct arena *mem)
{
	u8 *p = (u8 *)arena_alloc(mem, LANE_MEM);

	l->calls = (struct call *)arena_alloc(mem, CALLS_MAX * sizeof(struct call));
	l->order = (u32 *)arena_alloc(mem, CALLS_MAX * sizeof(u32));
	if (p == NULL || l->calls == NULL || l->order == NULL)
		return false;
	l->a = arena_of(p, LANE_MEM);
	for (u32 i = 0; i < WORKER_CONNS_MAX; i++) {
		p = (u8 *)arena_alloc(mem, CONN_MEM);
		if (p == NULL)
			return false;
		l->conns[i].a = arena_of(p, CONN_MEM);
	}
	return true;
}

enum err worker_new(struct worker **out, const struct worker_io *io, u32 num_lanes,
                    struct arena *mem)
{
	struct worker *w = (struct worker *)arena_zalloc(mem, 1, sizeof(*w));
	u8 *scratch = (u8 *)arena_alloc(mem, SCRATCH_MEM);

	if (num_lanes == 0 || num_lanes > WORKER_LANES_MAX)
		return ERR_LIMIT;
	if (w == NULL || scratch == NULL)
		return ERR_NOMEM;
	w->io = *io;
	w->scratch = arena_of(scratch, SCRATCH_MEM);
	w->out = (u8 *)arena_alloc(mem, FRAME_BUF_LEN);
	w->box_out = (u8 *)arena_alloc(mem, BOX_FRAME_MAX + 16);
	w->journal_scratch = (u8 *)arena_alloc(mem, num_lanes * (size_t)JOURNAL_SCRATCH);
	w->lanes = (struct lane *)arena_zalloc(mem, num_lanes, sizeof(struct lane));
	if (w->out == NULL || w->box_out == NULL || w->journal_scratch == NULL || w->lanes == NULL)
		return ERR_NOMEM;
	for (; w->num_lanes < num_lanes; w->num_lanes++) {
		w->lanes[w->num_lanes].idx = w->num_lanes;
		if (!take_lane(&w->lanes[w->num_lanes], mem))
			return ERR_NOMEM;
	}
	pal_measurement(w->measurement);
	w->tee = pal_tee();
	pal_trust_domain(w->trust_domain);
	box_engine_hash(w->engine_hash);
	*out = w;
	return ERR_OK;
}

void worker_release(struct worker *w)
{
	for (u32 i = 0; i < w->num_lanes; i++) {
		fetch_end_all(w, &w->lanes[i]);
		lane_free(&w->lanes[i]);
	}
	tls_roots_free(w->roots);
	sr25519_release(&w->key);
	secret32_release(&w->x25519);
}

static void use_keys(struct worker *w, const struct secret32 *seed, const struct secret32 *x)
{
	sr25519_from_seed(&w->key, seed);
	w->x25519 = *x;
	x25519_public(w->x25519_pub, x);
}

/* Seals who we are and which chain we belong to. plain is wiped. */
static void seal_identity(const struct msg_init *m, const struct secret32 *seed,
                              const struct secret32 *x, u8 out[SEALED_LEN + SEAL_EXTRA])
{
	u8 plain[SEALED_LEN], nonce[SEAL_NONCE_LEN];
	struct wr w = wr_into(plain, sizeof(plain));
	struct secret32 key;

	wr_u32(&w, SEALED_VERSION);
	wr_bytes(&w, m->genesis_hash, 32);
	wr_bytes(&w, seed->b, 32);
	wr_bytes(&w, x->b, 32);
	pal_random(nonce, sizeof(nonce));
	pal_seal_key(&key, SLICE_LIT(seal_context));
	aead_seal(out, &key, nonce, SLICE_LIT(seal_context), SLICE_ARR(plain));
	secret32_release(&key);
	mem_wipe(plain, sizeof(plain));
}

/* First boot ever: new keys, bound for good to the genesis hash that was named. */
static void new_identity(struct worker *w, const struct msg_init *m,
                             u8 sealed[SEALED_LEN + SEAL_EXTRA])
{
	struct secret32 seed, x;

	pal_random(seed.b, sizeof(seed.b));
	pal_random(x.b, sizeof(x.b));
	seal_identity(m, &seed, &x, sealed);
	use_keys(w, &seed, &x);
	secret32_release(&seed);
	secret32_release(&x);
}

static enum err known_identity(struct worker *w, const struct msg_init *m)
{
	u8 plain[SEALED_LEN];
	struct secret32 key, seed, x;
	struct rd r;
	u8 genesis[32];
	size_t n = 0;
	enum err e;

	pal_seal_key(&key, SLICE_LIT(seal_context));
	e = aead_open(plain, sizeof(plain), &n, &key, SLICE_LIT(seal_context), m->sealed);
	secret32_release(&key);
	TRY(e);
	r = rd_from(slice_of(plain, n));
	if (rd_u32(&r) != SEALED_VERSION)
		rd_fail(&r, ERR_VERSION);
	rd_bytes(&r, genesis, 32);
	rd_bytes(&r, seed.b, 32);
	rd_bytes(&r, x.b, 32);
	e = rd_end(&r);
	if (e == ERR_OK && !mem_eq(genesis, m->genesis_hash, 32))
		e = ERR_GENESIS;
	if (e == ERR_OK)
		use_keys(w, &seed, &x);
	secret32_release(&seed);
	secret32_release(&x);
	mem_wipe(plain, sizeof(plain));
	return e;
}

/* The light client goes on where an earlier boot left it, or starts at genesis. A rolled
 * back state only costs the host the headers again. */
static enum err start_light(struct worker *w, const struct msg_init *m)
{
	struct secret32 key;
	u8 *plain;
	size_t n = 0;
	enum err e;

	if (m->light.n == 0)
		return light_init(&w->light, m->genesis_hash, m->genesis_header, m->genesis_proof,
		                  &w->scratch);
	plain = (u8 *)arena_alloc(&w->scratch, m->light.n);
	if (plain == NULL)
		return ERR_NOMEM;
	pal_seal_key(&key, SLICE_LIT(light_context));
	e = aead_open(plain, m->light.n, &n, &key, SLICE_LIT(light_context), m->light);
	secret32_release(&key);
	TRY(e);
	if (n < 8)
		return ERR_SHORT;
	TRY(light_decode(&w->light, slice_of(plain + 8, n - 8)));
	if (!mem_eq(w->light.genesis, m->genesis_hash, 32))
		return ERR_GENESIS;
	/* Not before: the time of another chain would become ours. */
	w->head_ms = load_le64(plain);
	return ERR_OK;
}

/* light_seal puts the light client's state into the scratch arena. */
enum err light_seal(struct worker *w, struct slice *out)
{
	size_t cap = 8 + LIGHT_ENCODED_MAX;
	u8 *plain = (u8 *)arena_alloc(&w->scratch, cap), nonce[SEAL_NONCE_LEN], *sealed;
	struct wr m = wr_into(plain, cap);
	struct secret32 key;
	struct slice bytes;

	if (plain == NULL)
		return ERR_NOMEM;
	wr_u64(&m, w->head_ms);
	wr_light(&m, &w->light);
	TRY(wr_done(&m, &bytes));
	sealed = (u8 *)arena_alloc(&w->scratch, bytes.n + SEAL_EXTRA);
	if (sealed == NULL)
		return ERR_NOMEM;
	pal_random(nonce, sizeof(nonce));
	pal_seal_key(&key, SLICE_LIT(light_context));
	aead_seal(sealed, &key, nonce, SLICE_LIT(light_context), bytes);
	secret32_release(&key);
	*out = slice_of(sealed, bytes.n + SEAL_EXTRA);
	return ERR_OK;
}

static enum err boot(struct worker *w, const struct msg_init *m, u8 *sealed, struct slice *keep,
                     const char **why)
{
	*why = "the sealed identity is not this enclave's (a rebuild is a new worker)";
	if (m->sealed.n == 0) {
		new_identity(w, m, sealed);
		*keep = slice_of(sealed, SEALED_LEN + SEAL_EXTRA);
	} else {
		enum err e = known_identity(w, m);

		if (e == ERR_GENESIS)
			*why =
			    "this worker belongs to another chain: its genesis hash was sealed at "
			    "the first boot";
		TRY(e);
		*keep = m->sealed;
	}
	*why = "the genesis header or its authorities do not hold";
	TRY(start_light(w, m));
	*why = "development roots are for the sim port only";
	if (m->dev_ca.n != 0 && !pal_is_simulated())
		return ERR_DENIED;
	*why = "the root list does not load";
	return tls_roots_new(&w->roots, m->dev_ca);
}

void boot_init(struct worker *w, struct slice body)
{
	u8 sealed[SEALED_LEN + SEAL_EXTRA];
	struct rd r = rd_from(body);
	struct msg_init m;
	struct msg_init_done done = {0};
	const char *why = "the request does not decode";
	struct wr out;
	enum err e;

	rd_msg_init(&r, &m);
	e = rd_end(&r);
	if (e == ERR_OK)
		e = boot(w, &m, sealed, &done.sealed, &why);
	if (e != ERR_OK) {
		tls_roots_free(w->roots);
		w->roots = NULL;
		say_refused(w, m.seq, e, why);
		return;
	}
	clock_hint(w, m.now_ms);
	w->state = W_READY;
	w->once |= 1u << MSG_INIT;
	done.seq = m.seq;
	memcpy(done.pubkey, w->key.pub, 32);
	memcpy(done.x25519, w->x25519_pub, 32);
	memcpy(done.measurement, w->measurement, 32);
	memcpy(done.engine_hash, w->engine_hash, 32);
	done.head_number = w->light.number;
	done.port = slice_str(pal_name());
	done.tee = w->tee;
	memcpy(done.trust_domain, w->trust_domain, 32);
	out = say_begin(w, MSG_INIT_DONE);
	wr_msg_init_done(&out, &done);
	say_end(w, &out);
}
