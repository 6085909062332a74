# Evidence of one system takes as long in a store of ten times the size.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" "$work/small.db" 200 20000 2000
"$1" "$work/large.db" 2000 200000 20000
"$2" "$work/small.db" "$work/large.db"
