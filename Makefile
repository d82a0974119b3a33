# Two commands set up a fresh machine: `make ask` and `make test`. Everything is installed into .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PAGE   := out/non-eu-allies-in-pesco.html

.PHONY: ask test test-virtuoso check bench bench-full format docs clean lock

ask: $(VENV)/.installed
	@mkdir -p out
	$(BIN)/eunato ask non-eu-allies-in-pesco --format table
	@$(BIN)/eunato view network --question non-eu-allies-in-pesco --output $(PAGE)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# A second, unlike engine, where Debian's virtuoso-opensource-7 is installed; it takes minutes.
test-virtuoso: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m virtuoso tests/test_virtuoso.py $(PYTEST_ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/eunato check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# Some minutes; the report goes to out/bench/report.md.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks --date "$$(date +%F)" $(BENCH_ARGS)

# All sizes up to 10 million triples: an hour, 12 GB of memory, 10 GB below /tmp. The other endpoint and the columnar engine
# are no dependencies: each gets an environment of its own below out/.
bench-full: $(VENV)/.installed-dev
	@test -x out/rdflib-endpoint/bin/rdflib-endpoint || { $(PYTHON) -m venv out/rdflib-endpoint \
		&& out/rdflib-endpoint/bin/pip install --quiet 'rdflib-endpoint[web]==0.6.3'; }
	@test -d out/maplib/lib || { $(PYTHON) -m venv out/maplib && out/maplib/bin/pip install --quiet 'maplib==0.20.26'; }
	$(BIN)/python -m benchmarks --full --date "$$(date +%F)" --rdflib-endpoint out/rdflib-endpoint/bin/rdflib-endpoint \
		--maplib out/maplib/bin/python $(BENCH_ARGS)

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/eunato check --sort

clean:
	rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache

# The program's own dependencies, each with its hash; nothing else is fetched.
$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "eunato needs Python 3.11 or newer; name it with: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The generated parts of data/README.md and of docs/, and what the commands and queries there print.
docs: $(VENV)/.installed-dev
	$(BIN)/python tests/write_data_dictionary.py
	$(BIN)/python tests/write_codebook.py
	$(BIN)/python tests/write_python_reference.py
	$(BIN)/python tests/write_vocabulary.py
	$(BIN)/python tests/write_cookbook.py
	$(BIN)/python tests/write_tutorial.py

# Renews the pinned versions; pip-tools is fetched for the occasion only.
PIP_COMPILE = $(VENV)-lock/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock:
	@test -x $(VENV)-lock/bin/python || $(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet pip-tools
	$(PIP_COMPILE) --output-file requirements.txt pyproject.toml requirements-build.in
	$(PIP_COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml requirements-build.in
