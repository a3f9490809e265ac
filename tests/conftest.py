import pytest

import harness


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """One finished demo run, shared by the tests that only look at its results."""
    folder = tmp_path_factory.mktemp("demo")
    rc, lines, err, seconds = harness.run_demo("--dir", str(folder / "state"), cwd=folder)
    assert rc == 0, err
    return {"last": lines[-1], "lines": lines, "err": err, "seconds": seconds, "folder": folder}
