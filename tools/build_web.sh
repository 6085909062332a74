#!/bin/sh
# tools/build_web.sh OUT [required]: builds web/ into OUT with npm.
#
# Where that cannot be done (no Node.js, no network for npm's packages) it says so and leaves OUT
# without index.html, and the program gets a page that says how to build it. With `required` it
# fails instead.
set -eu
out=$1
required=${2:-}
root=$(cd "$(dirname "$0")/.." && pwd)
log=$out.log
mkdir -p "$out"

give_up() {
  rm -rf "$out"
  mkdir -p "$out"
  echo "build_web: the dashboard was not built: $1" >&2
  [ "$required" != required ] || exit 1
  exit 0
}

command -v npm > /dev/null || give_up "there is no npm"
[ -f "$root/web/package.json" ] || give_up "there is no web/package.json"
cd "$root/web"
# npm writes this file last: an interrupted installation is done again.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --ignore-scripts > "$log" 2>&1 || give_up "npm ci failed, see $log"
  touch node_modules/.package-lock.json
fi
BARTIZAN_WEB_OUT=$out npm run build -- --logLevel warn > "$log" 2>&1 ||
  give_up "npm run build failed, see $log"
