#!/bin/sh
# The word of the package packaging on each line `a b`.
. ./cache.inc
release=26.4
if [ "${1:-}" = --version ]; then
  echo "packaging.version.Version, packaging $release of PyPI"
  exit
fi
[ -d "$cache/venv" ] || python3 -m venv "$cache/venv" >&2
"$cache/venv/bin/pip" install --quiet "packaging==$release" >&2
"$cache/venv/bin/python" pypi.py
