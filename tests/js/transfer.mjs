// polkadot.js, as people use it: connect, read, sign, submit, watch to finalized.
// Usage: node transfer.mjs ws://127.0.0.1:PORT — prints one JSON line with what it saw.
import { strict as assert } from 'node:assert';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const AMOUNT = 1_234_567_890_123n;

function send(api, tx, from) {
  return new Promise((resolve, reject) => {
    const seen = [];
    let inBlock;
    tx.signAndSend(from, (result) => {
      seen.push(result.status.type);
      if (result.isError) reject(new Error(`refused: ${result.status.type}`));
      if (result.status.isInBlock) inBlock = { at: Date.now(), hash: result.status.asInBlock.toHex() };
      if (result.status.isFinalized) resolve({ seen, inBlock, result, finalized: Date.now() });
    }).catch(reject);
  });
}

const free = async (api, who) => (await api.query.system.account(who)).data.free.toBigInt();

async function transfer(api, alice, bob) {
  const before = { alice: await free(api, alice.address), bob: await free(api, bob.address) };
  const tx = api.tx.balances.transferKeepAlive(bob.address, AMOUNT);
  const { partialFee } = await tx.paymentInfo(alice);
  const { seen, inBlock, result, finalized } = await send(api, tx, alice);

  assert.deepEqual(seen.filter((s) => s !== 'Broadcast'), ['Ready', 'InBlock', 'Finalized']);
  assert.equal(result.dispatchError, undefined);
  assert.equal(result.status.asFinalized.toHex(), inBlock.hash);
  assert.ok(finalized - inBlock.at >= 20, 'a client can tell inBlock from finalized');
  const names = result.events.map(({ event }) => `${event.section}.${event.method}`);
  for (const want of ['balances.Transfer', 'transactionPayment.TransactionFeePaid', 'system.ExtrinsicSuccess'])
    assert.ok(names.includes(want), `${want} is missing in ${names}`);
  const moved = result.events.find(({ event }) => event.method === 'Transfer').event.data;
  assert.equal(moved[0].toString(), alice.address);
  assert.equal(moved[1].toString(), bob.address);
  assert.equal(moved[2].toBigInt(), AMOUNT);

  const after = { alice: await free(api, alice.address), bob: await free(api, bob.address) };
  assert.equal(after.bob - before.bob, AMOUNT);
  const paid = result.events.find(({ event }) => event.method === 'TransactionFeePaid').event.data.actualFee.toBigInt();
  assert.equal(before.alice - after.alice, AMOUNT + paid);
  assert.ok(paid * 1000n / partialFee.toBigInt() >= 999n, 'a fee follows the load, but not by much from block to block');
  return { seen, names, block: inBlock.hash, fee: paid.toString() };
}

// Reads that wallets and explorers do.
async function read(api, alice, bob) {
  const hash = await api.rpc.chain.getFinalizedHead();
  const at = await api.at(hash);
  assert.ok((await at.query.system.account(alice.address)).nonce.toNumber() >= 0);
  const entries = await api.query.system.account.entries();
  assert.ok(entries.some(([key]) => key.args[0].toString() === bob.address));
  const multi = await api.query.system.account.multi([alice.address, bob.address]);
  assert.equal(multi.length, 2);
  const { block } = await api.rpc.chain.getBlock(hash);
  assert.equal(block.header.hash.toHex(), hash.toHex());
  assert.equal((await api.rpc.chain.getBlockHash(0)).toHex(), api.genesisHash.toHex());
  const proof = await api.rpc.state.getReadProof([api.query.system.account.key(alice.address)], hash);
  assert.ok(proof.proof.length > 0);
  const final = await api.rpc.grandpa.proveFinality(block.header.number.toNumber());
  assert.ok(final.isSome);
  assert.equal((await api.rpc.system.chainType()).toString(), 'Development');
  assert.equal(api.registry.chainSS58, 30);
  assert.equal(api.consts.system.ss58Prefix.toNumber(), 30);
}

async function follow(api) {
  const numbers = [];
  await new Promise((resolve) => {
    api.rpc.chain.subscribeFinalizedHeads((head) => {
      numbers.push(head.number.toNumber());
      if (numbers.length === 4) resolve();
    });
  });
  numbers.forEach((n, i) => assert.equal(n, numbers[0] + i, `finalized heads have no gap: ${numbers}`));
}

// Two from one account, the later one first: it waits in the pool for the other.
async function queue(api, alice, bob) {
  const nonce = (await api.rpc.system.accountNextIndex(alice.address)).toNumber();
  const make = (n) => api.tx.system.remark('0x01').signAsync(alice, { nonce: n });
  const [first, second] = [await make(nonce), await make(nonce + 1)];
  const states = [];
  const done = new Promise((resolve) => {
    second.send(({ status }) => {
      states.push(status.type);
      if (status.isFinalized) resolve();
    });
  });
  while (states.length === 0) await new Promise((r) => setTimeout(r, 10));
  assert.equal(states[0], 'Future');
  await first.send();
  await done;
  assert.deepEqual(states, ['Future', 'Ready', 'InBlock', 'Finalized']);
}

async function refused(api, bob) {
  const poor = new Keyring({ type: 'sr25519', ss58Format: 30 }).addFromUri('//Nobody');
  await assert.rejects(api.tx.system.remark('0x').signAndSend(poor), /1010: Invalid Transaction: Inability to pay/);
  await assert.rejects(api.tx.system.remark('0x').signAndSend(bob, { nonce: 0, era: 0, genesisHash: '0x' + '11'.repeat(32) }),
                       /1010: Invalid Transaction/);
}

const provider = new WsProvider(process.argv[2], false);
await provider.connect();
const api = await ApiPromise.create({ provider, noInitWarn: true });
const keyring = new Keyring({ type: 'sr25519', ss58Format: 30 });
const [alice, bob] = ['//Alice', '//Bob'].map((uri) => keyring.addFromUri(uri));
const seen = await transfer(api, alice, bob);
await read(api, alice, bob);
await follow(api);
await queue(api, alice, bob);
await refused(api, bob);
const ed = new Keyring({ type: 'ed25519', ss58Format: 30 }).addFromUri('//Alice');
await send(api, api.tx.balances.transferKeepAlive(ed.address, 10_000_000_000_000n), alice);
const { result } = await send(api, api.tx.balances.transferKeepAlive(bob.address, 1_000_000_000_000n), ed);
assert.equal(result.dispatchError, undefined);
await api.disconnect();
console.log(JSON.stringify({ ok: true, ...seen }));
