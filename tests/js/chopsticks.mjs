// chopsticks, serving a chain that it starts from a raw spec with our blob under :code.
// Usage: node chopsticks.mjs GENESIS.json — prints {"port": N}, then serves until it is killed.
// A block is made for each extrinsic, and final at once. Signatures are checked by the runtime, as always.
import { setupWithServer } from '@acala-network/chopsticks';

const { addr } = await setupWithServer({
  genesis: process.argv[2], host: '127.0.0.1', port: 0, 'build-block-mode': 'Instant', 'runtime-log-level': 3,
});
console.log(JSON.stringify({ port: Number(addr.split(':').at(-1)) }));
