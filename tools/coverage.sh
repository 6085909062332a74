#!/bin/sh
# Which lines the fast tests reach: build/coverage/report/index.html and a summary.
set -eu
cd "$(dirname "$0")/.."
cmake --preset coverage
cmake --build --preset coverage --parallel "$(nproc)"
find build/coverage -name '*.gcda' -delete
ctest --test-dir build/coverage --parallel "$(nproc)" -LE slow
mkdir -p build/coverage/report
gcovr --root . --filter 'src/' --exclude '.*_(test|fuzz)\.cc' --exclude-throw-branches \
  --gcov-ignore-parse-errors --html-details build/coverage/report/index.html \
  --txt build/coverage/report/summary.txt build/coverage
tail -3 build/coverage/report/summary.txt
