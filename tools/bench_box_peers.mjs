// The same agent as bench_box.c under engines from npm and Node.js: a fresh instance with its
// first call, then warm calls. `node tools/bench_box_peers.mjs [FILE]` prints one line each,
// `name value unit`; with FILE (the output of bench_box) also the ratio to the box.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const require = createRequire(new URL("../agent/package.json", import.meta.url));
const { newQuickJSWASMModuleFromVariant } = require("quickjs-emscripten-core");
const variant = require("@jitl/quickjs-wasmfile-release-sync").default;

const SETUP = "const items = Array.from({ length: 100 }, (_, i) => ({ id: i, name: `item ${i}` }));" +
  "globalThis.onTrigger = (text) => { const event = JSON.parse(text);" +
  " const hit = items.filter((x) => x.id % event.n === 0);" +
  " return JSON.stringify({ key: event.key, sum: hit.reduce((s, x) => s + x.id, 0) }); };";
const INPUT = '{"n":3,"key":"abc"}';
const OUTPUT = '{"key":"abc","sum":1683}';
const prelude = readFileSync(new URL("../agent/prelude.js", import.meta.url), "utf8");
// The prelude needs its host functions only to define globals; nothing of it runs here.
const PRELUDE = `(${prelude.slice(prelude.indexOf("(function")).trim().replace(/;$/, "")})({});`;
const box = process.argv[2] ? Object.fromEntries(readFileSync(process.argv[2], "utf8").split("\n").map((l) => l.split(" "))) : {};

function best(rounds, iters, fn) {
  let ns = Infinity;
  for (let r = 0; r < rounds; r++) {
    const t = process.hrtime.bigint();
    for (let i = 0; i < iters; i++) fn();
    ns = Math.min(ns, Number(process.hrtime.bigint() - t) / iters);
  }
  return ns;
}
function line(name, ns) {
  console.log(`${name} ${Math.round(ns)} ns`);
  const ours = Number(box.box_start_and_first_call);
  if (ours > 0 && name.endsWith("start_and_first_call")) console.log(`${name}_vs_box ${(ns / ours).toFixed(1)} x`);
}
function check(text) {
  if (text !== OUTPUT) throw new Error(`wrong answer ${text}`);
}

const QuickJS = await newQuickJSWASMModuleFromVariant(variant);
function quickjsCall(context) {
  const fn = context.getProp(context.global, "onTrigger");
  const arg = context.newString(INPUT);
  const result = context.unwrapResult(context.callFunction(fn, context.undefined, arg));
  check(context.getString(result));
  [fn, arg, result].forEach((h) => h.dispose());
}
function quickjsStart() {
  const runtime = QuickJS.newRuntime();
  const context = runtime.newContext();
  context.unwrapResult(context.evalCode(PRELUDE)).dispose();
  context.unwrapResult(context.evalCode(SETUP)).dispose();
  quickjsCall(context);
  return () => { context.dispose(); runtime.dispose(); };
}
line("quickjs_emscripten_start_and_first_call", best(5, 20, () => quickjsStart()()));
{
  const context = QuickJS.newContext();
  context.unwrapResult(context.evalCode(SETUP)).dispose();
  line("quickjs_emscripten_warm_call", best(5, 2000, () => quickjsCall(context)));
}

const preludeScript = new vm.Script(PRELUDE);
const setupScript = new vm.Script(SETUP);
function vmStart() {
  const context = vm.createContext({});
  preludeScript.runInContext(context);
  setupScript.runInContext(context);
  check(context.onTrigger(INPUT));
  return context;
}
line("node_vm_start_and_first_call", best(5, 50, vmStart));
{
  const context = vmStart();
  line("node_vm_warm_call", best(5, 20000, () => check(context.onTrigger(INPUT))));
}
