#!/bin/sh
# Scans examples/ with the given bartizan, prints the report and writes report.html.
#
#   tools/run_examples.sh BARTIZAN
#
# Succeeds when the reports were produced: the examples hold booby-trapped models, so the scan's own
# exit code is 1 (the gate failed).
set -u
bartizan=$1

"$bartizan" scan examples --html report.html
status=$?
case $status in
  0 | 1 | 3) ;;
  *) echo "run: the scan ended with exit code $status" >&2; exit 1 ;;
esac
[ -s report.html ] || { echo "run: no report.html was written" >&2; exit 1; }
echo "The same report for the browser: $(pwd)/report.html"
echo "In the dashboard: $bartizan serve --root examples, and open the one-time link that it prints."
