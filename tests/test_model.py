"""A model that misbehaves gives a typed outcome and never a wrong or doubled record."""
import pytest

import harness

# what the stand-in does -> (exit code of the demo, outcome in the record or None, requests it may see)
SCRIPTS = {
    "ok": (0, "ok", 1),
    "busy-then-ok": (0, "ok", 3),
    "schema-then-ok": (0, "ok", 2),
    "empty": (2, "model failure", 3),
    "prose": (2, "model failure", 3),
    "bad-json": (2, "model failure", 3),
    "wrong-schema": (2, "model failure", 3),
    "busy": (2, "model failure", 3),
    "hang": (2, "wall time", 1),
    "twice": (0, "ok", 1),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_outcome_is_typed_and_recorded_once(script, tmp_path):
    code, outcome, most = SCRIPTS[script]
    rc, lines, err, _ = harness.run_demo("--dir", str(tmp_path / "s"), "--model-script", script, "--wall-ms", "8000", timeout=90)
    last = lines[-1]
    assert rc == code, err[-4000:]
    assert last["outcome"] == outcome
    assert last["records"] == 1
    assert last["modelRequests"] <= most
    if code != 0:
        assert "score" not in last
