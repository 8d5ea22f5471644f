# Two commands do everything on a machine that has Python 3.11 and nothing else: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test milestone lint bench lock clean

demo: $(READY)  ## crawl a small newsroom on loopback and show what was kept
	@$(BIN)/python -m tests.newsroom.demo

test: $(READY)  ## all tests but those that need the machine for themselves
	@$(BIN)/pytest -n auto --dist loadfile

milestone: $(READY)  ## what needs the machine for itself: days of news with the clock running fast (apt-get install faketime)
	@$(BIN)/pytest -m milestone

lint: $(READY)  ## style, security rules, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)  ## the whole path against a one-file script
	$(BIN)/python benchmarks/throughput.py

lock: $(READY)  ## pin every dependency again, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) demo-archive

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Warraq needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@echo "setting up in $(VENV) (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m compileall -q archive spiders crawler tests
	@touch $(READY)
