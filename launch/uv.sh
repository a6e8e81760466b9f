#!/bin/sh
# Prints where uv is: the machine's own, or one installed into .uv by a Python 3.11 that is here.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "Kundedialog cannot start: $1" >&2
  exit 1
}

if command -v uv; then
  exit 0
fi
if ! .uv/bin/uv --version >/dev/null 2>&1; then
  python=
  for name in python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      python=$name
      break
    fi
  done
  [ -n "$python" ] || fail "Python 3.11 is needed: install it, or install uv, which fetches it."
  "$python" -m venv --clear .uv >&2 || fail "this Python cannot make virtual environments: install its venv package (Debian: python3.11-venv)."
  .uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8' 2>.uv/pip.log \
    || fail "uv could not be installed; .uv/pip.log says why."
fi
echo .uv/bin/uv
