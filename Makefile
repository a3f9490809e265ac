# Thin verbs. `./dev` installs what is missing first; presets are in CMakePresets.json.
.PHONY: run release test bench bench-state weights wasm soak fresh fuzz tidy clang tsan metadata-hash flips clean
.NOTPARALLEL:

LAUNCHER := $(shell command -v ccache >/dev/null 2>&1 && echo -DCMAKE_C_COMPILER_LAUNCHER=ccache)
# pytest comes from Debian, so it is Debian's Python that has it, whatever else is on the PATH.
PYTHON ?= /usr/bin/python3
T ?= all
SECS ?= 60
ARGS ?=

configure-%:
	@test -f build/$*/build.ninja || cmake --preset $* $(LAUNCHER)

release: configure-release
	cmake --build --preset release --target programs

run: release
	build/release/bin/phala demo $(ARGS)

# Seccomp kills and the boxes' time limits hold for the programs that ship, so these few tests
# run without sanitizers; everything else runs with them.
RELEASE_TESTS := test_sandbox test_box test_corrupt test_dstack

test: configure-dev release
	cmake --build --preset release --target test_xt phala-next $(RELEASE_TESTS)
	ctest --preset release -R '^($(subst $(eval ) ,|,$(RELEASE_TESTS)))$$'
	cmake --build --preset dev
	ctest --preset dev -j2
	$(PYTHON) -m pytest -q tests

clang: configure-clang
	cmake --build --preset clang
	ctest --preset clang -j2

# What runs on threads: os/workers itself, and the chain with signature checks on it.
TSAN_TESTS := test_workers test_foresee
tsan: configure-tsan
	cmake --build --preset tsan --target $(TSAN_TESTS)
	ctest --preset tsan -R '^($(subst $(eval ) ,|,$(TSAN_TESTS)))$$'

tidy: configure-tidy
	cmake --build --preset tidy

fuzz: configure-fuzz
	cmake --build --preset fuzz --target $(if $(filter all,$(T)),fuzzers,$(T))
	tools/fuzz.sh "$(T)" "$(SECS)"

bench: release
	cmake --build --preset release --target benches
	tools/bench.sh

# The state root again, in a state of ten million keys: some 5 GB of disk, a few minutes.
bench-state: release
	cmake --build --preset release --target bench_state
	PH_BENCH_STATE_KEYS=10000000 build/release/bench/bench_state

# What each call costs on this machine; fails if a descriptor promises less.
weights: configure-release
	cmake --build --preset release --target bench_weights bench_registry phala-solo
	build/release/bench/bench_weights --check
	tools/bench_registry.sh build/release --check

# The runtime as wasm, plain and compressed; the verifier of quotes as a module for browsers.
BLOBS := phala-solo phala-para
wasm: configure-release
	cmake --build --preset release --target wasm
	mkdir -p build/wasm
	cp $(foreach b,$(BLOBS),build/release/wasm/$(b).wasm build/release/wasm/$(b).compact.wasm) build/wasm
	cp build/release/wasm/attest.wasm build/release/wasm/attest.mjs build/wasm
	sha256sum build/wasm/*.wasm

# Native against wasm, on made-up blocks from a new seed.
SOAK_SECS ?= 600
soak: configure-dev
	cmake --build --preset dev --target scenario phala-solo
	PH_ORACLE_SECONDS=$(SOAK_SECS) $(PYTHON) -m pytest -q -s tests/test_oracle.py

fresh:
	tools/fresh.sh

# After a change of descriptors or of the spec version; its result is committed.
metadata-hash:
	$(PYTHON) tools/metadata_hash.py

# Every single bit of the three samples of src/attest/vectors changed; a test run takes a share.
flips: configure-release
	cmake --build --preset release --target test_flips
	PH_FLIPS=all build/release/test/test_flips

clean:
	rm -rf build
