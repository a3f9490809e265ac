#!/usr/bin/env python3
"""src/worker/proto/worker.toml -> worker_gen.h, worker_gen.c (or into the folder given as second argument)."""
import pathlib
import sys
import tomllib

import schema

HEAD = "/* Made by tools/gen_proto.py from worker.toml; edit that. */"


def header(d):
    out = ["#ifndef WORKER_PROTO_WORKER_GEN_H", "#define WORKER_PROTO_WORKER_GEN_H", HEAD,
           '#include "scale/decode.h"', '#include "scale/encode.h"', "", "enum msg_id {"]
    out += [f"\tMSG_{m['name'].upper()} = {m['id']}," for m in d["message"]] + ["};", ""]
    for t in d["type"]:
        name = schema.snake(t["name"])
        out += schema.emit_enum(t) if "variants" in t else schema.emit_struct(name, t["fields"], t.get("doc", ""))
        out += schema.prototypes(name) + [""]
    for m in d["message"]:
        name = "msg_" + m["name"]
        out += schema.emit_struct(name, m["fields"], m.get("doc", "")) + schema.prototypes(name) + [""]
    return out + ["#endif /* WORKER_PROTO_WORKER_GEN_H */"]


def source(d):
    out = [HEAD, '#include "worker/proto/worker_gen.h"', ""]
    for t in d["type"]:
        name = schema.snake(t["name"])
        if "variants" in t:
            out += schema.emit_enum_codec(t) + [""]
        else:
            out += schema.emit_rd(name, t["fields"]) + [""] + schema.emit_wr(name, t["fields"]) + [""]
    for m in d["message"]:
        name = "msg_" + m["name"]
        out += schema.emit_rd(name, m["fields"]) + [""] + schema.emit_wr(name, m["fields"]) + [""]
    return out[:-1]


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    here = root / "src/worker/proto"
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    d = tomllib.loads((here / "worker.toml").read_text())
    target.mkdir(parents=True, exist_ok=True)
    (target / "worker_gen.h").write_text("\n".join(header(d)) + "\n")
    (target / "worker_gen.c").write_text("\n".join(source(d)) + "\n")


main()
