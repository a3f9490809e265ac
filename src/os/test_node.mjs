// HTTP and WebSocket against other implementations: Node's fetch (undici) and npm's ws, which comes with
// the pinned polkadot.js (Debian's Node has no WebSocket of its own).
// Run by test_node.c with the server's port; prints what fails and exits 1.
import assert from 'node:assert';
import http from 'node:http';
import { createRequire } from 'node:module';

const { WebSocket } = createRequire(new URL('../../tests/js/package.json', import.meta.url))('ws');

const port = Number(process.argv[2]);
const base = `http://127.0.0.1:${port}`;

async function fetches() {
	const text = await (await fetch(`${base}/a?b`)).text();
	assert.equal(text, 'GET|/a|b');
	const body = new Uint8Array(100000).map((_, i) => i * 7);
	const back = await (await fetch(`${base}/echo`, { method: 'POST', body })).arrayBuffer();
	assert.deepEqual(new Uint8Array(back), body);
	const stream = new ReadableStream({
		start(c) {
			for (const s of ['ab', 'cd', 'ef'])
				c.enqueue(new TextEncoder().encode(s));
			c.close();
		},
	});
	const chunked = await fetch(`${base}/echo`, { method: 'POST', body: stream, duplex: 'half' });
	assert.equal(await chunked.text(), 'abcdef');
	const head = await fetch(`${base}/x`, { method: 'HEAD' });
	assert.equal(head.headers.get('content-length'), '8');
	assert.equal((await fetch(`${base}/empty`)).status, 204);
	const many = await Promise.all([...Array(40)].map((_, i) => fetch(`${base}/n?${i}`)));
	for (const [i, r] of many.entries())
		assert.equal(await r.text(), `GET|/n|${i}`);
}

function expectContinue() {
	return new Promise((done, fail) => {
		const r = http.request({ port, method: 'POST', path: '/echo',
			headers: { Expect: '100-continue', 'Content-Length': 3 } });
		r.on('continue', () => r.end('abc'));
		r.on('response', (res) => {
			let got = '';
			res.on('data', (d) => (got += d));
			res.on('end', () => (got === 'abc' ? done() : fail(new Error(got))));
		});
		r.on('error', fail);
		r.flushHeaders();
	});
}

function sockets() {
	return new Promise((done, fail) => {
		const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`);
		const say = ['hi', 'grüße 🦉', 'x'.repeat(70000), ''];
		let n = 0;
		ws.onerror = (e) => fail(e.error ?? new Error('websocket'));
		ws.onopen = () => say.forEach((s) => ws.send(s));
		ws.onmessage = (m) => {
			if (m.data !== say[n])
				fail(new Error(`message ${n}`));
			if (++n === say.length)
				ws.send('close');
		};
		ws.onclose = (c) => {
			try {
				assert.equal(n, say.length);
				assert.deepEqual([c.code, c.reason, c.wasClean], [4000, 'as you wish', true]);
				done();
			} catch (e) {
				fail(e);
			}
		};
	});
}

await fetches();
await expectContinue();
await sockets();
process.exit(0);
