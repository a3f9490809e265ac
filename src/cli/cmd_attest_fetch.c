/* phala attest fetch-collateral: what a quote is judged by, from a PCCS or Intel's own service.
 *
 * Nothing that comes is believed: all of it is signed, and whoever uses the file verifies. Paths
 * and fields: Intel "PCS API for SGX and TDX", version 4; PCCS serves the same, CRLs in hex. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/tls_filter.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/http_client.h"
#include "text/json.h"
#include "text/json_wr.h"
#include "text/url.h"

#include "attest/attest.h"

#define ARENA_LEN    (32u << 20)
#define TARGET_MAX   2048u
#define BODY_MAX     (1u << 20)
#define PEM_MAX      65536u
#define QUOTE_HEX_MAX (3u * ATTEST_QUOTE_MAX)
#define ROOT_CRL_URL "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"

struct args {
	const char *quote, *fmspc, *tee, *ca, *out, *tls_ca;
	bool json;
};

struct job {
	const struct out *o;
	const struct args *x;
	struct arena a;
	const char *base;
	struct attest_needs needs;
	struct tls_roots *roots;
	struct attest_collateral_raw raw;
};

/* --- what is needed -------------------------------------------------------------------------- */

static enum cli_exit wrong(const struct job *j, const char *why, const char *fix)
{
	return out_error(j->o, EXIT_USER, "cannot fetch collateral", why, fix);
}

/* A quote may be in a file as it is, or in hex with line ends. */
static struct slice unhex(struct arena *a, struct slice in)
{
	u8 *p = (u8 *)arena_alloc(a, in.n + 1);
	size_t n = 0, len;

	for (size_t i = 0; p != NULL && i < in.n; i++)
		if (in.p[i] > ' ')
			p[n++] = in.p[i];
	if (p == NULL || hex_decode(p, n, &len, slice_of(p, n)) != ERR_OK)
		return in;
	return slice_of(p, len);
}

static enum cli_exit needs_of_quote(struct job *j)
{
	struct slice quote;
	enum attest_check c;
	enum err e = file_read(&j->a, j->x->quote, QUOTE_HEX_MAX, &quote);

	if (e != ERR_OK)
		return out_errorf(j->o, EXIT_USER, err_text(e),
				  "check the path and that you may read it", "cannot read %s",
				  j->x->quote);
	c = attest_quote_needs(&j->needs, unhex(&j->a, quote), &j->a);
	if (c != ATTEST_OK)
		return wrong(j, attest_check_text(c), "give the quote as raw bytes or hex, whole");
	return EXIT_DONE;
}

static enum cli_exit needs_of_options(struct job *j)
{
	const struct args *x = j->x;

	if (x->fmspc == NULL || x->tee == NULL || x->ca == NULL)
		return wrong(j, "which platform is meant is not said",
			     "give --quote FILE, or --fmspc HEX, --tee sgx|tdx and "
			     "--ca platform|processor");
	if (hex_decode_exact(j->needs.fmspc, 6, slice_str(x->fmspc)) != ERR_OK)
		return wrong(j, "--fmspc is not 6 bytes in hex", "12 hex digits");
	j->needs.tee = strcmp(x->tee, "tdx") == 0 ? ATTEST_TDX : ATTEST_SGX;
	j->needs.ca_is_platform = strcmp(x->ca, "platform") == 0;
	if (j->needs.tee == ATTEST_SGX && strcmp(x->tee, "sgx") != 0)
		return wrong(j, "there is no such TEE with collateral", "--tee sgx or --tee tdx");
	if (!j->needs.ca_is_platform && strcmp(x->ca, "processor") != 0)
		return wrong(j, "there is no such PCK CA", "--ca platform or --ca processor");
	return EXIT_DONE;
}

/* --- one request ----------------------------------------------------------------------------- */

static enum cli_exit unreachable(struct job *j, const char *url, enum err e,
				 const struct tls_filter_peer *peer)
{
	const char *fix = "is the address right, and can this machine reach it?";

	if (e == ERR_TLS && peer->fault == TLS_FAULT_UNKNOWN_ISSUER)
		fix = "a PCCS with a certificate of its own: name it with --tls-ca FILE.pem";
	if (e == ERR_INVALID)
		fix = "https wants the server's name, such as localhost, not its address";
	return out_errorf(j->o, e == ERR_INVALID ? EXIT_USER : EXIT_NETWORK,
			  e == ERR_IO ? "no connection" : err_text(e), fix, "cannot fetch %s", url);
}

static enum cli_exit refused(struct job *j, const char *url, u16 status)
{
	char why[64];

	(void)snprintf(why, sizeof(why), "the server answered %u", (unsigned int)status);
	return out_errorf(j->o, EXIT_USER, why,
			  status == 404 ? "is it a PCCS or PCS of version 4, and does it know "
					  "this FMSPC and TEE?"
					: "try again later, or another server",
			  "cannot fetch %s", url);
}

/* Fetches one URL; field is the name of a field to return, or NULL. *status is 404 if that was
 * the answer and missing_ok. */
static enum cli_exit get(struct job *j, const char *url, const char *field, bool missing_ok,
			 u16 *status, struct slice *body, struct slice *value)
{
	struct url u;
	struct tls_filter_peer peer = {.roots = j->roots, .now_unix_ms = clock_unix_ms()};
	struct http_client_request r = {.method = "GET", .body_max = BODY_MAX};
	const char *target;
	enum err e;

	if (url_parse(&u, slice_str(url)) != ERR_OK || u.target.n == 0 ||
	    arena_strz(&j->a, u.target, &target) != ERR_OK)
		return out_errorf(j->o, EXIT_USER, "it is no http or https address",
				  "such as https://api.trustedservices.intel.com",
				  "cannot fetch %s", url);
	r.host = u.host;
	r.port = u.port;
	r.target = target;
	peer.host = slice_of(u.host, u.host_len);
	r.filter = u.https ? &tls_filter_client : NULL;
	r.filter_ctx = &peer;
	e = http_fetch_field(&j->a, &r, status, body, field, value);
	if (e != ERR_OK)
		return unreachable(j, url, e, &peer);
	if (*status == 404 && missing_ok)
		return EXIT_DONE;
	return *status == 200 ? EXIT_DONE : refused(j, url, *status);
}

/* --- what comes ------------------------------------------------------------------------------ */

/* The header of a chain is URL-encoded PEM. */
static bool url_decode(struct arena *a, struct slice in, struct slice *out)
{
	u8 *p = (u8 *)arena_alloc(a, in.n + 1);
	size_t n = 0;

	for (size_t i = 0; p != NULL && i < in.n; i++) {
		p[n] = in.p[i];
		if (in.p[i] == '%') {
			if (in.n - i < 3 ||
			    hex_decode_exact(p + n, 1, slice_of(in.p + i + 1, 2)) != ERR_OK)
				return false;
			i += 2;
		}
		n++;
	}
	*out = slice_of(p, n);
	return p != NULL && n != 0;
}

/* One DER SEQUENCE of more than 127 bytes, as every CRL is, whole. */
static bool is_sequence(struct slice s)
{
	size_t bytes, len = 0;

	if (s.n < 2 || s.p[0] != 0x30 || s.p[1] < 0x81 || s.p[1] > 0x83)
		return false;
	bytes = s.p[1] & 0x7f;
	if (s.n < 2 + bytes)
		return false;
	for (size_t i = 0; i < bytes; i++)
		len = len << 8 | s.p[2 + i];
	return len == s.n - 2 - bytes;
}

/* A PCCS gives a CRL's DER in hex, Intel's service as it is. False if it is neither. */
static bool as_der(struct arena *a, struct slice *body)
{
	if (!is_sequence(*body))
		*body = unhex(a, *body);
	return is_sequence(*body);
}

static bool is_object(struct arena *a, struct slice text)
{
	const struct json *v;

	return json_parse(&v, text, a) == ERR_OK && json_is(v, JSON_OBJECT);
}

/* {"NAME":TEXT,"signature":"HEX"}: TEXT is cut out as it stands, for its bytes are what is
 * signed. */
static bool cut(struct job *j, struct slice body, struct slice head, struct slice *text,
		struct slice *sig)
{
	static const char tail[] = ",\"signature\":\"";
	size_t len = sizeof(tail) - 1 + 128 + 2, n;
	u8 *p = (u8 *)arena_alloc(&j->a, 64);

	while (body.n != 0 && body.p[body.n - 1] <= ' ')
		body.n--;
	if (p == NULL || body.n < head.n + len || !slice_starts(body, head))
		return false;
	*text = slice_of(body.p + head.n, body.n - head.n - len);
	body = slice_from(body, head.n + text->n);
	if (!slice_starts(body, SLICE_LIT(tail)) || body.p[len - 2] != '"' ||
	    body.p[len - 1] != '}')
		return false;
	*sig = slice_of(p, 64);
	return hex_decode(p, 64, &n, slice_of(body.p + sizeof(tail) - 1, 128)) == ERR_OK &&
	       is_object(&j->a, *text);
}

static enum cli_exit unexpected(struct job *j, const char *url, const char *what)
{
	return out_errorf(j->o, EXIT_USER, what, "is it a PCCS or PCS of version 4?",
			  "cannot use the answer of %s", url);
}

/* Fetches path under the base; chain may be NULL. */
static enum cli_exit item(struct job *j, const char *path, const char *field, struct slice *body,
			  struct slice *chain)
{
	char url[TARGET_MAX];
	struct slice value;
	u16 status;
	enum cli_exit x;

	(void)snprintf(url, sizeof(url), "%s%s", j->base, path);
	x = get(j, url, field, false, &status, body, &value);
	if (x == EXIT_DONE && !url_decode(&j->a, value, chain))
		return unexpected(j, url, "the field with the issuers' certificates is missing");
	return x;
}

static enum cli_exit signed_item(struct job *j, const char *path, const char *field,
				 struct slice head, struct slice *text, struct slice *sig,
				 struct slice *chain)
{
	struct slice body;
	enum cli_exit x = item(j, path, field, &body, chain);

	if (x == EXIT_DONE && !cut(j, body, head, text, sig))
		return unexpected(j, path, "it is not one signed object");
	return x;
}

static enum cli_exit root_crl(struct job *j)
{
	char url[TARGET_MAX];
	struct slice none, body;
	u16 status;
	enum cli_exit x;

	(void)snprintf(url, sizeof(url), "%s/sgx/certification/v4/rootcacrl", j->base);
	x = get(j, url, NULL, true, &status, &body, &none);
	/* Intel's service has it where the root certificate says. */
	if (x == EXIT_DONE && status == 404) {
		(void)fprintf(stderr, "note        no root CRL there; it comes from Intel\n");
		(void)snprintf(url, sizeof(url), "%s", ROOT_CRL_URL);
		x = get(j, url, NULL, false, &status, &body, &none);
	}
	if (x == EXIT_DONE && !as_der(&j->a, &body))
		return unexpected(j, url, "it is no revocation list, in DER or hex");
	j->raw.root_ca_crl = body;
	return x;
}

static enum cli_exit pck_crl(struct job *j)
{
	struct attest_collateral_raw *r = &j->raw;
	char path[TARGET_MAX];
	enum cli_exit x;

	(void)snprintf(path, sizeof(path), "/sgx/certification/v4/pckcrl?ca=%s&encoding=der",
		       j->needs.ca_is_platform ? "platform" : "processor");
	x = item(j, path, "SGX-PCK-CRL-Issuer-Chain", &r->pck_crl, &r->pck_crl_issuer_chain);
	if (x == EXIT_DONE && !as_der(&j->a, &r->pck_crl))
		return unexpected(j, path, "it is no revocation list, in DER or hex");
	return x;
}

/* A cache that gives another platform's TCB info would be noticed only when a quote is judged. */
static bool is_of_platform(struct job *j)
{
	const struct json *v;
	struct slice hex;
	u8 fmspc[6];

	return json_parse(&v, j->raw.tcb_info, &j->a) == ERR_OK &&
	       json_str(json_get(v, "fmspc"), &hex) &&
	       hex_decode_exact(fmspc, sizeof(fmspc), hex) == ERR_OK &&
	       memcmp(fmspc, j->needs.fmspc, sizeof(fmspc)) == 0;
}

static enum cli_exit fetch_all(struct job *j)
{
	struct attest_collateral_raw *r = &j->raw;
	const char *tee = j->needs.tee == ATTEST_TDX ? "tdx" : "sgx";
	char path[TARGET_MAX], fmspc[13] = "";
	enum cli_exit x;

	x = pck_crl(j);
	if (x == EXIT_DONE)
		x = root_crl(j);
	if (x != EXIT_DONE)
		return x;
	hex_encode(fmspc, SLICE_ARR(j->needs.fmspc));
	(void)snprintf(path, sizeof(path), "/%s/certification/v4/tcb?fmspc=%s", tee, fmspc);
	x = signed_item(j, path, "TCB-Info-Issuer-Chain", SLICE_LIT("{\"tcbInfo\":"), &r->tcb_info,
			&r->tcb_info_signature, &r->tcb_info_issuer_chain);
	if (x != EXIT_DONE)
		return x;
	if (!is_of_platform(j))
		return unexpected(j, path, "it is of another platform than was asked for");
	(void)snprintf(path, sizeof(path), "/%s/certification/v4/qe/identity", tee);
	return signed_item(j, path, "SGX-Enclave-Identity-Issuer-Chain",
			   SLICE_LIT("{\"enclaveIdentity\":"), &r->qe_identity,
			   &r->qe_identity_signature, &r->qe_identity_issuer_chain);
}

/* --- what is made of it ---------------------------------------------------------------------- */

/* For people on stderr; what it found is returned. */
static enum attest_check tell(struct job *j)
{
	struct attest_collateral *c = (struct attest_collateral *)arena_alloc(&j->a, sizeof(*c));
	const struct attest_time t = {.now = clock_unix_ms() / 1000};
	struct attest_root root;
	enum attest_check check = attest_root_open(&root, attest_intel_root());

	if (check == ATTEST_OK && c != NULL)
		check = attest_collateral_verify(c, &j->raw, &root, t, &j->a);
	if (check == ATTEST_OK && c != NULL)
		(void)fprintf(stderr, "verified    evaluation number %u, under Intel's root\n",
			      (unsigned int)c->tcb.eval);
	else
		(void)fprintf(stderr,
			      "warning: this does not verify now under Intel's root: %s (%s)\n",
			      attest_check_text(check), attest_check_id(check));
	return check;
}

/* With --json, when the collateral itself went into a file. */
static void report(struct job *j, enum attest_check check)
{
	struct json_wr w = json_wr_arena(&j->a);
	struct slice text;

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "out", j->x->out);
	json_wr_m_bool(&w, "verified", check == ATTEST_OK);
	json_wr_m_cstr(&w, "check", attest_check_id(check));
	json_wr_obj_end(&w);
	if (j->o->json && json_wr_arena_done(&w, &j->a, &text) == ERR_OK)
		out_raw(text);
}

static enum cli_exit write_out(struct job *j, enum attest_check check)
{
	struct slice json;
	enum err e = attest_collateral_write(&j->raw, &j->a, &json);

	if (e != ERR_OK)
		return wrong(j, err_text(e), "report this, with the server's name");
	if (j->x->out == NULL) {
		out_raw(json);
		return EXIT_DONE;
	}
	e = file_write_atomic(j->x->out, json, 0644);
	if (e != ERR_OK)
		return out_errorf(j->o, EXIT_USER, err_text(e), "look at the folder it is in",
				  "cannot write %s", j->x->out);
	out_line(j->o, "saved       %s", j->x->out);
	report(j, check);
	return EXIT_DONE;
}

static enum cli_exit open_roots(struct job *j)
{
	struct slice pem = SLICE_EMPTY;
	enum err e = tls_start();

	if (e == ERR_OK && j->x->tls_ca != NULL)
		e = file_read(&j->a, j->x->tls_ca, PEM_MAX, &pem);
	if (e == ERR_OK)
		e = tls_roots_new(&j->roots, pem);
	return e == ERR_OK ? EXIT_DONE
			   : wrong(j, err_text(e), "give --tls-ca a file of certificates in PEM");
}

static enum cli_exit work(struct job *j)
{
	enum cli_exit x = j->x->quote != NULL ? needs_of_quote(j) : needs_of_options(j);

	if (x == EXIT_DONE)
		x = open_roots(j);
	if (x == EXIT_DONE)
		x = fetch_all(j);
	if (x != EXIT_DONE)
		return x;
	return write_out(j, tell(j));
}

/* The address without the slash at its end. */
static enum cli_exit begin(struct job *j, const char *url)
{
	struct slice s = slice_str(url);

	while (s.n != 0 && s.p[s.n - 1] == '/')
		s.n--;
	if (s.n > TARGET_MAX / 2 || arena_strz(&j->a, s, &j->base) != ERR_OK)
		return wrong(j, "the address is too long", "give the server's address only");
	return work(j);
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {0};
	const struct opt opts[] = {
	    OPT_STRING_ROW("quote", "FILE", "for this quote (raw or hex)", &x.quote),
	    OPT_STRING_ROW("fmspc", "HEX", "without a quote: the platform", &x.fmspc),
	    OPT_STRING_ROW("tee", "sgx|tdx", "without a quote: its TEE", &x.tee),
	    OPT_STRING_ROW("ca", "KIND", "without a quote: platform or processor", &x.ca),
	    OPT_STRING_ROW("out", "FILE", "where it goes (default: stdout)", &x.out),
	    OPT_STRING_ROW("tls-ca", "FILE", "PEM of a PCCS's own certificate", &x.tls_ca),
	    OPT_FLAG_ROW("json", "errors, and with --out the outcome, as JSON", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_attest_fetch, opts, 1, 1, &x.json};
	struct job j = {.x = &x};
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	j.o = &o;
	if (arena_map(&j.a, ARENA_LEN) != ERR_OK)
		return wrong(&j, "no address space", "ulimit -v unlimited");
	done = (int)begin(&j, argv[0]);
	tls_roots_free(j.roots);
	arena_unmap(&j.a);
	return (enum cli_exit)done;
}

const struct cmd cmd_attest_fetch = {"attest fetch-collateral", "URL [--quote FILE] [--out FILE]",
				     "what a quote is judged by, from a PCCS or Intel", run};
