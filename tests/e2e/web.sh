#!/bin/sh
# Types and compiler warnings of the dashboard, and the tests of its tools, tokens and mock.
#
#   web.sh SOURCE BUILD      77 where the packages of the dashboard are not there
set -eu
source=$1
build=$2
if [ ! -d "$build/web/node_modules" ]; then
  echo "web: skipped, the dashboard was not built (cmake --build BUILD --target web_dist)" >&2
  exit 77
fi
cd "$build/web"
# The stamp may be older than the sources when only this test is run.
rm -rf mock
cp -r "$source/web/mock" mock
npm run --silent check
BARTIZAN_SOURCE=$source BARTIZAN_WEB_OUT=$build/web/dist npm test --silent
