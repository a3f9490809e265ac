#!/bin/sh
# Runs every bench_* program of the release build (or of $PH_BUILD), one line per figure:
# name value unit [peer=... ratio=...]
set -eu
cd "$(dirname "$0")/.."
build=${PH_BUILD:-build/release}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for b in "$build"/bench/bench_*; do
	name=$(basename "$b")
	echo "# $name"
	"$b" >"$out/$name" || { cat "$out/$name"; echo "bench: $name failed" >&2; exit 1; }
	cat "$out/$name"
done
if [ -f "$out/bench_box" ]; then
	echo "# bench_box_peers"
	node tools/bench_box_peers.mjs "$out/bench_box"
fi
