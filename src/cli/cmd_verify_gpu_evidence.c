/* phala verify gpu-evidence: is this what a genuine NVIDIA GPU measured, for this nonce? Offline.
 */
#include <string.h>

#include "cli/evidence_out.h"
#include "evidence/gpu.h"
#include "os/arena_map.h"

#define FILE_MAX 65536u

struct args {
	const char *chain, *root, *time, *allow, *nonce, *worker_key, *challenge;
	const char *models, *min_driver, *min_vbios, *golden;
	bool json;
};

static void facts(struct json_wr *w, const void *arg)
{
	static const char *const features[] = {"single GPU", "several GPUs", "protected PCIe"};
	const struct gpu_result *r = arg;
	const struct gpu_report *q = &r->report;
	char ueid[GPU_UEID_TEXT];
	u32 changed = 0;

	for (u32 i = 0; i < q->num_counters; i++)
		changed += q->counters[i] > 1;
	gpu_ueid_text(ueid, r->ueid, r->ueid_len);
	json_wr_m_cstr(w, "model", r->model);
	json_wr_m_cstr(w, "ueid", ueid);
	json_wr_m_bool(w, "production", r->production);
	json_wr_m_hex(w, "trustDomain", SLICE_ARR(r->trust_domain));
	json_wr_m_cstr(w, "driver", q->driver);
	json_wr_m_cstr(w, "vbios", q->vbios);
	json_wr_m_cstr(w, "project", q->project);
	json_wr_m_cstr(w, "projectSku", q->project_sku);
	json_wr_m_cstr(w, "chipSku", q->chip_sku);
	json_wr_m_hex(w, "nonce", SLICE_ARR(q->nonce));
	json_wr_m_hex(w, "firmwareId", SLICE_ARR(q->fwid));
	json_wr_m_u64(w, "measurements", q->num_blocks);
	json_wr_m_hex(w, "measurementsHash", SLICE_ARR(r->record_hash));
	json_wr_m_u64(w, "extendedMoreThanOnce", changed);
	json_wr_m_bool(w, "protectedPcie", q->has_ppcie && q->ppcie_enabled);
	if (q->has_feature)
		json_wr_m_cstr(w, "mode", features[q->feature]);
	json_wr_m_u64(w, "validFrom", r->valid_from);
	json_wr_m_u64(w, "validUntil", r->valid_until);
}

static bool read_golden(struct evidence_job *j, const char *path, struct gpu_policy *p)
{
	static struct gpu_golden golden;
	struct slice text;
	enum err e;

	if (!evidence_file(j, path, (size_t)FILE_MAX * 4, &text))
		return false;
	if (path == NULL)
		return true;
	e = gpu_golden_read(&golden, text, j->a);
	p->golden = &golden;
	if (e == ERR_OK)
		return true;
	j->failed = out_errorf(j->o, EXIT_USER, err_text(e),
	                       "{\"measurements\": {\"2\": [\"0x…48 bytes\"], …}}",
	                       "cannot read golden values from %s", path);
	return false;
}

static enum cli_exit judge(struct evidence_job *j, const char *path, const struct args *x)
{
	static struct gpu_result r;
	struct gpu_policy policy = {.min_driver = x->min_driver, .min_vbios = x->min_vbios};
	const struct evidence_flag flags[] = {{"dev-root", &policy.allow_dev_root}};
	struct gpu_input in = {0};
	enum evidence_check c;

	if (!evidence_file_hex(j, path, FILE_MAX, &in.evidence) ||
	    !evidence_file(j, x->chain, FILE_MAX, &in.chain) ||
	    !evidence_file(j, x->root, FILE_MAX, &in.root) || !evidence_time(j, x->time, &in.now) ||
	    !evidence_flags(j, "allow", x->allow, flags, ARRAY_LEN(flags)) ||
	    !evidence_nonce(j, x->nonce, x->worker_key, x->challenge, &policy.nonce) ||
	    !evidence_list(j, x->models, &policy.models) || !read_golden(j, x->golden, &policy))
		return j->failed;
	c = gpu_verify(&r, &in, j->a);
	if (c != EVIDENCE_OK)
		return evidence_verdict(j, c, NULL, NULL);
	return evidence_verdict(j, gpu_policy_check(&r, &policy), facts, &r);
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {0};
	const struct opt opts[] = {
	    OPT_STRING_ROW("chain", "FILE", "the device's certificates, PEM (required)", &x.chain),
	    OPT_STRING_ROW("nonce", "HEX", "nonce that the GPU was asked with", &x.nonce),
	    OPT_STRING_ROW("worker-key", "HEX", "or: the worker's key …", &x.worker_key),
	    OPT_STRING_ROW("challenge", "HEX", "… and the challenge it comes from", &x.challenge),
	    OPT_STRING_ROW("root", "FILE", "another root than NVIDIA's, for development", &x.root),
	    OPT_STRING_ROW("time", "SECONDS", "Unix time to judge at (default: now)", &x.time),
	    OPT_STRING_ROW("allow", "LIST", "dev-root", &x.allow),
	    OPT_STRING_ROW("model", "LIST", "models accepted: \"GH100 A01 GSP BROM\"", &x.models),
	    OPT_STRING_ROW("min-driver", "VERSION", "driver at least", &x.min_driver),
	    OPT_STRING_ROW("min-vbios", "VERSION", "VBIOS at least", &x.min_vbios),
	    OPT_STRING_ROW("golden", "FILE", "measurements that are expected, JSON", &x.golden),
	    OPT_FLAG_ROW("json", "verdict and facts as one JSON object", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_verify_gpu_evidence, opts, 1, 1, &x.json};
	struct out o;
	struct arena a;
	struct evidence_job j = {&o, &a, EXIT_USER};
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	if (x.chain == NULL)
		return out_error(&o, EXIT_USER, "cannot run phala verify gpu-evidence",
		                 "evidence is checked with the device's certificates",
		                 "add --chain FILE, as the driver hands it out");
	if (arena_map(&a, EVIDENCE_ARENA + EVIDENCE_FILES) != ERR_OK)
		return out_error(&o, EXIT_USER, "cannot run phala verify gpu-evidence",
		                 "no address space", "ulimit -v unlimited");
	done = (int)judge(&j, argv[0], &x);
	arena_unmap(&a);
	return (enum cli_exit)done;
}

const struct cmd cmd_verify_gpu_evidence = {
    "verify gpu-evidence", "EVIDENCE --chain FILE [options]",
    "check measurement evidence of an NVIDIA GPU offline", run};
