"""A worker host in Python that talks to a real phala-enclave over fd 3, and lies to it when told to.

Only what the tests need of SCALE and of src/worker/proto/worker.toml."""
import json
import os
import socket
import struct
import subprocess
import time
import urllib.request

import harness

INIT, SYNC, REGISTER, RUN, TICK = 1, 2, 3, 4, 9
PLAIN, INIT_DONE, SYNCED, REGISTRATION, LOG, RESULT, RUN_DROPPED = 64, 65, 66, 67, 135, 133, 134


def compact(n):
    if n < 1 << 6:
        return bytes([n << 2])
    if n < 1 << 14:
        return struct.pack("<H", n << 2 | 1)
    return struct.pack("<I", n << 2 | 2)


def vec(data):
    return compact(len(data)) + data


def vecs(items):
    return compact(len(items)) + b"".join(vec(i) for i in items)


def read_compact(data, at):
    mode = data[at] & 3
    if mode == 0:
        return data[at] >> 2, at + 1
    if mode == 1:
        return struct.unpack_from("<H", data, at)[0] >> 2, at + 2
    return struct.unpack_from("<I", data, at)[0] >> 2, at + 4


def hexed(data):
    return "0x" + data.hex()


def raw(text):
    return bytes.fromhex(text[2:])


class Rpc:
    def __init__(self, url):
        self.url = url

    def __call__(self, method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
        req = urllib.request.Request(self.url, body, {"content-type": "application/json"})
        with urllib.request.urlopen(req, timeout=20) as res:
            answer = json.load(res)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def header(self, block_hash):
        return encode_header(self("chain_getHeader", block_hash))

    def proof(self, keys, block_hash):
        return vecs([raw(n) for n in self("state_getReadProof", [hexed(k) for k in keys], block_hash)["proof"]])


def encode_header(h):
    logs = [raw(item) for item in h["digest"]["logs"]]
    return (raw(h["parentHash"]) + compact(int(h["number"], 16)) + raw(h["stateRoot"]) + raw(h["extrinsicsRoot"]) +
            compact(len(logs)) + b"".join(logs))


class Enclave:
    """One boot of phala-enclave with this process as its host."""

    def __init__(self, folder, build=harness.RELEASE):
        ours, theirs = socket.socketpair()
        self.sock, self.seq, self.left = ours, 0, b""
        self.sock.settimeout(20)

        def child():
            os.dup2(theirs.fileno(), 3, inheritable=True)

        self.proc = subprocess.Popen([str(build / "bin/phala-enclave"), "--state", str(folder)], preexec_fn=child, pass_fds=(3,),
                                     env=harness.clean_env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.PIPE)
        theirs.close()

    def send(self, msg, body):
        self.sock.sendall(struct.pack("<IB", len(body) + 1, msg) + body)

    def ask(self, msg, body):
        """Sends a request and returns (id, body) of its reply; logs are skipped."""
        self.seq += 1
        self.send(msg, struct.pack("<I", self.seq) + body)
        while True:
            got, data = self.frame()
            if got < 128 and struct.unpack_from("<I", data)[0] == self.seq:
                return got, data[4:]

    def frame(self):
        while len(self.left) < 4 or len(self.left) < 4 + struct.unpack_from("<I", self.left)[0]:
            more = self.sock.recv(1 << 16)
            if not more:
                raise EOFError(self.proc.stderr.read().decode())
            self.left += more
        n = struct.unpack_from("<I", self.left)[0]
        body, self.left = self.left[4:4 + n], self.left[4 + n:]
        return body[0], body[1:]

    def stop(self):
        self.sock.close()
        self.proc.kill()
        self.proc.wait()


def refusal(answer):
    """(code, detail) of a refused answer, or None."""
    got, data = answer
    if got != PLAIN or data[0] != 1:
        return None
    n, at = read_compact(data, 1)
    code = data[at:at + n].decode()
    m, at2 = read_compact(data, at + n)
    return code, data[at2:at2 + m].decode()


def now_ms():
    return struct.pack("<Q", int(time.time() * 1000))
