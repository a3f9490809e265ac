#!/usr/bin/env python3
"""Style rules that a machine can hold: banned functions, malloc outside its
folders, raw balances, long lines, trailing space, include guards."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca|atoi|atol|system)\s*\(")
MALLOC = re.compile(r"\b(malloc|calloc|realloc|free)\s*\(")
MALLOC_OK = ("src/os/", "src/node/", "src/net/", "src/rpc/", "src/app/", "src/tls/", "src/box/",
             "src/cli/", "src/worker/host/", "src/worker/pal/")
bad = 0


def complain(path, line, what):
    global bad
    bad += 1
    print(f"{path}:{line}: {what}")


for f in sorted((root / "src").rglob("*.[ch]")):
    rel = f.relative_to(root).as_posix()
    lines = f.read_text().splitlines()
    beside = re.search(r"/(test|fuzz|bench)_", rel)
    if f.suffix == ".h" and not any(l.startswith("#ifndef ") for l in lines[:3]):
        complain(rel, 1, "header without include guard")
    for n, line in enumerate(lines, 1):
        width = len(line.expandtabs(8))
        if width > 100 and "clang-format off" not in line and "_gen." not in rel:
            complain(rel, n, f"{width} columns, 100 at most")
        if line != line.rstrip():
            complain(rel, n, "trailing space")
        code = line.split("/*")[0].split("//")[0]
        if BANNED.search(code):
            complain(rel, n, "banned function")
        if MALLOC.search(code) and not rel.startswith(MALLOC_OK) and not beside:
            complain(rel, n, "malloc belongs to hosted folders; take an arena")
print(f"check_source: {bad} findings")
sys.exit(1 if bad else 0)
