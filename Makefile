# `make help` explains itself. PYTHON names the interpreter that builds .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
# Rewritten assertions are kept, so that the next run does not rewrite them again.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q
# Three for two cores: the journeys wait more than they work.
PARALLEL := -n 3 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types rooms test-real trial trial-ci bench lock law-page phrases schemas clean

help: ## Show what there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(STAMP)-run: requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kairanban needs Python 3.11 or newer; say which one: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once; a minute or two) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(STAMP)-dev: $(STAMP)-run requirements-dev.lock
	@echo "Adding what the checks need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(STAMP)-run ## Set everything up and watch one message go round, in both directions
	@$(BIN)/kairanban demo

test: $(STAMP)-dev ## Run the fast tests (under a minute)
	$(PYTEST) $(PARALLEL)

check: format lint types rooms test ## Format, lint, types, rooms, fast tests: what every commit passes

format: $(STAMP)-dev ## Format the code
	$(BIN)/ruff format

lint: $(STAMP)-dev ## Look for faults in the code's text
	$(BIN)/ruff check

types: $(STAMP)-dev ## Check the types
	$(BIN)/mypy

rooms: $(STAMP)-dev ## Check that the rooms keep their order
	$(BIN)/lint-imports

test-real: $(STAMP)-dev ## Run the suites against real servers (AT Protocol network, systemd)
	$(BIN)/python -m tests.atproto_network.install
	$(PYTEST) -m real

trial-ci: $(STAMP)-dev ## Try to break the law of publishing: 2,000 runs, some minutes
	$(BIN)/python -m tests.trial ci

trial: $(STAMP)-dev ## The whole trial: 20,000 runs, an hour or two
	$(BIN)/python -m tests.trial whole
	KAIRANBAN_TRIAL=1 $(PYTEST) $(PARALLEL)
	$(BIN)/python -m tests.atproto_network.install
	KAIRANBAN_TRIAL=1 $(PYTEST) -m real tests/real/test_real_trial.py

bench: $(STAMP)-dev ## Measure speed and memory, as ratios in one run
	$(BIN)/python -m bench

lock: $(STAMP)-dev ## Compile the hash-pinned locks anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build -o requirements-build.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --group dev --group build -o requirements-dev.lock

law-page: $(STAMP)-dev ## Draw the table of legal moves into the documentation
	$(BIN)/python -m tests.law_page

schemas: $(STAMP)-dev ## Write the JSON Schemas anew after a change of the files' shape
	$(BIN)/python -m tests.json_schemas

phrases: $(STAMP)-dev ## Collect the messages for translation and compile the catalogues
	$(BIN)/python -m tests.catalogues

clean: ## Remove what the targets above have made
	rm -rf $(VENV) dist demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
