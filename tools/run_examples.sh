#!/bin/sh
# Scans examples/ with the given bartizan, prints the report and writes report.html.
#
#   tools/run_examples.sh BARTIZAN
#
# Succeeds when both reports were produced: the examples hold booby-trapped models, so the scan's
# own exit code is 1 (the gate failed), and 3 (incomplete) would be no failure of the program either.
set -u
bartizan=$1

produced() {
  case $1 in
    0 | 1 | 3) return 0 ;;
    *) echo "run: the scan ended with exit code $1" >&2; return 1 ;;
  esac
}

"$bartizan" scan examples
produced $? || exit 1
"$bartizan" scan examples --format html -o report.html
produced $? || exit 1
[ -s report.html ] || { echo "run: no report.html was written" >&2; exit 1; }
echo "The same report for the browser: $(pwd)/report.html"
