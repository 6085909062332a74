#!/bin/sh
# node-semver's word on each line `a b`, read loosely as npm does.
. ./cache.inc
release=7.8.6
[ -d "$cache/node_modules/semver" ] ||
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$cache" "semver@$release" >&2
if [ "${1:-}" = --version ]; then
  echo "semver.compare(a, b, {loose: true}), semver@$release of npm"
  exit
fi
NODE_PATH="$cache/node_modules" node npm.js
