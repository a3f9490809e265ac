#include "crypto/merlin.h"

#include "base/bytes.h"

/* The subset of STROBE-128 that merlin needs: AD, meta-AD and PRF. */
#define STROBE_RATE 166u
#define FLAG_I      0x01u
#define FLAG_A      0x02u
#define FLAG_C      0x04u
#define FLAG_M      0x10u

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bytes and lanes share memory");

static inline u64 rotl(u64 x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static void keccak_f(u64 a[25])
{
	static const u64 rc[24] = {
	    0x0000000000000001u, 0x0000000000008082u, 0x800000000000808au, 0x8000000080008000u,
	    0x000000000000808bu, 0x0000000080000001u, 0x8000000080008081u, 0x8000000000008009u,
	    0x000000000000008au, 0x0000000000000088u, 0x0000000080008009u, 0x000000008000000au,
	    0x000000008000808bu, 0x800000000000008bu, 0x8000000000008089u, 0x8000000000008003u,
	    0x8000000000008002u, 0x8000000000000080u, 0x000000000000800au, 0x800000008000000au,
	    0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u,
	};
	/* Where lane i of the walk of pi goes, and how far rho turns it. */
	static const u8 to[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
	                          15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
	static const u8 turn[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
	                            27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
	u64 c[5];

	for (int round = 0; round < 24; round++) {
		for (int x = 0; x < 5; x++)
			c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
		for (int x = 0; x < 5; x++) {
			u64 d = c[(x + 4) % 5] ^ rotl(c[(x + 1) % 5], 1);

			for (int y = 0; y < 25; y += 5)
				a[x + y] ^= d;
		}
		u64 moving = a[1];

		for (int i = 0; i < 24; i++) {
			u64 next = a[to[i]];

			a[to[i]] = rotl(moving, turn[i]);
			moving = next;
		}
		for (int y = 0; y < 25; y += 5) {
			memcpy(c, a + y, sizeof(c));
			for (int x = 0; x < 5; x++)
				a[x + y] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
		}
		a[0] ^= rc[round];
	}
}

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
