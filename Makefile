# The front door. `make` alone is the quick loop: check and test.

PYTHON ?= python3
BIN := .venv/bin
MINUTES ?= 30
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --custom-compile-command 'make lock' --quiet pyproject.toml
HASHED := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := quick
.PHONY: quick setup run fmt test check layers types content bench bench-understanding bench-store \
	bench-turns bench-venv bench-growth soak torture e2e docs lock clean

quick: check
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not long and not browser and not postgres"

setup: .venv/ready .venv/dev-ready

.venv/ready: requirements.txt pyproject.toml
	@echo "Setting up the program in .venv. This takes half a minute, once."
	@$(PYTHON) -m venv .venv
	@$(HASHED) -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot
	@touch $@

.venv/dev-ready: .venv/ready requirements-dev.txt
	@echo "Setting up what the tests need."
	@$(HASHED) -r requirements-dev.txt
	@touch $@

.venv/browser-ready: .venv/dev-ready requirements-browser.txt
	@echo "Setting up what the browser tests need."
	@$(HASHED) -r requirements-browser.txt
	@touch $@

run: .venv/ready
	@$(BIN)/unstuck run $(ARGS)

fmt: .venv/dev-ready
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

# Everything that can be tested here. What a missing browser or database leaves out is said at the end, with the remedy.
# Tests that kill programs or watch the clock run one after the other, the rest on every core. (5: none was asked for.)
test: .venv/dev-ready
	$(BIN)/python -m pytest -rs -n auto --dist loadgroup -m "not alone" $(ARGS) || [ $$? -eq 5 ]
	$(BIN)/python -m pytest -rs -m alone $(ARGS) || [ $$? -eq 5 ]

check: .venv/dev-ready layers types content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/python -m docs.generate --check

layers: .venv/dev-ready
	$(BIN)/lint-imports --no-cache

types: .venv/dev-ready
	$(BIN)/mypy

content: .venv/ready
	$(BIN)/unstuck check
	$(BIN)/unstuck test --coverage

bench: bench-understanding bench-store bench-turns

bench-understanding: .venv/dev-ready
	$(BIN)/python -m bench.understanding

bench-store: .venv/dev-ready
	$(BIN)/python -m bench.store

# What a turn costs, beside its controls: five minutes, or one with ARGS=--quick. ARGS=--write writes docs/performance.md.
bench-turns: .venv/dev-ready
	$(BIN)/python -m bench.turns $(ARGS)

# The two successors of the SDK, for that table, in libraries of their own.
bench-venv:
	@$(PYTHON) -m venv .bench-venv
	@.bench-venv/bin/pip install --quiet --disable-pip-version-check 'microsoft-agents-hosting-aiohttp==1.9.*' 'microsoft-teams-apps==2.1.*'

# How cost grows: people, problems, processes. Six minutes.
bench-growth: .venv/dev-ready
	$(BIN)/python -m bench.growth

# Half load for MINUTES; memory and tables have to stay.
soak: .venv/dev-ready
	$(BIN)/python -m bench.soak --minutes $(MINUTES)

# The browser tests and those that drive the real process, alone.
e2e: .venv/browser-ready
	$(BIN)/python -m pytest tests/e2e tests/browser $(ARGS)

# The kill loops in their long form: ten minutes, both databases, one table.
torture: .venv/dev-ready
	$(BIN)/python -m tests.torture $(ARGS)

docs: .venv/dev-ready
	$(BIN)/python -m docs.generate

lock:
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet uv
	$(LOCK) --extra fast --extra postgres --group build -o requirements.txt
	$(LOCK) --extra fast --extra postgres --group build --group dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --group browser -c requirements-dev.txt -o requirements-browser.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
