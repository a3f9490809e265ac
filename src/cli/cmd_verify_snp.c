/* phala verify snp: is this SEV-SNP report what a genuine AMD chip said of a guest? Offline. */
#include <string.h>

#include "cli/evidence_out.h"
#include "evidence/snp.h"
#include "os/arena_map.h"

#define FILE_MAX 65536u

struct args {
	const char *leaf, *table, *issuer, *root, *crl, *time, *allow, *min_tcb;
	const char *measurement, *host_data, *id_key, *report_data;
	u32 vmpl;
	bool require_crl, json;
};

static void tcb_fact(struct json_wr *w, const char *key, const struct snp_tcb *t,
                     enum snp_product product)
{
	char text[64];
	size_t n = 0;

	if (product == SNP_TURIN)
		n = (size_t)snprintf(text, sizeof(text), "fmc=%u,", t->fmc);
	(void)snprintf(text + n, sizeof(text) - n, "bl=%u,tee=%u,snp=%u,ucode=%u", t->bootloader,
	               t->tee, t->snp, t->microcode);
	json_wr_m_cstr(w, key, text);
}

static void facts(struct json_wr *w, const void *arg)
{
	const struct snp_result *r = arg;
	const struct snp_report *q = &r->report;

	json_wr_m_cstr(w, "product", snp_product_name(r->product));
	json_wr_m_u64(w, "version", q->version);
	json_wr_m_cstr(w, "key", q->key == SNP_VLEK ? "vlek" : "vcek");
	json_wr_m_bool(w, "production", r->production);
	json_wr_m_hex(w, "trustDomain", SLICE_ARR(r->trust_domain));
	json_wr_m_bool(w, "crlChecked", r->crl_checked);
	tcb_fact(w, "reportedTcb", &r->reported, r->product);
	tcb_fact(w, "currentTcb", &r->current, r->product);
	tcb_fact(w, "committedTcb", &r->committed, r->product);
	tcb_fact(w, "launchTcb", &r->launch, r->product);
	json_wr_m_hex(w, "chipId", r->hwid);
	json_wr_m_str(w, "provider", r->csp);
	json_wr_m_bool(w, "debug", (q->policy & SNP_POLICY_DEBUG) != 0);
	json_wr_m_bool(w, "migratable", (q->policy & SNP_POLICY_MIGRATE_MA) != 0);
	json_wr_m_bool(w, "smt", (q->policy & SNP_POLICY_SMT) != 0);
	json_wr_m_bool(w, "aliasCheck", (q->platform_info & SNP_PLATFORM_ALIAS_CHECK) != 0);
	json_wr_m_u64(w, "vmpl", q->vmpl);
	json_wr_m_u64(w, "guestSvn", q->guest_svn);
	json_wr_m_hex(w, "measurement", SLICE_ARR(q->measurement));
	json_wr_m_hex(w, "hostData", SLICE_ARR(q->host_data));
	json_wr_m_hex(w, "idKeyDigest", SLICE_ARR(q->id_key_digest));
	json_wr_m_hex(w, "reportData", SLICE_ARR(q->report_data));
	json_wr_m_u64(w, "validFrom", r->valid_from);
	json_wr_m_u64(w, "validUntil", r->valid_until);
}

/* "bl=4,tee=0,snp=24,ucode=219": for whatever product the report is of. */
static bool read_min_tcb(struct evidence_job *j, const char *text, struct snp_policy *p)
{
	struct snp_tcb t = {0, 0, 0, 0, 0};
	const struct {
		const char *name;
		u8 *to;
	} parts[] = {{"fmc=", &t.fmc},
	             {"bl=", &t.bootloader},
	             {"tee=", &t.tee},
	             {"snp=", &t.snp},
	             {"ucode=", &t.microcode}};

	while (text != NULL && *text != 0) {
		size_t n = strcspn(text, ","), i = 0, head = 0;
		u64 v = 256;

		for (; i < ARRAY_LEN(parts); i++) {
			head = strlen(parts[i].name);
			if (n > head && memcmp(text, parts[i].name, head) == 0)
				break;
		}
		if (i == ARRAY_LEN(parts) || !evidence_u64(text + head, n - head, &v) || v > 255) {
			j->failed = out_errorf(j->o, EXIT_USER, "it is no list of TCB parts",
			                       "--min-tcb bl=4,snp=24,ucode=219",
			                       "cannot read --min-tcb %s", text);
			return false;
		}
		*parts[i].to = (u8)v;
		text += n + (text[n] == ',' ? 1 : 0);
	}
	for (u32 i = 0; i < NUM_SNP_PRODUCTS; i++)
		p->min_tcb[i] = t;
	return true;
}

static bool read_policy(struct evidence_job *j, const struct args *x, struct snp_policy *p)
{
	const struct evidence_flag flags[] = {
	    {"debug", &p->allow_debug},
	    {"migrate-ma", &p->allow_migrate_ma},
	    {"no-alias-check", &p->allow_no_alias_check},
	    {"vlek", &p->allow_vlek},
	    {"masked-chip", &p->allow_masked_chip},
	    {"dev-root", &p->allow_dev_root},
	};

	p->require_crl = x->require_crl;
	p->max_vmpl = x->vmpl;
	return evidence_flags(j, "allow", x->allow, flags, ARRAY_LEN(flags)) &&
	       read_min_tcb(j, x->min_tcb, p) &&
	       evidence_hex(j, "measurement", x->measurement, 48, &p->measurement) &&
	       evidence_hex(j, "host-data", x->host_data, 32, &p->host_data) &&
	       evidence_hex(j, "id-key", x->id_key, 48, &p->id_key) &&
	       evidence_hex(j, "report-data", x->report_data, 64, &p->report_data);
}

/* The host's table has the leaf of the kind that the report names; an option goes before. */
static enum evidence_check from_table(struct snp_input *in, struct slice blob)
{
	struct snp_report q;
	struct snp_table t;

	if (blob.n == 0)
		return EVIDENCE_OK;
	TRY_CHECK(snp_table_read(&t, blob));
	TRY_CHECK(snp_report_parse(&q, in->report));
	if (in->leaf.n == 0)
		in->leaf = q.key == SNP_VLEK ? t.vlek : t.vcek;
	if (in->issuer.n == 0)
		in->issuer = t.ask;
	return EVIDENCE_OK;
}

static enum cli_exit judge(struct evidence_job *j, const char *path, const struct args *x)
{
	static struct snp_result r;
	struct snp_policy policy = {0};
	struct snp_input in = {0};
	struct slice table;
	enum evidence_check c;

	if (!evidence_file_hex(j, path, FILE_MAX, &in.report) ||
	    !evidence_file(j, x->leaf, FILE_MAX, &in.leaf) ||
	    !evidence_file_hex(j, x->table, FILE_MAX, &table) ||
	    !evidence_file(j, x->issuer, FILE_MAX, &in.issuer) ||
	    !evidence_file(j, x->root, FILE_MAX, &in.root) ||
	    !evidence_file_hex(j, x->crl, FILE_MAX, &in.crl) ||
	    !evidence_time(j, x->time, &in.now) || !read_policy(j, x, &policy))
		return j->failed;
	c = from_table(&in, table);
	if (c == EVIDENCE_OK)
		c = snp_verify(&r, &in, j->a);
	if (c != EVIDENCE_OK)
		return evidence_verdict(j, c, NULL, NULL);
	return evidence_verdict(j, snp_policy_check(&r, &policy), facts, &r);
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {0};
	const struct opt opts[] = {
	    OPT_STRING_ROW("cert", "FILE", "VCEK or VLEK that signed, DER or PEM", &x.leaf),
	    OPT_STRING_ROW("table", "FILE", "the host's certificate table (auxblob) instead",
	                   &x.table),
	    OPT_STRING_ROW("issuer", "FILE", "ASK or ASVK (default: AMD's, built in)", &x.issuer),
	    OPT_STRING_ROW("root", "FILE", "another root than AMD's, for development", &x.root),
	    OPT_STRING_ROW("crl", "FILE", "revocation list of the root, DER", &x.crl),
	    OPT_FLAG_ROW("require-crl", "refuse without --crl", &x.require_crl),
	    OPT_STRING_ROW("time", "SECONDS", "Unix time to judge at (default: now)", &x.time),
	    OPT_STRING_ROW("allow", "LIST",
	                   "debug, migrate-ma, no-alias-check, vlek, masked-chip, dev-root",
	                   &x.allow),
	    OPT_U32_ROW("vmpl", "N", "highest privilege level accepted (default 0)", &x.vmpl),
	    OPT_STRING_ROW("min-tcb", "PARTS", "fmc=,bl=,tee=,snp=,ucode= at least", &x.min_tcb),
	    OPT_STRING_ROW("measurement", "HEX", "expected launch measurement", &x.measurement),
	    OPT_STRING_ROW("host-data", "HEX", "expected host data", &x.host_data),
	    OPT_STRING_ROW("id-key", "HEX", "expected digest of the identity key", &x.id_key),
	    OPT_STRING_ROW("report-data", "HEX", "expected report data", &x.report_data),
	    OPT_FLAG_ROW("json", "verdict and facts as one JSON object", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_verify_snp, opts, 1, 1, &x.json};
	struct out o;
	struct arena a;
	struct evidence_job j = {&o, &a, EXIT_USER};
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	if (x.leaf == NULL && x.table == NULL)
		return out_error(
		    &o, EXIT_USER, "cannot run phala verify snp",
		    "a report is checked with the certificate of the key that signed it",
		    "add --cert FILE (kdsintf.amd.com/vcek/v1/…) or --table FILE");
	if (arena_map(&a, EVIDENCE_ARENA + EVIDENCE_FILES) != ERR_OK)
		return out_error(&o, EXIT_USER, "cannot run phala verify snp", "no address space",
		                 "ulimit -v unlimited");
	done = (int)judge(&j, argv[0], &x);
	arena_unmap(&a);
	return (enum cli_exit)done;
}

const struct cmd cmd_verify_snp = {"verify snp", "REPORT --cert FILE [options]",
                                   "check an AMD SEV-SNP attestation report offline", run};
