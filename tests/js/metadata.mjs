// What two decoders from npm find in metadata, in one form, for tests/test_metadata.py.
// Usage: node metadata.mjs FILE… — one JSON line per file: [what @polkadot/types saw, what PAPI's bindings saw].
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';

const lower = (s) => s.replace('_', '').toLowerCase();

// A type as text: the last part of its path, or its shape. types: id -> {path, params, tag, value}.
function label(types, id) {
  const { path, params, tag, value } = types.get(id);
  const name = path.at(-1);
  if (name === 'Option') return `Option<${label(types, params[0])}>`;
  if (name) return name;
  const of = {
    primitive: () => lower(value), sequence: () => `Vec<${label(types, value)}>`, compact: () => `Compact<${label(types, value)}>`,
    array: () => `[${label(types, value.type)};${value.len}]`, tuple: () => `(${value.map((t) => label(types, t)).join(', ')})`,
  };
  return of[tag]();
}

const variants = (types, id) => (id === null ? [] : types.get(id).value.map(
  ({ name, index, fields }) => [name, index, fields.map((f) => [f.name, label(types, f.type)])]));

function pallet(types, p) {
  return {
    name: p.name, index: p.index,
    storage: p.storage.map((s) => [s.name, s.modifier, s.hashers.map(lower), s.key === null ? null : label(types, s.key), label(types, s.value)]),
    calls: variants(types, p.calls), events: variants(types, p.events), errors: variants(types, p.errors),
    constants: p.constants.map((c) => [c.name, label(types, c.type)]),
  };
}

const shape = (types, m) => ({
  version: m.version,
  pallets: m.pallets.map((p) => pallet(types, p)),
  apis: m.apis.map((a) => [a.name, a.methods.map((f) => [f.name, f.inputs.map((i) => [i.name, label(types, i.type)]), label(types, f.output)])]),
  extensions: m.extensions.map((e) => [e.identifier, label(types, e.additional)]),
});

function polkadotJs(bytes) {
  const decoded = new Metadata(new TypeRegistry(), bytes); // this runs PortableRegistry's own setup of types too
  assert.equal(decoded.encodedLength, bytes.length, 'nothing is left over');
  const m = decoded.toJSON().metadata[`v${decoded.version}`];
  const types = new Map(m.lookup.types.map(({ id, type: { path, params, def } }) => {
    const [[tag, v]] = Object.entries(def);
    const value = { composite: () => v.fields, variant: () => v.variants, sequence: () => v.type, compact: () => v.type }[tag];
    return [id, { path, params: params.map((p) => p.type), tag, value: value ? value() : v }];
  }));
  const id = (x) => x?.type ?? null;
  const entry = ({ name, modifier, type: { plain, map } }) =>
    ({ name, modifier, hashers: map?.hashers ?? [], key: map?.key ?? null, value: map?.value ?? plain });
  return shape(types, {
    version: decoded.version, apis: m.apis ?? [],
    pallets: m.pallets.map((p) => ({ ...p, calls: id(p.calls), events: id(p.events), errors: id(p.errors), storage: (p.storage?.items ?? []).map(entry) })),
    extensions: (m.extrinsic.signedExtensions ?? m.extrinsic.transactionExtensions).map((e) => ({ ...e, additional: e.additionalSigned ?? e.implicit })),
  });
}

function papi(bytes) {
  const m = unifyMetadata(decAnyMetadata(bytes));
  const types = new Map(m.lookup.map(({ id, path, params, def }) => {
    const value = def.tag === 'primitive' ? def.value.tag : def.value;
    return [id, { path, params: params.map((p) => p.type), tag: def.tag, value: def.tag === 'array' ? { type: value.type, len: value.len } : value }];
  }));
  const id = (x) => x?.type ?? null;
  const entry = ({ name, modifier, type: { tag, value } }) => ({
    name, modifier: modifier === 1 ? 'Default' : 'Optional', hashers: tag === 'map' ? value.hashers.map((h) => h.tag) : [],
    key: tag === 'map' ? value.key : null, value: tag === 'map' ? value.value : value,
  });
  return shape(types, {
    version: m.version, apis: m.apis ?? [],
    pallets: m.pallets.map((p) => ({ ...p, calls: id(p.calls), events: id(p.events), errors: id(p.errors), storage: (p.storage?.items ?? []).map(entry) })),
    extensions: m.extrinsic.extensionsByVersion[0].map((e) => ({ ...e, additional: e.additionalSigned })),
  });
}

for (const file of process.argv.slice(2)) {
  const bytes = new Uint8Array(readFileSync(file));
  // What a tuple's or variant's field without a name is: null in one library, undefined in the other.
  console.log(JSON.stringify([polkadotJs(bytes), papi(bytes)], (k, v) => (v === undefined ? null : v)));
}
