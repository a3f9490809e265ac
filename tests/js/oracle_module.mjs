// The blob as it ships, with functions appended by which a test fills the state and keeps results.
//
// The executor runs a list of calls over one set of changes, shows the last call's result only, and
// computes state roots over the changes alone. So the whole state has to be among the changes:
//   oracle_fill      sets rows: (key length u32, value length u32, key, value)*
//   oracle_apply     is BlockBuilder_apply_extrinsic; the result is also appended to the row "orcl"
//   oracle_finalize  is BlockBuilder_finalize_block, with that row away while the root is made
// Nothing that the blob holds is changed: new functions come after all others.
const KEY_AT = 16 // unused bytes at the far end of the stack
const KEY = 0x6c63726f // "orcl"
export const KEPT = '6f72636c'

function leb(n) {
  const out = []
  do {
    out.push((n & 0x7f) | (n > 0x7f ? 0x80 : 0))
    n >>>= 7
  } while (n > 0)
  return out
}

function sleb(n) {
  const out = []
  for (;;) {
    const b = n & 0x7f
    n >>= 7
    if ((n === 0 && !(b & 0x40)) || (n === -1 && b & 0x40)) return [...out, b]
    out.push(b | 0x80)
  }
}

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes
    this.at = at
  }
  u32() {
    let v = 0
    for (let shift = 0; ; shift += 7) {
      const b = this.bytes[this.at++]
      v += (b & 0x7f) * 2 ** shift
      if (b < 0x80) return v
    }
  }
  name() {
    const n = this.u32()
    this.at += n
    return Buffer.from(this.bytes.subarray(this.at - n, this.at)).toString()
  }
}

function sections(wasm) {
  const list = []
  for (const r = new Reader(wasm, 8); r.at < wasm.length; ) {
    const id = wasm[r.at++]
    const n = r.u32()
    list.push({ id, body: wasm.subarray(r.at, r.at + n) })
    r.at += n
  }
  return list
}

function numTypes(body) {
  return new Reader(body).u32()
}

function imports(body) {
  const r = new Reader(body)
  const out = {}
  const num = r.u32()
  for (let i = 0; i < num; i++) {
    r.name()
    const name = r.name()
    if (r.bytes[r.at++] !== 0) throw new Error(`${name}: a function is expected`)
    r.u32()
    out[name] = i
  }
  return { num, index: out }
}

function exports_(body) {
  const r = new Reader(body)
  const out = {}
  for (let num = r.u32(); num > 0; num--) {
    const name = r.name()
    r.at++
    out[name] = r.u32()
  }
  return out
}

// One more entry in a section that is a vector.
function appended(body, entries) {
  const r = new Reader(body)
  const num = r.u32()
  return Buffer.concat([Buffer.from(leb(num + entries.length)), body.subarray(r.at), ...entries.map((e) => Buffer.from(e))])
}

const get = (i) => [0x20, ...leb(i)]
const set = (i) => [0x21, ...leb(i)]
const call = (f) => [0x10, ...leb(f)]
const I64 = 0x7e
const I32 = 0x7f
const load = (offset) => [0x28, 0, ...leb(offset)]
const i32 = (n) => [0x41, ...sleb(n)]
const ADD = 0x6a
const WIDE = 0xad // i64.extend_i32_u
const SHL32 = [0x42, ...sleb(32), 0x86]
const OR = 0x84
const range = (at, len) => [...at, WIDE, ...len, WIDE, ...SHL32, OR]
const putKey = [...i32(KEY_AT), ...i32(KEY), 0x36, 0, 0]
const key = range(i32(KEY_AT), i32(4))

function body(locals, code) {
  const inner = [...leb(locals.length), ...locals.flatMap((t) => [1, t]), ...code, 0x0b]
  return [...leb(inner.length), ...inner]
}

function fill(host) {
  // Parameters 0: at, 1: length, then end; 2: key length, 3: value length.
  const k = [...get(0), ...i32(8), ADD]
  return body([I32, I32], [
    ...get(0), ...get(1), ADD, ...set(1),
    0x02, 0x40, 0x03, 0x40,
    ...get(0), ...get(1), 0x4f, 0x0d, 1, // at >= end: leave
    ...get(0), ...load(0), ...set(2), ...get(0), ...load(4), ...set(3),
    ...range(k, get(2)), ...range([...k, ...get(2), ADD], get(3)), ...call(host.ext_storage_set_version_1),
    ...k, ...get(2), ADD, ...get(3), ADD, ...set(0),
    0x0c, 0, 0x0b, 0x0b,
    0x42, 0,
  ])
}

function apply(host, blob) {
  return body([I64], [
    ...get(0), ...get(1), ...call(blob.BlockBuilder_apply_extrinsic), ...set(2),
    ...putKey, ...key, ...get(2), ...call(host.ext_storage_append_version_1),
    ...get(2),
  ])
}

function finalize(host, blob) {
  return body([I64, I64], [
    ...putKey, ...key, ...call(host.ext_storage_get_version_1), ...set(2),
    ...key, ...call(host.ext_storage_clear_version_1),
    ...get(0), ...get(1), ...call(blob.BlockBuilder_finalize_block), ...set(3),
    ...putKey, ...key, ...get(2), ...call(host.ext_storage_set_version_1),
    ...get(3),
  ])
}

export function oracleModule(wasm) {
  const list = sections(wasm)
  const section = (id) => list.find((s) => s.id === id)
  const host = imports(section(2).body)
  const blob = exports_(section(7).body)
  const type = numTypes(section(1).body)
  const first = host.num + new Reader(section(3).body).u32()
  const bodies = [fill(host.index), apply(host.index, blob), finalize(host.index, blob)]
  const names = ['oracle_fill', 'oracle_apply', 'oracle_finalize']
  section(1).body = appended(section(1).body, [[0x60, 2, I32, I32, 1, I64]])
  section(3).body = appended(section(3).body, bodies.map(() => leb(type)))
  section(7).body = appended(section(7).body, names.map((n, i) => [...leb(n.length), ...Buffer.from(n), 0, ...leb(first + i)]))
  section(10).body = appended(section(10).body, bodies)
  return Buffer.concat([wasm.subarray(0, 8), ...list.flatMap((s) => [Buffer.from([s.id, ...leb(s.body.length)]), s.body])])
}
