"""A worker host in Python that talks to a real phala-enclave over fd 3, and lies to it when told to.

Only what the tests need of SCALE, of src/worker/proto/worker.toml and of the pallets' descriptors; written from those
pages, not from the C, so that a mistake on one side shows."""
import hashlib
import json
import pathlib
import socket
import struct
import subprocess
import sys
import time
import urllib.request

import harness

INIT, SYNC, REGISTER, RUN, STORED, TICK, HEARTBEAT = 1, 2, 3, 4, 8, 9, 10
PLAIN, INIT_DONE, SYNCED, REGISTRATION = 64, 65, 66, 67
STORE, RESULT, RUN_DROPPED = 131, 133, 134

REGISTER_WORKER_V3, HEARTBEAT_CALL = bytes([41, 16]), bytes([41, 17])
REGISTER_AGENT, ASSIGN_LEASE, REQUEST, SUBMIT_RESULT = (bytes([50, i]) for i in (0, 5, 6, 7))
TRIGGER_CREATED, RESULT_RECORDED = (50, 7), (50, 8)

FRAME_WAIT_S = 20


# --- SCALE ------------------------------------------------------------------------------------------------------------

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


def u32(n):
    return struct.pack("<I", n)


def u64(n):
    return struct.pack("<Q", n)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        assert n <= len(self.data) - self.at, "message ends early"
        self.at += n
        return self.data[self.at - n:self.at]

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return struct.unpack("<I", self.take(4))[0]

    def u64(self):
        return struct.unpack("<Q", self.take(8))[0]

    def compact(self):
        first = self.u8()
        more = self.take((0, 1, 3)[first & 3])
        return int.from_bytes(bytes([first]) + more, "little") >> 2

    def vec(self):
        return self.take(self.compact())

    def text(self):
        return self.vec().decode()

    def rest(self):
        return self.take(len(self.data) - self.at)


def hexed(data):
    return "0x" + data.hex()


def raw(text):
    return bytes.fromhex(text[2:])


# --- hashes and storage keys -------------------------------------------------------------------------------------------

def blake2_256(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def xxh64(data, seed):
    """XXH64 of github.com/Cyan4973/xxHash, doc/xxhash_spec.md."""
    p1, p2, p3, p4, p5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
    mask = (1 << 64) - 1

    def rotl(x, r):
        return (x << r | x >> 64 - r) & mask

    def mix(acc, lane):
        return rotl((acc + lane * p2) & mask, 31) * p1 & mask

    at = 0
    if len(data) >= 32:
        acc = [(seed + p1 + p2) & mask, (seed + p2) & mask, seed, (seed - p1) & mask]
        while len(data) - at >= 32:
            acc = [mix(a, lane) for a, lane in zip(acc, struct.unpack_from("<4Q", data, at))]
            at += 32
        h = sum(rotl(a, r) for a, r in zip(acc, (1, 7, 12, 18))) & mask
        for a in acc:
            h = ((h ^ mix(0, a)) * p1 + p4) & mask
    else:
        h = (seed + p5) & mask
    h = (h + len(data)) & mask
    while len(data) - at >= 8:
        h = (rotl(h ^ mix(0, struct.unpack_from("<Q", data, at)[0]), 27) * p1 + p4) & mask
        at += 8
    if len(data) - at >= 4:
        h = (rotl(h ^ struct.unpack_from("<I", data, at)[0] * p1 & mask, 23) * p2 + p3) & mask
        at += 4
    for byte in data[at:]:
        h = rotl(h ^ byte * p5 & mask, 11) * p1 & mask
    h = (h ^ h >> 33) * p2 & mask
    h = (h ^ h >> 29) * p3 & mask
    return u64(h ^ h >> 32)


def twox_128(text):
    return xxh64(text.encode(), 0) + xxh64(text.encode(), 1)


def item(pallet, name):
    return twox_128(pallet) + twox_128(name)


def blake2_128_concat(key):
    return hashlib.blake2b(key, digest_size=16).digest() + key


def worker_key(pubkey):
    return item("PhalaRegistry", "WorkersV3") + xxh64(pubkey, 0) + pubkey


def run_keys(trigger, agent, pubkey):
    """The rows that `run` wants proven."""
    return [item("PhalaAgents", "Triggers") + trigger, item("PhalaAgents", "Agents") + blake2_128_concat(agent),
            item("PhalaAgents", "Leases") + blake2_128_concat(agent), worker_key(pubkey)]


GENESIS_KEYS = [item("Grandpa", "Authorities"), item("Grandpa", "CurrentSetId")]
TIME_KEYS = [item("Timestamp", "Now")]


# --- the chain ----------------------------------------------------------------------------------------------------------

def encode_header(h):
    logs = [raw(entry) for entry in h["digest"]["logs"]]
    return (raw(h["parentHash"]) + compact(int(h["number"], 16)) + raw(h["stateRoot"]) + raw(h["extrinsicsRoot"]) +
            compact(len(logs)) + b"".join(logs))


def helper(*args, build=harness.RELEASE):
    """src/cli/test_xt.c: what Python cannot sign."""
    p = subprocess.run([str(build / "test/test_xt"), *args], env=harness.clean_env(), capture_output=True, text=True, timeout=40)
    assert p.returncode == 0, p.stderr
    return json.loads(p.stdout)


class Node:
    """One `phala node` on a free port, with its own folder."""

    def __init__(self, folder, block_ms=200, build=harness.RELEASE, args=("--unattested",)):
        self.build = build
        self.log = open(pathlib.Path(folder) / "node.log", "w+")
        # An archive, so that a test may take its time between a block and a proof of its state.
        # Evidence has tests of its own; elsewhere workers need none.
        argv = [harness.phala(build), "node", "--dir", str(pathlib.Path(folder) / "chain"), "--port", "0", "--archive", "--json",
                "--block-time", str(block_ms), *args]
        self.proc = subprocess.Popen(argv, env=harness.clean_env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=self.log, text=True)
        ready = self.proc.stdout.readline()
        assert ready, self.said()
        self.url = f"http://127.0.0.1:{json.loads(ready)['port']}"
        self.wait_for(lambda: self.finalized() >= 1, "first finalized block")
        self.genesis = raw(self.rpc("chain_getBlockHash", 0))

    def rpc(self, method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
        req = urllib.request.Request(self.url, body, {"content-type": "application/json"})
        with urllib.request.urlopen(req, timeout=20) as res:
            answer = json.load(res)
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def wait_for(self, ready, what, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if ready():
                    return
            except OSError:
                assert self.proc.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(f"no {what} within {seconds} s\n{self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read()[-4000:]

    def hash(self, number):
        return self.rpc("chain_getBlockHash", number)

    def header(self, number):
        return encode_header(self.rpc("chain_getHeader", self.hash(number)))

    def finalized(self):
        return int(self.rpc("chain_getHeader", self.rpc("chain_getFinalizedHead"))["number"], 16)

    def proof(self, keys, number):
        """SCALE Vec<Bytes>, as the enclave reads it."""
        return vecs([raw(n) for n in self.rpc("state_getReadProof", [hexed(k) for k in keys], self.hash(number))["proof"]])

    def justified(self, number):
        """(number, justification) of the first justified block from `number` on."""
        r = Reader(raw(self.rpc("grandpa_proveFinality", number)))
        block, justification = r.take(32), r.vec()
        return int(self.rpc("chain_getHeader", hexed(block))["number"], 16), justification

    def submit(self, call, uri="//Alice"):
        """Signs, submits, waits for finality: {ok, error, block, hash, events}."""
        return helper("submit", self.url, uri, hexed(call), build=self.build)

    def must(self, call, uri="//Alice"):
        done = self.submit(call, uri)
        assert done["ok"], done
        return done

    def stop(self):
        self.proc.terminate()
        rc = self.proc.wait(20)
        self.proc.stdout.close()
        harness.assert_healthy(self.said())
        self.log.close()
        return rc


def event_of(done, kind):
    """The fields of the first event of this kind."""
    for e in done["events"]:
        if (e["pallet"], e["event"]) == kind:
            return Reader(raw(e["fields"]))
    raise AssertionError(f"no event {kind} in {done}")


# --- GRANDPA, as its author or as somebody else --------------------------------------------------------------------------

def justify(header, number, voter_uri, claim=None, set_id=0, round_number=1):
    """A justification of one precommit by voter_uri for this header; claim: the voter it pretends to be."""
    target = blake2_256(header)
    vote = b"\x01" + target + u32(number) + u64(round_number) + u64(set_id)
    made = helper("vote", voter_uri, hexed(vote))
    voter = claim or raw(made["public"])
    return u64(round_number) + target + u32(number) + compact(1) + target + u32(number) + raw(made["signature"]) + voter + compact(0)


def voter_of(justification):
    """The key of the only precommit."""
    return justification[8 + 32 + 4 + 1 + 32 + 4 + 64:][:32]


# --- the enclave ----------------------------------------------------------------------------------------------------------

# Popen cannot place a descriptor at 3 by itself, whatever is open in this process.
AT_FD_3 = "import os, sys\nos.dup2(int(sys.argv[1]), 3)\nos.execv(sys.argv[2], sys.argv[2:])"


class Enclave:
    """One boot of phala-enclave with this process as its host."""

    def __init__(self, folder, build=harness.RELEASE):
        folder.mkdir(mode=0o700, exist_ok=True)
        ours, theirs = socket.socketpair()
        self.sock, self.seq, self.left = ours, 0, b""
        self.sock.settimeout(FRAME_WAIT_S)
        argv = [sys.executable, "-c", AT_FD_3, str(theirs.fileno()), str(build / "bin/phala-enclave"), "--port", "sim",
                "--state", str(folder)]
        self.proc = subprocess.Popen(argv, pass_fds=(theirs.fileno(),), env=harness.clean_env(), stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        theirs.close()

    def send(self, msg, body):
        self.sock.sendall(u32(len(body) + 1) + bytes([msg]) + body)

    def ask(self, msg, body):
        """Sends a request and returns (id, Reader) of its reply; what the enclave says by itself is passed over."""
        self.seq += 1
        self.send(msg, u32(self.seq) + body)
        while True:
            got, r = self.frame()
            if got < 128 and r.u32() == self.seq:
                return got, r

    def frame(self):
        while len(self.left) < 4 or len(self.left) < 4 + struct.unpack_from("<I", self.left)[0]:
            more = self.sock.recv(1 << 16)
            if not more:
                raise EOFError(self.proc.stderr.read().decode())
            self.left += more
        n = struct.unpack_from("<I", self.left)[0]
        body, self.left = self.left[4:4 + n], self.left[4 + n:]
        return body[0], Reader(body[1:])

    def tick(self):
        self.send(TICK, now_ms())

    def stop(self):
        self.sock.close()
        self.proc.kill()
        self.proc.wait()
        harness.assert_healthy(self.proc.stderr.read().decode())
        self.proc.stderr.close()


def now_ms():
    return u64(int(time.time() * 1000))


def refusal(answer):
    """The code of a refused answer (base/err.def), or None when it was granted."""
    got, r = answer
    if got != PLAIN or r.u8() != 1:
        return None
    return r.text()


class Host:
    """One boot of an enclave on one chain: the honest moves, each with what a lie would replace."""

    def __init__(self, node, folder, sealed=b""):
        self.node, self.folder, self.sealed = node, folder, sealed
        self.enclave = Enclave(folder)
        self.head = 0
        self.journals = {}

    def init(self, genesis=None, header=None, proof=None):
        answer = self.enclave.ask(INIT, now_ms() + (genesis or self.node.genesis) + vec(header or self.node.header(0)) +
                                  vec(proof or self.node.proof(GENESIS_KEYS, 0)) + vec(self.sealed) + vec(b"") + vec(b""))
        if answer[0] == INIT_DONE:
            r = answer[1]
            self.pubkey, self.x25519, _, _, self.head = r.take(32), r.take(32), r.take(32), r.take(32), r.u32()
            self.sealed = r.vec()
            return None
        return refusal(answer)

    def sync_with(self, headers, justification, time_proof):
        answer = self.enclave.ask(SYNC, now_ms() + vecs(headers) + vec(justification) + vec(time_proof))
        if answer[0] == SYNCED:
            self.head = answer[1].u32()
            return None
        return refusal(answer)

    def news(self, number=None):
        """What an honest sync to a justified block would send: (number, headers, justification, time proof)."""
        if number:
            self.node.wait_for(lambda: self.node.finalized() >= number, f"finalized block {number}")
        number, justification = self.node.justified(number or self.node.finalized())
        return (number, [self.node.header(n) for n in range(self.head + 1, number + 1)], justification,
                self.node.proof(TIME_KEYS, number))

    def sync(self, number=None):
        """Up to the block `number`, or to the last finalized one."""
        until = number or self.node.finalized()
        while self.head < until:
            _, *parts = self.news(min(until, self.head + 200))
            assert self.sync_with(*parts) is None

    def register(self, proof=None):
        """(refusal, None) or (None, the call)."""
        answer = self.enclave.ask(REGISTER, vec(proof or self.node.proof([worker_key(self.pubkey)], self.head)) + b"\x00")
        if answer[0] != REGISTRATION:
            return refusal(answer), None
        info, signature = answer[1].vec(), answer[1].take(64)
        return None, REGISTER_WORKER_V3 + info + b"\x00" + signature

    def heartbeat(self):
        got, r = self.enclave.ask(HEARTBEAT, b"")
        assert got == PLAIN and r.u8() == 0
        said = Reader(r.vec())
        block, incarnation, signature = said.take(36), said.take(8), said.take(64)
        return HEARTBEAT_CALL + self.pubkey + incarnation + block + signature

    def boot(self):
        """From nothing to registered on chain and the head beyond that."""
        assert self.init() is None
        self.sync()
        refused, call = self.register()
        assert refused is None
        self.sync(self.node.must(call)["block"])

    def run(self, job, proof=None, at=None):
        """Asks for the run of a job; the refusal's code or None."""
        body = (job.trigger + vec(proof or self.node.proof(run_keys(job.trigger, job.agent, self.pubkey), at or self.head)) +
                vec(MANIFEST) + vec(BUNDLE) + vecs([]) + b"\x00" + vec(job.body) + vec(b""))
        return refusal(self.enclave.ask(RUN, body))

    def result(self, job):
        """Serves the enclave until the run has ended; the call that records it."""
        self.enclave.sock.settimeout(0.1)
        until = time.monotonic() + FRAME_WAIT_S
        while time.monotonic() < until:
            try:
                got, r = self.enclave.frame()
            except TimeoutError:
                self.enclave.tick()
                continue
            if got == STORE:
                self.enclave.send(STORED, u64(r.u64()))
            assert got != RUN_DROPPED, r.rest()
            if got == RESULT and r.take(32) == job.trigger:
                self.enclave.sock.settimeout(FRAME_WAIT_S)
                r.take(32)
                return SUBMIT_RESULT + r.rest()
        raise AssertionError("the run does not end")

    def stop(self):
        self.enclave.stop()


# --- an agent and its work -------------------------------------------------------------------------------------------------

MANIFEST = b'{"entry":"agent.js","name":"liar-test"}'
BUNDLE = b"export default { onTrigger(event) { return { heard: event.body } } }"


class Agent:
    def __init__(self, node, worker):
        salt = blake2_256(worker)
        code = blake2_256(u32(1) + vec(MANIFEST) + vec(BUNDLE))
        done = node.must(REGISTER_AGENT + salt + code + blake2_256(MANIFEST) + b"\x00")
        self.id, self.node = event_of(done, (50, 0)).take(32), node
        self.lease(worker)

    def lease(self, worker):
        self.node.must(ASSIGN_LEASE + self.id + worker + u32(100000))

    def request(self, body):
        return Job(self, body)


class Job:
    """A trigger: Alice asks the agent for a run."""

    def __init__(self, agent, body):
        self.agent, self.body = agent.id, body
        done = agent.node.must(REQUEST + agent.id + blake2_256(body) + blake2_256(body))
        self.trigger, self.block = event_of(done, TRIGGER_CREATED).take(32), done["block"]
