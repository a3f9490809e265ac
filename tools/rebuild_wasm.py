#!/usr/bin/env python3
"""rebuild_wasm.py BUILD NAME...: is each blob the same, byte for byte, when it is built in other folders?

Runs the compiler and linker commands of the build once more, on copies of the sources and of what was generated,
below a path of another length, without a compiler cache."""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def commands(build, names):
    """The commands of the blobs alone, each once."""
    lines = subprocess.run(["ninja", "-C", build, "-t", "commands", *names], check=True, capture_output=True, text=True).stdout
    for line in dict.fromkeys(lines.splitlines()):
        parts = [p.strip() for p in line.split("&&")]
        main = [p for p in parts if "--target=wasm32" in p or "wasm-ld" in p or "compact_wasm.py" in p]
        if main:
            yield main[0].removeprefix("ccache ").replace("/usr/bin/ccache ", "")


def main():
    build, names = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="ph-another-folder-") as tmp:
        src, out = pathlib.Path(tmp, "s"), pathlib.Path(tmp, "out/of/the/sources")
        for folder in ("src", "tools"):
            shutil.copytree(ROOT / folder, src / folder)
        shutil.copytree(build / "gen", out / "gen")
        for obj in (build / "wasm").rglob("*"):
            if obj.is_dir():
                (out / obj.relative_to(build)).mkdir(parents=True, exist_ok=True)
        todo = [c.replace(str(build), str(out)).replace(str(ROOT), str(src)) for c in commands(build, names)]
        compiles = [c for c in todo if "--target=wasm32" in c]
        env = {**os.environ, "CCACHE_DISABLE": "1"}

        def run(command):
            subprocess.run(command, shell=True, check=True, cwd=out, env=env)

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(run, compiles))
        for command in todo:
            if command not in compiles:
                run(command)
        for name in [f"{n}.{form}" for n in names for form in ("wasm", "compact.wasm")]:
            old, new = (p / "wasm" / name for p in (build, out))
            if old.read_bytes() != new.read_bytes():
                sys.exit(f"{name} comes out otherwise in another folder")
            print(f"{name}: {old.stat().st_size} bytes, the same in both folders")
        print(f"{len(compiles)} objects compiled anew")


main()
