/* The enclave's process: started again whenever it ends, spoken to in frames. What it seals is
 * kept in files; without them it is another worker, so they are written before they are needed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trie/proof.h"
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

#define BACKOFF_MIN   50u
#define BACKOFF_MAX   5000u
#define LIVED_LONG_MS 10000u
#define TICK_MS       50u
#define BLOB_MAX      65536u

static const char sealed_file[] = "sealed";
static const char light_file[] = "light";

/* --- sending ----------------------------------------------------------------------------- */

struct out_frame {
	uv_write_t req;
	size_t len;
	u8 bytes[];
};

struct wr link_begin(struct worker_host *h, enum msg_id id)
{
	struct wr w = wr_into(h->link.out_mem, FRAME_BUF_LEN);

	frame_begin(&w, (u8)id);
	return w;
}

static void on_written(uv_write_t *req, int status)
{
	(void)status; /* a broken socket is seen by the reader */
	free(req->data);
}

enum err link_end(struct worker_host *h, struct wr *w)
{
	struct out_frame *f;
	struct slice bytes;
	uv_buf_t b;

	TRY(frame_end(w, &bytes));
	if (h->link.sock == NULL)
		return ERR_STATE;
	f = (struct out_frame *)malloc(sizeof(*f) + bytes.n);
	if (f == NULL)
		return ERR_NOMEM;
	f->len = bytes.n;
	f->req.data = f;
	slice_copy(f->bytes, bytes);
	b = uv_buf_init((char *)f->bytes, (unsigned)f->len);
	if (uv_write(&f->req, (uv_stream_t *)h->link.sock, &b, 1, on_written) != 0) {
		free(f);
		return ERR_IO;
	}
	return ERR_OK;
}

u32 link_expect(struct worker_host *h, reply_done *done, void *ctx)
{
	struct link *l = &h->link;

	for (size_t i = 0; i < REQUESTS_MAX; i++) {
		if (l->wait[i].seq != 0)
			continue;
		l->seq = l->seq == UINT32_MAX ? 1 : l->seq + 1;
		l->wait[i] = (struct pending_request){.seq = l->seq, .done = done, .ctx = ctx};
		return l->seq;
	}
	return 0;
}

size_t link_queued(const struct worker_host *h)
{
	return h->link.sock == NULL ? 0 : uv_stream_get_write_queue_size(
						  (uv_stream_t *)h->link.sock);
}

/* --- receiving --------------------------------------------------------------------------- */

static void on_reply(struct worker_host *h, u8 id, struct slice body)
{
	struct reply rep = {.id = id, .body = body};
	struct rd r = rd_from(body);
	struct pending_request p = {0};
	struct msg_plain m;
	u32 seq = rd_u32(&r);

	for (size_t i = 0; i < REQUESTS_MAX; i++) {
		if (seq == 0 || h->link.wait[i].seq != seq)
			continue;
		p = h->link.wait[i];
		h->link.wait[i].seq = 0;
		break;
	}
	if (p.done == NULL) {
		LOG(LOG_UNUSUAL, "the enclave answers what nobody asked", KV_U64("id", id), KV_END);
		return;
	}
	if (id == MSG_PLAIN) {
		r = rd_from(body);
		rd_msg_plain(&r, &m);
		rep.refused = rd_end(&r) != ERR_OK || m.answer.tag == ANSWER_REFUSED;
		if (r.err == ERR_OK && rep.refused) {
			rep.code = m.answer.u.refused.code;
			rep.detail = m.answer.u.refused.detail;
		} else if (!rep.refused) {
			rep.ok = m.answer.u.ok;
		}
	}
	rep.seq = seq;
	p.done(h, p.ctx, &rep);
}

static void on_log(struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_log m;

	rd_msg_log(&r, &m);
	if (rd_end(&r) == ERR_OK)
		LOG(m.level < NUM_LOG_LEVELS ? (enum log_level)m.level : LOG_INFO, "enclave",
		    KV_TEXT("says", m.text), KV_END);
}

static void on_frame(struct worker_host *h, const struct frame *f)
{
	if (f->id >= MSG_PLAIN && f->id <= MSG_RENEWAL)
		on_reply(h, f->id, f->body);
	else if (f->id >= MSG_NET_OPEN && f->id <= MSG_NET_CLOSE)
		net_on_message(h, f->id, f->body);
	else if (f->id >= MSG_STORE && f->id <= MSG_RUN_DROPPED)
		jobs_on_message(h, f->id, f->body);
	else if (f->id == MSG_LOG)
		on_log(f->body);
	else
		LOG(LOG_UNUSUAL, "the enclave sends an unknown message", KV_U64("id", f->id),
		    KV_END);
}

static void on_room(uv_handle_t *s, size_t want, uv_buf_t *buf)
{
	struct worker_host *h = (struct worker_host *)s->data;
	size_t cap;
	u8 *p = frame_room(&h->link.in, &cap);

	(void)want;
	*buf = uv_buf_init((char *)p, (unsigned)cap);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
	struct worker_host *h = (struct worker_host *)s->data;
	struct frame f;
	enum err e = ERR_AGAIN;

	(void)buf;
	if (n < 0) {
		/* The process has ended or soon will; its pidfd tells. */
		(void)uv_read_stop(s);
		child_signal(&h->link.child, SIGKILL);
		return;
	}
	frame_received(&h->link.in, (size_t)n);
	while (h->link.sock != NULL && (e = frame_take(&h->link.in, &f)) == ERR_OK)
		on_frame(h, &f);
	if (h->link.sock != NULL && e != ERR_AGAIN) {
		LOG(LOG_BROKEN, "the enclave sends frames that are none", KV_ERR(e), KV_END);
		child_signal(&h->link.child, SIGKILL);
	}
}

/* --- its log ----------------------------------------------------------------------------- */

static void end_line(struct link *l)
{
	if (l->line_len != 0)
		(void)snprintf(l->last, sizeof(l->last), "%.*s",
			       (int)size_min(l->line_len, sizeof(l->last) - 1), l->line);
	if (l->line_len != 0)
		LOG(LOG_INFO, "enclave",
		    KV_TEXT("stderr", slice_of(l->line, l->line_len)), KV_END);
	l->line_len = 0;
}

static void on_err_room(uv_handle_t *s, size_t want, uv_buf_t *buf)
{
	static char room[4096];

	(void)s;
	(void)want;
	*buf = uv_buf_init(room, sizeof(room));
}

static void take_err(struct link *l, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n' || l->line_len == sizeof(l->line))
			end_line(l);
		if (text[i] != '\n')
			l->line[l->line_len++] = text[i];
	}
}

static void on_err_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
	struct worker_host *h = (struct worker_host *)s->data;
	struct link *l = &h->link;

	if (n < 0) {
		(void)uv_read_stop(s);
		end_line(l);
		return;
	}
	take_err(l, buf->base, (size_t)n);
}

/* What it said before it ended, and is not read yet. */
static void drain_err(struct link *l)
{
	uv_os_fd_t fd;
	char buf[512];
	ssize_t n;

	if (l->err == NULL || uv_fileno((uv_handle_t *)l->err, &fd) != 0)
		return;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		take_err(l, buf, (size_t)n);
}

/* --- init -------------------------------------------------------------------------------- */

static enum err blob_path(const struct worker_host *h, char out[HOST_PATH_MAX], const char *name)
{
	return path_join(out, HOST_PATH_MAX, h->dir, name);
}

static enum err read_blob(struct worker_host *h, const char *name, struct slice *out)
{
	char path[HOST_PATH_MAX];
	enum err e;

	TRY(blob_path(h, path, name));
	e = file_read(&h->scratch, path, BLOB_MAX, out);
	if (e == ERR_NOT_FOUND) {
		*out = SLICE_EMPTY;
		return ERR_OK;
	}
	return e;
}

static void write_blob(struct worker_host *h, const char *name, struct slice bytes)
{
	char path[HOST_PATH_MAX];
	enum err e = blob_path(h, path, name);

	if (e == ERR_OK)
		e = file_write_atomic(path, bytes, 0600);
	if (e != ERR_OK)
		host_fatal(h, e, "the state folder cannot be written: is the disk full?");
}

void link_keep_light(struct worker_host *h, struct slice light)
{
	write_blob(h, light_file, light);
}

void link_forget_light(struct worker_host *h)
{
	char path[HOST_PATH_MAX];

	if (blob_path(h, path, light_file) == ERR_OK)
		(void)unlink(path);
}

/* The two rows of GRANDPA under the genesis state root, from the chain spec. */
static enum err genesis_proof(struct worker_host *h, struct slice *out)
{
	const struct chain_spec *s = h->o.spec;
	struct storage_key k[2] = {
	    storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("Authorities")),
	    storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("CurrentSetId")),
	};
	struct slice keys[2] = {storage_key_slice(&k[0]), storage_key_slice(&k[1])};
	struct trie_set set = trie_set_init(&h->scratch);
	struct trie_db db = trie_set_db(&set);
	struct trie_change *changes =
	    (struct trie_change *)arena_zalloc(&h->scratch, s->num_top, sizeof(*changes));
	u8 root[32];

	if (changes == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < s->num_top; i++)
		changes[i] = (struct trie_change){.key = s->top[i].key, .value = s->top[i].value};
	TRY(trie_apply(&db, trie_empty_root, changes, s->num_top, &h->scratch, root));
	return trie_prove(&db, root, keys, 2, &h->scratch, out);
}

static enum err send_init(struct worker_host *h);

static void on_init_refused(struct worker_host *h, const struct reply *r)
{
	char why[700];

	LOG(LOG_UNUSUAL, "the enclave refuses to start", KV_TEXT("code", r->code),
	    KV_TEXT("why", r->detail), KV_END);
	if (!h->link.light_tried) {
		/* What it sealed about the chain is only a shortcut: without it, it starts
		 * at genesis. */
		h->link.light_tried = true;
		if (send_init(h) == ERR_OK)
			return;
	}
	(void)snprintf(why, sizeof(why),
		       "the enclave does not take its sealed identity: %.*s. A rebuild of "
		       "phala-enclave is a new worker; start again with --reset to make one",
		       (int)r->detail.n, (const char *)r->detail.p);
	host_fatal(h,
		   slice_eq(r->code, SLICE_LIT("DECRYPT"))   ? ERR_DECRYPT
		   : slice_eq(r->code, SLICE_LIT("GENESIS")) ? ERR_GENESIS
							     : ERR_STATE,
		   why);
}

/* What this chain will never take is said at once. */
static bool platform_will_do(struct worker_host *h)
{
	const struct chain_spec *s = h->o.spec;
	const struct link *l = &h->link;
	struct storage_key k = registry_allow_unattested_key();
	struct slice raw;
	bool unattested = false;

	if (l->tee == 0) {
		if (chain_spec_get(s, storage_key_slice(&k), &raw) &&
		    registry_allow_unattested_decode(&unattested, raw) == ERR_OK && unattested)
			return true;
		host_fatal(h, ERR_DENIED,
			   "the chain wants evidence, and this platform port gives no quotes");
		return false;
	}
	if (l->tee == TEE_SEV_SNP) {
		host_fatal(h, ERR_UNSUPPORTED,
			   "the chain judges quotes of SGX and TDX; those of SEV-SNP are verified "
			   "off chain only");
		return false;
	}
	for (u32 i = 0; i < s->num_roots; i++)
		if (mem_eq(s->roots[i], l->trust_domain, 32))
			return true;
	/* Governance may have added Intel's; never anybody else's to a chain that is no toy. */
	if (host_is_production(l->trust_domain))
		return true;
	host_fatal(h, ERR_DENIED,
		   "the chain spec does not accept the development root that vouches for this "
		   "worker: what it says is worth nothing on that chain");
	return false;
}

static void on_init(struct worker_host *h, void *ctx, const struct reply *r)
{
	struct rd rd = rd_from(r->body);
	struct link *l = &h->link;
	struct msg_init_done m;

	(void)ctx;
	if (r->refused) {
		on_init_refused(h, r);
		return;
	}
	rd_msg_init_done(&rd, &m);
	if (r->id != MSG_INIT_DONE || rd_end(&rd) != ERR_OK) {
		LOG(LOG_BROKEN, "the enclave's first answer does not decode", KV_END);
		child_signal(&l->child, SIGKILL);
		return;
	}
	write_blob(h, sealed_file, m.sealed);
	memcpy(l->pubkey, m.pubkey, 32);
	memcpy(l->x25519, m.x25519, 32);
	memcpy(l->measurement, m.measurement, 32);
	memcpy(l->engine, m.engine_hash, 32);
	slice_copy(l->port, m.port);
	l->port[m.port.n] = '\0';
	l->tee = m.tee;
	memcpy(l->trust_domain, m.trust_domain, 32);
	if (!platform_will_do(h))
		return;
	l->state = ENCLAVE_READY;
	l->was_ready = true;
	LOG(LOG_INFO, "the enclave is ready", KV_HEX("worker", SLICE_ARR(l->pubkey)),
	    KV_HEX("measurement", SLICE_ARR(l->measurement)), KV_STR("port", l->port),
	    KV_U64("head", m.head_number), KV_END);
	follow_enclave_ready(h, m.head_number);
}

static enum err send_init(struct worker_host *h)
{
	struct msg_init m = {.now_ms = clock_unix_ms(), .dev_ca = h->o.dev_ca};
	size_t mark = arena_mark(&h->scratch);
	u8 header[HEADER_MAX];
	struct wr hw = wr_into(header, sizeof(header)), w;
	enum err e;

	memcpy(m.genesis_hash, h->o.spec->genesis_hash, 32);
	wr_header(&hw, &h->o.spec->genesis);
	TRY(wr_done(&hw, &m.genesis_header));
	TRY(read_blob(h, sealed_file, &m.sealed));
	if (!h->link.light_tried && m.sealed.n != 0)
		TRY(read_blob(h, light_file, &m.light));
	h->link.light_tried = h->link.light_tried || m.light.n == 0;
	TRY(genesis_proof(h, &m.genesis_proof));
	m.seq = link_expect(h, on_init, NULL);
	w = link_begin(h, MSG_INIT);
	wr_msg_init(&w, &m);
	e = link_end(h, &w);
	arena_rewind(&h->scratch, mark);
	return e;
}

/* --- the process ------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *x)
{
	free(x);
}

static void close_handles(struct link *l)
{
	if (l->sock != NULL)
		uv_close((uv_handle_t *)l->sock, on_closed);
	if (l->err != NULL)
		uv_close((uv_handle_t *)l->err, on_closed);
	if (l->pid != NULL)
		uv_close((uv_handle_t *)l->pid, on_closed);
	l->sock = l->err = NULL;
	l->pid = NULL;
}

static void on_start_again(uv_timer_t *t)
{
	struct worker_host *h = (struct worker_host *)t->data;
	enum err e = link_start(h);

	if (e != ERR_OK)
		host_fatal(h, e, "phala-enclave cannot be started");
}

static void lost(struct worker_host *h, const struct child_end *end)
{
	struct link *l = &h->link;
	bool lived = clock_mono_ms() - l->started_ms > LIVED_LONG_MS || l->state == ENCLAVE_READY;

	drain_err(l);
	end_line(l);
	if (!l->was_ready && !end->signalled && end->code == 1) {
		close_handles(l);
		host_fatal(h, ERR_UNSUPPORTED,
			   l->last[0] != '\0' ? l->last : "phala-enclave does not start");
		return;
	}
	LOG(LOG_UNUSUAL, "the enclave has ended; starting it again",
	    KV_STR("how", end->signalled ? "signal" : "exit"), KV_I64("code", end->code), KV_END);
	end_line(l);
	l->state = ENCLAVE_DOWN;
	close_handles(l);
	memset(l->wait, 0, sizeof(l->wait));
	net_close_all(h);
	jobs_enclave_lost(h);
	registry_enclave_lost(h);
	follow_enclave_lost(h);
	if (h->o.observer.enclave != NULL)
		h->o.observer.enclave(h->o.observer.ctx, -1);
	l->backoff_ms = lived ? BACKOFF_MIN : l->backoff_ms * 2;
	if (l->backoff_ms > BACKOFF_MAX)
		l->backoff_ms = BACKOFF_MAX;
	(void)uv_timer_start(&l->again, on_start_again, l->backoff_ms, 0);
}

static void on_pid(uv_poll_t *p, int status, int events)
{
	struct worker_host *h = (struct worker_host *)p->data;
	struct child_end end = {0};

	(void)status;
	(void)events;
	if (h->link.pid == p && child_poll(&h->link.child, &end) == ERR_OK)
		lost(h, &end);
}

static void on_tick(uv_timer_t *t)
{
	struct worker_host *h = (struct worker_host *)t->data;
	struct msg_tick m = {.now_ms = clock_unix_ms()};
	struct wr w;

	if (h->link.state != ENCLAVE_READY)
		return;
	w = link_begin(h, MSG_TICK);
	wr_msg_tick(&w, &m);
	(void)!link_end(h, &w);
}

/* Puts the three descriptors of the child onto the loop; they are ours from here on. */
static enum err watch_child(struct worker_host *h, int sock, int errfd)
{
	struct link *l = &h->link;

	l->sock = (uv_pipe_t *)host_alloc(1, sizeof(*l->sock));
	l->err = (uv_pipe_t *)host_alloc(1, sizeof(*l->err));
	l->pid = (uv_poll_t *)host_alloc(1, sizeof(*l->pid));
	CHECK(uv_pipe_init(h->loop, l->sock, 0) == 0 && uv_pipe_init(h->loop, l->err, 0) == 0);
	l->sock->data = l->err->data = h;
	if (uv_poll_init(h->loop, l->pid, l->child.pidfd) != 0) {
		free(l->pid);
		l->pid = NULL;
		return ERR_IO;
	}
	l->pid->data = h;
	if (uv_pipe_open(l->sock, sock) != 0 || uv_pipe_open(l->err, errfd) != 0 ||
	    uv_read_start((uv_stream_t *)l->sock, on_room, on_read) != 0 ||
	    uv_read_start((uv_stream_t *)l->err, on_err_room, on_err_read) != 0 ||
	    uv_poll_start(l->pid, UV_READABLE, on_pid) != 0)
		return ERR_IO;
	return ERR_OK;
}

static void add_arg(const char **argv, size_t *n, const char *name, const char *value)
{
	if (value == NULL)
		return;
	argv[(*n)++] = name;
	argv[(*n)++] = value;
}

static enum err spawn(struct worker_host *h, int theirs, int errfd)
{
	char dir[HOST_PATH_MAX], boxes[16];
	const char *crash = h->first_start ? h->o.enclave_crash_at : NULL;
	const char *argv[] = {h->o.enclave_path, "--state", dir, "--boxes", boxes,
			      NULL, NULL, NULL, NULL, NULL, NULL, NULL};
	size_t n = 5;
	static const char *const keep[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", NULL};
	const struct spawn_fd fds[] = {{theirs, 3}, {errfd, 2}};
	const struct spawn_opts o = {.path = h->o.enclave_path,
				     .argv = argv,
				     .env_keep = keep,
				     .fds = fds,
				     .num_fds = ARRAY_LEN(fds)};

	TRY(path_join(dir, sizeof(dir), h->dir, "enclave"));
	(void)snprintf(boxes, sizeof(boxes), "%u", h->o.boxes);
	add_arg(argv, &n, "--port", h->o.port);
	add_arg(argv, &n, "--pki", h->o.sim_pki);
	add_arg(argv, &n, "--crash-at", crash);
	h->first_start = false;
	return spawn_start(&h->link.child, &o);
}

enum err link_start(struct worker_host *h)
{
	struct link *l = &h->link;
	int sock[2], err[2];
	enum err e;

	TRY(socket_pair(sock));
	if (socket_pair(err) != ERR_OK) {
		(void)close(sock[0]);
		(void)close(sock[1]);
		return ERR_IO;
	}
	e = spawn(h, sock[1], err[1]);
	(void)close(sock[1]);
	(void)close(err[1]);
	if (e != ERR_OK) {
		(void)close(sock[0]);
		(void)close(err[0]);
		return e;
	}
	l->boot++;
	l->started_ms = clock_mono_ms();
	l->state = ENCLAVE_COLD;
	l->light_tried = false;
	l->in = frame_in_of(l->in_mem);
	TRY(watch_child(h, sock[0], err[0]));
	if (h->o.observer.enclave != NULL)
		h->o.observer.enclave(h->o.observer.ctx, (int)l->child.pid);
	return send_init(h);
}

enum err link_open(struct worker_host *h)
{
	struct link *l = &h->link;

	l->child = CHILD_NONE;
	l->backoff_ms = BACKOFF_MIN;
	l->in_mem = (u8 *)malloc(FRAME_BUF_LEN);
	l->out_mem = (u8 *)malloc(FRAME_BUF_LEN);
	return l->in_mem == NULL || l->out_mem == NULL ? ERR_NOMEM : ERR_OK;
}

void link_free(struct worker_host *h)
{
	free(h->link.in_mem);
	free(h->link.out_mem);
}


void link_timers(struct worker_host *h)
{
	struct link *l = &h->link;

	CHECK(uv_timer_init(h->loop, &l->again) == 0 && uv_timer_init(h->loop, &l->tick) == 0);
	l->again.data = l->tick.data = h;
	(void)uv_timer_start(&l->tick, on_tick, TICK_MS, TICK_MS);
}

void link_stop(struct worker_host *h)
{
	struct link *l = &h->link;

	l->state = ENCLAVE_DOWN;
	uv_close((uv_handle_t *)&l->again, NULL);
	uv_close((uv_handle_t *)&l->tick, NULL);
	close_handles(l);
	memset(l->wait, 0, sizeof(l->wait));
	/* It ends by itself when its socket closes; a journal record is on disk or is none. */
	child_stop(&l->child, 500);
}
