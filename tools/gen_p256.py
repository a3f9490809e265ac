#!/usr/bin/env python3
"""Writes src/crypto/p256_table_gen.h: the numbers that crypto/p256.c computes with.

gen_p256.py           writes it
gen_p256.py --check   fails unless it is what this script writes

Curve P-256 of FIPS 186-4 D.1.2.3 (SEC 2 2.4.2). A number is nine limbs of 29 bits, least
significant first. An element of the field is in Montgomery form: times 2^261 mod p.
"""
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parent.parent / "src/crypto/p256_table_gen.h"
BITS, LIMBS = 29, 9
R = 1 << (BITS * LIMBS)
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
WINDOW = 7  # of the signed digits of G's factor: odd, below 2^(WINDOW-1)
HEAD = """\
#ifndef CRYPTO_P256_TABLE_GEN_H
#define CRYPTO_P256_TABLE_GEN_H
/* crypto/p256_table: the numbers of crypto/p256.c, which alone includes this file. Made by
 * tools/gen_p256.py. */
#include "base/base.h"

struct num { /* nine limbs of 29 bits */
	u32 v[9];
};

struct fe { /* an element of the field; the bounds are in p256.c */
	u32 v[9];
};

struct affine {
	struct fe x, y;
};

"""


def add(a, b):
    """The sum of two points that are not each other's negative."""
    if a == b:
        slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope**2 - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def limbs(v):
    return [v >> (BITS * i) & (1 << BITS) - 1 for i in range(LIMBS)]


def spread():
    """8 p in limbs so large that no limb of a subtraction from it goes below zero: each but
    the top one has borrowed four units of the next."""
    v = limbs(8 * P)
    v[0] += 4 << BITS
    for i in range(1, LIMBS - 1):
        v[i] += (4 << BITS) - 4
    v[LIMBS - 1] -= 4
    assert sum(x << (BITS * i) for i, x in enumerate(v)) == 8 * P
    assert all((4 << BITS) - 4 <= x < 5 << BITS for x in v[:-1])
    return v


def text(v):
    words = [f"0x{x:08x}u" for x in v]
    return "{{" + ", ".join(words[:5]) + ",\n\t  " + ", ".join(words[5:]) + "}}"


def constant(kind, name, v):
    return f"static const struct {kind} {name} =\n\t{text(v)};\n"


def table():
    double, at, rows = add(G, G), G, []
    for _ in range(1 << WINDOW - 2):
        rows.append("\t{" + ",\n\t ".join(text(limbs(c * R % P)) for c in at) + "},\n")
        at = add(at, double)
    return "".join(rows)


def render():
    return (
        HEAD +
        f"#define WINDOW_G {WINDOW}u\n"
        f"#define N_INV    0x{-pow(N, -1, 1 << BITS) % (1 << BITS):08x}u /* -1/n mod 2^29 */\n\n"
        + constant("num", "num_n", limbs(N))
        + constant("num", "num_p", limbs(P))
        + constant("num", "num_n_r2", limbs(R * R % N))
        + constant("fe", "fe_8p", spread())
        + constant("fe", "fe_r2", limbs(R * R % P))
        + constant("fe", "fe_one", limbs(R % P))
        + constant("fe", "fe_b", limbs(B * R % P))
        + "/* G, 3 G, 5 G, … */\nstatic const struct affine table_g[] = {\n"
        + table()
        + "};\n\n#endif /* CRYPTO_P256_TABLE_GEN_H */\n"
    )


def main():
    if sys.argv[1:] == ["--check"]:
        if FILE.read_text() != render():
            sys.exit(f"{FILE.name} is not what tools/gen_p256.py writes; run it and commit")
        return
    FILE.write_text(render())


main()
