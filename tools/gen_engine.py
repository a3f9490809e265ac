#!/usr/bin/env python3
"""Turns the pinned QuickJS wasm into C: gen_engine.py WASM2C WASM MJS OUT_DIR
and the prelude into an array:      gen_engine.py --embed PRELUDE OUT_FILE

Writes, per memory access mode M (gs, bounds): qjsM.c and qjsM.h (wasm2c's, with the load and
store macros replaced), qtsM.c (a table of the exports by their real names); once: qts.h (the
table's type), imports.c (the engine's imports under readable names), engine_id.h.
The engine's export names are minified and differ between releases, so they are read from the
package's own loader; import letters are checked against it by their number of arguments."""
import hashlib
import pathlib
import re
import subprocess
import sys

MODES = ("gs", "bounds")
PATCH_AT = "DEFINE_LOAD(i32_load, u32, u32, u32)"
EXPORTS = """malloc free QTS_Throw QTS_NewError QTS_RuntimeSetMemoryLimit QTS_RuntimeSetMaxStackSize
QTS_GetUndefined QTS_NewRuntime QTS_NewContext QTS_FreeValuePointer QTS_FreeCString QTS_NewObject
QTS_NewArrayBuffer QTS_NewFloat64 QTS_GetFloat64 QTS_NewString QTS_GetString QTS_GetArrayBuffer
QTS_GetArrayBufferLength QTS_IsJobPending QTS_ExecutePendingJob QTS_GetProp QTS_SetProp QTS_Call
QTS_ResolveException QTS_Eval QTS_GetGlobalObject QTS_NewFunction""".split()
# Letter of the import -> our name, in the order of the wasm's import section.
IMPORTS = {
    "b": "assert_fail", "c": "fd_write", "d": "fd_close", "e": "environ_get", "f": "environ_sizes",
    "g": "normalize_module", "h": "load_module", "i": "should_interrupt", "j": "set_itimer",
    "k": "resize_heap", "l": "keepalive", "m": "localtime", "n": "tzset", "o": "fd_seek",
    "p": "date_now", "q": "abort", "r": "exit", "s": "call_function", "t": "free_host_ref",
}


def mangle(name):
    return "".join(c if c.isalnum() and c != "Z" or c == "_" else f"Z{ord(c):X}" for c in name)


def c_bytes(name, data):
    rows = [",".join(str(b) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
    return f"const unsigned char {name}[] = {{\n" + ",\n".join(rows) + "\n};\n"


def params(text):
    """'struct X*, u32, f64' -> ['u32', 'f64']"""
    return [p.strip() for p in text.split(",")][1:]


def args_of(types):
    return "".join(f", {t} a{i}" for i, t in enumerate(types)), [f"a{i}" for i in range(len(types))]


def main():
    if sys.argv[1] == "--embed":
        js = pathlib.Path(sys.argv[2]).read_bytes()
        pathlib.Path(sys.argv[3]).write_text("extern const unsigned char box_prelude[];\n"
                                             "extern const unsigned box_prelude_len;\n" + c_bytes("box_prelude", js + b"\0")
                                             + f"const unsigned box_prelude_len = {len(js)};\n")
        return
    wasm2c, wasm, mjs, out = sys.argv[1:5]
    out = pathlib.Path(out)
    wasm = pathlib.Path(wasm).resolve()
    out.mkdir(parents=True, exist_ok=True)
    names = dict(re.findall(r"d\._(\w+)=\s*b\.([\w$]+)", pathlib.Path(mjs).read_text()))
    version = subprocess.run([wasm2c, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    protos = {}
    for mode in MODES:
        mod = f"qjs{mode}"
        subprocess.run([wasm2c, "-n", mod, wasm, "-o", f"{mod}.c"], check=True, cwd=out)
        text = (out / f"{mod}.c").read_text()
        if text.count(PATCH_AT) != 1:
            sys.exit("gen_engine: this wasm2c writes another C; pinned: 1.0.32")
        (out / f"{mod}.c").write_text(text.replace(PATCH_AT, '#include "box/wasm_access.h"\n' + PATCH_AT))
        header = (out / f"{mod}.h").read_text()
        lines = []
        table = [f"\t.instance_len = sizeof(Z_{mod}_instance_t),", "\t.init_module = init_module,",
                 "\t.instantiate = instantiate,", "\t.ctors = ctors,", "\t.stack_pointer = stack_pointer,"]
        for name in EXPORTS:
            sym = f"Z_{mod}Z_{mangle(names[name])}"
            m = re.search(rf"^(\w+) {re.escape(sym)}\(([^)]*)\);", header, re.M)
            ret, types = m.group(1), params(m.group(2))
            protos[name] = (ret, types)
            decl, args = args_of(types)
            call = f"{sym}({', '.join([f'(Z_{mod}_instance_t *)x'] + args)})"
            lines.append(f"static {ret} w_{name}(void *x{decl}) {{ {'' if ret == 'void' else 'return '}{call}; }}")
            table.append(f"\t.{name} = w_{name},")
        (out / f"qts{mode}.c").write_text(
            f'#include "{mod}.h"\n#include "qts.h"\n'
            f"static void init_module(void) {{ Z_{mod}_init_module(); }}\n"
            f"static void instantiate(void *x) {{ Z_{mod}_instantiate((Z_{mod}_instance_t *)x, 0); }}\n"
            f"static void ctors(void *x) {{ Z_{mod}Z_u((Z_{mod}_instance_t *)x); }}\n"
            f"static u32 *stack_pointer(void *x) {{ return &((Z_{mod}_instance_t *)x)->w2c_g0; }}\n"
            + "\n".join(lines) + f"\nconst struct qts qts_{mode} = {{\n" + "\n".join(table) + "\n};\n")
    fields = "\n".join(f"\t{r} (*{n})(void *{''.join(', ' + t for t in ts)});"
                       for n, (r, ts) in protos.items()).replace("f64", "double").replace("u32", "uint32_t")
    (out / "qts.h").write_text(
        "#ifndef QTS_H\n#define QTS_H\n/* Generated by tools/gen_engine.py. */\n#include <stddef.h>\n#include <stdint.h>\n"
        "struct qts {\n\tsize_t instance_len;\n\tvoid (*init_module)(void);\n\tvoid (*instantiate)(void *);\n"
        f"\tvoid (*ctors)(void *);\n\tuint32_t *(*stack_pointer)(void *);\n{fields}\n}};\n"
        "extern const struct qts qts_gs, qts_bounds;\n#endif\n")
    glue = ['#include "qjsgs.h"', "extern wasm_rt_memory_t box_wasm_memory;",
            "wasm_rt_memory_t *Z_aZ_a(struct Z_a_instance_t *x) { return &box_wasm_memory; }"]
    header = (out / "qjsgs.h").read_text()
    found = re.findall(r"^(\w+) Z_aZ_(\w+)\(([^)]*)\);", header, re.M)
    if [f[1] for f in found] != sorted(IMPORTS):
        sys.exit("gen_engine: the engine imports other functions than the pinned release")
    for ret, letter, ptypes in found:
        types = params(ptypes)
        decl, args = args_of(types)
        sig = decl[2:] or "void"
        glue.append(f"{ret} box_import_{IMPORTS[letter]}({sig});")
        glue.append(f"{ret} Z_aZ_{letter}(struct Z_a_instance_t *x{decl}) {{ "
                    f"{'' if ret == 'void' else 'return '}box_import_{IMPORTS[letter]}({', '.join(args)}); }}")
    (out / "imports.c").write_text("\n".join(glue) + "\n")
    digest = hashlib.sha256(pathlib.Path(wasm).read_bytes()).hexdigest()
    (out / "engine_id.h").write_text(f'#define ENGINE_WASM_SHA256 "{digest}"\n#define ENGINE_WASM2C "{version}"\n')


main()
