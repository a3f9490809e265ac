#!/usr/bin/env python3
"""Trigger to recorded result, split into steps: the median of several runs of `phala demo`.

Each line is `demo_STEP value ms`: how long that step took after the one before it.
Usage: bench_demo.py PHALA [RUNS]
"""
import json
import statistics
import subprocess
import sys
import threading
import time
import urllib.request

# name of the figure, then how its line starts. Of several lines the last counts. `recorded` is
# the block that holds the result, as the node shows it; `finalized` is the demo's line.
STEPS = [
    ("trigger_final", "referendum", ""),
    ("trigger_seen", "run", "seen"),
    ("started", "run", "started"),
    ("fetches", "run", "fetch"),
    ("model", "run", "model"),
    ("finished", "run", "finished"),
    ("submitted", "run", "submitted"),
    ("recorded", None, None),
    ("finalized", "recorded", ""),
    ("verified", "verified", ""),
]
BLOCK_MS = 200
POLL_S = 0.01


class Watch(threading.Thread):
    """Notes when the node first shows each block."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.at = url, {}

    def run(self):
        ask = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "chain_getHeader", "params": []}).encode()
        head = {"Content-Type": "application/json"}
        try:
            while True:
                with urllib.request.urlopen(urllib.request.Request(self.url, ask, head), timeout=5) as r:
                    number = int(json.load(r)["result"]["number"], 16)
                self.at.setdefault(number, time.monotonic() * 1000)
                time.sleep(POLL_S)
        except (OSError, ValueError, KeyError):
            pass  # the node is gone: the demo is over


def one_run(phala):
    """Returns {name: ms since start} of one demo."""
    argv = [phala, "demo", "--once", "--json", "--block-time", str(BLOCK_MS)]
    at, offset, watch, block = {}, float("inf"), None, None
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as demo:
        for line in demo.stdout:
            step = json.loads(line)
            if step["step"] == "done":
                block = step["block"]
                continue
            offset = min(offset, time.monotonic() * 1000 - step["ms"])
            if step["step"] == "chain":
                watch = Watch(step["text"].split(",")[0])
                watch.start()
            for name, kind, text in STEPS:
                if step["step"] == kind and step["text"].startswith(text):
                    at[name] = step["ms"]
    if demo.returncode != 0 or block is None:
        raise SystemExit(f"bench_demo: the demo failed with {demo.returncode}")
    if block in watch.at:
        at["recorded"] = watch.at[block] - offset
    return at


def main():
    phala, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    names = [name for name, _, _ in STEPS]
    took, recorded, final = {name: [] for name in names[1:]}, [], []
    for _ in range(runs):
        at = one_run(phala)
        have = [name for name in names if name in at]
        for before, name in zip(have, have[1:]):
            took[name].append(at[name] - at[before])
        if "recorded" in at:
            recorded.append(at["recorded"] - at["trigger_final"])
        final.append(at["finalized"] - at["trigger_final"])
    print(f"demo_block_time {BLOCK_MS} ms")
    for name, ms in took.items():
        if ms:
            print(f"demo_{name} {statistics.median(ms):.0f} ms")
    if recorded:
        print(f"demo_trigger_to_recorded {statistics.median(recorded):.0f} ms")
    print(f"demo_trigger_to_finalized {statistics.median(final):.0f} ms")


if __name__ == "__main__":
    main()
