# Everything a contributor or a user needs: `make help` lists it.
SHELL := /bin/bash
SWIFT ?= swift
BUILD_FLAGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup build release test check format lint demo bench fuzz clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages that building and running need
	@deploy/setup.sh

build: setup ## build everything, with the tests
	$(SWIFT) build --build-tests $(BUILD_FLAGS)

release: setup ## build the optimised program, which needs no Swift where it runs
	$(SWIFT) build -c release --static-swift-stdlib --product assay $(BUILD_FLAGS)

test: build ## run every test
	$(SWIFT) test --skip-build --parallel $(BUILD_FLAGS)

demo: setup ## from a pushed tag to a verified release, on loopback
	$(SWIFT) build --product assay $(BUILD_FLAGS)
	examples/demo/run

bench: release ## figures beside named baselines, measured in the same run
	@Tests/Benchmarks/setup
	@Tests/Benchmarks/run

fuzz: setup ## each parser under libFuzzer for FUZZ_SECONDS (600), two at a time
	@Tests/Fuzzing/run

lint: ## check the formatting
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

format: ## format the sources in place
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

check: lint test ## what a change must pass

clean: ## remove what was built
	rm -rf .build .build-fuzz
