# make demo    environment, hash-pinned packages, plans examples/iraq-2024, says where to look
# make check   lint, types, import rules, tests

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2
CASE ?= examples/iraq-2024
REPORT ?=
BIN := $(VENV)/bin
MAKING := .ci/environment.py pyproject.toml
UV ?= $(firstword $(wildcard $(BIN)/uv) uv)

define LOOK
command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Name a Python 3.11 or later: make PYTHON=..." >&2; exit 2; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
{ echo "jadwal needs Python 3.11 or later and $(PYTHON) is `$(PYTHON) --version 2>&1`. Name another: make PYTHON=..." >&2; exit 2; }
endef

.PHONY: help demo check check-full lint types imports test test-long bench pages pictures guide lock format

help:
	@echo "make demo        environment, packages, plan of $(CASE), where to look"
	@echo "make check       lint, types, import rules, tests"
	@echo "make check-full  the same with the longer trials"
	@echo "make bench       time and memory of the main job"
	@echo "make pages       the generated pages of docs/: dictionary, messages, commands"
	@echo "make guide       docs/ as a folder of HTML, out/guide"
	@echo "make pictures    the pictures of the guide, made anew (needs Chromium)"
	@echo "make format      put the code into the house's form"
	@echo "make lock        new hash-pinned locks from pyproject.toml (needs uv)"

demo: $(VENV)/.run
	@$(BIN)/jadwal plan $(CASE) --out out/$(notdir $(CASE)) || [ $$? -eq 1 ]

check: lint types imports test

check-full: lint types imports test test-long

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n $(JOBS) $(if $(REPORT),--junitxml=$(REPORT))

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n $(JOBS) -m long

bench: $(VENV)/.run
	$(BIN)/python benchmarks/main_job.py

pages: $(VENV)/.run
	$(BIN)/python -m jadwal.case.pages > docs/dictionary.md
	$(BIN)/python -m jadwal.messages.pages > docs/messages.md
	$(BIN)/python -m jadwal.cli.pages en > docs/commands.md
	$(BIN)/python -m jadwal.cli.pages ar > docs/ar/commands.md

guide: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

pictures: $(VENV)/.dev
	$(BIN)/python tools/pictures.py docs/pictures

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The development lock holds everything the run-time lock does, so either stamp serves the demo.
$(VENV)/.run: requirements/run.txt $(MAKING)
	@$(LOOK)
	@$(PYTHON) .ci/environment.py $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/run.txt $(MAKING)
	@$(LOOK)
	@$(PYTHON) .ci/environment.py $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.run

LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q

lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: $(BIN)/python -m pip install uv" >&2; exit 2; }
	$(LOCK) --group build -o requirements/run.txt
	$(LOCK) --group build --group dev -c requirements/run.txt -o requirements/dev.txt
