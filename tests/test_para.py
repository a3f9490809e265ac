"""The parachain's blob, phala-para.wasm, as nodes and validators run it: under the smoldot executor and chopsticks of npm.

What the blob is fed with comes from build/*/test/para_vectors, which links the native build of the same runtime."""
import json
import os
import subprocess

import pytest

import harness
from test_polkadot_js import JS

VECTORS = harness.RELEASE / "test/para_vectors"
BLOB = harness.RELEASE / "wasm/phala-para.compact.wasm"
# chopsticks cannot ask a chain for its slot duration without state, and takes this: getSlotDuration, chopsticks-core 1.5.1.
CHOPSTICKS_SLOT_MS = 12000


def vectors(*args):
    return [json.loads(line) for line in subprocess.run([VECTORS, *map(str, args)], text=True, capture_output=True, check=True,
                                                        env=harness.clean_env(), timeout=120).stdout.splitlines()]


def run_js(script, *args):
    """Runs a script of tests/js to its end; returns the line that says {"ok": true, ...}."""
    p = subprocess.run(["node", script, *map(str, args)], cwd=JS, text=True, capture_output=True, timeout=240,
                       env={**os.environ, "LOG_LEVEL": "warn"})
    assert p.returncode == 0, p.stdout + p.stderr
    return next(json.loads(line) for line in p.stdout.splitlines() if line.startswith('{"ok":true'))


@pytest.fixture(scope="module")
def specs(tmp_path_factory):
    folder, out = tmp_path_factory.mktemp("para"), []
    for para in (2000, 2001):
        top = dict(vectors("genesis", para, CHOPSTICKS_SLOT_MS))
        top["0x3a636f6465"] = "0x" + BLOB.read_bytes().hex()
        spec = {"id": f"phala-{para}", "name": f"Phala {para}", "properties": {"ss58Format": 30, "tokenDecimals": 12, "tokenSymbol": "PHA"},
                "genesis": {"raw": {"top": top}}}
        out.append(folder / f"{para}.json")
        out[-1].write_text(json.dumps(spec))
    return out


def test_two_parachains_exchange_messages_by_hrmp(specs):
    seen = run_js("para_hrmp.mjs", *specs)
    assert seen["ids"] == [2000, 2001]
    assert seen["there"] == {"failed": [], "sent": True, "received": [{"from": 2000, "format": 1, "data": "0x68656c6c6f"}]}
    assert seen["back"] == {"failed": [], "sent": True, "received": [{"from": 2001, "format": 0, "data": "0x05040a"}]}
    assert seen["kept"] == "0x68656c6c6f"


def test_the_blob_validates_blocks_from_their_proof_without_any_storage(tmp_path):
    povs = vectors("pov")
    (tmp_path / "pov.jsonl").write_text("".join(json.dumps(p) + "\n" for p in povs))
    out = run_js("para_pov.mjs", BLOB, tmp_path / "pov.jsonl")
    assert out["storageCalls"] == 0
    for p in povs:
        seen = out["seen"][p["name"]]
        assert seen["accepted"] == p["good"], (p["name"], seen)
        if p["good"]:
            assert seen["head"] and seen["writes"] == 0
            assert seen["result"]["horizontal"] == [[2000, "0x011468656c6c6f"]]
            assert seen["result"]["code"] is None and seen["result"]["upward"] == [] and seen["result"]["processedDownward"] == 1
    assert sum(p["good"] for p in povs) == 2 and len(povs) > 10


def test_the_blob_executes_the_blocks_of_the_unit_tests_as_the_native_build_does(tmp_path):
    """tests/test_oracle.py for this profile: the unit tests record their chains, smoldot's executor runs them."""
    for part in ("message", "blocks_follow", "wait", "code"):
        subprocess.run([harness.FAULTS / "test/test_para", part], check=True, env=harness.clean_env({"PH_ORACLE_DIR": str(tmp_path)}),
                       timeout=120)
    files = [f for f in sorted(tmp_path.glob("*.txt")) if f.stat().st_size]
    done = subprocess.run(["node", "oracle.mjs", harness.FAULTS / "wasm/phala-para.wasm", *files], cwd=JS, text=True,
                          capture_output=True, timeout=240, env={**os.environ, "ORACLE_JOBS": "2"})
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["blocks"] > 20 and counts["refused"] == 0
