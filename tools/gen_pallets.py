#!/usr/bin/env python3
"""src/runtime/pallets/*/pallet.toml -> src/primitives/gen/*_gen.[ch] (types, keys, calls, events for everybody) and
src/runtime/pallets/*/*_gen.[ch] (storage access, events and dispatch for the runtime); and the API tables from
src/runtime/apis.toml.

gen_pallets.py --check only compares, for the test. The language is described in
src/runtime/pallets/README.md; metadata comes from tools/pallet_meta.py."""
import pathlib
import re
import sys
import tomllib

import apis
import schema
from schema import parse_field, parse_type, snake

ROOT = pathlib.Path(__file__).resolve().parent.parent
PALLETS = ROOT / "src/runtime/pallets"
SCALARS = {"int", "bool", "balance", "fixed", "bytes", "str", "raw"}
WEIGHT_DEFAULT = 100_000_000  # picoseconds
PROOF_DEFAULT = 16_384  # bytes: some four rows of a large state


def load():
    """All descriptors by prefix, in order of index, with newtypes already spelled out for C."""
    ps = [tomllib.loads(f.read_text()) for f in sorted(PALLETS.glob("*/pallet.toml"))]
    ps.sort(key=lambda p: p["index"])
    for p in ps:
        for k in ("type", "storage", "const", "call", "event", "uses", "hooks"):
            p.setdefault(k, [])
        p.setdefault("errors", {"names": []})
        if not (PALLETS / p["prefix"] / "pallet.toml").exists():
            raise SystemExit(f"{p['name']}: folder and prefix differ")
    return {p["prefix"]: p for p in ps}


def newtypes(pallets):
    return {t["name"]: t["newtype"] for p in pallets.values() for t in p["type"] if "newtype" in t}


def resolve(text, news):
    return re.sub(r"\b[A-Z]\w*\b", lambda m: news.get(m[0], m[0]), text)


def for_c(pallets):
    """Descriptors with newtypes replaced and types sorted so that each is declared before its use."""
    news = newtypes(pallets)
    for p in pallets.values():
        p["by_hand"] = {t["name"]: t["by_hand"] for t in p["type"] if "by_hand" in t}
        p["type"] = [t for t in p["type"] if "newtype" not in t and "by_hand" not in t]
        for group, key in (("type", "fields"), ("type", "variants"), ("event", "fields"), ("call", "args")):
            for x in p[group]:
                if key in x or group != "type":
                    x[key] = [resolve(f, news) if ":" in f or "(" in f else f for f in x.get(key, [])]
        for x in p["storage"]:
            x["value"] = resolve(x["value"], news)
            if "key" in x:
                x["key"] = [resolve(k, news) for k in x["key"]]
        done, out = set(), []
        own = {t["name"] for t in p["type"]}
        todo = list(p["type"])
        while todo:
            ready = [t for t in todo if not (names_in(t) & own) - done]
            if not ready:
                raise SystemExit(f"{p['name']}: types refer to each other")
            out += ready
            done |= {t["name"] for t in ready}
            todo = [t for t in todo if t not in ready]
        p["type"] = out
    return pallets


def named(t):
    if t is None:
        return set()
    return {t.name} if t.kind == "named" else named(t.item)


def names_in(x):
    """Named types that a type, call or event refers to."""
    out = set()
    for f in x.get("fields", []) + x.get("args", []):
        out |= named(parse_field(f)[1])
    if "variants" in x:
        for _, t in schema.variants_of(x):
            out |= named(t)
    return out


def storage_types(s):
    return [parse_type(k) for k in s.get("key", [])] + [parse_type(s["value"])]


def head(p):
    return f"/* Made by tools/gen_pallets.py from runtime/pallets/{p['prefix']}/pallet.toml; edit that. */"


# Storage

def value_ctype(p, s):
    """(C type, is struct) of a stored value as an out parameter or argument."""
    t = parse_type(s["value"])
    if t.kind in ("int", "bool"):
        return (t.name or "bool"), False
    if t.kind == "balance":
        return "struct balance", True
    if t.kind == "fixed":
        return f"u8[{t.size}]", False
    if t.kind in ("bytes", "str", "raw"):
        return "struct slice", True
    if t.kind == "named":
        return f"struct {snake(t.name)}", True
    return f"struct {p['prefix']}_{snake(s['name'])}", True


def wrapped(p, s):
    """Stored lists and options get a struct of their own, with one member `list`."""
    t = parse_type(s["value"])
    return None if t.kind in SCALARS or t.kind == "named" else f"{p['prefix']}_{snake(s['name'])}"


def param(ctype, name, out):
    const = "" if out else "const "
    if m := re.fullmatch(r"u8\[(\d+)\]", ctype):
        return f"{const}u8 {name}[{m[1]}]"
    if ctype.startswith("struct"):
        return f"{const}{ctype} *{name}"
    return f"{ctype} *{name}" if out else f"{ctype} {name}"


def key_params(s):
    out = []
    for i, k in enumerate(s.get("key", [])):
        name, t = "key" + (str(i + 1) if i else ""), parse_type(k)
        if t.kind == "fixed":
            out.append((f"const u8 {name}[{t.size}]", name, t))
        elif t.kind == "int":
            out.append((f"{t.name} {name}", name, t))
        else:
            out.append((f"const struct {snake(t.name)} *{name}", name, t))
    return out


def key_decl(p, s):
    args = ", ".join(a for a, _, _ in key_params(s)) or "void"
    return f"struct storage_key {p['prefix']}_{snake(s['name'])}_key({args})"


def decode_decl(p, s):
    return f"enum err {p['prefix']}_{snake(s['name'])}_decode({param(value_ctype(p, s)[0], 'out', True)}, struct slice raw)"


def storage_header(p):
    out = []
    for s in p["storage"]:
        kind = "map " if "key" in s else ""
        out += [f"/* storage {kind}{p['name']}.{s['name']}: {s['value']}" + (f". {s['doc']}" if "doc" in s else "") + " */"]
        if w := wrapped(p, s):
            out += schema.emit_struct(w, [f"list: {s['value']}"]) + schema.prototypes(w)
        if "key" in s:
            out += [f"struct storage_key {p['prefix']}_{snake(s['name'])}_prefix(void);"]
        out += [key_decl(p, s) + ";", decode_decl(p, s) + " MUST_CHECK;", ""]
    return out


def storage_source(p):
    out = []
    for s in p["storage"]:
        base, t = f"{p['prefix']}_{snake(s['name'])}", parse_type(s["value"])
        lit = f'storage_key(SLICE_LIT("{p["name"]}"), SLICE_LIT("{s["name"]}"))'
        if w := wrapped(p, s):
            f = [f"list: {s['value']}"]
            out += schema.emit_rd(w, f) + [""] + schema.emit_wr(w, f) + [""]
        if "key" in s:
            out += [f"struct storage_key {base}_prefix(void)", "{", f"\treturn {lit};", "}", ""]
        out += [key_decl(p, s), "{", f"\tstruct storage_key k = {lit};"]
        for (_, name, kt), hasher in zip(key_params(s), s.get("hasher", []), strict=True):
            if kt.kind == "fixed":
                out += ["", f"\tstorage_key_{hasher}(&k, slice_of({name}, {kt.size}));"]
                continue
            size = schema.INTS[kt.name] if kt.kind == "int" else 128
            lv = name if kt.kind == "int" else None
            w = name.replace("key", "w")
            wr = f"wr_{kt.name}(&{w}, {lv});" if lv else f"wr_{snake(kt.name)}(&{w}, {name});"
            out += [f"\tu8 buf_{name}[{size}];", f"\tstruct wr {w} = wr_into(buf_{name}, sizeof(buf_{name}));", "",
                    f"\t{wr}", f"\tstorage_key_{hasher}(&k, slice_of(buf_{name}, {w}.n));"]
        out += [] if out[-1].startswith("\tstorage_key_") else [""]
        out += ["\treturn k;", "}", "", decode_decl(p, s), "{", "\tstruct rd r = rd_from(raw);", ""]
        if t.kind == "fixed":
            out += [f"\trd_bytes(&r, out, {t.size});"]
        elif t.kind in SCALARS:
            out += [x.replace("(r", "(&r") for x in schema.rd_stmts(t, "*out")]
        else:
            out += [f"\trd_{value_ctype(p, s)[0][7:]}(&r, out);"]
        out += ["\treturn rd_end(&r);", "}", ""]
    return out


# Calls, events, errors: src/primitives/gen

def includes(p, pallets):
    owner = {t["name"]: q["prefix"] for q in pallets.values() for t in q["type"]}
    used = set()
    for x in p["type"] + p["call"] + p["event"]:
        used |= names_in(x)
    for s in p["storage"]:
        for t in storage_types(s):
            used |= named(t)
    by_hand = {n: h for q in pallets.values() for n, h in q["by_hand"].items()}
    out = {f'#include "primitives/gen/{owner[n]}_gen.h"' for n in used if owner.get(n, p["prefix"]) != p["prefix"]}
    out |= {f'#include "{by_hand[n]}"' for n in used if n in by_hand}
    if "MultiAddress" in used:
        out.add('#include "primitives/multi.h"')
    return sorted(out | {'#include "primitives/storage_key.h"', '#include "scale/decode.h"', '#include "scale/encode.h"'})


def enum_of(name, prefix, items):
    return [f"enum {name} {{"] + [f"\t{prefix}_{snake(n).upper()} = {i}," for n, i in items] + ["};", ""] if items else []


def error_names(p):
    """Without the byte that some carry."""
    return [n.removesuffix("(u8)") for n in p["errors"]["names"]]


def carries_byte(p):
    return any(n.endswith("(u8)") for n in p["errors"]["names"])


def prim_header(p, pallets):
    pre, up = p["prefix"], p["prefix"].upper()
    out = [f"#ifndef PRIMITIVES_GEN_{up}_GEN_H", f"#define PRIMITIVES_GEN_{up}_GEN_H", head(p), *includes(p, pallets), "",
           f"#define {up}_PALLET {p['index']}u", ""]
    out += enum_of(f"{pre}_call", f"{up}_CALL", [(c["name"], c["index"]) for c in p["call"]])
    out += enum_of(f"{pre}_event", f"{up}_EVENT", [(e["name"], e["index"]) for e in p["event"]])
    errs = error_names(p)
    out += enum_of(f"{pre}_error", f"{up}_ERROR", [(n, i) for i, n in enumerate(errs)])
    if errs:
        out += [f"/* {pre}_error_name returns the name in the descriptor, or NULL. */",
                f"const char *{pre}_error_name(u8 error);", ""]
    for t in p["type"]:
        n = snake(t["name"])
        out += schema.emit_enum(t) if "variants" in t else schema.emit_struct(n, t["fields"], t.get("doc", ""))
        out += schema.prototypes(n) + [""]
    out += storage_header(p)
    for c in p["call"]:
        n = f"{pre}_{c['name']}_args"
        out += schema.emit_struct(n, c["args"], f"call {p['name']}.{c['name']}. " + c.get("doc", ""))
        out += schema.prototypes(n) + [f"void wr_call_{pre}_{c['name']}(struct wr *w, const struct {n} *in);", ""]
    for e in p["event"]:
        n = f"event_{pre}_{snake(e['name'])}"
        out += schema.emit_struct(n, e["fields"], f"event {p['name']}.{e['name']}. " + e.get("doc", ""))
        out += schema.prototypes(n) + [""]
    return out + [f"#endif /* PRIMITIVES_GEN_{up}_GEN_H */"]


def prim_source(p):
    pre, out = p["prefix"], [head(p), f'#include "primitives/gen/{p["prefix"]}_gen.h"', ""]
    for t in p["type"]:
        n = snake(t["name"])
        out += schema.emit_enum_codec(t) if "variants" in t else (
            schema.emit_rd(n, t["fields"]) + [""] + schema.emit_wr(n, t["fields"]))
        out += [""]
    out += storage_source(p)
    for c in p["call"]:
        n = f"{pre}_{c['name']}_args"
        out += schema.emit_rd(n, c["args"]) + [""] + schema.emit_wr(n, c["args"]) + [""]
        out += [f"void wr_call_{pre}_{c['name']}(struct wr *w, const struct {n} *in)", "{",
                f"\twr_u8(w, {pre.upper()}_PALLET);", f"\twr_u8(w, {pre.upper()}_CALL_{c['name'].upper()});",
                f"\twr_{n}(w, in);", "}", ""]
    for e in p["event"]:
        n = f"event_{pre}_{snake(e['name'])}"
        out += schema.emit_rd(n, e["fields"]) + [""] + schema.emit_wr(n, e["fields"]) + [""]
    if p["errors"]["names"]:
        out += [f"const char *{pre}_error_name(u8 error)", "{", "\tstatic const char *const names[] = {"]
        out += [f'\t\t"{n}",' for n in error_names(p)]
        out += ["\t};", "", "\treturn error < ARRAY_LEN(names) ? names[error] : NULL;", "}", ""]
    return out[:-1]


# All pallets together: names, and how to step over an event

ALL_HEADER = """#ifndef PRIMITIVES_GEN_PALLETS_GEN_H
#define PRIMITIVES_GEN_PALLETS_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets; edit the descriptors.
 *
 * What a reader of blocks needs over all pallets: names, and a walk through System.Events. */
#include "primitives/gen/system_gen.h"

/* pallet_name, pallet_event_name and pallet_error_name return NULL for unknown numbers. */
const char *pallet_name(u8 pallet);
const char *pallet_event_name(u8 pallet, u8 event);
const char *pallet_error_name(u8 pallet, u8 error);

/* One entry of System.Events. fields are what rd_event_<pallet>_<name> reads. */
struct event_record {
	struct phase phase;
	u8 pallet, event;
	struct slice fields; /* borrowed */
};

/* rd_event_record reads one entry; ERR_TAG for an event that no descriptor names. Read
 * System.Events as rd_seq_len(r, 4) and then so many records. */
void rd_event_record(struct rd *r, struct event_record *out);
/* wr_event_head and wr_event_tail are what stands around the fields of an entry. */
void wr_event_head(struct wr *w, const struct phase *phase, u8 pallet, u8 event);
void wr_event_tail(struct wr *w);

#endif /* PRIMITIVES_GEN_PALLETS_GEN_H */""".split("\n")

ALL_TAIL = """static const struct event_row *event_find(u8 pallet, u8 event)
{
	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		if (events[i].pallet == pallet && events[i].event == event)
			return &events[i];
	return NULL;
}

const char *pallet_event_name(u8 pallet, u8 event)
{
	const struct event_row *row = event_find(pallet, event);

	return row == NULL ? NULL : row->name;
}

void rd_event_record(struct rd *r, struct event_record *out)
{
	const struct event_row *row;
	const u8 *start;

	memset(out, 0, sizeof(*out));
	rd_phase(r, &out->phase);
	out->pallet = rd_u8(r);
	out->event = rd_u8(r);
	row = event_find(out->pallet, out->event);
	if (row == NULL)
		rd_fail(r, ERR_TAG);
	start = r->p;
	if (r->err == ERR_OK)
		row->skip(r);
	if (r->err == ERR_OK)
		out->fields = slice_of(start, (size_t)(r->p - start));
	for (u32 n = rd_seq_len(r, 32); n > 0; n--)
		(void)rd_take(r, 32);
}

void wr_event_head(struct wr *w, const struct phase *phase, u8 pallet, u8 event)
{
	wr_phase(w, phase);
	wr_u8(w, pallet);
	wr_u8(w, event);
}

void wr_event_tail(struct wr *w)
{
	wr_compact(w, 0); /* no topics */
}""".split("\n")


def all_source(pallets):
    out = ["/* Made by tools/gen_pallets.py from runtime/pallets; edit the descriptors. */",
           '#include "primitives/gen/pallets_gen.h"', ""]
    out += [f'#include "primitives/gen/{p}_gen.h"' for p in sorted(pallets) if p != "system"] + [""]
    rows = []
    for p in pallets.values():
        for e in p["event"]:
            n = f"event_{p['prefix']}_{snake(e['name'])}"
            out += [f"static void skip_{n}(struct rd *r)", "{", f"\tstruct {n} e;", "", f"\trd_{n}(r, &e);", "}", ""]
            rows.append(f'\t{{{p["index"]}, {e["index"]}, "{e["name"]}", skip_{n}}},')
    out += ["static const struct event_row {", "\tu8 pallet, event;", "\tconst char *name;",
            "\tvoid (*skip)(struct rd *r);", "} events[] = {", *rows, "};", ""]
    out += ["static const struct {", "\tu8 index;", "\tconst char *name;", "\tconst char *(*error_name)(u8 error);",
            "} pallets[] = {"]
    for p in pallets.values():
        err = f"{p['prefix']}_error_name" if p["errors"]["names"] else "NULL"
        out += [f'\t{{{p["index"]}, "{p["name"]}", {err}}},']
    out += ["};", "", "const char *pallet_name(u8 pallet)", "{", "\tfor (size_t i = 0; i < ARRAY_LEN(pallets); i++)",
            "\t\tif (pallets[i].index == pallet)", "\t\t\treturn pallets[i].name;", "\treturn NULL;", "}", "",
            "const char *pallet_error_name(u8 pallet, u8 error)", "{", "\tfor (size_t i = 0; i < ARRAY_LEN(pallets); i++)",
            "\t\tif (pallets[i].index == pallet && pallets[i].error_name != NULL)",
            "\t\t\treturn pallets[i].error_name(error);", "\treturn NULL;", "}", ""]
    return out + ALL_TAIL


# The runtime's side: src/runtime/pallets/<p>/<p>_gen.[ch]

def item(p, s):
    """What the accessors of one storage item need to say."""
    ctype, is_struct = value_ctype(p, s)
    keys = key_params(s)
    return {
        "base": f"{p['prefix']}_{snake(s['name'])}", "keys": "".join(f", {a}" for a, _, _ in keys),
        "names": ", ".join(n for _, n, _ in keys), "get": param(ctype, "out", True), "put": param(ctype, "v", False),
        "found": "" if s.get("default") else ", bool *found", "struct": is_struct, "ctype": ctype, "t": parse_type(s["value"]),
    }


def accessor_header(p):
    out = []
    for s in p["storage"]:
        i = item(p, s)
        if i["t"].kind == "raw":
            continue
        out += [f"enum err {i['base']}_get(struct ctx *c{i['keys']}{i['found']}, {i['get']}) MUST_CHECK;",
                f"enum err {i['base']}_put(struct ctx *c{i['keys']}, {i['put']}) MUST_CHECK;",
                f"enum err {i['base']}_kill(struct ctx *c{i['keys']}) MUST_CHECK;"]
        if "key" in s:
            out += [f"enum err {i['base']}_has(struct ctx *c{i['keys']}, bool *found) MUST_CHECK;"]
    return out


def accessor_source(p):
    out = []
    for s in p["storage"]:
        i, t = item(p, s), parse_type(s["value"])
        if t.kind == "raw":
            continue
        key = f"\tstruct storage_key k = {i['base']}_key({i['names']});"
        size = f"{t.size}" if t.kind == "fixed" else "sizeof(*out)"
        out += [f"enum err {i['base']}_get(struct ctx *c{i['keys']}{i['found']}, {i['get']})", "{", key, "\tstruct slice raw;"]
        here = "*found" if i["found"] else "found"
        out += [] if i["found"] else ["\tbool found;"]
        out += ["", f"\tmemset(out, 0, {size});", f"\tTRY(state_get(c, &k, {'found' if i['found'] else '&found'}, &raw));",
                f"\tif (!{here})", "\t\treturn ERR_OK;", f"\treturn state_decoded({i['base']}_decode(out, raw));", "}", ""]
        out += [f"enum err {i['base']}_put(struct ctx *c{i['keys']}, {i['put']})", "{", key,
                "\tstruct wr w = wr_arena(c->a);", ""]
        if t.kind == "fixed":
            out += [f"\twr_bytes(&w, v, {t.size});"]
        elif t.kind in SCALARS:
            out += [x.replace("(w", "(&w") for x in schema.wr_stmts(t, "*v" if i["struct"] else "v")]
        else:
            out += [f"\twr_{i['ctype'][7:]}(&w, v);"]
        out += ["\treturn state_put(c, &k, &w);", "}", ""]
        out += [f"enum err {i['base']}_kill(struct ctx *c{i['keys']})", "{", key, "", "\treturn state_kill(c, &k);", "}", ""]
        if "key" in s:
            out += [f"enum err {i['base']}_has(struct ctx *c{i['keys']}, bool *found)", "{", key, "\tstruct slice raw;", "",
                    "\treturn state_get(c, &k, found, &raw);", "}", ""]
    return out


HOOKS = {
    "on_initialize": "struct ctx *c", "on_finalize": "struct ctx *c",
    "on_event": "struct ctx *c, const struct frame_event *e", "on_upgrade": "struct ctx *c, u32 from",
}


def rt_header(p):
    pre, up = p["prefix"], p["prefix"].upper()
    out = [f"#ifndef RUNTIME_PALLETS_{up}_GEN_H", f"#define RUNTIME_PALLETS_{up}_GEN_H", head(p),
           f'#include "primitives/gen/{pre}_gen.h"', '#include "runtime/frame/frame.h"', "",
           f"extern const struct pallet pallet_{pre};", ""]
    out += accessor_header(p) + [""]
    for e in p["event"]:
        n = snake(e["name"])
        out += [f"enum err {pre}_deposit_{n}(struct ctx *c, const struct event_{pre}_{n} *e) MUST_CHECK;"]
    if p["errors"]["names"]:
        out += ["", f"/* {pre}_fail records an error of this pallet and returns ERR_DISPATCH. */",
                f"enum err {pre}_fail(struct ctx *c, enum {pre}_error error) MUST_CHECK;"]
    if carries_byte(p):
        out += [f"/* {pre}_fail_with is {pre}_fail for an error that carries a byte. */",
                f"enum err {pre}_fail_with(struct ctx *c, enum {pre}_error error, u8 with) MUST_CHECK;"]
    if p["call"] or p["hooks"]:
        out += ["", f"/* Written by hand in {pre}.c. */"]
    for c in p["call"]:
        out += [f"enum err {pre}_{c['name']}(struct ctx *c, const struct origin *o,",
                f"\t\tconst struct {pre}_{c['name']}_args *a) MUST_CHECK;"]
    out += [f"enum err {pre}_{h}({HOOKS[h]}) MUST_CHECK;" for h in p["hooks"]]
    return out + ["", f"#endif /* RUNTIME_PALLETS_{up}_GEN_H */"]


def nesting(c):
    kinds = [parse_field(a)[1].kind for a in c["args"]]
    if any(k in ("call", "calls") for k in kinds[:-1]):
        raise SystemExit(f"{c['name']}: a call argument must be the last")
    return {"call": "NEST_ONE", "calls": "NEST_MANY"}.get(kinds[-1] if kinds else "", "NEST_NONE")


def call_glue(p, c):
    n = f"{p['prefix']}_{c['name']}"
    nest = nesting(c)
    out = [f"static void skip_{n}(struct rd *r)", "{"]
    flat = [parse_field(a) for a in (c["args"] if nest == "NEST_NONE" else c["args"][:-1])]
    if nest == "NEST_NONE" and flat:
        out += [f"\tstruct {n}_args a;", "", f"\trd_{n}_args(r, &a);"]
    elif flat:
        raise SystemExit(f"{n}: arguments before a nested call are not supported yet")
    else:
        out += ["\t(void)r;"]
    out += ["}", "", f"static enum err run_{n}(struct ctx *c, const struct origin *o, struct rd *r)", "{",
            f"\tstruct {n}_args *a = arena_alloc(c->a, sizeof(*a));", "", "\tif (a == NULL)", "\t\treturn ERR_NOMEM;",
            f"\trd_{n}_args(r, a);", "\tif (r->err != ERR_OK)", "\t\treturn r->err;"]
    rule = c["origin"]
    if rule != "any":
        out += [f"\tTRY(ensure_{rule}(c, o));"]
    return out + [f"\treturn {n}(c, o, a);", "}", ""]


def weight_of(p, c):
    if c.get("weight", 1) <= 0 or c.get("proof_size", 1) <= 0:
        raise SystemExit(f"{p['name']}.{c['name']}: nothing is free")
    out = [f"\t\t.weight = {{{c.get('weight', WEIGHT_DEFAULT)}, {c.get('proof_size', PROOF_DEFAULT)}}},"]
    return out + [f"\t\t.{k} = {c[k]}," for k in ("weight_per_byte", "weight_per_call") if k in c]


def rt_source(p):
    pre, up = p["prefix"], p["prefix"].upper()
    out = [head(p), f'#include "runtime/pallets/{pre}/{pre}_gen.h"', "", '#include "runtime/frame/storage.h"', ""]
    if not p["storage"]:
        out.pop(-2)
        out.pop(-1)
    out += accessor_source(p)
    for e in p["event"]:
        n = snake(e["name"])
        out += [f"enum err {pre}_deposit_{n}(struct ctx *c, const struct event_{pre}_{n} *e)", "{",
                "\tstruct wr w = wr_arena(c->a);", "", f"\twr_event_{pre}_{n}(&w, e);",
                f"\treturn event_deposit(c, {up}_PALLET, {up}_EVENT_{n.upper()}, &w);", "}", ""]
    if p["errors"]["names"]:
        out += [f"enum err {pre}_fail(struct ctx *c, enum {pre}_error error)", "{",
                f"\treturn dispatch_fail_module(c, {up}_PALLET, (u8)error);", "}", ""]
    if carries_byte(p):
        out += [f"enum err {pre}_fail_with(struct ctx *c, enum {pre}_error error, u8 with)", "{",
                f"\tenum err e = {pre}_fail(c, error);", "", "\tc->error.u.module.error[1] = with;", "\treturn e;", "}", ""]
    for c in p["call"]:
        out += call_glue(p, c)
    if p["call"]:
        out += [f"static const struct call_row {pre}_calls[] = {{"]
        for c in p["call"]:
            n, cls = f"{pre}_{c['name']}", c.get("class", "normal").upper()
            out += ["\t{", f"\t\t.index = {c['index']},", f'\t\t.name = "{c["name"]}",', f"\t\t.class = DISPATCH_CLASS_{cls},",
                    *weight_of(p, c), f"\t\t.nest = {nesting(c)},",
                    f"\t\t.skip = skip_{n},", f"\t\t.run = run_{n},", "\t},"]
        out += ["};", ""]
    out += [f"const struct pallet pallet_{pre} = {{", f"\t.index = {up}_PALLET,", f'\t.name = "{p["name"]}",']
    if p["call"]:
        out += [f"\t.calls = {pre}_calls,", f"\t.num_calls = ARRAY_LEN({pre}_calls),"]
    return out + [f"\t.{h} = {pre}_{h}," for h in p["hooks"]] + ["};"]


def put(path, lines):
    """Writes only what changed, so that a build does not start over for nothing."""
    text = "\n".join(lines) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def files():
    pallets = for_c(load())
    for pre, p in pallets.items():
        yield f"primitives/gen/{pre}_gen.h", prim_header(p, pallets)
        yield f"primitives/gen/{pre}_gen.c", prim_source(p)
        yield f"runtime/pallets/{pre}/{pre}_gen.h", rt_header(p)
        yield f"runtime/pallets/{pre}/{pre}_gen.c", rt_source(p)
    yield "primitives/gen/pallets_gen.h", ALL_HEADER
    yield "primitives/gen/pallets_gen.c", all_source(pallets)
    yield from apis.files()


def main():
    if sys.argv[1:] == ["--check"]:
        stale = [f for f, lines in files() if not (ROOT / "src" / f).exists()
                 or (ROOT / "src" / f).read_text() != "\n".join(lines) + "\n"]
        sys.exit("not what tools/gen_pallets.py makes; run it and commit: " + " ".join(stale) if stale else 0)
    for f, lines in files():
        put(ROOT / "src" / f, lines)


if __name__ == "__main__":
    main()
