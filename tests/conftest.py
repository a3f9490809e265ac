import pytest

import harness

# The black-box tests start the real programs; until those are part of the build there is nothing to start.
if not (harness.ROOT / "src/cli/cmd_demo.c").exists():
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """One finished demo run, shared by the tests that only look at its results."""
    folder = tmp_path_factory.mktemp("demo")
    rc, lines, err, seconds = harness.run_demo("--dir", str(folder / "state"), cwd=folder)
    assert rc == 0, err
    return {"last": lines[-1], "lines": lines, "err": err, "seconds": seconds, "folder": folder}
