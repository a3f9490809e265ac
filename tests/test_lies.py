"""A host that lies is refused by the enclave or by the chain.

The tests are the host: they speak fd 3 with a real phala-enclave and carry what it signs to a real node. Each lie comes
with the honest move that differs from it in one thing only and is accepted, so that a refusal has that one reason."""
import shutil

import pytest

from enclave_host import (GENESIS_KEYS, RESULT_RECORDED, TIME_KEYS, Agent, Host, Node, event_of, justify, voter_of,
                          worker_key)


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    node = Node(tmp_path_factory.mktemp("node"), block_ms=200)
    yield node
    assert node.stop() == 0


@pytest.fixture(scope="module")
def other_node(tmp_path_factory):
    """Another chain with the same keys: only its genesis differs."""
    node = Node(tmp_path_factory.mktemp("other"), block_ms=250)
    yield node
    assert node.stop() == 0


@pytest.fixture
def hosts(tmp_path):
    """Starts enclaves: hosts(node) in a folder of its own, hosts(node, folder, sealed) in a given one."""
    started = []

    def start(node, folder=None, sealed=b""):
        started.append(Host(node, folder or tmp_path / f"enclave{len(started)}", sealed))
        return started[-1]

    yield start
    for host in started:
        host.stop()


def with_root_changed(header):
    """The header with another state root: parent hash, compact number, then the root."""
    at = 32 + (1, 2, 4)[header[32] & 3]
    return header[:at] + bytes([header[at] ^ 1]) + header[at + 1:]


def test_a_forged_header_is_refused(node, hosts):
    host = hosts(node)
    host.init()
    node.wait_for(lambda: node.finalized() >= 3, "third finalized block")
    number, headers, justification, time_proof = host.news()
    assert host.sync_with(headers[:-1] + [with_root_changed(headers[-1])], justification, time_proof) == "TARGET"
    assert host.sync_with([with_root_changed(headers[0])] + headers[1:], justification, time_proof) == "HEADER"
    assert host.sync_with(headers[1:], justification, time_proof) == "GAP"
    assert host.head == 0
    assert host.sync_with(headers, justification, time_proof) is None and host.head == number


def test_a_justification_by_another_key_is_refused(node, hosts):
    host = hosts(node)
    host.init()
    number, headers, justification, time_proof = host.news()
    forged = headers[:-1] + [with_root_changed(headers[-1])]
    for chain in (headers, forged):
        mallorys = justify(chain[-1], number, "//Mallory")
        assert host.sync_with(chain, mallorys, time_proof) == "VOTER"
        mallory_as_alice = justify(chain[-1], number, "//Mallory", claim=voter_of(justification))
        assert host.sync_with(chain, mallory_as_alice, time_proof) == "SIGNATURE"
    alices = justify(headers[-1], number, "//Alice")
    assert voter_of(alices) == voter_of(justification)
    assert host.sync_with(headers, alices, time_proof) is None


def test_a_stale_proof_is_refused(node, hosts):
    host = hosts(node)
    host.init()
    host.sync()
    old = host.head
    host.sync(old + 2)
    assert host.register(node.proof([worker_key(host.pubkey)], old))[0] == "PROOF"
    number, *parts = host.news(old + 3)
    parts[2] = node.proof(TIME_KEYS, old)
    assert host.sync_with(*parts) == "PROOF", "the time of an older block"
    assert host.register()[0] is None


def test_without_a_proven_time_nobody_registers(node, hosts):
    host = hosts(node)
    host.init()
    number, headers, justification, _ = host.news(1)
    assert host.sync_with(headers, justification, b"") is None
    assert host.register()[0] == "STALE"
    host.sync(number + 1)
    assert host.register()[0] is None


def test_an_older_head_is_refused(node, hosts):
    host = hosts(node)
    host.init()
    first = host.news()
    host.sync(first[0] + 1)
    head = host.head
    assert host.sync_with(*first[1:]) == "STALE"
    assert host.head == head


def test_a_foreign_proof_is_refused(node, other_node, hosts):
    host = hosts(node)
    host.init()
    host.sync()
    key = [worker_key(host.pubkey)]
    assert host.register(other_node.proof(key, other_node.finalized()))[0] == "PROOF"
    number, headers, justification, _ = host.news(host.head + 1)
    assert host.sync_with(headers, justification, other_node.proof(TIME_KEYS, other_node.finalized())) == "PROOF"
    assert host.register(node.proof(key, host.head))[0] is None


def test_another_chains_headers_are_refused(node, other_node, hosts):
    host, foreign = hosts(node), hosts(other_node)
    host.init()
    assert host.sync_with(*foreign.news()[1:]) == "HEADER", "justified by the same key, but not after this genesis"
    assert host.sync_with(*host.news()[1:]) is None


def test_a_replayed_trigger_is_refused_by_the_enclave_and_by_the_chain(node, hosts):
    host = hosts(node)
    host.boot()
    agent = Agent(node, host.pubkey)
    job = agent.request(b"hello")
    host.sync(job.block)
    before = host.head
    assert host.run(job) is None
    result = host.result(job)
    done = node.must(result)
    assert event_of(done, RESULT_RECORDED).take(32) == agent.id

    again = node.submit(result)
    assert not again["ok"] and again["error"] == "PhalaAgents.TriggerConsumed"

    host.sync(done["block"])
    assert host.run(job) == "NOT_FOUND"
    assert host.run(job, at=before) == "PROOF", "the state in which the trigger still was there"


def test_a_result_of_an_old_incarnation_is_refused(node, hosts, tmp_path):
    """Somebody copies the state folder, boots the copy, and keeps what the first boot signed for later."""
    first = hosts(node)
    first.boot()
    agent = Agent(node, first.pubkey)
    job = agent.request(b"hello")
    first.sync(job.block)
    assert first.run(job) is None
    kept = first.result(job)

    shutil.copytree(first.folder, tmp_path / "copy")
    second = hosts(node, tmp_path / "copy", first.sealed)
    second.boot()
    assert second.pubkey == first.pubkey

    refused = node.submit(kept)
    assert not refused["ok"] and refused["error"] == "PhalaAgents.IncarnationNotCurrent"
    first.sync()
    refused = node.submit(first.heartbeat())
    assert not refused["ok"] and refused["error"] == "PhalaRegistry.IncarnationMismatch"
    assert first.run(job) == "CONFLICT", "the first boot sees that it is no longer the current one"

    assert second.run(job) is None
    node.must(second.result(job))
    assert node.submit(kept)["error"] == "PhalaAgents.IncarnationNotCurrent"


def test_another_genesis_is_refused(node, other_node, hosts):
    host = hosts(node)
    assert host.init(header=other_node.header(0)) == "GENESIS", "a header of another hash"
    assert host.init(proof=other_node.proof(GENESIS_KEYS, 0)) == "PROOF", "authorities of another chain"
    assert host.init() is None

    moved = hosts(other_node, host.folder, host.sealed)
    assert moved.init() == "GENESIS", "the identity belongs to the first chain"

    stranger = hosts(other_node)
    stranger.init()
    stranger.sync()
    refused, call = stranger.register()
    assert refused is None
    assert node.submit(call)["error"] == "PhalaRegistry.GenesisBlockHashRejected"
