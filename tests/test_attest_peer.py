"""The verifier of quotes against @phala/dcap-qvl 0.3.9: where both accept, they say the same, but for what is listed
here; and what else it accepts is refused by us with the check that is listed here.

Signed variants of TCB info and QE identity come from the development PKI: `attest_judge --sign`."""
import json

from test_attest_wasm import ALL_STATUSES, attacks, edited, faults, lines, native, samples, signed, simulated

STATUSES = ["UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded", "OutOfDate",
            "OutOfDateConfigurationNeeded", "Revoked"]
QE_STATUSES = ["UpToDate", "OutOfDate", "Revoked"]


def peer(cases):
    return lines(["node", "dcap_qvl.mjs"], cases)


def first_level(**kw):
    def edit(item):
        item["tcbLevels"][0].update(kw)
    return edit


def raise_first(key, at):
    """The platform does not reach the first level any more."""
    def edit(item):
        tcb = item["tcbLevels"][0]["tcb"]
        if at is None:
            tcb[key] += 1
        else:
            tcb[key][at]["svn"] += 1
    return edit


def variants():
    """Accepted or graded lower, by every road that leads to a status."""
    for case in simulated()[::3]:
        for status in STATUSES:
            for qe in QE_STATUSES:
                yield edited(case, f"{status} QE {qe}", first_level(tcbStatus=status), first_level(tcbStatus=qe))
        ids = ["INTEL-SA-00615", "INTEL-SA-00289"]
        yield edited(case, "advisories", first_level(advisoryIDs=ids), first_level(advisoryIDs=["INTEL-SA-00289"]))
        yield edited(case, "old component", raise_first("sgxtcbcomponents", 0))
        yield edited(case, "old last component", raise_first("sgxtcbcomponents", 15))
        yield edited(case, "old PCE", raise_first("pcesvn", None))
        yield edited(case, "old QE", qe=lambda item: item["tcbLevels"][0]["tcb"].update(isvsvn=9))
        if "tdx" in case["name"]:
            yield edited(case, "old TD component", raise_first("tdxtcbcomponents", 2))


def module_levels(*levels):
    """The levels of the TDX module's identity that the simulated TD names: (ISV SVN, status)."""
    def edit(item):
        module = next(m for m in item["tdxModuleIdentities"] if m["id"] == "TDX_01")
        module["tcbLevels"] = [{"tcb": {"isvsvn": svn}, "tcbDate": "2024-03-13T00:00:00Z", "tcbStatus": status}
                               for svn, status in levels]
    return edit


def reverse_levels(item):
    item["tcbLevels"].reverse()


# What they say where both accept and they differ. They do not know that a configuration is still needed when
# the quoting enclave is out of date, nor the levels of a TDX module, and compare the two TDX components that
# those levels are about, and trust the order of the levels. Ours is by Intel's QuoteVerification library,
# "convergeTcbStatus" and 4.1.2.4.17 of its comments.
DIFFER = {
    "ConfigurationNeeded QE OutOfDate": ("OutOfDateConfigurationNeeded", "OutOfDate"),
    "ConfigurationAndSWHardeningNeeded QE OutOfDate": ("OutOfDateConfigurationNeeded", "OutOfDate"),
    "module out of date": ("OutOfDate", "UpToDate"),
    "new first component": ("UpToDate", "OutOfDate"),
}


def module_variants():
    for case in simulated()[::3]:
        if "tdx" in case["name"]:
            yield edited(case, "module out of date", module_levels((6, "UpToDate"), (5, "OutOfDate")))
            yield edited(case, "new first component", lambda item: [
                level["tcb"]["tdxtcbcomponents"][0].update(svn=6) for level in item["tcbLevels"][:2]])


def with_member(case, name, **members):
    return {**case, "name": f"{case['name']} {name}", "collateral": json.dumps({**json.loads(case["collateral"]), **members})}


def refused_by_us():
    """Case and the check by which we refuse it. All of it is accepted by them."""
    sgx, td = [c for c in simulated()[::3] if c["name"] in ("sim-sgx-3", "sim-tdx-4")]
    crls = {k: json.loads(sgx["collateral"])[k] for k in ("root_ca_crl", "pck_crl")}
    yield with_member(sgx, "no PCK CRL", pck_crl=""), "crl-format"
    yield with_member(sgx, "garbage as PCK CRL", pck_crl="00" * 100), "crl-format"
    yield with_member(sgx, "root CRL twice", pck_crl=crls["root_ca_crl"]), "crl-issuer"
    yield with_member(sgx, "CRLs swapped", pck_crl=crls["root_ca_crl"], root_ca_crl=crls["pck_crl"]), "crl-issuer"
    yield with_member(sgx, "CRL with a bad signature", pck_crl=crls["pck_crl"][:-2] + "00"), "crl-signature"
    yield {**sgx, "name": "trailing bytes", "quote": sgx["quote"] + "0102"}, "quote-trailing"
    [tcb_type] = signed([edited(sgx, "tcbType 1", lambda item: item.update(tcbType=1))])
    yield tcb_type, "tcb-version"
    [pce_id] = signed([edited(sgx, "other PCEID", lambda item: item.update(pceId="0001"))])
    yield pce_id, "tcb-pceid"
    [module] = signed([edited(td, "unknown module", lambda item: item.update(tdxModuleIdentities=[]))])
    yield module, "tdx-module"
    [module] = signed([edited(td, "revoked module", module_levels((5, "Revoked")))])
    yield module, "tcb-revoked"
    [module] = signed([edited(td, "module below all levels", module_levels((6, "UpToDate")))])
    yield module, "tdx-module-level"


def test_statuses_and_advisories_are_the_same_but_for_what_is_listed():
    cases = [*samples(), *signed([*variants(), *module_variants()])]
    differed, num_accepted = set(), 0
    for case, ours, theirs in zip(cases, native(cases), peer(cases)):
        # "Revoked" and no level at all: an error of theirs.
        assert (ours["verdict"] == "accepted") == ("error" not in theirs), (case["name"], ours, theirs)
        if "error" in theirs:
            continue
        num_accepted += 1
        known = next((k for k in DIFFER if case["name"].endswith(" " + k)), None)
        if known is None:
            assert (ours["status"], ours["advisories"]) == (theirs["status"], sorted(theirs["advisories"])), case["name"]
        else:
            assert (ours["status"], theirs["status"]) == DIFFER[known], case["name"]
            differed.add(known)
    assert differed == set(DIFFER)
    assert num_accepted >= 75


def test_the_order_of_levels_does_not_matter_to_us():
    cases = signed([edited(c, "reversed", reverse_levels) for c in simulated()[::3]])
    assert [a["status"] for a in native(cases)] == ["UpToDate"] * 4
    assert all("error" in a for a in peer(cases))


def test_what_they_accept_and_we_refuse_is_listed():
    cases, checks = zip(*[({**c, "policy": ALL_STATUSES, "allowDevRoot": True}, check) for c, check in refused_by_us()])
    got = native(cases)
    assert [(c["name"], a["check"]) for c, a in zip(cases, got)] == [(c["name"], check) for c, check in zip(cases, checks)]
    assert [c["name"] for c, a in zip(cases, peer(cases)) if "error" in a] == []


# Faults of src/attest/wasm/faults.c that they do not see.
UNSEEN = [
    "SGX not initialised", "SGX provision key", "SGX CONFIGID", "TD with PERFMON", "TDX module's signer",
    "TDX module's attributes", "TDX module's version", "vendor", "body size", "length of the chain", "CA that is none",
    "CA of another role", "PCK of another role", "PCK's usage", "PCK's issuer", "PCK with a critical extension",
    "SGX extension lacks an element", "SGX extension has one twice", "CPUSVN", "PCEID",
]


def test_the_faults_that_they_do_not_see_are_listed():
    cases = faults()
    accepted = [c["name"] for c, ours, theirs in zip(cases, native(cases), peer(cases))
                if ours["verdict"] == "refused" and "error" not in theirs]
    assert accepted == UNSEEN


# Of the table of attacks what we accept and they judge in another way: our status, and theirs or their error.
# The reasons are those of DIFFER.
ATTACKS_DIFFER = {
    "ok_tcb_order_reversed": ("UpToDate", "TCB status is invalid: Revoked"),
    "ok_tdx_order_reversed": ("UpToDate", "TCB status is invalid: Revoked"),
    "ok_tdx4_module1_svn4": ("UpToDate", "OutOfDate"),
    "tdx4_module1_outofdate": ("OutOfDate", "TCB status is invalid: Revoked"),
}


def test_what_we_accept_of_the_table_of_attacks_has_their_status_too(tmp_path):
    cases = [{**c, "policy": ALL_STATUSES} for c, _ in attacks(tmp_path / "attacks")]
    differ, num_accepted = {}, 0
    for case, ours, theirs in zip(cases, native(cases), peer(cases)):
        if ours["verdict"] == "refused":
            continue
        num_accepted += 1
        if (ours["status"], ours["advisories"]) != (theirs.get("status"), sorted(theirs.get("advisories", []))):
            differ[case["name"]] = (ours["status"], theirs.get("error") or theirs["status"])
    assert differ == ATTACKS_DIFFER
    assert num_accepted > 10
