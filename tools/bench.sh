#!/bin/sh
# Runs every bench_* program of the release build, one line per figure:
# name value unit [peer=... ratio=...]
set -eu
cd "$(dirname "$0")/.."
for b in build/release/bench/bench_*; do
	echo "# $(basename "$b")"
	"$b"
done
if [ -f tools/bench_box_peers.mjs ]; then
	echo "# bench_box_peers"
	node tools/bench_box_peers.mjs build/release
fi
