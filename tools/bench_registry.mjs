// bench_registry.mjs BLOB DUMP [--check]: what the extrinsics that bench_registry.c wrote to DUMP cost in the blob, under V8.
//
// Prints per extrinsic the microseconds of all, and how many of them this host's functions in JavaScript took (a real
// host's are native); the best of many rounds, each on the state before the block. With --check it fails if a
// descriptor promises less weight than the blob's own share, a heartbeat's taken off.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const clients = createRequire(new URL('../tests/js/package.json', import.meta.url))
const { blake2b } = clients('@noble/hashes/blake2.js')
const { sha256 } = clients('@noble/hashes/sha2.js')
const { keccak_256 } = clients('@noble/hashes/sha3.js')
const util = clients('@polkadot/util-crypto')
await util.cryptoWaitReady()

const [blobPath, dumpPath, flag] = process.argv.slice(2)
const NAMES = ['timestamp', 'register_worker_v3', 'renew_worker', 'heartbeat', 'put_root_crl', 'put_pck_crl', 'put_tcb_info',
  'put_qe_identity']
const ROUNDS = 60
const HEAP = 128 << 20

// --- The recorded block, and the state before it -------------------------------------------------------------------

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'))
const key = (b) => Buffer.from(b).toString('latin1')
let state, open, xts
for (const line of readFileSync(dumpPath, 'utf8').split('\n')) {
  const [kind, a, b] = line.split(' ')
  if (kind === 'state') state = new Map()
  if (kind === 'row') state.set(key(bytes(a)), bytes(b))
  if (kind === 'open') [open, xts] = [bytes(a), []]
  if (kind === 'xt') xts.push(bytes(a))
}
if (xts.length !== NAMES.length) throw new Error('another block than expected')

// --- A host ----------------------------------------------------------------------------------------------------------

const module = await WebAssembly.compile(readFileSync(blobPath))
let memory, heap, hostMs
let layers // of changes: null for a row that is gone

const view = (range) => new Uint8Array(memory.buffer, Number(range & 0xffffffffn), Number(range >> 32n))
const at = (p, n) => new Uint8Array(memory.buffer, p >>> 0, n)

function alloc(n) {
  const p = heap
  heap = (heap + n + 7) & ~7
  if (heap > memory.buffer.byteLength) throw new Error('heap')
  return p
}

function give(b) {
  const p = alloc(b.length)
  at(p, b.length).set(b)
  return p
}

const giveRange = (b) => (BigInt(b.length) << 32n) | BigInt(give(b))

function compact(n) {
  if (n < 64) return [n << 2]
  if (n < 1 << 14) return [((n << 2) | 1) & 255, n >> 6]
  return [((n << 2) | 2) & 255, (n >> 6) & 255, (n >> 14) & 255, n >>> 22]
}

function option(b) {
  return b === undefined || b === null ? Uint8Array.of(0) : Buffer.concat([Uint8Array.from([1, ...compact(b.length)]), b])
}

function read(k) {
  for (let i = layers.length - 1; i >= 0; i--) if (layers[i].has(k)) return layers[i].get(k)
  return state.get(k)
}

const write = (k, v) => layers[layers.length - 1].set(k, v)

function append(k, item) {
  const old = read(k)
  if (!old) return write(k, Uint8Array.from([...compact(1), ...item]))
  const mode = old[0] & 3
  const size = [1, 2, 4][mode]
  const n = [old[0], old[0] | (old[1] << 8), (old[0] | (old[1] << 8) | (old[2] << 16) | (old[3] << 24)) >>> 0][mode] >>> 2
  write(k, Buffer.concat([Uint8Array.from(compact(n + 1)), old.subarray(size), item]))
}

const hash = (f) => (range) => give(f(view(range)))
const host = {
  ext_allocator_malloc_version_1: alloc,
  ext_allocator_free_version_1() {},
  ext_storage_get_version_1: (k) => giveRange(option(read(key(view(k))))),
  ext_storage_set_version_1: (k, v) => write(key(view(k)), view(v).slice()),
  ext_storage_clear_version_1: (k) => write(key(view(k)), null),
  ext_storage_append_version_1: (k, v) => append(key(view(k)), view(v).slice()),
  ext_storage_start_transaction_version_1: () => void layers.push(new Map()),
  ext_storage_commit_transaction_version_1() {
    const top = layers.pop()
    for (const [k, v] of top) write(k, v)
  },
  ext_storage_rollback_transaction_version_1: () => void layers.pop(),
  ext_hashing_blake2_128_version_1: hash((b) => blake2b(b, { dkLen: 16 })),
  ext_hashing_blake2_256_version_1: hash((b) => blake2b(b, { dkLen: 32 })),
  ext_hashing_twox_64_version_1: hash((b) => util.xxhashAsU8a(b, 64)),
  ext_hashing_twox_128_version_1: hash((b) => util.xxhashAsU8a(b, 128)),
  ext_hashing_twox_256_version_1: hash((b) => util.xxhashAsU8a(b, 256)),
  ext_hashing_sha2_256_version_1: hash((b) => sha256(b)),
  ext_hashing_keccak_256_version_1: hash((b) => keccak_256(b)),
  ext_crypto_sr25519_verify_version_2: (sig, msg, pub) =>
    util.sr25519Verify(view(msg).slice(), at(sig, 64).slice(), at(pub, 32).slice()) ? 1 : 0,
  ext_logging_log_version_1(level, target, text) {
    if (level < 2) console.error(Buffer.from(view(text)).toString())
  },
}

const env = {}
for (const { name, kind } of WebAssembly.Module.imports(module)) {
  if (kind !== 'function') continue
  const f = host[name] ?? (() => { throw new Error(`${name} is not expected here`) })
  env[name] = (...args) => {
    const start = performance.now()
    const out = f(...args)
    hostMs += performance.now() - start
    return out
  }
}
const needsMemory = WebAssembly.Module.imports(module).some((i) => i.kind === 'memory')

// An instance serves one call, as in a node.
async function call(method, args) {
  memory = needsMemory ? new WebAssembly.Memory({ initial: HEAP >> 16 }) : undefined
  const instance = await WebAssembly.instantiate(module, { env: needsMemory ? { ...env, memory } : env })
  if (!needsMemory) {
    memory = instance.exports.memory
    memory.grow((HEAP >> 16) - memory.buffer.byteLength / 65536)
  }
  heap = instance.exports.__heap_base.value
  const p = give(args)
  hostMs = 0
  const start = performance.now()
  const range = BigInt.asUintN(64, instance.exports[method](p, args.length))
  const ms = performance.now() - start
  return { out: view(range).slice(), ms, host: hostMs }
}

const best = xts.map(() => ({ ms: Infinity, host: Infinity, own: Infinity }))
for (let round = 0; round < ROUNDS; round++) {
  layers = [new Map()]
  await call('Core_initialize_block', open)
  for (let i = 0; i < xts.length; i++) {
    const r = await call('BlockBuilder_apply_extrinsic', xts[i])
    if (r.out[0] !== 0 || r.out[1] !== 0) throw new Error(`${NAMES[i]} fails: ${Buffer.from(r.out).toString('hex')}`)
    if (r.ms < best[i].ms) best[i] = { ms: r.ms, host: r.host, own: r.ms - r.host }
  }
}

// A heartbeat has all that is not evidence: signatures, fee, events.
const base = best[NAMES.indexOf('heartbeat')].own
let small = false
for (let i = 1; i < xts.length; i++) {
  const us = (x) => Math.round(x * 1000)
  console.log(`registry_wasm_${NAMES[i]} ${us(best[i].ms)} us host=${us(best[i].host)} blob=${us(best[i].own)}`)
  if (flag === '--check' && NAMES[i] !== 'heartbeat') {
    const toml = readFileSync(new URL('../src/runtime/pallets/registry/pallet.toml', import.meta.url), 'utf8')
    const row = toml.split('[[call]]').find((c) => c.includes(`name = "${NAMES[i]}"`))
    const [, weight] = /\nweight = ([0-9_]+)/.exec(row)
    const [, perByte] = /\nweight_per_byte = ([0-9_]+)/.exec(row) ?? [0, '0']
    const promised = Number(weight.replaceAll('_', '')) + xts[i].length * Number(perByte.replaceAll('_', ''))
    if ((best[i].own - base) * 1e9 > promised) {
      console.log(`  TOO SMALL: ${NAMES[i]} promises ${promised} ps`)
      small = true
    }
  }
}
process.exit(small ? 1 : 0)
