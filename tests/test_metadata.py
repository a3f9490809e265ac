"""Metadata: what decoders from npm find in it, against the descriptors; and its hash."""
import json
import re
import subprocess
import sys
import tomllib

import pytest

import harness
from test_polkadot_js import JS, Node

sys.path.insert(0, str(harness.ROOT / "tools"))
import apis  # noqa: E402
import pallet_meta  # noqa: E402

RUNTIME = harness.ROOT / "src/runtime"
VERSIONS = (14, 15, 16)
EXTENSIONS = [["CheckNonZeroSender", "()"], ["CheckSpecVersion", "u32"], ["CheckTxVersion", "u32"], ["CheckGenesis", "H256"],
              ["CheckMortality", "H256"], ["CheckNonce", "()"], ["CheckWeight", "()"], ["ChargeTransactionPayment", "()"],
              ["CheckMetadataHash", "Option<[u8;32]>"]]


def decoded(paths):
    p = subprocess.run(["node", "metadata.mjs", *paths], cwd=JS, text=True, capture_output=True, timeout=60)
    assert p.returncode == 0, p.stderr
    return [json.loads(line) for line in p.stdout.splitlines()]


class Expected:
    """What the descriptors say, read without the generator: only the TOML files and their language."""

    def __init__(self, profile):
        live = re.findall(r"^PALLET\((\w+)\)", (RUNTIME / f"profiles/{profile}.def").read_text(), re.M)
        self.pallets = sorted((tomllib.loads((RUNTIME / f"pallets/{p}/pallet.toml").read_text()) for p in live),
                              key=lambda p: p["index"])
        self.apis = tomllib.loads((RUNTIME / "apis.toml").read_text())
        self.named = {t["name"]: t for p in [*self.pallets, self.apis] for t in p.get("type", [])}
        self.profile = profile

    def label(self, t):
        t = t.strip()
        words = {"Balance": "u128", "AccountId": "AccountId32", "Address": "MultiAddress", "Call": "RuntimeCall", "Str": "str",
                 "EventRecords": "Vec<EventRecord>", "Extrinsic": "UncheckedExtrinsic", "Bytes": "Vec<u8>"}
        if t in words:
            return words[t]
        if m := re.fullmatch(r"(Bytes|Str)<\d+>", t):
            return words[m[1]]
        if m := re.fullmatch(r"(Result|BTreeMap)<.+>", t):
            return m[1]
        if m := re.fullmatch(r"(Vec|Option|Compact)<(.+?)(;\s*\d+)?>", t):
            return f"{m[1]}<{self.label(m[2])}>"
        if t.startswith("(") and t != "()":
            return f"({', '.join(self.label(x) for x in pallet_meta.split(t[1:-1], ','))})"
        d = self.named.get(t, {})
        if d.get("tuple"):
            return f"({', '.join(self.label(f.partition(':')[2]) for f in d['fields'])})"
        return d.get("path", t).split("::")[-1]

    def fields(self, texts):
        return [[n.strip(), self.label(t)] for n, _, t in (f.partition(":") for f in texts)]

    def storage(self, s):
        keys = [self.label(k) for k in s.get("key", [])]
        key = None if not keys else keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        hashers = [h.replace("_", "") for h in s.get("hasher", [])]
        return [s["name"], "Default" if s.get("default") else "Optional", hashers, key, self.label(s.get("meta", s["value"]))]

    def pallet(self, p):
        return {
            "name": p["name"], "index": p["index"], "storage": [self.storage(s) for s in p.get("storage", [])],
            "calls": [[c["name"], c["index"], self.fields(c["args"])] for c in p.get("call", [])],
            "events": [[e["name"], e["index"], self.fields(e.get("fields", []))] for e in p.get("event", [])],
            "errors": [[n.removesuffix("(u8)"), i, [[None, "u8"]] if n.endswith("(u8)") else []]
                       for i, n in enumerate(p.get("errors", {"names": []})["names"])],
            "constants": [[c["name"], self.label(c["type"])] for c in p.get("const", [])],
        }

    def api(self, a):
        return [a["name"], [[m["name"], self.fields(m.get("inputs", [])), self.label(m.get("output", "()"))]
                            for m in a["method"]]]

    def all(self, version):
        offered = [a for a in self.apis["api"] if a.get("profile", self.profile) == self.profile]
        return {"version": version, "pallets": [self.pallet(p) for p in self.pallets],
                "apis": sorted(self.api(a) for a in offered) if version > 14 else [], "extensions": EXTENSIONS}


def check(profile, paths):
    want = Expected(profile)
    for version, seen in zip(VERSIONS, decoded(paths), strict=True):
        for library, got in zip(("@polkadot/types", "PAPI"), seen, strict=True):
            got["apis"].sort()
            expected = want.all(version)
            for at, p in enumerate(expected["pallets"]):
                assert got["pallets"][at] == p, (library, version)
            assert got == expected, (library, version)


def at_version(node, version):
    raw = bytes.fromhex(node.rpc("state_call", "Metadata_metadata_at_version",
                                 "0x" + version.to_bytes(4, "little").hex())["result"][2:])
    assert raw[0] == 1
    return raw[1 + {0: 1, 1: 2, 2: 4}[raw[1] & 3]:]


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    n = Node("--dir", str(tmp_path_factory.mktemp("chain")), "--block-time", "1000")
    yield n
    assert n.stop()[0] == 0


def test_decoders_find_in_the_nodes_metadata_what_the_descriptors_say(node, tmp_path):
    paths = [tmp_path / f"v{v}" for v in VERSIONS]
    for path, version in zip(paths, VERSIONS, strict=True):
        path.write_bytes(at_version(node, version))
    check("solo", paths)


@pytest.fixture(scope="module", params=apis.PROFILES)
def blob(request, tmp_path_factory):
    """(profile, folder with the versions of its blob's metadata)"""
    folder = tmp_path_factory.mktemp(request.param)
    wasm = harness.RELEASE / f"wasm/phala-{request.param}.compact.wasm"
    p = subprocess.run(["node", "blob_metadata.mjs", wasm, folder], cwd=JS, text=True, capture_output=True, timeout=90)
    assert p.returncode == 0, p.stdout + p.stderr
    return request.param, folder


def test_decoders_find_in_a_blobs_metadata_what_its_descriptors_say(blob):
    profile, folder = blob
    check(profile, [folder / f"v{v}" for v in VERSIONS])


def metadata_hash(v15, decimals, symbol):
    p = subprocess.run(["node", "metadata_hash.mjs", str(decimals), symbol], cwd=JS, input=v15, capture_output=True, timeout=60)
    assert p.returncode == 0, p.stderr
    return p.stdout.decode().strip()


def committed_hash(profile):
    return bytes(int(x, 16) for x in re.findall(r"0x(..)", (RUNTIME / f"profiles/{profile}_hash.h").read_text())).hex()


def test_the_committed_metadata_hash_is_that_of_the_blobs_metadata(blob):
    profile, folder = blob
    seen = metadata_hash((folder / "v15").read_bytes(), 12, "PHA")
    assert seen == committed_hash(profile), "run `make metadata-hash` and commit src/runtime/profiles/*_hash.h"


def test_the_ids_of_the_version_table_are_those_of_the_apis_in_the_metadata(node):
    """polkadot.js needs both: ids in the runtime version, names in the metadata."""
    listed = node.rpc("state_getRuntimeVersion")["result"]["apis"]
    assert listed == [["0x" + apis.api_id(a["name"]).hex(), a["version"]] for a in apis.of_profile("solo")]


def test_the_committed_metadata_hash_is_that_of_the_nodes_metadata(node):
    properties = node.rpc("system_properties")["result"]
    seen = metadata_hash(at_version(node, 15), properties["tokenDecimals"], properties["tokenSymbol"])
    assert seen == committed_hash("solo"), "run `make metadata-hash` and commit src/runtime/profiles/*_hash.h"
