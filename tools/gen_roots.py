#!/usr/bin/env python3
"""gen_roots.py ROOTS.pem OUT.h: the root list as C arrays, in DER.

Refuses a certificate whose bytes differ from the fingerprint written above it,
or that is there twice: what was reviewed is what is compiled in."""
import base64
import hashlib
import pathlib
import re
import sys

ENTRY = re.compile(r"# ([^\n]+)\n# SHA-256 ([0-9a-f]{64})\n"
                   r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+?)\n-----END CERTIFICATE-----")

src, dst = map(pathlib.Path, sys.argv[1:3])
text = src.read_text()
roots = ENTRY.findall(text)
if len(roots) != text.count("-----BEGIN") or not roots:
    sys.exit(f"{src}: a certificate without its name and SHA-256 line")
if len({fingerprint for _, fingerprint, _ in roots}) != len(roots):
    sys.exit(f"{src}: a certificate is listed twice")

out = [f"/* Made by tools/gen_roots.py from {src.parent.name}/{src.name}. */"]
for i, (name, fingerprint, body) in enumerate(roots):
    der = base64.b64decode(body.replace("\n", ""), validate=True)
    if hashlib.sha256(der).hexdigest() != fingerprint:
        sys.exit(f"{src}: {name}: the SHA-256 line does not match the certificate")
    out.append(f"/* {name} */\nstatic const u8 root_{i}[] = {{")
    out += ["\t" + " ".join(f"0x{b:02x}," for b in der[j:j + 16]) for j in range(0, len(der), 16)]
    out.append("};")
out.append("static const struct slice root_list[] = {")
out += [f"\t{{root_{i}, sizeof(root_{i})}}," for i in range(len(roots))]
out.append("};\n")
dst.parent.mkdir(parents=True, exist_ok=True)
dst.write_text("\n".join(out))
