# make            lists what there is
# Every target prepares what it needs itself; a second run is quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
# what runs the product, and what builds and tests it: a demo does not wait for the second
INSTALLED := $(VENV)/.installed
TOOLS := $(VENV)/.installed-tools
PORT ?= 8000

.PHONY: help setup demo check test bench assets messages format screenshots wheel

help:
	@echo "make setup        Python environment, page assets, messages"
	@echo "make demo         the sample city at http://127.0.0.1:$(PORT)/"
	@echo "make check        format, lint, types, floors, migrations, messages"
	@echo "make test         check, then every test on SQLite, PostgreSQL and in a browser"
	@echo "make bench        every benchmark; make bench-NAME for one of bench/NAME.py"
	@echo "make wheel        one file to install anywhere, page assets inside"
	@echo "make screenshots  pictures of the pages into docs/screenshots"

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "setup: Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || { echo "setup: making $(VENV)"; $(PYTHON) -m venv $(VENV) \
	  || { echo "setup: no venv module; Debian: apt-get install python3-venv"; exit 1; }; }
	@echo "setup: installing what the product needs (under a minute the first time)"
	@$(PIP) -e '.[build]'
	@touch $@

$(TOOLS): $(INSTALLED)
	@echo "setup: installing what checks and tests need (a minute or two the first time)"
	@$(PIP) -e '.[dev]'
	@touch $@

# tools/assets.py and tools/messages.py skip what is done
assets: $(INSTALLED)
	@$(BIN)/python tools/assets.py

messages: $(INSTALLED)
	@$(BIN)/python tools/messages.py --compile

setup: $(TOOLS) assets messages
	@echo "setup: ready. Next: make demo, or make test"

demo: assets messages
	@$(BIN)/daliang demo --port $(PORT)

check: $(TOOLS) assets messages
	@$(BIN)/python tools/check.py

test: check
	@$(BIN)/python tools/run_tests.py
	@echo "test: done. Next: make demo"

format: $(TOOLS)
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

bench: $(TOOLS)
	@set -e; for file in bench/*.py; do case $$file in */_*) continue;; esac; \
	  echo "bench: $$file"; $(BIN)/python $$file; done

bench-%: $(TOOLS)
	@test -f bench/$*.py || { echo "bench: no bench/$*.py; there are:"; ls bench/*.py; exit 1; }
	@$(BIN)/python bench/$*.py

# The page assets travel inside the wheel; the checkout keeps none of them.
wheel: assets messages
	@mkdir -p src/daliang/ui/static/vendor && cp var/vendor/* src/daliang/ui/static/vendor/
	@$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist . ; \
	  code=$$?; rm -rf src/daliang/ui/static/vendor build; exit $$code
	@ls dist/*.whl

screenshots: $(TOOLS) assets messages
	@$(BIN)/python tools/screenshots.py
