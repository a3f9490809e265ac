"""phala attest fetch-collateral against a server that answers as a PCCS or Intel's service does: what it saves judges a quote as
the original does, and what goes wrong is told."""
import http.server
import json
import ssl
import subprocess
import threading
import urllib.parse

import pytest

import harness

VECTORS = harness.ROOT / "src/attest/vectors"
NOW = 1750400000


class Pccs(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        s, path = self.server, urllib.parse.urlsplit(self.path)
        s.asked.append(self.path)
        c, tee = s.collateral, s.tee
        routes = {
            "/sgx/certification/v4/pckcrl": ("pck_crl", "SGX-PCK-CRL-Issuer-Chain", "pck_crl_issuer_chain"),
            "/sgx/certification/v4/rootcacrl": ("root_ca_crl", None, None),
            f"/{tee}/certification/v4/tcb": ("tcb_info", "TCB-Info-Issuer-Chain", "tcb_info_issuer_chain"),
            f"/{tee}/certification/v4/qe/identity": ("qe_identity", "SGX-Enclave-Identity-Issuer-Chain", "qe_identity_issuer_chain"),
        }
        if path.path not in routes or path.path in s.missing:
            return self.send_error(404)
        what, field, chain = routes[path.path]
        if what == "tcb_info":
            body = '{"tcbInfo":%s,"signature":"%s"}' % (c[what], c["tcb_info_signature"])
        elif what == "qe_identity":
            body = '{"enclaveIdentity":%s,"signature":"%s"}' % (c[what], c["qe_identity_signature"])
        else:
            body = c[what]
        body = body.encode() if "identity" in what or "tcb" in what or s.hex else bytes.fromhex(c[what])
        body = s.spoil(what, body)
        self.send_response(200)
        if field and field not in s.missing:
            self.send_header(field, urllib.parse.quote(c[chain]))
        self.send_header("Content-Length", str(len(body) + s.extra))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def pccs():
    s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pccs)
    s.collateral, s.tee, s.hex, s.missing, s.asked, s.extra = None, "tdx", True, set(), [], 0
    s.spoil = lambda what, body: body
    s.url = f"http://127.0.0.1:{s.server_port}"
    threading.Thread(target=s.serve_forever, daemon=True).start()
    load(s, "tdx_quote")
    yield s
    s.shutdown()
    s.server_close()


def load(s, name):
    s.collateral = json.loads((VECTORS / f"{name}_collateral.json").read_text())
    s.tee = name[:3]


def phala(*argv):
    p = subprocess.run([harness.phala(), *map(str, argv)], env=harness.clean_env(), capture_output=True, text=True, timeout=60)
    harness.assert_healthy(p.stderr)
    return p.returncode, p.stdout, p.stderr


def fetch(s, *more, url=None):
    return phala("attest", "fetch-collateral", url or s.url, *(more or ["--quote", VECTORS / "tdx_quote.hex"]))


@pytest.mark.parametrize("in_hex", [True, False], ids=["pccs", "pcs"])
@pytest.mark.parametrize("name", ["sgx_quote", "tdx_quote"])
def test_what_is_fetched_judges_as_the_original(pccs, tmp_path, name, in_hex):
    load(pccs, name)
    pccs.hex, out = in_hex, tmp_path / "c.json"
    rc, _, err = fetch(pccs, "--quote", VECTORS / f"{name}.hex", "--out", out)
    assert rc == 0, err
    assert "warning" in err and "expired" in err  # the sample is old by now
    got = json.loads(out.read_text())
    assert got == {k: pccs.collateral[k] for k in got} and len(got) == 9
    verdicts = [phala("verify", "quote", "--quote", VECTORS / f"{name}.hex", "--at", NOW, "--json", "--collateral", f)[1]
                for f in (out, VECTORS / f"{name}_collateral.json")]
    assert verdicts[0] == verdicts[1] and json.loads(verdicts[0])["status"]


def test_without_a_quote_the_platform_is_named(pccs):
    rc, out, _ = fetch(pccs, "--fmspc", "b0c06f000000", "--tee", "tdx", "--ca", "platform", url=pccs.url + "/")
    assert rc == 0 and json.loads(out)["tcb_info"] == pccs.collateral["tcb_info"]
    assert "/tdx/certification/v4/tcb?fmspc=b0c06f000000" in pccs.asked
    assert "/sgx/certification/v4/pckcrl?ca=platform&encoding=der" in pccs.asked


@pytest.mark.parametrize("missing, says", [
    ("/tdx/certification/v4/tcb", "404"),
    ("/sgx/certification/v4/pckcrl", "404"),
    ("TCB-Info-Issuer-Chain", "certificates is missing"),
])
def test_what_a_server_lacks_is_told(pccs, missing, says):
    pccs.missing.add(missing)
    rc, out, err = fetch(pccs)
    assert rc == 1 and out == "" and says in err and "fix:" in err


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b[1:], lambda b: b"", lambda b: b.replace(b'"signature"', b'"sign"')],
                         ids=["cut", "no brace", "empty", "no signature"])
def test_an_answer_of_another_form_is_told(pccs, spoil):
    pccs.spoil = lambda what, body: spoil(body) if what == "tcb_info" else body
    rc, out, err = fetch(pccs)
    assert rc == 1 and out == "" and "not one signed object" in err and "fix:" in err


@pytest.mark.parametrize("what", ["pck_crl", "root_ca_crl"])
@pytest.mark.parametrize("in_hex", [True, False], ids=["pccs", "pcs"])
@pytest.mark.parametrize("spoil", [lambda b: b"<html></html>", lambda b: b"", lambda b: b[:-2]], ids=["html", "empty", "cut"])
def test_what_is_no_revocation_list_replaces_no_file(pccs, tmp_path, what, in_hex, spoil):
    out = tmp_path / "c.json"
    out.write_text("good")
    pccs.hex, pccs.spoil = in_hex, lambda w, body: spoil(body) if w == what else body
    rc, _, err = fetch(pccs, "--quote", VECTORS / "tdx_quote.hex", "--out", out)
    assert rc == 1 and "no revocation list" in err and "fix:" in err and out.read_text() == "good"


@pytest.mark.parametrize("what", ["tcb_info", "qe_identity"])
def test_a_signed_object_that_is_not_json_is_told(pccs, what):
    pccs.spoil = lambda w, body: body.replace(b'"version":', b'"version"', 1) if w == what else body
    rc, out, err = fetch(pccs)
    assert rc == 1 and out == "" and "not one signed object" in err and "fix:" in err


def test_tcb_info_of_another_platform_is_told(pccs):
    rc, out, err = fetch(pccs, "--fmspc", "00906ed50000", "--tee", "tdx", "--ca", "platform")
    assert rc == 1 and out == "" and "another platform" in err and "fix:" in err


def test_an_answer_that_ends_early_is_told(pccs):
    pccs.extra = 1
    rc, out, err = fetch(pccs)
    assert rc == 5 and out == "" and "cannot fetch" in err and "fix:" in err


def test_scripts_get_the_outcome(pccs, tmp_path):
    out = tmp_path / "c.json"
    rc, text, _ = fetch(pccs, "--quote", VECTORS / "tdx_quote.hex", "--out", out, "--json")
    assert rc == 0 and json.loads(text) == {"out": str(out), "verified": False, "check": "crl-expired"}


def test_https_wants_a_name(pccs):
    rc, _, err = fetch(pccs, url=pccs.url.replace("http:", "https:"))
    assert rc == 1 and "server's name" in err


def test_a_certificate_of_its_own_has_to_be_named(pccs, tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=pccs",
                    "-addext", "subjectAltName=DNS:localhost", "-days", "9", "-keyout", key, "-out", cert], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    pccs.socket = tls.wrap_socket(pccs.socket, server_side=True)
    url = f"https://localhost:{pccs.server_port}"
    rc, _, err = fetch(pccs, url=url)
    assert rc == 5 and "--tls-ca" in err
    rc, out, err = fetch(pccs, "--quote", VECTORS / "tdx_quote.hex", "--tls-ca", cert, url=url)
    assert rc == 0 and json.loads(out)["pck_crl"] == pccs.collateral["pck_crl"], err


@pytest.mark.parametrize("argv, says", [
    ([], "it takes"),
    (["http://127.0.0.1:1", "--quote", VECTORS / "tdx_quote.hex"], "no connection"),
    (["ftp://x", "--quote", VECTORS / "tdx_quote.hex"], "http or https"),
    (["http://127.0.0.1:1"], "--fmspc"),
    (["http://127.0.0.1:1", "--quote", "/nowhere"], "/nowhere"),
    (["http://127.0.0.1:1", "--quote", VECTORS / "README.md"], "whole"),
    (["http://127.0.0.1:1", "--fmspc", "12", "--tee", "sgx", "--ca", "platform"], "12 hex digits"),
    (["http://127.0.0.1:1", "--fmspc", "00" * 6, "--tee", "snp", "--ca", "platform"], "--tee sgx"),
    (["http://127.0.0.1:1", "--fmspc", "00" * 6, "--tee", "sgx", "--ca", "root"], "--ca platform"),
])
def test_wrong_use_is_told_apart(argv, says):
    rc, out, err = phala("attest", "fetch-collateral", *argv)
    assert rc == (5 if says == "no connection" else 1) and out == "" and says in err and "fix:" in err
