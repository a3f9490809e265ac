#!/usr/bin/env python3
"""The RFC-78 hash of each profile's metadata: src/runtime/profiles/<profile>_hash.h, for CheckMetadataHash.

metadata_hash.py          makes the headers again
metadata_hash.py --check  only compares, for the test

The hash is that of metadata V15, computed by npm's @polkadot-api/merkleize-metadata (tests/js). It covers types, the
extrinsic's format, spec name and version, prefix, decimals and symbol; nothing in the metadata holds the hash."""
import subprocess
import sys

import gen_pallets
import pallet_meta

JS = gen_pallets.ROOT / "tests/js"


def digest(profile):
    if not (JS / "node_modules").exists():
        raise SystemExit("tests/js has no packages; ./dev setup installs them")
    token = [pallet_meta.defined("RUNTIME_TOKEN_DECIMALS"), pallet_meta.defined("RUNTIME_TOKEN_SYMBOL")]
    p = subprocess.run(["node", "metadata_hash.mjs", *token], cwd=JS, input=pallet_meta.metadata(profile, 15),
                       capture_output=True)
    if p.returncode != 0:
        raise SystemExit(f"npm's merkleizer does not take the metadata of {profile}:\n{p.stderr.decode()}")
    return bytes.fromhex(p.stdout.decode())


def header(profile):
    d = digest(profile)
    rows = ["\t" + " ".join(f"0x{b:02x}," for b in d[at:at + 8]) for at in range(0, 32, 8)]
    guard = f"RUNTIME_PROFILES_{profile.upper()}_HASH_H"
    return [f"#ifndef {guard}", f"#define {guard}",
            f"/* The RFC-78 hash of the metadata of {profile}. Made by `make metadata-hash`. */",
            '#include "base/base.h"', "", "static const u8 profile_metadata_hash[32] = {", *rows, "};", "",
            f"#endif /* {guard} */"]


def main():
    stale = []
    for profile in pallet_meta.apis.PROFILES:
        path, lines = gen_pallets.ROOT / f"src/runtime/profiles/{profile}_hash.h", header(profile)
        if sys.argv[1:] != ["--check"]:
            gen_pallets.put(path, lines)
        elif not path.exists() or path.read_text() != "\n".join(lines) + "\n":
            stale.append(profile)
    if stale:
        raise SystemExit(f"the metadata of {' and '.join(stale)} is not what its committed hash says (a descriptor or the spec "
                         "version changed): run `make metadata-hash` and commit src/runtime/profiles/*_hash.h")


main()
