"""A model that misbehaves gives a typed outcome and never a wrong or doubled record."""
import pytest

import harness

# what the stand-in does -> (exit code of the demo, outcome in the record, requests that it sees)
SCRIPTS = {
    "ok": (0, "ok", 1),
    "busy-then-ok": (0, "ok", 3),
    "schema-then-ok": (0, "ok", 2),
    "empty": (2, "model", 3),
    "prose": (2, "model", 3),
    "bad-json": (2, "model", 3),
    "wrong-schema": (2, "model", 3),
    "busy": (2, "model", 3),
    "hang": (2, "wall", 1),
    "twice": (0, "ok", 1),
}


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """script -> future of (exit code, lines, stderr, seconds)."""
    def run(script, folder):
        return harness.run_demo("--dir", str(folder), "--model-script", script, "--wall-ms", "8000", timeout=120)

    with harness.side_by_side(run, SCRIPTS, tmp_path_factory.mktemp("model")) as futures:
        yield futures


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_outcome_is_typed_and_recorded_once(script, ends):
    code, outcome, requests = SCRIPTS[script]
    rc, lines, err, _ = ends[script].result()
    last = lines[-1]
    assert rc == code, err[-4000:]
    assert last["outcome"] == outcome
    assert last["records"] == 1
    assert last["modelRequests"] == requests
    if code != 0:
        assert "score" not in last
