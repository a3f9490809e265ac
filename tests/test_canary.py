"""The API key is nowhere but in the enclave and with the model."""
import os
import pathlib
import re
import secrets

import harness


def process_memory(pid):
    """All readable memory of a process, region by region."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            start, end, perms = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if "r" not in perms or "[vvar" in line or "[vsyscall]" in line:
                continue
            at, stop = int(start, 16), int(end, 16)
            tail = b""
            while at < stop:
                try:
                    mem.seek(at)
                    chunk = mem.read(min(1 << 22, stop - at))
                except (OSError, ValueError, OverflowError):
                    break
                if not chunk:
                    break
                yield tail + chunk
                tail = chunk[-64:]
                at += len(chunk)


def test_the_api_key_is_found_nowhere(tmp_path):
    key = "sk-canary-" + secrets.token_hex(16)
    forms = [key.encode(), key.encode().hex().encode(), __import__("base64").b64encode(key.encode())[:-4]]
    demo = harness.Demo(["--dir", str(tmp_path / "s")], env={"OPENAI_API_KEY": key}, cwd=tmp_path)
    try:
        done = demo.wait_step("done", 60)
        pids = done["pids"]
        watched = {name: pid for name, pid in pids.items() if name in ("node", "worker")}
        watched |= {f"box{i}": pid for i, pid in enumerate(pids["boxes"])}
        assert {"node", "worker", "box0"} <= watched.keys()
        for name, pid in watched.items():
            environ = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
            assert not any(f in environ for f in forms), f"key in the environment of {name}"
            for part in process_memory(pid):
                assert not any(f in part for f in forms), f"key in the memory of {name}"
        assert key.encode() not in pathlib.Path(f"/proc/{demo.proc.pid}/environ").read_bytes()
    finally:
        rc, lines, err = demo.stop()
    assert key not in err and not any(key in str(line) for line in lines)
    files = [p for p in pathlib.Path(tmp_path).rglob("*") if p.is_file()]
    assert any("journal" in str(p) for p in files), "no journal was written"
    for p in files:
        data = p.read_bytes()
        assert not any(f in data for f in forms), f"key in {p}"
    assert done["modelSawKey"] is True, "the model never received the key, so this test proves nothing"
    assert os.path.isdir(tmp_path / "s")
