"""The API key is nowhere but in the enclave and with the model."""
import base64
import json
import os
import pathlib
import re
import secrets
import struct
import time
import urllib.request
import warnings

import pytest

import harness


PAGE, CHUNK, OVERLAP = 4096, 1 << 22, 256
PRESENT_OR_SWAPPED = 0b11 << 62


def has_pages(pagemap, at, size):
    """Whether anything was ever written or read in a piece of address space. Most of it is only reserved."""
    pagemap.seek(at // PAGE * 8)
    entries = pagemap.read(size // PAGE * 8)
    return any(entry & PRESENT_OR_SWAPPED for (entry,) in struct.iter_unpack("=Q", entries))


def process_memory(pid):
    """All memory of a process that has content, piece by piece; pieces overlap, so that nothing hides at an edge."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem, \
            open(f"/proc/{pid}/pagemap", "rb", 0) as pagemap:
        for line in maps:
            start, end, perms = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if "r" not in perms or "[vvar" in line or "[vsyscall]" in line:
                continue
            tail, stop = b"", int(end, 16)
            for at in range(int(start, 16), stop, CHUNK):
                size = min(CHUNK, stop - at)
                if not has_pages(pagemap, at, size):
                    tail = b""
                    continue
                try:
                    mem.seek(at)
                    piece = mem.read(size)
                except OSError:
                    piece = b""  # behind the end of a mapped file
                yield tail + piece
                tail = piece[-OVERLAP:]


def forms_of(key):
    """The key as it may lie about: plain, hexadecimal, base64 at any of the three alignments, UTF-16."""
    raw = key.encode()
    base64s = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, raw.hex().encode(), raw.hex().upper().encode(), key.encode("utf-16-le"), *base64s]


def watched(demo):
    """Whoever must not know the key, with the demo itself for its environment only: {name: pid}."""
    pids = harness.processes(demo.proc.pid)
    assert {"node", "worker", "box0"} <= pids.keys()
    return {name: pid for name, pid in pids.items() if name in ("node", "worker") or name.startswith("box")}


def look_for(forms, demo):
    for name, pid in {**watched(demo), "demo": demo.proc.pid}.items():
        environ = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
        assert not any(f in environ for f in forms), f"key in the environment of {name}"
        if name == "demo":
            continue
        seen = 0
        try:
            for part in process_memory(pid):
                seen += len(part)
                assert not any(f in part for f in forms), f"key in the memory of {name}"
        except PermissionError:
            # A box is not dumpable: only root may look into it.
            assert name.startswith("box") and os.geteuid() != 0
            warnings.warn(f"the memory of {name} was not searched: that takes root")
            continue
        assert seen > 1 << 20, f"the memory of {name} was not read"


def look_in_files(forms, folder):
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert any("journal" in str(p) for p in files), "no journal was written"
    for p in files:
        data = p.read_bytes()
        assert not any(f in data for f in forms), f"key in {p}"


def ask(port, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body and json.dumps(body).encode(),
                                     headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def what_the_ports_say(done):
    """What anybody can ask the node and the worker that may have to do with the run."""
    def rpc(method, *params):
        text = ask(done["nodePort"], "/", {"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        return json.loads(text)["result"], text

    texts = [ask(done["apiPort"], path) for path in ("/info", "/runs", f"/runs/{done['trigger']}",
                                                     f"/runs/{done['trigger']}/journal", f"/runs/{done['trigger']}/bundle",
                                                     f"/secrets/{done['agent']}")]
    keys, _ = rpc("state_getKeysPaged", "0x", 1000)
    texts += [rpc("state_getStorage", key)[1] for key in keys]
    for number in range(1, done["block"] + 1):
        block, _ = rpc("chain_getBlockHash", number)
        texts += [rpc("chain_getBlock", block)[1]]
    return texts


@pytest.fixture
def key():
    return "sk-canary-" + secrets.token_hex(16)


def test_the_search_finds_a_key_that_is_there(key):
    forms = forms_of(key)
    around = bytes(range(60)) + key.encode() + b"tail of some length"
    for shift in range(3):
        text = base64.b64encode(around[shift:])
        assert any(f in text for f in forms)
    assert any(any(f in part for f in forms) for part in process_memory(os.getpid()))


def test_the_api_key_is_found_nowhere(tmp_path, key):
    forms = forms_of(key)
    demo = harness.Demo(["--dir", str(tmp_path / "s")], env={"OPENAI_API_KEY": key}, cwd=tmp_path)
    try:
        done = demo.wait_step("done", 120)
        look_for(forms, demo)
        for text in what_the_ports_say(done):
            assert not any(f in text or f.hex().encode() in text for f in forms), text[:200]
    finally:
        _, lines, err = demo.stop()
    assert key not in err and not any(key in str(line) for line in lines)
    look_in_files(forms, tmp_path)
    assert done["modelSawKey"] is True, "the model never received the key, so this test proves nothing"


def test_the_api_key_is_found_nowhere_while_the_model_thinks(tmp_path, key):
    """The call is in flight: the key has been placed, encrypted and sent, and the box waits for the answer."""
    forms = forms_of(key)
    demo = harness.Demo(["--dir", str(tmp_path / "s"), "--model-script", "hang", "--wall-ms", "60000"],
                        env={"OPENAI_API_KEY": key}, cwd=tmp_path)
    try:
        while not demo.wait_step("run")["text"].startswith("log: "):
            pass  # the analyst logs one line just before it asks the model
        stats_port = json.loads((tmp_path / "s/logs/standin.events").read_text())["statsPort"]
        deadline = time.monotonic() + 20
        while not (stats := json.loads(ask(stats_port, "/")))["modelRequests"] and time.monotonic() < deadline:
            time.sleep(0.05)
        assert stats == {"modelRequests": 1, "sawKey": True}
        boxes = watched(demo)
        look_for(forms, demo)
        assert watched(demo) == boxes, "the run ended before the search did"
        look_in_files(forms, tmp_path)
    finally:
        _, lines, err = demo.stop()
    assert key not in err and not any(key in str(line) for line in lines)
    assert "done" not in [line["step"] for line in lines]
    look_in_files(forms, tmp_path)
