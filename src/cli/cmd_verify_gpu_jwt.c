/* phala verify gpu-jwt: did NVIDIA's service find these GPUs good, for this nonce, and are they
 * bound to this machine's quote? Offline, with pinned keys. */
#include <string.h>

#include "cli/evidence_out.h"
#include "evidence/jwt.h"
#include "os/arena_map.h"

#define FILE_MAX      65536u
#define EVIDENCES_MAX 16

struct args {
	const char *keys, *nonce, *worker_key, *challenge, *issuer, *time, *allow;
	const char *models, *min_driver, *min_vbios, *ueids_denied, *report_data;
	u32 max_age, gpus;
	bool json;
};

static void facts(struct json_wr *w, const void *arg)
{
	const struct jwt_result *r = arg;

	json_wr_m_str(w, "keyId", r->kid);
	json_wr_m_u64(w, "issued", r->issued);
	json_wr_m_u64(w, "validUntil", r->valid_until);
	json_wr_key(w, "gpus");
	json_wr_arr(w);
	for (u32 i = 0; i < r->num_gpus; i++) {
		const struct jwt_gpu *g = &r->gpu[i];

		json_wr_obj(w);
		json_wr_m_str(w, "name", g->name);
		json_wr_m_str(w, "model", g->model);
		json_wr_m_str(w, "driver", g->driver);
		json_wr_m_str(w, "vbios", g->vbios);
		json_wr_m_str(w, "ueid", g->ueid);
		json_wr_m_str(w, "warning", g->warning);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

/* Evidence that was sent to the service: its nonce, and the quote that commits to all of it. */
static enum evidence_check check_binding(struct evidence_job *j, const struct jwt_input *in,
                                         struct slice report_data, const struct slice *evidences,
                                         size_t num)
{
	static struct gpu_report q;

	for (size_t i = 0; i < num; i++) {
		TRY_CHECK(gpu_report_parse(&q, evidences[i]));
		if (!mem_eq(q.nonce, in->nonce, 32))
			return EVIDENCE_GPU_NONCE;
	}
	if (report_data.n == 0)
		return EVIDENCE_OK;
	return gpu_binding_check(report_data.p, in->nonce, evidences, num, j->a);
}

static bool read_policy(struct evidence_job *j, const struct args *x, struct jwt_policy *p)
{
	const struct evidence_flag flags[] = {{"warning", &p->allow_warning}};

	p->max_age = x->max_age;
	p->num_gpus = x->gpus;
	p->min_driver = x->min_driver;
	p->min_vbios = x->min_vbios;
	return evidence_flags(j, "allow", x->allow, flags, ARRAY_LEN(flags)) &&
	       evidence_list(j, x->models, &p->models) &&
	       evidence_list(j, x->ueids_denied, &p->ueids_denied);
}

static enum cli_exit judge(struct evidence_job *j, int num, char **paths, const struct args *x)
{
	static struct jwt_result r;
	static struct jwt_keys keys;
	struct slice evidences[EVIDENCES_MAX] = {{NULL, 0}}, nonce = SLICE_EMPTY,
	             report_data = SLICE_EMPTY, jwks;
	struct jwt_input in = {.keys = &keys, .issuer = x->issuer};
	struct jwt_policy policy = {0};
	enum evidence_check c;

	if (!evidence_file(j, paths[0], JWT_RESPONSE_MAX + 1, &in.response) ||
	    !evidence_file(j, x->keys, JWT_JWKS_MAX + 1, &jwks) ||
	    !evidence_nonce(j, x->nonce, x->worker_key, x->challenge, &nonce) ||
	    !evidence_hex(j, "report-data", x->report_data, 64, &report_data) ||
	    !evidence_time(j, x->time, &in.now) || !read_policy(j, x, &policy))
		return j->failed;
	for (int i = 1; i < num; i++)
		if (!evidence_file_hex(j, paths[i], FILE_MAX, &evidences[i - 1]))
			return j->failed;
	policy.now = in.now;
	slice_copy(in.nonce, nonce);
	c = jwt_keys_read(&keys, jwks, j->a);
	if (c == EVIDENCE_OK)
		c = jwt_verify(&r, &in, j->a);
	if (c == EVIDENCE_OK)
		c = check_binding(j, &in, report_data, evidences, (size_t)num - 1);
	if (c != EVIDENCE_OK)
		return evidence_verdict(j, c, NULL, NULL);
	return evidence_verdict(j, jwt_policy_check(&r, &policy), facts, &r);
}

static enum cli_exit needs(const struct out *o, const char *why, const char *fix)
{
	return out_error(o, EXIT_USER, "cannot run phala verify gpu-jwt", why, fix);
}

static enum cli_exit start(const struct out *o, int num, char **paths, const struct args *x)
{
	struct arena a;
	struct evidence_job j = {o, &a, EXIT_USER};
	enum cli_exit code;

	if (x->keys == NULL)
		return needs(o, "a token is as good as the key it is checked with",
		             "add --keys FILE, a pinned copy of the service's jwks.json");
	if (x->nonce == NULL && x->worker_key == NULL)
		return needs(o, "without its nonce a result may be anybody's, and old",
		             "add --nonce HEX, or --worker-key HEX --challenge HEX");
	if (x->report_data != NULL && num < 2)
		return needs(o, "report data is compared with the evidence that it commits to",
		             "name the evidence files of all GPUs, in order");
	if (arena_map(&a, EVIDENCE_ARENA + EVIDENCE_FILES) != ERR_OK)
		return needs(o, "no address space", "ulimit -v unlimited");
	code = judge(&j, num, paths, x);
	arena_unmap(&a);
	return code;
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {.max_age = 3600};
	const struct opt opts[] = {
	    OPT_STRING_ROW("keys", "FILE", "pinned JWK set of the service (required)", &x.keys),
	    OPT_STRING_ROW("nonce", "HEX", "nonce of the attestation", &x.nonce),
	    OPT_STRING_ROW("worker-key", "HEX", "or: the worker's key …", &x.worker_key),
	    OPT_STRING_ROW("challenge", "HEX", "… and the challenge it comes from", &x.challenge),
	    OPT_STRING_ROW("report-data", "HEX",
	                   "report data of a verified CPU quote, to be bound to EVIDENCE",
	                   &x.report_data),
	    OPT_STRING_ROW("issuer", "URL", "another issuer than NVIDIA's service", &x.issuer),
	    OPT_STRING_ROW("time", "SECONDS", "Unix time to judge at (default: now)", &x.time),
	    OPT_U32_ROW("max-age", "SECONDS", "since it was issued (default 3600; 0: any)",
	                &x.max_age),
	    OPT_U32_ROW("gpus", "N", "how many GPUs there must be", &x.gpus),
	    OPT_STRING_ROW("model", "LIST", "models accepted: \"GH100 A01 GSP BROM\"", &x.models),
	    OPT_STRING_ROW("min-driver", "VERSION", "driver at least", &x.min_driver),
	    OPT_STRING_ROW("min-vbios", "VERSION", "VBIOS at least", &x.min_vbios),
	    OPT_STRING_ROW("deny-ueid", "LIST", "devices refused", &x.ueids_denied),
	    OPT_STRING_ROW("allow", "LIST", "warning", &x.allow),
	    OPT_FLAG_ROW("json", "verdict and facts as one JSON object", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_verify_gpu_jwt, opts, 1, 1 + EVIDENCES_MAX, &x.json};
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	return done >= 0 ? (enum cli_exit)done : start(&o, argc, argv, &x);
}

const struct cmd cmd_verify_gpu_jwt = {
    "verify gpu-jwt", "ANSWER [EVIDENCE...] --keys FILE --nonce HEX [options]",
    "check a signed result of NVIDIA's attestation service offline", run};
