#!/bin/sh
# Runs every bench_* program of the release build (or of $PH_BUILD) and then the demo a few
# times; one line per figure: name value unit [peer=NAME value ratio=R]... R > 1: ours is faster.
# `tools/bench.sh NAME...` runs only these, e.g. `tools/bench.sh crypto demo`.
set -eu
cd "$(dirname "$0")/.."
build=${PH_BUILD:-build/release}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

peers() {
	if command -v node >/dev/null 2>&1 && [ -d tests/js/node_modules ] && [ -d agent/node_modules ]
	then
		node tools/bench_peers.mjs "$1"
	else
		cat "$1"
	fi
}

run() {
	"$build/bench/$1" >"$out/$1" || { cat "$out/$1"; echo "bench: $1 failed" >&2; exit 1; }
}

wanted() {
	[ -z "$names" ] && return 0
	case " $names " in *" $1 "*) return 0 ;; esac
	return 1
}

names="$*"
echo "# $(date -u +%Y-%m-%d), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
for b in "$build"/bench/bench_*; do
	name=$(basename "$b")
	wanted "${name#bench_}" || continue
	echo "# $name"
	run "$name"
	peers "$out/$name"
done
if wanted attest && command -v node >/dev/null 2>&1 && [ -d tests/js/node_modules ]; then
	echo "# attest.wasm"
	node tools/bench_attest.mjs "$build"
fi
if wanted registry && command -v node >/dev/null 2>&1 && [ -d tests/js/node_modules ]; then
	echo "# registry, in the blob"
	tools/bench_registry.sh "$build"
fi
if wanted demo; then
	echo "# demo"
	python3 tools/bench_demo.py "$build/bin/phala"
fi
