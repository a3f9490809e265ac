"""phala verify snp, gpu-evidence, gpu-jwt and eventlog, as a script calls them."""
import hashlib
import json
import pathlib
import shutil
import struct
import subprocess
import time

import pytest

import harness

VECTORS = harness.ROOT / "src/evidence/vectors"
NOW = "1750000000"  # within the validity of all samples but one


def verify(kind, *argv):
    p = subprocess.run([harness.phala(), "verify", kind, *map(str, argv)], env=harness.clean_env(), capture_output=True,
                       text=True, timeout=60)
    harness.assert_healthy(p.stderr)
    return p.returncode, p.stdout, p.stderr


def verdict(kind, *argv):
    rc, out, err = verify(kind, *argv, "--json")
    answer = json.loads(out)
    assert rc == (0 if answer["verdict"] == "accepted" else 3), err
    assert answer["why"] and (answer["verdict"] == "accepted") == (answer["check"] == "ok")
    assert answer["verdict"] == "accepted" or (answer["fix"] and answer["class"] in ("format", "crypto", "tcb", "policy"))
    return answer


def snp(name, *more, kind="vcek"):
    return verdict("snp", VECTORS / f"{name}.hex", "--cert", VECTORS / f"{name}_{kind}.pem", "--time", NOW, *more)


def refused(answer, check, of="policy"):
    assert (answer["verdict"], answer["check"], answer["class"]) == ("refused", check, of), answer


# --- SEV-SNP --------------------------------------------------------------------------------------

def test_a_genoa_report_is_accepted_with_its_facts():
    a = snp("snp_genoa")
    assert a["check"] == "ok" and a["product"] == "Genoa" and a["key"] == "vcek" and a["production"] is True
    assert a["reportedTcb"] == "bl=10,tee=0,snp=23,ucode=84" and a["aliasCheck"] is True and a["debug"] is False
    root = pathlib.Path(harness.ROOT / "src/evidence/roots/amd.pem").read_text()
    assert a["trustDomain"][2:] in root
    assert a["reportData"].startswith("0xb581f12e") and len(a["measurement"]) == 98


def test_expectations_and_minimums_are_held_against_a_report():
    good = snp("snp_genoa")
    for option, fact, check in (("measurement", "measurement", "snp-measurement"), ("host-data", "hostData", "snp-host-data"),
                                ("id-key", "idKeyDigest", "snp-id-key"), ("report-data", "reportData", "snp-report-data")):
        assert snp("snp_genoa", f"--{option}", good[fact])["check"] == "ok"
        other = good[fact][:-2] + ("00" if good[fact][-2:] != "00" else "01")
        refused(snp("snp_genoa", f"--{option}", other), check)
    assert snp("snp_genoa", "--min-tcb", "bl=10,snp=23,ucode=84")["check"] == "ok"
    refused(snp("snp_genoa", "--min-tcb", "ucode=85"), "snp-min-tcb", "tcb")
    refused(snp("snp_genoa", "--require-crl"), "snp-no-crl")


def test_what_policy_does_not_take_by_itself_is_named_and_can_be_allowed():
    refused(snp("snp_milan_debug"), "snp-debug")
    refused(snp("snp_milan_debug", "--allow", "debug"), "snp-alias-check")
    assert snp("snp_milan_debug", "--allow", "debug,no-alias-check")["debug"] is True
    refused(snp("snp_milan_vlek", kind="vlek"), "snp-vmpl")
    refused(snp("snp_milan_vlek", "--vmpl", "1", kind="vlek"), "snp-vlek")
    a = snp("snp_milan_vlek", "--vmpl", "1", "--allow", "vlek", kind="vlek")
    assert a["provider"] == "CN=cc-us-east-2.amazonaws.com" and a["chipId"] == "0x"


def test_certificates_that_do_not_fit_are_refused():
    refused(verdict("snp", VECTORS / "snp_milan.hex", "--cert", VECTORS / "snp_milan_debug_vcek.pem", "--time", NOW),
            "snp-signature", "crypto")
    refused(verdict("snp", VECTORS / "snp_milan.hex", "--cert", VECTORS / "snp_milan_vlek_vlek.pem", "--time", NOW),
            "snp-key-kind", "crypto")
    refused(verdict("snp", VECTORS / "snp_milan_vlek.hex", "--cert", VECTORS / "snp_milan_vlek_vlek.pem", "--time",
                    "1790000000"), "cert-expired", "crypto")


def der_of(pem):
    return subprocess.run(["openssl", "x509", "-in", pem, "-outform", "der"], capture_output=True, check=True).stdout


def test_the_hosts_certificate_table_serves_and_so_do_binary_files(tmp_path):
    report = bytes.fromhex((VECTORS / "snp_genoa.hex").read_text())
    vcek = der_of(VECTORS / "snp_genoa_vcek.pem")
    guid = bytes.fromhex("8d75da6364e66445adc5f4b93be8accd")
    (tmp_path / "report").write_bytes(report)
    (tmp_path / "vcek").write_bytes(vcek)
    (tmp_path / "table").write_bytes(guid + struct.pack("<II", 48, len(vcek)) + bytes(24) + vcek)
    assert verdict("snp", tmp_path / "report", "--table", tmp_path / "table", "--time", NOW)["check"] == "ok"
    assert verdict("snp", tmp_path / "report", "--cert", tmp_path / "vcek", "--time", NOW)["check"] == "ok"
    (tmp_path / "report").write_bytes(report[:-1])
    refused(verdict("snp", tmp_path / "report", "--cert", tmp_path / "vcek"), "snp-size", "format")
    (tmp_path / "table").write_bytes(guid)
    refused(verdict("snp", VECTORS / "snp_genoa.hex", "--table", tmp_path / "table"), "snp-table", "format")


def test_a_flipped_bit_is_refused(tmp_path):
    report = bytearray(bytes.fromhex((VECTORS / "snp_genoa.hex").read_text()))
    report[0x90] ^= 1
    (tmp_path / "report").write_bytes(report)
    refused(verdict("snp", tmp_path / "report", "--cert", VECTORS / "snp_genoa_vcek.pem", "--time", NOW), "snp-signature",
            "crypto")


# --- GPU evidence ---------------------------------------------------------------------------------

NONCE = "931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb"


def gpu(name, *more):
    return verdict("gpu-evidence", VECTORS / f"{name}.hex", "--chain", VECTORS / f"{name}_chain.pem", "--time", NOW, *more)


def test_gpu_evidence_is_accepted_with_its_facts():
    a = gpu("gpu_hopper", "--nonce", NONCE, "--model", "GB100 A01 GSP BROM,GH100 A01 GSP BROM", "--min-driver", "550.90",
            "--min-vbios", "96.00.9f")
    assert a["check"] == "ok" and a["driver"] == "550.90.07" and a["vbios"] == "96.00.9F.00.01"
    assert a["ueid"] == "478176379286082186618948445787393647364802107249" and a["measurements"] == 64
    assert gpu("gpu_hopper_ppcie")["mode"] == "protected PCIe"


def test_gpu_evidence_that_is_old_or_of_others_is_refused(tmp_path):
    refused(gpu("gpu_hopper", "--nonce", "00" * 32), "gpu-nonce")
    refused(gpu("gpu_hopper", "--worker-key", "01" * 32, "--challenge", "02" * 32), "gpu-nonce")
    refused(gpu("gpu_hopper", "--min-driver", "560"), "gpu-driver")
    refused(gpu("gpu_hopper", "--min-vbios", "96.00.A0"), "gpu-vbios")
    refused(gpu("gpu_hopper", "--model", "GB100"), "gpu-model")
    refused(verdict("gpu-evidence", VECTORS / "gpu_hopper.hex", "--chain", VECTORS / "gpu_hopper_coco_chain.pem", "--time",
                    NOW), "gpu-signature", "crypto")
    golden = tmp_path / "golden.json"
    golden.write_text(json.dumps({"measurements": {"10": ["0x" + "00" * 48]}}))
    refused(gpu("gpu_hopper", "--golden", golden), "gpu-measurement")
    golden.write_text(json.dumps({"measurements": {"10": [
        "0x059b32e712a153f490dbfb7976a9e275d789e28bd4803c357def2b6123327c430526bfaecc200f496d4e149fc5eade03"]}}))
    assert gpu("gpu_hopper", "--golden", golden)["check"] == "ok"
    golden.write_text("{}")
    rc, _, err = verify("gpu-evidence", VECTORS / "gpu_hopper.hex", "--chain", VECTORS / "gpu_hopper_chain.pem", "--golden",
                        golden)
    assert rc == 1 and "golden" in err


# --- Signed results -------------------------------------------------------------------------------

needs_node = pytest.mark.skipif(shutil.which("node") is None or not (harness.ROOT / "tests/js/node_modules/jose").exists(),
                                reason="node with tests/js installed")


def gpu_claims(i=0):
    claims = json.loads((VECTORS / "claims_v3.json").read_text())
    for name in ("iss", "iat", "nbf", "exp", "eat_nonce", "x-nvidia-attestation-warning"):
        claims.pop(name)
    return {**claims, "ueid": str(1000 + i)}


def answer(folder, **ask):
    ask = {"nonce": NONCE, "now": int(time.time()), "gpus": [gpu_claims()], **ask}
    p = subprocess.run(["node", "nras.mjs"], cwd=harness.ROOT / "tests/js", input=json.dumps(ask), capture_output=True,
                       text=True, timeout=60)
    assert p.returncode == 0, p.stderr
    made = json.loads(p.stdout)
    (folder / "answer.json").write_text(json.dumps(made["answer"]))
    (folder / "jwks.json").write_text(json.dumps(made["jwks"]))
    return folder / "answer.json", "--keys", folder / "jwks.json"


@needs_node
def test_tokens_of_another_library_are_accepted(tmp_path):
    made = answer(tmp_path, gpus=[gpu_claims(i) for i in range(8)])
    a = verdict("gpu-jwt", *made, "--nonce", NONCE, "--gpus", "8", "--min-driver", "570.44")
    assert a["check"] == "ok" and len(a["gpus"]) == 8 and a["gpus"][7]["ueid"] == "1007"
    assert a["gpus"][0]["model"] == "GH100 A01 GSP BROM" and a["keyId"] == "nv-eat-kid-test"
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE, "--gpus", "7"), "jwt-count")
    refused(verdict("gpu-jwt", *made, "--nonce", "00" * 32), "jwt-nonce", "crypto")
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE, "--deny-ueid", "5,1003"), "jwt-ueid")
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE, "--issuer", "https://example.com"), "jwt-iss", "crypto")
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE, "--time", str(int(time.time()) + 7200)), "jwt-expired", "crypto")
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE, "--max-age", "1"), "jwt-too-old")
    rc, out, _ = verify("gpu-jwt", *made, "--nonce", NONCE)
    assert rc == 0 and "accepted" in out and "1007" in out


@needs_node
def test_tokens_that_confuse_algorithms_or_keys_are_refused(tmp_path):
    for ask, check, of in (({"alg": "HS256"}, "jwt-alg", "crypto"), ({"alg": "ES256"}, "jwt-alg", "crypto"),
                           ({"header": {"jku": "https://evil.example/jwks"}}, "jwt-header-member", "crypto"),
                           ({"header": {"kid": "other"}}, "jwt-kid", "crypto"),
                           ({"twice": True}, "jwt-claims", "format"),
                           ({"overall": {"x-nvidia-overall-att-result": False}}, "jwt-result", "crypto"),
                           ({"gpus": [{**gpu_claims(), "measres": "fail"}]}, "jwt-claim", "crypto"),
                           ({"gpus": [{**gpu_claims(), "x-nvidia-attestation-warning": "hold"}]}, "jwt-warning", "policy"),
                           ({"gpus": [gpu_claims(), gpu_claims()]}, "jwt-ueid-twice", "crypto")):
        refused(verdict("gpu-jwt", *answer(tmp_path, **ask), "--nonce", NONCE), check, of)
    made = answer(tmp_path)
    keys = (tmp_path / "jwks.json").read_text()
    answer(tmp_path)
    (tmp_path / "jwks.json").write_text(keys)  # the first service's keys for the second's answer
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE), "jwt-signature", "crypto")
    refused(verdict("gpu-jwt", VECTORS / "eat_unsigned.json", *made[1:], "--nonce", NONCE), "jwt-alg", "crypto")
    (tmp_path / "jwks.json").write_text("{}")
    refused(verdict("gpu-jwt", *made, "--nonce", NONCE), "jwks", "format")


@needs_node
def test_gpus_are_bound_to_the_quote_of_their_machine(tmp_path):
    evidence = bytes.fromhex((VECTORS / "gpu_hopper.hex").read_text())
    data = hashlib.sha256(bytes.fromhex(NONCE) + hashlib.sha256(evidence).digest()).digest()
    made = answer(tmp_path)
    good = ("ab" * 32) + data.hex()
    argv = (made[0], VECTORS / "gpu_hopper.hex", *made[1:], "--nonce", NONCE, "--report-data")
    assert verdict("gpu-jwt", *argv, good)["check"] == "ok"
    refused(verdict("gpu-jwt", *argv, "ab" * 64), "binding", "crypto")
    refused(verdict("gpu-jwt", made[0], VECTORS / "gpu_hopper_coco.hex", *made[1:], "--nonce", NONCE), "gpu-nonce")
    nonce = hashlib.sha256(b"gpu/v1" + bytes([1] * 32) + bytes([2] * 32)).hexdigest()
    made = answer(tmp_path, nonce=nonce)
    assert verdict("gpu-jwt", *made, "--worker-key", "01" * 32, "--challenge", "02" * 32)["check"] == "ok"


# --- Event logs -----------------------------------------------------------------------------------

def test_a_log_leads_to_its_quote_and_names_the_app():
    a = verdict("eventlog", VECTORS / "dstack_log.json", "--quote", VECTORS / "dstack_quote.hex")
    assert a["check"] == "ok" and a["appId"] == "0x3763bc34552cf3a27ff71ad5f7a90471562a1a2d"
    more = ("--quote", VECTORS / "dstack_quote.hex")
    assert verdict("eventlog", VECTORS / "dstack_log.json", *more, "--app-id", a["appId"], "--compose-hash",
                   a["composeHash"])["check"] == "ok"
    refused(verdict("eventlog", VECTORS / "dstack_log.json", *more, "--app-id", "00" * 20), "log-app-id")
    refused(verdict("eventlog", VECTORS / "dstack_log.json", *more, "--compose-hash", "00" * 32), "log-compose-hash")
    refused(verdict("eventlog", VECTORS / "dstack_lite_log.json", *more), "log-rtmr0", "crypto")
    assert verdict("eventlog", VECTORS / "dstack_lite_log.json", "--quote",
                   VECTORS / "dstack_lite_quote.hex")["osImageHash"].startswith("0x07a2388c")


def test_a_log_of_firmware_leads_to_registers(tmp_path):
    # deps/eventlog/src/lib.rs of confidential-containers/trustee
    rtmr = ("8566f998798db09443b244c62de9a3041fb02e2e6936c4396d784bba2e90177329ec5aba3bb484404f2ab9cc90abe193",
            "775b9f6bfe99f8a31396f0d0218e67ffa796d3b96ccf961cbb0deba48c79c00f082cda1a5567c1c16305f1fc210c13c6")
    log = tmp_path / "CCEL"
    log.write_bytes(bytes.fromhex((VECTORS / "ccel_ovmf.hex").read_text()))
    a = verdict("eventlog", log, "--rtmr0", rtmr[0], "--rtmr1", rtmr[1])
    assert a["check"] == "ok" and a["rtmr1"] == "0x" + rtmr[1] and "rtmr2" not in a and a["events"] == 20
    refused(verdict("eventlog", log, "--rtmr0", rtmr[1]), "log-rtmr0", "crypto")
    refused(verdict("eventlog", log, "--quote", VECTORS / "gpu_hopper.hex"), "log-quote", "format")
    log.write_bytes(b"\x1f\x8b\x08")
    refused(verdict("eventlog", log, "--rtmr0", rtmr[0]), "log-compressed", "format")
    rc, _, err = verify("eventlog", VECTORS / "ccel_ovmf.hex", "--rtmr3", rtmr[0])
    assert rc == 1 and "nothing to compare with" in err


# --- Use ------------------------------------------------------------------------------------------

def test_wrong_use_is_told_with_cause_and_fix():
    report, cert = VECTORS / "snp_genoa.hex", VECTORS / "snp_genoa_vcek.pem"
    for argv, words in ((("snp", report), "--cert"), (("snp", "/no/such/file", "--cert", cert), "cannot read /no/such/file"),
                        (("snp", report, "--cert", cert, "--allow", "everything"), "known are debug"),
                        (("snp", report, "--cert", cert, "--report-data", "00"), "64 bytes"),
                        (("snp", report, "--cert", cert, "--min-tcb", "bl=256"), "--min-tcb"),
                        (("snp", report, "--cert", cert, "--time", "now"), "Unix seconds"),
                        (("gpu-evidence", VECTORS / "gpu_hopper.hex"), "--chain"),
                        (("gpu-evidence", VECTORS / "gpu_hopper.hex", "--chain", VECTORS / "gpu_hopper_chain.pem", "--nonce",
                          NONCE, "--worker-key", "01" * 32), "which nonce"),
                        (("gpu-jwt", VECTORS / "eat_unsigned.json"), "--keys"),
                        (("gpu-jwt", VECTORS / "eat_unsigned.json", "--keys", "x"), "--nonce"),
                        (("eventlog", VECTORS / "dstack_log.json"), "--quote"), (("snp",), "REPORT")):
        rc, out, err = verify(*argv)
        assert rc == 1 and words in err and "why:" in err and "fix:" in err and out == "", (argv, err)


def test_the_sub_commands_are_listed():
    p = subprocess.run([harness.phala(), "verify", "--help"], env=harness.clean_env(), capture_output=True, text=True)
    assert p.returncode == 0
    for name in ("snp", "gpu-evidence", "gpu-jwt", "eventlog"):
        assert f"phala verify {name} " in p.stdout
        assert verify(name, "--help")[0] == 0
