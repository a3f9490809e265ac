"""Native and wasm: smoldot's executor from npm runs the wasm build on what the native build did, and agrees.

Recorded by the tests of the runtime themselves (src/runtime/kit_dump.h) and by made-up chains. `make soak` sets
PH_ORACLE_SECONDS: made-up chains from new seeds for as long."""
import json
import os
import pathlib
import re
import subprocess
import time

import pytest

import harness

JS = harness.ROOT / "tests/js"
BUILD = harness.FAULTS
BLOB = BUILD / "wasm/phala-solo.wasm"
SEED, EXTRINSICS, FLIPS = 2026, 10_000, 25
SECONDS = float(os.environ.get("PH_ORACLE_SECONDS", 0))


def record(folder, *command):
    folder.mkdir(exist_ok=True)
    done = subprocess.run([str(c) for c in command], env=harness.clean_env({"PH_ORACLE_DIR": str(folder)}), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def ask_oracle(folder):
    # The largest first, so that no worker is left alone with it at the end.
    files = sorted(folder.glob("*.txt"), key=lambda f: -f.stat().st_size)
    assert files
    jobs = {"ORACLE_JOBS": str(min(os.cpu_count() or 1, 8))}
    done = subprocess.run(["node", "oracle.mjs", str(BLOB), *map(str, files)], cwd=JS, env={**os.environ, **jobs}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def kit_tests():
    """Unit tests that are written against test_kit.h, or a kit of a pallet that stands on it."""
    kits = ("runtime/test_kit.h", "runtime/pallets/registry/test_registry_kit.h")
    for f in sorted((harness.ROOT / "src/runtime").rglob("test_*.c")):
        if any(kit in f.read_text() for kit in kits):
            yield pathlib.Path(BUILD, "test", f.stem)


def scenario(folder, seed):
    told = record(folder, BUILD / "test/scenario", seed, EXTRINSICS, FLIPS)
    print(told)
    counts = ask_oracle(folder)
    print(counts)
    # Each flipped byte was refused natively, and here for the same reason; entry points add some.
    flipped = int(re.search(r"(\d+) flipped bytes refused", told)[1])
    assert flipped > 500 and counts["refusedBlocks"] >= flipped, (flipped, counts)
    return counts


@pytest.mark.skipif(SECONDS > 0, reason="soak")
def test_the_blocks_of_all_unit_tests_are_the_same_in_both_builds(tmp_path):
    programs = list(kit_tests())
    assert len(programs) > 5
    for p in programs:
        record(tmp_path / "kit", p)
    counts = ask_oracle(tmp_path / "kit")
    assert counts["blocks"] > 100 and counts["extrinsics"] > 200, counts


@pytest.mark.skipif(SECONDS > 0, reason="soak")
def test_ten_thousand_made_up_extrinsics_and_all_apis_are_the_same_in_both_builds(tmp_path):
    counts = scenario(tmp_path / "scenario", SEED)
    assert counts["extrinsics"] >= EXTRINSICS, counts
    assert 0 < counts["invalid"] < EXTRINSICS / 2, counts
    assert counts["calls"] > 50, counts


@pytest.mark.skipif(SECONDS == 0, reason="make soak")
def test_soak(tmp_path):
    end, seed = time.monotonic() + SECONDS, int(time.time())
    while time.monotonic() < end:
        print("seed", seed)
        scenario(tmp_path / str(seed), seed)
        for f in (tmp_path / str(seed)).iterdir():
            f.unlink()
        seed += 1


@pytest.mark.skipif(SECONDS > 0, reason="soak")
def test_a_difference_is_found(tmp_path):
    """A result that is another byte, a root, a reason: the comparison is real."""
    record(tmp_path / "good", BUILD / "test/scenario", 5, 20, 1)
    good = max((tmp_path / "good").glob("*.txt"))  # the made-up chain, with calls of entry points, is the last
    lines = good.read_text().splitlines()

    def other(kind, field, change):
        at = next(i for i, line in enumerate(lines) if line.startswith(kind + " "))
        words = lines[at].split(" ")
        words[field] = change(words[field])
        bad = tmp_path / kind
        bad.mkdir()
        (bad / "bad.txt").write_text("\n".join([*lines[:at], " ".join(words), *lines[at + 1:]]) + "\n")
        with pytest.raises(AssertionError, match="bad.txt"):
            ask_oracle(bad)

    def flip(hexed):
        return hexed[:-1] + ("0" if hexed[-1] != "0" else "1")

    other("xt", 2, flip)
    other("block", 2, flip)
    other("call", 3, flip)
    other("refused", 4, lambda word: word + "x")
    other("row", 2, flip)
