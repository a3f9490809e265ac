#!/usr/bin/env python3
"""Metadata V14, V15 and V16 of a profile, from profiles/PROFILE.def, the pallets' descriptors and apis.toml.

pallet_meta.py PROFILE OUT.h      what src/runtime/metadata.c includes
pallet_meta.py PROFILE --raw 15   the bytes of one version, with zeroes for constants that are not System.Version or
                                  SS58Prefix: all that the metadata hash (RFC 78) looks at

The versions differ little and in the same order, so OUT.h holds the bytes once, as runs with the set of versions that
have them; between two runs stands the C expression of a constant, because some constants of this chain (the slot
duration) are set at genesis. Layout: frame-metadata crate, v14.rs, v15.rs, v16.rs. Paths and type parameters are
those that polkadot.js looks for: @polkadot/types 16, metadata/PortableRegistry."""
import pathlib
import re
import struct
import sys

import apis
import gen_pallets
import schema
from schema import parse_type

PRIMS = {"bool": 0, "str": 2, "u8": 3, "u16": 4, "u32": 5, "u64": 6, "u128": 7}
HASHERS = {"blake2_128_concat": 2, "twox_64_concat": 5, "identity": 6}
RUNTIME = "phala_runtime"
NOTHING = "()"
V14, V15, V16 = 1, 2, 4  # sets of versions are bits
ALL = V14 | V15 | V16


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
    return seq([text(line.strip()) for line in d.strip().splitlines()])


def split(s, at):
    """Splits at `at` outside of brackets."""
    parts, depth = [""], 0
    for ch in s:
        depth += (ch in "(<[") - (ch in ")>]")
        if ch == at and depth == 0:
            parts.append("")
        else:
            parts[-1] += ch
    return [p.strip() for p in parts]


def generic(s):
    """("Vec", "T") of Vec<T>, or None."""
    m = re.fullmatch(r"(Vec|Option|Compact|Result|BTreeMap)<(.+)>", s)
    return m and (m[1], m[2])


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
        self.named = {t["name"]: (p, t) for p in [*pallets, apis.load()] for t in p["type"]}

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

    def result_of(self, ok, err):
        return self.add(("result", ok, err), lambda: enum([
            variant("Ok", 0, [field(None, ok)]), variant("Err", 1, [field(None, err)])]), "Result", [("T", ok), ("E", err)])

    def map_of(self, k, v):
        rows = self.seq_of(self.tuple_of([k, v]))
        return self.add(("map", k, v), lambda: composite([field(None, rows)]), "BTreeMap", [("K", k), ("V", v)])

    def of(self, t):
        """The id of a type of the descriptors, or of apis.toml, which adds a few that have no limits."""
        t = t.strip()
        if t == NOTHING:
            return self.unit()
        if t.startswith("("):
            return self.tuple_of([self.of(x) for x in split(t[1:-1], ",")])
        if g := generic(t):
            kind, inner = g
            if kind == "Vec" and len(split(inner, ";")) == 1:
                return self.seq_of(self.of(inner))
            if kind in ("Option", "Compact"):
                return {"Option": self.option_of, "Compact": self.compact_of}[kind](self.of(inner))
            if kind in ("Result", "BTreeMap"):
                a, b = split(inner, ",")
                return {"Result": self.result_of, "BTreeMap": self.map_of}[kind](self.of(a), self.of(b))
        free = {"Bytes": lambda: self.seq_of(self.prim("u8")), "Str": lambda: self.prim("str"),
                "RuntimeVersion": self.version, "Extrinsic": self.extrinsic}
        return free[t]() if t in free else self.of_parsed(parse_type(t))

    def of_parsed(self, t):
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
            return self.seq_of(self.of_parsed(t.item))
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
        if t.get("tuple"):
            return self.tuple_of([self.of(f.partition(":")[2]) for f in t["fields"]])
        path = t.get("path") or f"{p['path']}::{name}"
        params = []
        for text_of in t.get("params", []):
            n, _, of = text_of.partition(": ")
            params.append((n, self.of(of) if of else None))
        return self.add(("named", name), lambda: self.body(t), path, params, t.get("doc", ""))

    def body(self, t):
        if "newtype" in t:
            return composite([field(None, self.of(t["newtype"]))])
        if "variants" not in t:
            return composite(self.fields(t["fields"]))
        return enum([variant(v.partition("(")[0], i, [field(None, self.of(v.partition("(")[2][:-1]))] if "(" in v else [])
                     for i, v in enumerate(t["variants"])])

    def fields(self, texts):
        out = []
        for f in texts:
            name, _, t = f.partition(":")
            out.append(field(name.strip(), self.of(t), "Balance" if "Balance" in f else None))
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
        """RuntimeCall, RuntimeEvent or RuntimeError: one variant per pallet that has any."""
        return self.add(name, lambda: enum([
            variant(p["name"], p["index"], [field(None, member(p))]) for p in self.pallets if p[kind]]), f"{RUNTIME}::{name}")

    def error(self):
        return self.outer("RuntimeError", "error", self.pallet_error)

    def call(self):
        return self.outer("RuntimeCall", "call", self.pallet_call)

    def event(self):
        return self.outer("RuntimeEvent", "event", self.pallet_event)

    def generics(self, p, of):
        """FRAME's T and, of pallets with instances, I; some events have none. They name no type."""
        if of == "Event" and not p.get("generic_event", True):
            return []
        return [("T", None), ("I", None)] if p.get("instances") else [("T", None)]

    def pallet_call(self, p):
        return self.add(("call", p["name"]), lambda: enum([
            variant(c["name"], c["index"], self.fields(c["args"]), c.get("doc", "")) for c in p["call"]]),
            f"{p['path']}::pallet::Call", self.generics(p, "Call"))

    def pallet_event(self, p):
        return self.add(("event", p["name"]), lambda: enum([
            variant(e["name"], e["index"], self.fields(e["fields"]), e.get("doc", "")) for e in p["event"]]),
            f"{p['path']}::pallet::Event", self.generics(p, "Event"))

    def pallet_error(self, p):
        def byte(n):
            return [field(None, self.prim("u8"))] if n.endswith("(u8)") else []
        return self.add(("error", p["name"]), lambda: enum([
            variant(n.removesuffix("(u8)"), i, byte(n)) for i, n in enumerate(p["error"])]), f"{p['path']}::pallet::Error", self.generics(p, "Error"))

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

    def extra(self):
        return self.tuple_of([t for _, t, _ in self.extensions()])

    def extrinsic(self):
        return self.add("UncheckedExtrinsic", lambda: composite([field(None, self.of("Bytes"))]),
                        "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
                        [("Address", self.address()), ("Call", self.call()), ("Signature", self.signature()),
                         ("Extra", self.extra())])

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
        return b"\0" if "variants" in d else b"".join(self.default(f.partition(":")[2]) for f in d["fields"])


class Runs:
    """Bytes in the order of the wire, each run with the versions that have it; and constants between them."""

    def __init__(self):
        self.runs, self.constants = [], []

    def put(self, data, versions=ALL):
        if self.runs and self.runs[-1][0] == versions and isinstance(self.runs[-1][1], bytes):
            self.runs[-1][1] += data
        elif data:
            self.runs.append([versions, data])

    def constant(self, const):
        self.constants.append(const)
        self.runs.append([ALL, len(self.constants)])


NOT_DEPRECATED = b"\0"  # of an item; an enum has an empty list of deprecated variants, which looks the same


def entry(out, reg, s):
    value = reg.of(s.get("meta", s["value"]))
    if "key" in s:
        keys = [reg.of(k) for k in s["key"]]
        key = keys[0] if len(keys) == 1 else reg.tuple_of(keys)
        kind = b"\1" + seq([bytes([HASHERS[h]]) for h in s["hasher"]]) + compact(key) + compact(value)
    else:
        kind = b"\0" + compact(value)
    default = reg.default(s["value"]) if s.get("default") else b"\0"
    out.put(text(s["name"]) + bytes([1 if s.get("default") else 0]) + kind + compact(len(default)) + default
            + docs(s.get("doc", "")))
    out.put(NOT_DEPRECATED, V16)


def optional(out, present, ty):
    """Calls, events and errors of a pallet: Option<type>, with deprecated variants since V16."""
    out.put(b"\1" + compact(ty()) if present else b"\0")
    out.put(NOT_DEPRECATED if present else b"", V16)


def pallet(out, reg, p):
    out.put(text(p["name"]))
    out.put(b"\1" + text(p["name"]) + compact(len(p["storage"])) if p["storage"] else b"\0")
    for s in p["storage"]:
        entry(out, reg, s)
    optional(out, p["call"], lambda: reg.pallet_call(p))
    optional(out, p["event"], lambda: reg.pallet_event(p))
    out.put(compact(len(p["const"])))
    for c in p["const"]:
        out.put(text(c["name"]) + compact(reg.of(c["type"])))
        out.constant(c)
        out.put(docs(c.get("doc", "")))
        out.put(NOT_DEPRECATED, V16)
    optional(out, p["error"], lambda: reg.pallet_error(p))
    out.put(seq([]) + seq([]), V16)  # associated types, view functions
    out.put(bytes([p["index"]]))
    out.put(docs(p.get("doc", "")), V15 | V16)
    out.put(NOT_DEPRECATED, V16)


def extrinsic(out, reg):
    exts = reg.extensions()
    who = compact(reg.address()) + compact(reg.call()) + compact(reg.signature())
    out.put(compact(reg.extrinsic()), V14)
    out.put(b"\4", V14 | V15)
    out.put(seq([b"\4"]), V16)
    out.put(who, V15 | V16)
    out.put(compact(reg.extra()), V15)
    # There is one version of the extensions, 0: all of them.
    out.put(seq([b"\0" + seq([compact(i) for i in range(len(exts))])]), V16)
    out.put(seq([text(n) + compact(t) + compact(a) for n, t, a in exts]))
    out.put(compact(reg.add("Runtime", lambda: composite([]), f"{RUNTIME}::Runtime")), V14 | V15)


def api(out, reg, a):
    out.put(text(a["name"]) + compact(len(a["method"])), V15 | V16)
    for m in a["method"]:
        inputs = [i.partition(":") for i in m["inputs"]]
        out.put(text(m["name"]) + seq([text(n.strip()) + compact(reg.of(t)) for n, _, t in inputs])
                + compact(reg.of(m["output"])) + docs(m.get("doc", "")), V15 | V16)
        out.put(NOT_DEPRECATED, V16)
    out.put(docs(a.get("doc", "")), V15 | V16)
    out.put(compact(a["version"]) + NOT_DEPRECATED, V16)


def build(pallets, profile):
    reg, out = Registry(pallets), Runs()
    out.put(compact(len(pallets)))
    for p in pallets:
        pallet(out, reg, p)
    extrinsic(out, reg)
    offered = apis.of_profile(profile)
    out.put(compact(len(offered)), V15 | V16)
    for a in offered:
        api(out, reg, a)
    out.put(compact(reg.call()) + compact(reg.event()) + compact(reg.error()) + seq([]), V15 | V16)  # no custom values
    types = seq([compact(i) + d for i, d in enumerate(reg.defs)])
    out.runs.insert(0, [ALL, types])
    return reg, out


RUN_MAX = 65535  # a run's length is a u16


def cut(runs):
    for versions, x in runs:
        if isinstance(x, int):
            yield versions, x, b""
            continue
        for at in range(0, len(x), RUN_MAX):
            yield versions, 0, x[at:at + RUN_MAX]


def constant_case(i, c):
    """The case of a constant: its length, then its value."""
    if c["type"] == "RuntimeVersion":
        return [f"\tcase {i}:", "\t\tmetadata_version(w);", "\t\tbreak;"]
    if c["type"] in schema.INTS:
        return [f"\tcase {i}:", f"\t\twr_compact(w, {schema.INTS[c['type']]});", f"\t\twr_{c['type']}(w, {c['value']});",
                "\t\tbreak;"]
    fn = f"wr_{schema.snake(c['type'])}"
    return [f"\tcase {i}:", f"\t\t{fn}(&n, {c['value']});", "\t\twr_compact(w, n.n);", f"\t\t{fn}(w, {c['value']});",
            "\t\tbreak;"]


def header(runs):
    rows = list(cut(runs.runs))
    data = b"".join(d for _, _, d in rows)
    out = ["/* Made by tools/pallet_meta.py from the descriptors of pallets and APIs. */",
           "static const u8 metadata_bytes[] = {"]
    out += ["\t" + "".join(f"{b}," for b in data[at:at + 32]) for at in range(0, len(data), 32)]
    out += ["};", "", "static const struct metadata_run metadata_runs[] = {"]
    out += [f"\t{{{v}, {c}, {len(d)}}}," for v, c, d in rows]
    out += ["};", "", "static void metadata_constant(struct ctx *c, struct wr *w, u8 which)", "{",
            "\tstruct wr n = wr_count();", "", "\t(void)c;", "\t(void)n;", "\tswitch (which) {"]
    for i, c in enumerate(runs.constants, 1):
        out += constant_case(i, c)
    return out + ["\t}", "}"]


def defined(name):
    """The value of a macro in the runtime's headers."""
    for h in sorted((gen_pallets.ROOT / "src/runtime").rglob("*.h")):
        if m := re.search(rf"^#define {name}\s+\"?([^\s\"]+?)u?\"?( /\*.*)?$", h.read_text(), re.M):
            return m[1]
    raise SystemExit(f"metadata: no header defines {name}")


def version_bytes(profile):
    """What wr_runtime_version writes."""
    u32 = struct.Struct("<I").pack
    ids = [apis.api_id(a["name"]) + u32(a["version"]) for a in apis.of_profile(profile)]
    number = lambda name: int(defined(f"RUNTIME_{name}_VERSION"))
    return (text(defined("RUNTIME_SPEC_NAME")) + text(defined("RUNTIME_IMPL_NAME")) + u32(number("AUTHORING"))
            + u32(number("SPEC")) + u32(number("IMPL")) + seq(ids) + u32(number("TX")) + bytes([number("SYSTEM")]))


def constant_bytes(reg, c, profile):
    if c["type"] == "RuntimeVersion":
        return version_bytes(profile)
    if c["name"] == "SS58Prefix":
        return struct.pack("<H", int(defined(c["value"])))
    return reg.default(c["type"])


def raw(reg, runs, profile, version):
    out = b"meta" + bytes([version])
    for versions, x in runs.runs:
        if not versions >> (version - 14) & 1:
            continue
        if isinstance(x, int):
            value = constant_bytes(reg, runs.constants[x - 1], profile)
            x = compact(len(value)) + value
        out += x
    return out


def live_pallets(profile):
    table = gen_pallets.ROOT / f"src/runtime/profiles/{profile}.def"
    live = re.findall(r"^PALLET\((\w+)\)", table.read_text(), re.M)
    pallets = [p for pre, p in gen_pallets.load().items() if pre in live]
    if len(pallets) != len(live):
        raise SystemExit(f"{table.name} names a pallet without descriptor")
    for p in pallets:
        p.setdefault("path", f"phala_pallets::{p['prefix']}")
        p["error"] = p["errors"]["names"]
        for x in p["event"] + p["call"]:
            x.setdefault("fields", [])
            x.setdefault("args", [])
    return pallets


def metadata(profile, version):
    """The bytes of one version, as far as they are known before there is a chain."""
    return raw(*build(live_pallets(profile), profile), profile, version)


def main():
    profile, out = sys.argv[1:3]
    if out == "--raw":
        sys.stdout.buffer.write(metadata(profile, int(sys.argv[3])))
    else:
        gen_pallets.put(pathlib.Path(out), header(build(live_pallets(profile), profile)[1]))


if __name__ == "__main__":
    main()
