// Quotes a second under Node.js: attest.wasm, and @phala/dcap-qvl in the same moment, turn by turn.
// `node tools/bench_attest.mjs BUILD` prints lines as tools/bench.sh does.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const build = resolve(process.argv[2] ?? "build/release");
const { load } = await import(pathToFileURL(`${build}/wasm/attest.mjs`));
const clients = createRequire(new URL("../tests/js/package.json", import.meta.url));
const qvl = clients("@phala/dcap-qvl");
const vectors = new URL("../src/attest/vectors/", import.meta.url);
const AT = 1750400000, ROUNDS = 20, EACH = 10;

function once(fn) {
  const t = process.hrtime.bigint();
  for (let i = 0; i < EACH; i++) fn(i);
  return Number(process.hrtime.bigint() - t) / EACH;
}

function check(ok, what) {
  if (!ok) throw new Error(`wrong answer: ${what}`);
}

const { verifyQuote } = await load();
for (const [sample, name] of [["sgx_quote", "sgx"], ["tdx_quote", "tdx"]]) {
  const quote = Buffer.from(readFileSync(new URL(`${sample}.hex`, vectors), "utf8").replace(/\s+/g, ""), "hex");
  const text = readFileSync(new URL(`${sample}_collateral.json`, vectors), "utf8");
  const collateral = JSON.parse(text);
  const peer = qvl.verify(quote, collateral, AT);
  // A space more or less makes it other collateral, which is then verified anew.
  const texts = [text, `${text} `];
  const runs = {
    peer: () => check(qvl.verify(quote, collateral, AT).status === peer.status, "dcap-qvl"),
    full: (i) => check(verifyQuote({ quote, collateral: texts[i % 2], at: AT }).status === peer.status, "full"),
    cached: () => check(verifyQuote({ quote, collateral: text, at: AT }).status === peer.status, "cached"),
  };
  const best = Object.fromEntries(Object.keys(runs).map((k) => [k, Infinity]));
  for (let r = 0; r < ROUNDS; r++) for (const [k, fn] of Object.entries(runs)) best[k] = Math.min(best[k], once(fn));
  for (const k of ["full", "cached"]) {
    const line = `attest_wasm_${k}_${name} ${Math.round(1e9 / best[k])} /s`;
    console.log(`${line} peer=@phala/dcap-qvl ${Math.round(1e9 / best.peer)} ratio=${(best.peer / best[k]).toPrecision(3)}`);
  }
}
