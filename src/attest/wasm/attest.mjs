// Verifies SGX and TDX quotes in a browser or in Node.js 18 and later: a few lines around attest.wasm,
// which is the verifier of the chain and of `phala verify quote` and says the same.
//
//   import { load } from "./attest.mjs";
//   const { verifyQuote } = await load();
//   const r = verifyQuote({ quote, collateral });
//   if (r.verdict !== "accepted") throw new Error(`${r.check}: ${r.text}`);
//
// src/attest/report.h describes the object. Nothing is trusted before the verdict is "accepted", and then
// what is trusted is the measurement and the report data: compare both with what you expect.
const QUOTE = 0, COLLATERAL = 1, ROOT = 2, POLICY = 3, REPORT_DATA = 4;
const ALLOW_DEV_ROOT = 1;
const DIGITS = new Uint8Array(128);
for (let i = 0; i < 16; i++) DIGITS[i.toString(16).charCodeAt(0)] = DIGITS[i.toString(16).toUpperCase().charCodeAt(0)] = i;

/** Bytes of a Uint8Array or ArrayBuffer, or of hexadecimal text, with or without 0x and line breaks. */
function bytes(value, name) {
  if (value === undefined || value === null) return new Uint8Array(0);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const hex = String(value).replace(/\s+/g, "").replace(/^0x/, "");
  const out = new Uint8Array(hex.length >> 1);
  for (let i = 0; i < out.length; i++) out[i] = (DIGITS[hex.charCodeAt(2 * i)] << 4) | DIGITS[hex.charCodeAt(2 * i + 1)];
  if (hex.length % 2 !== 0 || /[^0-9a-fA-F]/.test(hex)) throw new TypeError(`${name} is neither bytes nor hexadecimal`);
  return out;
}

/** UTF-8 of JSON text, or of an object's. */
function json(value) {
  if (value === undefined || value === null) return new Uint8Array(0);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return bytes(value);
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

/** Unix seconds of a Date, number or bigint; now if missing. */
function seconds(at) {
  if (at === undefined || at === null) return BigInt(Math.floor(Date.now() / 1000));
  if (at instanceof Date) return BigInt(Math.floor(at.getTime() / 1000));
  const n = BigInt(at);
  if (n < 0n || n >= 1n << 64n) throw new RangeError("`at` is not a time in Unix seconds");
  return n;
}

async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  const url = new URL(source ?? "attest.wasm", import.meta.url);
  if (url.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return WebAssembly.compile(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

function verify(wasm, options) {
  const reportData = bytes(options.reportData, "reportData");
  if (reportData.length > 64) throw new RangeError("reportData has more than 64 bytes");
  const grace = options.grace ?? 0;
  if (!Number.isInteger(grace) || grace < 0 || grace > 0xffffffff) throw new RangeError("`grace` is not a number of seconds");
  const inputs = [
    [QUOTE, bytes(options.quote, "quote")],
    [COLLATERAL, json(options.collateral)],
    [ROOT, bytes(options.root, "root")],
    [POLICY, json(options.policy)],
    [REPORT_DATA, reportData],
  ];
  const now = seconds(options.at);
  for (const [which, data] of inputs) {
    const at = wasm.attest_input(which, data.length);
    new Uint8Array(wasm.memory.buffer).set(data.subarray(0, wasm.attest_room(which)), at);
  }
  const length = wasm.attest_verify(now, grace, options.allowDevRoot ? ALLOW_DEV_ROOT : 0);
  const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.attest_json(), length));
  const result = JSON.parse(text);
  if (result.error !== undefined) throw new TypeError(result.error);
  return result;
}

/**
 * Loads the verifier. `source`: URL, bytes or a WebAssembly.Module; attest.wasm beside this file if missing.
 * verifyQuote takes
 *   quote         bytes, or hexadecimal
 *   collateral    the JSON file of @phala/dcap-qvl as object, text or bytes
 *   root          DER of the trusted root, if not Intel's; accepted only with allowDevRoot: true
 *   at            Unix seconds or Date at which to judge; now if missing
 *   grace         seconds that collateral may be past its nextUpdate; 0 if missing
 *   policy        object or text: src/attest/policy.h, attest_policy_read
 *   reportData    at most 64 bytes that the report must carry, zeros follow
 * and returns the object of src/attest/report.h; it throws for arguments that make no sense, never for
 * a quote. Collateral is verified once as long as it stays the same and in time.
 */
export async function load(source) {
  const { exports } = await WebAssembly.instantiate(await compile(source), {});
  return { verifyQuote: (options) => verify(exports, options) };
}

let shared;
/** verifyQuote of a verifier that is loaded at the first call. */
export async function verifyQuote(options) {
  shared ??= load().catch((error) => {
    shared = undefined;
    throw error;
  });
  return (await shared).verifyQuote(options);
}
