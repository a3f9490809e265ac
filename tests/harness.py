"""Starts the real programs for black-box tests and reads their JSON lines.

PH_BUILD picks the build folder (release); tests that need crash points use the dev build, or PH_BUILD_FAULTS."""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RELEASE = pathlib.Path(os.environ.get("PH_BUILD", ROOT / "build/release"))
FAULTS = pathlib.Path(os.environ.get("PH_BUILD_FAULTS", ROOT / "build/dev"))

# How many demos run at the same time. They wait for blocks more than they compute.
SIDE_BY_SIDE = int(os.environ.get("PH_JOBS", 3))

# Leak checking is off in enclave and boxes by design (they never free at exit).
SANITIZER_ENV = {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1", "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}


def phala(build=RELEASE):
    return str(build / "bin/phala")


def clean_env(extra=None):
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR", "LANG")}
    return {**keep, **SANITIZER_ENV, **(extra or {})}


class Demo:
    """One `phala demo --json` process; lines arrive as they are printed."""

    def __init__(self, args=(), build=RELEASE, cwd=None, env=None):
        self.started = time.monotonic()
        self.proc = subprocess.Popen([phala(build), "demo", "--json", *args], cwd=cwd, env=clean_env(env), text=True,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                     start_new_session=True)
        self.lines, self.err = [], []
        self.news = queue.Queue()
        self.readers = [threading.Thread(target=self._read_lines, daemon=True),
                        threading.Thread(target=self._read_err, daemon=True)]
        for reader in self.readers:
            reader.start()

    def _read_lines(self):
        for line in self.proc.stdout:
            self.news.put(line)
        self.news.put(None)

    def _read_err(self):
        for line in self.proc.stderr:
            self.err.append(line)

    def _next_line(self, deadline):
        """The next line; None at the end of stdout. Raises queue.Empty when time is up."""
        text = self.news.get(timeout=max(0.0, deadline - time.monotonic()))
        if text is None:
            return None
        self.lines.append(json.loads(text))
        return self.lines[-1]

    def _give_up(self, what):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.proc.pid, signal.SIGKILL)
        self.proc.wait()
        return AssertionError(f"{what}; steps {[l['step'] for l in self.lines]}\n{''.join(self.err)[-4000:]}")

    def wait_step(self, name, timeout=60):
        """Reads lines until one has this step; returns it."""
        deadline = time.monotonic() + timeout
        try:
            while (line := self._next_line(deadline)) is not None:
                if line["step"] == name:
                    return line
        except queue.Empty:
            raise self._give_up(f"no step {name} within {timeout} s") from None
        raise self._give_up(f"demo ended before step {name}: rc={self.proc.wait()}")

    def finish(self, timeout=60):
        """Waits for the end; returns (exit code, all lines, stderr text)."""
        deadline = time.monotonic() + timeout
        try:
            while self._next_line(deadline) is not None:
                pass
            self.proc.wait(max(0.1, deadline - time.monotonic()))
        except (queue.Empty, subprocess.TimeoutExpired):
            raise self._give_up(f"demo did not end within {timeout} s") from None
        for reader in self.readers:
            reader.join(5)
        self.seconds = time.monotonic() - self.started
        return self.proc.returncode, self.lines, "".join(self.err)

    def stop(self):
        """Ctrl-C, as a person does."""
        if self.proc.poll() is None:
            self.proc.send_signal(signal.SIGINT)
        return self.finish(30)


def run_demo(*args, timeout=60, **kw):
    demo = Demo(["--once", *args], **kw)
    rc, lines, err = demo.finish(timeout)
    assert_healthy(err)
    return rc, lines, err, demo.seconds


def assert_healthy(err):
    for sign in ("BROKEN", "ERROR: AddressSanitizer", "runtime error:"):
        assert sign not in err, err[-6000:]


def verify(argv_or_bundle, chain=None, build=RELEASE):
    argv = argv_or_bundle if chain is None else [phala(build), "verify", str(argv_or_bundle), "--chain", str(chain), "--json"]
    p = subprocess.run(argv, env=clean_env(), text=True, capture_output=True, timeout=30)
    return p.returncode, p.stdout, p.stderr


@contextlib.contextmanager
def side_by_side(run, cases, folder):
    """Starts run(case, folder of its own) for all cases, a few at a time; yields {case: future}.

    After an early end what nobody asked for is not started."""
    pool = concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE)
    try:
        yield {case: pool.submit(run, case, folder / str(i)) for i, case in enumerate(cases)}
    finally:
        pool.shutdown(cancel_futures=True)


def processes(demo_pid):
    """Who works for a demo: {"node", "worker", "enclave", "box0", "box1", …: pid}."""
    parents, names = {}, {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            pid = int(stat.parent.name)
            argv = (stat.parent / "cmdline").read_bytes().split(b"\0")
            parents[pid] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            names[pid] = "enclave" if argv[0].endswith(b"phala-enclave") else argv[1].decode() if len(argv) > 1 else ""
        except OSError:
            continue

    def below(parent, *wanted):
        return [pid for pid, name in sorted(names.items()) if parents[pid] == parent and name in wanted]

    found = {names[pid]: pid for pid in below(demo_pid, "node", "worker")}
    for pid in below(found.get("worker"), "enclave"):
        found["enclave"] = pid
        # Boxes are forks of the enclave and show its command line.
        found |= {f"box{i}": box for i, box in enumerate(below(pid, "enclave"))}
    return found
