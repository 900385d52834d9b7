# make            lists what there is
# Every target prepares what it needs itself; a second run is quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# made by tools/assets.py and tools/messages.py; both skip what is done
SETUP := $(INSTALLED) assets messages
PORT ?= 8000

.PHONY: help setup demo check test bench assets messages format screenshots

help:
	@echo "make setup        Python environment, page assets, messages"
	@echo "make demo         the sample city at http://127.0.0.1:$(PORT)/"
	@echo "make check        format, lint, types, floors, migrations, messages"
	@echo "make test         check, then every test on SQLite, PostgreSQL and in a browser"
	@echo "make bench        every benchmark; make bench-NAME for one of bench/NAME.py"
	@echo "make screenshots  pictures of the pages into docs/screenshots"

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "setup: Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || { echo "setup: making $(VENV)"; $(PYTHON) -m venv $(VENV) \
	  || { echo "setup: no venv module; Debian: apt-get install python3-venv"; exit 1; }; }
	@echo "setup: installing packages (a minute or two the first time)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

assets: $(INSTALLED)
	@$(BIN)/python tools/assets.py

messages: $(INSTALLED)
	@$(BIN)/python tools/messages.py --compile

setup: $(SETUP)
	@echo "setup: ready. Next: make demo, or make test"

demo: $(SETUP)
	@$(BIN)/daliang demo --port $(PORT)

check: $(SETUP)
	@echo "check: format" && $(BIN)/ruff format --check -q .
	@echo "check: lint" && $(BIN)/ruff check -q .
	@echo "check: types" && $(BIN)/mypy -p daliang.engine && $(BIN)/python tools/rules_types.py
	@echo "check: floors" && $(BIN)/lint-imports --no-cache > var/floors.log || { cat var/floors.log; exit 1; }
	@echo "check: migrations" && DJANGO_SETTINGS_MODULE=daliang.site.settings \
	  $(BIN)/python -m django makemigrations --check --dry-run
	@echo "check: messages" && $(BIN)/python tools/messages.py --check
	@echo "check: all well. Next: make test"

test: check
	@$(BIN)/python tools/run_tests.py
	@echo "test: done. Next: make demo"

format: $(INSTALLED)
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

bench: $(INSTALLED)
	@set -e; for file in bench/*.py; do case $$file in */_*) continue;; esac; \
	  echo "bench: $$file"; $(BIN)/python $$file; done

bench-%: $(INSTALLED)
	@test -f bench/$*.py || { echo "bench: no bench/$*.py; there are:"; ls bench/*.py; exit 1; }
	@$(BIN)/python bench/$*.py

screenshots: $(SETUP)
	@$(BIN)/python tools/screenshots.py
