#!/bin/sh
# Runs one libFuzzer target, or all, for a number of seconds each.
# usage: tools/fuzz.sh TARGET|all SECONDS
set -eu
cd "$(dirname "$0")/.."
targets=$1
[ "$targets" != all ] || targets=$(cd build/fuzz/fuzz && ls)
for t in $targets; do
	mkdir -p "build/fuzz/found/$t" "fuzz/corpus/$t"
	echo "fuzz: $t for $2 s"
	"build/fuzz/fuzz/$t" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 \
		-artifact_prefix="build/fuzz/found/$t-" "build/fuzz/found/$t" "fuzz/corpus/$t"
done
