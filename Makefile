# Thin verbs; ./dev installs what is missing first. Presets: CMakePresets.json.
PRESET ?= dev
.PHONY: run release test bench fresh fuzz tidy check clean
build/%/build.ninja:
	cmake --preset $*
test: build/dev/build.ninja
	cmake --build --preset dev
	ctest --preset dev -j2
release: build/release/build.ninja
	cmake --build --preset release
clean:
	rm -rf build
