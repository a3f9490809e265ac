/* The SGX extension of PCK certificates: elements {OID, value} in a fixed order. */
#include "attest/der.h"
#include "attest/sim/der_wr.h"
#include "attest/sim/sim_kit.h"

#define NUM_COMPS 16u

/* Opens {1.2.840.113741.1.13.1.number[.sub], … */
static size_t open_element(struct der_wr *w, u8 number, u8 sub)
{
	const u8 oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01, number, sub};
	size_t seq = der_wr_open(w, DER_SEQUENCE);

	der_wr_put(w, DER_OID, slice_of(oid, sizeof(oid) - (sub == 0 ? 1 : 0)));
	return seq;
}

static void put_octets(struct der_wr *w, u8 number, struct slice octets)
{
	size_t seq = open_element(w, number, 0);

	der_wr_put(w, DER_OCTET_STRING, octets);
	der_wr_close(w, seq);
}

static void put_tcb_number(struct der_wr *w, u8 sub, u32 v)
{
	size_t seq = open_element(w, 2, sub);

	der_wr_uint(w, v);
	der_wr_close(w, seq);
}

static void put_tcb(struct der_wr *w, const struct sim_sgx_spec *s)
{
	size_t seq = open_element(w, 2, 0), tcb = der_wr_open(w, DER_SEQUENCE), last;

	for (u8 i = 0; i < NUM_COMPS; i++)
		put_tcb_number(w, (u8)(i + 1), s->comps[i]);
	put_tcb_number(w, NUM_COMPS + 1, s->pcesvn);
	last = open_element(w, 2, NUM_COMPS + 2);
	der_wr_put(w, DER_OCTET_STRING, SLICE_ARR(s->cpusvn));
	der_wr_close(w, last);
	der_wr_close(w, tcb);
	der_wr_close(w, seq);
}

static void put_type(struct der_wr *w, u8 type)
{
	size_t seq = open_element(w, 5, 0);

	der_wr_put(w, DER_ENUMERATED, slice_of(&type, 1));
	der_wr_close(w, seq);
}

static void put_configuration(struct der_wr *w, const bool flags[3])
{
	size_t seq = open_element(w, 7, 0), list = der_wr_open(w, DER_SEQUENCE);

	for (u8 i = 0; i < 3; i++) {
		size_t flag = open_element(w, 7, (u8)(i + 1));

		der_wr_bool(w, flags[i]);
		der_wr_close(w, flag);
	}
	der_wr_close(w, list);
	der_wr_close(w, seq);
}

static void put_element(struct der_wr *w, const struct sim_sgx_spec *s, u8 number)
{
	switch (number) {
	case 1:
		put_octets(w, number, SLICE_ARR(s->ppid));
		break;
	case 2:
		put_tcb(w, s);
		break;
	case 3:
		put_octets(w, number, SLICE_ARR(s->pce_id));
		break;
	case 4:
		put_octets(w, number, SLICE_ARR(s->fmspc));
		break;
	case 5:
		put_type(w, s->type);
		break;
	case 6:
		put_octets(w, number, SLICE_ARR(s->instance_id));
		break;
	default:
		put_configuration(w, s->flags);
		break;
	}
}

enum err sim_sgx(const struct sim_sgx_spec *s, u8 *out, size_t cap, size_t *n)
{
	struct der_wr w = der_wr_into(out, cap);
	size_t list = der_wr_open(&w, DER_SEQUENCE);
	struct slice der;

	for (u8 i = 1; i <= (s->is_platform ? 7 : 5); i++) {
		if (i != s->omit)
			put_element(&w, s, i);
		if (i == s->twice)
			put_element(&w, s, i);
	}
	der_wr_close(&w, list);
	TRY(der_wr_done(&w, &der));
	*n = der.n;
	return ERR_OK;
}
