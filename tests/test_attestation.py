"""Workers on a development chain: quotes of its own PKI, judged by the chain.

Node and worker are the real programs; only the root is a toy, and where that root is not accepted nothing else helps."""
import hashlib
import json
import queue
import shutil
import signal
import subprocess
import threading
import time

import pytest

import harness
from enclave_host import Node, Reader, hexed, item, raw, u32, worker_key

SUDO = bytes([6, 0])  # Sudo.sudo(call)
SET_POLICY, FREEZE = bytes([41, 25]), bytes([41, 32])
REGISTER = bytes([41, 16])
INTEL_ROOT = "0x44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"
MAX_AGE_AT = 2 + 4 + 4 + 4  # of AttestationPolicy.max_age_seconds
WAIT_S = 60


class Worker:
    """One `phala worker --json` with --port sim; its events as they come."""

    def __init__(self, node, state, chain=None, pki=None):
        folder = node.folder / "chain"
        argv = [harness.phala(), "worker", "--json", "--node", node.url, "--chain", str(chain or folder / "chain.json"), "--state", str(state),
                "--api-port", "0", "--boxes", "1", "--port", "sim", "--sim-pki", str(pki or folder / "sim-pki")]
        self.log = open(f"{state}.log", "w+")
        self.proc = subprocess.Popen(argv, env=harness.clean_env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.news, self.seen = queue.Queue(), []
        threading.Thread(target=lambda: [self.news.put(json.loads(line)) for line in self.proc.stdout], daemon=True).start()

    def wait(self, event, what=None, seconds=WAIT_S):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.seen.append(self.news.get(timeout=0.2))
            except queue.Empty:
                assert self.proc.poll() is None, self.said()
                continue
            if self.seen[-1]["event"] == event and what in (None, self.seen[-1].get("what")):
                return self.seen[-1]
        raise AssertionError(f"no {event} {what or ''} within {seconds} s: {self.seen}\n{self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read()[-4000:]

    def stop(self):
        if self.log.closed:
            return
        if self.proc.poll() is None:
            self.proc.send_signal(signal.SIGTERM)
        self.proc.wait(20)
        harness.assert_healthy(self.said())
        self.log.close()


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    folder = tmp_path_factory.mktemp("node")
    node = Node(folder, block_ms=300, args=())
    node.folder = folder
    yield node
    assert node.stop() == 0


@pytest.fixture
def workers(node, tmp_path):
    started = []

    def start(state=None, **kw):
        started.append(Worker(kw.pop("at", node), state or tmp_path / f"worker{len(started)}", **kw))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


def row(node, pubkey):
    """WorkerInfoV3: what the tests look at."""
    r = Reader(raw(node.rpc("state_getStorage", hexed(worker_key(raw(pubkey))))))
    r.take(96)
    out = {"tee": r.u8(), "trust_domain": r.take(32), "incarnation": r.u64()}
    out["valid_until"] = int.from_bytes(r.rest()[-8:], "little")
    return out


def count(node, name):
    return len(node.rpc("state_getKeysPaged", hexed(item("PhalaRegistry", name)), 100))


def registration_call(node, upto):
    """The newest register_worker_v3 call of the chain."""
    for n in range(upto, 0, -1):
        for xt in node.rpc("chain_getBlock", node.hash(n))["block"]["extrinsics"]:
            body = raw(xt)
            at = body.find(REGISTER + u32(1), 0, 200)
            if at > 0:
                return body[at:]
    raise AssertionError("no registration on the chain")


def as_root(node, call):
    node.must(SUDO + call)


def test_a_worker_registers_by_a_quote_that_the_chain_judges(node, workers):
    worker = workers()
    said = worker.wait("registered")
    assert said["tee"] == 1 and said["strength"] == "simulated" and said["tcbStatus"] == "UpToDate"
    root = hashlib.sha256((node.folder / "chain/sim-pki/root.der").read_bytes()).digest()
    assert raw(said["trustDomain"]) == root
    on_chain = row(node, said["pubkey"])
    assert on_chain["tee"] == 1 and on_chain["trust_domain"] == root
    assert on_chain["incarnation"] == said["incarnation"] and on_chain["valid_until"] == said["validUntil"] > time.time()
    assert [count(node, name) for name in ("RootCrls", "PckCrls", "TcbInfos", "QeIdentities")] == [1, 1, 1, 1]
    uploads = [e["text"].split(",")[0] for e in worker.seen if e.get("what") == "upload"]
    assert uploads == ["root CRL", "PCK CRL", "TCB info", "QE identity"]

    again = workers()
    again.wait("registered")
    assert not [e for e in again.seen if e.get("what") == "upload"], "the chain has what it needs by now"


def test_an_old_quote_and_that_of_another_chain_are_refused(node, workers, tmp_path):
    worker = workers()
    said = worker.wait("registered")
    call = registration_call(node, node.finalized())
    refused = node.submit(call)
    assert not refused["ok"] and refused["error"] == "PhalaRegistry.IncarnationNotNewer"

    other = Node(tmp_path, block_ms=400, args=("--sim-pki", str(node.folder / "chain/sim-pki")))
    try:
        refused = other.submit(call)
        assert not refused["ok"] and refused["error"] == "PhalaRegistry.GenesisBlockHashRejected"
    finally:
        assert other.stop() == 0

    worker.stop()
    shutil.copytree(tmp_path / "worker0", tmp_path / "clone")
    clone = workers(tmp_path / "clone")
    cloned = clone.wait("registered")
    assert cloned["pubkey"] == said["pubkey"] and cloned["incarnation"] > said["incarnation"]
    refused = node.submit(call)
    assert refused["error"] == "PhalaRegistry.IncarnationNotNewer", "the first boot is over: what it signed is worth nothing"


def test_while_registration_is_frozen_nobody_new_comes_in(node, workers):
    as_root(node, FREEZE + b"\x01")
    try:
        worker = workers()
        refused = worker.wait("attestation", "refused")
        assert "frozen" in refused["text"] and refused["fix"]
    finally:
        as_root(node, FREEZE + b"\x00")
    worker.wait("registered")


def test_a_renewal_keeps_a_worker_and_one_that_slept_through_it_registers_again(node, workers):
    policy = raw(node.rpc("state_getStorage", hexed(item("PhalaRegistry", "AttestationPolicy"))))
    short = policy[:MAX_AGE_AT] + u32(16) + policy[MAX_AGE_AT + 4:]
    as_root(node, SET_POLICY + short)
    try:
        worker = workers()
        said = worker.wait("registered")
        assert said["validUntil"] <= time.time() + 17
        worker.wait("attestation", "renewed")
        renewed = row(node, said["pubkey"])
        assert renewed["valid_until"] > said["validUntil"] and renewed["incarnation"] == said["incarnation"]

        worker.proc.send_signal(signal.SIGSTOP)
        time.sleep(20)
        assert row(node, said["pubkey"])["valid_until"] < time.time(), "nobody renews for it"
        worker.proc.send_signal(signal.SIGCONT)
        worker.wait("attestation", "expired")
        assert worker.wait("registered")["incarnation"] > said["incarnation"]
    finally:
        as_root(node, SET_POLICY + policy)


def refused_at_start(node, state, *args):
    folder = node.folder / "chain"
    p = subprocess.run([harness.phala(), "worker", "--node", node.url, "--state", str(state), "--api-port", "0", *args],
                       env=harness.clean_env(), text=True, capture_output=True, timeout=30, cwd=folder)
    assert p.returncode == 1, p.stderr
    return p.stderr


def test_a_simulated_worker_is_told_at_once_where_it_is_worth_nothing(node, tmp_path):
    folder = node.folder / "chain"
    spec = json.loads((folder / "chain.json").read_text())
    spec["properties"]["phala"] = {"acceptedRoots": [INTEL_ROOT], "allowSimulated": False}
    (tmp_path / "production.json").write_text(json.dumps(spec))
    said = refused_at_start(node, tmp_path / "w", "--chain", str(tmp_path / "production.json"), "--port", "sim", "--sim-pki", str(folder / "sim-pki"))
    assert "does not accept this development root, nor any other: it wants real TEEs" in said and "fix:" in said

    said = refused_at_start(node, tmp_path / "w", "--chain", str(folder / "chain.json"), "--port", "sim", "--sim-pki", str(tmp_path / "none"))
    assert "there is no development PKI" in said
    subprocess.run([harness.phala(), "node", "--build-spec", "--sim-pki", str(tmp_path / "other-pki")], env=harness.clean_env(), check=True,
                   stdout=subprocess.DEVNULL, timeout=30)
    said = refused_at_start(node, tmp_path / "w", "--chain", str(folder / "chain.json"), "--port", "sim", "--sim-pki", str(tmp_path / "other-pki"))
    assert "does not accept this development root" in said


def test_a_platform_that_is_not_there_is_said_and_nothing_is_simulated_instead(node, tmp_path):
    for port in ("tdx", "gramine"):
        said = refused_at_start(node, tmp_path / port, "--chain", "chain.json", "--port", port)
        assert "the worker cannot go on" in said and port in said.lower(), said
