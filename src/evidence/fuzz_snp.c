/* The first byte says which reader gets the rest: report with certificate, the host's table, a
 * certificate, a revocation list. */
#include "evidence/snp.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 20];

static void verify(struct slice in)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct snp_input x = {.report = slice_of(in.p, size_min(in.n, SNP_REPORT_LEN)),
	                      .leaf = slice_from(in, SNP_REPORT_LEN),
	                      .now = 1750000000};
	struct snp_report q;
	struct snp_result r;

	if (snp_report_parse(&q, x.report) == EVIDENCE_OK) {
		CHECK(q.version == load_le32(x.report.p) && q.vmpl <= 3);
		CHECK(q.signed_part.p == x.report.p && q.signed_part.n == SNP_SIGNED_LEN);
	}
	CHECK((u32)snp_verify(&r, &x, &a) < NUM_EVIDENCE_CHECKS);
}

static void table(struct slice in)
{
	struct snp_table t;
	const struct slice *parts[] = {&t.vcek, &t.vlek, &t.ask, &t.ark};

	if (snp_table_read(&t, in) != EVIDENCE_OK)
		return;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		CHECK(parts[i]->n == 0 ||
		      (parts[i]->p >= in.p && parts[i]->p + parts[i]->n <= in.p + in.n));
}

static void certificate(struct slice in)
{
	struct snp_result r = {.report.key = SNP_VCEK};
	struct cert c, again;
	u8 tcb[8] = {0};

	if (cert_parse(&c, in) != EVIDENCE_OK)
		return;
	CHECK(slice_eq(c.der, in) && c.tbs.n < in.n && c.serial.n <= 20);
	CHECK(cert_parse(&again, c.der) == EVIDENCE_OK && slice_eq(again.cn, c.cn));
	if (read_kind(&r, &c) == EVIDENCE_OK && read_product(&r.product, &c) == EVIDENCE_OK) {
		CHECK((u32)check_tcb(&c, r.product, tcb) < NUM_EVIDENCE_CHECKS);
		CHECK((u32)check_chip(&r) < NUM_EVIDENCE_CHECKS);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_from(slice_of(data, n), 1);
	struct cert root;

	if (n == 0)
		return 0;
	switch (data[0]) {
	case 'r':
		verify(in);
		break;
	case 't':
		table(in);
		break;
	case 'c':
		certificate(in);
		break;
	case 'l':
		CHECK(cert_parse(&root, amd_root(SNP_MILAN)) == EVIDENCE_OK);
		CHECK(crl_check(in, &root, root.serial, 0) != EVIDENCE_OK);
		break;
	default:
		break;
	}
	return 0;
}
