# One command per chore. `make help` lists them. Everything long lives in tools/, where shellcheck can read it.
.DEFAULT_GOAL := help
.PHONY: help setup run test story bench sim soak fuzz deny fmt lint
CARGO_ALL := --workspace --all-targets --locked

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing for `make test` (idempotent; says what it does)
	@tools/setup test

run: ## demo municipality: centre, one enrolled office and its window; Ctrl-C stops all; FRESH=1 begins anew; SIZE=full
	@tools/setup run
	@tools/run $(if $(FRESH),--fresh) $(if $(SIZE),--size $(SIZE))

test: ## everything CI runs: style, rules of the house, tests, processes, story, simulation, fuzz, browsers
	@tools/setup test
	@tools/test $(ONLY)

story: ## days without a line and conflicts of every kind, as separate processes over real QUIC; each check is printed
	@tools/setup test
	@tools/test build story

bench: ## medians against a floor of the same run; ONLY=name for one
	@tools/setup run
	@tools/bench $(ONLY)

sim: ## simulator: SEEDS=n [SEED_FROM=k], or SEED=x for one run with its trace
	@tools/setup run
	@SEEDS=$(SEEDS) SEED_FROM=$(SEED_FROM) SEED=$(SEED) tools/sim

soak: ## the long versions: kill -9 two hundred times, thousands of seeds, minutes of fuzz
	@tools/setup test
	@LOGGIA_SOAK=1 tools/test build crash story sim fuzz

fuzz: ## every decoder for SECONDS=60 each; TARGET=name for one
	@tools/setup run
	@tools/fuzz $(or $(SECONDS),60) $(TARGET)

deny: ## licences, advisories and sources of all dependencies (cargo-deny, built into .cache on first use)
	@tools/deny

fmt: ## put the sources into their one format
	@cargo fmt --all
	@cd tests/fuzz && cargo fmt

lint: ## clippy with warnings as errors, and shellcheck if it is here
	@cargo clippy $(CARGO_ALL) -- -D warnings
	@if command -v shellcheck >/dev/null; then shellcheck $$(grep -lE '^#!.*(bash|sh)$$' tools/* .ci/run); fi
