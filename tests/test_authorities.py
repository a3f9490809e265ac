"""The chain changes its authorities while everybody goes on: node, worker, bundles made before and after."""
import json
import subprocess

import pytest

import harness
import test_commands
from test_light_client import WARP_GAP, chain_spec, script, wait_height
from test_polkadot_js import JS, Node

BLOCK_MS, SESSION = 200, 10


def rotate(port, times):
    p = subprocess.run(["node", "authorities.mjs", f"ws://127.0.0.1:{port}", str(times)], cwd=JS, text=True, capture_output=True,
                       timeout=180)
    assert p.returncode == 0, p.stdout + p.stderr
    return json.loads(p.stdout.strip().splitlines()[-1])


def test_polkadot_js_rotates_the_keys_and_checks_who_finalized_each_block(tmp_path):
    folder = str(tmp_path / "chain")
    node = Node("--dir", folder, "--block-time", str(BLOCK_MS), "--session-blocks", str(SESSION))
    seen = rotate(node.port, 2)
    assert seen["sets"] == [0, 1, 2] and all(n % SESSION == 0 for n in seen["last"])
    head = int(node.rpc("chain_getHeader")["result"]["number"], 16)
    node.proc.kill()
    node.proc.communicate(timeout=10)
    again = Node("--dir", folder)  # with keys that only the folder has
    wait_height(again, head + 4)
    seen = rotate(again.port, 1)
    assert seen["sets"] == [2, 3]
    assert again.stop()[0] == 0


def test_smoldot_warp_syncs_over_two_changes(tmp_path):
    folder = str(tmp_path / "chain")
    node = Node("--dir", folder, "--block-time", str(BLOCK_MS), "--session-blocks", str(SESSION), "--p2p-port", "0")
    last = rotate(node.port, 2)["last"][-1]
    wait_height(node, max(last, WARP_GAP) + 12)
    path, spec = chain_spec(tmp_path, "--dir", folder, "--no-checkpoint")
    assert "lightSyncState" not in spec
    assert script("light.mjs", path, "ws")["warpTo"] > last
    path, spec = chain_spec(tmp_path, "--dir", folder)  # or from a checkpoint behind the changes
    assert "lightSyncState" in spec
    assert script("light.mjs", path, "ws")["finalized"] >= 5
    assert node.stop()[0] == 0


@pytest.fixture(scope="module")
def dev(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authorities")
    args = ("--block-time", str(BLOCK_MS), "--session-blocks", str(SESSION))
    proc, ready = test_commands.start(folder, *args)
    yield ready
    test_commands.stop(proc)


def run_agent(dev, folder, name):
    """One run, its bundle on disk."""
    rc, out, err = test_commands.phala(dev, "call", dev["agent"], "--body", "-", "--wait", "--json", stdin='{"q":1}', node=True)
    assert rc == 0, err
    run = json.loads(out.splitlines()[-1])
    assert run["state"] == "recorded" and run["outcome"] == "ok"
    path = folder / name
    rc, _, err = test_commands.phala(dev, "runs", run["trigger"], "--bundle", str(path))
    assert rc == 0, err
    return path


def verify(path, chain):
    p = subprocess.run([harness.phala(), "verify", str(path), "--chain", chain, "--json"], capture_output=True, text=True,
                       env=harness.clean_env(), timeout=30)
    return p.returncode, json.loads(p.stdout)


def test_runs_before_and_after_each_change_are_recorded_and_verify(dev, tmp_path):
    bundles = [run_agent(dev, tmp_path, "0.json")]
    for i in (1, 2):
        assert rotate(dev["nodePort"], 1)["sets"] == [i - 1, i]
        bundles.append(run_agent(dev, tmp_path, f"{i}.json"))
    for i, path in enumerate(bundles):
        rc, report = verify(path, dev["chain"])
        assert rc == 0 and report["ok"], report
        assert ("handovers" in json.loads(path.read_text())) == (i > 0)


def test_a_bundle_without_its_hand_overs_or_with_others_is_refused(dev, tmp_path):
    bundle = json.loads(run_agent(dev, tmp_path, "whole.json").read_text())
    assert "handovers" in bundle, "run after the test above"
    path = tmp_path / "bent.json"
    for bent, word in (({k: v for k, v in bundle.items() if k != "handovers"}, "outside the authority set"),
                       ({**bundle, "handovers": "0x" + "00" * 2}, "outside the authority set"),
                       ({**bundle, "handovers": bundle["handovers"][:-2]}, "hand-overs")):
        path.write_text(json.dumps(bent))
        rc, report = verify(path, dev["chain"])
        assert rc == 3 and report["failed"] == "finality", report
        assert word in next(c for c in report["checks"] if c["name"] == "finality")["text"], report


def test_a_secret_is_sealed_for_a_chain_that_has_changed_its_authorities(dev):
    rc, _, err = test_commands.phala(dev, "secrets", "set", "LATER", "--agent", dev["agent"], stdin="v\n", node=True, chain=True)
    assert rc == 0, err


def test_hand_overs_that_the_worker_has_lost_are_found_again(tmp_path):
    args = ("--block-time", str(BLOCK_MS), "--session-blocks", str(SESSION))
    proc, ready = test_commands.start(tmp_path, *args)
    rotate(ready["nodePort"], 1)
    before = run_agent(ready, tmp_path, "before.json")
    test_commands.stop(proc)
    lost = ready["dir"] / "worker/handovers"
    known = lost.read_bytes()
    lost.unlink()
    proc, ready = test_commands.start(tmp_path, *args)
    after = run_agent(ready, tmp_path, "after.json")
    test_commands.stop(proc)
    assert lost.read_bytes() == known
    for path in (before, after):
        rc, report = verify(path, ready["chain"])
        assert rc == 0 and report["ok"], report
