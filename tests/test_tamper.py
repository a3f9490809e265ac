"""Any changed byte of the receipt, and any changed part of the bundle, is refused with the name of the failed check."""
import concurrent.futures
import json

import harness


def flipped(hex_text, index):
    raw = bytearray.fromhex(hex_text[2:])
    raw[index] ^= 1
    return "0x" + raw.hex()


def refuse(tmp_path, bundle, chain, tag):
    path = tmp_path / f"{tag}.json"
    path.write_text(json.dumps(bundle))
    rc, out, err = harness.verify(path, chain)
    path.unlink()
    return rc, out, err


def test_every_changed_byte_of_the_receipt_is_refused(finished, tmp_path):
    bundle = json.load(open(finished["last"]["bundle"]))
    size = len(bundle["receipt"]) // 2 - 1

    def attempt(i):
        return i, refuse(tmp_path, {**bundle, "receipt": flipped(bundle["receipt"], i)}, finished["last"]["chain"], f"r{i}")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for i, (rc, out, err) in pool.map(attempt, range(size)):
            assert rc == 3, (i, rc, out, err)
            assert '"failed"' in out, (i, out)


def test_every_other_part_of_the_bundle_is_bound_too(finished, tmp_path):
    bundle = json.load(open(finished["last"]["bundle"]))
    chain = finished["last"]["chain"]
    for field in ("signature", "header", "justification"):
        rc, out, err = refuse(tmp_path, {**bundle, field: flipped(bundle[field], 40)}, chain, field)
        assert rc == 3, (field, out, err)
    rc, _, _ = refuse(tmp_path, {**bundle, "proof": bundle["proof"][1:]}, chain, "proof")
    assert rc == 3
    rc, _, _ = refuse(tmp_path, {**bundle, "output": bundle["output"].replace('"score":', '"score":1')}, chain, "output")
    assert rc == 3
