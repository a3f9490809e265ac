"""SIGKILL of node, worker and enclave at moments that nobody chose, and still exactly one record."""
import os
import random
import signal
import time

import pytest

import harness

KILLS = 5
SEEDS = (1, 2, 3)


def kill_while_it_runs(demo, dice):
    """Kills until KILLS are done or the demo has ended; returns the names of the killed."""
    killed = []
    while len(killed) < KILLS and demo.proc.poll() is None:
        time.sleep(dice.uniform(0.05, 1.0))
        alive = harness.processes(demo.proc.pid)
        name = dice.choice(("node", "worker", "enclave"))
        if name not in alive:
            continue
        try:
            os.kill(alive[name], signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed.append(name)
    return killed


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """seed -> future of (names of the killed, exit code, lines, stderr)."""
    def run(seed):
        folder = tmp_path_factory.mktemp("random")
        demo = harness.Demo(["--once", "--dir", str(folder / "s"), "--block-time", "200"], build=harness.FAULTS)
        demo.wait_step("chain", 120)
        killed = kill_while_it_runs(demo, random.Random(seed))
        return killed, *demo.finish(240)

    with harness.side_by_side(run, SEEDS) as futures:
        yield futures


@pytest.mark.parametrize("seed", SEEDS)
def test_kills_at_random_moments_leave_exactly_one_record(seed, ends):
    killed, rc, lines, err = ends[seed].result()
    print("killed", killed)
    assert rc == 0, err[-6000:]
    harness.assert_healthy(err)
    assert len(killed) == KILLS, "the run ended before the last kill"
    last = lines[-1]
    assert last["records"] == 1
    assert last["outcome"] == "ok"
    assert last["restarts"] >= 1
    assert 1 <= last["modelRequests"] <= 1 + sum(name != "node" for name in killed)
