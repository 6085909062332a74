# inventory edit keeps what was imported beside what is said now, and who said it and why.
. ./common.inc
store="--store $work/store"
printf 'Agency,Use Case ID,Use Case Name,Stage of Development\nA,A-1,sorter,soon\n' > one.csv
expect 0 inventory import one.csv $store
expect 2 inventory edit A-1 --set development_stage=never $store
complains "is none of"
expect 0 inventory edit A-1 --set development_stage=Deployed --by ada --reason 'went live' $store
expect 0 inventory export --format json $store
json 'r["use_cases"][0]["fields"]["development_stage"]["value"] == "Deployed"'
json 'r["use_cases"][0]["fields"]["development_stage"]["raw"] == "soon"'
json 'len(r["use_cases"][0]["edits"]) == 1'
json '[r["use_cases"][0]["edits"][0][k] for k in ("field", "before", "after")] == ["development_stage", "soon", "Deployed"]'
json '[r["use_cases"][0]["edits"][0][k] for k in ("by", "reason")] == ["ada", "went live"]'
expect 0 inventory export --format json --public $store
says_not ada
says_not '"edits"'
expect 0 inventory export $store
says Deployed
# The same file once more does not undo it.
expect 0 inventory import one.csv $store
expect 0 inventory export $store
says Deployed
expect 0 audit list --what inventory.edit $store
says "went live"
says ada
# Nothing to change, nothing to tell.
expect 0 inventory edit A-1 --set development_stage=Deployed $store
expect 0 inventory export --format json $store
json 'len(r["use_cases"][0]["edits"]) == 1'
# The edits go with their use case.
expect 0 inventory edit A-1 --remove --yes $store
python3 -c '
import sqlite3, sys
sys.exit(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM use_case_edit").fetchone()[0])' \
  "$work/store" || fail "edits outlive their use case"
