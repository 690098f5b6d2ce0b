# The commands people type. Each makes the environment that it needs, from the lock files.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --no-input --quiet
# Tests of one file share what they set up: they stay together.
CORES := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Where Python is told to keep no bytecode, each process of the tests would compile what it reads anew, and each run all
# tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test quick laws chaos chaos-table lint quality bench bench-dedupe bench-stories bench-backlog bench-fetch bad-input lock clean

help:
	@echo 'make setup   the environment in .venv, with the command .venv/bin/newsloom'
	@echo 'make demo    watch articles become stories (under a minute)'
	@echo 'make test    every check and every test'
	@echo 'make quick   the checks and the everyday tests'
	@echo 'make laws    the laws of the pure modules, on examples that nobody has seen'
	@echo 'make chaos   kill everything in turn, and see that nothing is lost (a quarter of an hour)'
	@echo 'make lint    ruff, mypy, import-linter'
	@echo 'make bench   measurements, side by side with peers'
	@echo 'make quality         cleaning and copies, beside other tools, on labelled pages and articles (eight minutes)'
	@echo 'make bench-fetch     how fast one worker fetches, and what one slow host costs the others (ten minutes)'
	@echo 'make bench-dedupe    signatures and the index of copies, up to a million articles (half an hour)'
	@echo 'make bench-stories   how fast articles find their stories, up to a million of them, and how soon (half an hour)'
	@echo 'make bench-backlog   memory and waiting with up to a million pending urls (a quarter of an hour)'

setup: .venv/.run

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'newsloom needs Python 3.11 or newer; name one: make PYTHON=python3.12 setup'; exit 1; }
	@echo 'making .venv'
	@$(PYTHON) -m venv .venv

# Hashes hold for every file that is installed; the project itself is installed from this folder without an index.
.venv/.run: .venv/bin/python requirements.lock pyproject.toml
	@echo 'installing what newsloom needs (a minute or two)'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	@echo 'installing what the tests need'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup
	@$(BIN)/newsloom demo

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: lint
	$(BIN)/pytest $(CORES) -m 'not slow and not quality and not chaos'

# The long tests often wait for processes of their own: a process of tests more than there are cores, up to four, does
# something meanwhile.
# What kills things measures how soon all goes on: alone on the machine.
test: lint
	$(BIN)/pytest $(CORES) -n $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)') -m 'not chaos'
	$(BIN)/pytest -m chaos

# The tests try the same examples each time, so that none is red by chance; these are new each time.
laws: .venv/.dev
	$(BIN)/pytest -m 'not slow' tests/unit tests/hostile/test_laws.py --hypothesis-profile=search

chaos: .venv/.dev
	$(BIN)/pytest -m chaos

# The same, and writes what was measured into the document.
chaos-table: .venv/.dev
	$(BIN)/pytest -m chaos --chaos-table=docs/operating.md

# Cleaning and copies beside other tools, on the labelled data; what is held of it is in tests/quality.
quality: .venv/.dev
	$(BIN)/pytest -m quality
	$(BIN)/python benchmarks/clean.py
	$(BIN)/python benchmarks/copies.py

bench: .venv/.dev
	$(BIN)/python benchmarks/dedupe.py --articles 10000
	$(BIN)/python benchmarks/stories.py

bench-dedupe: .venv/.dev
	$(BIN)/python benchmarks/dedupe.py --write
	$(BIN)/python benchmarks/repeated.py --write
	$(BIN)/python benchmarks/rebuilt.py --write

bench-stories: .venv/.dev
	$(BIN)/python benchmarks/stories.py
	$(BIN)/python benchmarks/replayed.py --write
	$(BIN)/python benchmarks/moved.py --write
	$(BIN)/python benchmarks/bounded.py --write
	$(BIN)/python benchmarks/inside.py --write
	$(BIN)/python benchmarks/beside.py --write
	$(BIN)/python benchmarks/million.py --write
	$(BIN)/python benchmarks/arrival.py --write

bench-backlog: .venv/.dev
	$(BIN)/python benchmarks/backlog.py

bench-fetch: .venv/.dev
	$(BIN)/python benchmarks/fetch.py

# For maintainers: the tables of bad input in docs/operating.md, from the tests' corpus.
bad-input: .venv/.dev
	$(BIN)/python -m tests.hostile.paper

# For maintainers: all of Python 3.11 to 3.14 in one file. Names packages and hashes, never an index.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q pyproject.toml --group pyproject.toml:build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q pyproject.toml --group pyproject.toml:build --group pyproject.toml:dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
