# `make` makes its own virtual environment; there is no other set-up step.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test test-lowest lint faults bench translations screenshots corpus-report clean

help:           ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): setup.cfg pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or later, or say make PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11. Say make PYTHON=/path/to/a/newer/python."; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv."; exit 1; }
	@echo "Installing into $(VENV) (once; a minute or two) ..."
	@$(BIN)/pip install --disable-pip-version-check --upgrade pip > $(VENV)/install.log 2>&1 && \
	 $(BIN)/pip install --disable-pip-version-check --editable '.[dev]' >> $(VENV)/install.log 2>&1 || \
	 { tail -n 20 $(VENV)/install.log; echo "The installation failed; all of it is in $(VENV)/install.log."; exit 1; }
	@touch $@

demo: $(READY)  ## Run the main job for real, against the bundled rehearsal
	@$(BIN)/orcid-sync demo --out demo-output

test: $(READY)  ## Pass all tests
	$(BIN)/python -m pytest -n auto

test-lowest: $(READY)  ## Pass the tests with the oldest libraries that setup.cfg allows
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-lowest
	$(BIN)/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[dev]'
	.venv-lowest/bin/python -m pytest -n auto -m "not slow and not chromium"

lint: $(READY)  ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

faults: $(READY) ## Print the fault matrix: each call to ORCID meets each fault, on both databases
	$(BIN)/python -m pytest -q -s tests/push/test_fault_matrix.py

bench: $(READY) ## Measure speed, as ratios against a baseline in the same run
	$(BIN)/python -m benchmarks

translations: $(READY) ## Bring the catalogues of the pages up to date with their templates
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --no-location --output build/messages.pot orcid_sync/web
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110 --input-file build/messages.pot --output-dir orcid_sync/web/locales
	@sed -i -E '/^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By): /d' orcid_sync/web/locales/*/LC_MESSAGES/messages.po

screenshots: $(READY) ## Take the pictures of docs/orcid-review.md anew, in Chromium
	$(BIN)/python docs/screenshots.py

corpus-report: $(READY) ## Say what becomes of each real record in ../shared/corpus
	$(BIN)/python -m tests.corpus_report ../shared/corpus

clean:          ## Remove what make made
	rm -rf $(VENV) .venv-lowest build dist demo-output *.egg-info
