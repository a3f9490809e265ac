// RFC 78: the hash of metadata that arrives on stdin.
// Usage: node metadata_hash.mjs DECIMALS SYMBOL < metadata.scale — prints 64 hex digits.
import { readFileSync } from 'node:fs';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';

const [decimals, tokenSymbol] = process.argv.slice(2);
const merkle = merkleizeMetadata(new Uint8Array(readFileSync(0)), { decimals: Number(decimals), tokenSymbol });
console.log(Buffer.from(merkle.digest()).toString('hex'));
