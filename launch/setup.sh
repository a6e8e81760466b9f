#!/bin/sh
# Makes .venv from requirements.lock with uv; a second run changes nothing and takes no time.
set -eu
cd "$(dirname "$0")/.."
# An environment that happens to be active is somebody's own: neither filled nor emptied from here.
unset VIRTUAL_ENV CONDA_PREFIX UV_SYSTEM_PYTHON UV_PYTHON PYTHONHOME

works() {
  .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null
}

fail() {
  echo "Kundedialog cannot start: $1" >&2
  exit 1
}

wanted=$(cat requirements.lock launch/setup.sh | cksum)
if [ "$(cat .venv/made-from 2>/dev/null || true)" = "$wanted" ] && works; then
  exit 0
fi

echo "Setting up the Python environment, about half a minute, once …"
uv=$(sh launch/uv.sh) || exit 1
if ! works; then
  "$uv" venv --quiet --clear --python 3.11 .venv || fail "Python 3.11 is needed and could not be found or fetched."
fi
# Whatever happens from here on, the environment is of no lock until all of it is installed.
echo incomplete > .venv/made-from
"$uv" pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock \
  || fail "the packages of requirements.lock could not be installed."
echo "$wanted" > .venv/made-from
