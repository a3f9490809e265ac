"""A client from npm, unmodified, against the real node; and the node's own start, restart and refusals."""
import json
import signal
import subprocess
import urllib.error
import urllib.request

import pytest

import harness

JS = harness.ROOT / "tests/js"


class Node:
    def __init__(self, *args, build=harness.RELEASE, program=None):
        self.proc = subprocess.Popen([str(program or harness.phala(build)), "node", "--json", "--port", "0", *args], text=True,
                                     env=harness.clean_env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE)
        line = self.proc.stdout.readline()
        assert line, self.proc.communicate(timeout=10)[1]
        self.ready = json.loads(line)
        self.port = self.ready["port"]

    def rpc(self, method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        req = urllib.request.Request(f"http://127.0.0.1:{self.port}/", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(req, timeout=10) as answer:
            return json.loads(answer.read())

    def stop(self, sig=signal.SIGTERM):
        self.proc.send_signal(sig)
        out, err = self.proc.communicate(timeout=20)
        harness.assert_healthy(err)
        return self.proc.returncode, out, err


@pytest.fixture
def node(tmp_path):
    n = Node("--dir", str(tmp_path / "chain"), "--block-time", "300")
    yield n
    if n.proc.poll() is None:
        assert n.stop()[0] == 0


def test_polkadot_js_reads_signs_submits_and_sees_finality(node):
    assert (JS / "node_modules/@polkadot/api").exists(), "run ./dev setup: it installs what tests/js needs"
    p = subprocess.run(["node", "transfer.mjs", f"ws://127.0.0.1:{node.port}"], cwd=JS, text=True, capture_output=True,
                       timeout=90)
    assert p.returncode == 0, p.stdout + p.stderr
    seen = json.loads(p.stdout.strip().splitlines()[-1])
    assert seen["ok"] and seen["seen"][-1] == "Finalized"


def test_ready_line_and_clean_stop(node):
    assert node.ready == {"event": "ready", "port": node.port, "genesis": node.ready["genesis"], "pid": node.proc.pid,
                          "p2p": node.ready["p2p"], "sim_pki": node.ready["sim_pki"]}
    assert node.ready["sim_pki"].endswith("/sim-pki")
    assert node.ready["p2p"].startswith("/ip4/127.0.0.1/tcp/") and "/ws/p2p/12D3KooW" in node.ready["p2p"]
    assert node.rpc("chain_getBlockHash", 0)["result"] == node.ready["genesis"]
    rc, out, err = node.stop(signal.SIGINT)
    assert rc == 0 and out == ""


def http(node, method, body=None, headers=None):
    req = urllib.request.Request(f"http://127.0.0.1:{node.port}/", body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(req, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as e:
        return e.code, dict(e.headers), e.read()


def test_http_serves_pages_and_refuses_the_rest(node):
    page = {"Origin": "http://localhost:3000"}
    status, headers, body = http(node, "OPTIONS", headers={**page, "Access-Control-Request-Method": "POST"})
    assert status == 204 and body == b"" and headers["Access-Control-Allow-Origin"] == page["Origin"]
    assert "POST" in headers["Access-Control-Allow-Methods"] and "content-type" in headers["Access-Control-Allow-Headers"]
    status, headers, body = http(node, "POST", b'{"jsonrpc":"2.0","id":1,"method":"system_name"}', page)
    assert status == 200 and headers["Content-Type"].startswith("application/json")
    assert headers["Access-Control-Allow-Origin"] == page["Origin"] and json.loads(body)["result"] == "Phala Node"
    assert http(node, "POST", b'{"jsonrpc":"2.0","method":"system_name"}')[0] == 204
    assert json.loads(http(node, "POST", b"\xff{")[2])["error"]["code"] == -32700
    assert json.loads(http(node, "POST", b"[" * 100000)[2])["error"]["code"] == -32700
    assert http(node, "GET")[0] == 405
    assert http(node, "POST", b" " * (15 * 1024 * 1024 + 1))[0] == 413
    assert node.rpc("system_health")["result"]["peers"] == 0


def test_a_restart_goes_on_with_the_same_chain(tmp_path):
    folder = str(tmp_path / "chain")
    first = Node("--dir", folder, "--block-time", "100")
    while int(first.rpc("chain_getHeader")["result"]["number"], 16) < 8:
        pass
    fifth = first.rpc("chain_getBlockHash", 5)["result"]
    first.proc.kill()
    first.proc.communicate(timeout=10)
    again = Node("--dir", folder)  # the folder knows its block time
    assert again.ready["genesis"] == first.ready["genesis"]
    assert again.rpc("chain_getBlockHash", 5)["result"] == fifth
    assert again.stop()[0] == 0


def node_fails(*args):
    p = subprocess.run([harness.phala(), "node", *args], text=True, capture_output=True, env=harness.clean_env(), timeout=30)
    assert p.returncode == 1 and p.stdout == "", p.stdout
    return p.stderr


def test_refusals_name_cause_and_fix(node, tmp_path):
    chain = str(tmp_path / "chain")
    assert "another process uses this folder" in node_fails("--dir", chain, "--port", "0")
    assert "port is taken" in node_fails("--dir", str(tmp_path / "b"), "--port", str(node.port))
    assert "50 to 600000" in node_fails("--block-time", "10")
    assert "no chain spec" in node_fails("--chain", __file__)
    assert node.stop()[0] == 0
    assert "holds another chain" in node_fails("--dir", chain, "--port", "0", "--block-time", "301")


def test_build_spec_is_what_the_node_starts_from(tmp_path):
    spec, pki = tmp_path / "spec.json", ("--sim-pki", str(tmp_path / "pki"))
    made = subprocess.run([harness.phala(), "node", "--build-spec", "--block-time", "300", *pki], text=True, capture_output=True,
                          env=harness.clean_env(), timeout=30)
    assert made.returncode == 0
    spec.write_text(made.stdout)
    plain = Node("--dir", str(tmp_path / "a"), "--block-time", "300", *pki)
    from_file = Node("--dir", str(tmp_path / "b"), "--chain", str(spec))
    assert plain.ready["genesis"] == from_file.ready["genesis"]
    assert (tmp_path / "a/chain.json").read_text().strip() == made.stdout.strip()
    assert plain.stop()[0] == 0 and from_file.stop()[0] == 0
