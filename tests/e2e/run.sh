#!/bin/sh
# The dashboard in Chromium, from a copy beside the build so that the sources stay clean.
#
#   run.sh SOURCE BUILD FILE...      77 where Node.js, Chromium or the packages are missing
set -eu
source=$1
build=$2
shift 2

skip() {
  echo "e2e: skipped, $1" >&2
  exit 77
}
command -v node > /dev/null && command -v npm > /dev/null || skip "Node.js is missing (tools/setup.sh build)"
[ "$(node -p 'Number(process.versions.node.split(".")[0])')" -ge 18 ] || skip "Node.js is older than 18"
found=""
for program in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  [ -n "$program" ] && [ -x "$program" ] && found=$program && break
done
[ -n "$found" ] || skip "Chromium is missing (tools/setup.sh e2e)"
[ -d "$build/web/dist/assets" ] || skip "the dashboard was not built (cmake --build BUILD --target web_dist)"

work=$build/web-tests
mkdir -p "$work/tests/e2e" "$work/web"
rm -rf "$work/web/mock"
cp -r "$source/web/mock" "$work/web/mock"
cp "$source"/tests/e2e/*.mjs "$source"/tests/e2e/package.json "$source"/tests/e2e/package-lock.json "$work/tests/e2e"
cd "$work/tests/e2e"
if ! cmp -s package-lock.json node_modules/.lock; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1 || skip "npm ci failed, offline? ($work/tests/e2e/npm.log)"
  cp package-lock.json node_modules/.lock
fi
BARTIZAN_WEB_OUT=$build/web/dist
CHROMIUM=$found
export BARTIZAN_WEB_OUT CHROMIUM
exec node --test "$@"
