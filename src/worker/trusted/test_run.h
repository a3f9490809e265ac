#ifndef WORKER_TRUSTED_TEST_RUN_H
#define WORKER_TRUSTED_TEST_RUN_H
/* worker/trusted/test_run: one agent with one trigger on the kit's chain, what its box says and
 * what the host does about it. For tests, fuzzing and the bench. */
#include "worker/trusted/test_kit.h"

static struct kit kit;
static char state_dir[64];

#define MANIFEST_WITH(calls)                                                                       \
	"{\"entry\":\"a.js\",\"limits\":{\"hostCalls\":" calls                                     \
	",\"wallMs\":60000},\"name\":\"t\",\"net\":[\"api.example\"],"                             \
	"\"secrets\":{\"KEY\":{\"hosts\":[\"api.example\"]}}}"

static const char *manifest = MANIFEST_WITH("8");
static const char bundle[] = "export default { onTrigger() { return 1 } }";
static u8 agent[32], trigger_id[32];
static struct slice dev_ca; /* PEM of development roots */

static inline void put_agent(u8 salt)
{
	struct agent_info info = {.code_version = 1};
	u8 buf[512], head[16];
	struct wr w = wr_into(head, sizeof(head));
	struct sr25519_pair owner;
	struct slice parts[4];
	u8 mid[5];
	struct wr wm = wr_into(mid, sizeof(mid));

	memset(agent, salt, 32);
	KIT_OK(sr25519_from_uri(&owner, SLICE_LIT("//Alice")));
	memcpy(info.owner, owner.pub, 32);
	sr25519_release(&owner);
	wr_u32(&w, 1);
	wr_compact(&w, strlen(manifest));
	wr_compact(&wm, sizeof(bundle) - 1);
	parts[0] = slice_of(head, w.n);
	parts[1] = slice_str(manifest);
	parts[2] = slice_of(mid, wm.n);
	parts[3] = SLICE_LIT(bundle);
	blake2_256_parts(info.code_id, parts, 4);
	blake2_256(info.manifest_hash, slice_str(manifest));
	w = wr_into(buf, sizeof(buf));
	wr_agent_info(&w, &info);
	kit_put(&kit.chain, agents_agents_key(agent), slice_of(buf, w.n));
}

static inline void put_lease(u64 epoch)
{
	struct lease l = {.epoch = epoch, .expires = 1000};
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(l.worker, kit.pub, 32);
	wr_lease(&w, &l);
	kit_put(&kit.chain, agents_leases_key(agent), slice_of(buf, w.n));
}

static inline void put_trigger(void)
{
	struct trigger t = {
	    .source.tag = TRIGGER_SOURCE_EVENT, .block = 1, .input = SLICE_LIT("abc")};
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(t.agent, agent, 32);
	memset(trigger_id, 0x77, 32);
	wr_trigger(&w, &t);
	kit_put(&kit.chain, agents_triggers_key(trigger_id), slice_of(buf, w.n));
}

static inline void set_up(void)
{
	memset(&kit, 0, sizeof(kit));
	kit.dev_ca = dev_ca;
	kit.a = kit_take(KIT_MEM);
	kit_chain_init(&kit.chain);
	(void)snprintf(state_dir, sizeof(state_dir), "/tmp/ph-worker-XXXXXX");
	CHECK(mkdtemp(state_dir) != NULL);
	KIT_OK(pal_start(&(struct pal_opts){.port = "sim", .state_dir = state_dir}));
	KIT_OK(tls_start());
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_keep_identity(&kit);
}

static inline void tear_down(void)
{
	char path[96];

	worker_release(kit.w);
	(void)snprintf(path, sizeof(path), "%s/sim-seed", state_dir);
	(void)unlink(path);
	(void)rmdir(state_dir);
	kit_give(&kit.a);
	kit_give(&kit.mem);
	kit_give(&kit.chain.a);
}

/* Registered, with an agent, its lease and a trigger at the verified head. */
static inline void set_up_registered(void)
{
	set_up();
	kit_advance(&kit);
	kit_register(&kit);
	put_agent(3);
	put_lease(5);
	put_trigger();
	kit_advance(&kit);
}

static inline void run_request(struct msg_run *m)
{
	const struct storage_key keys[] = {agents_triggers_key(trigger_id),
	                                   agents_agents_key(agent), agents_leases_key(agent),
	                                   registry_workers_v3_key(kit.pub)};

	*m = (struct msg_run){.seq = ++kit.seq};
	memcpy(m->trigger, trigger_id, 32);
	m->proof = kit_prove(&kit.chain, keys, 4);
	m->manifest = slice_str(manifest);
	m->bundle = SLICE_LIT(bundle);
}

static inline void send_run(const struct msg_run *m)
{
	struct wr w = kit_msg(&kit);

	wr_msg_run(&w, m);
	EXPECT_OK(kit_send(&kit, MSG_RUN, &w));
}

static inline void start_run(struct slice journal)
{
	static struct msg_run m; /* large for a stack frame */

	run_request(&m);
	m.journal = journal;
	send_run(&m);
}

/* --- what a box says ---------------------------------------------------------------------- */

static inline void box_says(const struct wr *frame)
{
	struct box_frame f;
	size_t used;

	CHECK(frame->err == ERR_OK);
	KIT_OK(box_frame_next(slice_of(frame->p, frame->n), &f, &used));
	worker_from_box(kit.w, 0, &f);
}

static inline void box_sleeps(u32 id, u32 ms)
{
	struct wr w = kit_msg(&kit);
	u8 payload[4];
	struct box_call c = {.call_id = id, .kind = BOX_SLEEP, .payload = SLICE_ARR(payload)};

	store_le32(payload, ms);
	box_put_call(&w, &c);
	box_says(&w);
}

static inline void box_requests(u32 id, const char *url, const char *auth, const char *body)
{
	struct wr w = kit_msg(&kit), p = kit_msg(&kit);
	struct box_fetch *f = (struct box_fetch *)arena_zalloc(&kit.a, 1, sizeof(*f));
	struct box_call c = {.call_id = id, .kind = BOX_FETCH};

	f->method = body == NULL ? SLICE_LIT("GET") : SLICE_LIT("POST");
	f->url = slice_str(url);
	if (body != NULL)
		f->body = slice_str(body);
	if (auth != NULL) {
		f->headers.num = 1;
		f->headers.h[0].name = SLICE_LIT("authorization");
		f->headers.h[0].value = slice_str(auth);
	}
	wr_box_fetch(&p, f);
	CHECK(p.err == ERR_OK);
	c.payload = slice_of(p.p, p.n);
	box_put_call(&w, &c);
	box_says(&w);
}

static inline void box_fetches(u32 id, const char *url, const char *auth)
{
	box_requests(id, url, auth, NULL);
}

static inline void box_ends(enum receipt_outcome outcome, const char *output)
{
	struct wr w = kit_msg(&kit);
	struct box_end e = {.outcome = outcome, .output = slice_str(output), .cpu_us = 7};

	box_put_end(&w, &e);
	box_says(&w);
}

/* --- what the host does ---------------------------------------------------------------------- */

static inline struct msg_store last_store(void)
{
	const struct kit_frame *f = kit_last(&kit, MSG_STORE);
	struct msg_store m = {0};
	struct rd r;

	CHECK(f != NULL);
	r = rd_from(f->body);
	rd_msg_store(&r, &m);
	KIT_OK(rd_end(&r));
	return m;
}

static inline void stored(u64 token)
{
	struct msg_stored m = {.token = token};
	struct wr w = kit_msg(&kit);

	wr_msg_stored(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_STORED, &w));
}

/* All journal bytes that were stored so far, as the host's file has them. */
static inline struct slice journal_file(void)
{
	u8 *file = (u8 *)arena_alloc(&kit.a, 1u << 20);
	size_t len = 0;

	for (u32 i = 0; i < kit.num_host; i++) {
		struct msg_store m;
		struct rd r;

		if (kit.host[i].id != MSG_STORE)
			continue;
		r = rd_from(kit.host[i].body);
		rd_msg_store(&r, &m);
		if (m.offset > len) /* of a file that was begun anew since */
			continue;
		CHECK(m.data.n <= (1u << 20) - m.offset);
		slice_copy(file + m.offset, m.data);
		len = m.offset + m.data.n;
	}
	return slice_of(file, len);
}

static inline bool last_result(struct receipt *x, struct msg_result *m)
{
	const struct kit_frame *f = kit_last(&kit, MSG_RESULT);
	struct rd r;

	if (f == NULL)
		return false;
	r = rd_from(f->body);
	rd_msg_result(&r, m);
	EXPECT_OK(rd_end(&r));
	EXPECT_OK(receipt_decode(x, m->receipt, &kit.a));
	EXPECT_OK(receipt_verify(m->receipt, kit.pub, m->signature));
	return true;
}

static inline bool dropped(enum err e)
{
	const struct kit_frame *f = kit_last(&kit, MSG_RUN_DROPPED);
	struct msg_run_dropped m;
	struct rd r;

	if (f == NULL)
		return false;
	r = rd_from(f->body);
	rd_msg_run_dropped(&r, &m);
	return slice_eq(m.why.code, slice_str(err_name(e)));
}

/* The guest's view of its last event. */
static inline bool last_event(struct box_event *ev)
{
	const struct kit_frame *f = kit_last_box(&kit, BOX_EVENT);

	return f != NULL && box_get_event(ev, f->body) == ERR_OK;
}

static inline bool failed_with(const char *code)
{
	struct box_failure f;
	struct box_event ev;

	return last_event(&ev) && ev.status == BOX_STATUS_FAILED &&
	       box_failure_decode(&f, ev.payload) == ERR_OK && slice_eq(f.code, slice_str(code));
}

static inline void seal_secret(struct sealed_secret *s, const char *owner_uri, const char *value)
{
	static u8 sealed[8192];
	struct secret32 eph = {{5}};
	u8 nonce[SEAL_NONCE_LEN] = {6}, aad_buf[64], head[128], len[4], hash[32];
	struct wr aad = wr_into(aad_buf, sizeof(aad_buf)), h = wr_into(head, sizeof(head)),
	          l = wr_into(len, sizeof(len));
	struct sr25519_pair owner;
	struct seal_to_args args = {.recipient = kit.x25519,
	                            .purpose = SLICE_LIT("phala/secret/v1"),
	                            .ephemeral = &eph,
	                            .nonce = nonce};

	s->name = SLICE_LIT("KEY");
	s->version = 1;
	wr_bytes(&aad, agent, 32);
	wr_vec(&aad, s->name);
	wr_u32(&aad, 1);
	args.aad = slice_of(aad.p, aad.n);
	KIT_OK(seal_to(sealed, &args, slice_str(value)));
	s->sealed = slice_of(sealed, strlen(value) + SEAL_TO_EXTRA);
	wr_bytes(&h, agent, 32);
	wr_bytes(&h, kit.x25519, 32);
	wr_vec(&h, s->name);
	wr_u32(&h, 1);
	wr_compact(&l, s->sealed.n);
	blake2_256_parts(hash,
	                 (const struct slice[]){SLICE_LIT("phala/secret/v1"), slice_of(h.p, h.n),
	                                        slice_of(l.p, l.n), s->sealed},
	                 4);
	KIT_OK(sr25519_from_uri(&owner, slice_str(owner_uri)));
	sr25519_sign(s->signature, &owner, SLICE_ARR(hash), NULL);
	sr25519_release(&owner);
}

#endif /* WORKER_TRUSTED_TEST_RUN_H */
