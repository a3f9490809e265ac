// smoldot, a light client that trusts nothing but the chain spec: follows the node, warp-syncs, reads by proof.
// Usage: node light.mjs SPEC ws|tcp — prints one JSON line with what it saw.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { start } from 'smoldot';

const [file, transport] = process.argv.slice(2);
const BLOCKS = 5; // to see finalized before it is enough
const NUMBER = '0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac'; // System.Number
const ALICE = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d';
const ALICE_ACCOUNT = '0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9' +
  'de1e86a9a8c739864cf3cc5ec2bea59f' + ALICE.slice(2); // System.Account: blake2_128_concat

const spec = JSON.parse(readFileSync(file, 'utf8'));
spec.bootNodes = spec.bootNodes.filter((a) => a.includes('/ws/') === (transport === 'ws'));
assert.equal(spec.bootNodes.length, 1);

let warpTo = 0, peers = 0;
const seen = []; // of the log, for whoever has to find out what went wrong
const log = (level, target, message) => {
  if (/warp|closed|refused|error|invalid|protocol/i.test(message)) seen.push(`${target}: ${message}`.slice(0, 300));
  const m = message.match(/warp sync finished to #(\d+)/i);
  if (m) warpTo = Number(m[1]);
};
const client = start({ maxLogLevel: 4, logCallback: log });
process.on('exit', (code) => { if (code !== 0) console.error(seen.slice(-60).join('\n')); });
const began = Date.now();
const chain = await client.addChain({ chainSpec: JSON.stringify(spec) });
const addedMs = Date.now() - began;

// A JSON-RPC client in twenty lines: answers by id, events in order.
const waiting = new Map(), events = [];
let wake = () => {}, nextId = 0;
const call = (method, ...params) => new Promise((resolve, reject) => {
  const id = ++nextId;
  waiting.set(id, (m) => (m.error ? reject(new Error(`${method}: ${m.error.message}`)) : resolve(m.result)));
  chain.sendJsonRpc(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
});
(async () => {
  for (;;) {
    const m = JSON.parse(await chain.nextJsonRpcResponse());
    if (m.id !== undefined) waiting.get(m.id)(m);
    else { events.push(m.params.result); wake(); }
  }
})().catch(() => {});
const event = async (wanted) => {
  for (;;) {
    const at = events.findIndex(wanted);
    if (at >= 0) return events.splice(at, 1)[0];
    await new Promise((resolve) => { wake = resolve; });
  }
};
const le32 = (hex) => Buffer.from(hex.slice(2, 10), 'hex').readUInt32LE();

const sub = await call('chainHead_v1_follow', true);
const initialized = await event((e) => e.event === 'initialized');
const initializedMs = Date.now() - began;
const block = initialized.finalizedBlockHashes.at(-1);
assert.equal(initialized.finalizedBlockRuntime.type, 'valid');
assert.equal(initialized.finalizedBlockRuntime.spec.specName, 'phala');

const read = async (key, type = 'value') => {
  const { result, operationId } = await call('chainHead_v1_storage', sub, block, [{ key, type }], null);
  assert.equal(result, 'started');
  const items = [];
  for (;;) {
    const e = await event((x) => x.operationId === operationId);
    if (e.event === 'operationStorageDone') return items;
    assert.equal(e.event, 'operationStorageItems', JSON.stringify(e));
    items.push(...e.items);
  }
};
const run = async (name, args) => {
  const { operationId } = await call('chainHead_v1_call', sub, block, name, args);
  const e = await event((x) => x.operationId === operationId);
  assert.equal(e.event, 'operationCallDone', JSON.stringify(e));
  return e.output;
};

// Storage and a runtime call, each by a proof against the header's state root.
const number = le32((await read(NUMBER))[0].value);
const account = (await read(ALICE_ACCOUNT))[0].value;
assert.deepEqual(await read(NUMBER + '00'), [], 'that a key is absent is proven too');
assert.ok((await read(NUMBER.slice(0, 34), 'descendantsValues')).length > 3, 'all keys below a prefix');
assert.equal(await run('AccountNonceApi_account_nonce', ALICE), account.slice(0, 10));
assert.match(await run('Core_version', '0x'), /^0x147068616c61/); // "phala"
assert.ok((await run('Metadata_metadata_at_version', '0x0f000000')).length > 20000);

// It follows: finality moves on by what GRANDPA's gossip says, one block at a time.
let finalized = 0;
while (finalized < BLOCKS) {
  const e = await event((x) => x.event === 'finalized' || x.event === 'stop');
  assert.equal(e.event, 'finalized');
  finalized += e.finalizedBlockHashes.length;
  await call('chainHead_v1_unpin', sub, e.finalizedBlockHashes);
}
peers = (await call('system_health')).peers;
console.log(JSON.stringify({ ok: true, addedMs, initializedMs, number, warpTo, finalized, peers, account }));
await client.terminate();
process.exit(0);
