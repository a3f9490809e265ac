"""The verifier of quotes as a wasm module: what it says is what the native build says, in every word.

The cases: Intel's samples and simulated quotes, whole and damaged in all the ways that a table here lists. With
PH_ATTEST_CASES=N there are N damaged ones of each kind (40)."""
import json
import os
import random
import subprocess

import pytest

import harness

JS = harness.ROOT / "tests/js"
VECTORS = harness.ROOT / "src/attest/vectors"
JUDGE = harness.RELEASE.resolve() / "test/attest_judge"
MODULE = harness.RELEASE.resolve() / "wasm"
SAMPLES = {"sgx_quote": 1750400000, "tdx_quote": 1750400000, "tdx_quote_outdated": 1772000000}
ALL_STATUSES = json.dumps({"statuses": ["UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "OutOfDate",
                                        "ConfigurationAndSWHardeningNeeded", "OutOfDateConfigurationNeeded"]})
NUM = int(os.environ.get("PH_ATTEST_CASES", 40))
SIZE_MAX = 64 * 1024


def lines(command, cases):
    text = "".join(json.dumps(c) + "\n" for c in cases)
    p = subprocess.run(command, input=text, text=True, capture_output=True, timeout=600, cwd=JS)
    assert p.returncode == 0, p.stderr
    return [json.loads(line) for line in p.stdout.splitlines()]


def native(cases):
    return lines([JUDGE], cases)


def wasm(cases):
    return lines(["node", "attest.mjs", MODULE], cases)


def samples():
    for name, at in SAMPLES.items():
        yield {"name": name, "quote": "".join((VECTORS / f"{name}.hex").read_text().split()),
               "collateral": (VECTORS / f"{name}_collateral.json").read_text(), "at": at, "policy": ALL_STATUSES}


def simulated():
    p = subprocess.run([JUDGE, "--sim"], text=True, capture_output=True, check=True)
    return [{**json.loads(line), "allowDevRoot": True} for line in p.stdout.splitlines()]


def faults():
    """Well signed, with one thing wrong each: src/attest/wasm/faults.c."""
    p = subprocess.run([JUDGE, "--faults"], text=True, capture_output=True, check=True)
    return [{**json.loads(line), "allowDevRoot": True} for line in p.stdout.splitlines()]


def signed(cases):
    """The cases with good signatures of TCB info and QE identity."""
    text = "".join(json.dumps(c) + "\n" for c in cases)
    p = subprocess.run([JUDGE, "--sign"], input=text, text=True, capture_output=True, check=True)
    return [{**json.loads(line), "policy": ALL_STATUSES, "allowDevRoot": True} for line in p.stdout.splitlines()]


def edited(case, name, tcb=None, qe=None):
    """The case with TCB info and QE identity changed as objects."""
    c = json.loads(case["collateral"])
    for key, edit in (("tcb_info", tcb), ("qe_identity", qe)):
        if edit is not None:
            item = json.loads(c[key])
            edit(item)
            c[key] = json.dumps(item, separators=(",", ":"))
    return {**case, "name": f"{case['name']} {name}", "collateral": json.dumps(c)}


def same(cases):
    """Both answers, which are to be equal."""
    ours, theirs = native(cases), wasm(cases)
    assert len(ours) == len(theirs) == len(cases)
    for case, a, b in zip(cases, ours, theirs):
        assert a == b, case["name"]
        assert list(a) == list(b), case["name"]
    return ours


def flipped_hex(rnd, text):
    at = rnd.randrange(len(text))
    return text[:at] + f"{int(text[at], 16) ^ 1 << rnd.randrange(4):x}" + text[at + 1:]


def damage_quote(rnd, case):
    return {**case, "quote": flipped_hex(rnd, case["quote"])}


def cut_quote(rnd, case):
    return {**case, "quote": case["quote"][:2 * rnd.randrange(len(case["quote"]) // 2)]}


def lengthen_quote(rnd, case):
    return {**case, "quote": case["quote"] + rnd.choice(["00", "01", "00" * 700, "00" * 20000])}


def damage_member(rnd, case):
    """One character of a member of the collateral."""
    c = json.loads(case["collateral"])
    key = rnd.choice(sorted(c))
    at = rnd.randrange(len(c[key]))
    new = rnd.choice([x for x in "0123456789abcdefAZ-\n {}\"" if x != c[key][at]])
    return {**case, "collateral": json.dumps({**c, key: c[key][:at] + new + c[key][at + 1:]})}


def drop_member(rnd, case):
    c = json.loads(case["collateral"])
    del c[rnd.choice(sorted(c))]
    return {**case, "collateral": json.dumps(c)}


def double_member(rnd, case):
    c = json.loads(case["collateral"])
    key = rnd.choice(sorted(c))
    return {**case, "collateral": case["collateral"].rstrip()[:-1] + f", {json.dumps(key)}: {json.dumps(c[key])}}}"}


def swap_members(rnd, case):
    c = json.loads(case["collateral"])
    a, b = rnd.sample(sorted(c), 2)
    return {**case, "collateral": json.dumps({**c, a: c[b], b: c[a]})}


def empty_member(rnd, case):
    c = json.loads(case["collateral"])
    return {**case, "collateral": json.dumps({**c, rnd.choice(sorted(c)): ""})}


def cut_collateral(rnd, case):
    return {**case, "collateral": case["collateral"][:rnd.randrange(len(case["collateral"]))]}


def other_time(rnd, case):
    return {**case, "at": rnd.choice([0, 1, 2**32, 2**63, 2**64 - 1, case["at"] + rnd.randrange(-10**8, 10**8)]),
            "grace": rnd.choice([0, 1, 86400, 2**32 - 1])}


def other_root(rnd, case):
    root = case.get("root") or "30" * 600
    return {**case, "root": rnd.choice(["", flipped_hex(rnd, root), root[:-2], root + "00", "00" * 2000])}


def other_policy(rnd, case):
    rules = rnd.choice([{}, {"statuses": []}, {"minTcbEvaluationDataNumber": 18}, {"minQeEvaluationDataNumber": 99},
                        {"measurements": ["0x" + "ab" * 32]}, {"denyFmspc": ["0x00a067110000"]},
                        {"allow": ["debug", "noSeptVeDisable"]}, {"denyAdvisories": ["INTEL-SA-00615"]}])
    return {**case, "policy": json.dumps(rules), "allowDevRoot": rnd.random() < 0.7}


def other_report_data(rnd, case):
    return {**case, "reportData": rnd.choice(["00", "090807", "48656c6c6f2c20776f726c6421", "11" * 64])}


DAMAGES = [damage_quote, cut_quote, lengthen_quote, damage_member, drop_member, double_member, swap_members, empty_member,
           cut_collateral, other_time, other_root, other_policy, other_report_data]


def test_the_module_is_small_and_needs_nothing():
    assert (MODULE / "attest.wasm").stat().st_size <= SIZE_MAX
    assert lines_of_abuse() == "ok"


def lines_of_abuse():
    p = subprocess.run(["node", "attest.mjs", MODULE, "--abuse"], text=True, capture_output=True, timeout=60, cwd=JS)
    assert p.returncode == 0, p.stderr
    return p.stdout.strip()


def test_whole_quotes_are_judged_alike():
    answers = same([*samples(), *simulated()])
    got = [(a["verdict"], a["class"], a["status"], a["advisories"]) for a in answers]
    assert got[:3] == [
        ("accepted", None, "ConfigurationAndSWHardeningNeeded", ["INTEL-SA-00289", "INTEL-SA-00615"]),
        ("accepted", None, "UpToDate", []),
        ("refused", "tcb", None, []),
    ]
    for i in range(3, len(answers), 3):
        honest, debug, revoked = answers[i:i + 3]
        assert (honest["verdict"], honest["status"], honest["production"]) == ("accepted", "UpToDate", False)
        assert honest["report_data"] == "0x090807" + "00" * 61
        assert (debug["check"], debug["class"], debug["debug"]) == ("policy-debug", "policy", True)
        assert (revoked["check"], revoked["class"], revoked["measurement"]) == ("cert-revoked", "crypto", None)


def test_a_development_root_is_refused_unless_it_is_asked_for():
    case = {**simulated()[0], "allowDevRoot": False}
    named, unnamed, allowed = same([case, {**case, "root": ""}, {**case, "root": "", "allowDevRoot": True}])
    assert (named["class"], named["check"], named["status"]) == ("dev-root", "dev-root", "UpToDate")
    assert (unnamed["class"], unnamed["check"], unnamed["status"]) == ("dev-root", "dev-root", None)
    assert (allowed["class"], allowed["check"]) == ("crypto", "root-mismatch")
    [intels] = same([{**list(samples())[0], "root": case["root"], "allowDevRoot": True}])
    assert (intels["class"], intels["check"]) == ("crypto", "root-mismatch")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_damaged_ones_are_judged_alike(damage):
    rnd = random.Random(f"attest {damage.__name__}")
    whole = [*samples(), *simulated()[::3]]
    # Case after case with the same collateral, which the module keeps.
    cases = [damage(rnd, whole[len(whole) * i // NUM]) for i in range(NUM)]
    answers = same(cases)
    if damage in (cut_quote, drop_member, double_member, empty_member, cut_collateral):
        assert not [c["name"] for c, a in zip(cases, answers) if a["verdict"] == "accepted"]
    assert any(a["verdict"] == "refused" for a in answers)


def test_the_last_second_is_the_last_one():
    whole = [*list(samples())[:2], *simulated()[::3]]
    cases = []
    for case, answer in zip(whole, native(whole)):
        for at in (answer["valid_from"] - 1, answer["valid_from"], answer["valid_until"], answer["valid_until"] + 1):
            cases.append({**case, "at": at})
    got = [a["verdict"] for a in same(cases)]
    assert got == ["refused", "accepted", "accepted", "refused"] * len(whole)


def attacks(folder):
    """The table of src/attest/sim/test_attacks.c as cases, each with the check that it expects. Unit tests are in
    the dev build."""
    program = next(p for b in (harness.RELEASE, harness.FAULTS) if (p := b.resolve() / "test/test_attacks").exists())
    subprocess.run([program, "--dump", folder], check=True, capture_output=True)
    for case in sorted(folder.iterdir()):
        yield {"name": case.name, "quote": (case / "quote").read_bytes().hex(), "root": (case / "root.der").read_bytes().hex(),
               "collateral": (case / "collateral.json").read_text(), "at": int((case / "now").read_text()),
               "allowDevRoot": True}, (case / "expected").read_text().split()[0]


def test_every_attack_of_the_table_is_judged_alike(tmp_path):
    cases, checks = zip(*attacks(tmp_path / "attacks"))
    assert len(cases) > 100
    wrong = [(c["name"], a["check"], check) for c, a, check in zip(cases, same(list(cases)), checks) if a["check"] != check]
    assert wrong == []


# What is wrong: the check that says so.
FAULTS = [
    ("SGX debug", "policy-debug"), ("SGX not initialised", "sgx-init"), ("SGX provision key", "policy-provision-key"),
    ("SGX CONFIGID", "policy-config-id"), ("TD under debug", "policy-debug"),
    ("TD without SEPT_VE_DISABLE", "policy-td-attributes"), ("TD migratable", "policy-td-attributes"),
    ("TD with PERFMON", "policy-td-attributes"), ("TD with a service TD", "policy-service-td"),
    ("TDX module's signer", "tdx-module-signer"), ("TDX module's attributes", "tdx-module-attributes"),
    ("TDX module's version", "tdx-module"), ("TDX module's SVN", "tdx-module-level"), ("TD component", "tcb-revoked"),
    ("QE MISCSELECT", "qe-miscselect"), ("QE attributes", "qe-attributes"), ("QE debug", "qe-attributes"),
    ("QE signer", "qe-mrsigner"), ("QE product", "qe-prodid"), ("QE SVN", "qe-level"), ("vendor", "quote-vendor"),
    ("version", "quote-version"), ("key type", "quote-key-type"), ("TEE type", "quote-tee-type"),
    ("TEE type", "quote-tee-type"), ("body type", "quote-body-type"), ("body size", "quote-body-size"),
    ("length of the signature data", "quote-length"), ("length of the certification data", "quote-length"),
    ("length of the chain", "quote-length"), ("certification data type", "quote-cert-type"),
    ("authentication data", "ok"), ("binding", "qe-binding"), ("signer of the quote", "quote-signature"),
    ("signer of the QE report", "qe-signature"), ("CA that is none", "cert-ca"), ("CA's path length", "ok"),
    ("CA of another role", "cert-role"), ("PCK of another role", "cert-role"), ("PCK's usage", "cert-ca"),
    ("PCK expired", "cert-expired"), ("PCK's issuer", "cert-issuer"), ("PCK's signature", "cert-signature"),
    ("PCK with a critical extension", "cert-extension"), ("PCK's algorithm", "cert-algorithm"),
    ("SGX extension lacks an element", "sgx-extension"), ("SGX extension has one twice", "sgx-extension"),
    ("CPUSVN", "sgx-cpusvn"), ("FMSPC", "tcb-fmspc"), ("PCEID", "tcb-pceid"), ("revoked level", "tcb-revoked"),
    ("below all levels", "tcb-level"),
]


def test_what_is_well_signed_and_wrong_is_judged_alike_and_by_the_right_check():
    cases = faults()
    assert [(c["name"], a["check"]) for c, a in zip(cases, same(cases))] == FAULTS


def put(**members):
    return lambda item: item.update(members)


def drop(member):
    return lambda item: item.pop(member)


# The TEE whose texts are changed, how TCB info or QE identity is, the check that says so.
ITEMS = [
    # The rest of it is not as the other TEE has it.
    ("tdx", put(id="SGX"), None, "tcb-format"), ("sgx", put(id="TDX"), None, "tcb-format"), ("sgx", put(id="NONE"), None, "tcb-id"),
    ("sgx", put(version=2), None, "tcb-version"), ("sgx", put(tcbType=1), None, "tcb-version"),
    ("sgx", put(issueDate="2026-01-01T00:00:00Z", nextUpdate="2026-02-01T00:00:00Z"), None, "tcb-not-yet"),
    ("sgx", put(nextUpdate="2025-06-20T06:13:21Z"), None, "tcb-expired"), ("sgx", put(issueDate="soon"), None, "tcb-format"),
    ("sgx", put(fmspc="DE7000000001"), None, "tcb-fmspc"), ("sgx", put(fmspc="DE70"), None, "tcb-format"),
    ("sgx", put(pceId="0001"), None, "tcb-pceid"), ("sgx", put(tcbLevels=[]), None, "tcb-format"),
    ("sgx", put(surprise=1), None, "ok"), ("sgx", put(tcbEvaluationDataNumber=-1), None, "tcb-format"),
    ("sgx", lambda item: item["tcbLevels"][0].update(tcbStatus="Fine"), None, "tcb-status-unknown"),
    *[("tdx", drop(m), None, "tcb-format") for m in ("issueDate", "nextUpdate", "fmspc", "pceId", "tcbEvaluationDataNumber",
                                                    "tdxModule", "tcbLevels")],
    ("tdx", None, put(id="QE"), "qe-id-id"), ("sgx", None, put(id="TD_QE"), "qe-id-id"), ("sgx", None, put(version=3), "qe-id-version"),
    ("sgx", None, put(issueDate="2026-01-01T00:00:00Z", nextUpdate="2026-02-01T00:00:00Z"), "qe-id-not-yet"),
    ("sgx", None, put(nextUpdate="2025-06-20T06:13:21Z"), "qe-id-expired"), ("sgx", None, put(miscselect="0"), "qe-id-format"),
    ("sgx", None, put(mrsigner="00" * 32), "qe-mrsigner"), ("sgx", None, put(isvprodid=9), "qe-prodid"),
    *[("sgx", None, drop(m), "qe-id-format") for m in ("issueDate", "nextUpdate", "miscselect", "miscselectMask", "attributes",
                                                      "attributesMask", "mrsigner", "isvprodid", "tcbLevels")],
]


def test_texts_that_are_well_signed_and_wrong_are_judged_alike_and_by_the_right_check():
    whole = {c["name"][4:7]: c for c in simulated()[::3]}
    cases = signed([edited(whole[tee], f"{i}", tcb, qe) for i, (tee, tcb, qe, _) in enumerate(ITEMS)])
    got = [(i, a["check"]) for i, a in enumerate(same(cases))]
    assert got == [(i, check) for i, (*_, check) in enumerate(ITEMS)]


def test_a_quoting_enclave_under_debug_is_refused_whatever_its_identity_says():
    [case] = [c for c in faults() if c["name"] == "QE debug"]
    lax = put(attributesMask="F9FFFFFFFFFFFFFF" + "00" * 8)
    assert [a["check"] for a in same(signed([edited(case, "with a lax mask", qe=lax)]))] == ["qe-debug"]


def test_collateral_of_the_other_tee_is_refused_by_both():
    sgx, td, *_ = simulated()[::3]
    answers = same([{**sgx, "collateral": td["collateral"]}, {**td, "collateral": sgx["collateral"]}])
    assert [a["check"] for a in answers] == ["tcb-id", "tcb-id"]


def test_every_list_of_a_policy_is_asked_by_both():
    sgx = {**list(samples())[0], "policy": None}
    [facts] = native([{**sgx, "policy": ALL_STATUSES}])
    rules = json.loads(ALL_STATUSES)
    cases = [{**sgx, "policy": json.dumps({**rules, **more})} for more in (
        {"denyAdvisories": ["INTEL-SA-00289"]}, {"denyFmspc": [facts["fmspc"]]}, {"denyPlatforms": [facts["platform_id"]]},
        {"platforms": ["0x" + "11" * 32]}, {"platforms": [facts["platform_id"]]}, {"measurements": ["0x" + "11" * 32]},
        {"measurements": [facts["measurement"]]}, {"minTcbEvaluationDataNumber": 18}, {"minQeEvaluationDataNumber": 17})]
    assert [a["check"] for a in same(cases)] == [
        "policy-advisory", "policy-fmspc", "policy-platform", "policy-platform", "ok", "policy-measurement", "ok", "policy-eval", "ok"]
