// polkadot.js against whatever runs our runtime: the node, or chopsticks with the blob.
// Usage: node pjs.mjs ws://127.0.0.1:PORT — prints one JSON line with what it saw.
import { strict as assert } from 'node:assert';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aConcat, u8aEq, u8aToHex } from '@polkadot/util';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';

const AMOUNT = 1_234_567_890_123n;

function send(tx, from, options = {}) {
  return new Promise((resolve, reject) => {
    const seen = [];
    tx.signAndSend(from, options, (result) => {
      seen.push(result.status.type);
      if (result.isError) reject(new Error(`refused: ${result.status.type}`));
      if (result.status.isFinalized) resolve({ seen, result });
    }).catch(reject);
  });
}

const free = async (api, who) => (await api.query.system.account(who)).data.free.toBigInt();
const names = (result) => result.events.map(({ event }) => `${event.section}.${event.method}`);

// Metadata 16 decodes; what it says about constants and runtime APIs is what the chain answers.
async function read(api, alice) {
  assert.equal(api.runtimeMetadata.version, 16);
  assert.equal(api.consts.system.ss58Prefix.toNumber(), 30);
  assert.equal(api.consts.system.version.specName.toString(), api.runtimeVersion.specName.toString());
  const { maxBlock, perClass } = api.consts.system.blockWeights;
  assert.ok(maxBlock.refTime.toBigInt() > perClass.normal.maxTotal.unwrap().refTime.toBigInt());
  assert.ok(api.consts.system.blockLength.max.normal.toNumber() > 1_000_000);
  assert.ok(api.consts.system.dbWeight.read.toBigInt() > 0n);
  assert.ok(api.consts.balances.existentialDeposit.toBigInt() > 0n);
  assert.equal(api.consts.transactionPayment.operationalFeeMultiplier.toNumber(), 5);
  const slot = await api.call.auraApi.slotDuration();
  assert.equal(slot.toBigInt(), 2n * api.consts.timestamp.minimumPeriod.toBigInt());
  const { nonce } = await api.query.system.account(alice.address);
  assert.equal((await api.call.accountNonceApi.accountNonce(alice.address)).toNumber(), nonce.toNumber());
  assert.deepEqual((await api.call.metadata.metadataVersions()).map((v) => v.toNumber()), [14, 15, 16]);
}

// What runtime APIs answer is, to the last byte, what the metadata says that they answer.
async function answers(api, alice) {
  const xt = (await api.tx.system.remark('0x').signAsync(alice)).toU8a();
  const keys = u8aToHex(new Uint8Array(64).fill(7));
  const args = {
    accountNonceApi_accountNonce: [alice.address], sessionKeys_decodeSessionKeys: [keys],
    transactionPaymentApi_queryInfo: [xt, xt.length], transactionPaymentApi_queryFeeDetails: [xt, xt.length],
    transactionPaymentApi_queryWeightToFee: [{ refTime: 1_000_000_000, proofSize: 10 }], transactionPaymentApi_queryLengthToFee: [100],
    taggedTransactionQueue_validateTransaction: ['External', xt, await api.rpc.chain.getBlockHash()],
  };
  // One ends a block; what the other two give is opaque to polkadot.js, which has its own way of writing it.
  const without = ['BlockBuilder_finalize_block', 'Metadata_metadata', 'Metadata_metadata_at_version'];
  const asked = [];
  for (const [section, methods] of Object.entries(api.call)) {
    for (const [method, call] of Object.entries(methods)) {
      const { name, params } = call.meta;
      const values = args[`${section}_${method}`] ?? [];
      if (params.length !== values.length || without.includes(name)) continue;
      const input = u8aConcat(...params.map(({ type }, i) => api.registry.createType(type, values[i]).toU8a()));
      const raw = await api.rpc.state.call(name, u8aToHex(input));
      assert.ok(u8aEq((await call(...values)).toU8a(), raw.toU8a(true)), name);
      asked.push(name);
    }
  }
  for (const want of ['Core_version', 'AuraApi_authorities', 'TransactionPaymentApi_query_info', 'Metadata_metadata_versions',
    'TaggedTransactionQueue_validate_transaction', 'SessionKeys_decode_session_keys'])
    assert.ok(asked.includes(want), `${want} is missing in ${asked}`);
  return asked.length;
}

const near = (a, b) => (a > b ? a - b : b - a) * 1000n < b;

async function transfer(api, alice, bob) {
  const before = [await free(api, alice.address), await free(api, bob.address)];
  const tx = api.tx.balances.transferKeepAlive(bob.address, AMOUNT);
  const fee = (await tx.paymentInfo(alice)).partialFee.toBigInt();
  const { seen, result } = await send(tx, alice);
  assert.equal(result.dispatchError, undefined);
  assert.ok(seen[0] === 'Ready' && seen.at(-1) === 'Finalized', `${seen}`);
  for (const want of ['balances.Transfer', 'transactionPayment.TransactionFeePaid', 'system.ExtrinsicSuccess'])
    assert.ok(names(result).includes(want), `${want} is missing in ${names(result)}`);
  const paid = result.events.find(({ event }) => event.method === 'TransactionFeePaid').event.data;
  const actual = paid.actualFee.toBigInt();
  // A fee follows the load of the chain from block to block; that of a block is known at its parent.
  assert.ok(near(actual, fee), `asked ${fee}, paid ${actual}`);
  const { parentHash } = await api.rpc.chain.getHeader(result.status.asFinalized);
  const u8a = tx.toU8a();
  const known = await (await api.at(parentHash)).call.transactionPaymentApi.queryInfo(u8a, u8a.length);
  assert.equal(actual, known.partialFee.toBigInt());
  assert.deepEqual([before[0] - await free(api, alice.address), await free(api, bob.address) - before[1]], [AMOUNT + actual, AMOUNT]);
  return { seen, fee: actual.toString() };
}

async function refused(api, bob, nobody) {
  const remark = api.tx.system.remark('0x01');
  const { result } = await send(api.tx.sudo.sudo(remark), bob);
  const { section, name } = api.registry.findMetaError(result.dispatchError.asModule);
  assert.equal(`${section}.${name}`, 'sudo.RequireSudo');
  assert.ok(names(result).includes('system.ExtrinsicFailed'));
  await assert.rejects(remark.signAndSend(nobody), /1010.*pay/is);
}

// RFC 78: with mode 1 the signature covers the hash of the metadata, which a wallet computes itself.
async function hashed(api, alice) {
  const v15 = (await api.call.metadata.metadataAtVersion(15)).unwrap();
  const decimals = api.registry.chainDecimals[0], tokenSymbol = api.registry.chainTokens[0];
  const digest = merkleizeMetadata(v15.toU8a(true), { decimals, tokenSymbol }).digest();
  const remark = api.tx.system.remark('0x02');
  const { result } = await send(remark, alice, { mode: 1, metadataHash: u8aToHex(digest) });
  assert.equal(result.dispatchError, undefined);
  digest[0] ^= 1;
  await assert.rejects(remark.signAndSend(alice, { mode: 1, metadataHash: u8aToHex(digest) }), /1010.*(bad ?signature|badProof)/is);
}

const provider = new WsProvider(process.argv[2], false);
await provider.connect();
const api = await ApiPromise.create({ provider, noInitWarn: true });
const keyring = new Keyring({ type: 'sr25519', ss58Format: 30 });
const [alice, bob, nobody] = ['//Alice', '//Bob', '//Nobody'].map((uri) => keyring.addFromUri(uri));
await read(api, alice);
const asked = await answers(api, alice);
const seen = await transfer(api, alice, bob);
await refused(api, bob, nobody);
await hashed(api, alice);
await api.disconnect();
console.log(JSON.stringify({ ok: true, asked, ...seen }));
