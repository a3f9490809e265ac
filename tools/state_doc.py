#!/usr/bin/env python3
"""docs/protocol/state.md: every storage item of every pallet, from the descriptors. --check only compares, for the test."""
import re
import sys
import tomllib

import gen_pallets

OUT = gen_pallets.ROOT / "docs/protocol/state.md"
HASHERS = {"blake2_128_concat": "Blake2_128Concat", "twox_64_concat": "Twox64Concat", "identity": "Identity"}
MASK = (1 << 64) - 1
P = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)

HEAD = """# State

Made by `tools/state_doc.py` from the pallets' descriptors. The state is a base-16 Merkle-Patricia trie under state version 1
(values of 33 bytes and more are stored under their hash), as Substrate's; there are no child tries.

The key of a plain value is `twox128(pallet) ++ twox128(item)`; a map adds one hashed key after the other, in the order given here:
`Blake2_128Concat` is `blake2_128(key) ++ key`, `Twox64Concat` is `twox64(key) ++ key`, over the SCALE encoding of the key.
Numbers are little-endian, `Vec<T;N>` and `Bytes<N>` are refused above N items when they come from outside. *Default* means
that a missing value reads as zero.

Without a pallet: `:code` (the runtime, compressed), `:extrinsic_index` (u32, within a block only).

The types are in the metadata of the node, with all names: `state_call Metadata_metadata_at_version`.
"""


def rotl(x, n):
    return (x << n | x >> (64 - n)) & MASK


def lane(acc, data):
    return rotl((acc + int.from_bytes(data, "little") * P[1]) & MASK, 31) * P[0] & MASK


def stripes(data, seed):
    """The part of XXH64 that takes 32 bytes at a time."""
    accs = [(seed + P[0] + P[1]) & MASK, (seed + P[1]) & MASK, seed, (seed - P[0]) & MASK]
    for at in range(0, len(data) - 31, 32):
        accs = [lane(a, data[at + 8 * i:at + 8 * i + 8]) for i, a in enumerate(accs)]
    h = sum(rotl(a, n) for a, n in zip(accs, (1, 7, 12, 18))) & MASK
    for a in accs:
        h = ((h ^ lane(0, a.to_bytes(8, "little"))) * P[0] + P[3]) & MASK
    return h


def twox64(data, seed):
    """XXH64, little-endian."""
    at = len(data) // 32 * 32
    h = ((stripes(data, seed) if at else seed + P[4]) + len(data)) & MASK
    while at + 8 <= len(data):
        h = (rotl(h ^ lane(0, data[at:at + 8]), 27) * P[0] + P[3]) & MASK
        at += 8
    if at + 4 <= len(data):
        h = (rotl(h ^ int.from_bytes(data[at:at + 4], "little") * P[0] & MASK, 23) * P[1] + P[2]) & MASK
        at += 4
    for byte in data[at:]:
        h = rotl(h ^ byte * P[4] & MASK, 11) * P[0] & MASK
    for shift, prime in ((33, P[1]), (29, P[2]), (32, 1)):
        h = (h ^ h >> shift) * prime & MASK
    return h.to_bytes(8, "little")


def twox128(name):
    return (twox64(name.encode(), 0) + twox64(name.encode(), 1)).hex()


def profiles():
    for profile in ("solo", "para"):
        text = (gen_pallets.ROOT / f"src/runtime/profiles/{profile}.def").read_text()
        yield profile, set(re.findall(r"PALLET\((\w+)\)", text))


def row(s):
    keys = ", ".join(f"{HASHERS[h]} `{k}`" for k, h in zip(s.get("key", []), s.get("hasher", [])))
    default = ", default" if s.get("default") else ""
    return f"| `{s['name']}` | `{twox128(s['name'])}` | {keys} | `{s['value']}`{default} | {s.get('doc', '')} |"


def page():
    ps = [tomllib.loads(f.read_text()) for f in sorted(gen_pallets.PALLETS.glob("*/pallet.toml"))]
    where = dict(profiles())
    out = [HEAD]
    for p in sorted(ps, key=lambda p: p["index"]):
        if not p.get("storage"):
            continue
        only = [name for name, pallets in where.items() if p["prefix"] in pallets]
        note = "" if len(only) == len(where) else f", {' and '.join(only)} chain only"
        out += [f"## {p['name']}", "", f"Index {p['index']}, prefix `{twox128(p['name'])}`{note}.", "",
                "| item | hash | key | value | |", "|---|---|---|---|---|", *map(row, p["storage"]), ""]
    return "\n".join(out)


def main():
    text = page()
    if sys.argv[1:] == ["--check"]:
        sys.exit(None if OUT.exists() and OUT.read_text() == text
                 else "docs/protocol/state.md is not what tools/state_doc.py makes; run it and commit")
    OUT.write_text(text)


if __name__ == "__main__":
    main()
