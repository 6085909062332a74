#!/bin/sh
# Installs the scanners that bench/run.py compares with, each in a virtual environment of its own
# under build/peers, so that none changes another's dependencies. Prints the versions it got.
# Telemetry is switched off by bench/run.py. usage: bench/peers.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
peers=${1:-build/peers}
python=${PYTHON:-python3}
mkdir -p "$peers"

install() { # NAME VERSION [FURTHER PACKAGE] (needed and not declared, or an extra that the inputs call for)
  if ! "$peers/$1/bin/python" -c '' 2>/dev/null; then
    "$python" -m venv "$peers/$1"
  fi
  if ! "$peers/$1/bin/pip" install --quiet --disable-pip-version-check "$1==$2" ${3:-} 2>"$peers/$1.log"; then
    echo "$1 $2 cannot be had, trying the newest that can (see $peers/$1.log)" >&2
    "$peers/$1/bin/pip" install --quiet --disable-pip-version-check "$1" ${3:-} 2>>"$peers/$1.log" || {
      echo "$1: not installed" >&2
      return 0
    }
  fi
  "$peers/$1/bin/python" -c "
from importlib.metadata import version
print('$1', version('$1'))"
}

install picklescan 1.0.5 numpy # without it a .npy file ends the scan of a folder
install modelscan 0.8.6 numpy==1.26.4 # it calls what NumPy 2 has no more
install fickling 0.1.12 typing_extensions # below Python 3.12
install modelaudit 0.2.27
install model-signing 1.1.1 pyOpenSSL==26.4.0
