# The commands of this checkout; `make help` lists them. The thinking is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshot clean app-ready tests-ready

PYTHON := .venv/bin/python
# What to test and how: `make test TESTS="tests/synth -k reverb"`
TESTS ?=
WORKERS ?= 2

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: app-ready ## Install what is missing and open the app
	@$(PYTHON) scripts/start.py

test: tests-ready check ## Install what is missing, then check style, types, imports and run the tests
	@echo "Tests"
	@$(PYTHON) -m pytest -rfEs --numprocesses $(WORKERS) --dist loadgroup $(TESTS)

check: tests-ready ## Check style, types and imports only
	@echo "Style"
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m ruff check --quiet .
	@echo "Types"
	@$(PYTHON) -m mypy
	@echo "Imports"
	@$(PYTHON) -m pytest --quiet tests/test_architecture.py

bench: app-ready ## Measure the synthesizer
	@$(PYTHON) -m musicbreeder bench synth

screenshot: tests-ready ## Draw docs/screenshot.png anew
	@$(PYTHON) scripts/take_screenshot.py docs/screenshot.png

clean: ## Remove what these commands made: .venv, caches, builds
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find musicbreeder scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

app-ready:
	@$(prepare) app

tests-ready:
	@$(prepare) tests

define prepare
command -v python3 >/dev/null || { \
	echo "There is no python3 here. Install Python 3.11, 3.12 or 3.13 first;" \
		"on Debian: sudo apt-get install python3 python3-venv" >&2; exit 1; }; \
python3 scripts/prepare.py
endef
