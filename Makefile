# make demo: set up everything, ingest the samples, open the chat.   make test: set up, run every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TOKENIZERS_PARALLELISM := false
export HF_HUB_OFFLINE := 1
export OMP_NUM_THREADS := 1
# a fresh environment is compiled by its first use, once: every command would compile it again otherwise
unexport PYTHONDONTWRITEBYTECODE
PORT ?= 8501

.PHONY: setup system demo test lint format-check types imports eval bless bench clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt -e '.[ocr,llm,postgres,dev]'
	touch $(READY)

system:
	bash .ci/system-packages

demo: setup
	$(BIN)/gongkai ingest samples --data-dir data/demo
	$(BIN)/gongkai ui --data-dir data/demo --port $(PORT)

lint: format-check types imports

format-check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

# what waits for the network, and what waits for one core, goes two at a time
test:
	$(MAKE) -j2 setup system
	$(MAKE) -j2 lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# the committed sets over the samples, gated; `make bless` makes the run the baseline that later runs are held against
EVAL := $(BIN)/gongkai eval eval/sets/core.yaml eval/sets/claims.jsonl --corpus 'samples/*.*' --no-history --baseline eval/baseline.json

eval: setup
	$(EVAL) --min-accuracy 0.98 --max-wrong 0 --max-unsourced 0 --fail-on-regression

bless: setup
	$(EVAL) --min-accuracy 0.98 --max-wrong 0 --max-unsourced 0 --update-baseline

bench: setup
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
