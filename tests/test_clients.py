"""Clients from npm, unmodified, against the node and against the wasm blob under chopsticks.

Each connects, decodes metadata, submits, sees finality and events, reads storage and constants, asks for a fee and
compares it with what is charged, and decodes errors by name. tests/test_polkadot_js.py has what only the node can do."""
import json
import os
import subprocess
import time

import pytest

import harness
from test_polkadot_js import JS, Node

# Slots of chains whose slot duration chopsticks cannot ask for without state: getSlotDuration in chopsticks-core 1.5.1.
CHOPSTICKS_SLOT_MS = 12000


def client(script, port, *args):
    """Runs a script of tests/js to its end; returns what its last line says."""
    p = subprocess.run(["node", script, f"ws://127.0.0.1:{port}", *args], cwd=JS, text=True, capture_output=True, timeout=90)
    assert p.returncode == 0, p.stdout + p.stderr
    seen = json.loads(p.stdout.strip().splitlines()[-1])
    assert seen["ok"]
    return seen


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    # PAPI asks for archive_v1_* when the block it was told to read is no longer pinned.
    n = Node("--dir", str(tmp_path_factory.mktemp("chain")), "--block-time", "300", "--archive")
    yield n
    assert n.stop()[0] == 0


def test_polkadot_js_over_websocket(node):
    assert client("pjs.mjs", node.port)["seen"][-2:] == ["InBlock", "Finalized"]


def test_papi_over_websocket_without_a_substitute_for_any_method(node):
    """PAPI imitates what a node lacks by older methods; ours lacks nothing that PAPI asks for."""
    seen = client("papi.mjs", node.port)
    assert seen["genesis"] == node.ready["genesis"]
    assert seen["steps"][-1] == "finalized"
    assert not set(seen["methods"]) - set(node.rpc("rpc_methods")["result"]["methods"])


@pytest.fixture(scope="module")
def chopsticks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chopsticks")
    made = subprocess.run([harness.phala(), "node", "--build-spec", "--block-time", str(CHOPSTICKS_SLOT_MS)], text=True,
                          capture_output=True, env=harness.clean_env(), timeout=30, check=True)
    spec = json.loads(made.stdout)
    assert "0x3a636f6465" in spec["genesis"]["raw"]["top"], "the blob lies under :code"
    genesis = {k: spec[k] for k in ("id", "name", "properties")} | {"genesis": {"raw": {"top": spec["genesis"]["raw"]["top"]}}}
    (folder / "genesis.json").write_text(json.dumps(genesis))
    with (folder / "log").open("w") as log:
        p = subprocess.Popen(["node", "chopsticks.mjs", str(folder / "genesis.json")], cwd=JS, stdout=log, stderr=log,
                             stdin=subprocess.DEVNULL, env={**os.environ, "LOG_LEVEL": "warn"})
    deadline = time.monotonic() + 60
    lines = []
    while not lines and p.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
        lines = [line for line in (folder / "log").read_text().splitlines() if line.startswith('{"port"')]
    assert lines, (folder / "log").read_text()[-4000:]
    yield json.loads(lines[0])["port"]
    p.terminate()
    p.wait(20)


def test_polkadot_js_over_the_blob_in_chopsticks(chopsticks):
    assert client("pjs.mjs", chopsticks)["seen"][-1] == "Finalized"


def test_papi_over_the_blob_in_chopsticks(chopsticks):
    assert client("papi.mjs", chopsticks, "chopsticks")["steps"][-1] == "finalized"
