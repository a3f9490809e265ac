"""The new JSON-RPC interface (chainHead_v1, transaction_v1, transactionWatch_v1, archive_v1) over a WebSocket, as PAPI's
low-level client from npm speaks it, and what a slow or a busy client does to others."""
import json
import subprocess
import threading
import time

import pytest

import harness
from test_polkadot_js import JS, Node

ROWS = 3000
VALUE = "ab" * 500  # bytes of a row: all of them are some pages


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """A development chain with ROWS more keys in its state."""
    made = subprocess.run([harness.phala(), "node", "--build-spec", "--block-time", "300"], text=True, capture_output=True,
                          env=harness.clean_env(), timeout=30, check=True)
    chain = json.loads(made.stdout)
    for i in range(ROWS):
        chain["genesis"]["raw"]["top"][f"0x7777{i:08x}"] = "0x" + f"{i:08x}" + VALUE
    path = tmp_path_factory.mktemp("spec") / "spec.json"
    path.write_text(json.dumps(chain))
    return path


@pytest.fixture(scope="module")
def node(spec, tmp_path_factory):
    n = Node("--dir", str(tmp_path_factory.mktemp("chain")), "--chain", str(spec), "--archive")
    yield n
    assert n.stop()[0] == 0


def script(port, *args):
    p = subprocess.run(["node", "chain_head.mjs", f"ws://127.0.0.1:{port}", *args], cwd=JS, text=True, capture_output=True,
                       timeout=100)
    assert p.returncode == 0, p.stdout + p.stderr
    return json.loads(p.stdout.strip().splitlines()[-1])


def test_papis_low_level_client_uses_all_of_it(node):
    seen = script(node.port, str(ROWS))
    assert seen["ok"] and seen["runtime"] == "phala" and seen["rows"] == ROWS
    assert seen["pages"] > 2, "some megabytes are not sent without the client's consent"
    assert seen["index"] >= 1 and seen["changed"] > 3


def test_long_reads_do_not_hold_up_blocks_and_requests(node):
    """Ten differences between the first and the newest block, and a plain question in between."""
    slowest = 0.0
    done = threading.Event()

    def read():
        script(node.port, str(ROWS))
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    first = int(node.rpc("chain_getHeader")["result"]["number"], 16)
    while not done.is_set() and thread.is_alive():
        start = time.monotonic()
        assert node.rpc("system_name")["result"] == "Phala Node"
        slowest = max(slowest, time.monotonic() - start)
        time.sleep(0.02)
    thread.join()
    assert done.is_set()
    assert int(node.rpc("chain_getHeader")["result"]["number"], 16) > first + 3
    assert slowest < 1.0


def test_a_node_without_old_states_does_not_promise_them(tmp_path):
    n = Node("--dir", str(tmp_path / "chain"), "--block-time", "300")
    methods = n.rpc("rpc_methods")["result"]["methods"]
    assert "chainHead_v1_follow" in methods and not [m for m in methods if m.startswith("archive_")]
    assert n.rpc("archive_v1_finalizedHeight")["error"]["code"] == -32601
    assert n.stop()[0] == 0
