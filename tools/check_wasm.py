#!/usr/bin/env python3
"""check_wasm.py PROFILE BLOB.wasm...: would every Polkadot host load this blob, and run it alike?

Refuses whatever is not in the first version of wasm (hosts differ in what else they take), all that has to do with
floats, imports that no host offers by exactly this type, missing entry points, and custom sections that do not
say what Core_version says. Reads the module by itself: https://webassembly.github.io/spec/versions/core/WebAssembly-1.0.pdf"""
import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "src/runtime"
I32, I64, F32, F64 = 0x7F, 0x7E, 0x7D, 0x7C
NAMES = {I32: "i32", I64: "i64", F32: "f32", F64: "f64", 0x70: "funcref"}

# polkadot-sdk substrate/primitives/io: what hosts offer, and we may use. Arguments -> result.
HOST = {
    "ext_allocator_malloc_version_1": "i32 -> i32",
    "ext_allocator_free_version_1": "i32 ->",
    "ext_storage_get_version_1": "i64 -> i64",
    "ext_storage_set_version_1": "i64 i64 ->",
    "ext_storage_clear_version_1": "i64 ->",
    "ext_storage_append_version_1": "i64 i64 ->",
    "ext_storage_next_key_version_1": "i64 -> i64",
    "ext_storage_root_version_2": "i32 -> i64",
    "ext_storage_start_transaction_version_1": "->",
    "ext_storage_commit_transaction_version_1": "->",
    "ext_storage_rollback_transaction_version_1": "->",
    "ext_trie_blake2_256_ordered_root_version_2": "i64 i32 -> i32",
    "ext_hashing_blake2_128_version_1": "i64 -> i32",
    "ext_hashing_blake2_256_version_1": "i64 -> i32",
    "ext_hashing_twox_64_version_1": "i64 -> i32",
    "ext_hashing_twox_128_version_1": "i64 -> i32",
    "ext_hashing_twox_256_version_1": "i64 -> i32",
    "ext_hashing_sha2_256_version_1": "i64 -> i32",
    "ext_hashing_keccak_256_version_1": "i64 -> i32",
    "ext_crypto_sr25519_verify_version_2": "i32 i64 i32 -> i32",
    "ext_crypto_ed25519_verify_version_1": "i32 i64 i32 -> i32",
    "ext_crypto_secp256k1_ecdsa_recover_compressed_version_2": "i32 i32 -> i64",
    "ext_crypto_sr25519_generate_version_1": "i32 i64 -> i32",
    "ext_crypto_ed25519_generate_version_1": "i32 i64 -> i32",
    "ext_misc_runtime_version_version_1": "i64 -> i64",
    "ext_logging_log_version_1": "i32 i64 i64 ->",
}
ENTRY = "i32 i32 -> i64"
SECTIONS = {1: "type", 2: "import", 3: "function", 4: "table", 5: "memory", 6: "global", 7: "export", 8: "start",
            9: "element", 10: "code", 11: "data"}

# Opcodes of the first version by what follows them; floats are told apart so that the message can say so.
NOTHING = {0x00, 0x01, 0x05, 0x0B, 0x0F, 0x1A, 0x1B, *range(0x45, 0x5B), *range(0x67, 0x8B), 0xA7, 0xAC, 0xAD}
ONE_INDEX = {0x0C, 0x0D, 0x10, *range(0x20, 0x25)}
BLOCKS = {0x02, 0x03, 0x04}
MEMORY = {0x28, 0x29, *range(0x2C, 0x38), *range(0x3A, 0x3F)}
FLOATS = {0x2A, 0x2B, 0x38, 0x39, 0x43, 0x44, *range(0x5B, 0x67), *range(0x8B, 0xA7), *range(0xA8, 0xAC),
          *range(0xAE, 0xC0)}


class Refused(Exception):
    pass


class Reader:
    def __init__(self, data, what):
        self.data, self.at, self.what = data, 0, what

    def left(self):
        return len(self.data) - self.at

    def take(self, n):
        if n > self.left():
            raise Refused(f"{self.what} ends early")
        self.at += n
        return self.data[self.at - n:self.at]

    def u8(self):
        return self.take(1)[0]

    def leb(self, bits, signed=False):
        v = shift = 0
        while True:
            b = self.u8()
            v |= (b & 0x7F) << shift
            shift += 7
            if b < 0x80:
                break
            if shift >= bits:
                raise Refused(f"{self.what}: a number is too long")
        return v - (1 << shift) if signed and b & 0x40 else v

    def u32(self):
        return self.leb(32)

    def name(self):
        return self.take(self.u32()).decode("utf-8", "replace")

    def end(self):
        if self.left():
            raise Refused(f"{self.what}: {self.left()} bytes remain")


def value_type(r):
    t = r.u8()
    if t in (F32, F64):
        raise Refused(f"{r.what}: the type {NAMES[t]}; floats are not allowed anywhere")
    if t not in (I32, I64):
        raise Refused(f"{r.what}: the value type {t:#x} is not of the first version of wasm")
    return t


def signature(args, results):
    return " ".join([*(NAMES[t] for t in args), "->", *(NAMES[t] for t in results)])


def limits(r, what):
    flag = r.u8()
    if flag not in (0, 1):
        raise Refused(f"{what}: limits of kind {flag}")
    low = r.u32()
    return low, r.u32() if flag else None


def constant(r):
    op = r.u8()
    if op == 0x41:
        v = r.leb(32, True)
    elif op == 0x42:
        v = r.leb(64, True)
    else:
        raise Refused(f"{r.what}: opcode {op:#x} in a constant")
    if r.u8() != 0x0B:
        raise Refused(f"{r.what}: a constant of more than one number")
    return v


class Module:
    def __init__(self, data):
        if data[:8] != b"\0asm\1\0\0\0":
            raise Refused("this is no wasm module of version 1")
        self.types, self.imports, self.funcs, self.globals, self.exports = [], [], [], [], {}
        self.memory, self.custom, self.has_code = None, {}, 0
        r, last = Reader(data, "the module"), 0
        r.at = 8
        while r.left():
            kind = r.u8()
            body = Reader(r.take(r.u32()), f"section {SECTIONS.get(kind, kind)}")
            if kind == 0:
                name = body.name()
                if name in self.custom:
                    raise Refused(f"two custom sections {name}")
                self.custom[name] = body.take(body.left())
                continue
            if kind not in SECTIONS:
                raise Refused(f"section {kind} is not of the first version of wasm")
            if kind <= last:
                raise Refused(f"{body.what} is out of order")
            last = kind
            getattr(self, "read_" + SECTIONS[kind])(body)
            body.end()
        if self.has_code != len(self.funcs):
            raise Refused("functions and their code differ in number")

    def read_type(self, r):
        for _ in range(r.u32()):
            if r.u8() != 0x60:
                raise Refused("a type that is no function")
            args = [value_type(r) for _ in range(r.u32())]
            results = [value_type(r) for _ in range(r.u32())]
            if len(results) > 1:
                raise Refused("a function with more than one result")
            self.types.append(signature(args, results))

    def type_at(self, i, r):
        if i >= len(self.types):
            raise Refused(f"{r.what}: there is no type {i}")
        return self.types[i]

    def read_import(self, r):
        for _ in range(r.u32()):
            module, name, kind = r.name(), r.name(), r.u8()
            if kind != 0:
                raise Refused(f"import {module}.{name} is no function")
            have = self.type_at(r.u32(), r)
            if module != "env" or name not in HOST:
                raise Refused(f"import {module}.{name}: no host function that we know")
            if HOST[name] != have:
                raise Refused(f"import {name} is ({have}); hosts offer it as ({HOST[name]})")
            self.imports.append(have)

    def read_function(self, r):
        self.funcs = [self.type_at(r.u32(), r) for _ in range(r.u32())]

    def read_table(self, r):
        num = r.u32()
        for _ in range(num):
            if r.u8() != 0x70:
                raise Refused("a table of other things than functions")
            limits(r, "table")
        if num > 1:
            raise Refused("more than one table")

    def read_memory(self, r):
        num = r.u32()
        if num != 1:
            raise Refused(f"{num} memories; there must be one")
        self.memory, high = limits(r, "memory")
        if high is not None:
            raise Refused(f"the memory is limited to {high} pages; hosts put their heap into it")

    def read_global(self, r):
        for _ in range(r.u32()):
            t, mutable = value_type(r), r.u8()
            self.globals.append((t, mutable, constant(r)))

    def read_export(self, r):
        for _ in range(r.u32()):
            name, kind, i = r.name(), r.u8(), r.u32()
            if name in self.exports:
                raise Refused(f"two exports {name}")
            if kind == 3 and (i >= len(self.globals) or self.globals[i][1]):
                raise Refused(f"export {name} is a global that changes, or none")
            self.exports[name] = (kind, i)

    def read_start(self, r):
        raise Refused("a start function; hosts call none")

    def read_element(self, r):
        for _ in range(r.u32()):
            if r.u32() != 0:
                raise Refused("an element segment of a later version")
            constant(r)
            for _ in range(r.u32()):
                r.u32()

    def read_data(self, r):
        for _ in range(r.u32()):
            if r.u32() != 0:
                raise Refused("a data segment of a later version, or of another memory")
            constant(r)
            r.take(r.u32())

    def read_code(self, r):
        self.has_code = r.u32()
        for i in range(self.has_code):
            body = Reader(r.take(r.u32()), f"function {len(self.imports) + i}")
            for _ in range(body.u32()):
                body.u32()
                value_type(body)
            self.opcodes(body)

    def opcodes(self, r):
        depth = 1
        while depth:
            op = r.u8()
            depth += (op in BLOCKS) - (op == 0x0B)
            self.opcode(r, op)
        r.end()

    def opcode(self, r, op):
        if op in NOTHING:
            return
        if op in ONE_INDEX:
            r.u32()
        elif op in BLOCKS:
            if r.data[r.at:r.at + 1] == b"\x40":
                r.u8()
            else:
                value_type(r)
        elif op in MEMORY:
            r.u32()
            r.u32()
        elif op == 0x0E:  # br_table
            for _ in range(r.u32() + 1):
                r.u32()
        elif op == 0x11:  # call_indirect
            self.type_at(r.u32(), r)
            self.zero(r)
        elif op == 0x3F:  # memory.size
            self.zero(r)
        elif op == 0x41:
            r.leb(32, True)
        elif op == 0x42:
            r.leb(64, True)
        elif op == 0x40:
            raise Refused(f"{r.what}: memory.grow; the host's allocator owns the memory")
        elif op in FLOATS:
            raise Refused(f"{r.what}: the float opcode {op:#x}")
        else:
            raise Refused(f"{r.what}: opcode {op:#x} is not of the first version of wasm")

    def zero(self, r):
        if r.u8() != 0:
            raise Refused(f"{r.what}: a second table or memory")

    def function_type(self, i):
        types = self.imports + self.funcs
        return types[i] if i < len(types) else "nothing"


def tables(profile):
    """The entry points, and runtime_apis as bytes, from the tables that the C code includes."""
    text = (RUNTIME / "api.def").read_text() + (RUNTIME / f"profiles/{profile}_api.def").read_text()
    apis = b""
    for m in re.finditer(r"^API\(\w+, (\d+), ([^)]+)\)", text, re.M):
        apis += bytes(int(x, 16) for x in m[2].split(",")) + struct.pack("<I", int(m[1]))
    return re.findall(r"^ENTRY\((\w+),", text, re.M), apis


def check_exports(m, methods):
    for name in methods:
        if name not in m.exports:
            raise Refused(f"there is no export {name}")
        kind, i = m.exports[name]
        if kind != 0 or m.function_type(i) != ENTRY:
            raise Refused(f"export {name} is ({m.function_type(i)}), not ({ENTRY})")
    if m.memory is None or m.exports.get("memory") != (2, 0):
        raise Refused("there is no export memory")
    kind, i = m.exports.get("__heap_base", (None, 0))
    if kind != 3 or m.globals[i][0] != I32:
        raise Refused("there is no export __heap_base, an i32 that does not change")


def check_version(raw):
    r = Reader(raw, "custom section runtime_version")
    for _ in range(2):
        n = r.u8()
        if n & 3:
            raise Refused(f"{r.what}: the length of a name")
        r.take(n >> 2).decode("ascii")
    r.take(12)
    if r.u8() != 0:
        raise Refused(f"{r.what}: the list of APIs has a section of its own")
    r.take(4)
    if r.u8() != 1:
        raise Refused(f"{r.what}: the system version is not 1")
    r.end()


def check_custom(m, apis):
    for name in ("runtime_version", "runtime_apis"):
        if name not in m.custom:
            raise Refused(f"there is no custom section {name}; hosts need both or ignore the other")
    check_version(m.custom["runtime_version"])
    if m.custom["runtime_apis"] != apis:
        raise Refused("custom section runtime_apis is not what api.def says")


def check(profile, data):
    """Raises Refused."""
    methods, apis = tables(profile)
    m = Module(data)
    check_exports(m, methods + (["validate_block"] if profile == "para" else []))
    check_custom(m, apis)
    return m


def main():
    profile, rc = sys.argv[1], 0
    for path in sys.argv[2:]:
        try:
            m = check(profile, pathlib.Path(path).read_bytes())
            print(f"{path}: {len(m.imports)} imports, {len(m.funcs)} functions, {len(m.exports)} exports: fine")
        except Refused as e:
            print(f"{path}: {e}", file=sys.stderr)
            rc = 1
    return rc


if __name__ == "__main__":
    sys.exit(main())
