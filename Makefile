# Songka: everything a person or a machine runs here. `make` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
export PYTHON

# make run PORT=8031 SANDBOX_PORT=8032
ifdef PORT
export SONGKA_PORT := $(PORT)
endif
ifdef SANDBOX_PORT
export SONGKA_SANDBOX_PORT := $(SANDBOX_PORT)
endif

BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

##@ Use

.PHONY: run
run: setup build ## Start everything on this machine and print the address (PORT=8021 SANDBOX_PORT=8022)
	@exec $(BIN)/python -m scripts.start

.PHONY: run-lan
run-lan: setup build ## Serve tablets on the local network over HTTPS: NAME=songka (PORT=8443 TRUST_PORT=8080)
	@exec $(BIN)/python -m scripts.start_lan "$(NAME)" --port $(or $(PORT),8443) --trust-port $(or $(TRUST_PORT),8080)

.PHONY: verify
verify: setup ## Check the invariants on the live data, a line each
	@$(BIN)/flask --app server verify

.PHONY: setup
setup: ## Install what running needs: system packages, .venv, Node, the PWA's packages
	@scripts/setup.sh run

.PHONY: build
build: setup ## Build the PWA, if its sources have changed
	@$(BIN)/python scripts/build_pwa.py

##@ Check

.PHONY: setup-test
setup-test: ## Install what the tests need on top: Chromium, PostgreSQL, test packages
	@scripts/setup.sh test

.PHONY: test
test: setup-test ## Set up and run everything: lint, types, import order, both test suites, the browser
	@$(BIN)/python scripts/check.py

.PHONY: lint
lint: setup-test ## Only the checks that run nothing: style, types, import order
	@$(BIN)/python scripts/check.py ruff "ruff format" mypy "import order" "api types" vue-tsc eslint dependency-cruiser

.PHONY: test-server
test-server: setup-test ## Only pytest, without the browser
	@$(BIN)/python scripts/check.py pytest

.PHONY: test-pwa
test-pwa: setup-test ## Only vitest
	@$(BIN)/python scripts/check.py vitest

.PHONY: test-browser
test-browser: setup-test build ## Only the browser tests
	@$(BIN)/python scripts/check.py "browser tests"

.PHONY: screens
screens: setup-test build ## Save a picture of every screen that the browser tests visit in out/screens/
	@SONGKA_SCREENS=1 $(BIN)/pytest --quiet -m browser tests/browser/test_the_day.py tests/browser/test_every_page.py

.PHONY: field-guide
field-guide: setup-test build ## Make the pictures of docs/field-guide from what the browser tests see; build again after it
	@$(BIN)/python -m scripts.make_field_guide

.PHONY: bench
bench: setup-test build ## Measure: import, sync, bundle, scan to match, number line, forms; prints tables
	@$(BIN)/python -m tests.bench

.PHONY: chaos
chaos: setup-test ## Break what can be broken for an hour: 100,000 seeds, 300 browser and 700 server kills; PART="simulator server=50" for less
	@$(BIN)/python scripts/chaos.py $(PART)

##@ Change

.PHONY: format
format: setup-test ## Format Python; fix what linters can fix
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet
	@cd pwa && npx eslint . --fix

.PHONY: openapi
openapi: setup-test ## Write docs/api/openapi.json and the PWA's types from the server's schemas
	@mkdir -p docs/api
	@SONGKA_DATA=$$(mktemp -d) $(BIN)/flask --app server openapi write docs/api/openapi.json
	@cd pwa && npm run --silent schema

.PHONY: clauses
clauses: setup-test ## Write docs/clauses.md from the rules tables, the code and the tests
	@$(BIN)/python scripts/make_clauses.py

.PHONY: faults
faults: setup-test ## Write docs/operations/faults.md from the names of the tests
	@$(BIN)/python scripts/make_faults.py

.PHONY: migration
migration: setup-test ## Write the next numbered migration from the models: MESSAGE="Add mail tables"
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; export SONGKA_DATA="$$data"; \
	  $(BIN)/flask --app server db upgrade && $(BIN)/flask --app server db revision --autogenerate -m "$(MESSAGE)"

.PHONY: lock
lock: setup-test ## Lock the Python packages anew from requirements*.in
	@scripts/lock.sh

.PHONY: dev
dev: setup ## The PWA with live reload, beside a running `make run`
	@cd pwa && npm run dev

.PHONY: clean
clean: ## Remove what was built and cached; the data in var/ and the environments stay
	@rm -rf pwa/dist pwa/node_modules/.stamps/build out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find server scripts tests -name __pycache__ -prune -exec rm -rf {} +

.PHONY: help
help: ## List all of this
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
