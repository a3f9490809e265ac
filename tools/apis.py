"""The runtime APIs of src/runtime/apis.toml: what api.def, the profiles' *_api.def and the metadata are made of."""
import hashlib
import pathlib
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOML = ROOT / "src/runtime/apis.toml"
PROFILES = ("solo", "para")

COMMON = """/* The runtime APIs of every profile: what a node may call.
 *
 * Made by tools/gen_pallets.py from apis.toml; edit that.
 * API(name, version, id ...): the id is blake2b-64 of the name.
 * ENTRY(method, function): an entry point; the wasm blob exports each by its name.
 * What only one profile has is in profiles/{solo,para}_api.def. */""".split("\n")


def load():
    """{"type": [...], "api": [...]} with every optional key filled in."""
    d = tomllib.loads(TOML.read_text())
    d.setdefault("type", [])
    for api in d["api"]:
        if api.get("profile") not in (None, *PROFILES):
            raise SystemExit(f"apis.toml: {api['name']}: profile is {' or '.join(PROFILES)}, or not there")
        for m in api["method"]:
            m.setdefault("inputs", [])
            m.setdefault("output", "()")
    return d


def api_id(name):
    return hashlib.blake2b(name.encode(), digest_size=8).digest()


def of_profile(profile):
    """The APIs of a profile, in the order of its version table."""
    apis = load()["api"]
    return [a for a in apis if "profile" not in a] + [a for a in apis if a.get("profile") == profile]


def rows(apis):
    out = []
    for a in apis:
        out += [f"API({a['name']}, {a['version']}, {', '.join(f'0x{b:02x}' for b in api_id(a['name']))})"]
        out += [f"ENTRY({a['name']}_{m['name']}, {m['function']})" for m in a["method"]] + [""]
    return out[:-1]


def files():
    """(path under src, lines) of the generated tables."""
    apis = load()["api"]
    yield "runtime/api.def", COMMON + rows([a for a in apis if "profile" not in a])
    for p in PROFILES:
        head = [f"/* What api.def is to every profile, for {p} alone. Made by tools/gen_pallets.py from apis.toml. */"]
        yield f"runtime/profiles/{p}_api.def", head + rows([a for a in apis if a.get("profile") == p])
