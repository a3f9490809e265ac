#include "crypto/merlin.h"

#include "base/bytes.h"
#include "crypto/keccak.h"

/* The subset of STROBE-128 that merlin needs: AD, meta-AD and PRF. */
#define STROBE_RATE 166u
#define FLAG_I      0x01u
#define FLAG_A      0x02u
#define FLAG_C      0x04u
#define FLAG_M      0x10u

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bytes and lanes share memory");

static void run_f(struct merlin *t)
{
	t->s.byte[t->pos] ^= t->begin;
	t->s.byte[t->pos + 1] ^= 0x04;
	t->s.byte[STROBE_RATE + 1] ^= 0x80;
	keccak_f(t->s.lane);
	t->pos = 0;
	t->begin = 0;
}

static void absorb(struct merlin *t, const u8 *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		t->s.byte[t->pos++] ^= p[i];
		if (t->pos == STROBE_RATE)
			run_f(t);
	}
}

static void squeeze(struct merlin *t, u8 *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = t->s.byte[t->pos];
		t->s.byte[t->pos++] = 0;
		if (t->pos == STROBE_RATE)
			run_f(t);
	}
}

static void begin_op(struct merlin *t, u8 flags)
{
	u8 head[2] = {t->begin, flags};

	t->begin = (u8)(t->pos + 1);
	absorb(t, head, sizeof(head));
	if ((flags & FLAG_C) != 0 && t->pos != 0)
		run_f(t);
}

/* meta frames what comes next: its label and its length. */
static void meta(struct merlin *t, const char *label, size_t n)
{
	u8 len[4];

	CHECK(n <= UINT32_MAX);
	store_le32(len, (u32)n);
	begin_op(t, FLAG_M | FLAG_A);
	absorb(t, (const u8 *)label, strlen(label));
	absorb(t, len, sizeof(len));
}

void merlin_init(struct merlin *t, const char *label)
{
	static const u8 head[18] = {
	    1,  STROBE_RATE + 2, 1, 0, 1, 96, 'S', 'T', 'R', 'O', 'B', 'E', 'v', '1', '.', '0', '.',
	    '2'};

	memset(t, 0, sizeof(*t));
	memcpy(t->s.byte, head, sizeof(head));
	keccak_f(t->s.lane);
	begin_op(t, FLAG_M | FLAG_A);
	absorb(t, (const u8 *)"Merlin v1.0", 11);
	merlin_append(t, "dom-sep", slice_str(label));
}

void merlin_append(struct merlin *t, const char *label, struct slice data)
{
	meta(t, label, data.n);
	begin_op(t, FLAG_A);
	absorb(t, data.p, data.n);
}

void merlin_challenge(struct merlin *t, const char *label, u8 *out, size_t n)
{
	meta(t, label, n);
	begin_op(t, FLAG_I | FLAG_A | FLAG_C);
	squeeze(t, out, n);
}
