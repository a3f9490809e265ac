// Signs answers as NVIDIA's attestation service does, with jose: keys and tokens of another library.
// Reads {nonce, now, gpus: [claims…], overall?, header?, alg?, detach?} as JSON; prints {jwks, answer}.
import { createHash } from 'node:crypto';
import { CompactSign, SignJWT, exportJWK, generateKeyPair } from 'jose';

const text = await new Promise((done) => {
  let all = '';
  process.stdin.on('data', (d) => { all += d; }).on('end', () => done(all));
});
const ask = JSON.parse(text);
const alg = ask.alg ?? 'ES384';
const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
const jwk = { ...(await exportJWK(publicKey)), kid: 'nv-eat-kid-test', use: 'sig', alg: 'ES384' };

let signer = privateKey;
if (alg === 'HS256') signer = Buffer.from(JSON.stringify(jwk)); // the public key as a secret
if (alg === 'ES256') signer = (await generateKeyPair('ES256')).privateKey;

const times = { iat: ask.now - 5, nbf: ask.now - 5, exp: ask.now + 3600 };
const header = { alg, typ: 'JWT', kid: jwk.kid, ...ask.header };
const sign = (claims) => new SignJWT(claims).setProtectedHeader(header).sign(signer);
const issuer = 'https://nras.attestation.nvidia.com';

const detached = {};
const submods = {};
for (const [i, claims] of ask.gpus.entries()) {
  const token = await sign({ ...claims, iss: issuer, eat_nonce: ask.nonce, ...times });
  detached[`GPU-${i}`] = token;
  submods[`GPU-${i}`] = ['DIGEST', ['SHA-256', createHash('sha256').update(token).digest('hex')]];
}
const overall = await sign({
  sub: 'NVIDIA-PLATFORM-ATTESTATION', iss: issuer, 'x-nvidia-ver': '3.0', 'x-nvidia-overall-att-result': true,
  eat_nonce: ask.nonce, submods, ...times, ...ask.overall,
});
// A token whose claims have a member twice, which no honest library makes.
if (ask.twice) {
  const claims = Buffer.from(overall.split('.')[1], 'base64url').toString().replace('{', '{"sub":"x",');
  const token = await new CompactSign(Buffer.from(claims)).setProtectedHeader(header).sign(signer);
  process.stdout.write(JSON.stringify({ jwks: { keys: [jwk] }, answer: [['JWT', token], detached] }));
} else {
  process.stdout.write(JSON.stringify({ jwks: { keys: [jwk] }, answer: [['JWT', overall], detached] }));
}
