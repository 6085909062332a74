# The short way to everything; the build itself is CMake (CMakePresets.json).
#
# Every target installs what it misses (tools/setup.sh: apt, as root or with sudo, and says so).
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
export CTEST_OUTPUT_ON_FAILURE := 1

.PHONY: run test test-all bench deb fuzz tidy coverage clean help

run: ## build the release and scan examples/; writes report.html
	tools/setup.sh build
	cmake --preset release
	cmake --build --preset release --target bartizan --parallel $(JOBS)
	tools/run_examples.sh build/release/bartizan

test: ## build for development and run the fast tests
	tools/setup.sh build test
	cmake --preset dev
	cmake --build --preset dev --parallel $(JOBS)
	ctest --test-dir build/dev --parallel $(JOBS) -LE slow

test-all: ## the fast and the slow tests
	tools/setup.sh build test deb
	cmake --preset dev
	cmake --build --preset dev --parallel $(JOBS)
	ctest --test-dir build/dev --parallel $(JOBS)

bench: ## measure, side by side with other scanners (docs/benchmarks.md)
	tools/setup.sh build bench
	cmake --preset release
	cmake --build --preset release --target bartizan --parallel $(JOBS)
	bench/peers.sh
	python3 bench/run.py --bartizan build/release/bartizan
	python3 bench/signing/run.py --bartizan build/release/bartizan \
	  --peer build/peers/model-signing/bin/python
	@if [ -n "$$BARTIZAN_TEST_DATA" ]; then \
	  python3 bench/vuln/run.py --bartizan build/release/bartizan \
	    --records "$$BARTIZAN_TEST_DATA/vulnerabilities/pypa/osv.jsonl.gz"; \
	else echo "bench: matching was not measured, BARTIZAN_TEST_DATA is not set"; fi

deb: ## the Debian package, in build/deb/
	tools/setup.sh build deb
	cmake --preset release -B build/deb
	cmake --build build/deb --parallel $(JOBS)
	cd build/deb && cpack -G DEB

fuzz: ## TARGET=name SECONDS=300: fuzz one parser (docs/fuzzing.md)
	tools/setup.sh build test fuzz
	tools/fuzz.sh "$(TARGET)" "$(or $(SECONDS),300)"

tidy: ## clang-tidy over everything
	tools/setup.sh build test fuzz
	cmake --preset tidy
	cmake --build --preset tidy --parallel $(JOBS)

coverage: ## which lines the tests reach, in build/coverage/report/
	tools/setup.sh build test coverage
	tools/coverage.sh

clean: ## remove everything that was built
	rm -rf build report.html

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
