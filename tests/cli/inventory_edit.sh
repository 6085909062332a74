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
# As a table of its own: who, when, why, from what to what.
expect 0 inventory export --history $store
says 'use_case,id,use_case_name,field,at,by,reason,before,after'
says ',A-1,sorter,development_stage,20'
says 'Z,ada,went live,soon,Deployed,'
[ "$(wc -l < "$out")" -eq 2 ] || fail "one edit is not one row"
expect 2 inventory export --history --public $store
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

# What a tree declares of itself does not take back what a person said.
mkdir -p tree/.bartizan
declare_it() {
  printf 'agency = "CLN"\nid = "CLN-1"\nname = "triage"\nstage = "%s"\nowner = "%s"\n' "$1" "$2" > tree/.bartizan/system.toml
  expect 0 discover tree $store
}
value() { expect 0 inventory list --format json $store; json 'r["use_cases"][0]["fields"]["development_stage"]["value"] == "'"$1"'"'; }
declare_it Pre-deployment a@clinic.invalid
value Pre-deployment
expect 0 inventory edit CLN-1 --set development_stage=Deployed --by ada --reason 'it is live' $store
declare_it Pre-deployment a@clinic.invalid
value Deployed
# Other fields follow the file.
declare_it Pre-deployment b@clinic.invalid
value Deployed
says b@clinic.invalid
expect 0 audit list --what inventory.declare --format json $store
json 'len(r["entries"]) == 2 and "but for what people changed" in r["entries"][0]["detail"]'
# Taken back, the word of the file counts again.
expect 0 inventory edit CLN-1 --set development_stage=Pre-deployment --by ada --reason 'a mistake' $store
declare_it Retired b@clinic.invalid
value Retired
