"""The type language of the descriptors (src/runtime/pallets/README.md) and its translation to C.

A field is "name: Type". Emission is plain statements, so that generated files read like hand-written ones."""
import re
from dataclasses import dataclass

INTS = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "u128": 16}


KEYWORDS = {"auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
            "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
            "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while"}


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def member(variant):
    """The union member of an enum variant."""
    m = snake(variant)
    return m + "_" if m in KEYWORDS else m


def under(head, stmts):
    """A controlled statement, in braces when it is more than one line."""
    return [head, *stmts] if len(stmts) == 1 else [head + " {", *stmts, head[:len(head) - len(head.lstrip())] + "}"]


@dataclass(frozen=True)
class Type:
    kind: str  # int bool balance fixed bytes str vec option compact named call calls raw unit
    name: str = ""
    size: int = 0
    item: "Type | None" = None


def parse_type(text):
    t = text.strip()
    if t in INTS:
        return Type("int", t)
    if t == "bool":
        return Type("bool")
    if t == "Balance":
        return Type("balance")
    if t in ("H256", "AccountId"):
        return Type("fixed", t, 32)
    if m := re.fullmatch(r"\[u8;\s*(\d+)\]", t):
        return Type("fixed", "", int(m[1]))
    if m := re.fullmatch(r"(Bytes|Str)<(\d+)>", t):
        return Type("bytes" if m[1] == "Bytes" else "str", "", int(m[2]))
    if t == "Address":
        return Type("named", "MultiAddress")
    if t == "Call":  # only as the last field: a call does not tell its length
        return Type("call", t)
    if m := re.fullmatch(r"Vec<Call;\s*(\d+)>", t):
        return Type("calls", "", int(m[1]))
    if t in ("Digest", "EventRecords"):  # stored values that C reads itself
        return Type("raw", t)
    if m := re.fullmatch(r"Vec<(.+);\s*(\d+)>", t):
        return Type("vec", "", int(m[2]), parse_type(m[1]))
    if m := re.fullmatch(r"(Option|Compact)<(.+)>", t):
        return Type(m[1].lower(), "", 0, parse_type(m[2]))
    if re.fullmatch(r"[A-Z]\w*", t):
        return Type("named", t)
    raise ValueError(f"unknown type: {text}")


def parse_field(text):
    name, _, t = text.partition(":")
    return name.strip(), parse_type(t)


def min_size(t):
    """A lower bound of the encoding, for rd_seq_len."""
    return {"int": INTS.get(t.name, 1), "balance": 16, "fixed": t.size}.get(t.kind, 1)


def c_decl(t, name, tab="\t"):
    if t.kind == "int":
        return [f"{tab}{t.name} {name};"]
    if t.kind == "bool":
        return [f"{tab}bool {name};"]
    if t.kind == "balance":
        return [f"{tab}struct balance {name};"]
    if t.kind == "fixed":
        return [f"{tab}u8 {name}[{t.size}];"]
    if t.kind in ("bytes", "str"):
        return [f"{tab}struct slice {name}; /* at most {t.size} bytes */"]
    if t.kind == "vec":
        inner = c_decl(t.item, f"items[{t.size}]", tab + "\t")
        if t.item.kind == "fixed":
            inner = [f"{tab}\tu8 items[{t.size}][{t.item.size}];"]
        return [f"{tab}struct {{", f"{tab}\tu32 num;", *inner, f"{tab}}} {name};"]
    if t.kind == "option":
        return [f"{tab}bool has_{name};", *c_decl(t.item, name, tab)]
    if t.kind == "compact":
        return c_decl(t.item, name, tab)
    if t.kind in ("call", "raw"):
        return [f"{tab}struct slice {name};"]
    if t.kind == "calls":
        return [f"{tab}u32 num_{name}; /* at most {t.size} */", f"{tab}struct slice {name}; /* one after the other */"]
    return [f"{tab}struct {snake(t.name)} {name};"]


def has_name(lv, has="has"):
    """out->x -> out->has_x"""
    head, sep, last = lv.rpartition("->") if "->" in lv else lv.rpartition(".")
    return f"{head}{sep}{has}_{last}"


def rd_stmts(t, lv, tab="\t"):
    if t.kind == "int":
        return [f"{tab}{lv} = rd_{t.name}(r);"]
    if t.kind == "bool":
        return [f"{tab}{lv} = rd_bool(r);"]
    if t.kind == "balance":
        return [f"{tab}{lv} = rd_balance(r);"]
    if t.kind == "fixed":
        return [f"{tab}rd_bytes(r, {lv}, {t.size});"]
    if t.kind == "bytes":
        return [f"{tab}{lv} = rd_vec(r, {t.size});"]
    if t.kind == "str":
        return [f"{tab}{lv} = rd_str(r, {t.size});"]
    if t.kind == "vec":
        return [f"{tab}{lv}.num = rd_seq_len(r, {min_size(t.item)});", f"{tab}if ({lv}.num > {t.size}) {{",
                f"{tab}\trd_fail(r, ERR_LIMIT);", f"{tab}\t{lv}.num = 0;", f"{tab}}}",
                *under(f"{tab}for (u32 i = 0; i < {lv}.num; i++)", rd_stmts(t.item, f"{lv}.items[i]", tab + "\t"))]
    if t.kind == "option":
        return [f"{tab}{has_name(lv)} = rd_option(r);",
                *under(f"{tab}if ({has_name(lv)})", rd_stmts(t.item, lv, tab + "\t"))]
    if t.kind in ("call", "raw"):
        return [f"{tab}{lv} = rd_take(r, rd_left(r));"]
    if t.kind == "calls":
        num = has_name(lv, "num")
        return [f"{tab}{num} = rd_seq_len(r, 2);", f"{tab}if ({num} > {t.size})", f"{tab}\trd_fail(r, ERR_LIMIT);",
                f"{tab}{lv} = rd_take(r, rd_left(r));"]
    if t.kind == "compact" and t.item.kind == "balance":
        return [f"{tab}{lv} = bal(rd_compact128(r));"]
    if t.kind == "compact":
        fn = {"u128": "rd_compact128", "u64": "rd_compact"}.get(t.item.name, "rd_compact32")
        return [f"{tab}{lv} = {fn}(r);"]
    return [f"{tab}rd_{snake(t.name)}(r, &{lv});"]


def wr_stmts(t, lv, tab="\t"):
    if t.kind == "int":
        return [f"{tab}wr_{t.name}(w, {lv});"]
    if t.kind == "bool":
        return [f"{tab}wr_bool(w, {lv});"]
    if t.kind == "balance":
        return [f"{tab}wr_balance(w, {lv});"]
    if t.kind == "fixed":
        return [f"{tab}wr_bytes(w, {lv}, {t.size});"]
    if t.kind in ("bytes", "str"):
        return [f"{tab}wr_vec(w, {lv});"]
    if t.kind == "vec":
        return [f"{tab}wr_compact(w, {lv}.num);",
                *under(f"{tab}for (u32 i = 0; i < {lv}.num; i++)", wr_stmts(t.item, f"{lv}.items[i]", tab + "\t"))]
    if t.kind == "option":
        return [f"{tab}wr_bool(w, {has_name(lv)});",
                *under(f"{tab}if ({has_name(lv)})", wr_stmts(t.item, lv, tab + "\t"))]
    if t.kind in ("call", "raw"):
        return [f"{tab}wr_slice(w, {lv});"]
    if t.kind == "calls":
        return [f"{tab}wr_compact(w, {has_name(lv, 'num')});", f"{tab}wr_slice(w, {lv});"]
    if t.kind == "compact":
        raw = ".raw" if t.item.kind == "balance" else ""
        return [f"{tab}wr_compact128(w, {lv}{raw});"]
    return [f"{tab}wr_{snake(t.name)}(w, &{lv});"]


def comment(doc):
    if not doc:
        return []
    lines = doc.strip().splitlines()
    return ["/* " + "\n * ".join(x.strip() for x in lines) + " */"]


def emit_struct(name, fields, doc=""):
    out = comment(doc) + [f"struct {name} {{"]
    for f in fields:
        out += c_decl(parse_field(f)[1], parse_field(f)[0])
    return out + (["};"] if fields else ["\tu8 nothing; /* C wants a member */", "};"])


def emit_rd(name, fields):
    out = [f"void rd_{name}(struct rd *r, struct {name} *out)", "{", "\tmemset(out, 0, sizeof(*out));"]
    for f in fields:
        n, t = parse_field(f)
        out += rd_stmts(t, f"out->{n}")
    return out + (["}"] if fields else ["\t(void)r;", "}"])


def emit_wr(name, fields):
    out = [f"void wr_{name}(struct wr *w, const struct {name} *in)", "{"]
    for f in fields:
        n, t = parse_field(f)
        out += wr_stmts(t, f"in->{n}")
    return out + (["}"] if fields else ["\t(void)w;", "\t(void)in;", "}"])


def variants_of(type_desc):
    """[(name, Type | None)] of an enum descriptor."""
    out = []
    for v in type_desc["variants"]:
        m = re.fullmatch(r"(\w+)(?:\((.+)\))?", v)
        out.append((m[1], parse_type(m[2]) if m[2] else None))
    return out


def emit_enum(type_desc):
    name, vs = snake(type_desc["name"]), variants_of(type_desc)
    out = comment(type_desc.get("doc", ""))
    out += [f"enum {name}_tag {{"] + [f"\t{name.upper()}_{snake(v).upper()} = {i}," for i, (v, _) in enumerate(vs)] + ["};"]
    out += [f"struct {name} {{", f"\tu8 tag; /* enum {name}_tag */"]
    if any(t for _, t in vs):
        out += ["\tunion {"] + [line for v, t in vs if t for line in c_decl(t, member(v), "\t\t")] + ["\t} u;"]
    return out + ["};"]


def emit_enum_codec(type_desc):
    name, vs = snake(type_desc["name"]), variants_of(type_desc)
    rd = [f"void rd_{name}(struct rd *r, struct {name} *out)", "{", "\tmemset(out, 0, sizeof(*out));",
          f"\tout->tag = rd_tag(r, {len(vs)});"]
    wr = [f"void wr_{name}(struct wr *w, const struct {name} *in)", "{", "\twr_u8(w, in->tag);"]
    for v, t in vs:
        if t is None:
            continue
        cond = f"->tag == {name.upper()}_{snake(v).upper()})"
        rd += under(f"\tif (r->err == ERR_OK && out{cond}", rd_stmts(t, f"out->u.{member(v)}", "\t\t"))
        wr += under(f"\tif (in{cond}", wr_stmts(t, f"in->u.{member(v)}", "\t\t"))
    return [*rd, "}", "", *wr, "}"]


def prototypes(name):
    return [f"void rd_{name}(struct rd *r, struct {name} *out);", f"void wr_{name}(struct wr *w, const struct {name} *in);"]
