// The new JSON-RPC interface as PAPI's own low-level client speaks it, against a chain with many keys below 0x7777.
// Usage: node chain_head.mjs ws://127.0.0.1:PORT ROWS — prints one JSON line with what it saw.
import { strict as assert } from 'node:assert';
import { createClient as createRaw } from '@polkadot-api/substrate-client';
import { Keyring } from '@polkadot/api';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';

const [url, rows] = [process.argv[2], Number(process.argv[3])];
const provider = () => getWsProvider(url, { websocketClass: WebSocket });
const CODE = '0x3a636f6465';
const seen = {};

await cryptoWaitReady();
const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
const raw = createRaw(provider());
const later = (what) => new Promise((resolve, reject) => { setTimeout(() => reject(new Error(`no ${what} in 20 s`)), 20000).unref(); what.then(resolve, reject); });

// Follows and checks each event against those before it.
function follow(withRuntime) {
  const at = { events: [], known: new Map(), final: [], waiters: [] };
  const check = {
    initialized({ finalizedBlockHashes, finalizedBlockRuntime }) {
      assert.equal(at.events.length, 0);
      assert.equal(finalizedBlockRuntime !== undefined, withRuntime);
      for (const h of finalizedBlockHashes) { at.known.set(h, null); at.final.push(h); }
    },
    newBlock({ blockHash, parentBlockHash, newRuntime }) {
      assert.ok(at.known.has(parentBlockHash) && !at.known.has(blockHash));
      assert.equal(newRuntime, withRuntime ? null : undefined);
      at.known.set(blockHash, parentBlockHash);
    },
    bestBlockChanged({ bestBlockHash }) { assert.ok(at.known.has(bestBlockHash)); at.best = bestBlockHash; },
    finalized({ finalizedBlockHashes, prunedBlockHashes }) {
      assert.deepEqual(prunedBlockHashes, []);
      for (const h of finalizedBlockHashes) { assert.equal(at.known.get(h), at.final.at(-1)); at.final.push(h); }
    },
  };
  at.until = (test) => later(new Promise((resolve) => { at.waiters.push([test, resolve]); }));
  at.chain = raw.chainHead(withRuntime, (event) => {
    check[event.type](event);
    at.events.push(event);
    at.waiters = at.waiters.filter(([test, resolve]) => !(test(event) && (resolve(event), true)));
  }, (e) => { throw e; });
  return at;
}

const both = [follow(true), follow(false)];
await Promise.all(both.map((f) => f.until((e) => e.type === 'finalized')));
const [f] = both;
const head = f.final.at(-1);
const { finalizedBlockRuntime: runtime } = f.events[0];
seen.runtime = (runtime.spec ?? runtime).specName;

// Reading: one key in each way, and all keys below a prefix, which takes several pages.
const code = await f.chain.storage(head, 'value', CODE, null);
assert.equal(await f.chain.storage(head, 'hash', CODE, null), blake2AsHex(code));
assert.equal(await f.chain.storage(head, 'value', '0x00', null), null);
const header = await f.chain.header(head);
assert.equal(blake2AsHex(header), head);
// parent, compact number, state root
assert.equal((await f.chain.storage(head, 'closestDescendantMerkleValue', '', null)).slice(2), stateRoot(header));
const values = await f.chain.storage(head, 'descendantsValues', '0x7777', null);
const hashes = await f.chain.storage(head, 'descendantsHashes', '0x7777', null);
assert.equal(values.length, rows);
assert.deepEqual(hashes, values.map(({ key, value }) => ({ key, hash: blake2AsHex(value) })));
assert.deepEqual(values.map(({ key }) => key), values.map(({ key }) => key).sort());
seen.rows = values.length;
assert.deepEqual(await f.chain.storage(head, 'descendantsValues', '0x', '0x6162'), []);

function stateRoot(hex) {
  const bytes = Buffer.from(hex.slice(2), 'hex');
  const mode = bytes[32] & 3;
  const at = 32 + [1, 2, 4, 5][mode];
  return bytes.subarray(at, at + 32).toString('hex');
}

// How many pages that took, counted by hand: the client goes on by itself.
seen.pages = await later(new Promise((resolve, reject) => {
  let pages = 1;
  const ws = new WebSocket(url);
  const ask = (method, params) => ws.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  let sub;
  ws.on('error', reject);
  ws.on('open', () => ask('chainHead_v1_follow', [false]));
  ws.on('message', (text) => {
    const m = JSON.parse(text);
    const e = m.params?.result;
    if (sub === undefined && typeof m.result === 'string') sub = m.result;
    if (e?.event === 'initialized') ask('chainHead_v1_storage', [sub, e.finalizedBlockHashes.at(-1), [{ key: '0x7777', type: 'descendantsValues' }], null]);
    if (e?.event === 'operationWaitingForContinue') { pages++; ask('chainHead_v1_continue', [sub, e.operationId]); }
    if (e?.event === 'operationStorageDone') { ws.close(); resolve(pages); }
  });
}));

// Calls, and what is wrong with them.
const version = await f.chain.call(head, 'Core_version', '');
assert.ok(version.startsWith('0x14' + Buffer.from('phala').toString('hex')));
await assert.rejects(f.chain.call(head, 'No_such', ''), /exports no such function/);
await assert.rejects(both[1].chain.call(head, 'Core_version', ''), (e) => e.code === -32802);
await assert.rejects(f.chain.body('0x' + '00'.repeat(32)), /./);

// More at once than the node takes: the client waits and tries again, or says so.
const many = await Promise.allSettled(Array.from({ length: 40 }, () => f.chain.storage(head, 'hash', CODE, null)));
seen.refused = many.filter(({ status }) => status === 'rejected').length;
assert.ok(many.slice(0, 16).every(({ status, value }) => status === 'fulfilled' && value === blake2AsHex(code)));

// Sending: broadcast until it is found in a body, then stop.
const papi = createClient(provider());
const signer = getPolkadotSigner(alice.publicKey, 'Sr25519', (b) => alice.sign(b));
const hex = (bytes) => '0x' + Buffer.from(bytes).toString('hex');
const remark = async (byte) => hex(await papi.getUnsafeApi().tx.System.remark({ remark: new Uint8Array([byte]) }).sign(signer));
const xt = await remark(1);
const stop = raw.transaction(xt, (e) => { throw e; });
for (let found = false, tries = 0; !found; tries++) {
  assert.ok(tries < 20, 'the transaction is in a block');
  const { blockHash } = await f.until((e) => e.type === 'newBlock');
  const body = await f.chain.body(blockHash);
  found = body.includes(xt);
  if (found) seen.index = body.indexOf(xt);
}
stop();

// The same for the watch, whose events end with finality.
const xt2 = await remark(2);
const watched = (tx) => later(new Promise((resolve, reject) => {
  const events = [];
  raw._request('transactionWatch_v1_submitAndWatch', [tx], {
    onSuccess: (id, onEvents) => onEvents(id, {
      next: (e) => { events.push(e); if (['finalized', 'invalid', 'dropped', 'error'].includes(e.event)) resolve(events); },
      error: reject,
    }),
    onError: reject,
  });
}));
const events = await watched(xt2);
assert.deepEqual(events.map((e) => e.event), ['validated', 'bestChainBlockIncluded', 'finalized']);
assert.deepEqual(events[1].block, events[2].block);
assert.equal((await raw.archive.body(events[2].block.hash))[events[2].block.index], xt2);
assert.deepEqual((await watched('0x1284')).map((e) => e.event), ['invalid']);

// The archive: any block, by height.
const height = await raw.archive.finalizedHeight();
assert.ok(height > 0);
const [genesis] = await raw.archive.hashByHeight(0);
assert.equal(genesis, (await raw.getChainSpecData()).genesisHash);
assert.equal(blake2AsHex(await raw.archive.header(genesis)), genesis);
assert.equal(await raw.archive.call(genesis, 'Core_version', ''), version);
assert.equal((await raw.archive.storage(genesis, 'descendantsHashes', '0x7777', null)).length, rows);
assert.equal(await raw.archive.storage(genesis, 'value', CODE, null), code);
const diff = await later(new Promise((resolve, reject) => {
  const items = [];
  raw._request('archive_v1_storageDiff', [events[2].block.hash, [{ returnType: 'value' }]], {
    onSuccess: (id, onEvents) => onEvents(id, {
      next: (e) => { if (e.event === 'storageDiff') items.push(e); else if (e.event === 'storageDiffDone') resolve(items); else reject(new Error(e.error)); },
      error: reject,
    }),
    onError: reject,
  });
}));
for (const { key, value, type } of diff.slice(0, 20)) {
  if (type !== 'deleted') assert.equal(await raw.archive.storage(events[2].block.hash, 'value', key, null), value);
}
seen.changed = diff.length;

// Unpinned blocks are gone, for this subscription.
await f.chain.unpin([head]);
await assert.rejects(f.chain.header(head), /./);
assert.equal(blake2AsHex(await both[1].chain.header(head)), head);
both.forEach(({ chain }) => chain.unfollow());
papi.destroy();
raw.destroy();
console.log(JSON.stringify({ ok: true, ...seen }));
process.exit(0);
