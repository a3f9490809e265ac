// Prints the file of figures that it is given, one `name value unit` per line, and appends to
// those that have a peer from npm or Node.js what the peer does in the same moment:
// `peer=NAME value ratio=R`. R > 1 means that ours is faster by that factor.
// `node tools/bench_peers.mjs FILE`
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const agent = createRequire(new URL("../agent/package.json", import.meta.url));
const clients = createRequire(new URL("../tests/js/package.json", import.meta.url));

function best(rounds, iters, fn) {
  let ns = Infinity;
  for (let r = 0; r < rounds; r++) {
    const t = process.hrtime.bigint();
    for (let i = 0; i < iters; i++) fn(i);
    ns = Math.min(ns, Number(process.hrtime.bigint() - t) / iters);
  }
  return ns;
}

function check(ok, what) {
  if (!ok) throw new Error(`wrong answer: ${what}`);
}

// --- signatures: the same 120 bytes as bench_crypto.c --------------------------------------

async function sr25519() {
  const wasm = clients("@polkadot/wasm-crypto");
  check(await wasm.waitReady(), "wasm");
  const pair = wasm.sr25519KeypairFromSeed(new Uint8Array(32).fill(1));
  const secret = pair.slice(0, 64), pub = pair.slice(64), msg = new Uint8Array(120).fill(7);
  const sig = wasm.sr25519Sign(pub, secret, msg);
  const verify = best(30, 30, () => check(wasm.sr25519Verify(sig, msg, pub), "verify"));
  const sign = best(30, 30, () => wasm.sr25519Sign(pub, secret, msg));
  const name = "@polkadot/wasm-crypto";
  return {
    sr25519_verify_single: [[name, 1e9 / verify]],
    sr25519_verify_batch64: [[name, 1e9 / verify]],
    sr25519_sign: [[name, 1e9 / sign]],
  };
}

// --- JSON: the same text as bench_text.c ---------------------------------------------------

async function json() {
  const item = "{\"id\":\"0x6d6f646c70792f74727372790000000000000000\",\"number\":12345678," +
    "\"ok\":true,\"note\":\"A treasury proposal of 1,000 PHA \\u2013 see below.\\n\"," +
    "\"list\":[1,2,3,null,[\"a\",\"b\"],{}]}";
  const num = Math.floor((1 << 20) / (item.length + 1)) - 1;
  const text = `[${Array(num).fill(item).join(",")}]`;
  const ns = best(20, 4, () => check(JSON.parse(text).length === num, "parse"));
  return { json_parse: [["node-JSON.parse", text.length * 1000 / ns]] };
}

// --- boxes: the same agent as bench_box.c --------------------------------------------------

const SETUP = "const items = Array.from({ length: 100 }, (_, i) => ({ id: i, name: `item ${i}` }));" +
  "globalThis.onTrigger = (text) => { const event = JSON.parse(text);" +
  " const hit = items.filter((x) => x.id % event.n === 0);" +
  " return JSON.stringify({ key: event.key, sum: hit.reduce((s, x) => s + x.id, 0) }); };";
const INPUT = '{"n":3,"key":"abc"}';
const OUTPUT = '{"key":"abc","sum":1683}';
const prelude = readFileSync(new URL("../agent/prelude.js", import.meta.url), "utf8");
// The prelude needs its host functions only to define globals; nothing of it runs here.
const PRELUDE = `(${prelude.slice(prelude.indexOf("(function")).trim().replace(/;$/, "")})({});`;

function quickjsCall(context) {
  const fn = context.getProp(context.global, "onTrigger");
  const arg = context.newString(INPUT);
  const result = context.unwrapResult(context.callFunction(fn, context.undefined, arg));
  check(context.getString(result) === OUTPUT, "quickjs-emscripten");
  [fn, arg, result].forEach((h) => h.dispose());
}

async function quickjs() {
  const { newQuickJSWASMModuleFromVariant } = agent("quickjs-emscripten-core");
  const engine = await newQuickJSWASMModuleFromVariant(
    agent("@jitl/quickjs-wasmfile-release-sync").default);
  return best(20, 10, () => {
    const runtime = engine.newRuntime();
    const context = runtime.newContext();
    context.unwrapResult(context.evalCode(PRELUDE)).dispose();
    context.unwrapResult(context.evalCode(SETUP)).dispose();
    quickjsCall(context);
    context.dispose();
    runtime.dispose();
  });
}

function nodeVm() {
  const scripts = [PRELUDE, SETUP].map((s) => new vm.Script(s));
  return best(20, 20, () => {
    const context = vm.createContext({});
    scripts.forEach((s) => s.runInContext(context));
    check(context.onTrigger(INPUT) === OUTPUT, "vm");
  });
}

async function box(ours) {
  return {
    box_start_and_first_call: [
      ["memcpy", ours.box_image_memcpy],
      ["native-call", ours.native_call],
      ["quickjs-emscripten", await quickjs()],
      ["node-vm", nodeVm()],
    ],
  };
}

// --- quotes: Intel's samples, as in bench_attest.c; the peer keeps nothing -------------------

function attest() {
  const qvl = clients("@phala/dcap-qvl");
  const rows = {};
  for (const name of ["sgx", "tdx"]) {
    const at = (suffix) => readFileSync(new URL(`../src/attest/vectors/${name}_quote${suffix}`, import.meta.url), "utf8");
    const quote = Buffer.from(at(".hex").replace(/\s+/g, ""), "hex"), collateral = JSON.parse(at("_collateral.json"));
    const ns = best(20, 10, () => check(qvl.verify(quote, collateral, 1750400000).status !== "Revoked", "dcap-qvl"));
    for (const row of ["full", "cached", "own_full", "own_cached"])
      rows[`attest_${row}_${name}`] = [["@phala/dcap-qvl", 1e9 / ns]];
  }
  return rows;
}

// --- the lines -----------------------------------------------------------------------------

const lines = readFileSync(process.argv[2], "utf8").split("\n").filter((l) => l !== "");
const ours = Object.fromEntries(lines.map((l) => [l.split(" ")[0], Number(l.split(" ")[1])]));
const by = { sr25519_verify_single: sr25519, json_parse: json, box_start_and_first_call: box,
  attest_full_sgx: attest, attest_own_full_sgx: attest };
const peers = {};
for (const [name, measure] of Object.entries(by))
  if (name in ours) Object.assign(peers, await measure(ours));
for (const line of lines) {
  const [name, value, unit] = line.split(" ");
  const less = unit === "ns" || unit === "ms"; // less is better
  const more = (peers[name] ?? []).map(([peer, v]) => {
    const ratio = less ? v / Number(value) : Number(value) / v;
    return ` peer=${peer} ${Math.round(v)} ratio=${ratio.toPrecision(3)}`;
  });
  console.log(line + more.join(""));
}
