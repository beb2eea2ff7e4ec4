PYTHON ?= python3
BIN := .venv/bin

.PHONY: test clean

test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/python -m pytest tests

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The lab needs Python 3.11 or newer: make PYTHON=python3.11 test")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

clean:
	rm -rf .venv build
