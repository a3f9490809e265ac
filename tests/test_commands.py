"""The commands of somebody who works on an agent: dev, secrets, call, runs, replay."""
import json
import os
import re
import pty
import signal
import subprocess
import termios
import time

import pytest

import harness


# ed25519 public key of //Alice, as polkadot-js and subkey show it.
GRANDPA_ALICE = "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee"


def start(folder, *more):
    proc = subprocess.Popen([harness.phala(), "dev", "--json", "--dir", str(folder / "s"), "--node-port", "0", "--api-port", "0",
                             *(more or ("--block-time", "300"))], env=harness.clean_env(), text=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    ready = None
    for line in proc.stdout:
        ready = json.loads(line)
        if ready["step"] == "ready":
            break
    assert ready is not None and ready["step"] == "ready", proc.stderr.read()
    return proc, {**ready, "dir": folder / "s"}


def stop(proc):
    proc.send_signal(signal.SIGINT)
    assert proc.wait(20) == 0
    harness.assert_healthy(proc.stderr.read())


@pytest.fixture(scope="module")
def dev(tmp_path_factory):
    proc, ready = start(tmp_path_factory.mktemp("dev"))
    yield ready
    stop(proc)


def phala(dev, *argv, stdin="", node=False, chain=False):
    more = ["--worker", f"http://127.0.0.1:{dev['apiPort']}"]
    more += ["--node", f"http://127.0.0.1:{dev['nodePort']}"] if node else []
    more += ["--chain", dev["chain"]] if chain else []
    p = subprocess.run([harness.phala(), *argv, *more], input=stdin, capture_output=True, text=True, env=harness.clean_env(),
                       timeout=60)
    return p.returncode, p.stdout, p.stderr


def test_a_secret_is_set_listed_and_forgotten_and_never_shown(dev):
    agent = dev["agent"]
    rc, out, err = phala(dev, "secrets", "set", "EXTRA", "--agent", agent, stdin="value-to-hide\n", node=True, chain=True)
    assert rc == 0, err
    assert "value-to-hide" not in out + err
    rc, out, _ = phala(dev, "secrets", "list", "--agent", agent, "--json")
    assert rc == 0 and "EXTRA" in [s["name"] for s in json.loads(out)]
    for path, _, names in os.walk(dev["dir"]):
        assert all(b"value-to-hide" not in open(os.path.join(path, n), "rb").read() for n in names)
    rc, _, err = phala(dev, "secrets", "rm", "EXTRA", "--agent", agent, "--owner", "//Bob", node=True, chain=True)
    assert rc == 1 and "why:" in err, "somebody else's signature was taken"
    assert phala(dev, "secrets", "rm", "EXTRA", "--agent", agent, node=True, chain=True)[0] == 0
    rc, out, _ = phala(dev, "secrets", "list", "--agent", agent, "--json")
    assert "EXTRA" not in [s["name"] for s in json.loads(out)]


def test_ctrl_c_at_the_prompt_leaves_the_terminal_as_it_was(dev):
    try:
        master, slave = pty.openpty()
    except OSError as e:
        pytest.skip(f"no pseudo-terminals here: {e}")
    p = subprocess.Popen([harness.phala(), "secrets", "set", "X", "--agent", dev["agent"]], stdin=slave, stderr=subprocess.PIPE,
                         env=harness.clean_env())
    assert p.stderr.read(10) == b"Value of X"
    while termios.tcgetattr(slave)[3] & termios.ECHO:
        time.sleep(0.01)
    p.send_signal(signal.SIGINT)
    assert p.wait(10) == -signal.SIGINT
    assert termios.tcgetattr(slave)[3] & termios.ECHO
    os.close(master)
    os.close(slave)


def test_a_secret_is_not_sealed_for_a_chain_that_the_owner_does_not_trust(dev, tmp_path):
    spec = subprocess.run([harness.phala(), "node", "--build-spec", "--block-time", "777"], capture_output=True, text=True,
                          env=harness.clean_env(), timeout=30)
    # The same well-known authorities finalized it, so only the genesis hash tells the chains apart.
    same_keys = tmp_path / "other.json"
    same_keys.write_text(spec.stdout)
    foreign = tmp_path / "foreign.json"
    foreign.write_text(spec.stdout.replace(GRANDPA_ALICE, "11" * 32))
    assert foreign.read_text() != spec.stdout
    for path, word in ((same_keys, "another chain"), (foreign, "authorities")):
        rc, _, err = phala({**dev, "chain": str(path)}, "secrets", "set", "X", "--agent", dev["agent"], stdin="v", node=True,
                           chain=True)
        assert rc == 1 and "why:" in err and word in err, err
    rc, out, _ = phala(dev, "secrets", "list", "--agent", dev["agent"], "--json")
    assert "X" not in [s["name"] for s in json.loads(out)]


def test_a_call_gives_a_result_and_its_replay_agrees_with_the_receipt(dev):
    rc, out, err = phala(dev, "call", dev["agent"], "--body", "-", "--wait", "--json", stdin='{"question":1}', node=True)
    assert rc == 0, err
    run = json.loads(out.splitlines()[-1])
    assert run["state"] == "recorded" and run["outcome"] == "ok"
    assert run["trigger"] in [r["trigger"] for r in json.loads(phala(dev, "runs", "--json")[1])]
    rc, out, err = phala(dev, "replay", run["trigger"], "--json")
    assert rc == 0, err
    replay = json.loads(out)
    assert replay["receipt"] is True and replay["output"] == run["output"] and replay["hostCalls"] == 3


def test_a_replay_needs_the_owners_key_and_the_code_that_ran(dev, tmp_path):
    trigger = json.loads(phala(dev, "runs", "--json")[1])[0]["trigger"]
    rc, _, err = phala(dev, "replay", trigger, "--owner", "//Bob")
    assert rc == 1 and "--owner" in err
    (tmp_path / "phala.json").write_text((dev["dir"] / "agent/phala.json").read_text())
    (tmp_path / "agent.js").write_text((dev["dir"] / "agent/agent.js").read_text() + "\n")
    rc, _, err = phala(dev, "replay", trigger, "--code", str(tmp_path))
    assert rc == 1 and "not the code that ran" in err


def test_a_worker_that_is_not_there_is_a_network_error(dev):
    rc, _, err = phala({**dev, "apiPort": 1}, "runs")
    assert rc == 5 and "fix:" in err


def agent_folder(folder, code, manifest=None):
    folder.mkdir()
    (folder / "phala.json").write_text(json.dumps({"name": "mine", "entry": "agent.js", **(manifest or {})}))
    (folder / "agent.js").write_text(code)
    return str(folder)


def deploy(dev, folder, *more):
    rc, out, err = phala(dev, "deploy", folder, "--json", *more, node=True)
    assert rc == 0, err
    return json.loads(out.splitlines()[-1])


def test_an_agent_of_ones_own_is_deployed_called_shown_replayed_and_verified(dev, tmp_path):
    code = "export default { async onTrigger(e, ctx) { ctx.log('heard'); return { hello: e.body }; } };"
    folder = agent_folder(tmp_path / "an agent", code)
    agent = deploy(dev, folder)["agent"]
    rc, out, err = phala(dev, "call", agent, "--body", "-", "--wait", "--json", stdin="world", node=True)
    assert rc == 0, err
    run = json.loads(out.splitlines()[-1])
    assert json.loads(run["output"]) == {"hello": "world"}
    rc, out, _ = phala(dev, "runs", run["trigger"])
    assert rc == 0 and "heard" in out and run["receipt"] in out
    rc, _, err = phala(dev, "replay", run["trigger"], "--code", folder)
    assert rc == 0, err
    bundle = tmp_path / "bundle.json"
    assert phala(dev, "runs", run["trigger"], "--bundle", str(bundle))[0] == 0
    p = subprocess.run([harness.phala(), "verify", str(bundle), "--chain", dev["chain"]], env=harness.clean_env(), timeout=30)
    assert p.returncode == 0


def test_new_code_for_an_agent_is_its_owners_to_give(dev, tmp_path):
    first = deploy(dev, agent_folder(tmp_path / "a", "export default { onTrigger() { return 1; } };"))
    new = agent_folder(tmp_path / "b", "export default { onTrigger() { return 2; } };",
                       {"triggers": [{"event": "System.Remarked"}]})
    rc, _, err = phala(dev, "deploy", new, "--agent", first["agent"], "--owner", "//Bob", node=True)
    assert rc == 1 and "NotOwner" in err
    for _ in range(2):
        again = deploy(dev, new, "--agent", first["agent"])
        assert again["agent"] == first["agent"] and again["codeId"] != first["codeId"]
    rc, out, err = phala(dev, "call", first["agent"], "--wait", node=True)
    assert rc == 0 and out.splitlines()[-1] == "2", err


def test_an_agent_that_throws_is_an_agent_error_that_says_what_was_thrown(dev, tmp_path):
    agent = deploy(dev, agent_folder(tmp_path / "t", "export default { onTrigger() { throw new Error('no luck'); } };"))["agent"]
    rc, _, err = phala(dev, "call", agent, "--wait", node=True)
    assert rc == 2 and "no luck" in err and "fix:" in err


def test_what_an_agent_says_cannot_command_the_terminal(dev, tmp_path):
    code = r"export default { onTrigger(e, ctx) { ctx.log('a\u001b[31mb\nverified  c\u009bd é'); throw new Error('x\u001b[2Jy'); } };"
    agent = deploy(dev, agent_folder(tmp_path / "esc", code))["agent"]
    rc, out, err = phala(dev, "call", agent, "--wait", node=True)
    assert rc == 2 and "x?[2Jy" in err and "\x1b" not in out + err
    trigger = out.split()[-1]
    rc, out, _ = phala(dev, "runs", trigger)
    assert rc == 0 and "a?[31mb?verified  c?d é" in out and "\x1b" not in out


@pytest.mark.parametrize("manifest,word", [({"nett": []}, "nett"), ({"net": ["https://x"]}, "hosts"), ({"entry": "no.js"}, "no.js"),
                                           ({"limits": {"cpuMs": 1.5}}, "cpuMs"), ({"triggers": [{"event": "No.Such"}]}, "triggers")])
def test_a_bad_manifest_is_named_before_anything_is_sent(dev, tmp_path, manifest, word):
    folder = agent_folder(tmp_path / "bad", "export default {};", manifest)
    rc, out, err = phala(dev, "deploy", folder, node=True)
    assert rc == 1 and out == "" and word in err and "fix:" in err


def test_a_secret_in_the_arguments_is_refused(dev):
    for argv in (["EXTRA", "value"], ["EXTRA=value"]):
        rc, out, err = phala(dev, "secrets", "set", *argv, "--agent", dev["agent"], node=True, chain=True)
        assert rc == 1 and "argument" in err


def test_a_network_that_is_started_again_has_the_same_agent(tmp_path):
    agents = []
    for _ in range(2):
        proc, ready = start(tmp_path)
        rc, out, err = phala(ready, "call", ready["agent"], "--wait", "--json", node=True)
        stop(proc)
        assert rc == 0, err
        agents.append(ready["agent"])
    assert agents[0] == agents[1]


def test_the_version_is_the_projects():
    p = subprocess.run([harness.phala(), "--version"], capture_output=True, text=True, timeout=10)
    version = re.search(r"VERSION ([0-9.]+) LANGUAGES", (harness.ROOT / "CMakeLists.txt").read_text())[1]
    assert p.returncode == 0 and p.stdout == f"phala {version}\n"
