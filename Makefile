# Yiwang 一网: `make run` serves the demonstration city, `make test` runs every check that needs no outside server.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
DATA := $(if $(YIWANG_DATA),$(YIWANG_DATA),var)
BIN := .venv/bin
YIWANG := $(BIN)/yiwang
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# Stamps: each is written last, so that an interrupted step is simply done again.
VENV := .venv/made
RUNTIME := .venv/runtime-installed
DEVELOPMENT := .venv/development-installed
PACKAGES := node_modules/installed
BROWSER := yiwang/static/dist/.built
STATIC := $(DATA)/static/.collected

BROWSER_SOURCES := $(shell find yiwang/browser -type f 2>/dev/null)
STATIC_SOURCES := $(shell find yiwang -path '*/static/*' -type f -not -path '*/dist/*' 2>/dev/null)

help: ## list the commands
	@sed -nE 's/^([a-z]+):.*## (.*)$$/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "  Variables: PORT=8123, HOST=0.0.0.0, PYTHON=python3.12, ARGS='-k name' (for make test)."

setup: $(RUNTIME) $(BROWSER) $(STATIC) ## make .venv and the browser parts from their lock files

run: export YIWANG_MODE := $(or $(YIWANG_MODE),demo)
run: export YIWANG_ADDRESS := $(or $(YIWANG_ADDRESS),http://localhost:$(PORT))
run: setup ## set up, make the demonstration city the first time, serve it at http://localhost:8000
	@$(YIWANG) migrate --verbosity 0
	@$(YIWANG) demo --once
	@exec $(YIWANG) serve --host $(HOST) --port $(PORT)

test: $(DEVELOPMENT) $(BROWSER) ## every test on SQLite; what asks the database again on PostgreSQL where one answers
	@.venv/bin/python scripts/suite.py $(ARGS)

check: export YIWANG_MODE := test
check: $(DEVELOPMENT) $(BROWSER) ## lint, format, types, imports, migrations, templates, file lengths
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy yiwang
	$(BIN)/lint-imports
	$(BIN)/yiwang makemigrations --check --dry-run
	$(BIN)/yiwang check --fail-level WARNING
	$(BIN)/python scripts/templates.py
	$(BIN)/python scripts/lengths.py
	bash -n .ci/run

audit: $(DEVELOPMENT) $(PACKAGES) ## lock files, licences and known vulnerabilities of every dependency
	$(BIN)/python scripts/audit.py

lock: ## resolve both Python lock files anew (needs uv) and the browser's package-lock.json
	@command -v uv >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/): pip install uv." >&2; exit 1; }
	uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --no-annotate \
	  --extra build --output-file requirements.lock $(ARGS)
	uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --no-annotate \
	  --extra build --extra prod --extra dev --constraint requirements.lock --output-file requirements-dev.lock $(ARGS)
	npm install --package-lock-only --ignore-scripts

clean: ## remove everything that can be made again; the city's data in var/ stays
	rm -rf .venv node_modules yiwang/static/dist *.egg-info $(DATA)/static

.PHONY: help setup run test check audit lock clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "Python 3.11 or newer is needed, and '$(PYTHON)' is not one: install it (Debian: apt-get install python3 python3-venv) or name another, as in make run PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	  "'$(PYTHON)' has no venv module: install it (Debian: apt-get install python3-venv) and run the command again." >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv .venv

# A virtual environment whose Python has left the machine is a dangling link: make sees no file and makes it again.
$(VENV): $(BIN)/python
	@$(BIN)/python -m ensurepip --upgrade --default-pip >/dev/null
	@touch $@

$(RUNTIME): $(VENV) requirements.lock pyproject.toml
	@echo "Installing the Python packages of requirements.lock."
	@$(PIP) install -qq --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.lock
	@echo "Installing the development tools of requirements-dev.lock."
	@$(PIP) install -qq --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

$(PACKAGES): package-lock.json package.json
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null || { echo \
	  "Node 20 or newer is needed to build the browser parts: install it (Debian: apt-get install nodejs npm, or https://nodejs.org) and run the command again." >&2; exit 1; }
	@command -v npm >/dev/null || { echo "npm is needed beside Node: install it (Debian: apt-get install npm) and run the command again." >&2; exit 1; }
	@echo "Installing the browser packages of package-lock.json."
	@npm ci --no-audit --no-fund --loglevel error
	@mkdir -p $(@D) && touch $@

$(BROWSER): $(PACKAGES) $(BROWSER_SOURCES)
	@echo "Building the browser parts."
	@npm run --silent build
	@mkdir -p $(@D) && touch $@

$(STATIC): $(RUNTIME) $(BROWSER) $(STATIC_SOURCES) yiwang/assets.py
	@echo "Collecting static files in $(@D)."
	@YIWANG_MODE=demo $(YIWANG) collectstatic --no-input --verbosity 0
	@mkdir -p $(@D) && touch $@
