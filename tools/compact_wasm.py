#!/usr/bin/env python3
"""compact_wasm.py ZSTD IN.wasm OUT: the compressed form of a runtime blob, which starts with a
magic number of its own (polkadot-sdk substrate/primitives/maybe-compressed-blob)."""
import pathlib
import subprocess
import sys

MAGIC = bytes.fromhex("52bc537646db8e05")

zstd, src, dst = sys.argv[1:]
frame = subprocess.run([zstd, "-19", "--single-thread", "--no-check", "-q", "-c", src],
                       check=True, stdout=subprocess.PIPE).stdout
pathlib.Path(dst).write_bytes(MAGIC + frame)
