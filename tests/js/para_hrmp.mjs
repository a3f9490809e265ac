// Two parachains made of our blob, connected by chopsticks: a message goes from one to the other, and back.
// Usage: node para_hrmp.mjs GENESIS_A.json GENESIS_B.json — prints what was seen as one line of JSON.
import { setupWithServer } from '@acala-network/chopsticks';
import { connectParachains } from '@acala-network/chopsticks-core';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const start = (genesis) => setupWithServer({ genesis, host: '127.0.0.1', port: 0, 'build-block-mode': 'Manual', 'runtime-log-level': 3 });
const servers = [await start(process.argv[2]), await start(process.argv[3])];
const [a, b] = await Promise.all(servers.map(({ addr }) =>
  ApiPromise.create({ provider: new WsProvider(`ws://${addr.replace('0.0.0.0', '127.0.0.1')}`), noInitWarn: true })));
await connectParachains(servers.map((s) => s.chain));
const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
const ids = await Promise.all([a, b].map(async (api) => (await api.query.parachainInfo.parachainId()).toNumber()));

const newBlock = (i) => servers[i].chain.newBlock();
const events = async (api) => (await api.query.system.events()).map(({ event }) => event);
const received = async (api) => (await events(api)).filter((e) => api.events.xcmpQueue.MessageReceived.is(e)).map((e) => {
  const d = e.data;
  return { from: d.origin.asSibling.toNumber(), format: d.format.toNumber(), data: d.data.toHex() };
});

const send = async (from, to, format, message) => {
  const api = [a, b][from];
  const call = api.tx.xcmpQueue.sendRaw(ids[to], format, message);
  await api.tx.sudo.sudo(call).signAndSend(alice);
  await newBlock(from);
  const sent = await events(api);
  const failed = sent.filter((e) => api.events.sudo.Sudid.is(e) && e.data[0].isErr).map((e) => e.data.toHuman());
  await new Promise((r) => setTimeout(r, 500)); // chopsticks hands the page over by a subscription
  await newBlock(to);
  return { failed, sent: sent.some((e) => api.events.xcmpQueue.XcmpMessageSent.is(e)), received: await received([a, b][to]) };
};

await newBlock(0); // the first block opens the channels that chopsticks makes up
await newBlock(1);
await newBlock(0);
await newBlock(1);
const there = await send(0, 1, 1, '0x68656c6c6f');
const back = await send(1, 0, 0, '0x05040a'); // a VersionedXcm V5 of one ClearOrigin
const kept = (await b.query.xcmpQueue.lastReceived(ids[0])).unwrap().toHex();
console.log(JSON.stringify({ ok: true, ids, there, back, kept, heads: [(await a.rpc.chain.getHeader()).number.toNumber(), (await b.rpc.chain.getHeader()).number.toNumber()] }));
process.exit(0);
