// js-libp2p, an implementation that is not ours, as the peer of a node.
// Usage: node libp2p.mjs talk ADDR... | flood ADDR | greedy ADDR BLOCK — prints one JSON line with what it saw.
import { strict as assert } from 'node:assert';
import net from 'node:net';

// js-libp2p 1.9 meant a newer Node than 18; what it needs of that is this.
globalThis.CustomEvent ??= class CustomEvent extends Event {
  constructor(type, init) {
    super(type, init);
    this.detail = init?.detail ?? null;
  }
};
Promise.withResolvers ??= () => {
  let resolve, reject;
  const promise = new Promise((a, b) => { resolve = a; reject = b; });
  return { promise, resolve, reject };
};
const { createLibp2p } = await import('libp2p');
const { noise } = await import('@chainsafe/libp2p-noise');
const { yamux } = await import('@chainsafe/libp2p-yamux');
const { identify } = await import('@libp2p/identify');
const { ping } = await import('@libp2p/ping');
const { tcp } = await import('@libp2p/tcp');
const { webSockets } = await import('@libp2p/websockets');
const { all } = await import('@libp2p/websockets/filters');
const { multiaddr } = await import('@multiformats/multiaddr');

const STREAMS = 10000;
const peer = () => createLibp2p({
  transports: [tcp(), webSockets({ filter: all })],
  connectionEncryption: [noise()],
  streamMuxers: [yamux({ maxOutboundStreams: 2 * STREAMS })],
  services: { ping: ping({ maxOutboundStreams: STREAMS }), identify: identify({ runOnConnectionOpen: false }) },
  connectionGater: { denyDialMultiaddr: () => false },
});
const [mode, ...addrs] = process.argv.slice(2);

async function talk() {
  const us = await peer();
  const seen = [];
  for (const addr of addrs) {
    const c = await us.dial(multiaddr(addr));
    assert.equal(c.encryption, '/noise');
    assert.equal(c.multiplexer, '/yamux/1.0.0');
    assert.ok(addr.endsWith(`/p2p/${c.remotePeer}`));
    for (let i = 0; i < 3; i++) assert.ok(await us.services.ping.ping(c.remotePeer) >= 0);
    const id = await us.services.identify.identify(c);
    assert.equal(id.protocolVersion, '/substrate/1.0');
    assert.ok(id.peerId.equals(c.remotePeer));
    await assert.rejects(c.newStream('/nothing/1'), { code: 'ERR_UNSUPPORTED_PROTOCOL' });
    seen.push({ agent: id.agentVersion, protocols: id.protocols, listen: id.listenAddrs.map(String), observed: String(id.observedAddr) });
    await c.close();
  }
  await us.stop();
  return { seen };
}

// One peer opens streams without end; another one pings on and does not notice.
async function flood() {
  const [bad, good] = [await peer(), await peer()];
  const calm = await good.dial(multiaddr(addrs[0]));
  const c = await bad.dial(multiaddr(addrs[0]));
  const pings = [];
  const pinging = (async () => {
    while (c.status === 'open' || pings.length < 5) pings.push(await good.services.ping.ping(calm.remotePeer));
  })();
  let opened = 0;
  const began = Date.now();
  const tries = [];
  while (c.status === 'open' && opened < STREAMS) {
    tries.push(c.newStream('/ipfs/ping/1.0.0').catch(() => {}));
    opened++;
    if (opened % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (c.status === 'open' && Date.now() - began < 20000) await new Promise((resolve) => setTimeout(resolve, 10));
  const dropped = c.status !== 'open';
  await pinging;
  assert.equal(calm.status, 'open');
  assert.ok(await good.services.ping.ping(calm.remotePeer) >= 0);
  await Promise.all([bad.stop(), good.stop()]);
  return { dropped, opened, pings: pings.length, slowestPingMs: Math.max(...pings) };
}

// A peer asks for much and takes nothing from its socket any more: its event loop sleeps.
async function greedy() {
  const sockets = [];
  const { connect } = net;
  net.connect = (...args) => { sockets.push(connect(...args)); return sockets.at(-1); };
  const us = await peer();
  const c = await us.dial(multiaddr(addrs[0]));
  const { protocols } = await us.services.identify.identify(c);
  const sync = protocols.find((p) => p.endsWith('/sync/2'));
  // BlockRequest: headers, bodies and justifications from this block on, 128 of them.
  const request = Buffer.from('0880808098011a0401000000308001', 'hex');
  request.writeUInt32LE(Number(addrs[1]), 8);
  const streams = await Promise.all(Array.from({ length: 240 }, () => c.newStream(sync, { maxOutboundStreams: STREAMS })));
  sockets[0].pause();
  for (const s of streams) s.sink([new Uint8Array([request.length, ...request])]).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log(JSON.stringify({ asleep: true }));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);
  return {};
}

console.log(JSON.stringify({ ok: true, ...await { talk, flood, greedy }[mode]() }));
process.exit(0);
