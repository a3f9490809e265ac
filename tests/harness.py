"""Starts the real programs for black-box tests and reads their JSON lines.

PH_BUILD picks the build folder (release); tests that need crash points use the dev build, or PH_BUILD_FAULTS."""
import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RELEASE = pathlib.Path(os.environ.get("PH_BUILD", ROOT / "build/release"))
FAULTS = pathlib.Path(os.environ.get("PH_BUILD_FAULTS", ROOT / "build/dev"))

# Leak checking is off in enclave and boxes by design (they never free at exit).
SANITIZER_ENV = {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1", "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}


def phala(build=RELEASE):
    return str(build / "bin/phala")


def clean_env(extra=None):
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR", "LANG")}
    return {**keep, **SANITIZER_ENV, **(extra or {})}


def json_lines(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


class Demo:
    """One `phala demo --json` process; lines arrive as they are printed."""

    def __init__(self, args=(), build=RELEASE, cwd=None, env=None):
        self.started = time.monotonic()
        self.proc = subprocess.Popen([phala(build), "demo", "--json", *args], cwd=cwd, env=clean_env(env), text=True,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                     start_new_session=True)
        self.lines = []

    def wait_step(self, name, timeout=60):
        """Reads lines until one has this step; returns it."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            line = self.proc.stdout.readline()
            if line == "":
                raise AssertionError(f"demo ended before step {name}: rc={self.proc.wait()}\n{self.proc.stderr.read()}")
            self.lines.append(json.loads(line))
            if self.lines[-1]["step"] == name:
                return self.lines[-1]
        raise AssertionError(f"no step {name} within {timeout} s; saw {[l['step'] for l in self.lines]}")

    def finish(self, timeout=60):
        """Waits for the end; returns (exit code, all lines, stderr text)."""
        try:
            out, err = self.proc.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self.proc.pid, signal.SIGKILL)
            out, err = self.proc.communicate()
            raise AssertionError(f"demo did not end within {timeout} s\n{out[-4000:]}\n{err[-4000:]}")
        self.lines += json_lines(out)
        self.seconds = time.monotonic() - self.started
        return self.proc.returncode, self.lines, err

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
