# Two commands do everything: `make run` and `make test`.
.PHONY: run test setup train bench bench-desk evaluate catalog-check lock clean

run: setup
	@exec .venv/bin/python -m launch

test: setup
	@exec .venv/bin/python -m launch.check

setup:
	@sh launch/setup.sh

train: setup
	@exec .venv/bin/python -m launch.train

bench: setup
	@exec .venv/bin/python -m bench

# How quick the desk is: people at the console, visitors who write.
bench-desk: setup
	@exec .venv/bin/python -m bench.desk

# How well it understands: the project's own held-out messages, or any labelled FILE (and TEST).
evaluate: setup
	@exec env FILE="$(FILE)" TEST="$(TEST)" .venv/bin/python -m evaluation

catalog-check: setup
	@.venv/bin/python -m bot.catalog $(CATALOG)

# Pins every dependency again, for every platform; no index address ends up in the file.
lock:
	@uv=$$(sh launch/uv.sh) && "$$uv" pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock

clean:
	rm -rf .venv .uv models .mypy_cache .ruff_cache .pytest_cache
