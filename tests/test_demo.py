"""The whole line, as a newcomer sees it."""
import json
import os
import pathlib
import shutil
import subprocess

import harness


def test_demo_works_from_any_folder_within_thirty_seconds(finished):
    assert finished["seconds"] < 30


def test_every_stdout_line_is_json_with_a_step_and_the_last_has_the_result(finished):
    last = finished["last"]
    assert all("step" in line for line in finished["lines"])
    for field in ("referendum", "score", "risks", "reason", "block", "receipt", "strength", "bundle", "chain", "verify"):
        assert field in last, field
    assert last["strength"] == "simulated"
    assert 0 <= last["score"] <= 100 and len(last["reason"]) >= 20 and isinstance(last["risks"], list)
    assert os.path.isabs(last["bundle"]) and os.path.isabs(last["chain"])


def test_the_verify_line_holds_after_everything_has_stopped(finished):
    rc, out, err = harness.verify(finished["last"]["verify"])
    assert rc == 0, out + err
    assert "simulated" in out


def test_another_chains_spec_is_refused_by_name(finished, tmp_path):
    other = tmp_path / "other.json"
    spec = subprocess.run([harness.phala(), "node", "--build-spec", "--block-time", "777"], capture_output=True, text=True,
                          env=harness.clean_env(), timeout=30)
    assert spec.returncode == 0, spec.stderr
    other.write_text(spec.stdout)
    rc, out, _ = harness.verify(finished["last"]["bundle"], other)
    assert rc == 3
    assert "genesis" in out


def test_a_damaged_bundle_is_an_error_with_cause_and_fix(tmp_path, finished):
    bad = tmp_path / "bundle.json"
    bad.write_text("{")
    rc, _, err = harness.verify(bad, finished["last"]["chain"])
    assert rc in (1, 3) and "why:" in err and "fix:" in err
    rc, _, err = harness.verify(tmp_path / "nothing.json", finished["last"]["chain"])
    assert rc == 1 and "fix:" in err


def test_help_and_mistakes_of_a_beginner():
    for argv, code, words in ((["--help"], 0, "demo"), (["demo", "--help"], 0, "--once"), (["dmeo"], 1, "unknown command"),
                              (["verify"], 1, "verify"), (["demo", "--bolck-time", "3"], 1, "no option")):
        p = subprocess.run([harness.phala(), *argv], capture_output=True, text=True, env=harness.clean_env(), timeout=30)
        assert p.returncode == code, (argv, p.stderr)
        assert words in p.stdout + p.stderr


def test_doctor_reads_as_json():
    p = subprocess.run([harness.phala(), "doctor", "--json"], capture_output=True, text=True, env=harness.clean_env(), timeout=30)
    rows = [json.loads(line) for line in p.stdout.splitlines()]
    assert {"clock", "fsgsbase", "tee", "disk", "port"} <= {r["check"] for r in rows}


def test_doctor_lists_the_platforms_that_the_enclave_finds():
    enclave = pathlib.Path(harness.phala()).parent / "phala-enclave"
    ports = subprocess.run([enclave, "--ports"], capture_output=True, text=True, check=True, timeout=30).stdout
    found = [line.split()[0] for line in ports.splitlines() if line.split()[1] == "yes"]
    p = subprocess.run([harness.phala(), "doctor", "--json"], capture_output=True, text=True, env=harness.clean_env(), timeout=30)
    row = next(r for r in map(json.loads, p.stdout.splitlines()) if r["check"] == "platforms")
    assert "sim" in found and row["text"] == "--port " + ", ".join(found)
    assert (row["verdict"] == "note") == (found == ["sim"]) and (row["fix"] != "") == (found == ["sim"])


def test_doctor_says_when_the_enclave_does_not_answer(tmp_path):
    shutil.copy(harness.phala(), tmp_path / "phala")
    for script in ("exit 1", "kill -9 $$", "yes | head -c 100000"):
        (tmp_path / "phala-enclave").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "phala-enclave").chmod(0o755)
        p = subprocess.run([tmp_path / "phala", "doctor", "--json"], capture_output=True, text=True, env=harness.clean_env(), timeout=30)
        row = next(r for r in map(json.loads, p.stdout.splitlines()) if r["check"] == "platforms")
        assert row["verdict"] == "BAD" and row["fix"] and p.returncode == 1, script
