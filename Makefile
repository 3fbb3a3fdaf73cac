# The commands of the project. `make run` and `make test` work on a machine on which nothing was installed before.
.PHONY: setup run demo test bench check fast lock

PORT ?= 8000

setup:  ## makes .venv and .venv/bin/cpsa
	@scripts/setup

run: setup  ## starts the service on http://127.0.0.1:$(PORT)
	@exec .venv/bin/cpsa serve --port $(PORT)

demo: setup  ## starts a demonstration with invented countries, on a database of its own
	@exec .venv/bin/cpsa demo --port $(PORT)

test:  ## sets up all it needs and runs everything
	@scripts/setup --dev
	@scripts/check

bench:  ## prints the ratios that docs and the bar speak of, as a table
	@scripts/setup --dev
	@exec .venv/bin/python -m bench

# The inner loop, for those who change the code.

check:  ## style, types and the direction of imports: no tests
	@scripts/setup --dev
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

fast:  ## the tests of the rules and of the pages on SQLite, without a browser
	@scripts/setup --dev
	@.venv/bin/python -m pytest -q -x -n 2 -m "not browser" -k "not postgresql"

lock:  ## writes the locks again from pyproject.toml (needs uv)
	@scripts/lock
