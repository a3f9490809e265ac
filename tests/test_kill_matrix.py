"""SIGKILL of a process at every named crash point, restart, and still exactly one record and at most one extra model call."""
import re

import pytest

import harness

POINTS = [
    "node:node.author.sealed",
    "node:node.import.before_commit",
    "node:node.import.after_commit",
    "node:node.finalize.before_commit",
    "node:node.finalize.after_commit",
    "worker:worker.before_register",
    "worker:worker.trigger_seen",
    "worker:worker.journal.before_sync",
    "worker:worker.journal.after_sync",
    "worker:worker.result_received",
    "worker:worker.before_submit",
    "worker:worker.after_submit",
    "enclave:enclave.run_started",
    "enclave:enclave.call_noted",
    "enclave:enclave.call_sent",
    "enclave:enclave.event_stored",
    "enclave:enclave.before_sign",
    "enclave:enclave.after_sign",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_this_point_leaves_exactly_one_record(point, tmp_path):
    rc, lines, err, _ = harness.run_demo("--dir", str(tmp_path / "s"), "--block-time", "200", "--crash-at", point + ":1",
                                         build=harness.FAULTS, timeout=120)
    assert rc == 0, err[-6000:]
    last = lines[-1]
    assert last["restarts"] >= 1, "the crash point was never reached"
    assert last["records"] == 1
    # A completed call is never repeated; only the one in flight at the kill may be.
    in_flight = point in ("enclave:enclave.call_noted", "enclave:enclave.call_sent") or point.startswith(
        ("worker:worker.journal", "enclave:enclave.event_stored"))
    assert last["modelRequests"] <= (2 if in_flight else 1)


def test_the_matrix_lists_every_crash_point_of_the_source():
    named = set()
    for f in (harness.ROOT / "src").rglob("*.c"):
        if not f.name.startswith("test_"):
            named |= set(re.findall(r'FAULT_POINT\("([^"]+)"\)', f.read_text()))
    assert named == {p.split(":", 1)[1] for p in POINTS}
