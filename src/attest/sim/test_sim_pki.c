#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attest/sim/sim_kit.h"
#include "attest/x509.h"
#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "crypto/p256_sign.h"

#define NOW 1764000000u /* 2025-11-24T16:00:00Z */

static u8 memory[ATTEST_ARENA];
static char tmp[] = "/tmp/test_sim_pki.XXXXXX";

static struct secret32 seed_of(u8 fill)
{
	struct secret32 s;

	memset(s.b, fill, sizeof(s.b));
	return s;
}

static bool make_pki(struct sim_pki *out)
{
	struct secret32 s = seed_of(1);

	return sim_pki_from_seed(out, &s, SLICE_EMPTY) == ERR_OK;
}

static bool make_platform(struct sim_platform *out, const struct sim_pki *p)
{
	struct secret32 s = seed_of(2);

	return sim_platform_make(out, p, &s) == ERR_OK;
}

/* Writes a file below tmp; its path stays valid until the next four. */
static const char *put_file(const char *name, struct slice data)
{
	static char paths[4][128];
	static int next;
	char *path = paths[next++ % 4];
	FILE *f;

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", tmp, name);
	f = fopen(path, "wb");
	if (f == NULL || (data.n != 0 && fwrite(data.p, 1, data.n, f) != data.n) || fclose(f) != 0)
		TEST_FAIL("cannot write a temporary file");
	return path;
}

/* Runs a shell line with %s for the temporary folder and puts what it says into out. */
static int shell(const char *line, char *out, size_t cap)
{
	char cmd[1024];
	size_t n;
	FILE *f;

	(void)snprintf(cmd, sizeof(cmd), "cd %s && %s 2>&1", tmp, line);
	f = popen(cmd, "r");
	if (f == NULL)
		return -1;
	n = fread(out, 1, cap - 1, f);
	out[n] = 0;
	return pclose(f);
}

/* --- Certificates, judged by OpenSSL's command line ------------------------------------------- */

static bool put_pki_files(const struct sim_pki *p, const struct sim_platform *m)
{
	struct arena a = arena_of(memory, sizeof(memory));
	const struct sim_collateral_opts o = {.tee = ATTEST_SGX, .now = NOW};
	struct attest_collateral_raw c;

	if (sim_collateral(p, &o, &a, &c) != ERR_OK)
		return false;
	(void)put_file("root.der", slice_of(p->root_der, p->root_len));
	(void)put_file("pck.pem", slice_of(m->chain, m->chain_len));
	(void)put_file("signer.pem", c.tcb_info_issuer_chain);
	(void)put_file("ca.pem", c.pck_crl_issuer_chain);
	(void)put_file("root.crl", c.root_ca_crl);
	(void)put_file("pck.crl", c.pck_crl);
	(void)put_file("tcb.json", c.tcb_info);
	return true;
}

TEST(openssl_verifies_both_chains_with_their_revocation_lists)
{
	static struct sim_platform m;
	struct sim_pki p;
	static char said[8192];

	REQUIRE(make_pki(&p) && make_platform(&m, &p) && put_pki_files(&p, &m));
	EXPECT(shell("openssl x509 -inform der -in root.der -out root.pem &&"
	             "openssl crl -inform der -in root.crl -out root.crl.pem &&"
	             "openssl crl -inform der -in pck.crl -out pck.crl.pem &&"
	             "cat root.crl.pem pck.crl.pem > crls.pem",
	             said, sizeof(said)) == 0);
	/* -x509_strict checks what RFC 5280 wants of authorities and key ids. */
	EXPECT(shell("openssl verify -x509_strict -crl_check_all -attime 1764000001"
	             " -CAfile root.pem -CRLfile crls.pem -untrusted pck.pem pck.pem &&"
	             "openssl verify -x509_strict -crl_check -attime 1764000001"
	             " -CAfile root.pem -CRLfile root.crl.pem signer.pem",
	             said, sizeof(said)) == 0);
	EXPECT(strstr(said, "pck.pem: OK") != NULL && strstr(said, "signer.pem: OK") != NULL);
	EXPECT(shell("openssl verify -crl_check_all -attime 1766592001"
	             " -CAfile root.pem -CRLfile crls.pem -untrusted pck.pem pck.pem",
	             said, sizeof(said)) != 0);
	EXPECT(strstr(said, "CRL has expired") != NULL);
	sim_platform_release(&m);
	sim_pki_release(&p);
}

TEST(openssl_finds_a_revoked_platform_on_the_list)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct sim_collateral_opts o = {.tee = ATTEST_TDX, .now = NOW};
	struct attest_collateral_raw c;
	static struct sim_platform m;
	struct sim_pki p;
	static char said[8192];

	REQUIRE(make_pki(&p) && make_platform(&m, &p) && put_pki_files(&p, &m));
	o.revoked_ppid = m.ppid;
	REQUIRE(sim_collateral(&p, &o, &a, &c) == ERR_OK);
	(void)put_file("pck.crl", c.pck_crl);
	EXPECT(shell("openssl x509 -inform der -in root.der -out root.pem &&"
	             "openssl crl -inform der -in pck.crl -out crls.pem &&"
	             "openssl crl -inform der -in root.crl >> crls.pem;"
	             "openssl verify -crl_check_all -attime 1764000001"
	             " -CAfile root.pem -CRLfile crls.pem -untrusted pck.pem pck.pem",
	             said, sizeof(said)) != 0);
	EXPECT(strstr(said, "certificate revoked") != NULL);
	sim_platform_release(&m);
	sim_pki_release(&p);
}

TEST(openssl_reads_names_and_extensions_of_intels_shape)
{
	static struct sim_platform m;
	struct sim_pki p;
	static char said[8192];

	REQUIRE(make_pki(&p) && make_platform(&m, &p) && put_pki_files(&p, &m));
	EXPECT(shell("openssl x509 -in ca.pem -noout -text", said, sizeof(said)) == 0);
	EXPECT(strstr(said, "Version: 3 (0x2)") != NULL);
	EXPECT(strstr(said, "CN = Dev SGX PCK Platform CA, O = DEV ONLY - not Intel") != NULL);
	EXPECT(strstr(said, "Issuer: CN = Dev SGX Root CA") != NULL);
	EXPECT(strstr(said, "CA:TRUE, pathlen:0") != NULL);
	EXPECT(strstr(said, "Certificate Sign, CRL Sign") != NULL);
	EXPECT(strstr(said, "ASN1 OID: prime256v1") != NULL);
	EXPECT(strstr(said, "Not After : Dec 31 23:59:59 2049 GMT") != NULL);
	EXPECT(shell("openssl x509 -in pck.pem -noout -text", said, sizeof(said)) == 0);
	EXPECT(strstr(said, "CA:FALSE") != NULL);
	EXPECT(strstr(said, "Digital Signature, Non Repudiation") != NULL);
	EXPECT(strstr(said, "1.2.840.113741.1.13.1:") != NULL);
	EXPECT(shell("openssl x509 -inform der -in root.der -noout -text", said, sizeof(said)) ==
	       0);
	EXPECT(strstr(said, "CA:TRUE, pathlen:1") != NULL);
	EXPECT(shell("openssl crl -inform der -in pck.crl -noout -text", said, sizeof(said)) == 0);
	EXPECT(strstr(said, "Version 2 (0x1)") != NULL && strstr(said, "CRL Number") != NULL);
	EXPECT(strstr(said, "No Revoked Certificates") != NULL);
	sim_platform_release(&m);
	sim_pki_release(&p);
}

/* --- Ours --------------------------------------------------------------------------------------
 */

TEST(a_root_that_is_made_opens_and_is_no_production_root)
{
	struct attest_root root;
	struct sim_pki p;
	u8 key[64];

	REQUIRE(make_pki(&p));
	EXPECT(attest_root_open(&root, slice_of(p.root_der, p.root_len)) == ATTEST_OK);
	EXPECT(!root.production);
	EXPECT(p256_public(key, &p.root) == ERR_OK && memcmp(key, root.key, 64) == 0);
	sim_pki_release(&p);
}

TEST(the_same_seed_gives_the_same_keys_and_refuses_the_root_of_another)
{
	struct secret32 other = seed_of(9), same = seed_of(1);
	struct sim_pki p, q;

	REQUIRE(make_pki(&p));
	EXPECT_OK(sim_pki_from_seed(&q, &same, slice_of(p.root_der, p.root_len)));
	EXPECT(secret32_eq(&p.root, &q.root) && secret32_eq(&p.ca, &q.ca));
	EXPECT(q.root_len == p.root_len && memcmp(p.root_der, q.root_der, p.root_len) == 0);
	EXPECT_ERR(ERR_CORRUPT, sim_pki_from_seed(&q, &other, slice_of(p.root_der, p.root_len)));
	EXPECT_ERR(ERR_CORRUPT, sim_pki_from_seed(&q, &same, SLICE_LIT("no certificate")));
	sim_pki_release(&p);
}

TEST(the_chain_of_a_platform_verifies_by_the_checks_of_the_verifier)
{
	struct arena a = arena_of(memory, sizeof(memory));
	const struct attest_time t = {.now = NOW};
	const struct sim_collateral_opts o = {.tee = ATTEST_SGX, .now = NOW};
	struct attest_collateral_raw raw;
	struct attest_crl root_crl, pck_crl;
	struct x509_chain chain;
	struct attest_root root;
	static struct sim_platform m;
	struct sgx_ext ext;
	struct sim_pki p;

	REQUIRE(make_pki(&p) && make_platform(&m, &p));
	REQUIRE(sim_collateral(&p, &o, &a, &raw) == ERR_OK);
	REQUIRE(attest_root_open(&root, slice_of(p.root_der, p.root_len)) == ATTEST_OK);
	REQUIRE(attest_root_crl_verify(&root_crl, raw.root_ca_crl, &root, t, &a) == ATTEST_OK);
	EXPECT(attest_pck_crl_verify(&pck_crl, raw.pck_crl, raw.pck_crl_issuer_chain, &root,
	                             &root_crl, t, &a) == ATTEST_OK);
	EXPECT(pck_crl.ca_is_platform && pck_crl.num == 0);
	REQUIRE(x509_chain_read(&chain, slice_of(m.chain, m.chain_len + 1), X509_CHAIN_PCK, &a) ==
	        ATTEST_OK);
	EXPECT(x509_chain_verify(&chain, &root, &root_crl, &pck_crl, NOW) == ATTEST_OK);
	EXPECT(sgx_ext_read(&ext, &chain.cert[0], true) == ATTEST_OK);
	EXPECT(memcmp(ext.ppid, "DEVSIM", 6) == 0 && memcmp(ext.ppid, m.ppid, 16) == 0);
	EXPECT(ext.fmspc[0] == 0xde && ext.fmspc[1] == 0x70 && ext.dynamic_platform);
	EXPECT(ext.comps[4] == 255 && ext.pcesvn == 13);
	sim_platform_release(&m);
	sim_pki_release(&p);
}

TEST(platforms_differ_by_their_seed_and_each_can_be_revoked_alone)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct sim_collateral_opts o = {.tee = ATTEST_SGX, .now = NOW};
	const struct attest_time t = {.now = NOW};
	struct secret32 other = seed_of(3);
	struct attest_collateral_raw raw;
	struct attest_crl root_crl, pck_crl;
	struct x509_chain chain[2];
	static struct sim_platform m[2];
	struct attest_root root;
	struct sim_pki p;

	REQUIRE(make_pki(&p) && make_platform(&m[0], &p));
	REQUIRE(sim_platform_make(&m[1], &p, &other) == ERR_OK);
	EXPECT(memcmp(m[0].ppid, m[1].ppid, 16) != 0 && !secret32_eq(&m[0].pck, &m[1].pck));
	o.revoked_ppid = m[1].ppid;
	REQUIRE(sim_collateral(&p, &o, &a, &raw) == ERR_OK);
	REQUIRE(attest_root_open(&root, slice_of(p.root_der, p.root_len)) == ATTEST_OK);
	REQUIRE(attest_root_crl_verify(&root_crl, raw.root_ca_crl, &root, t, &a) == ATTEST_OK);
	REQUIRE(attest_pck_crl_verify(&pck_crl, raw.pck_crl, raw.pck_crl_issuer_chain, &root,
	                              &root_crl, t, &a) == ATTEST_OK);
	for (int i = 0; i < 2; i++) {
		REQUIRE(x509_chain_read(&chain[i], slice_of(m[i].chain, m[i].chain_len),
		                        X509_CHAIN_PCK, &a) == ATTEST_OK);
		EXPECT(crl_revokes(&pck_crl, chain[i].cert[0].serial) == (i == 1));
		sim_platform_release(&m[i]);
	}
	sim_pki_release(&p);
}

TEST(quotes_have_the_documented_sizes_and_marks)
{
	/* Signed parts by Intel's quote formats: 48 + 384, 48 + 584, 48 + 6 + 584, 48 + 6 + 648. */
	static const size_t signed_len[] = {432, 632, 638, 702};
	static struct sim_platform m;
	struct sim_pki p;
	static u8 quote[SIM_QUOTE_MAX];
	size_t n;

	REQUIRE(make_pki(&p) && make_platform(&m, &p));
	for (int k = SIM_SGX_3; k <= SIM_TDX_5_TD15; k++) {
		const struct sim_body b = {.kind = (enum sim_kind)k};
		size_t at = signed_len[k];

		REQUIRE(sim_quote(&m, &b, quote, sizeof(quote), &n) == ERR_OK);
		EXPECT(memcmp(quote + 28, "SIMULATED-TEE-01", 16) == 0);
		EXPECT(n - at - 4 == ((size_t)quote[at] | (size_t)quote[at + 1] << 8));
		EXPECT(quote[n - 1] == 0 && quote[n - 2] == '\n');
		EXPECT_ERR(ERR_LIMIT, sim_quote(&m, &b, quote, n - 1, &n));
		EXPECT_ERR(ERR_LIMIT, sim_quote(&m, &b, quote, 40, &n));
	}
	sim_platform_release(&m);
	sim_pki_release(&p);
}

/* --- The folder --------------------------------------------------------------------------------
 */

static const char *sub_dir(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", tmp, name);
	return path;
}

TEST(a_folder_is_made_once_and_read_again)
{
	struct sim_pki p, q;
	struct stat st;

	REQUIRE(sim_pki_open(&p, sub_dir("pki")) == ERR_OK);
	REQUIRE(sim_pki_open(&q, sub_dir("pki")) == ERR_OK);
	EXPECT(secret32_eq(&p.seed, &q.seed) && p.root_len == q.root_len);
	EXPECT(memcmp(p.root_der, q.root_der, p.root_len) == 0);
	EXPECT(stat(sub_dir("pki/seed"), &st) == 0 && (st.st_mode & 0777) == 0600 &&
	       st.st_size == 32);
	EXPECT(stat(sub_dir("pki/root.der"), &st) == 0 && (size_t)st.st_size == p.root_len);
	sim_pki_release(&p);
	sim_pki_release(&q);
}

TEST(a_folder_with_faults_is_refused_by_what_is_wrong)
{
	struct sim_pki p;

	EXPECT_ERR(ERR_NOT_FOUND, sim_pki_open(&p, sub_dir("none/pki")));
	REQUIRE(sim_pki_open(&p, sub_dir("faults")) == ERR_OK);
	sim_pki_release(&p);
	EXPECT(chmod(sub_dir("faults/seed"), 0644) == 0);
	EXPECT_ERR(ERR_DENIED, sim_pki_open(&p, sub_dir("faults")));
	EXPECT(chmod(sub_dir("faults/seed"), 0600) == 0);
	(void)put_file("faults/root.der", SLICE_LIT("no certificate"));
	EXPECT_ERR(ERR_CORRUPT, sim_pki_open(&p, sub_dir("faults")));
	(void)put_file("faults/root.der", SLICE_EMPTY);
	EXPECT_ERR(ERR_CORRUPT, sim_pki_open(&p, sub_dir("faults")));
	EXPECT(unlink(sub_dir("faults/seed")) == 0);
	EXPECT_ERR(ERR_CORRUPT, sim_pki_open(&p, sub_dir("faults")));
	EXPECT(access(sub_dir("faults/seed"), F_OK) != 0);
	(void)put_file("faults/seed", SLICE_LIT("short"));
	EXPECT(chmod(sub_dir("faults/seed"), 0600) == 0);
	EXPECT_ERR(ERR_CORRUPT, sim_pki_open(&p, sub_dir("faults")));
}

TEST(processes_that_race_for_a_folder_get_the_same_pki)
{
	int fds[2];
	u8 first[32], id[32];

	REQUIRE(pipe(fds) == 0);
	for (int i = 0; i < 8; i++) {
		pid_t pid = fork();

		REQUIRE(pid >= 0);
		if (pid == 0) {
			struct sim_pki p;

			if (sim_pki_open(&p, sub_dir("race")) != ERR_OK)
				_exit(1);
			sha2_256(id, slice_of(p.root_der, p.root_len));
			_exit(write(fds[1], id, sizeof(id)) == (ssize_t)sizeof(id) ? 0 : 1);
		}
	}
	for (int i = 0; i < 8; i++) {
		int status;

		EXPECT(wait(&status) > 0 && status == 0);
		REQUIRE(read(fds[0], id, sizeof(id)) == (ssize_t)sizeof(id));
		if (i == 0)
			memcpy(first, id, sizeof(id));
		EXPECT(memcmp(first, id, sizeof(id)) == 0);
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
}

int main(int argc, char **argv)
{
	char said[256];
	int failed;

	if (mkdtemp(tmp) == NULL)
		return 1;
	failed = test_run_all(argc, argv);
	(void)shell("cd / && rm -r \"$OLDPWD\"", said, sizeof(said));
	return failed;
}
