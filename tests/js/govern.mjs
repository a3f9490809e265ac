// govern.mjs WS SURI CALL ARG...: sudo(phalaRegistry.CALL(ARG...)) by SURI, e.g.
//   node govern.mjs ws://127.0.0.1:9944 //Alice revokePlatform 0x5f…
// Arguments are JSON, or plain text. With --plain before CALL, SURI itself sends it, without sudo.
// Prints one JSON line {block, ok, error, detail, events}; exit code 1 if the call failed.
import { ApiPromise, WsProvider } from '@polkadot/api'
import { Keyring } from '@polkadot/keyring'

const [url, suri, ...rest] = process.argv.slice(2)
const plain = rest[0] === '--plain'
const [name, ...words] = plain ? rest.slice(1) : rest
const args = words.map((w) => {
  try {
    return w.startsWith('0x') ? w : JSON.parse(w)
  } catch {
    return w
  }
})

const api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true })
const who = new Keyring({ type: 'sr25519' }).addFromUri(suri)
const inner = api.tx.phalaRegistry[name](...args)

function told(error) {
  if (!error.isModule) return { error: error.toString() }
  const e = api.registry.findMetaError(error.asModule)
  return { error: `${e.section}.${e.name}`, detail: error.asModule.error[1] }
}

const result = await new Promise((resolve, reject) => {
  const send = plain ? inner : api.tx.sudo.sudo(inner)
  send.signAndSend(who, ({ status, events, dispatchError, isError }) => {
    if (isError) reject(new Error(status.type))
    if (!status.isInBlock) return
    const sudid = events.find(({ event }) => api.events.sudo.Sudid.is(event))?.event.data[0]
    const failed = dispatchError ?? (sudid?.isErr ? sudid.asErr : null)
    resolve({ block: status.asInBlock.toHex(), ok: !failed, ...(failed ? told(failed) : {}),
      events: events.filter(({ event }) => event.section === 'phalaRegistry').map(({ event }) =>
        ({ [event.method]: event.data.toHuman() })) })
  }).catch(reject)
})
console.log(JSON.stringify(result))
process.exit(result.ok ? 0 : 1)
