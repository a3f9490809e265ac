/*~ The one platform of this process: which port it is, and what all ports have in common.
 *
 * A port says where its root secret, its measurement and its quotes come from; how a sealing key is
 * made of them is decided here, once. */
#include "worker/pal/pal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "attest/attest.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "worker/pal/port.h"
#include "worker/pal/quoter/quoter.h"

#define LABEL_MAX   64u
#define QUOTE_ARENA ((size_t)256 << 10) /* a chain of PEM, decoded */

static struct {
	const struct pal_port *port; /* NULL: not chosen */
	const char *sys_root;
	u32 quote_ms;
	bool started;
	struct pal_facts facts;
	struct quoter quoter;
} self = {.quoter = {.fd = -1}};

static char why[PAL_WHY_MAX];

const char *pal_why(void)
{
	return why;
}

enum err pal_fail(enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return e;
}

/* --- which port --------------------------------------------------------------------------- */

static enum err find_real(const char *sys_root, const struct pal_port **out)
{
	for (size_t i = 0; i < num_pal_ports; i++) {
		*out = pal_port_table[i];
		if ((*out)->is_real && (*out)->detect(sys_root) == ERR_OK)
			return ERR_OK;
	}
	return pal_fail(ERR_NOT_FOUND,
	                "this machine offers no TEE that phala-enclave knows; "
	                "phala-enclave --ports says what each one lacks; --port sim runs "
	                "without one, for development");
}

static enum err find_port(const struct pal_opts *o, const char *sys_root,
                          const struct pal_port **out)
{
	if (o->port == NULL)
		return pal_fail(ERR_INVALID, "no port is named; give --port NAME");
	if (strcmp(o->port, "auto") == 0)
		return find_real(sys_root, out);
	for (size_t i = 0; i < num_pal_ports; i++) {
		*out = pal_port_table[i];
		if (strcmp((*out)->name, o->port) == 0)
			return (*out)->detect(sys_root);
	}
	return pal_fail(ERR_INVALID,
	                "there is no port \"%.32s\"; --port takes dstack, gramine, tdx, snp, sim "
	                "or auto",
	                o->port);
}

static void forget(void)
{
	quoter_stop(&self.quoter);
	secret32_release(&self.facts.root);
	free((void *)(uintptr_t)self.facts.event_log.p);
	memset(&self, 0, sizeof(self));
	self.quoter = QUOTER_NONE;
}

enum err pal_choose(const struct pal_opts *o)
{
	const char *sys_root = o->sys_root == NULL ? "" : o->sys_root;
	const struct pal_port *port = NULL;

	why[0] = '\0';
	forget();
	TRY(find_port(o, sys_root, &port));
	why[0] = '\0'; /* "auto" heard of devices that it does not need */
	self.port = port;
	self.sys_root = sys_root;
	self.quote_ms = o->quote_ms != 0 ? o->quote_ms : PAL_QUOTE_MS;
	return ERR_OK;
}

static enum err start(const struct pal_opts *o)
{
	if (self.port->quoting != PAL_QUOTE_HERE)
		TRY(quoter_start(&self.quoter, self.port, self.sys_root, self.quote_ms));
	return self.port->start(o, &self.facts);
}

enum err pal_start(const struct pal_opts *o)
{
	enum err e;

	TRY(pal_choose(o));
	e = start(o);
	if (e != ERR_OK)
		forget();
	self.started = e == ERR_OK;
	return e;
}

void pal_ports(char *out, size_t cap, const char *sys_root)
{
	size_t n = 0;

	CHECK(cap > 0);
	out[0] = '\0';
	for (size_t i = 0; i < num_pal_ports && n < cap; i++) {
		const struct pal_port *p = pal_port_table[i];
		bool has = p->detect(sys_root == NULL ? "" : sys_root) == ERR_OK;
		int len = snprintf(out + n, cap - n, "%s %s %s\n", p->name, has ? "yes" : "no",
		                   has ? p->device : why);

		n += len > 0 ? (size_t)len : 0;
	}
	why[0] = '\0';
}

enum err pal_read_quote(struct slice quote, struct pal_facts *out)
{
	struct attest_quote q;
	struct attest_needs needs;
	struct arena a = {0};
	void *mem = malloc(QUOTE_ARENA);
	enum attest_check c;

	if (mem == NULL)
		return ERR_NOMEM;
	a = arena_of(mem, QUOTE_ARENA);
	c = attest_quote_parse(&q, quote);
	if (c == ATTEST_OK)
		c = attest_quote_needs(&needs, quote, &a);
	if (c == ATTEST_OK) {
		out->tee = (u8)q.tee;
		attest_measurement(out->measurement, &q);
		memcpy(out->trust_domain, needs.root_id, sizeof(out->trust_domain));
	}
	free(mem);
	if (c == ATTEST_OK)
		return ERR_OK;
	return pal_fail(ERR_CORRUPT, "the platform's own quote is none that can be used: %s (%s)",
	                attest_check_text(c), attest_check_id(c));
}

/* --- what it is ----------------------------------------------------------------------------- */

const char *pal_name(void)
{
	return self.port == NULL ? "none" : self.port->name;
}

bool pal_is_simulated(void)
{
	return self.port == NULL || self.port->is_simulated;
}

bool pal_keeps_keys(void)
{
	return self.port != NULL && self.port->keeps_keys;
}

bool pal_forks(void)
{
	return self.port == NULL || self.port->forks;
}

u8 pal_tee(void)
{
	CHECK(self.started);
	return self.facts.tee;
}

void pal_trust_domain(u8 out[32])
{
	CHECK(self.started);
	memcpy(out, self.facts.trust_domain, 32);
}

void pal_measurement(u8 out[32])
{
	CHECK(self.started);
	memcpy(out, self.facts.measurement, 32);
}

enum err pal_event_log(struct slice *out)
{
	CHECK(self.started);
	*out = self.facts.event_log;
	return out->n == 0 ? ERR_UNSUPPORTED : ERR_OK;
}

/* --- what it does --------------------------------------------------------------------------- */

void pal_seal_key(struct secret32 *out, struct slice context)
{
	u8 info[LABEL_MAX + 32];
	int len;

	CHECK(self.started);
	len = snprintf((char *)info, LABEL_MAX, "phala/pal/%s/seal/v1", self.port->name);
	CHECK(len > 0 && (size_t)len < LABEL_MAX);
	sha2_256(info + len, context);
	hkdf_256(out, SLICE_ARR(self.facts.measurement), SLICE_ARR(self.facts.root.b),
	         slice_of(info, (size_t)len + 32));
}

/* What the device hands out must be what was asked for: the answer of another request, or of a
 * machine whose registers were extended meanwhile, would be refused by everybody else. */
static enum err check_quote(struct slice quote, const u8 report_data[64])
{
	struct attest_quote q;
	enum attest_check c = attest_quote_parse(&q, quote);
	u8 m[32];

	if (c != ATTEST_OK)
		return pal_fail(ERR_CORRUPT, "the platform's quote is malformed: %s (%s)",
		                attest_check_text(c), attest_check_id(c));
	if (!mem_eq(q.report_data, report_data, 64))
		return pal_fail(ERR_CORRUPT,
		                "the platform's quote is for other report data: another "
		                "program asked at the same time? try again");
	attest_measurement(m, &q);
	if (self.started && !mem_eq(m, self.facts.measurement, sizeof(m)))
		return pal_fail(ERR_STATE,
		                "the measurement has changed since the start (an RTMR was "
		                "extended); start phala-enclave again");
	return ERR_OK;
}

enum err pal_quote(const u8 report_data[64], u8 *buf, size_t cap, size_t *n)
{
	why[0] = '\0';
	*n = 0;
	if (self.port == NULL)
		return ERR_UNSUPPORTED;
	if (self.port->quoting == PAL_QUOTE_HERE)
		TRY(self.port->quote(self.sys_root, report_data, buf, cap, n));
	else
		TRY(quoter_ask(&self.quoter, report_data, buf, cap, n));
	return self.port->is_dcap ? check_quote(slice_of(buf, *n), report_data) : ERR_OK;
}

u32 pal_port_ms(void)
{
	return self.quote_ms / 4 * 3;
}

int pal_quoter_fd(void)
{
	return self.quoter.fd;
}

void pal_random(void *out, size_t n)
{
	u8 *p = out;

	while (n != 0) {
		ssize_t got = getrandom(p, n, 0);

		CHECK(got > 0 || errno == EINTR);
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
}

u64 pal_clock_hint_ms(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_REALTIME, &t) == 0);
	return t.tv_sec < 0 ? 0 : (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}

u64 pal_clock_mono_ns(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}
