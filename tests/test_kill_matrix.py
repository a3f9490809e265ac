"""SIGKILL of a process at every named crash point, restart, and still exactly one record and at most one extra model call.

The runs share nothing, so all of them are started at once, a few at a time; each test then looks at its own."""
import re

import pytest

import harness

# The analyst calls out three times: proposal, attachment, model. Its journal has a record for the run, one for each
# call and one for each answer, and the end: the third call is record 6, its answer record 7, the end record 8.
MODEL_CALL, JOURNAL_RECORDS = 3, 8

# process:point:pass -> requests that the model has seen in the end; None for a point at which it depends on who was
# quicker, the kill or the bytes. A completed call is never repeated; only the one in flight at the kill may be.
POINTS = {
    # The first block, and one in the middle of the work.
    **{f"node:node.{at}:{n}": 1 for n in (1, 7) for at in (
        "author.sealed", "import.before_commit", "import.after_commit", "finalize.before_commit",
        "finalize.after_commit")},
    "worker:worker.before_upload:1": 1,
    "worker:worker.before_upload:3": 1,
    "worker:worker.before_register:1": 1,
    "worker:worker.trigger_seen:1": 1,
    **{f"worker:worker.journal.before_sync:{n}": 2 if n == 7 else 1 for n in range(1, JOURNAL_RECORDS + 1)},
    **{f"worker:worker.journal.after_sync:{n}": 1 for n in range(1, JOURNAL_RECORDS + 1)},
    "worker:worker.result_received:1": 1,
    "worker:worker.before_submit:1": 1,
    "worker:worker.after_submit:1": 1,
    "enclave:enclave.run_started:1": 1,
    f"enclave:enclave.call_noted:{MODEL_CALL}": 1,
    f"enclave:enclave.call_sent:{MODEL_CALL}": None,
    f"enclave:enclave.call_answered:{MODEL_CALL}": 2,
    f"enclave:enclave.event_stored:{MODEL_CALL}": 1,
    "enclave:enclave.before_sign:1": 1,
    "enclave:enclave.after_sign:1": 1,
}


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """point -> future of (exit code, lines, stderr, seconds)."""
    def run(point, folder):
        return harness.run_demo("--dir", str(folder), "--block-time", "200", "--crash-at", point,
                                build=harness.FAULTS, timeout=240)

    with harness.side_by_side(run, POINTS, tmp_path_factory.mktemp("kill")) as futures:
        yield futures


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_this_point_leaves_exactly_one_record(point, ends):
    rc, lines, err, _ = ends[point].result()
    assert rc == 0, err[-6000:]
    last = lines[-1]
    assert last["restarts"] >= 1, "the crash point was never reached"
    assert last["records"] == 1
    assert last["outcome"] == "ok"
    if POINTS[point] is None:
        assert 1 <= last["modelRequests"] <= 2
    else:
        assert last["modelRequests"] == POINTS[point]


def test_the_matrix_lists_every_crash_point_of_the_source():
    named = set()
    for f in (harness.ROOT / "src").rglob("*.c"):
        if not f.name.startswith("test_"):
            named |= set(re.findall(r'FAULT_POINT\("([^"]+)"\)', f.read_text()))
    assert named == {p.split(":")[1] for p in POINTS}
