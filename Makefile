# The only entry points: run, test, check, bench, docs. CI calls check and test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup run test check lint types shape bench messages theme screenshots new-network format clean lock

setup: $(VENV)/.ready $(VENV)/.frontend $(VENV)/.messages $(VENV)/.guide ## the environment, front-end files, translations and guide

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	 || { echo "tilstede needs Python 3.11, 3.12 or 3.13; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	 || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.frontend: $(VENV)/.ready $(addprefix frontend/,package.json package-lock.json ds.config.json build.py)
	$(BIN)/python frontend/build.py
	@touch $@

$(VENV)/.messages: $(VENV)/.ready $(shell find src -name '*.po')
	$(BIN)/python -m tilstede.web.messages
	@touch $@

$(VENV)/.guide: $(VENV)/.ready frontend/guide.py $(shell find docs/guide -type f)
	$(BIN)/python frontend/guide.py
	@touch $@

$(VENV)/.test: $(VENV)/.ready requirements-test.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.lock
	@touch $@

$(VENV)/.servers: $(VENV)/.test tests/setup.py $(wildcard tests/servers/oidc_provider/*)
	$(BIN)/python -m tests.setup
	@touch $@

run: setup ## the demo, on 127.0.0.1:$PORT
	@$(BIN)/tilstede demo

# An outside server (snac, Dovecot, Bluesky's) now and then answers nobody on a busy machine. A test that saw that is
# done once more, and the run says so; one that found something wrong is not.
ONCE_MORE := --reruns 1 --only-rerun 'nothing came within' --only-rerun 'Server disconnected' --only-rerun 'from pytest-timeout'

# The journeys first: what takes longest must not be left for the end, when one of the two waits for the other.
test: setup $(VENV)/.servers
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ONCE_MORE) tests src

# With `make -j2` the tests' servers are fetched while types are looked at.
check: lint types $(VENV)/.servers shape

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

shape: setup $(VENV)/.test
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture tests/docs

PEERS := bench/.work/venv
$(PEERS)/.ready: requirements-bench.lock
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup ## how fast, beside what; SIZE=5M for the large collections, QUESTION=capture for one question
	@$(MAKE) --no-print-directory $(PEERS)/.ready || echo "Some of what is measured beside tilstede cannot be installed."
	$(BIN)/python -m bench $(QUESTION) $(if $(SIZE),--size $(SIZE))

messages: setup ## after a change of texts: gathers what is new for the translators
	$(BIN)/python -m frontend.gather

theme: setup ## a body's own colours: make theme CONFIG=ds.config.json OUT=theme.css
	$(BIN)/python frontend/build.py $(abspath $(CONFIG)) $(abspath $(OUT))

new-network: setup ## a folder to begin a network from: make new-network NAME=lokalnett [FOLDER=../tilstede-lokalnett]
	@$(BIN)/python -m tilstede.networks new "$(NAME)" $(if $(FOLDER),"$(abspath $(FOLDER))")

screenshots: setup $(VENV)/.servers ## every page at 360 and 1280 pixels, light and dark, in build/screenshots; ONLY=guide
	$(BIN)/python -m tests.journeys.screenshots $(ONLY)

format: $(VENV)/.test
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

lock: ## after a change of dependencies; needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml requirements-build.in --group test -o requirements-test.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-bench.in -o requirements-bench.lock

clean:
	rm -rf $(VENV) frontend/node_modules src/tilstede/web/static/vendor
