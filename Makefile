# Two commands on a fresh machine: `make demo` and `make test`. Everything they need comes from requirements.lock.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BUILT := $(VENV)/.built
WORKERS ?= auto

.PHONY: build demo serve test check format bench soak lock catalogues doctor clean

build: $(BUILT)

demo: $(BUILT)
	$(BIN)/entrepot demo $(ARGS)

serve: $(BUILT)
	$(BIN)/entrepot serve $(ARGS)

doctor: $(BUILT)
	$(BIN)/entrepot doctor

test: $(BUILT)
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

# The long form: 20 times the random histories, and the story told 20 times while everything in it is killed.
soak: $(BUILT)
	ENTREPOT_SOAK=1 $(BIN)/pytest -n $(WORKERS) src tests/hubs $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --config importlinter.ini --no-cache
	DATABASE_URL=postgresql:///entrepot ENTREPOT_HOME=$(VENV)/mypy $(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Each benchmark prints its peer in the same run and one JSON line, from which docs/benchmarks.md is made.
bench: $(READY)
	$(BIN)/python -m bench

catalogues: $(READY)
	$(BIN)/entrepot catalogues update

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --universal \
		--python-version 3.11 --custom-compile-command "make lock" -q -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Entrepot needs Python 3.11 or newer; say which: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

# The editions' texts and the byte code, made again when a source changed: a hub is six processes that start at once.
$(BUILT): $(READY) $(shell find src -name '*.py' -o -name '*.po')
	$(BIN)/python -m compileall -q src
	$(BIN)/entrepot catalogues compile
	touch $(BUILT)

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache
