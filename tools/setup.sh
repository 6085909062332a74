#!/bin/sh
# Installs the Debian packages that building Bartizan needs, as root or through sudo.
#
#   tools/setup.sh [GROUP...]     groups: build (default) test deb sanitize fuzz coverage bench e2e
#
# It says what it installs, and does nothing when all is there. docs/dependencies.md says what each
# library is for.
set -eu

build="g++ cmake ninja-build pkg-config ccache mold
  libargon2-dev libbz2-dev libcli11-dev libfido2-dev liblz4-dev liblzma-dev libsimdjson-dev
  libboost1.81-dev libsqlite3-dev libssl-dev libtomlplusplus-dev libpugixml-dev libzstd-dev zlib1g-dev"
test="doctest-dev librapidcheck-dev libvalijson-dev rapidjson-dev python3 python3-venv"
deb="dpkg-dev fakeroot file"
sanitize="clang-19 llvm-19 libclang-rt-19-dev"
fuzz="$sanitize lld-19 clang-tidy-19 clang-format-19"
coverage="gcovr"
bench="python3 python3-venv openssl time"
e2e="chromium fonts-dejavu-core"
# The dashboard is built with Node.js 18 or newer; one that is there already will do.
command -v node > /dev/null && command -v npm > /dev/null || build="$build nodejs npm"

wanted=""
for group in "${@:-build}"; do
  case $group in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    deb) wanted="$wanted $deb" ;;
    sanitize) wanted="$wanted $sanitize" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    coverage) wanted="$wanted $coverage" ;;
    bench) wanted="$wanted $bench" ;;
    e2e) wanted="$wanted $e2e" ;;
    *) echo "setup: unknown group '$group' (build test deb sanitize fuzz coverage bench e2e)" >&2; exit 2 ;;
  esac
done

if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
  echo "setup: this is not a Debian system; install the equivalents of:$wanted" | tr -s ' \n' ' ' >&2
  echo >&2
  exit 0
fi

missing=""
for package in $wanted; do
  case $(dpkg-query -W -f='${db:Status-Status}\n' "$package" 2> /dev/null || true) in
    *installed*) ;;
    *) missing="$missing $package" ;;
  esac
done
if [ -z "$missing" ]; then
  echo "setup: everything is installed"
  exit 0
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "setup: run as root: apt-get install$missing" >&2
    exit 1
  fi
  as_root="sudo"
fi
echo "setup: installing$missing"
export DEBIAN_FRONTEND=noninteractive
wait_for_lock="-o DPkg::Lock::Timeout=300"
$as_root apt-get $wait_for_lock -q update
# shellcheck disable=SC2086  # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get $wait_for_lock -q -y --no-install-recommends install $missing
