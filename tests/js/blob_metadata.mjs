// The metadata that a wasm blob tells, executed by smoldot's executor over a state without entries.
// Usage: node blob_metadata.mjs BLOB FOLDER — writes FOLDER/v14, v15, v16.
import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { emptyTaskHandler, runTask } from '@acala-network/chopsticks';

const [blob, folder] = process.argv.slice(2);
const wasm = '0x' + readFileSync(blob).toString('hex');

for (const version of [14, 15, 16]) {
  const task = { wasm, calls: [['Metadata_metadata_at_version', [`0x${version.toString(16).padStart(2, '0')}000000`]]],
    mockSignatureHost: false, allowUnresolvedImports: false, runtimeLogLevel: 0 };
  const { Call } = await runTask(task, { ...emptyTaskHandler, getStorage: async () => undefined });
  const bytes = Buffer.from(Call.result.slice(2), 'hex');
  assert.equal(bytes[0], 1, `version ${version} is there`);
  writeFileSync(`${folder}/v${version}`, bytes.subarray(1 + { 0: 1, 1: 2, 2: 4 }[bytes[1] & 3]));
}
process.exit(0);
