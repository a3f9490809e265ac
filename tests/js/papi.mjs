// PAPI (polkadot-api) over WebSocket, without generated descriptors: everything comes from the chain's own metadata.
// Usage: node papi.mjs ws://127.0.0.1:PORT|SPEC.json [chopsticks] — prints one JSON line with what it saw.
// With a chain spec it talks to no node: smoldot finds its own and proves all that PAPI is told.
import { strict as assert } from 'node:assert';
import { Keyring } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { lightProvider } from './light_provider.mjs';

const instant = process.argv[3] === 'chopsticks'; // a block for each extrinsic, final at once
const AMOUNT = 1_234_567_890_123n;

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: 30 });
const pair = (uri) => keyring.addFromUri(uri);
const signer = (p) => getPolkadotSigner(p.publicKey, 'Sr25519', (bytes) => p.sign(bytes));
const [alice, bob, nobody] = ['//Alice', '//Bob', '//Nobody'].map(pair);

// Connects and decodes metadata: names, constants, runtime APIs.
async function read(client, api) {
  const spec = await client.getChainSpecData();
  assert.equal(spec.properties.tokenSymbol, 'PHA');
  assert.equal(await api.constants.System.SS58Prefix(), 30);
  assert.equal((await api.constants.System.Version()).spec_name, 'phala');
  const account = await api.query.System.Account.getValue(alice.address);
  assert.equal(await api.apis.AccountNonceApi.account_nonce(alice.address), account.nonce);
  if (!instant) { // chopsticks 1.5.1 sends null among the values below a prefix
    const entries = await api.query.System.Account.getEntries();
    assert.ok(entries.some(({ keyArgs }) => keyArgs[0] === bob.address), 'entries have keys that decode');
  }
  assert.ok((await api.apis.AuraApi.slot_duration()) > 0n);
  assert.deepEqual(await api.apis.Metadata.metadata_versions(), [14, 15, 16]);
  const block = await client.getFinalizedBlock();
  assert.equal(await api.query.System.Number.getValue({ at: block.hash }), block.number);
  return spec;
}

const names = (events) => events.map(({ type, value }) => `${type}.${value.type}`);
const find = (events, pallet, event) => events.find(({ type, value }) => type === pallet && value.type === event)?.value.value;

const near = (a, b) => (a > b ? a - b : b - a) * 1000n < b;

async function transfer(client, api) {
  const tx = api.tx.Balances.transfer_keep_alive({ dest: { type: 'Id', value: bob.address }, value: AMOUNT });
  const free = async (who) => (await api.query.System.Account.getValue(who.address)).data.free;
  const before = [await free(alice), await free(bob)];
  const estimate = await tx.getEstimatedFees(alice.address);
  const steps = [];
  const kept = client.blocks$.subscribe(({ hash }) => client.hodlBlock(hash));
  const done = await new Promise((resolve, reject) => {
    tx.signSubmitAndWatch(signer(alice)).subscribe({
      next: (e) => { steps.push(e.type); if (e.type === 'finalized') resolve(e); },
      error: reject,
    });
  });
  kept.unsubscribe();
  assert.equal(steps[0], 'signed');
  assert.ok(steps.includes('txBestBlocksState'), `seen in a block before it was final: ${steps}`);
  assert.ok(done.ok && done.dispatchError === undefined);
  const moved = find(done.events, 'Balances', 'Transfer');
  assert.deepEqual([moved.from, moved.to, moved.amount], [alice.address, bob.address, AMOUNT]);
  const paid = find(done.events, 'TransactionPayment', 'TransactionFeePaid');
  // A fee follows the load of the chain from block to block; that of a block is known at its parent.
  assert.ok(near(paid.actual_fee, estimate), `asked ${estimate}, paid ${paid.actual_fee}`);
  const { parentHash } = await client.getBlockHeader(done.block.hash);
  const xt = (await client.getBlockBody(done.block.hash))[done.block.index];
  const known = await api.apis.TransactionPaymentApi.query_info(xt.subarray(2), xt.length, { at: parentHash });
  assert.equal(known.partial_fee, paid.actual_fee);
  assert.ok(names(done.events).includes('System.ExtrinsicSuccess'));
  assert.deepEqual([before[0] - await free(alice), await free(bob) - before[1]], [AMOUNT + paid.actual_fee, AMOUNT]);
  return { steps, fee: paid.actual_fee.toString(), events: names(done.events) };
}

// A call that fails in its pallet, by name; and extrinsics that may not enter a block at all.
async function refused(api) {
  const remark = api.tx.System.remark({ remark: new Uint8Array([1]) });
  const failed = await api.tx.Sudo.sudo({ call: remark.decodedCall }).signAndSubmit(signer(bob));
  assert.equal(failed.ok, false);
  assert.deepEqual(failed.dispatchError, { type: 'Module', value: { type: 'Sudo', value: { type: 'RequireSudo', value: undefined } } });
  await assert.rejects(remark.signAndSubmit(signer(nobody)), (e) => {
    assert.equal(e.name, 'InvalidTxError');
    assert.equal(e.error.type, 'Invalid');
    assert.equal(e.error.value.type, 'Payment');
    return true;
  });
  await assert.rejects(remark.signAndSubmit(signer(bob), { nonce: 0 }), (e) => e.error.value.type === 'Stale');
}

const methods = new Set();
const spy = (provider) => (onMessage, ...rest) => {
  const c = provider(onMessage, ...rest);
  return { ...c, send: (m) => { methods.add((typeof m === 'string' ? JSON.parse(m) : m).method); c.send(m); } };
};
const target = process.argv[2];
const provider = /^wss?:/.test(target) ? getWsProvider(target, { websocketClass: WebSocket }) : lightProvider(target);
const client = createClient(spy(provider));
const api = client.getUnsafeApi();
const spec = await read(client, api);
const seen = await transfer(client, api);
await refused(api);
client.destroy();
console.log(JSON.stringify({ ok: true, genesis: spec.genesisHash, ...seen, methods: [...methods].sort() }));
process.exit(0);
