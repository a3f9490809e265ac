#!/usr/bin/env python3
"""embed.py ROOT OUT.h FILE...: files below ROOT as one C table of names and bytes."""
import pathlib
import sys

root, dst = map(pathlib.Path, sys.argv[1:3])
names = sorted(sys.argv[3:])
out = [f"/* Made by tools/embed.py from {root.name}/. */"]
for i, name in enumerate(names):
    data = (root / name).read_bytes()
    if not data:
        sys.exit(f"{name}: an empty file cannot be embedded")
    out.append(f"/* {name} */\nstatic const u8 file_{i}[] = {{")
    out += ["\t" + " ".join(f"0x{b:02x}," for b in data[j:j + 16]) for j in range(0, len(data), 16)]
    out.append("};")
out.append("static const struct example_file example_files[] = {")
out += [f'\t{{"{name}", {{file_{i}, sizeof(file_{i})}}}},' for i, name in enumerate(names)]
out.append("};\n")
dst.parent.mkdir(parents=True, exist_ok=True)
dst.write_text("\n".join(out))
