# Usage errors: exit code 2, and a suggestion.
. ./common.inc
expect 2 scan --deptth full .
complains "--depth"
expect 2 scan --depth deep .
expect 2 scann .
complains "scan"
# Options of every command may stand before it, wherever the command has them.
benign good.pkl
expect 0 --store "$work/home/s.db" --format=json -q scan good.pkl
json 'r["artifacts"][0]["verdict"] == "clean"'
expect 0 --store "$work/home/s.db" history good.pkl
says 'clean'
expect 3 -v --store "$work/home/s.db" inventory list --imports
expect 2 --store
expect 2 --bogus scan good.pkl
complains '--bogus'
expect 2 --store "$work/home/s.db" scann good.pkl
complains 'Did you mean scan?'
expect 2 scan does-not-exist
complains "does-not-exist"
