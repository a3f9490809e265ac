#!/usr/bin/env python3
"""Refuse an #include that crosses a layer the wrong way. Rules: layers.toml."""
import pathlib
import re
import sys
import tomllib

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
allow = tomllib.loads((root / "layers.toml").read_text())["allow"]
folders = sorted(allow, key=len, reverse=True)


def folder_of(path):
    return next((f for f in folders if path == f or path.startswith(f + "/")), None)


bad = 0
for f in sorted((root / "src").rglob("*.[ch]")):
    rel = f.relative_to(root / "src").as_posix()
    here = folder_of(rel)
    if here is None:
        print(f"src/{rel}:1: folder is not in layers.toml")
        bad += 1
        continue
    for n, line in enumerate(f.read_text().splitlines(), 1):
        m = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if not m:
            continue
        target = folder_of(m[1])
        if target is None and "/" not in m[1]:
            continue  # generated or system-style header beside the file
        if ".." in m[1] or (target not in (here, "base") and target not in allow[here]):
            print(f"src/{rel}:{n}: {here} may not include {m[1]}")
            bad += 1
print(f"check_layers: {bad} violations")
sys.exit(1 if bad else 0)
