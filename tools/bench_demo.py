#!/usr/bin/env python3
"""Trigger to recorded result, split into steps: the median of several runs of `phala demo`.

Each line is `demo_STEP value ms`: how long that step took after the one before it.
Usage: bench_demo.py PHALA [RUNS]
"""
import json
import statistics
import subprocess
import sys

# name of the figure: how its line starts. A step that a run shows several times counts from the
# last one before it to its own last.
STEPS = [
    ("included", "referendum", ""),
    ("trigger_seen", "run", "seen"),
    ("started", "run", "started"),
    ("fetches", "run", "fetch"),
    ("model", "run", "model"),
    ("finished", "run", "finished"),
    ("submitted", "run", "submitted"),
    ("recorded_final", "recorded", ""),
    ("verified", "verified", ""),
]
BLOCK_MS = 200


def one_run(phala):
    """Returns {name: ms since start} of one demo."""
    argv = [phala, "demo", "--once", "--json", "--block-time", str(BLOCK_MS)]
    out = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=True)
    at = {}
    for line in out.stdout.decode().splitlines():
        step = json.loads(line)
        for name, kind, text in STEPS:
            if step["step"] == kind and step["text"].startswith(text):
                at[name] = step["ms"]
    return at


def main():
    phala, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    took = {name: [] for name, _, _ in STEPS[1:]}
    total = []
    for _ in range(runs):
        at = one_run(phala)
        names = [name for name, _, _ in STEPS if name in at]
        for before, name in zip(names, names[1:]):
            took[name].append(at[name] - at[before])
        total.append(at["recorded_final"] - at["included"])
    print(f"demo_block_time {BLOCK_MS} ms")
    for name, ms in took.items():
        if ms:
            print(f"demo_{name} {statistics.median(ms):.0f} ms")
    print(f"demo_trigger_to_recorded {statistics.median(total):.0f} ms")


if __name__ == "__main__":
    main()
