#!/usr/bin/env python3
"""gen_scenario.py OUT.h: how to make up arguments for each call of the solo chain, from the descriptors.

A recipe is a string; src/runtime/scenario/args.c reads it:
  1 2 4 8 G   an integer of so many bytes (G: 16)     b    bool
  p q C       Compact of u32, u64, u128               M    MultiAddress
  Fn;         n bytes                                 Vn; Sn;   at most n bytes, or UTF-8
  O x         Option                                  Ln; x     a list of at most n
  Tn; x…      n fields                                En; x…    one of n variants, - for none
  K           a call                                  Nn;       at most n calls"""
import pathlib
import sys

import gen_pallets
import pallet_meta
from schema import parse_field, variants_of

WIDTH = {"u8": "1", "u16": "2", "u32": "4", "u64": "8", "u128": "G"}
COMPACT = {"u64": "q", "u128": "C"}


class Recipes:
    def __init__(self):
        pallets = gen_pallets.for_c(gen_pallets.load())
        self.types = {t["name"]: t for p in pallets.values() for t in p["type"]}
        self.news = gen_pallets.newtypes(gen_pallets.load())

    def fields(self, fields):
        return f"T{len(fields)};" + "".join(self.of(parse_field(gen_pallets.resolve(f, self.news))[1]) for f in fields)

    def named(self, name):
        if name == "MultiAddress":
            return "M"
        t = self.types[name]
        if "fields" in t:
            return self.fields(t["fields"])
        vs = variants_of(t)
        return f"E{len(vs)};" + "".join(self.of(v) if v else "-" for _, v in vs)

    def of(self, t):
        if t.kind == "int":
            return WIDTH[t.name]
        if t.kind == "compact":
            return "C" if t.item.kind == "balance" else COMPACT.get(t.item.name, "p")
        simple = {"bool": "b", "balance": "G", "call": "K", "fixed": f"F{t.size};", "bytes": f"V{t.size};",
                  "str": f"S{t.size};", "calls": f"N{t.size};"}
        if t.kind in simple:
            return simple[t.kind]
        if t.kind == "vec":
            return f"L{t.size};" + self.of(t.item)
        if t.kind == "option":
            return "O" + self.of(t.item)
        if t.kind == "named":
            return self.named(t.name)
        raise SystemExit(f"gen_scenario: no recipe for {t}")


def main():
    recipes = Recipes()
    out = ["/* Made by tools/gen_scenario.py from the descriptors. RECIPE(pallet, call, arguments, name) */"]
    for p in pallet_meta.live_pallets("solo"):
        for c in p["call"]:
            out.append(f'RECIPE({p["index"]}, {c["index"]}, "{recipes.fields(c["args"])}", '
                       f'"{p["name"]}.{c["name"]}")')
    pathlib.Path(sys.argv[1]).write_text("\n".join(out) + "\n")


main()
