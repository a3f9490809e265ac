// What guest code finds in its globals besides ECMAScript. Evaluated once per box process, before
// the snapshot that all runs start from; `host` holds the functions of src/box/host.c and is seen
// only here. Guest code shares this realm and may break it, but only for itself.
(function (host) {
"use strict";
const SLEEP_MS_MAX = 600000;
const pending = new Map(); // call id -> { done(status, a, b) }
let loading = true;
let startedAt = 0;

function coded(code, message, Type = TypeError) {
  return Object.assign(new Type(message), { code });
}
function needRun(what) {
  if (loading) throw coded("E_LOAD", `${what} is not available while the module loads; call it inside onTrigger`, Error);
}
function define(values) {
  for (const name of Object.keys(values)) {
    Object.defineProperty(globalThis, name, { value: values[name], writable: true, configurable: true, enumerable: false });
  }
}

// ---- text and bytes ----

function utf8(text) {
  if (!text.includes("\0")) {
    const buffer = host.encode(text.toWellFormed());
    if (buffer === undefined) throw coded("E_LIMIT", "text is too long to encode", RangeError);
    return new Uint8Array(buffer);
  }
  return concat(text.split("\0").flatMap((part, i) => (i === 0 ? [utf8(part)] : [new Uint8Array(1), utf8(part)])));
}
function fromUtf8(bytes, fatal) {
  if (bytes.includes(0)) {
    const parts = [];
    for (let at = 0; at <= bytes.length; ) {
      const zero = bytes.indexOf(0, at);
      const end = zero < 0 ? bytes.length : zero;
      parts.push(fromUtf8(bytes.subarray(at, end), fatal));
      at = end + 1;
      if (zero < 0) break;
    }
    return parts.join("\0");
  }
  const text = host.decode(bytes.buffer, bytes.byteOffset, bytes.byteLength, fatal ? 1 : 0);
  if (text === undefined) throw new TypeError("bytes are not valid UTF-8, or too many");
  return text;
}
function concat(parts) {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
function viewOf(data) {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw new TypeError("expected an ArrayBuffer or a view of one");
}

class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(text = "") { return utf8(String(text)); }
  encodeInto(text, target) {
    let read = 0, written = 0;
    for (const ch of String(text)) {
      const b = utf8(ch);
      if (written + b.length > target.length) break;
      target.set(b, written);
      written += b.length;
      read += ch.length;
    }
    return { read, written };
  }
}

class TextDecoder {
  #rest = new Uint8Array(0);
  #started = false;
  constructor(label = "utf-8", options = {}) {
    if (!/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(String(label))) throw new RangeError(`encoding ${label} is not supported`);
    Object.defineProperties(this, { fatal: { value: !!options?.fatal }, ignoreBOM: { value: !!options?.ignoreBOM } });
  }
  get encoding() { return "utf-8"; }
  decode(data, options = {}) {
    let bytes = data === undefined ? new Uint8Array(0) : viewOf(data);
    if (this.#rest.length > 0) bytes = concat([this.#rest, bytes]);
    this.#rest = new Uint8Array(0);
    if (options?.stream) {
      const keep = unfinished(bytes);
      this.#rest = bytes.slice(bytes.length - keep);
      bytes = bytes.subarray(0, bytes.length - keep);
    }
    let text;
    try {
      text = fromUtf8(bytes, this.fatal);
    } catch (e) {
      this.#started = false;
      throw e;
    }
    if (!this.#started && !this.ignoreBOM && text.startsWith("\ufeff")) text = text.slice(1);
    this.#started = !!options?.stream && (this.#started || bytes.length > 0);
    return text;
  }
}
// How many bytes at the end may be the start of a character.
function unfinished(b) {
  for (let n = 1; n <= 3 && n <= b.length; n++) {
    const c = b[b.length - n];
    if (c >= 0xc2 && c <= 0xf4) return (c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2) > n ? n : 0;
    if ((c & 0xc0) !== 0x80) return 0;
  }
  return 0;
}

function btoa(text) {
  text = String(text);
  const b = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 255) throw new DOMException("btoa takes characters up to U+00FF", "InvalidCharacterError");
    b[i] = c;
  }
  const out = host.to64(b.buffer, 0, b.length);
  if (out === undefined) throw coded("E_LIMIT", "text is too long", RangeError);
  return out;
}
function atob(text) {
  const buffer = host.from64(String(text).replace(/[\t\n\f\r ]/g, ""));
  if (buffer === undefined) throw new DOMException("not base64", "InvalidCharacterError");
  const b = new Uint8Array(buffer);
  let out = "";
  for (let i = 0; i < b.length; i += 4096) out += String.fromCharCode(...b.subarray(i, i + 4096));
  return out;
}

// ---- errors, events, abort ----

class DOMException extends Error {
  #name;
  constructor(message = "", name = "Error") {
    super(message);
    this.#name = String(name);
  }
  get name() { return this.#name; }
  get code() { return { AbortError: 20, TimeoutError: 23, DataCloneError: 25, InvalidCharacterError: 5, NotSupportedError: 9 }[this.#name] ?? 0; }
}

class Event {
  constructor(type, init = {}) {
    this.type = String(type);
    this.cancelable = !!init?.cancelable;
    this.defaultPrevented = false;
    this.target = this.currentTarget = null;
    this.timeStamp = 0;
  }
  preventDefault() { if (this.cancelable) this.defaultPrevented = true; }
  stopPropagation() {}
  stopImmediatePropagation() { this.stopped = true; }
}

class EventTarget {
  #listeners = [];
  addEventListener(type, fn, options) {
    if (fn == null || this.#listeners.some((l) => l.type === type && l.fn === fn)) return;
    const once = typeof options === "object" && !!options?.once;
    this.#listeners.push({ type, fn, once });
    options?.signal?.addEventListener("abort", () => this.removeEventListener(type, fn));
  }
  removeEventListener(type, fn) {
    this.#listeners = this.#listeners.filter((l) => l.type !== type || l.fn !== fn);
  }
  dispatchEvent(event) {
    event.target = event.currentTarget = this;
    const own = this[`on${event.type}`];
    if (typeof own === "function") report(() => own.call(this, event));
    for (const l of [...this.#listeners]) {
      if (l.type !== event.type || event.stopped) continue;
      if (l.once) this.removeEventListener(l.type, l.fn);
      report(() => (typeof l.fn === "function" ? l.fn.call(this, event) : l.fn.handleEvent(event)));
    }
    return !event.defaultPrevented;
  }
}
function report(fn) {
  try {
    fn();
  } catch (e) {
    host.log(3, `uncaught in a callback: ${describe(e).text}`);
  }
}

const INSIDE = Symbol();
class AbortSignal extends EventTarget {
  #reason = undefined;
  #aborted = false;
  constructor(key) {
    if (key !== INSIDE) throw new TypeError("AbortSignal cannot be made with new");
    super();
    this.onabort = null;
  }
  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }
  throwIfAborted() { if (this.#aborted) throw this.#reason; }
  static #abort(signal, reason) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason === undefined ? new DOMException("the operation was aborted", "AbortError") : reason;
    signal.dispatchEvent(new Event("abort"));
  }
  static [INSIDE](signal, reason) { AbortSignal.#abort(signal, reason); }
  static abort(reason) {
    const s = new AbortSignal(INSIDE);
    AbortSignal.#abort(s, reason);
    return s;
  }
  static timeout(ms) {
    const s = new AbortSignal(INSIDE);
    setTimeout(() => AbortSignal.#abort(s, new DOMException("the operation timed out", "TimeoutError")), ms);
    return s;
  }
  static any(signals) {
    const s = new AbortSignal(INSIDE);
    for (const other of signals) {
      if (other.aborted) AbortSignal.#abort(s, other.reason);
      else other.addEventListener("abort", () => AbortSignal.#abort(s, other.reason), { once: true });
    }
    return s;
  }
}
const abortSignal = AbortSignal[INSIDE];
delete AbortSignal[INSIDE];

class AbortController {
  #signal = new AbortSignal(INSIDE);
  get signal() { return this.#signal; }
  abort(reason) { abortSignal(this.#signal, reason); }
}

// ---- timers ----

const timers = new Map(); // our id -> { call, left, fn, args, every }
let lastTimer = 0;

function arm(id) {
  const t = timers.get(id);
  const ms = Math.min(t.left, SLEEP_MS_MAX);
  t.left -= ms;
  t.call = host.sleep(ms);
  pending.set(t.call, { done: () => due(id) });
}
function due(id) {
  const t = timers.get(id);
  if (t === undefined) return;
  if (t.left > 0) return arm(id);
  if (t.every > 0) {
    t.left = t.every;
    arm(id);
  } else {
    timers.delete(id);
  }
  report(() => t.fn(...t.args));
}
function startTimer(fn, ms, args, repeat) {
  needRun("a timer");
  if (typeof fn !== "function") throw new TypeError("a timer needs a function");
  const left = Math.max(Math.floor(Number(ms)) || 0, 0);
  const id = ++lastTimer;
  timers.set(id, { call: 0, left, fn, args, every: repeat ? Math.max(left, 1) : 0 });
  arm(id);
  return id;
}
function setTimeout(fn, ms = 0, ...args) { return startTimer(fn, ms, args, false); }
function setInterval(fn, ms = 0, ...args) { return startTimer(fn, ms, args, true); }
function clearTimeout(id) {
  const t = timers.get(id);
  if (t === undefined) return;
  timers.delete(id);
  pending.delete(t.call);
  host.abort(t.call);
}
function queueMicrotask(fn) {
  if (typeof fn !== "function") throw new TypeError("queueMicrotask needs a function");
  Promise.resolve().then(() => report(fn));
}

// ---- streams: what fetch bodies need ----

class ReadableStream {
  #queue = [];
  #state = "open"; // open, closing, closed, errored
  #error;
  #waiting = [];
  #source;
  #controller;
  #pulling = false;
  #locked = false;
  #disturbed = false;
  constructor(source = {}) {
    const self = this;
    this.#source = source;
    this.#controller = {
      get desiredSize() { return self.#state === "open" ? 1 - self.#queue.length : 0; },
      enqueue(chunk) {
        if (self.#state !== "open") throw new TypeError("the stream is closed");
        if (self.#waiting.length > 0) self.#waiting.shift().resolve({ value: chunk, done: false });
        else self.#queue.push(chunk);
      },
      close() {
        if (self.#state !== "open") throw new TypeError("the stream is closed already");
        self.#state = self.#queue.length > 0 ? "closing" : "closed";
        if (self.#state === "closed") self.#settle();
      },
      error(e) { self.#fail(e); },
    };
    const started = source.start?.(this.#controller);
    if (started instanceof Promise) {
      this.#pulling = true;
      started.then(() => { this.#pulling = false; this.#pull(); }, (e) => this.#fail(e));
    }
  }
  #settle() { for (const w of this.#waiting.splice(0)) w.resolve({ value: undefined, done: true }); }
  #fail(e) {
    if (this.#state === "closed" || this.#state === "errored") return;
    this.#state = "errored";
    this.#error = e;
    this.#queue = [];
    for (const w of this.#waiting.splice(0)) w.reject(e);
  }
  #pull() {
    if (this.#state !== "open" || this.#pulling || this.#waiting.length === 0 || !this.#source.pull) return;
    this.#pulling = true;
    Promise.resolve().then(() => this.#source.pull(this.#controller)).then(
      () => { this.#pulling = false; this.#pull(); },
      (e) => { this.#pulling = false; this.#fail(e); });
  }
  static [INSIDE](stream) { return stream.#disturbed; }
  #read() {
    this.#disturbed = true;
    if (this.#queue.length > 0) {
      const value = this.#queue.shift();
      if (this.#queue.length === 0 && this.#state === "closing") this.#state = "closed";
      return Promise.resolve({ value, done: false });
    }
    if (this.#state === "closed") return Promise.resolve({ value: undefined, done: true });
    if (this.#state === "errored") return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#pull();
    });
  }
  async #stop(reason) {
    this.#disturbed = true;
    if (this.#state === "errored") throw this.#error;
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#queue = [];
    this.#settle();
    await this.#source.cancel?.(reason);
  }
  get locked() { return this.#locked; }
  async cancel(reason) {
    if (this.#locked) throw new TypeError("the stream is locked");
    return this.#stop(reason);
  }
  getReader() {
    if (this.#locked) throw new TypeError("the stream is locked");
    this.#locked = true;
    let held = true;
    const check = () => { if (!held) throw new TypeError("the reader was released"); };
    return {
      read: async () => { check(); return this.#read(); },
      cancel: async (reason) => { check(); return this.#stop(reason); },
      releaseLock: () => { if (held) { held = false; this.#locked = false; } },
    };
  }
  tee() {
    const reader = this.getReader();
    const outs = [];
    let reading = false;
    const pull = async () => {
      if (reading) return;
      reading = true;
      try {
        const { value, done } = await reader.read();
        for (const c of outs) done ? c.close() : c.enqueue(value);
      } catch (e) {
        for (const c of outs) c.error(e);
      } finally {
        reading = false;
      }
    };
    const half = () => new ReadableStream({ start(c) { outs.push(c); }, pull });
    return [half(), half()];
  }
  async *values() {
    const reader = this.getReader();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {});
      reader.releaseLock();
    }
  }
  [Symbol.asyncIterator]() { return this.values(); }
  static from(items) {
    const it = items[Symbol.asyncIterator]?.() ?? items[Symbol.iterator]();
    return new ReadableStream({
      async pull(c) {
        const { value, done } = await it.next();
        if (done) c.close();
        else c.enqueue(value);
      },
    });
  }
}
const disturbed = ReadableStream[INSIDE];
delete ReadableStream[INSIDE];
function streamOf(bytes) {
  return new ReadableStream({ start(c) { if (bytes.length > 0) c.enqueue(bytes); c.close(); } });
}

// ---- URL: the WHATWG parser without internationalised hosts ----

const PORTS = { "http:": "80", "https:": "443", "ws:": "80", "wss:": "443", "ftp:": "21" };
function pct(text, keep) {
  let out = "";
  for (const ch of text.toWellFormed()) {
    if (keep.test(ch)) out += ch;
    else for (const b of utf8(ch)) out += `%${b.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}
const KEEP_PATH = /[\x21\x24-\x3b\x3d\x40-\x5d\x5f\x61-\x7a\x7c\x7e]/;
const KEEP_QUERY = /[\x21\x24-\x26\x28-\x3b\x3d\x3f-\x7e]/;
const KEEP_QUERY_OTHER = /[\x21\x24-\x3b\x3d\x3f-\x7e]/;
const KEEP_HASH = /[\x21\x23-\x3b\x3d\x3f-\x5f\x61-\x7e]/;
const KEEP_USER = /[\x21\x24-\x2e\x30-\x39\x41-\x5a\x5f\x61-\x7a\x7e]/;
const KEEP_OPAQUE = /[\x20-\x7e]/;

function unpct(text) {
  if (!text.includes("%")) return text;
  const from = utf8(text), out = [];
  for (let i = 0; i < from.length; i++) {
    const hex = String.fromCharCode(from[i + 1], from[i + 2]);
    if (from[i] === 37 && /^[0-9a-fA-F]{2}$/.test(hex)) {
      out.push(parseInt(hex, 16));
      i += 2;
    } else {
      out.push(from[i]);
    }
  }
  return fromUtf8(new Uint8Array(out), false);
}
function bad(input) { throw Object.assign(new TypeError(`Invalid URL: ${String(input).slice(0, 200)}`), { code: "ERR_INVALID_URL" }); }

function parseHost(text, input) {
  if (text.startsWith("[")) return /^\[[0-9a-fA-F:.]+\]$/.test(text) ? text.toLowerCase() : bad(input);
  const name = unpct(text).toLowerCase();
  if (name === "" || /[^\x21-\x7e]|[#%/:<>?@[\\\]^|]/.test(name)) bad(input);
  const labels = name.split(".");
  if (labels.at(-1) === "" && labels.length > 1) labels.pop();
  if (!/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1))) return name;
  const nums = labels.map((l) => (/^0x[0-9a-f]*$/.test(l) ? parseInt(l.slice(2) || "0", 16) : /^0[0-7]+$/.test(l) ? parseInt(l, 8) : /^\d+$/.test(l) ? Number(l) : NaN));
  const last = nums.pop();
  if (nums.length > 3 || nums.some((n) => !(n <= 255)) || !(last < 256 ** (4 - nums.length))) bad(input);
  const value = nums.reduce((sum, n, i) => sum + n * 256 ** (3 - i), last);
  return [24, 16, 8, 0].map((s) => Math.floor(value / 2 ** s) % 256).join(".");
}
function dotSegments(path, special) {
  const out = [];
  const parts = path.split("/").slice(1);
  parts.forEach((part, i) => {
    const p = part.replace(/%2e/gi, ".");
    const end = i === parts.length - 1;
    if (p === "..") {
      out.pop();
      if (end) out.push("");
    } else if (p === ".") {
      if (end) out.push("");
    } else {
      out.push(part);
    }
  });
  return out.length === 0 && !special ? "" : `/${out.join("/")}`;
}
function parseAuthority(u, text, special, input) {
  const at = text.lastIndexOf("@");
  if (at >= 0) {
    const [user, ...rest] = text.slice(0, at).split(":");
    u.username = pct(user, KEEP_USER);
    u.password = pct(rest.join(":"), KEEP_USER);
    text = text.slice(at + 1);
  }
  const m = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text) ?? bad(input);
  u.hostname = special ? parseHost(m[1], input) : m[1];
  u.port = m[2] ? String(Number(m[2])) : "";
  if (Number(u.port) > 65535) bad(input);
  if (u.port === PORTS[u.protocol]) u.port = "";
}
function parseUrl(input, base) {
  let rest = String(input).replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, "").replace(/[\t\n\r]/g, "");
  const u = { protocol: "", username: "", password: "", hostname: null, port: "", pathname: "", search: "", hash: "", opaque: false };
  const hash = rest.indexOf("#");
  if (hash >= 0) {
    u.hash = rest.slice(hash + 1) === "" ? "" : `#${pct(rest.slice(hash + 1), KEEP_HASH)}`;
    rest = rest.slice(0, hash);
  }
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(rest);
  if (scheme) {
    u.protocol = scheme[0].toLowerCase();
    if (base && u.protocol === base.protocol && u.protocol in PORTS && !/^[/\\]/.test(rest.slice(scheme[0].length))) rest = rest.slice(scheme[0].length);
    else { rest = rest.slice(scheme[0].length); base = null; }
  } else if (!base) {
    bad(input);
  } else {
    u.protocol = base.protocol;
  }
  const special = u.protocol in PORTS;
  const query = rest.indexOf("?");
  if (query >= 0) {
    u.search = rest.slice(query + 1) === "" ? "" : `?${pct(rest.slice(query + 1), special ? KEEP_QUERY : KEEP_QUERY_OTHER)}`;
    rest = rest.slice(0, query);
  }
  if (special) rest = rest.replace(/\\/g, "/");
  if (base && !rest.startsWith("//")) {
    if (base.opaque && (rest !== "" || query >= 0)) bad(input);
    Object.assign(u, { username: base.username, password: base.password, hostname: base.hostname, port: base.port, opaque: base.opaque });
    if (rest === "") {
      u.pathname = base.pathname;
      if (query < 0) u.search = base.search;
    } else {
      const path = rest.startsWith("/") ? rest : base.pathname.replace(/[^/]*$/, "") + rest;
      u.pathname = dotSegments(pct(path, KEEP_PATH), special);
    }
    return u;
  }
  if (special || rest.startsWith("//")) {
    const m = special ? /^\/*([^/]*)(.*)$/s.exec(rest) : /^\/\/([^/]*)(.*)$/s.exec(rest);
    parseAuthority(u, m[1], special, input);
    u.pathname = dotSegments(pct(m[2] === "" && special ? "/" : m[2], KEEP_PATH), special);
    return u;
  }
  u.opaque = !rest.startsWith("/");
  u.pathname = u.opaque ? pct(rest, KEEP_OPAQUE) : dotSegments(pct(rest, KEEP_PATH), false);
  return u;
}

class URL {
  #u;
  #params;
  constructor(url, base) {
    this.#u = parseUrl(url, base === undefined ? null : parseUrl(base, null));
    this.#params = new URLSearchParams(this.#u.search);
    this.#params[INSIDE]((text) => { this.#u.search = text === "" ? "" : `?${text}`; });
  }
  static canParse(url, base) {
    try { new URL(url, base); return true; } catch { return false; }
  }
  static parse(url, base) {
    try { return new URL(url, base); } catch { return null; }
  }
  get href() {
    const u = this.#u;
    const auth = u.username || u.password ? `${u.username}${u.password ? `:${u.password}` : ""}@` : "";
    return `${u.protocol}${u.hostname === null ? "" : `//${auth}${this.host}`}${u.pathname}${u.search}${u.hash}`;
  }
  set href(v) { this.#u = parseUrl(v, null); this.#params[INSIDE](null, this.#u.search); }
  get origin() { return this.#u.protocol in PORTS ? `${this.#u.protocol}//${this.host}` : "null"; }
  get protocol() { return this.#u.protocol; }
  set protocol(v) {
    const p = `${String(v).replace(/:.*/s, "").toLowerCase()}:`;
    if (/^[a-z][a-z0-9+.-]*:$/.test(p) && (p in PORTS) === (this.#u.protocol in PORTS)) {
      this.#u.protocol = p;
      if (this.#u.port === PORTS[p]) this.#u.port = "";
    }
  }
  get username() { return this.#u.username; }
  set username(v) { this.#u.username = pct(String(v), KEEP_USER); }
  get password() { return this.#u.password; }
  set password(v) { this.#u.password = pct(String(v), KEEP_USER); }
  get host() { return `${this.#u.hostname ?? ""}${this.#u.port === "" ? "" : `:${this.#u.port}`}`; }
  set host(v) {
    try { parseAuthority(this.#u, String(v).replace(/[/\\?#@].*/s, ""), this.#u.protocol in PORTS, v); } catch { /* setters ignore what is malformed */ }
  }
  get hostname() { return this.#u.hostname ?? ""; }
  set hostname(v) {
    try { this.#u.hostname = parseHost(String(v).replace(/[:/\\?#].*/s, ""), v); } catch { /* as above */ }
  }
  get port() { return this.#u.port; }
  set port(v) {
    const m = /^\d*/.exec(String(v))[0];
    if (Number(m) <= 65535) this.#u.port = m === "" || String(Number(m)) === PORTS[this.#u.protocol] ? "" : String(Number(m));
  }
  get pathname() { return this.#u.pathname; }
  set pathname(v) {
    if (this.#u.opaque) return;
    const special = this.#u.protocol in PORTS;
    const p = special ? String(v).replace(/\\/g, "/") : String(v);
    this.#u.pathname = dotSegments(pct(p.startsWith("/") ? p : `/${p}`, KEEP_PATH).replace(/[?#]/g, (c) => (c === "?" ? "%3F" : "%23")), special);
  }
  get search() { return this.#u.search; }
  set search(v) {
    const q = String(v).replace(/^\?/, "");
    this.#u.search = q === "" ? "" : `?${pct(q, this.#u.protocol in PORTS ? KEEP_QUERY : KEEP_QUERY_OTHER).replace(/#/g, "%23")}`;
    this.#params[INSIDE](null, this.#u.search);
  }
  get hash() { return this.#u.hash; }
  set hash(v) {
    const h = String(v).replace(/^#/, "");
    this.#u.hash = h === "" ? "" : `#${pct(h, KEEP_HASH)}`;
  }
  get searchParams() { return this.#params; }
  toString() { return this.href; }
  toJSON() { return this.href; }
}

const formEncode = (s) => pct(String(s), /[*\-._0-9A-Za-z ]/).replace(/ /g, "+");
const formDecode = (s) => unpct(s.replace(/\+/g, " "));
class URLSearchParams {
  #list = [];
  #changed = () => {};
  constructor(init = "") {
    if (typeof init === "object" && init !== null) {
      const pairs = typeof init[Symbol.iterator] === "function" ? init : Object.entries(init);
      for (const [k, v] of pairs) this.#list.push([String(k), String(v)]);
    } else {
      this.#parse(String(init));
    }
  }
  #parse(text) {
    this.#list = text.replace(/^\?/, "").split("&").filter((p) => p !== "").map((p) => {
      const eq = p.indexOf("=");
      return eq < 0 ? [formDecode(p), ""] : [formDecode(p.slice(0, eq)), formDecode(p.slice(eq + 1))];
    });
  }
  [INSIDE](changed, text) {
    if (changed) this.#changed = () => changed(this.toString());
    else this.#parse(text);
  }
  get size() { return this.#list.length; }
  append(k, v) { this.#list.push([String(k), String(v)]); this.#changed(); }
  delete(k, v) {
    this.#list = this.#list.filter((p) => p[0] !== String(k) || (v !== undefined && p[1] !== String(v)));
    this.#changed();
  }
  get(k) { return this.#list.find((p) => p[0] === String(k))?.[1] ?? null; }
  getAll(k) { return this.#list.filter((p) => p[0] === String(k)).map((p) => p[1]); }
  has(k, v) { return this.#list.some((p) => p[0] === String(k) && (v === undefined || p[1] === String(v))); }
  set(k, v) {
    const at = this.#list.findIndex((p) => p[0] === String(k));
    if (at < 0) return this.append(k, v);
    this.#list[at][1] = String(v);
    this.#list = this.#list.filter((p, i) => i <= at || p[0] !== String(k));
    this.#changed();
  }
  sort() { this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)); this.#changed(); }
  forEach(fn, self) { for (const [k, v] of this.#list) fn.call(self, v, k, this); }
  *keys() { for (const p of this.#list) yield p[0]; }
  *values() { for (const p of this.#list) yield p[1]; }
  *entries() { for (const p of this.#list) yield [...p]; }
  [Symbol.iterator]() { return this.entries(); }
  toString() { return this.#list.map(([k, v]) => `${formEncode(k)}=${formEncode(v)}`).join("&"); }
}

// ---- fetch ----

class Headers {
  #map = new Map(); // lower case name -> values
  constructor(init) {
    if (init == null) return;
    const pairs = typeof init[Symbol.iterator] === "function" ? init : Object.entries(init);
    for (const [k, v] of pairs) this.append(k, v);
  }
  static #name(k) {
    k = String(k);
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(k)) throw new TypeError(`invalid header name ${JSON.stringify(k)}`);
    return k.toLowerCase();
  }
  static #value(v) {
    v = String(v).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
    if (/[\0\r\n]/.test(v) || /[^\x00-\xff]/.test(v)) throw new TypeError("invalid header value");
    return v;
  }
  append(k, v) {
    k = Headers.#name(k);
    v = Headers.#value(v);
    if (this.#map.has(k)) this.#map.get(k).push(v);
    else this.#map.set(k, [v]);
  }
  set(k, v) { this.#map.set(Headers.#name(k), [Headers.#value(v)]); }
  get(k) { return this.#map.get(Headers.#name(k))?.join(", ") ?? null; }
  has(k) { return this.#map.has(Headers.#name(k)); }
  delete(k) { this.#map.delete(Headers.#name(k)); }
  getSetCookie() { return [...(this.#map.get("set-cookie") ?? [])]; }
  *entries() {
    for (const k of [...this.#map.keys()].sort()) {
      if (k === "set-cookie") for (const v of this.#map.get(k)) yield [k, v];
      else yield [k, this.#map.get(k).join(", ")];
    }
  }
  *keys() { for (const [k] of this.entries()) yield k; }
  *values() { for (const [, v] of this.entries()) yield v; }
  forEach(fn, self) { for (const [k, v] of this.entries()) fn.call(self, v, k, this); }
  [Symbol.iterator]() { return this.entries(); }
}

// Body: bytes, a stream, or nothing.
class Body {
  #bytes = null;
  #stream = null;
  #used = false;
  [INSIDE](body, headers) {
    let type = null;
    if (body == null) return;
    if (body instanceof ReadableStream) this.#stream = body;
    else if (body instanceof URLSearchParams) [this.#bytes, type] = [utf8(body.toString()), "application/x-www-form-urlencoded;charset=UTF-8"];
    else if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) this.#bytes = viewOf(body).slice();
    else [this.#bytes, type] = [utf8(String(body)), "text/plain;charset=UTF-8"];
    if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  }
  get body() {
    if (this.#stream === null && this.#bytes !== null) this.#stream = streamOf(this.#bytes);
    return this.#stream;
  }
  get bodyUsed() { return this.#used || (this.#stream !== null && (this.#stream.locked || disturbed(this.#stream))); }
  // Bytes now if they are here, or a promise of them.
  static take(b) {
    if (b.bodyUsed) throw new TypeError("the body was read already");
    b.#used = b.#bytes !== null || b.#stream !== null;
    if (b.#stream === null) return b.#bytes ?? new Uint8Array(0);
    return (async () => {
      const parts = [];
      for await (const chunk of b.#stream) parts.push(typeof chunk === "string" ? utf8(chunk) : viewOf(chunk));
      return concat(parts);
    })();
  }
  static copy(to, from) {
    if (from.bodyUsed) throw new TypeError("the body was read already");
    to.#bytes = from.#bytes;
    if (from.#bytes === null && from.#stream !== null) [from.#stream, to.#stream] = from.#stream.tee();
  }
  static move(to, from) {
    if (from.bodyUsed) throw new TypeError("the body was read already");
    to.#bytes = from.#bytes;
    to.#stream = from.#stream;
    from.#used = to.#bytes !== null || to.#stream !== null;
  }
  async bytes() { return new Uint8Array(await Body.take(this)); }
  async arrayBuffer() { return (await this.bytes()).buffer; }
  async text() { return new TextDecoder().decode(await Body.take(this)); }
  async json() { return JSON.parse(await this.text()); }
}
const { take: takeBody, copy: copyBody, move: moveBody } = Body;

class Request extends Body {
  #url; #method; #headers; #signal; #redirect;
  constructor(input, init = {}) {
    super();
    init = init ?? {};
    const from = input instanceof Request ? input : null;
    const url = from ? null : new URL(input);
    if (url && (url.username || url.password)) throw new TypeError("a request URL must not hold credentials");
    this.#url = from ? from.url : url.href;
    const method = String(init.method ?? from?.method ?? "GET");
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method) || /^(connect|trace|track)$/i.test(method)) throw new TypeError(`method ${method} is not allowed`);
    this.#method = /^(get|head|post|put|delete|options|patch)$/i.test(method) ? method.toUpperCase() : method;
    this.#headers = new Headers(init.headers ?? from?.headers);
    this.#signal = init.signal ?? from?.signal ?? new AbortSignal(INSIDE);
    this.#redirect = init.redirect ?? from?.redirect ?? "follow";
    if (init.body != null) {
      if (this.#method === "GET" || this.#method === "HEAD") throw new TypeError(`${this.#method} requests have no body`);
      this[INSIDE](init.body, this.#headers);
    } else if (from) {
      moveBody(this, from);
    }
  }
  get url() { return this.#url; }
  get method() { return this.#method; }
  get headers() { return this.#headers; }
  get signal() { return this.#signal; }
  get redirect() { return this.#redirect; }
  clone() {
    const r = new Request(this.#url, { method: this.#method, headers: this.#headers, signal: this.#signal, redirect: this.#redirect });
    copyBody(r, this);
    return r;
  }
}

class Response extends Body {
  #status; #statusText; #headers; #url = "";
  constructor(body = null, init = {}) {
    super();
    this.#status = init?.status ?? 200;
    this.#statusText = String(init?.statusText ?? "");
    this.#headers = new Headers(init?.headers);
    if (!Number.isInteger(this.#status) || this.#status < 200 || this.#status > 599) throw new RangeError("status must be 200 to 599");
    this[INSIDE](body, this.#headers);
  }
  get status() { return this.#status; }
  get statusText() { return this.#statusText; }
  get ok() { return this.#status >= 200 && this.#status <= 299; }
  get headers() { return this.#headers; }
  get url() { return this.#url; }
  get redirected() { return false; }
  get type() { return "basic"; }
  clone() {
    const r = new Response(null, { status: this.#status, statusText: this.#statusText, headers: this.#headers });
    r.#url = this.#url;
    copyBody(r, this);
    return r;
  }
  static json(data, init = {}) {
    const r = new Response(JSON.stringify(data), init);
    if (!new Headers(init?.headers).has("content-type")) r.#headers.set("content-type", "application/json");
    return r;
  }
  static [INSIDE](status, headers, body, url) {
    const r = new Response(null, { status: status < 200 ? 200 : status });
    r.#status = status;
    r.#headers = headers;
    r.#url = url;
    r[INSIDE](body, new Headers());
    return r;
  }
}
const makeResponse = Response[INSIDE];
delete Response[INSIDE];

function headerLines(headers) {
  let out = "";
  for (const [k, v] of headers) out += `${k}\n${v}\n`;
  return out;
}
function parseHeaderLines(text) {
  const h = new Headers();
  const lines = text.split("\n");
  for (let i = 0; i + 1 < lines.length; i += 2) h.append(lines[i], lines[i + 1]);
  return h;
}
function send(req, body, resolve, reject) {
  const url = req.url.replace(/#.*/s, "");
  if (!/^https?:/.test(url)) return reject(new TypeError(`fetch cannot reach ${url.slice(0, 100)}`));
  const id = host.fetch(body.buffer, body.byteOffset, body.byteLength, req.method, url, headerLines(req.headers));
  if (id === undefined) return reject(coded("E_LIMIT", "the request is malformed or too large (body 256 KiB, 64 headers of 32 KiB)"));
  const onAbort = () => {
    pending.delete(id);
    host.abort(id);
    reject(req.signal.reason);
  };
  req.signal.addEventListener("abort", onAbort, { once: true });
  pending.set(id, {
    done(status, a, b) {
      req.signal.removeEventListener("abort", onAbort);
      if (status === 0) reject(coded(a, b));
      else resolve(makeResponse(status, parseHeaderLines(a), b, url));
    },
  });
}
function fetch(input, init) {
  return new Promise((resolve, reject) => {
    needRun("fetch");
    const req = new Request(input, init);
    req.signal.throwIfAborted();
    const body = takeBody(req);
    if (body instanceof Promise) body.then((b) => { req.signal.throwIfAborted(); send(req, b, resolve, reject); }).catch(reject);
    else send(req, body, resolve, reject);
  });
}

// ---- crypto, console, the rest ----

const crypto = {
  getRandomValues(view) {
    needRun("crypto.getRandomValues");
    if (!ArrayBuffer.isView(view) || view instanceof DataView || /Float/.test(view.constructor.name)) throw new TypeError("getRandomValues takes an integer array");
    const out = viewOf(view);
    if (out.length > 65536) throw new DOMException("getRandomValues gives at most 65536 bytes", "QuotaExceededError");
    for (let i = 0; i < out.length; i += 1024) out.set(new Uint8Array(host.bytes(Math.min(1024, out.length - i))), i);
    return view;
  },
  randomUUID() {
    const b = this.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const h = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  },
  subtle: {
    async digest(algorithm, data) {
      const name = String(algorithm?.name ?? algorithm).toUpperCase();
      if (name !== "SHA-256") throw new DOMException(`digest ${name} is not supported; SHA-256 is`, "NotSupportedError");
      const v = viewOf(data);
      const out = host.sha256(v.buffer, v.byteOffset, v.byteLength);
      if (out === undefined) throw coded("E_LIMIT", "digest takes at most 4 MiB", RangeError);
      return out;
    },
  },
};

function show(x) {
  if (typeof x === "string") return x;
  if (x instanceof Error) return describe(x).text;
  try {
    return JSON.stringify(x, (k, v) => (typeof v === "bigint" ? `${v}n` : v)) ?? String(x);
  } catch {
    return String(x);
  }
}
const logger = (level) => (...args) => { host.log(level, args.map(show).join(" ")); };
const console = {
  debug: logger(0), trace: logger(0), log: logger(1), info: logger(1), dir: logger(1), table: logger(1), warn: logger(2), error: logger(3),
  assert(ok, ...args) { if (!ok) host.log(3, `assertion failed: ${args.map(show).join(" ")}`); },
  group() {}, groupEnd() {}, time() {}, timeEnd() {}, count() {},
};

function structuredClone(value) {
  const seen = new Map();
  const clone = (v) => {
    if (typeof v === "function" || typeof v === "symbol") throw new DOMException(`${String(v).slice(0, 60)} could not be cloned`, "DataCloneError");
    if (typeof v !== "object" || v === null) return v;
    if (seen.has(v)) return seen.get(v);
    const keep = (c) => { seen.set(v, c); return c; };
    if (v instanceof Date) return keep(new Date(v.getTime()));
    if (v instanceof RegExp) return keep(new RegExp(v.source, v.flags));
    if (v instanceof ArrayBuffer) return keep(v.slice(0));
    if (v instanceof DataView) return keep(new DataView(clone(v.buffer), v.byteOffset, v.byteLength));
    if (ArrayBuffer.isView(v)) return keep(new v.constructor(clone(v.buffer), v.byteOffset, v.length));
    if (v instanceof Map) {
      const m = keep(new Map());
      for (const [k, x] of v) m.set(clone(k), clone(x));
      return m;
    }
    if (v instanceof Set) {
      const s = keep(new Set());
      for (const x of v) s.add(clone(x));
      return s;
    }
    if (v instanceof Promise || v instanceof WeakMap || v instanceof WeakSet) throw new DOMException("the object could not be cloned", "DataCloneError");
    const to = keep(v instanceof Error ? Object.assign(new Error(v.message), { name: v.name, stack: v.stack }) : Array.isArray(v) ? new Array(v.length) : {});
    for (const k of Object.keys(v)) to[k] = clone(v[k]);
    return to;
  };
  return clone(value);
}

const performance = { now: () => Date.now() - startedAt, get timeOrigin() { return startedAt; } };
Object.defineProperty(Math, "random", { value: () => host.random(), writable: true, configurable: true });

// ---- a run ----

// An error for people: code if the agent gave one, message, and where.
function describe(e) {
  if (typeof e !== "object" || e === null) return { code: "", text: `thrown: ${String(e)}` };
  const name = String(e.name ?? "Error"), message = String(e.message ?? "");
  if (name === "InternalError" && message === "out of memory") return { code: "E_MEMORY", text: "memory limit reached" };
  const code = typeof e.code === "string" ? e.code : "";
  const at = /agent\.js:\d+(:\d+)?/.exec(String(e.stack ?? ""))?.[0];
  return { code, text: `${code === "" ? `${name}: ` : ""}${message}${at ? ` (${at})` : ""}` };
}
function fail(e) {
  host.relief();
  let d = { code: "", text: "the agent threw something that cannot be shown" };
  try { d = describe(e); } catch { /* a getter of the guest's */ }
  host.fail(d.code.replace(/\0.*/s, ""), d.text.replaceAll("\0", " "));
}
function finish(value) {
  if (value === undefined) host.nothing();
  let json;
  try { json = JSON.stringify(value); } catch (e) { fail(e); }
  if (json === undefined) host.nothing();
  host.done(json);
}

let agent = null;
let loadError = coded("E_LOAD", "the module did not finish loading", Error);

function makeContext(config, runId, secrets) {
  return {
    config,
    runId,
    secret(name) {
      if (!secrets.has(name)) throw coded("E_DENIED", `secret ${name} is not declared in phala.json`, Error);
      if (!secrets.get(name)) return `secret://${name}`;
      return new Promise((resolve, reject) => {
        const id = host.reveal(name);
        pending.set(id, { done: (status, a, b) => (status === 0 ? reject(coded(a, b, Error)) : resolve(a)) });
      });
    },
    validate(schema, value) {
      const text = JSON.stringify(value);
      if (text === undefined) return { ok: false, error: "there is no value" };
      const why = host.validate(JSON.stringify(schema) ?? "", text);
      if (why === undefined) throw coded("E_LIMIT", "schema or value is too large to check", RangeError);
      if (why.startsWith("!")) throw new TypeError(`cannot check by this schema: ${why.slice(1)}`);
      return why === "" ? { ok: true } : { ok: false, error: why };
    },
    log(...args) { host.log(1, args.map(show).join(" ")); },
  };
}

define({
  fetch, Request, Response, Headers, URL, URLSearchParams, ReadableStream, AbortController, AbortSignal, Event, EventTarget,
  DOMException, TextEncoder, TextDecoder, setTimeout, clearTimeout, setInterval, clearInterval: clearTimeout, queueMicrotask,
  structuredClone, atob, btoa, crypto, console, performance,
});

return {
  // The bundle's namespace, a promise of it, or what it threw.
  load(value, threw) {
    const failed = (e) => {
      const d = describe(e);
      loadError = coded("E_LOAD", d.text, Error);
      loadError.stack = "";
    };
    if (threw) return failed(value);
    Promise.resolve(value).then((namespace) => {
      agent = namespace.default;
      loadError = typeof agent?.onTrigger === "function" ? null : coded("E_LOAD", "agent.js must export default { async onTrigger(event, ctx) }", Error);
    }).catch(failed);
  },
  run(input, config, runId, secretLines) {
    loading = false;
    startedAt = Date.now();
    if (loadError !== null) {
      loadError.stack = "";
      return fail(loadError);
    }
    const secrets = new Map(secretLines.split("\n").filter((l) => l !== "").map((l) => [l.replace(/^!/, ""), l.startsWith("!")]));
    const parse = (text) => (text === "" ? {} : JSON.parse(text));
    const ctx = makeContext(parse(config), runId, secrets);
    const event = parse(input);
    (async () => agent.onTrigger(event, ctx))().then(finish, fail);
  },
  event(id, status, a, b) {
    const p = pending.get(id);
    pending.delete(id);
    p?.done(status, a, b);
  },
};
});
