#!/usr/bin/env python3
"""Tests of check_wasm.py: small modules made by hand, each with one thing wrong."""
import struct
import unittest

import check_wasm

I32, I64 = 0x7F, 0x7E


def leb(n):
    out = b""
    while True:
        n, b = n >> 7, n & 0x7F
        out += bytes([b | (0x80 if n else 0)])
        if not n:
            return out


def vec(items):
    return leb(len(items)) + b"".join(items)


def text(s):
    return leb(len(s)) + s.encode()


def section(kind, body):
    return bytes([kind]) + leb(len(body)) + body


def func(args, results):
    return b"\x60" + vec([bytes([t]) for t in args]) + vec([bytes([t]) for t in results])


def code(ops, local=b"\0"):
    body = local + ops + b"\x0b"
    return leb(len(body)) + body


METHODS, APIS = check_wasm.tables("solo")
RETURN_0 = b"\x42\0"
VERSION = b"\x14phala\x1cphala-c" + struct.pack("<III", 1, 1, 0) + b"\0" + struct.pack("<I", 1) + b"\x01"


class Parts:
    """A module that is fine, in parts that tests replace."""

    def __init__(self):
        self.types = [func([I32, I32], [I64]), func([I64], [I64]), func([I64, I64], [])]
        self.imports = [text("env") + text("ext_storage_get_version_1") + b"\0\x01"]
        self.funcs = [b"\0"]
        self.table = b""
        self.memory = vec([b"\0\x11"])
        self.globals = [b"\x7f\0\x41\0\x0b"]
        self.exports = [text(m) + b"\0\x01" for m in METHODS] + [text("memory") + b"\x02\0", text("__heap_base") + b"\x03\0"]
        self.start = b""
        self.code = [code(RETURN_0)]
        self.data = [b"\0\x41\0\x0b" + text("bytes")]
        self.version, self.apis = VERSION, APIS
        self.tail = b""

    def bytes(self):
        out = b"\0asm\1\0\0\0" + section(1, vec(self.types)) + section(2, vec(self.imports)) + section(3, vec(self.funcs))
        out += self.table + section(5, self.memory) + section(6, vec(self.globals)) + section(7, vec(self.exports))
        out += self.start + section(10, vec(self.code)) + section(11, vec(self.data))
        for name, body in (("runtime_version", self.version), ("runtime_apis", self.apis)):
            if body is not None:
                out += section(0, text(name) + body)
        return out + self.tail


class CheckWasm(unittest.TestCase):
    def refused(self, why, change):
        p = Parts()
        change(p)
        with self.assertRaisesRegex(check_wasm.Refused, why):
            check_wasm.check("solo", p.bytes())

    def refused_code(self, why, ops, local=b"\0"):
        self.refused(why, lambda p: setattr(p, "code", [code(ops, local)]))

    def test_the_parts_make_a_module_that_is_fine(self):
        check_wasm.check("solo", Parts().bytes())

    def test_a_parachain_needs_its_own_entry_points(self):
        with self.assertRaisesRegex(check_wasm.Refused, "no export CollectCollationInfo"):
            check_wasm.check("para", Parts().bytes())

    def test_floats_are_refused_in_code_types_locals_and_globals(self):
        self.refused_code("float opcode 0x43", b"\x43\0\0\0\0\x1a" + RETURN_0)
        self.refused_code("float opcode 0xa0", b"\xa0" + RETURN_0)
        self.refused_code("float opcode 0xae", b"\xae" + RETURN_0)
        self.refused_code("type f64", RETURN_0, b"\x01\x01\x7c")
        self.refused_code("type f32", b"\x02\x7d\x0b" + RETURN_0)
        self.refused("type f32", lambda p: p.types.append(func([0x7D], [])))
        self.refused("type f64", lambda p: p.globals.append(b"\x7c\0\x44\0\0\0\0\0\0\0\0\x0b"))

    def test_what_came_after_the_first_version_is_refused(self):
        for ops in (b"\xc0", b"\xc4", b"\xfc\x0a\0\0", b"\xfd\0", b"\xd0\x70", b"\x12\0", b"\x1c\x01\x7f", b"\x25\0"):
            self.refused_code("not of the first version", ops + RETURN_0)
        self.refused("more than one result", lambda p: p.types.append(func([], [I32, I32])))
        self.refused_code("value type 0x0 ", b"\x02\0\x0b" + RETURN_0)
        self.refused("data segment of a later version", lambda p: p.data.append(b"\x01" + text("passive")))
        self.refused("section 12 is not", lambda p: setattr(p, "tail", section(12, b"\x01")))

    def test_memory_belongs_to_the_host(self):
        self.refused_code("memory.grow", b"\x41\0\x40\0\x1a" + RETURN_0)
        self.refused("limited to 32 pages", lambda p: setattr(p, "memory", vec([b"\x01\x11\x20"])))
        self.refused("2 memories", lambda p: setattr(p, "memory", vec([b"\0\x11", b"\0\x01"])))
        self.refused("limits of kind 3", lambda p: setattr(p, "memory", vec([b"\x03\x11\x20"])))
        self.refused("is no function", lambda p: p.imports.append(text("env") + text("memory") + b"\x02\0\x11"))

    def test_imports_are_known_functions_of_the_right_type(self):
        self.refused("no host function that we know", lambda p: p.imports.append(text("env") + text("puts") + b"\0\x01"))
        self.refused("no host function that we know", lambda p: p.imports.append(
            text("wasi") + text("ext_storage_get_version_1") + b"\0\x01"))
        self.refused(r"is \(i64 -> i64\); hosts offer it as \(i64 i64 ->\)", lambda p: p.imports.append(
            text("env") + text("ext_storage_set_version_1") + b"\0\x01"))
        self.refused("there is no type 9", lambda p: p.imports.append(
            text("env") + text("ext_storage_set_version_1") + b"\0\x09"))

    def test_every_entry_point_is_exported_with_the_right_type(self):
        self.refused("no export Core_version", lambda p: p.exports.pop(METHODS.index("Core_version")))
        self.refused("no export " + METHODS[-1], lambda p: p.exports.pop(len(METHODS) - 1))
        self.refused(r"is \(i64 -> i64\), not", lambda p: p.exports.__setitem__(0, text(METHODS[0]) + b"\0\0"))
        self.refused("no export memory", lambda p: p.exports.pop(-2))
        self.refused("no export __heap_base", lambda p: p.exports.pop())
        self.refused("a global that changes", lambda p: p.globals.__setitem__(0, b"\x7f\x01\x41\0\x0b"))
        self.refused("two exports memory", lambda p: p.exports.append(text("memory") + b"\x02\0"))

    def test_nothing_runs_at_the_start(self):
        self.refused("a start function", lambda p: setattr(p, "start", section(8, b"\x01")))

    def test_custom_sections_are_both_there_and_say_what_the_code_says(self):
        self.refused("no custom section runtime_apis", lambda p: setattr(p, "apis", None))
        self.refused("no custom section runtime_version", lambda p: setattr(p, "version", None))
        self.refused("not what api.def says", lambda p: setattr(p, "apis", APIS[:-1]))
        self.refused("not what api.def says", lambda p: setattr(p, "apis", APIS[:-4] + b"\x09\0\0\0"))
        self.refused("section of its own", lambda p: setattr(p, "version", VERSION[:26] + b"\x04" + VERSION[27:]))
        self.refused("1 bytes remain", lambda p: setattr(p, "version", VERSION + b"\0"))
        self.refused("ends early", lambda p: setattr(p, "version", VERSION[:-1]))
        self.refused("two custom sections", lambda p: setattr(p, "tail", section(0, text("runtime_apis") + APIS)))

    def test_a_module_that_is_cut_or_shuffled_is_refused(self):
        good = Parts().bytes()
        for n in range(len(good)):
            with self.assertRaises(check_wasm.Refused):
                check_wasm.check("solo", good[:n])
        self.refused("out of order", lambda p: setattr(p, "tail", section(5, vec([b"\0\x01"]))))
        self.refused("differ in number", lambda p: p.funcs.append(b"\0"))
        self.refused_code("bytes remain", RETURN_0 + b"\x0b")
        self.refused_code("ends early", b"\x02\x40" + RETURN_0)


unittest.main()
