# `make help` lists what can be done here. Everything is installed into this folder; nothing outside it is touched.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export DJANGO_SETTINGS_MODULE := zugong.site.settings

.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.ready: requirements.lock requirements.in pyproject.toml package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

setup: $(VENV)/.ready ## install everything into this folder

run: setup ## open the working city (demo) on SQLite; PLAN=path starts from a given plan
	$(BIN)/zugong serve $(if $(PLAN),--plan "$(PLAN)")

test: setup ## run the tests
	ZUGONG_ENV=test $(BIN)/pytest --numprocesses auto --dist loadscope

explore: setup ## run the property tests with new random examples, a thousand each
	ZUGONG_ENV=test HYPOTHESIS_PROFILE=explore $(BIN)/pytest --numprocesses auto -m hypothesis

kills: setup ## kill workers with -9 at two hundred random points and look for what is half written, doubled or lost
	$(BIN)/python -m tests.kills --seeds 200

check: setup ## lint, format, types, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	ZUGONG_ENV=test $(BIN)/mypy
	ZUGONG_ENV=test $(BIN)/python -m django makemigrations --check --dry-run

walks: setup ## walk through the pages in chromium, desktop and phone width
	ZUGONG_ENV=test $(BIN)/pytest tests/browser --override-ini addopts="-q"

screenshots: setup ## make the pictures of the README anew
	$(BIN)/python -m tests.browser.screenshots

messages: setup ## collect the texts to translate into zugong/site/locale (needs gettext)
	cd zugong && ../$(BIN)/python -m django makemessages --locale en --no-obsolete --no-wrap --add-location file --ignore "tests/*"

$(VENV)/.spark: $(VENV)/.ready requirements-spark.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	touch $@

spark: $(VENV)/.spark ## install Spark too, for the tests that count in it (needs a Java machine)

.judge/.ready: requirements-judge.lock
	$(PYTHON) -m venv .judge
	.judge/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-judge.lock
	touch $@

judge: .judge/.ready ## install the semantic layer that counts the figures once more, in an environment of its own

$(VENV)/.benchmarks: $(VENV)/.ready benchmarks/requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	touch $@

benchmarks: $(VENV)/.benchmarks ## print the measured ratios
	$(BIN)/python benchmarks/plan_reader.py
	$(BIN)/python benchmarks/board.py
	$(BIN)/python benchmarks/lists.py
	$(BIN)/python benchmarks/exports.py
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/measures.py

lock: ## pin every package anew (needs uv)
	uv pip compile --generate-hashes --no-annotate --no-header --python-version 3.11 requirements.in -o requirements.lock
	uv pip compile --generate-hashes --no-annotate --no-header --python-version 3.11 requirements-spark.in -o requirements-spark.lock
	uv pip compile --generate-hashes --no-annotate --no-header --python-version 3.11 requirements-judge.in -o requirements-judge.lock
	cd benchmarks && uv pip compile --generate-hashes --no-annotate --no-header --python-version 3.11 requirements.in -o requirements.lock
	npm install --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

.PHONY: help setup run test explore kills check walks screenshots messages spark judge benchmarks lock
