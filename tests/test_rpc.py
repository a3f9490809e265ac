"""The RPC server against strangers: pages, names, methods, TLS, limits, and clients that misbehave."""
import base64
import contextlib
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import time

import pytest

from test_polkadot_js import Node, http, node_fails


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    n = Node("--dir", str(tmp_path_factory.mktemp("rpc") / "chain"), "--block-time", "100", "--no-p2p")
    yield n
    if n.proc.poll() is None:
        assert n.stop()[0] == 0


class Ws:
    """A WebSocket client that does exactly what it is told."""

    def __init__(self, port, headers=None, tls=None, rcvbuf=None, host="127.0.0.1"):
        self.sock = socket.socket()
        if rcvbuf:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.sock.settimeout(20)
        self.sock.connect((host, port))
        if tls:
            self.sock = tls.wrap_socket(self.sock, server_hostname="localhost")
        lines = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(headers or {})}
        self.sock.sendall(("GET / HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            more = self.sock.recv(1)
            if not more:
                break
            head += more
        self.status = int(head.split()[1])
        self.id = 0

    def send_raw(self, opcode, payload, length=None):
        n = len(payload) if length is None else length
        head = bytes([0x80 | opcode]) + (bytes([0x80 | n]) if n < 126 else b"\xfe" + struct.pack(">H", n) if n < 65536
                                         else b"\xff" + struct.pack(">Q", n))
        self.sock.sendall(head + b"\0\0\0\0" + payload)

    def read(self, n):
        got = b""
        while len(got) < n:
            more = self.sock.recv(min(n - len(got), 1 << 20))
            if not more:
                raise ConnectionError("end")
            got += more
        return got

    def recv(self):
        """One message; a close frame is (code, reason)."""
        while True:
            first, n = self.read(2)
            if n == 126:
                n = struct.unpack(">H", self.read(2))[0]
            elif n == 127:
                n = struct.unpack(">Q", self.read(8))[0]
            body = self.read(n)
            if first & 15 == 8:
                return struct.unpack(">H", body[:2])[0], body[2:].decode()
            if first & 15 == 1:
                return json.loads(body)

    def send(self, method, *params):
        self.id += 1
        self.send_raw(1, json.dumps({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}).encode())
        return self.id

    def call(self, method, *params):
        wanted = self.send(method, *params)
        while True:
            answer = self.recv()
            if isinstance(answer, tuple) or answer.get("id") == wanted:
                return answer

    def close(self):
        self.sock.close()


def get(node, path, headers=None, port=None):
    s = socket.create_connection(("127.0.0.1", port or node.port), timeout=10)
    lines = {"Host": f"127.0.0.1:{port or node.port}", "Connection": "close", **(headers or {})}
    s.sendall((f"GET {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n").encode())
    got = b""
    while more := s.recv(65536):
        got += more
    s.close()
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode(), body.decode()


NAME = b'{"jsonrpc":"2.0","id":1,"method":"system_name"}'


def test_pages_of_other_origins_are_refused_and_local_ones_served(node):
    for origin in ("http://localhost:3000", "https://127.0.0.1", "https://polkadot.js.org"):
        status, headers, body = http(node, "POST", NAME, {"Origin": origin})
        assert status == 200 and headers["Access-Control-Allow-Origin"] == origin and headers["Vary"] == "Origin"
        assert http(node, "OPTIONS", headers={"Origin": origin})[0] == 204
        ws = Ws(node.port, {"Origin": origin})
        assert ws.status == 101 and ws.call("system_name")["result"] == "Phala Node"
        ws.close()
    for origin in ("https://evil.example", "http://localhost.evil.example:80", "null", "https://polkadot.js.org.evil.example",
                   "http://localhost:80x"):
        status, headers, body = http(node, "POST", NAME, {"Origin": origin})
        assert status == 403 and b"--rpc-cors" in body and "Access-Control-Allow-Origin" not in headers, origin
        assert http(node, "OPTIONS", headers={"Origin": origin})[0] == 403
        assert Ws(node.port, {"Origin": origin}).status == 403
    # Programs send none.
    assert http(node, "POST", NAME)[0] == 200


def test_a_name_that_somebody_else_controls_is_no_way_in(node):
    for host in ("evil.example", f"evil.example:{node.port}", "", "localhost.evil.example", "127.0.0.1.evil.example"):
        status, _, body = http(node, "POST", NAME, {"Host": host}) if host else get(node, "/health", {"Host": ""})
        assert status in (400, 403), host
        if host:
            assert b"whitelisted" in body and Ws(node.port, {"Host": host}).status == 403
    for host in ("localhost", f"LOCALHOST:{node.port}", "127.0.0.1", "[::1]:9944", "192.168.1.7:9944"):
        assert http(node, "POST", NAME, {"Host": host})[0] == 200, host


def test_listed_pages_may_ask_and_all_means_all(tmp_path):
    n = Node("--dir", str(tmp_path / "a"), "--no-p2p", "--rpc-cors", "https://app.example,http://dev.example:*")
    assert http(n, "POST", NAME, {"Origin": "https://app.example"})[0] == 200
    assert http(n, "POST", NAME, {"Origin": "http://dev.example:81", "Host": "app.example"})[0] == 200
    assert http(n, "POST", NAME, {"Origin": "http://localhost:3000"})[0] == 403
    assert n.stop()[0] == 0
    n = Node("--dir", str(tmp_path / "b"), "--no-p2p", "--rpc-cors", "all")
    status, headers, _ = http(n, "POST", NAME, {"Origin": "https://any.example", "Host": "any.example"})
    assert status == 200 and headers["Access-Control-Allow-Origin"] == "*"
    assert n.stop()[0] == 0


UNSAFE = [("state_getPairs", ["0x26aa"]), ("author_removeExtrinsic", [[]]), ("system_peers", []), ("state_queryStorage", [[], "0x00"]),
          ("author_hasKey", ["0x" + "00" * 32, "aura"]), ("author_insertKey", ["aura", "//A", "0x00"]), ("author_rotateKeys", []),
          ("system_dryRun", ["0x00"])]


@pytest.mark.parametrize("args,allowed", [((), True), (("--rpc-methods", "safe"), False), (("--host", "0.0.0.0"), False),
                                          (("--host", "0.0.0.0", "--rpc-methods", "unsafe"), True)])
def test_unsafe_methods_are_for_the_operator(tmp_path, args, allowed):
    n = Node("--dir", str(tmp_path / "chain"), "--no-p2p", *args)
    ws = Ws(n.port)
    for method, params in UNSAFE:
        for answer in (n.rpc(method, *params), ws.call(method, *params)):
            denied = answer.get("error", {}).get("message") == "RPC call is unsafe to be called externally"
            assert denied != allowed, answer
            assert not denied or answer["error"]["code"] == -32601
        assert method in n.rpc("rpc_methods")["result"]["methods"]
    assert n.rpc("system_name")["result"] == "Phala Node"
    assert get(n, "/metrics")[0] == (200 if allowed else 405)
    assert get(n, "/health")[0] == 200
    ws.close()
    assert n.stop()[0] == 0


def test_health_and_metrics_are_what_operators_know(tmp_path):
    n = Node("--dir", str(tmp_path / "chain"), "--no-p2p", "--block-time", "50", "--prometheus-port", "0")
    while int(n.rpc("chain_getHeader")["result"]["number"], 16) < 5:
        pass
    n.rpc("no_such")
    n.rpc("state_getStorage", "zz")
    status, head, body = get(n, "/health")
    assert status == 200 and "application/json" in head
    assert json.loads(body) == {"peers": 0, "isSyncing": False, "shouldHavePeers": False}
    assert get(n, "/health/readiness")[0] == 200
    for port in (n.port, n.ready["metrics_port"]):
        status, head, page = get(n, "/metrics", port=port)
        assert status == 200 and "text/plain; version=0.0.4" in head
        values = {}
        for line in page.splitlines():
            assert re.fullmatch(r'# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{([a-z_]+="[^"]*",?)+\})? [0-9.]+', line), line
            if not line.startswith("#"):
                key, _, v = line.rpartition(" ")
                assert key not in values
                values[key] = float(v)
        assert values['substrate_block_height{status="best"}'] >= 5
        assert 2 <= values['substrate_block_height{status="best"}'] - values['substrate_block_height{status="finalized"}'] <= 3
        assert values["substrate_ready_transactions_number"] == 0
        assert values['substrate_rpc_calls_started{protocol="http",method="chain_getHeader"}'] >= 1
        assert values['substrate_rpc_calls_finished{protocol="http",method="state_getStorage",is_error="true",is_rate_limited="false"}'] == 1
        assert values["phala_rpc_unknown_methods_total"] == 1
        buckets = [v for k, v in values.items() if k.startswith('substrate_rpc_calls_time_bucket{protocol="http",method="chain_getHeader"')]
        assert len(buckets) == 12 and buckets == sorted(buckets) and buckets[-1] >= 1
    assert get(n, "/", port=n.ready["metrics_port"])[0] == 404
    assert n.stop()[0] == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem",
                    "-out", folder / "cert.pem"], check=True, capture_output=True)
    return folder


def test_tls_serves_https_and_wss(tmp_path, certificate):
    n = Node("--dir", str(tmp_path / "chain"), "--no-p2p", "--rpc-tls-cert", str(certificate / "cert.pem"),
             "--rpc-tls-key", str(certificate / "key.pem"))
    tls = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    ws = Ws(n.port, tls=tls)
    assert ws.status == 101 and ws.call("system_name")["result"] == "Phala Node"
    assert len(ws.call("state_getMetadata")["result"]) > 20000
    s = tls.wrap_socket(socket.create_connection(("127.0.0.1", n.port)), server_hostname="localhost")
    s.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert s.recv(65536).startswith(b"HTTP/1.1 200")
    s.close()
    # Plain HTTP, half a handshake and noise get nothing and disturb nobody.
    for noise in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", os.urandom(500)):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", n.port)) as plain:
            plain.settimeout(0.3)
            plain.sendall(noise)
            assert not plain.recv(100).startswith(b"HTTP")
    assert ws.call("system_name")["result"] == "Phala Node"
    ws.close()
    assert n.stop()[0] == 0


def test_options_that_do_not_go_together_are_explained(certificate):
    assert "give both" in node_fails("--rpc-tls-cert", str(certificate / "cert.pem"))
    assert "PEM" in node_fails("--rpc-tls-cert", str(certificate / "key.pem"), "--rpc-tls-key", str(certificate / "cert.pem"))
    assert "cannot read" in node_fails("--rpc-tls-cert", "/no/such", "--rpc-tls-key", "/no/such")
    assert "auto, safe and unsafe" in node_fails("--rpc-methods", "all")
    assert "--rpc-cors cannot be used" in node_fails("--rpc-cors", "localhost")


def test_a_subscriber_that_does_not_read_is_dropped_and_others_go_on(tmp_path):
    n = Node("--dir", str(tmp_path / "chain"), "--no-p2p", "--block-time", "50")
    slow, good = Ws(n.port, rcvbuf=4096), Ws(n.port)
    good.call("chain_subscribeNewHeads")
    # The metadata again and again, unread: the node stops listening to this client …
    for _ in range(600):
        slow.send("state_getMetadata")
    # … and one that has a thousand subscriptions and reads none is closed.
    deaf = Ws(n.port, rcvbuf=4096)
    for _ in range(1000):
        deaf.send("chain_subscribeAllHeads")
    deaf.sock.settimeout(60)
    seen, deadline = [], time.monotonic() + 40
    while time.monotonic() < deadline:
        note = good.recv()
        if "params" in note:
            seen.append(int(note["params"]["result"]["number"], 16))
        if len(seen) % 20 == 0 and 'phala_rpc_sessions_cut_total 1' in get(n, "/metrics")[2]:
            break
    else:
        pytest.fail("the deaf client is still there")
    assert seen == list(range(seen[0], seen[0] + len(seen))), "a head was left out"
    closed = None
    with contextlib.suppress(OSError, ConnectionError):
        while not isinstance(closed := deaf.recv(), tuple):
            pass
    assert not isinstance(closed, tuple) or closed == (1008, "too much waits: read faster")
    # The slow one was never cut: it gets all its answers once it reads.
    assert sum("result" in slow.recv() for _ in range(600)) == 600
    assert good.call("system_name")["result"] == "Phala Node"
    assert n.stop()[0] == 0


def test_ten_thousand_subscriptions_and_no_more_than_their_share(tmp_path):
    n = Node("--dir", str(tmp_path / "chain"), "--no-p2p", "--block-time", "1000")
    conns = [Ws(n.port) for _ in range(10)]
    for ws in conns:
        ids = set()
        for _ in range(1024):
            answer = ws.call("grandpa_subscribeJustifications")
            ids.add(answer["result"])
        assert len(ids) == 1024
        assert ws.call("grandpa_subscribeJustifications")["error"]["code"] == -32006
    before = int(n.rpc("chain_getHeader")["result"]["number"], 16)
    time.sleep(3)
    assert int(n.rpc("chain_getHeader")["result"]["number"], 16) >= before + 2, "blocks stopped"
    assert conns[0].call("grandpa_unsubscribeJustifications", ids.pop())["result"] is False  # another's
    for ws in conns:
        ws.close()
    assert n.stop()[0] == 0


def test_garbage_closes_its_own_connection_only(node):
    good = Ws(node.port)
    for payload in (b"{", b"[]", b"[1,2]", b'"x"', b"[" * 5000, b'{"jsonrpc":"1.0","id":1,"method":"x"}',
                    b'{"jsonrpc":"2.0","id":{},"method":"system_name"}', b'{"jsonrpc":"2.0","id":1,"method":"system_name","params":7}'):
        bad = Ws(node.port)
        bad.send_raw(1, payload)
        answer = bad.recv()
        assert all("error" in a or "result" in a for a in (answer if isinstance(answer, list) else [answer])), (payload, answer)
        bad.close()
    for opcode, payload, code in ((2, b"\0", 1003), (1, b"\xff\xfe", 1007), (3, b"", 1002)):
        bad = Ws(node.port)
        bad.send_raw(opcode, payload)
        assert bad.recv()[0] == code
        bad.close()
    # A frame that says it is larger than any may be is refused before it is sent.
    bad = Ws(node.port)
    bad.send_raw(1, b"x" * 100, length=1 << 40)
    assert bad.recv()[0] in (1002, 1009)
    # Half a frame, and a connection that says nothing.
    half, silent = Ws(node.port), socket.create_connection(("127.0.0.1", node.port))
    half.send_raw(1, b"{", length=1000)
    assert good.call("system_name")["result"] == "Phala Node"
    for s in (half, good):
        s.close()
    silent.close()


def test_too_many_connections_are_told_and_room_is_made_again(node):
    conns = [Ws(node.port) for _ in range(128)]
    assert all(c.status == 101 for c in conns)
    assert Ws(node.port).status == 503
    for c in conns:
        c.close()
    deadline = time.monotonic() + 10
    while Ws(node.port).status != 101:
        assert time.monotonic() < deadline


def test_a_batch_of_costly_calls_does_not_stop_the_blocks(node):
    ws = [Ws(node.port) for _ in range(8)]
    batch = json.dumps([{"jsonrpc": "2.0", "id": i, "method": "state_getMetadata", "params": []} for i in range(15)]).encode()
    before, start = int(node.rpc("chain_getHeader")["result"]["number"], 16), time.monotonic()
    while time.monotonic() < start + 4:
        for w in ws:
            w.send_raw(1, batch)
        for w in ws:
            w.recv()
    after = int(node.rpc("chain_getHeader")["result"]["number"], 16)
    assert after - before >= 4 / 0.1 * 0.4, f"{after - before} blocks in 4 s"
    for w in ws:
        w.close()
