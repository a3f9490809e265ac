"""The node's store: blocks in and out of a file, a full disk, a damaged one, and an upgrade of the runtime."""
import hashlib
import json
import resource
import shutil
import signal
import subprocess
import time

import pytest

import harness
from test_polkadot_js import JS, Node


def phala(*args, build=harness.RELEASE):
    p = subprocess.run([harness.phala(build), *map(str, args)], env=harness.clean_env(), text=True, capture_output=True,
                       timeout=60)
    harness.assert_healthy(p.stderr)
    return p


def wait_for(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (got := what()) is not None:
            return got
        time.sleep(0.05)
    raise AssertionError(f"nothing within {seconds} s")


def number(node, method="chain_getHeader", *params):
    return int(node.rpc(method, *params)["result"]["number"], 16)


def at_least(node, n):
    return wait_for(lambda: n if number(node) >= n else None)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A stopped node's folder with some 40 blocks."""
    folder = tmp_path_factory.mktemp("made") / "chain"
    node = Node("--dir", str(folder), "--block-time", "50", "--no-p2p")
    at_least(node, 40)
    assert node.stop()[0] == 0
    return folder


def test_a_chain_goes_through_a_file_and_a_node_goes_on_with_it(made, tmp_path):
    file, copy = tmp_path / "blocks", tmp_path / "copy"
    out = json.loads(phala("node", "export-blocks", file, "--dir", made, "--json").stdout.splitlines()[-1])
    p = phala("node", "import-blocks", file, "--dir", copy, "--chain", made / "chain.json", "--json")
    assert json.loads(p.stdout.splitlines()[-1]) == out and out["blocks"] == out["best"] >= 40
    node = Node("--dir", str(copy), "--no-p2p")
    at_least(node, out["best"] + 2)
    assert node.stop()[0] == 0
    # The same file again, cut in the middle, into a new folder: what is whole is kept.
    file.write_bytes(file.read_bytes()[:-200])
    p = phala("node", "import-blocks", file, "--dir", tmp_path / "cut", "--chain", made / "chain.json")
    assert p.returncode == 1 and "input ends early" in p.stderr and "is kept" in p.stderr


def test_what_a_beginner_does_wrong_is_explained(made, tmp_path):
    node = Node("--dir", str(tmp_path / "busy"), "--block-time", "300", "--no-p2p")
    p = phala("node", "export-blocks", tmp_path / "x", "--dir", tmp_path / "busy")
    assert p.returncode == 1 and "a node is running on it" in p.stderr and "stop it first" in p.stderr
    node.stop()
    p = phala("node", "import-blocks", tmp_path / "x", "--dir", tmp_path / "none")
    assert p.returncode == 1 and "--chain SPEC" in p.stderr
    p = phala("node", "export-blocks", tmp_path / "x", "--dir", made, "--from", "9000")
    assert p.returncode == 1 and "there are no such blocks" in p.stderr


def limit_files(size):
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return set_limit


@pytest.mark.parametrize("room", [65536, 62000])  # where the disk ends within a page, a write is cut short
def test_a_full_disk_ends_the_node_with_a_sentence_and_costs_no_block(made, tmp_path, room):
    folder = tmp_path / "full"
    shutil.copytree(made, folder)
    size = (folder / "data.mdb").stat().st_size
    p = subprocess.run([harness.phala(), "node", "--dir", str(folder), "--port", "0", "--no-p2p", "--archive"],
                       env=harness.clean_env(), text=True, capture_output=True, timeout=60,
                       preexec_fn=limit_files(size + room))
    assert p.returncode == 1 and "the disk is full" in p.stderr and "free some space" in p.stderr, p.stderr
    node = Node("--dir", str(folder), "--no-p2p", "--archive")
    best = number(node)
    at_least(node, best + 3)
    assert node.stop()[0] == 0
    assert phala("node", "export-blocks", tmp_path / "all", "--dir", folder).returncode == 0
    p = phala("node", "import-blocks", tmp_path / "all", "--dir", tmp_path / "again", "--chain", folder / "chain.json")
    assert p.returncode == 0, p.stderr  # every block after the full disk executes to its root


def test_damage_anywhere_in_the_store_is_named_and_never_a_wrong_block(made, tmp_path):
    whole = tmp_path / "whole"
    assert phala("node", "export-blocks", whole, "--dir", made).returncode == 0
    size = (made / "data.mdb").stat().st_size
    verdicts = []
    for page in range(0, size, max(4096, size // 48 // 4096 * 4096)):
        folder = tmp_path / "damaged"
        shutil.copytree(made, folder)
        with open(folder / "data.mdb", "r+b") as f:
            f.seek(page)
            bytes_ = bytearray(f.read(4096))
            for i in range(16, len(bytes_), 61):
                bytes_[i] ^= 0x55
            f.seek(page)
            f.write(bytes_)
        p = subprocess.run([harness.phala(), "node", "export-blocks", str(tmp_path / "out"), "--dir", str(folder)],
                           env=harness.clean_env(), text=True, capture_output=True, timeout=60)
        if p.returncode == 0:
            assert (tmp_path / "out").read_bytes() == whole.read_bytes()
        else:
            assert p.returncode == 1 and "damaged" in p.stderr, (page, p)
        verdicts.append(p.returncode)
        shutil.rmtree(folder)
    assert verdicts.count(1) > 3  # not all pages are free ones


def next_build():
    return harness.RELEASE / "test/phala-next", harness.RELEASE / "wasm/phala-solo-next.compact.wasm"


def test_an_upgraded_chain_stops_is_final_and_goes_on_with_the_program_that_links_the_runtime(tmp_path):
    program, blob = next_build()
    needed = hashlib.blake2b(blob.read_bytes(), digest_size=32).hexdigest()
    node = Node("--dir", str(tmp_path / "chain"), "--block-time", "200", "--no-p2p")
    p = subprocess.run(["node", "upgrade.mjs", f"ws://127.0.0.1:{node.port}", str(blob)], cwd=JS, text=True,
                       capture_output=True, timeout=60)
    assert p.returncode == 0 and "system.CodeUpdated" in json.loads(p.stdout)["events"], p.stdout + p.stderr

    def final():
        head = node.rpc("chain_getFinalizedHead")["result"]
        return number(node) if number(node, "chain_getHeader", head) == number(node) else None
    best = wait_for(final)
    time.sleep(1)
    assert number(node) == best  # five slots later
    assert node.rpc("state_call", "Core_version", "0x")["error"]
    node.proc.send_signal(signal.SIGTERM)
    err = node.proc.communicate(timeout=20)[1]
    assert "no more blocks are made" in err and f"0x{needed}" in err and "--allow-foreign-code" in err

    after = Node("--dir", str(tmp_path / "chain"), "--no-p2p", program=program)
    at_least(after, best + 3)
    assert after.rpc("state_getRuntimeVersion")["result"]["specVersion"] == 3
    assert after.stop()[0] == 0
