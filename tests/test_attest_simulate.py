"""phala attest simulate: quotes and collateral of real formats under a root of their own, which only --allow-dev-root accepts."""
import json
import subprocess

import pytest

import harness

KINDS = [("sgx", "v3"), ("tdx", "v4"), ("tdx", "v5"), ("tdx", "v5-td15")]


def phala(*argv):
    p = subprocess.run([harness.phala(), *map(str, argv)], env=harness.clean_env(), capture_output=True, text=True, timeout=60)
    harness.assert_healthy(p.stderr)
    return p.returncode, p.stdout, p.stderr


def issue(folder, *more):
    rc, out, err = phala("attest", "simulate", "--pki", folder / "pki", "--out-quote", folder / "quote", "--out-collateral",
                         folder / "collateral.json", "--json", *more)
    assert rc == 0, err
    return json.loads(out)


def judge(folder, *more):
    rc, out, err = phala("verify", "quote", "--quote", folder / "quote", "--collateral", folder / "collateral.json", "--json",
                         "--root", folder / "pki/root.der", *more)
    answer = json.loads(out)
    assert rc == (0 if answer["verdict"] == "accepted" else 3), err
    return answer


@pytest.mark.parametrize("tee, kind", KINDS)
def test_a_simulated_quote_is_accepted_only_by_who_asks_for_it(tmp_path, tee, kind):
    made = issue(tmp_path, "--tee", tee, "--kind", kind, "--report-data", "ab" * 32)
    a = judge(tmp_path, "--allow-dev-root", "--expect-report-data", "ab" * 32 + "00" * 32)
    assert (a["verdict"], a["tee"], a["status"], a["production"]) == ("accepted", tee, "UpToDate", False)
    assert a["trust_domain"] == made["trust_domain"]
    a = judge(tmp_path)
    assert (a["verdict"], a["class"], a["check"]) == ("refused", "dev-root", "dev-root")


def test_the_measurement_is_the_one_that_was_asked_for(tmp_path):
    issue(tmp_path, "--measurement", "11" * 32)
    assert judge(tmp_path, "--allow-dev-root")["measurement"] == "0x" + "11" * 32


@pytest.mark.parametrize("tee", ["sgx", "tdx"])
def test_a_debug_quote_is_refused_by_policy(tmp_path, tee):
    issue(tmp_path, "--tee", tee, "--debug")
    a = judge(tmp_path, "--allow-dev-root")
    assert (a["class"], a["check"]) == ("policy", "policy-debug")


def test_it_expires(tmp_path):
    issue(tmp_path, "--at", 1750000000)
    until = judge(tmp_path, "--allow-dev-root", "--at", 1750000000)["valid_until"]
    assert judge(tmp_path, "--allow-dev-root", "--at", until)["verdict"] == "accepted"
    assert judge(tmp_path, "--allow-dev-root", "--at", until + 1)["class"] == "crypto"
    assert judge(tmp_path, "--allow-dev-root", "--at", 1750000000 - 1)["class"] == "crypto"


def test_people_are_told_that_it_is_worth_nothing_and_how_to_verify_it(tmp_path):
    rc, out, _ = phala("attest", "simulate", "--pki", tmp_path / "pki", "--out-quote", tmp_path / "q", "--out-collateral",
                       tmp_path / "c.json")
    assert rc == 0 and "worth nothing" in out
    line = next(x for x in out.splitlines() if x.startswith("phala verify quote")).split()
    assert phala(*line[1:])[0] == 0
    assert (tmp_path / "pki/seed").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("argv, says", [
    ([], "--pki"),
    (["--pki", "/nowhere/pki", "--out-quote", "/tmp/q"], "/nowhere/pki"),
    (["--pki", "PKI", "--out-quote", "/nowhere/q"], "/nowhere/q"),
    (["--pki", "PKI", "--out-quote", "Q", "--tee", "sev"], "v5-td15"),
    (["--pki", "PKI", "--out-quote", "Q", "--measurement", "12"], "measurement"),
    (["--pki", "PKI", "--out-quote", "Q", "--report-data", "00" * 65], "report-data"),
    (["--pki", "PKI", "--out-quote", "Q", "--at", "soon"], "date +%s"),
])
def test_wrong_use_is_told_apart(tmp_path, argv, says):
    argv = [tmp_path / a if a in ("PKI", "Q") else a for a in argv]
    rc, out, err = phala("attest", "simulate", *argv)
    assert rc == 1 and says in err and "fix:" in err
