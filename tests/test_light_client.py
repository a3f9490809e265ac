"""Light clients that we did not write, against the real node: smoldot, PAPI over smoldot, js-libp2p; and peers that misbehave."""
import json
import os
import socket
import subprocess
import threading
import time
import urllib.request

import pytest

import enclave_host
import harness
from test_polkadot_js import JS, Node

WARP_GAP = 64  # smoldot warp-syncs when it is further behind than this: see its "mode-decision"
MULTISTREAM = b"\x13/multistream/1.0.0\n"


def script(name, *args, timeout=120):
    """Runs a script of tests/js to its end; returns what its last line says."""
    assert (JS / "node_modules/smoldot").exists(), "run ./dev setup: it installs what tests/js needs"
    p = subprocess.run(["node", name, *map(str, args)], cwd=JS, text=True, capture_output=True, timeout=timeout)
    assert p.returncode == 0, p.stdout[-4000:] + p.stderr[-4000:]
    seen = json.loads(p.stdout.strip().splitlines()[-1])
    assert seen["ok"]
    return seen


def chain_spec(folder, *args):
    p = subprocess.run([harness.phala(), "chain-spec", *args], text=True, capture_output=True, env=harness.clean_env(), timeout=30,
                       check=True)
    harness.assert_healthy(p.stderr)
    path = folder / "light.json"
    path.write_text(p.stdout)
    return path, json.loads(p.stdout)


def height(node):
    return int(node.rpc("chain_getHeader")["result"]["number"], 16)


def wait_height(node, number):
    deadline = time.monotonic() + 60
    while height(node) < number:
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("light")
    node = Node("--dir", str(folder / "chain"), "--block-time", "200", "--p2p-port", "0")
    wait_height(node, WARP_GAP + 12)
    path, spec = chain_spec(folder, "--dir", str(folder / "chain"))
    yield {"node": node, "folder": folder, "path": path, "spec": spec}
    assert node.stop()[0] == 0


def p2p_port(chain):
    return int(chain["node"].ready["p2p"].split("/")[4])


@pytest.mark.parametrize("transport", ["ws", "tcp"])
def test_smoldot_warp_syncs_follows_and_reads_by_proof(chain, transport, record_property):
    at = height(chain["node"])
    seen = script("light.mjs", chain["path"], transport)
    print(f"\nsmoldot 3.4.1 over {transport}: chain added after {seen['addedMs']} ms, initialized after {seen['initializedMs']} ms")
    record_property("initialized_ms", seen["initializedMs"])
    assert seen["warpTo"] > WARP_GAP, "it came by a proof of finality and not block by block"
    assert seen["warpTo"] >= at - 4 and seen["number"] >= seen["warpTo"]
    assert seen["finalized"] >= 5


def test_papi_over_smoldot_does_all_that_it_does_over_websocket(chain):
    seen = script("papi.mjs", chain["path"])
    assert seen["genesis"] == chain["node"].ready["genesis"]
    assert seen["steps"][-1] == "finalized"


def test_js_libp2p_dials_pings_and_identifies(chain):
    addrs = chain["spec"]["bootNodes"]
    genesis = chain["node"].ready["genesis"][2:]
    seen = script("libp2p.mjs", "talk", *addrs)["seen"]
    for one, addr in zip(seen, addrs, strict=True):
        assert f"/{genesis}/sync/warp" in one["protocols"] and "/ipfs/ping/1.0.0" in one["protocols"]
        assert one["listen"] == [a.split("/p2p/")[0] for a in addrs]
        assert one["observed"].endswith("/ws") == ("/ws/" in addr)


def test_ten_thousand_streams_end_one_peer_and_no_other(chain):
    at = height(chain["node"])
    for addr in chain["spec"]["bootNodes"]:
        seen = script("libp2p.mjs", "flood", addr)
        assert seen["dropped"] and seen["opened"] < 5000 and seen["pings"] >= 5
    wait_height(chain["node"], at + 3)


def connect(chain):
    s = socket.create_connection(("127.0.0.1", p2p_port(chain)), timeout=20)
    s.settimeout(20)
    return s


def is_dropped(s, seconds):
    """Whether the node ends the connection within that time."""
    s.settimeout(seconds)
    try:
        while s.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


UPGRADE = (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
GARBAGE = {
    "noise of the line": bytes(range(256)) * 40,
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n" * 20,
    "a page request": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a broken upgrade": UPGRADE.replace(b"AAAAAAAAAAAAAAAAAAAAAA==", b"short"),
    "text on the WebSocket": UPGRADE + b"\x81\x85\0\0\0\0hello",
    "garbage on the WebSocket": UPGRADE + b"\x82\xfe\x01\x00\0\0\0\0" + b"Z" * 256,
    "a head without end": b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * 40000,
    "garbage instead of Noise": MULTISTREAM + b"\x07/noise\n" + b"\x00\x20" + b"Z" * 32 + b"\x00\x60" + b"Z" * 96,
    "a huge Noise message": MULTISTREAM + b"\x07/noise\n" + b"\xff\xff" + b"Z" * 65535,
    "protocols without end": MULTISTREAM + b"\x03ls\n" * 1000,
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_ends_the_connection(chain, name):
    with connect(chain) as s:
        try:
            s.sendall(GARBAGE[name])
        except OSError:
            pass
        assert is_dropped(s, 5)


def test_who_stalls_before_the_handshake_is_over_is_dropped(chain):
    firsts = {"silent": b"", "greeting": MULTISTREAM, "noise": MULTISTREAM + b"\x07/noise\n", "websocket": UPGRADE, "half a head": UPGRADE[:40]}
    began = time.monotonic()
    stalled = {name: connect(chain) for name in firsts}
    for name, s in stalled.items():
        s.sendall(firsts[name])
    for name, s in stalled.items():
        assert is_dropped(s, 20), name
        assert 5 < time.monotonic() - began < 16, name
        s.close()


def metric(node, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{node.port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return next(int(float(line.split()[-1])) for line in text.splitlines() if line.startswith(name + " "))


def test_who_asks_and_does_not_read_is_dropped(chain):
    # 240 answers of 240 KB: more than the kernel's buffers on the way hold.
    first = height(chain["node"])
    for n in range(4):
        remark = bytes([0, 0]) + (60000 << 2 | 2).to_bytes(4, "little") + bytes([n]) * 60000
        out = enclave_host.helper("submit", f"http://127.0.0.1:{chain['node'].port}", "//Alice", "0x" + remark.hex())
        assert out["error"] == "", out
    before = metric(chain["node"], "phala_peers_dropped_total")
    p = subprocess.Popen(["node", "libp2p.mjs", "greedy", chain["spec"]["bootNodes"][1], str(first)], cwd=JS, text=True, stdout=subprocess.PIPE)
    try:
        assert json.loads(p.stdout.readline()) == {"asleep": True}
        began = time.monotonic()
        while metric(chain["node"], "phala_peers_dropped_total") == before:
            assert time.monotonic() - began < 40
            time.sleep(0.5)
        assert time.monotonic() - began > 10, "a slow reader has time"
    finally:
        p.kill()
        p.wait()


def test_connections_of_one_address_are_limited_and_come_back(chain):
    held = [connect(chain) for _ in range(80)]
    time.sleep(0.5)
    refused = sum(is_dropped(s, 0.01) for s in held)
    assert 16 <= refused < 80
    for s in held:
        s.close()
    time.sleep(0.5)
    assert script("libp2p.mjs", "talk", chain["spec"]["bootNodes"][1])["seen"]


@pytest.mark.skipif(not os.path.exists("/proc/net/if_inet6"), reason="this kernel has no IPv6")
def test_ipv4_hosts_do_not_share_a_limit_on_a_socket_for_both(tmp_path):
    node = Node("--dir", str(tmp_path / "chain"), "--p2p-host", "::", "--p2p-port", "0")
    port = p2p_port({"node": node})
    held = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(80)]
    time.sleep(0.5)
    assert sum(is_dropped(s, 0.01) for s in held) >= 16
    other = socket.create_connection(("127.0.0.1", port), 10, source_address=("127.0.0.2", 0))
    assert not is_dropped(other, 1), "it is another host"
    for s in [*held, other]:
        s.close()
    assert node.stop()[0] == 0


def test_a_flood_of_connections_and_bytes_leaves_the_chain_going(chain):
    stop = time.monotonic() + 4

    def flood():
        while time.monotonic() < stop:
            try:
                with connect(chain) as s:
                    s.sendall(MULTISTREAM + os.urandom(20000))
            except OSError:
                pass

    threads = [threading.Thread(target=flood) for _ in range(4)]
    at = height(chain["node"])
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    wait_height(chain["node"], at + 5)
    assert script("libp2p.mjs", "talk", chain["spec"]["bootNodes"][0])["seen"]


def test_the_identity_stays_and_a_taken_port_is_named(chain, tmp_path):
    port = str(p2p_port(chain))
    p = subprocess.run([harness.phala(), "node", "--json", "--port", "0", "--p2p-port", port, "--block-time", "300", "--dir",
                        str(tmp_path / "a")], text=True, capture_output=True, env=harness.clean_env(), timeout=30)
    assert p.returncode == 1 and "the port is taken" in p.stderr and "--p2p-port" in p.stderr
    ids = set()
    for _ in range(2):
        n = Node("--dir", str(tmp_path / "a"), "--block-time", "300", "--p2p-port", "0")
        ids.add(n.ready["p2p"].split("/p2p/")[1])
        assert n.stop()[0] == 0
    assert len(ids) == 1
    assert (tmp_path / "a/p2p.key").stat().st_mode & 0o777 == 0o600
    n = Node("--dir", str(tmp_path / "b"), "--no-p2p")
    assert "p2p" not in n.ready
    assert n.stop()[0] == 0


def test_chain_spec_of_a_running_a_stopped_and_no_node(chain, tmp_path):
    spec = chain["spec"]
    assert [a.split("/p2p/")[0] for a in spec["bootNodes"]] == [f"/ip4/127.0.0.1/tcp/{p2p_port(chain)}{ws}" for ws in ("/ws", "")]
    assert set(spec["lightSyncState"]) == {"finalizedBlockHeader", "babeEpochChanges", "babeFinalizedBlockWeight", "grandpaAuthoritySet"}
    header = spec["lightSyncState"]["finalizedBlockHeader"]
    assert len(header) > 300
    genesis = chain["node"].ready["genesis"]
    n = Node("--dir", str(tmp_path / "c"), "--block-time", "300", "--p2p-port", "0")
    wait_height(n, 4)
    ready = n.ready
    assert n.stop()[0] == 0
    _, stopped = chain_spec(tmp_path, "--dir", str(tmp_path / "c"))
    assert stopped["bootNodes"][0] == ready["p2p"] and "lightSyncState" in stopped
    _, bare = chain_spec(tmp_path, "--dir", str(tmp_path / "c"), "--no-checkpoint", "--boot-node", "/dns/x/tcp/443/wss/p2p/12D3KooW")
    assert bare["bootNodes"] == ["/dns/x/tcp/443/wss/p2p/12D3KooW"] and "lightSyncState" not in bare
    # A development chain is that of its block time and of the root whose quotes it accepts.
    _, dev = chain_spec(tmp_path, "--block-time", "200", "--sim-pki", str(chain["folder"] / "chain/sim-pki"), "--raw")
    assert dev["bootNodes"] == [] and "lightSyncState" not in dev
    assert dev["genesis"]["raw"] == spec["genesis"]["raw"], f"the same development chain as {genesis}"
    p = subprocess.run([harness.phala(), "chain-spec", "--dir", str(tmp_path / "none")], text=True, capture_output=True,
                       env=harness.clean_env(), timeout=30)
    assert p.returncode == 1 and "cannot read the chain spec" in p.stderr
