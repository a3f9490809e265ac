// oracle.mjs BLOB FILE...: does smoldot's executor, running the wasm build, see in each recorded block
// what the native build saw? The files are written by src/runtime/kit_dump.h, which tells the format.
//
// Prints one line of JSON with the counts, or what differed, and exits with 1.
import { readFileSync } from 'node:fs'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { KEPT, oracleModule } from './oracle_module.mjs'

const EVENTS = '26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7'
const COUNTS = { chains: 0, blocks: 0, extrinsics: 0, invalid: 0, refused: 0, refusedBlocks: 0, calls: 0, ms: 0 }

class Differs extends Error {}

// The executor's log goes to the console; what the runtime says at error level is kept.
let said = []

function listen() {
  for (const level of ['error', 'warn', 'info', 'log', 'debug'])
    console[level] = (text) => {
      const m = /runtime\s+ERROR:\s*\[\d+\] ([^\n]*)/.exec(String(text))
      if (m) said.push(m[1].trim())
    }
}

class Oracle {
  constructor(wasm, run_task) {
    this.code = '0x' + oracleModule(wasm).toString('hex')
    this.run_task = run_task
    this.state = new Map()
    this.counts = { ...COUNTS }
  }

  async task(calls) {
    said = []
    const js = { getStorage: async () => undefined, getNextKey: async () => undefined }
    const r = await this.run_task({ id: 1, wasm: this.code, calls, mockSignatureHost: 0, allowUnresolvedImports: false,
      runtimeLogLevel: 3, storageProofSize: 0 }, js)
    return r.Call ? { result: r.Call.result.slice(2), diff: r.Call.storageDiff } : { error: r.Error }
  }

  fill() {
    const parts = []
    for (const [k, v] of this.state) {
      const head = Buffer.alloc(8)
      head.writeUInt32LE(k.length / 2, 0)
      head.writeUInt32LE(v.length / 2, 4)
      parts.push(head.toString('hex'), k, v)
    }
    return ['oracle_fill', ['0x' + parts.join('')]]
  }

  on(calls) {
    return this.task([this.fill(), ...calls.map(([m, a]) => [m, ['0x' + a]])])
  }

  // Builds the block anew, extrinsic by extrinsic, the refused ones too.
  async build(block) {
    const r = await this.on([['Core_initialize_block', block.open], ...block.xts.map((x) => ['oracle_apply', x.bytes]),
      ['oracle_finalize', '']])
    if (r.error) throw new Differs(`building it fails: ${r.error}: ${said.join('; ')}`)
    const diff = new Map(r.diff.map(([k, v]) => [k.slice(2), v?.slice(2)]))
    this.results(block, diff.get(KEPT))
    diff.delete(KEPT)
    if (r.result !== block.header) throw new Differs(`another header: ${r.result}, natively ${block.header}`)
    if (diff.get(EVENTS) !== block.events) throw new Differs('other events')
    return diff
  }

  results(block, kept) {
    if (block.xts.length === 0) return
    // Option, then Vec<u8>, then the list that ext_storage_append made.
    let at = 2
    const compact = () => {
      const n = [1, 2, 4][parseInt(kept.slice(at, at + 2), 16) & 3]
      const v = Buffer.from(kept.slice(at, at + 2 * n) + '000000', 'hex').readUInt32LE(0) >>> 2
      at += 2 * n
      return v
    }
    compact()
    if (compact() !== block.xts.length) throw new Differs('not every extrinsic left a result')
    for (const [i, x] of block.xts.entries()) {
      const got = kept.slice(at, at + x.result.length)
      if (got !== x.result) throw new Differs(`extrinsic ${i} ${x.bytes}: result ${got}, natively ${x.result}`)
      at += x.result.length
    }
    if (at !== kept.length) throw new Differs('results are longer')
  }

  async block(block) {
    const diff = await this.build(block)
    const r = await this.on([['Core_execute_block', block.bytes]])
    if (r.error) throw new Differs(`executing it fails: ${r.error}: ${said.join('; ')}`)
    const other = r.diff.map(([k, v]) => [k.slice(2), v?.slice(2)])
    if (other.length !== diff.size || other.some(([k, v]) => diff.get(k) !== v))
      throw new Differs('executing the block leaves another state than building it')
    this.state = new Map([...diff].filter(([, v]) => v !== undefined && v !== null))
    this.counts.blocks++
    this.counts.extrinsics += block.xts.length
    this.counts.invalid += block.xts.filter((x) => x.result.startsWith('01')).length
  }

  async refused(method, args, text) {
    const r = await this.on([[method, args]])
    if (!r.error) throw new Differs(`${method}(${args}) is accepted; natively: ${text}`)
    if (said.length !== 1 || said[0] !== text)
      throw new Differs(`${method}(${args}) is refused for "${said.join('; ')}"; natively: ${text}`)
    this.counts.refused++
    if (method === 'Core_execute_block') this.counts.refusedBlocks++
  }

  async called(method, args, result) {
    const r = await this.on([[method, args]])
    if (r.error) throw new Differs(`${method}(${args}) fails: ${r.error}: ${said.join('; ')}`)
    if (r.result !== result) throw new Differs(`${method}(${args}) is ${r.result}, natively ${result}`)
    this.counts.calls++
  }

  async line(words) {
    const [kind, a = '', b = '', ...rest] = words
    if (kind === 'state') this.state = new Map()
    else if (kind === 'row') this.state.set(a, b)
    else if (kind === 'open') this.open = { open: a, xts: [] }
    else if (kind === 'xt') this.open.xts.push({ bytes: a, result: b })
    else if (kind === 'block') await this.block({ ...this.open, bytes: a, header: b, events: rest[0] || undefined })
    else if (kind === 'call') await this.called(a, b, rest[0] ?? '')
    else if (kind === 'refused') await this.refused(a, b, rest.join(' '))
    else throw new Error(`unknown line: ${kind}`)
  }

  async file(path) {
    const started = performance.now()
    const lines = readFileSync(path, 'utf8').split('\n')
    for (const [i, text] of lines.entries()) {
      if (text === '') continue
      try {
        await this.line(text.split(' '))
      } catch (e) {
        if (e instanceof Differs) e.message = `${path}:${i + 1}: ${e.message}`
        throw e
      }
    }
    this.counts.chains++
    this.counts.ms += Math.round(performance.now() - started)
  }
}

async function work() {
  const { run_task } = await import('@acala-network/chopsticks-executor')
  const oracle = new Oracle(readFileSync(workerData), run_task)
  listen()
  parentPort.on('message', async (path) => {
    try {
      await oracle.file(path)
      parentPort.postMessage({ counts: oracle.counts })
    } catch (e) {
      parentPort.postMessage({ error: e instanceof Differs ? e.message : e.stack })
    }
  })
  parentPort.postMessage({ counts: oracle.counts })
}

async function main([blob, ...files]) {
  const jobs = Number(process.env.ORACLE_JOBS ?? 2)
  const total = []
  await Promise.all(Array.from({ length: jobs }, (_, i) => new Promise((done) => {
    const w = new Worker(new URL(import.meta.url), { workerData: blob })
    const fail = (text) => {
      process.stdout.write(JSON.stringify({ error: text }) + '\n', () => process.exit(1))
    }
    w.on('error', (e) => fail(e.stack))
    w.on('message', ({ counts, error }) => {
      if (error) return fail(error)
      total[i] = counts
      const next = files.shift()
      if (next !== undefined) return w.postMessage(next)
      w.terminate().then(done)
    })
  })))
  const sum = { ...COUNTS }
  for (const c of total) for (const k of Object.keys(sum)) sum[k] += c[k]
  process.stdout.write(JSON.stringify(sum) + '\n', () => process.exit(0))
}

if (isMainThread) await main(process.argv.slice(2))
else await work()
