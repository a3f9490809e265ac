// `node attest.mjs FOLDER`: FOLDER has attest.wasm and attest.mjs. Reads cases from stdin, one a line, as
// attest_judge does, and prints what the browser module says of each.
// `node attest.mjs FOLDER --abuse` calls it with what is no case at all.
import assert from "node:assert";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { load, verifyQuote } = await import(pathToFileURL(`${process.argv[2]}/attest.mjs`));

// A time may be larger than what a number holds.
function options(line) {
  const c = JSON.parse(line), at = BigInt(/"at": ?([0-9]+)/.exec(line)[1]);
  return { ...c, at, root: c.root || undefined, policy: c.policy || undefined, reportData: c.reportData || undefined };
}

async function abuse() {
  const { verifyQuote: verify } = await load();
  assert.equal(verify({}).check, "quote-short");
  assert.equal(verify({ quote: new Uint8Array(20000) }).verdict, "refused");
  assert.equal(verify({ quote: new ArrayBuffer(5000), collateral: "x".repeat(3 << 20), at: new Date() }).verdict, "refused");
  assert.equal((await verifyQuote({ quote: "0x" })).check, "quote-short");
  assert.throws(() => verify({ quote: "0xzz" }), TypeError);
  assert.throws(() => verify({ quote: "0x0" }), TypeError);
  assert.throws(() => verify({ at: -1 }), RangeError);
  assert.throws(() => verify({ at: 1.5 }), RangeError);
  assert.throws(() => verify({ grace: -1 }), RangeError);
  assert.throws(() => verify({ reportData: new Uint8Array(65) }), RangeError);
  assert.throws(() => verify({ policy: "{" }), /policy is not one JSON object/);
  assert.throws(() => verify({ policy: { nonsense: 1 } }), /unknown name/);
  assert.throws(() => verify({ policy: " ".repeat(300000) }), /256 KiB/);
  // What one call was given is not there in the next.
  assert.equal(verify({}).check, "quote-short");
  await assert.rejects(load(new Uint8Array([1, 2, 3])));
  const module = await WebAssembly.compile(await (await import("node:fs/promises")).readFile(`${process.argv[2]}/attest.wasm`));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  assert.equal((await load(module)).verifyQuote({}).class, "format");
  console.log("ok");
}

if (process.argv[3] === "--abuse") {
  await abuse();
} else {
  const { verifyQuote: verify } = await load();
  for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(verify(options(line))));
}
