// Upgrades the runtime: sudo(system.setCode(FILE)). Prints one JSON line when that is done.
import { readFileSync } from 'node:fs';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { Keyring } from '@polkadot/keyring';

const [url, file] = process.argv.slice(2);
const api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
const code = `0x${readFileSync(file).toString('hex')}`;

const events = await new Promise((resolve, reject) => {
	api.tx.sudo.sudo(api.tx.system.setCode(code)).signAndSend(alice, ({ status, events, isError }) => {
		if (isError) reject(new Error(status.type));
		if (status.isInBlock || status.isFinalized) resolve(events.map(({ event }) => `${event.section}.${event.method}`));
	}).catch(reject);
});
console.log(JSON.stringify({ events }));
process.exit(0);
