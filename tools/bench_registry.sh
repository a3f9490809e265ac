#!/bin/sh
# bench_registry.sh BUILD [--check]: what admission costs in the blob; see tools/bench_registry.mjs.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
PH_ORACLE_DIR=$out "$1/bench/bench_registry" >/dev/null
node tools/bench_registry.mjs "$1/wasm/phala-solo.wasm" "$out"/*.txt ${2:-}
