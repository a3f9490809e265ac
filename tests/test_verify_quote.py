"""phala verify quote, as a script calls it: the three samples of Intel, a root that is not Intel's, and wrong use."""
import json
import subprocess

import pytest

import harness

VECTORS = harness.ROOT / "src/attest/vectors"
NOW, NOW_OUTDATED = 1750400000, 1772000000


def verify(*argv):
    p = subprocess.run([harness.phala(), "verify", "quote", *map(str, argv)], env=harness.clean_env(), capture_output=True,
                       text=True, timeout=60)
    harness.assert_healthy(p.stderr)
    return p.returncode, p.stdout, p.stderr


def sample(name, at=NOW):
    return ["--quote", VECTORS / f"{name}.hex", "--collateral", VECTORS / f"{name}_collateral.json", "--at", at]


def verdict(*argv):
    rc, out, err = verify(*argv, "--json")
    answer = json.loads(out)
    assert rc == (0 if answer["verdict"] == "accepted" else 3), err
    return answer


def policy(tmp_path, **members):
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(members))
    return ["--policy", path]


def test_a_status_that_policy_refuses_is_told_all_the_same(tmp_path):
    a = verdict(*sample("sgx_quote"))
    assert (a["verdict"], a["class"], a["check"]) == ("refused", "policy", "policy-status")
    assert a["status"] == "ConfigurationAndSWHardeningNeeded"
    assert a["advisories"] == ["INTEL-SA-00289", "INTEL-SA-00615"]
    a = verdict(*sample("sgx_quote"), *policy(tmp_path, statuses=["ConfigurationAndSWHardeningNeeded"]))
    assert (a["verdict"], a["check"], a["tee"]) == ("accepted", "ok", "sgx")


def test_a_td_that_is_up_to_date_is_accepted():
    a = verdict(*sample("tdx_quote"))
    assert (a["verdict"], a["class"], a["status"], a["advisories"]) == ("accepted", None, "UpToDate", [])
    assert a["production"] and a["tee"] == "tdx"
    assert verdict(*sample("tdx_quote", a["valid_until"]))["verdict"] == "accepted"
    assert verdict(*sample("tdx_quote", a["valid_until"] + 1))["class"] == "crypto"


def test_a_quote_as_the_enclave_prints_it_is_read_too(tmp_path):
    digits = "".join((VECTORS / "tdx_quote.hex").read_text().split())
    rest = sample("tdx_quote")[2:]
    for name, content in (("bare", digits.encode()), ("prefixed", f"0x{digits}\n".encode()), ("raw", bytes.fromhex(digits))):
        (tmp_path / name).write_bytes(content)
        assert verdict("--quote", tmp_path / name, *rest)["verdict"] == "accepted", name


def test_an_outdated_platform_is_of_class_tcb():
    a = verdict(*sample("tdx_quote_outdated", NOW_OUTDATED))
    assert (a["class"], a["check"], a["status"]) == ("tcb", "tcb-level", None)


def test_without_a_time_it_is_now():
    a = verdict(*sample("tdx_quote")[:-2])
    assert a["verdict"] == "refused" and a["check"].endswith("-expired")


def test_raw_bytes_are_a_quote_too(tmp_path):
    raw = tmp_path / "quote.bin"
    raw.write_bytes(bytes.fromhex((VECTORS / "tdx_quote.hex").read_text().replace("\n", "")))
    assert verdict("--quote", raw, *sample("tdx_quote")[2:])["verdict"] == "accepted"


def test_report_data_is_what_was_expected():
    data = verdict(*sample("tdx_quote"))["report_data"]
    assert verdict(*sample("tdx_quote"), "--expect-report-data", data)["verdict"] == "accepted"
    a = verdict(*sample("tdx_quote"), "--expect-report-data", "0x" + "00" * 32)
    assert (a["class"], a["check"]) == ("policy", "policy-report-data")


def test_people_get_cause_and_fix():
    rc, out, err = verify(*sample("sgx_quote"))
    assert rc == 3 and out.startswith("refused") and "INTEL-SA-00615" in out
    assert "policy-status" in err and "why:" in err and "fix:" in err


@pytest.fixture(scope="module")
def own_root(tmp_path_factory):
    """A self-signed root of the right name, by OpenSSL."""
    folder = tmp_path_factory.mktemp("root")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=Dev SGX Root CA", "-days", "9", "-keyout", folder / "key", "-outform", "DER", "-out",
                    folder / "root.der", "-addext", "keyUsage=critical,keyCertSign,cRLSign"], check=True, capture_output=True)
    return folder / "root.der"


def test_intels_quote_is_not_of_another_root(own_root):
    a = verdict(*sample("tdx_quote"), "--root", own_root, "--allow-dev-root")
    assert (a["check"], a["class"], a["status"]) == ("root-mismatch", "crypto", None)


def test_an_empty_root_is_not_intels(tmp_path):
    (tmp_path / "root.der").touch()
    rc, _, err = verify(*sample("tdx_quote"), "--root", tmp_path / "root.der")
    assert rc == 1 and "the file is empty" in err


@pytest.mark.parametrize("argv, says", [
    ([], "--quote"),
    (["--quote", "/nowhere"], "/nowhere"),
    (["--quote", VECTORS / "tdx_quote.hex"], "b0c06f000000"),
    (["--quote", VECTORS / "README.md"], "whole"),
    ([*sample("tdx_quote")[:2], "--collateral", "/nowhere"], "/nowhere"),
    ([*sample("tdx_quote")[:-1], "yesterday"], "date +%s"),
    ([*sample("tdx_quote"), "--expect-report-data", "0x12"], "expect-report-data"),
    ([*sample("tdx_quote"), "--root", "/dev/null"], "/dev/null"),
    ([*sample("tdx_quote"), "--policy", VECTORS / "README.md"], "policy"),
    ([*sample("tdx_quote"), "--wrong"], "--wrong"),
    ([*sample("tdx_quote"), "more"], "it takes"),
])
def test_wrong_use_is_told_apart(argv, says):
    rc, out, err = verify(*argv)
    assert rc == 1 and out == "" and says in err and "fix:" in err
