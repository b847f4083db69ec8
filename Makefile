# Every target is one line of what it does (`make help`); how it does it stands in setup/ and app/cli/.
SHELL := /bin/sh
PYTHON := $(or $(wildcard .venv/bin/python),$(shell command -v python3))
VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check bench soak audit screenshots lock format translations

help: ## List every target with one line
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Set up what the portal needs (packages, front end, translations) without running it
	@"$(PYTHON)" setup/environment.py

run: ## Set up what is missing and run the whole portal; Ctrl-C stops it
	@"$(PYTHON)" setup/environment.py && exec $(VENV)/python -m app.cli.run

demo: ## The same with the demo school, in a data folder of its own
	@"$(PYTHON)" setup/environment.py && exec $(VENV)/python -m app.cli.run --demo

test: ## Set up what the tests need, then lint, types, unit, integration and browser tests
	@"$(PYTHON)" setup/environment.py --tests && setup/test-tools.sh && exec $(VENV)/python setup/run_tests.py all

check: ## The quick part of the tests, without browsers: under two minutes
	@"$(PYTHON)" setup/environment.py --tests && exec $(VENV)/python setup/run_tests.py check

bench: ## Run all of bench/ and print one JSON line a figure
	@"$(PYTHON)" setup/environment.py --bench && setup/test-tools.sh wrk nginx && exec $(VENV)/python -m bench

soak: ## Run the long fault and endurance tests
	@"$(PYTHON)" setup/environment.py --tests && setup/test-tools.sh && exec $(VENV)/python setup/run_tests.py soak

audit: ## Check the code and the dependencies for known weaknesses
	@"$(PYTHON)" setup/environment.py --tests && exec $(VENV)/python setup/audit.py

screenshots: ## Take pictures of the key pages, phone and desktop, light and dark
	@"$(PYTHON)" setup/environment.py --tests && setup/test-tools.sh && exec $(VENV)/python setup/screenshots.py

lock: ## Pin every package again, with hashes, from pyproject.toml and package.json
	@"$(PYTHON)" setup/environment.py --tests && exec setup/lock.sh

format: ## Put the Python code in the house style
	@"$(PYTHON)" setup/environment.py --tests && $(VENV)/ruff check --fix . && $(VENV)/ruff format .

translations: ## Collect new texts into the catalogues of app/translations
	@"$(PYTHON)" setup/environment.py --tests && exec setup/translations.sh
