# Everything a user or CI calls.  Python 3.11 to 3.13 and make are all that must be there first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKSPACE ?= workspace
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run quick test check mutants fuzz soak bench docs hooks format schema tables profiles dialects clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	  || { echo "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

run: $(STAMP) ## set up and run the demo collection
	$(BIN)/gemeingut run demo --workspace $(WORKSPACE)

quick: $(STAMP) ## the tests of units alone, a minute and a half: no collection is run, nothing is started, no corpora are read
	$(BIN)/pytest --quiet -m quick --numprocesses 2 --dist worksteal $(TESTS)

test: $(STAMP) ## set up and run every test
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(COVERAGE) $(TESTS)

check: COVERAGE = --cov --cov-report=term:skip-covered --cov-fail-under=93
check: $(STAMP) ## what CI runs: format, lint, types, floors, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test COVERAGE='$(COVERAGE)'

SAMPLE ?= 0
SEED ?= 1
INPUTS ?= 20000
mutants: $(STAMP) ## do the tests of the heart notice small changes?  All take hours: make mutants SAMPLE=60 (MODULE=verify)
	$(BIN)/python -m scripts.mutants --sample $(SAMPLE) --seed $(SEED) $(addprefix --module ,$(MODULE))

fuzz: $(STAMP) ## inputs nobody would write, for every reader: make fuzz INPUTS=500 (TARGET=tei); all take an hour
	$(BIN)/python -m scripts.fuzz --inputs $(INPUTS) --seed $(SEED) $(addprefix --target ,$(TARGET))

COLLECTION ?= demo
KILLS ?= 20
FLIPS ?= 4000
soak: $(STAMP) ## kill, flip, fill and take away: do runs end with the same bytes?  Hours: make soak KILLS=3 FLIPS=200 (COLLECTION=… MIRROR=DIR)
	$(BIN)/python -m scripts.soak $(COLLECTION) --kills $(KILLS) --flips $(FLIPS) $(if $(MIRROR),--mirror $(MIRROR))

bench: $(STAMP) ## benchmarks against the peers, one run, ratios
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,bench]'
	$(BIN)/python -m tests.benchmarks

docs: $(STAMP) ## build the site of docs/ into build/site: works from a file, asks no other server
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo build/site/index.html

hooks: $(STAMP) ## format, lint, types and floors are checked before each commit
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,hooks]'
	$(BIN)/pre-commit install

format: $(STAMP) ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

tables: $(STAMP) ## count letters and words of clean German anew from a release of `real`: make tables RELEASE=...
	$(BIN)/python -m scripts.tables $(RELEASE)

profiles: $(STAMP) ## find the limits of all profiles anew in a workspace in which `real` was run
	$(BIN)/gemeingut tune real --workspace $(WORKSPACE) --calibrate all --out filters/data/profiles.yaml
	$(BIN)/python -m scripts.quality_classes $(WORKSPACE)

schema: $(STAMP) ## write the JSON Schemas of the manifests anew
	$(BIN)/python -m pipeline.manifest.json_schema

NOAH := https://raw.githubusercontent.com/noe-eva/NOAH-Corpus/a33a1ec7bb6e24578d1b850105a1c6558276bf1c/wiki.xml
DIALECT_SOURCES = $(shell $(BIN)/python -m scripts.dialects)

dialects: $(STAMP) ## train the dialect model anew (MIRROR=DIR: take the sources' files from there)
	$(BIN)/gemeingut run real --workspace $(WORKSPACE) --no-prefect $(if $(MIRROR),--mirror $(MIRROR)) $(addprefix --only ,$(DIALECT_SOURCES))
	$(BIN)/python -c 'import sys, urllib.request as u; u.urlretrieve(*sys.argv[1:])' $(NOAH) $(WORKSPACE)/noah.xml
	$(BIN)/python -m scripts.dialects $(WORKSPACE) $(WORKSPACE)/noah.xml

clean: ## remove the environment and the demo's workspace
	rm -rf $(VENV) $(WORKSPACE)
