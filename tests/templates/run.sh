# Fetches the pinned packages and demands that the analyser is quiet on all of their templates.
# usage: run.sh PYTHON PROGRAM BUILD [--all]; exit 77: the packages could not be had.
set -eu
here=$(dirname "$0")
python=$1 program=$2 build=$3
shift 3
out=$build/templates/texts${1:-}
"$python" "$here/fetch.py" "$build/templates/packages" "$out" "$@" || exit $?
"$program" "$out" 20
# Without jinja2 this part is left out, and says so.
"$python" "$here/differential.py" "$program" "$out" || [ $? -eq 77 ]
