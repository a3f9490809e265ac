"""The Gramine manifest: nothing that opens the enclave to its host, and all that closes it; and it lists what the program links."""
import pathlib
import re
import subprocess
import tomllib

import harness

TEMPLATE = harness.ROOT / "packaging/gramine/phala-enclave.manifest.template"
FORBIDDEN = ["insecure", "allowed_files", "file_check_policy", "mock_syscalls", "sgx.profile", "allowed_ioctls", "use_host_env",
             "use_cmdline_argv", "rpc_thread_num", "passthrough", "allow_eventfd", "disable_aslr", "file:/dev/"]


def manifest():
    return tomllib.loads(re.sub(r"\{\{\s*(.*?)\s*\}\}", lambda m: m[1].replace('"', ""), TEMPLATE.read_text()))


def test_nothing_opens_the_enclave_to_its_host():
    text = "\n".join(line for line in TEMPLATE.read_text().splitlines() if not line.startswith("#"))
    assert [word for word in FORBIDDEN if word in text] == []


def test_what_closes_it_is_there():
    m = manifest()
    assert m["sgx"]["debug"] is False and m["sgx"]["remote_attestation"] == "dcap"
    # The text form of loader.entrypoint is gone since Gramine 1.9; the table is read since 1.8.
    assert m["loader"]["entrypoint"] == {"uri": "file:gramine.libos"} and m["libos"]["entrypoint"].endswith("/phala-enclave")
    assert m["loader"]["log_level"] == "error" and set(m["loader"]["env"]) == {"LD_LIBRARY_PATH"}
    assert {"enclave_size", "max_threads", "edmm_enable", "isvprodid", "isvsvn"} <= set(m["sgx"])
    assert {"file:gramine.libos", "file:gramine.runtimedir()/", "file:prefix/bin/phala-enclave"} <= set(m["sgx"]["trusted_files"])
    assert m["loader"]["argv"][0] == "phala-enclave" and "gramine" in m["loader"]["argv"]
    state = next(x for x in m["fs"]["mounts"] if x["path"] == "/state")
    assert state["type"] == "encrypted" and state["key_name"] == "_sgx_mrenclave"
    assert all(x.get("type") == "encrypted" or x["path"] != "/" for x in m["fs"]["mounts"])


def test_every_library_that_the_program_links_is_measured():
    linked = subprocess.run(["objdump", "-p", pathlib.Path(harness.phala()).parent / "phala-enclave"], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"NEEDED\s+(\S+)", linked))
    # Gramine brings its own libc, libm and loader; sanitizers are of test builds.
    ours = {n for n in needed if not re.match(r"(libc|libm|ld-linux-x86-64|libasan|libubsan|libgcc_s|libpthread)\.", n)}
    trusted = {f.rsplit("/", 1)[-1] for f in manifest()["sgx"]["trusted_files"]}
    assert ours and ours <= trusted, ours - trusted
