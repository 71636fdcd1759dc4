.DEFAULT_GOAL := help
SHELL := /bin/bash
# The first Python that is here and fits; PYTHON=... names another.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Firms' networks have certificates of their own: trust what the machine trusts, where it has a store.
ifneq ($(wildcard /etc/ssl/certs/ca-* /etc/pki/tls/certs/ca-*),)
export UV_SYSTEM_CERTS ?= 1
endif

.PHONY: help setup demo serve test check wheel evaluate bench fuzz chaos requirements

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/.ready ## install everything into .venv

.venv/.ready: requirements.txt requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; PYTHON=/path/to/it names one" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.txt -r requirements-dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: setup ## the whole service on the sample centre: reports in out/, dashboard on 127.0.0.1:8000
	$(BIN)/qa demo

serve: setup ## the service on your own data, with its workers
	$(BIN)/qa serve --with-workers

test: setup ## every test that needs nothing but this checkout
	$(BIN)/pytest -n 2 --dist loadgroup

check: setup wheel ## format, lint, types, import rules, and the wheel in an empty environment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

fuzz: setup ## 5,000 requests made from the OpenAPI document, sent by every role
	QA_FUZZ_CASES=$${QA_FUZZ_CASES:-5000} $(BIN)/pytest -n 0 tests/integration/test_fuzz.py

chaos: setup ## 5,000 chats and 40 recordings while workers, brokers and databases are killed; CHAOS="pgmq --seed 2" says which
	@tests/chaos/packages.sh
	$(BIN)/python -u -m tests.chaos.run $(CHAOS)

wheel: setup
	$(BIN)/uv build --quiet --wheel --out-dir dist --clear
	tests/wheel.sh $(BIN)

evaluate: setup ## what is found in the sample centre, beside what its generator put there
	$(BIN)/qa evaluate sample

bench: setup ## speed and memory, as ratios within one run
	$(BIN)/python -m tests.performance.bench

requirements: ## compile requirements*.txt anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header \
		--upgrade pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header \
		--upgrade --group dev --constraints requirements.txt --output-file requirements-dev.txt
