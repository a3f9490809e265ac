# Thin verbs. `./dev` installs what is missing first; presets are in CMakePresets.json.
.PHONY: run release test check bench fresh fuzz tidy clang clean
.NOTPARALLEL:

LAUNCHER := $(shell command -v ccache >/dev/null 2>&1 && echo -DCMAKE_C_COMPILER_LAUNCHER=ccache)
T ?= all
SECS ?= 60
ARGS ?=

configure-%:
	@test -f build/$*/build.ninja || cmake --preset $* $(LAUNCHER)

release: configure-release
	cmake --build --preset release

run: release
	build/release/bin/phala demo $(ARGS)

test: configure-dev release
	cmake --build --preset dev
	ctest --preset dev -j2
	python3 -m pytest -q tests

clang: configure-clang
	cmake --build --preset clang
	ctest --preset clang -j2

tidy: configure-tidy
	cmake --build --preset tidy

fuzz: configure-fuzz
	cmake --build --preset fuzz
	tools/fuzz.sh "$(T)" "$(SECS)"

bench: release
	tools/bench.sh

fresh:
	tools/fresh.sh

clean:
	rm -rf build
