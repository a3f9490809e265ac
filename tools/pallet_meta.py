#!/usr/bin/env python3
"""Metadata V14 of the pallets in src/runtime/profiles/PROFILE.def, from their descriptors: pallet_meta.py PROFILE OUT.h

OUT.h holds the encoded bytes in pieces; between two pieces stands the C expression of a constant, because some
constants of this chain (the slot duration) are set at genesis. Layout: frame-metadata crate, v14.rs. Paths and type
parameters are those that polkadot.js looks for: @polkadot/types 16, metadata/PortableRegistry."""
import pathlib
import re
import struct
import sys

import gen_pallets
import schema
from schema import parse_field, parse_type

PRIMS = {"bool": 0, "str": 2, "u8": 3, "u16": 4, "u32": 5, "u64": 6, "u128": 7}
HASHERS = {"blake2_128_concat": 2, "twox_64_concat": 5, "identity": 6}
RUNTIME = "phala_runtime"
NOTHING = "()"


def compact(n):
    if n < 1 << 6:
        return bytes([n << 2])
    if n < 1 << 14:
        return struct.pack("<H", n << 2 | 1)
    return struct.pack("<I", n << 2 | 2)


def text(s):
    return compact(len(s.encode())) + s.encode()


def seq(items):
    return compact(len(items)) + b"".join(items)


def docs(d):
    return seq([text(d)] if d else [])


def field(name, ty, type_name=None):
    opt = [b"\0" if x is None else b"\1" + text(x) for x in (name, type_name)]
    return opt[0] + compact(ty) + opt[1] + seq([])


def composite(fields):
    return b"\0" + seq(fields)


def variant(name, index, fields, doc=""):
    return text(name) + seq(fields) + bytes([index]) + docs(doc)


def enum(variants):
    return b"\1" + seq(variants)


class Registry:
    """Types by a key of their own; the id is the place in the list. An id is given out before the definition is made,
    so a type may contain itself (a call that takes calls)."""

    def __init__(self, pallets):
        self.pallets, self.ids, self.defs = pallets, {}, []
        self.named = {t["name"]: (p, t) for p in pallets for t in p["type"]}

    def add(self, key, make, path="", params=(), doc=""):
        if key not in self.ids:
            self.ids[key] = at = len(self.defs)
            self.defs.append(None)
            body = make()
            ps = seq([text(n) + (b"\0" if t is None else b"\1" + compact(t)) for n, t in params])
            parts = seq([text(x) for x in path.split("::")] if path else [])
            self.defs[at] = parts + ps + body + docs(doc)
        return self.ids[key]

    def prim(self, name):
        return self.add(name, lambda: b"\5" + bytes([PRIMS[name]]))

    def unit(self):
        return self.add(NOTHING, lambda: b"\4" + seq([]))

    def seq_of(self, ty):
        return self.add(("seq", ty), lambda: b"\2" + compact(ty))

    def array(self, n):
        return self.add(("array", n), lambda: b"\3" + struct.pack("<I", n) + compact(self.prim("u8")))

    def tuple_of(self, tys):
        return self.add(("tuple", *tys), lambda: b"\4" + seq([compact(t) for t in tys]))

    def compact_of(self, ty):
        return self.add(("compact", ty), lambda: b"\6" + compact(ty))

    def option_of(self, ty):
        some = [variant("None", 0, []), variant("Some", 1, [field(None, ty)])]
        return self.add(("option", ty), lambda: enum(some), "Option", [("T", ty)])

    def wrapper(self, path, ty):
        return self.add(path, lambda: composite([field(None, ty)]), path)

    def of(self, t):
        """The id of a descriptor type."""
        t = parse_type(t) if isinstance(t, str) else t
        if t.kind == "int":
            return self.prim(t.name)
        if t.kind == "balance":
            return self.prim("u128")
        if t.kind in ("bool", "str"):
            return self.prim(t.kind)
        if t.kind == "fixed":
            path = {"H256": "primitive_types::H256", "AccountId": "sp_core::crypto::AccountId32"}.get(t.name)
            return self.wrapper(path, self.array(t.size)) if path else self.array(t.size)
        if t.kind == "bytes":
            return self.seq_of(self.prim("u8"))
        if t.kind == "vec":
            return self.seq_of(self.of(t.item))
        if t.kind == "option":
            return self.option_of(self.of(t.item))
        if t.kind == "compact":
            return self.compact_of(self.of(t.item))
        if t.kind == "call":
            return self.call()
        if t.kind == "calls":
            return self.seq_of(self.call())
        return self.digest() if t.name == "Digest" else self.records() if t.name == "EventRecords" else self.by_name(t.name)

    def by_name(self, name):
        if name == "MultiAddress":
            return self.address()
        if name not in self.named:
            raise SystemExit(f"metadata: unknown type {name}")
        p, t = self.named[name]
        path = t.get("path", f"{p['path']}::{name}")
        params = []
        for text_of in t.get("params", []):
            n, _, of = text_of.partition(": ")
            params.append((n, self.unit() if of == NOTHING else self.of(of)))
        return self.add(("named", name), lambda: self.body(t), path, params, t.get("doc", ""))

    def body(self, t):
        if "newtype" in t:
            return composite([field(None, self.of(t["newtype"]))])
        if "variants" not in t:
            return composite(self.fields(t["fields"]))
        return enum([variant(n, i, [field(None, self.of(of))] if of else [])
                     for i, (n, of) in enumerate(schema.variants_of(t))])

    def fields(self, texts):
        out = []
        for f in texts:
            name, t = parse_field(f)
            out.append(field(name, self.of(t), "Balance" if "Balance" in f else None))
        return out

    def address(self):
        account, unit = self.of("AccountId"), self.unit()
        return self.add("MultiAddress", lambda: enum([
            variant("Id", 0, [field(None, account)]), variant("Index", 1, [field(None, self.compact_of(unit))]),
            variant("Raw", 2, [field(None, self.of("Bytes<1>"))]), variant("Address32", 3, [field(None, self.array(32))]),
            variant("Address20", 4, [field(None, self.array(20))])]),
            "sp_runtime::multiaddress::MultiAddress", [("AccountId", account), ("AccountIndex", unit)])

    def signature(self):
        return self.add("MultiSignature", lambda: enum([
            variant(n, i, [field(None, self.array(size))])
            for i, (n, size) in enumerate((("Ed25519", 64), ("Sr25519", 64), ("Ecdsa", 65)))]), "sp_runtime::MultiSignature")

    def digest(self):
        engine, data = self.array(4), self.of("Bytes<1>")
        item = self.add("DigestItem", lambda: enum([
            variant("PreRuntime", 6, [field(None, engine), field(None, data)]),
            variant("Consensus", 4, [field(None, engine), field(None, data)]),
            variant("Seal", 5, [field(None, engine), field(None, data)]),
            variant("Other", 0, [field(None, data)]), variant("RuntimeEnvironmentUpdated", 8, [])]),
            "sp_runtime::generic::digest::DigestItem")
        logs = field("logs", self.seq_of(item))
        return self.add("Digest", lambda: composite([logs]), "sp_runtime::generic::digest::Digest")

    def records(self):
        event, hash_ = self.event(), self.of("H256")
        record = self.add("EventRecord", lambda: composite([
            field("phase", self.by_name("Phase")), field("event", event), field("topics", self.seq_of(hash_))]),
            "frame_system::EventRecord", [("E", event), ("T", hash_)])
        return self.seq_of(record)

    def version(self):
        api = self.tuple_of([self.array(8), self.prim("u32")])
        u32 = self.prim("u32")
        return self.add("RuntimeVersion", lambda: composite([
            field("spec_name", self.prim("str")), field("impl_name", self.prim("str")), field("authoring_version", u32),
            field("spec_version", u32), field("impl_version", u32), field("apis", self.seq_of(api)),
            field("transaction_version", u32), field("system_version", self.prim("u8"))]), "sp_version::RuntimeVersion")

    def outer(self, name, kind, member):
        """RuntimeCall or RuntimeEvent: one variant per pallet that has any."""
        return self.add(name, lambda: enum([
            variant(p["name"], p["index"], [field(None, member(p))]) for p in self.pallets if p[kind]]), f"{RUNTIME}::{name}")

    def call(self):
        return self.outer("RuntimeCall", "call", self.pallet_call)

    def event(self):
        return self.outer("RuntimeEvent", "event", self.pallet_event)

    def pallet_call(self, p):
        return self.add(("call", p["name"]), lambda: enum([
            variant(c["name"], c["index"], self.fields(c["args"]), c.get("doc", "")) for c in p["call"]]),
            f"{p['path']}::pallet::Call")

    def pallet_event(self, p):
        return self.add(("event", p["name"]), lambda: enum([
            variant(e["name"], e["index"], self.fields(e["fields"]), e.get("doc", "")) for e in p["event"]]),
            f"{p['path']}::pallet::Event")

    def pallet_error(self, p):
        return self.add(("error", p["name"]), lambda: enum([
            variant(n, i, []) for i, n in enumerate(p["errors"]["names"])]), f"{p['path']}::pallet::Error")

    def era(self):
        u8 = self.prim("u8")
        return self.add("Era", lambda: enum([variant("Immortal", 0, [])] + [
            variant(f"Mortal{i}", i, [field(None, u8)]) for i in range(1, 256)]), "sp_runtime::generic::era::Era")

    def extensions(self):
        """(name, type in the extrinsic, type that only the signature covers), in signing order."""
        mode = self.add("Mode", lambda: enum([variant("Disabled", 0, []), variant("Enabled", 1, [])]),
                        "frame_metadata_hash_extension::Mode")
        system, u32, h256, none = "frame_system::extensions", self.prim("u32"), self.of("H256"), self.unit()
        rows = [("CheckNonZeroSender", f"{system}::check_non_zero_sender", [], none),
                ("CheckSpecVersion", f"{system}::check_spec_version", [], u32),
                ("CheckTxVersion", f"{system}::check_tx_version", [], u32),
                ("CheckGenesis", f"{system}::check_genesis", [], h256),
                ("CheckMortality", f"{system}::check_mortality", [field(None, self.era())], h256),
                ("CheckNonce", f"{system}::check_nonce", [field(None, self.compact_of(u32))], none),
                ("CheckWeight", f"{system}::check_weight", [], none),
                ("ChargeTransactionPayment", "pallet_transaction_payment",
                 [field(None, self.compact_of(self.prim("u128")), "BalanceOf")], none),
                ("CheckMetadataHash", "frame_metadata_hash_extension", [field("mode", mode)], self.option_of(self.array(32)))]
        return [(n, self.add(n, lambda f=f: composite(f), f"{path}::{n}"), extra) for n, path, f, extra in rows]

    def default(self, t):
        """The encoding of a value that is not there."""
        t = parse_type(t) if isinstance(t, str) else t
        if t.kind == "int":
            return bytes(schema.INTS[t.name])
        if t.kind in ("balance", "fixed"):
            return bytes(t.size or 16)
        if t.kind != "named":
            return b"\0"
        d = self.named[t.name][1]
        if "newtype" in d:
            return self.default(d["newtype"])
        return b"\0" if "variants" in d else b"".join(self.default(parse_field(f)[1]) for f in d["fields"])


def entry(reg, s):
    value = reg.of(s["value"])
    if "key" in s:
        keys = [reg.of(k) for k in s["key"]]
        key = keys[0] if len(keys) == 1 else reg.tuple_of(keys)
        kind = b"\1" + seq([bytes([HASHERS[h]]) for h in s["hasher"]]) + compact(key) + compact(value)
    else:
        kind = b"\0" + compact(value)
    default = reg.default(s["value"]) if s.get("default") else b"\0"
    return (text(s["name"]) + bytes([1 if s.get("default") else 0]) + kind + compact(len(default)) + default
            + docs(s.get("doc", "")))


class Pieces:
    """Bytes, interrupted by C statements."""

    def __init__(self):
        self.parts = [b""]

    def __iadd__(self, x):
        if isinstance(x, bytes):
            self.parts[-1] += x
        else:
            self.parts += [x, b""]
        return self


def constant(reg, c):
    if c["type"] == "RuntimeVersion":
        return reg.version(), "\tmetadata_version(w);"
    size = schema.INTS[c["type"]]
    return reg.prim(c["type"]), f"\twr_compact(w, {size});\n\twr_{c['type']}(w, {c['value']});"


def pallet(out, reg, p):
    out += text(p["name"])
    out += b"\1" + text(p["name"]) + seq([entry(reg, s) for s in p["storage"]]) if p["storage"] else b"\0"
    out += b"\1" + compact(reg.pallet_call(p)) if p["call"] else b"\0"
    out += b"\1" + compact(reg.pallet_event(p)) if p["event"] else b"\0"
    out += compact(len(p["const"]))
    for c in p["const"]:
        ty, stmt = constant(reg, c)
        out += text(c["name"]) + compact(ty)
        out += stmt
        out += docs(c.get("doc", ""))
    out += b"\1" + compact(reg.pallet_error(p)) if p["errors"]["names"] else b"\0"
    out += bytes([p["index"]])


def build(pallets):
    reg, rest = Registry(pallets), Pieces()
    rest += compact(len(pallets))
    for p in pallets:
        pallet(rest, reg, p)
    exts = reg.extensions()
    extra = reg.tuple_of([t for _, t, _ in exts])
    xt = reg.add("UncheckedExtrinsic", lambda: composite([field(None, reg.of("Bytes<1>"))]),
                 "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
                 [("Address", reg.address()), ("Call", reg.call()), ("Signature", reg.signature()), ("Extra", extra)])
    rest += compact(xt) + b"\4" + seq([text(n) + compact(t) + compact(a) for n, t, a in exts])
    rest += compact(reg.add("Runtime", lambda: composite([]), f"{RUNTIME}::Runtime"))
    types = seq([compact(i) + d for i, d in enumerate(reg.defs)])
    rest.parts[0] = b"meta" + bytes([14]) + types + rest.parts[0]
    return rest.parts


def header(parts):
    out = ["/* Made by tools/pallet_meta.py from the pallet descriptors. */"]
    body = []
    for i, x in enumerate(parts):
        if isinstance(x, str):
            body.append(x)
            continue
        out += [f"static const u8 metadata_{i}[] = {{"]
        out += ["\t" + "".join(f"{b}," for b in x[at:at + 32]) for at in range(0, len(x), 32)] + ["};"]
        body.append(f"\twr_bytes(w, metadata_{i}, sizeof(metadata_{i}));")
    return out + ["", "static void metadata_write(struct ctx *c, struct wr *w)", "{", *body, "}"]


def main():
    profile, out = sys.argv[1:]
    table = gen_pallets.ROOT / f"src/runtime/profiles/{profile}.def"
    live = re.findall(r"^PALLET\((\w+)\)", table.read_text(), re.M)
    loaded = gen_pallets.load()
    pallets = [p for pre, p in loaded.items() if pre in live]
    if len(pallets) != len(live):
        raise SystemExit(f"{table.name} names a pallet without descriptor")
    for p in pallets:
        p.setdefault("path", f"phala_pallets::{p['prefix']}")
        for x in p["event"] + p["call"]:
            x.setdefault("fields", [])
            x.setdefault("args", [])
    gen_pallets.put(pathlib.Path(out), header(build(pallets)))


main()
