// Rotates the node's session keys, as an operator does with polkadot.js, and checks with polkadot.js'
// own cryptography who finalized which block.
// Usage: node authorities.mjs ws://127.0.0.1:PORT ROTATIONS - prints one JSON line.
import { strict as assert } from 'node:assert';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { hexToU8a, u8aConcat, u8aToHex, bnToU8a } from '@polkadot/util';
import { ed25519Verify } from '@polkadot/util-crypto';

const PRECOMMIT = Uint8Array.of(1);
const number = (v, bits) => bnToU8a(v, { bitLength: bits, isLe: true });

// round u64, commit {hash, number u32, precommits [{hash, number, signature, id}]}, ancestries.
function decode(hex) {
  const b = hexToU8a(hex);
  const view = new DataView(b.buffer, b.byteOffset);
  const count = b[44] >> 2; // fewer than 64 voters: one byte
  assert.equal(b[44] & 3, 0);
  const votes = [];
  for (let i = 0; i < count; i++) {
    const at = 45 + i * 132;
    votes.push({ hash: b.slice(at, at + 32), number: view.getUint32(at + 32, true),
                 signature: b.slice(at + 36, at + 100), id: b.slice(at + 100, at + 132) });
  }
  assert.equal(b.length, 45 + count * 132 + 1);
  return { round: view.getBigUint64(0, true), hash: u8aToHex(b.slice(8, 40)), number: view.getUint32(40, true), votes };
}

// The set that may finalize a block is the one in the state of its parent.
async function voters(api, n) {
  const at = await api.at(await api.rpc.chain.getBlockHash(n - 1));
  const list = (await at.call.grandpaApi.grandpaAuthorities()).map(([id]) => id.toHex());
  return { list, setId: (await at.query.grandpa.currentSetId()).toBigInt() };
}

async function check(api, hex) {
  const j = decode(hex);
  const { list, setId } = await voters(api, j.number);
  const hash = await api.rpc.chain.getBlockHash(j.number);
  assert.equal(j.hash, hash.toHex());
  assert.equal(j.votes.length, list.length);
  for (const v of j.votes) {
    const payload = u8aConcat(PRECOMMIT, v.hash, number(v.number, 32), number(j.round, 64), number(setId, 64));
    assert.ok(list.includes(u8aToHex(v.id)), `block ${j.number}: a stranger voted`);
    assert.ok(ed25519Verify(payload, v.signature, v.id), `block ${j.number}: not signed for set ${setId}`);
  }
  return { number: j.number, setId };
}

const inBlock = (tx, who) => new Promise((resolve, reject) => {
  tx.signAndSend(who, (r) => {
    if (r.dispatchError) reject(new Error(r.dispatchError.toString()));
    else if (r.status.isInBlock) resolve(r);
  }).catch(reject);
});

async function until(what, seconds, condition) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const got = await condition();
    if (got) return got;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}

async function rotate(api, alice) {
  const setId = (await api.query.grandpa.currentSetId()).toNumber();
  const keys = await api.rpc.author.rotateKeys();
  assert.equal(keys.length, 64);
  assert.ok((await api.rpc.author.hasSessionKeys(keys)).isTrue);
  const [aura, gran] = [u8aToHex(keys.slice(0, 32)), u8aToHex(keys.slice(32))];
  assert.ok((await api.rpc.author.hasKey(aura, 'aura')).isTrue);
  assert.ok((await api.rpc.author.hasKey(gran, 'gran')).isTrue);
  await inBlock(api.tx.session.setKeys(keys.toHex(), '0x'), alice);
  const next = (await api.query.session.nextKeys(alice.address)).unwrap();
  assert.deepEqual([next.aura.toHex(), next.grandpa.toHex()], [aura, gran]);
  const owner = await api.query.session.keyOwner(['0x6772616e', gran]);
  assert.equal(owner.unwrap().toHex(), u8aToHex(alice.publicKey));
  await until('the new set', 60, async () => (await api.query.grandpa.currentSetId()).toNumber() > setId);
  assert.deepEqual((await api.query.aura.authorities()).map((k) => k.toHex()), [aura]);
  assert.deepEqual((await api.query.grandpa.authorities()).map(([k]) => k.toHex()), [gran]);
}

// The last block of a set names the next one in its header, for both engines.
async function checkHandover(api, n, next) {
  const hash = await api.rpc.chain.getBlockHash(n);
  const logs = (await api.rpc.chain.getHeader(hash)).digest.logs;
  const of = (engine) => logs.filter((l) => l.isConsensus && l.asConsensus[0].toString() === engine);
  assert.equal(of('FRNK').length, 1);
  assert.equal(of('aura').length, 1);
  const scheduled = hexToU8a(of('FRNK')[0].asConsensus[1].toHex());
  assert.equal(scheduled[0], 1);
  assert.equal(u8aToHex(scheduled.slice(2, 34)), next.list[0]);
  const events = await (await api.at(hash)).query.system.events();
  const names = events.map(({ event }) => `${event.section}.${event.method}`);
  assert.ok(names.includes('session.NewSession') && names.includes('grandpa.NewAuthorities'), names.join());
}

const api = await ApiPromise.create({ provider: new WsProvider(process.argv[2]), noInitWarn: true });
const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
const seen = [];
await api.rpc.grandpa.subscribeJustifications((j) => seen.push(j.toHex()));
for (let i = 0; i < Number(process.argv[3]); i++) await rotate(api, alice);
const target = (await api.rpc.chain.getHeader()).number.toNumber() + 1;
await until('finality', 30, () => seen.length > 0 && decode(seen.at(-1)).number >= target);

const sets = [];
for (const hex of seen) sets.push(await check(api, hex));
assert.deepEqual(sets.map((s) => s.number), sets.map((_, i) => sets[0].number + i), 'a block without a justification');
const last = sets.filter((s, i) => i + 1 < sets.length && sets[i + 1].setId !== s.setId).map((s) => s.number);
for (const n of last) {
  await checkHandover(api, n, await voters(api, n + 1));
  for (const at of [n, n + 1]) {
    const proof = (await api.rpc.grandpa.proveFinality(at)).unwrap().toHex();
    assert.ok(proof.includes(seen[at - sets[0].number].slice(2)), `proveFinality(${at})`);
  }
  const header = await api.derive.chain.getHeader(await api.rpc.chain.getBlockHash(n + 1));
  assert.equal(header.author.toHex(), u8aToHex(alice.publicKey));
}
console.log(JSON.stringify({ ok: true, blocks: sets.length, last, sets: [...new Set(sets.map((s) => Number(s.setId)))] }));
await api.disconnect();
