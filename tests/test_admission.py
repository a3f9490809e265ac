"""Governance of admission with a client from npm: the drill of docs/operating/incident.md, command by command."""
import json
import subprocess

import pytest

from test_polkadot_js import JS, Node

MEASUREMENT, PLATFORM = "0x" + "ab" * 32, "0x" + "cd" * 32


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    n = Node("--dir", str(tmp_path_factory.mktemp("admission") / "chain"), "--block-time", "200")
    yield n
    assert n.stop()[0] == 0


def govern(node, *words, suri="//Alice", plain=False):
    call = ["--plain", *words] if plain else words
    p = subprocess.run(["node", "govern.mjs", f"ws://127.0.0.1:{node.port}", suri, *call], cwd=JS, text=True,
                       capture_output=True, timeout=60)
    assert p.stdout, p.stderr
    told = json.loads(p.stdout.splitlines()[-1])
    assert told["ok"] == (p.returncode == 0)
    return told


def test_each_emergency_has_one_call(node):
    assert govern(node, "freezeRegistration", "true")["events"] == [{"RegistrationFreezeSet": {"frozen": True}}]
    assert govern(node, "freezeRegistration", "false")["ok"]
    assert govern(node, "revokePlatform", PLATFORM)["events"] == [{"PlatformRevoked": {"platform": PLATFORM}}]
    assert govern(node, "setPlatform", PLATFORM, "1")["ok"]
    assert govern(node, "revokeMeasurement", MEASUREMENT)["events"] == [{"MeasurementRevoked": {"measurement": MEASUREMENT}}]
    assert govern(node, "setMeasurement", MEASUREMENT, "true")["ok"]


def test_a_policy_can_be_set_by_name(node):
    policy = {"statusMask": 3, "minTcbEval": 17, "minQeEval": 17, "graceSeconds": 0, "maxAgeSeconds": 86400,
              "requireMeasurement": True, "minPlatformLevel": 1, "maxWorkersPerPlatform": 8, "approval": "BondOrGovernance",
              "minBond": 1000 * 10**12, "deniedFmspcs": [], "deniedAdvisories": []}
    told = govern(node, "setAttestationPolicy", json.dumps(policy))
    set_to = told["events"][0]["AttestationPolicySet"]["policy"]
    assert set_to["minTcbEval"] == "17" and set_to["approval"] == "BondOrGovernance", told
    refused = govern(node, "setAttestationPolicy", json.dumps({**policy, "graceSeconds": 7 * 86400 + 1}))
    assert refused["error"] == "phalaRegistry.PolicyInvalid", refused
    relaxed = {**policy, "minTcbEval": 0, "minQeEval": 0, "requireMeasurement": False, "minPlatformLevel": 0,
               "approval": "None", "maxAgeSeconds": 7 * 86400}
    assert govern(node, "setAttestationPolicy", json.dumps(relaxed))["ok"]


def test_clients_read_the_name_of_a_refusal_and_the_number_of_the_check(node):
    told = govern(node, "addRoot", "0x3000")
    assert told["error"] == "phalaRegistry.RootMalformed" and told["detail"] != 0, told
    unknown = govern(node, "putRootCrl", "0x" + "00" * 32, "0x3000", plain=True, suri="//Bob")
    assert unknown["error"] == "phalaRegistry.RootUnknown" and unknown["detail"] == 0, unknown
    alone = govern(node, "freezeRegistration", "true", plain=True, suri="//Bob")
    assert alone["error"] == "BadOrigin", alone
