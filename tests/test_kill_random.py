"""SIGKILL of node, worker and enclave at moments that nobody chose, and still exactly one record."""
import os
import random
import signal
import time

import pytest

import harness

# seed -> the step of the demo after which the killing begins; PH_SEEDS=10-40 tries others.
SEEDS = {1: "chain", 2: "worker", 3: "referendum"}
if os.environ.get("PH_SEEDS"):
    first, last = map(int, os.environ["PH_SEEDS"].split("-"))
    SEEDS = {seed: ("chain", "worker", "referendum")[seed % 3] for seed in range(first, last + 1)}


def kill_while_it_runs(demo, dice):
    """Five kills, each process at least once; ends early with the demo. Returns the names of the killed."""
    names = ["node", "worker", "enclave", *dice.choices(("node", "worker", "enclave"), k=2)]
    dice.shuffle(names)
    killed = []
    for name in names:
        # Shorter than what is left of a run on a fast machine, or it would end before the last kill.
        time.sleep(dice.uniform(0.02, 0.25))
        while demo.proc.poll() is None:
            try:
                os.kill(harness.processes(demo.proc.pid)[name], signal.SIGKILL)
            except (KeyError, ProcessLookupError):
                time.sleep(0.02)  # it is not up again yet
                continue
            killed.append(name)
            break
    return killed


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """seed -> future of (names of the killed, exit code, lines, stderr)."""
    def run(seed, folder):
        demo = harness.Demo(["--once", "--dir", str(folder), "--block-time", "200"], build=harness.FAULTS)
        demo.wait_step(SEEDS[seed], 120)
        killed = kill_while_it_runs(demo, random.Random(seed))
        return killed, *demo.finish(240)

    with harness.side_by_side(run, SEEDS, tmp_path_factory.mktemp("random")) as futures:
        yield futures


@pytest.mark.parametrize("seed", SEEDS)
def test_kills_at_random_moments_leave_exactly_one_record(seed, ends):
    killed, rc, lines, err = ends[seed].result()
    print("killed", killed)
    assert rc == 0, err[-6000:]
    harness.assert_healthy(err)
    assert len(killed) == 5, "the run ended before the last kill"
    last = lines[-1]
    assert last["records"] == 1
    assert last["outcome"] == "ok"
    assert last["restarts"] >= 3
    assert 1 <= last["modelRequests"] <= 1 + sum(name != "node" for name in killed)
