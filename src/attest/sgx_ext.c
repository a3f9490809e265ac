/* The SGX extension: a list of {OID, value}, OID 1.2.840.113741.1.13.1 and one or two numbers. */
#include "attest/der.h"
#include "attest/x509.h"

#define NUM_COMPS    16u
#define SUB_PCESVN   17u
#define SUB_CPUSVN   18u
#define SUB_NONE     0u
#define SGX_TYPE_MAX 2u

/* Enters the next {OID, value}, which must be that of these numbers. */
static struct der entry(struct der *list, u8 number, u8 sub)
{
	const u8 want[] = {0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01, number, sub};
	struct der e = der_enter(list, DER_SEQUENCE);
	struct slice oid = der_take(&e, DER_OID);

	if (!slice_eq(oid, slice_of(want, sizeof(want) - (sub == SUB_NONE ? 1 : 0))))
		der_fail(&e);
	return e;
}

/* Ends what entry began: the value was all of it. */
static void leave(struct der *list, const struct der *e)
{
	if (!der_end(e))
		der_fail(list);
}

static void read_octets(struct der *list, u8 number, u8 *out, size_t n)
{
	struct der e = entry(list, number, SUB_NONE);

	der_octets(&e, out, n);
	leave(list, &e);
}

static void read_tcb(struct der *list, struct sgx_ext *out)
{
	struct der e = entry(list, 2, SUB_NONE), tcb = der_enter(&e, DER_SEQUENCE), c;

	for (u8 i = 0; i < NUM_COMPS; i++) {
		c = entry(&tcb, 2, (u8)(i + 1));
		out->comps[i] = (u8)der_uint(&c, 0xff);
		leave(&tcb, &c);
	}
	c = entry(&tcb, 2, SUB_PCESVN);
	out->pcesvn = (u16)der_uint(&c, 0xffff);
	leave(&tcb, &c);
	c = entry(&tcb, 2, SUB_CPUSVN);
	der_octets(&c, out->cpusvn, sizeof(out->cpusvn));
	leave(&tcb, &c);
	leave(&e, &tcb);
	leave(list, &e);
}

static void read_type(struct der *list, struct sgx_ext *out)
{
	struct der e = entry(list, 5, SUB_NONE);
	struct slice v = der_take(&e, DER_ENUMERATED);

	leave(list, &e);
	if (v.n != 1 || v.p[0] > SGX_TYPE_MAX)
		der_fail(list);
	else
		out->type = v.p[0];
}

static void read_configuration(struct der *list, struct sgx_ext *out)
{
	bool *const flags[] = {&out->dynamic_platform, &out->cached_keys, &out->smt_enabled};
	struct der e = entry(list, 7, SUB_NONE), seq = der_enter(&e, DER_SEQUENCE);

	for (u8 i = 0; i < ARRAY_LEN(flags); i++) {
		struct der f = entry(&seq, 7, (u8)(i + 1));

		*flags[i] = der_bool(&f);
		leave(&seq, &f);
	}
	leave(&e, &seq);
	leave(list, &e);
}

enum attest_check sgx_ext_read(struct sgx_ext *out, const struct x509 *leaf, bool ca_is_platform)
{
	struct der d = der_of(leaf->sgx), list = der_enter(&d, DER_SEQUENCE);
	u8 pce_id[2];

	memset(out, 0, sizeof(*out));
	read_octets(&list, 1, out->ppid, sizeof(out->ppid));
	read_tcb(&list, out);
	read_octets(&list, 3, pce_id, sizeof(pce_id));
	out->pce_id = (u16)((u32)pce_id[0] << 8 | pce_id[1]);
	read_octets(&list, 4, out->fmspc, sizeof(out->fmspc));
	read_type(&list, out);
	if (ca_is_platform) {
		read_octets(&list, 6, out->instance_id, sizeof(out->instance_id));
		read_configuration(&list, out);
	}
	if (!der_end(&list) || !der_end(&d))
		return ATTEST_SGX_EXTENSION;
	return mem_eq(out->comps, out->cpusvn, NUM_COMPS) ? ATTEST_OK : ATTEST_SGX_CPUSVN;
}
