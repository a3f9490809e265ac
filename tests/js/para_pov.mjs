// validate_block of the blob under the smoldot executor, as a validator runs it: there is no storage.
// Usage: node para_pov.mjs BLOB.wasm POV.jsonl — prints what became of each line's arguments.
import { readFileSync } from 'node:fs';
import { destroyWorker, runTask } from '@acala-network/chopsticks-core';
import { TypeRegistry } from '@polkadot/types';

const wasm = `0x${readFileSync(process.argv[2]).toString('hex')}`;
const povs = readFileSync(process.argv[3], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const registry = new TypeRegistry();
registry.register({ ValidationResult: { head: 'Bytes', code: 'Option<Bytes>', upward: 'Vec<Bytes>', horizontal: 'Vec<(u32, Bytes)>',
  processedDownward: 'u32', hrmpWatermark: 'u32' } });
let storageCalls = 0;
const storage = async () => { storageCalls += 1; throw new Error('a storage function was called'); };
const callbacks = { getStorage: storage, getNextKey: storage, offchainGetStorage: storage, offchainTimestamp: storage,
  offchainRandomSeed: storage, offchainSubmitTransaction: storage };

const seen = {};
for (const { name, args, head } of povs) {
  const started = process.hrtime.bigint();
  const r = await runTask({ wasm, calls: [['validate_block', [args]]], mockSignatureHost: false, allowUnresolvedImports: false,
    runtimeLogLevel: 0 }, callbacks).catch((e) => ({ Error: String(e) }));
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  if (r.Error) { seen[name] = { accepted: false, error: r.Error.slice(0, 200), ms }; continue; }
  const v = registry.createType('ValidationResult', r.Call.result);
  seen[name] = { accepted: true, head: v.head.toHex() === head, result: { ...v.toJSON(), head: undefined }, writes: r.Call.storageDiff.length, ms };
}
console.log(JSON.stringify({ ok: true, storageCalls, seen }));
await destroyWorker();
process.exit(0);
