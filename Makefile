# Short names for what `./skillmark` does; `make check` is what CI runs.

PYTHON = .venv/bin/python
UV ?= $(or $(shell command -v uv),.venv/bin/uv)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header $(UPGRADE)

.PHONY: check test lint format demo reference requirements

check:
	./skillmark test

test:
	./skillmark test --fast

lint:
	./skillmark test --lint

format:
	$(PYTHON) -m ruff check --fix src tests fuzz bench
	$(PYTHON) -m ruff format src tests fuzz bench

demo:
	./skillmark demo

# Writes docs/reference anew from the code.
reference:
	$(PYTHON) tools/make_reference.py

# Pins what pyproject.toml and requirements/test.in ask for; `make requirements UPGRADE=--upgrade` looks for newer ones.
requirements:
	$(COMPILE) --output-file requirements/run.txt --extra server --extra postgres pyproject.toml
	$(COMPILE) --output-file requirements/test.txt --extra server --extra postgres --extra cluster \
		--constraint requirements/run.txt pyproject.toml requirements/test.in
