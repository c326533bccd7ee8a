# make demo   install, fetch the model, score the bundled recordings, show the lights
# make test   all checks and tests; says at its end what was skipped and why
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
SPEECHQA := $(RUN) speechqa.cli.main
DEMO_DB := demo.db
PIP := $(RUN) pip --quiet --disable-pip-version-check --no-input

.PHONY: help demo install dev model test check format bench soak examples texts docs clean

help:
	@echo "make demo      install, fetch the model, score the bundled recordings, show the lights"
	@echo "make test      all checks and tests"
	@echo "make check     style, types, order of imports, translations, generated docs"
	@echo "make bench     measure: real-time factor, memory, agreement with the labels"
	@echo "make soak      long proofs"
	@echo "make examples  make the bundled recordings again (festival, festvox-ru, sox)"
	@echo "make texts     collect the texts for translation, compile the translations"
	@echo "make docs      make the generated pages of docs/ again"
	@echo "make clean     remove what make made (not models/, not your databases)"

demo: install model
	@$(SPEECHQA) score examples/recordings --checklist clinic-inbound --checklist outbound-warm \
	  --cdr examples/Master.csv --config examples/speechqa.toml --db $(DEMO_DB)
	@echo
	@$(SPEECHQA) report managers --config examples/speechqa.toml --db $(DEMO_DB)
	@echo
	@$(SPEECHQA) report calls --config examples/speechqa.toml --db $(DEMO_DB)
	@$(RUN) tools.next_steps $(DEMO_DB)

install: $(VENV)/.installed
dev: $(VENV)/.dev

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed ($(PYTHON) is not). Debian, Ubuntu: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "The venv module is missing. Debian, Ubuntu: apt install python3-venv" >&2; exit 1; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing speechqa into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(VENV)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > $(VENV)/dev.txt
	@echo "Installing what the tests need"
	@$(PIP) install --requirement $(VENV)/dev.txt
	@touch $@

model: install
	@test -f models/base/model.bin || $(SPEECHQA) models pull base --models-dir models

test: dev model check
	@$(RUN) pytest -ra -m "not soak"

check: dev
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet .
	@$(RUN) mypy
	@$(VENV)/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@$(RUN) tools.texts check
	@$(RUN) tools.docs check

format: dev
	@$(RUN) ruff check --fix --quiet .
	@$(RUN) ruff format --quiet .

bench: dev model
	@$(RUN) tools.bench

soak: dev model
	@$(RUN) pytest -ra -m soak

examples: dev
	@$(VENV)/bin/python -m examples.generate

texts: dev
	@$(RUN) tools.texts update

docs: dev
	@$(RUN) tools.docs write

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	rm -f $(DEMO_DB) $(DEMO_DB)-wal $(DEMO_DB)-shm
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
