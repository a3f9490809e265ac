// bench_executor.mjs BLOB BLOCK: smoldot's executor from npm executes the block that bench_node.c wrote to BLOCK,
// and prints what it takes, per extrinsic. The state is laid under it first; that is timed alone and taken off.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { oracleModule } from '../tests/js/oracle_module.mjs'

const NUM = 2500 // EXECUTOR_XTS of bench_node.c
const require = createRequire(new URL('../tests/js/package.json', import.meta.url))
const { run_task } = require('@acala-network/chopsticks-executor')
const [blob, path] = process.argv.slice(2)
const wasm = '0x' + oracleModule(readFileSync(blob)).toString('hex')
const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
const block = lines.pop()
for (const level of ['error', 'warn', 'info', 'log', 'debug']) if (level !== 'log') console[level] = () => {}

function fill() {
  return lines.map((l) => {
    const [k, v] = l.split(' ')
    const head = Buffer.alloc(8)
    head.writeUInt32LE(k.length / 2, 0)
    head.writeUInt32LE(v.length / 2, 4)
    return head.toString('hex') + k + v
  }).join('')
}

async function took(...calls) {
  const js = { getStorage: async () => undefined, getNextKey: async () => undefined }
  const start = performance.now()
  const r = await run_task({ id: 1, wasm, calls: [['oracle_fill', ['0x' + fill()]], ...calls], mockSignatureHost: 0,
    allowUnresolvedImports: false, runtimeLogLevel: 0, storageProofSize: 0 }, js)
  if (!r.Call) throw new Error(JSON.stringify(r).slice(0, 400))
  return performance.now() - start
}

const empty = await took(['Core_version', ['0x']])
const full = await took(['Core_execute_block', ['0x' + block]])
console.log(`executor_import ${Math.round(NUM / (full - empty) * 1000)} /s`)
